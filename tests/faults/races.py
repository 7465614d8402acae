"""Things that happen at the same time: the close of a vote, two tabs, two facilitators, a screen that reloads."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import Any

import orjson

from faults.rig import Hall, Kring, Verdict, Voter, hall, kring_in
from meeting.rehearsal.check import Broken, told
from meeting.rehearsal.client import Asked, Frame, Phone

SPREAD = 0.03  # seconds within which ballots and the close are sent


async def close(folder: Path | Kring, *, races: int = 100, people: int = 30, seed: int = 3) -> Verdict:
    """A round closes while ballots are under way: whoever is told "in" is counted, whoever is told "late" is not."""
    verdict = Verdict()
    came, late, slowest = 0, 0, 0.0
    async with hall(kring_in(folder), people, seed=seed) as made:
        for _ in range(races):
            round_id = await made.open_round()
            closing = await _race(made, round_id)
            slowest = max(slowest, *(each.took or 0.0 for each in closing))
            tally = await made.tally(round_id)
            said = told(made.voters, round_id)
            counted = Counter({option["id"]: option["n"] for option in tally["options"] if option["n"]})
            if counted != said.sure or said.open:
                verdict.take([Broken("I1/I3", f"told {dict(said.sure)}, counted {dict(counted)}")])
            came += counted.total()
            late += sum(each.refused in ("round_closed", "box_gone") for each in closing)
            verdict.expect(
                all(each.ok or each.refused in ("round_closed", "box_gone") for each in closing),
                f"other refusals: {Counter(each.refused for each in closing if not each.ok)}",
            )
        made.judge(verdict)
    verdict.figures |= {"races": races, "in": came, "late": late, "slowest answer, s": round(slowest, 2)}
    verdict.expect(slowest <= 3, f"somebody waited {slowest:.1f} s for the final answer")
    verdict.expect(came and late, "no race had both: make the spread wider")
    return verdict


async def _race(made: Hall, round_id: str) -> list[Asked]:
    """Everybody votes and the leader closes, all within an instant; the ballots, each with its answer."""
    loop, sent = asyncio.get_running_loop(), list[Asked]()
    for voter in made.voters:
        choice = made.choose()
        loop.call_later(made.chance.uniform(0, SPREAD), lambda v=voter, c=choice: sent.append(v.vote(round_id, c)))
    closed = list[Asked]()
    block = made.leader.view["block"]
    loop.call_later(
        made.chance.uniform(0, SPREAD),
        lambda: closed.append(made.leader.ask("close_round", block=block, round_id=round_id)),
    )
    await made.until(lambda: len(sent) == len(made.voters) and closed and closed[0].answered_at)
    await made.settle()
    return sent


class Tab(Voter):
    """A phone that counts every answer it gets, also to what it sent again."""

    answers = 0

    def again(self, body: Frame) -> None:
        assert self._line is not None
        self._line.send(orjson.dumps(body))

    def received(self, raw: bytes) -> None:
        self.answers += raw.startswith(b'{"re"')
        super().received(raw)


async def replays(folder: Path | Kring, *, people: int = 600, seed: int = 4) -> Verdict:
    """Everybody's two ballots, five times over, shuffled, from two tabs: one ballot each, the newest choice."""
    verdict = Verdict()
    async with hall(kring_in(folder), people, seed=seed, kind=Tab) as made:
        tabs = await _second_tabs(made)
        round_id = await made.open_round()
        await made.until(lambda: all(tab.view and tab.wanted.get("id") == round_id for tab in tabs))
        newest, sent = Counter[str](), 0
        begun = time.monotonic()
        for first, second in zip(made.voters, tabs, strict=True):
            last = made.choose()
            newest[last] += 1
            older, newer = (_ballot(first, round_id, choice, rev) for rev, choice in ((1, "for"), (2, last)))
            messages = [older, older, newer, newer, newer]
            made.chance.shuffle(messages)
            for message in messages:
                made.chance.choice((first, second)).again(message)
            sent += len(messages)
        answered = lambda: sum(tab.answers for tab in (*made.voters, *tabs))  # noqa: E731
        await made.until(lambda: answered() >= sent)
        took = time.monotonic() - begun
        tally = await made.close_round(round_id)
        counted = Counter({option["id"]: option["n"] for option in tally["options"] if option["n"]})
        verdict.figures |= {
            "people": people,
            "sent": sent,
            "ballots": counted.total(),
            "answered in, s": round(took, 2),
        }
        verdict.expect(counted == newest, f"newest choices {dict(newest)}, counted {dict(counted)}")
        await asyncio.gather(*(tab.stop() for tab in tabs))
    return verdict


async def _second_tabs(made: Hall) -> list[Tab]:
    """Another tab in each browser: the same cookies."""
    tabs = []
    for voter in made.voters:
        tab = Tab(made.place, voter.code, made._chance())
        tab._door.cookies.update(voter._door.cookies)
        tab.heard = made.stir
        tab.start()
        tabs.append(tab)
    return tabs


def _ballot(phone: Phone, round_id: str, choice: str, rev: int) -> Frame:
    body = {"id": phone.new_id(), "do": "cast_ballot", "round_id": round_id, "choice": [choice], "rev": rev}
    return {**body, "person": 0, "pad": " " * 850}


async def two(folder: Path | Kring, *, evenings: int = 10, people: int = 5, seed: int = 5) -> Verdict:
    """Two facilitators press the same button at once, all through a meeting: everything happens once."""
    verdict, presses, refused = Verdict(), 0, Counter[tuple[str, str]]()
    async with hall(kring_in(folder), people, seed=seed) as made:
        colleague = await made.line("facilitator")
        pair = (made.leader, colleague)
        for _ in range(evenings):
            await made.enter("arrival")
            while made.leader.view["step"] != "proposing":
                await made.until(lambda: _same(*pair))
                before, act = made.leader.view, made.leader.view["primary"]
                asked = [_press(line, act) for line in pair]
                await made.until(lambda asked=asked: all(each.answered_at for each in asked))
                presses += 1
                refused.update((each.do, each.refused or "?") for each in asked if not each.ok)
                order = [each["id"] for each in before["sheet"]]
                moved = order.index(made.leader.view["block"]) - order.index(before["block"])
                verdict.expect(any(each.ok for each in asked), "both were refused")
                await made.until(lambda before=before: made.leader.view["primary"] != before["primary"])
                verdict.expect(moved <= 1, f"one press too many: {moved} blocks on")
        await made.until(lambda: _same(*pair))
    verdict.figures |= {"presses of both": presses, "told otherwise": {" ".join(why): n for why, n in refused.items()}}
    for do, reason in refused:
        fitting = {"changed_meanwhile", "round_open"} if do.startswith("open_") else {"changed_meanwhile"}
        verdict.expect(reason in fitting, f"{do} was refused as {reason}")
    return verdict


def _press(line: Phone, act: Frame) -> Asked:
    fresh: dict[str, Any] = {act["new"]: line.new_id()} if act["new"] else {}
    return line.ask(act["do"], block=line.view["block"], **act["args"], **fresh)


def _same(one: Phone, other: Phone) -> bool:
    return all(one.view[key] == other.view[key] for key in ("block", "visit", "primary", "round"))


async def screen(folder: Path | Kring, *, people: int = 12, crashes: int = 3, seed: int = 6) -> Verdict:
    """The room screen reloads in a vote, after the result, and after a crash: it shows the same within 3 s."""
    verdict, kring = Verdict(), kring_in(folder)
    longest = 0.0

    async def reloads(after: str) -> None:
        nonlocal longest
        before = _shown(line.view)
        begun = time.monotonic()
        line.reload()
        await made.until(lambda: line.view)
        longest = max(longest, time.monotonic() - begun)
        verdict.expect(_shown(line.view) == before, f"another screen after a reload {after}")

    async with hall(kring, people, seed=seed) as made:
        line = await made.line("screen")
        round_id = await made.open_round()
        made.start_voting(round_id)
        await made.stop_voting()
        await made.until(lambda: line.view["round"] and line.view["round"]["progress"]["x"] == people)
        await reloads("in a vote")
        await made.close_round(round_id)
        await made.until(lambda: line.view["round"]["state"] == "shown")
        await reloads("after the result")
        for _ in range(crashes):
            before = _shown(line.view)
            kring.kill()
            line.view = {}
            await kring.restart()
            made.hurry()
            await made.until(lambda: line.view)
            verdict.expect(_shown(line.view) == before, "another screen after a crash")
    verdict.figures |= {"reloads": 2, "crashes": crashes, "longest, s": round(longest, 2)}
    verdict.expect(longest <= 3, f"a reload took {longest:.1f} s")
    return verdict


def _shown(view: Frame) -> Frame:
    """What does not depend on who has a line just now."""
    return {key: value for key, value in view.items() if key not in ("people", "weak", "voters")}
