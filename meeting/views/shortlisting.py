"""The shortlist as phone, room screen and console see it: its entries with fixed letters, the rule, and the pitches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meeting.procedure.clustering import members, single_voices, topics
from meeting.procedure.pitching import pitched_now
from meeting.procedure.shortlisting import chosen_from, usual_cap, wording
from meeting.procedure.state import (
    CHOICES,
    FEWEST_OPTIONS,
    LARGEST_CAP,
    MOST_ENTRIES,
    SMALLEST_CAP,
    Meeting,
    RoundKind,
    Rule,
)
from meeting.views.screen import Screen
from meeting.views.stage import View, act, beside_title, entries, entry, key, lines

OFFERED = 60
"""How many things that could be listed the console is sent at once."""

USUAL_MOST = 10
"""How many opgaven a hall can carry where nobody said otherwise."""


def rule_line(rule: Rule) -> View:
    """How is counted, in one sentence, before anybody chooses."""
    if rule.method is RoundKind.EACH:
        return key("choose.rule.each", most=rule.most)
    return key("choose.rule", most=rule.most, cap=rule.cap)


def listed(meeting: Meeting, ids: Iterable[str], label: View) -> View:
    """Entries as one card of a phone: each a line with its letter."""
    return {"id": "shortlist", "kind": "topics", "text": "", "label": label, "items": lines(meeting, ids)}


def phone(meeting: Meeting) -> Screen:
    """Reads along: what is being explained now, and how will be counted."""
    rule = meeting.shortlist.rule
    said = (key("shortlist.line"), *((rule_line(rule),) if rule else ()))
    return Screen(key("shortlist.title"), said, tuple(_pitched(meeting)))


def _pitched(meeting: Meeting) -> Iterator[View]:
    """What is being explained, with all that stands on the card."""
    if now := pitched_now(meeting):
        card = listed(meeting, (now,), key("shortlist.now"))
        yield {**card, "items": [*card["items"], *beside_title(meeting, now)]}


def room(meeting: Meeting) -> View:
    """The whole list, or the one entry that is being explained."""
    now, known = pitched_now(meeting), meeting.shortlist
    return {
        "pitch": {**entry(meeting, now), "beside": beside_title(meeting, now)} if now else None,
        "entries": [] if now else entries(meeting, known.ids),
        "frozen": known.frozen,
        "rule": rule_line(known.rule) if known.rule else None,
    }


# The console


def console(meeting: Meeting) -> View:
    """The list with what is in every entry, what else could be on it, and the rule as it is or usually would be."""
    known = meeting.shortlist
    rule = known.rule
    offered = [] if known.frozen else _offered(meeting)
    there = len(known.ids) + len(offered)
    most = min(USUAL_MOST, max(1, there // 2)) if there else USUAL_MOST  # half of them leaves a real choice
    return {
        "entries": [_row(meeting, each) for each in known.ids],
        "pitch": pitched_now(meeting),
        "offered": offered,
        "full": len(known.ids) >= MOST_ENTRIES,
        "frozen": known.frozen,
        "chosen_from": chosen_from(meeting),
        "rev": known.rev,
        "rule": {
            "method": (rule.method if rule else RoundKind.APPROVAL).value,
            "most": rule.most if rule else most,
            "cap": rule.cap if rule else usual_cap(most),
            "leaders": rule.leaders if rule else None,
            "fixed": rule is not None,
            "line": rule_line(rule) if rule else None,
            "caps": [SMALLEST_CAP, LARGEST_CAP],
            "methods": [each.value for each in CHOICES],
            "few_leaders": bool(rule and rule.leaders is not None and rule.most > rule.leaders),
        },
    }


def _row(meeting: Meeting, entry_id: str) -> View:
    """An entry, with the viewpoints that lie in it: by those near-clones are found."""
    topic = meeting.clusters.get(entry_id)
    inside = [each.id for each in members(meeting, topic)] if topic else [entry_id]
    pitched = entry_id in meeting.shortlist.pitched
    return {**entry(meeting, entry_id), "inside": inside, "pitched": pitched, "gone": not wording(meeting, entry_id)}


def _offered(meeting: Meeting) -> list[View]:
    """Topics, then what stands by itself; what is listed already is left out."""
    there = set(meeting.shortlist.ids)
    found = [each.id for each in sorted(topics(meeting), key=lambda each: each.number)]
    found += [each.id for each in sorted(single_voices(meeting), key=lambda each: each.number)]
    waiting = [each for each in found if each not in there]
    return [
        {"id": each, "text": wording(meeting, each), "topic": each in meeting.clusters} for each in waiting[:OFFERED]
    ]


def near_clones(rows: Iterable[View], pairs: Iterable[frozenset[str]]) -> dict[str, list[str]]:
    """Which entries look like which others: id → letters. `pairs` are viewpoints, or entries, that look alike."""
    rows = list(rows)
    home = {known: row["id"] for row in rows for known in (row["id"], *row["inside"])}
    letters = {row["id"]: row["letter"] for row in rows}
    found: dict[str, set[str]] = {}
    for pair in pairs:
        homes = {home[each] for each in pair if each in home}
        if len(homes) == 2:
            one, other = homes
            found.setdefault(one, set()).add(letters[other])
            found.setdefault(other, set()).add(letters[one])
    return {each: sorted(alike) for each, alike in found.items()}


def say(meeting: Meeting) -> str:
    if meeting.shortlist.frozen:
        return "say.shortlisting.frozen"
    return "say.shortlisting.pitch" if pitched_now(meeting) else "say.shortlisting"


def unfinished(meeting: Meeting) -> bool:
    """Whether a list can still be made here: then no button leads past it before it is."""
    known = meeting.shortlist
    return not known.frozen and len(known.ids) + len(_offered(meeting)) >= FEWEST_OPTIONS


def primary(meeting: Meeting) -> View | None:
    """Freeze the list as soon as there is a choice; None: the next block."""
    known = meeting.shortlist
    if known.frozen or len(known.ids) < FEWEST_OPTIONS or known.rule is None:
        return None
    return act("freeze_shortlist", "act.freeze_shortlist", twice=True, rev=known.rev)


def acts(meeting: Meeting) -> list[View]:
    known = meeting.shortlist
    if not known.frozen or chosen_from(meeting):
        return []
    return [act("thaw_shortlist", "act.thaw_shortlist", rev=known.rev)]
