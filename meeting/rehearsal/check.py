"""Compares what phones were told with what was counted and printed: no acknowledged word may be lost, none invented.

The invariants of the design's page on trust: (I1) every acknowledged ballot that was not superseded is counted
exactly once; (I2) no more ballots than people; (I3) nothing is counted that a phone was told is not; (I4) all
phones show the same block.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from meeting.rehearsal.client import Phone

Frame = dict[str, Any]


@dataclass(frozen=True)
class Broken:
    """One promise that was not kept."""

    invariant: str
    what: str


@dataclass
class Told:
    """What phones know about one round: sure choices, and those whose last word is still out."""

    sure: Counter[str] = field(default_factory=Counter)
    open: list[set[str | None]] = field(default_factory=list)


def check(
    phones: Iterable[Phone], tallies: Mapping[str, Frame], *, people: int, strangers: int = 0, report: str | None = None
) -> list[Broken]:
    """Everything that does not fit. `strangers` are people who took part and are not among these phones."""
    known = list(phones)
    broken: list[Broken] = []
    for round_id, tally in tallies.items():
        broken += _counted(round_id, told(known, round_id), tally, people, strangers)
    broken += _same_block(known)
    if report is not None:
        broken += _printed(known, tallies, report)
    return broken


def check_several(phones: Iterable[Phone], chosen: Mapping[str, Frame]) -> list[Broken]:
    """What does not fit where several were chosen: an acknowledged choice counts once for each of its options.

    A count that is hidden because it is small is compared with nothing.
    """
    known, broken = list(phones), list[Broken]()
    for round_id, counted in chosen.items():
        last = [ballot for phone in known if (ballot := _last(phone, round_id))]
        open_yet = sum(_waits(phone, round_id) for phone in known)
        sure = Counter(option for choice in last for option in choice)
        for option in counted["exact"]:
            n, said = option["n"], sure[option["id"]]
            if n is not None and not said - open_yet <= n <= said + open_yet:
                broken.append(Broken("I1", f"{round_id}: {said} acknowledged for {option['id']}, {n} counted"))
        if not len(last) - open_yet <= counted["ballots"] <= len(last) + open_yet:
            broken.append(Broken("I1", f"{round_id}: {len(last)} ballots acknowledged, {counted['ballots']} counted"))
    return broken


def _last(phone: Phone, round_id: str) -> list[str] | None:
    """The choice this phone was told is in."""
    mine = [each for each in phone.asked if each.do == "cast_ballot" and each.body["round_id"] == round_id and each.ok]
    newest = max(mine, key=lambda each: each.body["rev"], default=None)
    return newest.body["choice"] if newest else None


def _waits(phone: Phone, round_id: str) -> bool:
    return any(
        each.do == "cast_ballot" and each.body["round_id"] == round_id and each.ok is None for each in phone.asked
    )


def told(phones: Iterable[Phone], round_id: str) -> Told:
    """What each phone may believe about its ballot in a round. Ballots refused for good are believed by nobody."""
    result = Told()
    for phone in phones:
        ballots = [each for each in phone.asked if each.do == "cast_ballot" and each.body["round_id"] == round_id]
        acknowledged = [each for each in ballots if each.ok]
        last = max(acknowledged, key=lambda each: each.body["rev"], default=None)
        newest = last.body["rev"] if last else 0
        waiting = [each for each in ballots if each.ok is None and each.body["rev"] > newest]
        believed = last.body["choice"][0] if last else None
        if waiting:
            result.open.append({believed, *(each.body["choice"][0] for each in waiting)})
        elif believed is not None:
            result.sure[believed] += 1
    return result


def _counted(round_id: str, said: Told, tally: Frame, people: int, strangers: int) -> list[Broken]:
    counts = {option["id"]: option["n"] for option in tally["options"]}
    total, broken = sum(counts.values()), []
    for option in counts.keys() | said.sure.keys():
        counted, sure = counts.get(option, 0), said.sure[option]
        possible = sure + sum(option in each for each in said.open) + strangers
        if counted < sure:
            broken.append(Broken("I1", f"{round_id}: {sure} acknowledged for {option}, {counted} counted"))
        if counted > possible:
            broken.append(Broken("I3", f"{round_id}: {counted} counted for {option}, at most {possible} were told so"))
    least = said.sure.total() + sum(None not in each for each in said.open)
    if total < least:
        broken.append(Broken("I1", f"{round_id}: {least} people have a ballot in, {total} are counted"))
    if total > people or total > tally["electorate"]:
        broken.append(Broken("I2", f"{round_id}: {total} ballots of {people} people"))
    return broken


def _same_block(phones: Iterable[Phone]) -> list[Broken]:
    blocks = Counter(phone.view.get("block") for phone in phones if phone.connected and phone.view)
    return [Broken("I4", f"phones show {dict(blocks)}")] if len(blocks) > 1 else []


def _printed(phones: Iterable[Phone], tallies: Mapping[str, Frame], report: str) -> list[Broken]:
    """Each viewpoint that stands on its author's phone is in the report, and each tally is."""
    page = _Page()
    page.feed(report)
    voices, broken = Counter(page.texts), []
    standing = Counter(
        each["text"]
        for phone in phones
        for each in phone.mine.get("viewpoints", ())
        if each["state"] in ("open", "shown")
    )
    for text, times in standing.items():
        if voices[_plain(text)] < times:
            broken.append(Broken("I1", f"{times} times on phones, {voices[_plain(text)]} in the report: {text!r}"))
    printed = Counter(page.tables)
    for round_id, tally in tallies.items():
        numbers = (*(option["n"] for option in tally["options"]), tally["silent"])
        if not printed[numbers]:
            broken.append(Broken("I1", f"{round_id}: {numbers} is in no table of the report"))
    return broken


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class _Page(HTMLParser):
    """The texts of a page, element by element, and the numbers in each table of votes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.tables: list[tuple[int, ...]] = []
        self._numbers: list[int] = []
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_of_text()
        if tag == "table":
            self._numbers = []

    def handle_endtag(self, tag: str) -> None:
        text = self._end_of_text()
        if tag == "td" and text.isdecimal():
            self._numbers.append(int(text))
        if tag == "table":
            self.tables.append(tuple(self._numbers))

    def handle_data(self, data: str) -> None:
        self._text += data

    def _end_of_text(self) -> str:
        text, self._text = _plain(self._text), ""
        if text:
            self.texts.append(text)
        return text
