"""A hall of phones and its facilitator, told by a benchmark what to do and timed to the frame."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Any

from meeting.rehearsal.client import Asked, Phone, staff
from meeting.rehearsal.exchange import Place
from meeting.rehearsal.leader import Leader
from tests.bench.servers import Kring

PATIENCE = 120.0  # seconds for anything; what takes longer is a failure
GLANCE = 0.02  # seconds between two looks; times are taken when a frame comes, not when somebody looks
CHANCE = Random(20261121)


class Impatient(Exception):
    """Something did not happen in time."""


async def until(right: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait for it. Raises Impatient."""
    end = time.monotonic() + patience
    while not right():
        if time.monotonic() > end:
            raise Impatient(what)
        await asyncio.sleep(GLANCE)


class Clock:
    """Time and processor time of this process since it was made: how busy the generator was."""

    def __init__(self) -> None:
        self.begun, self._cpu = time.monotonic(), time.process_time()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    @property
    def busy(self) -> float:
        """The share of its core."""
        return (time.process_time() - self._cpu) / max(self.seconds, 1e-6)


class Returns:
    """When each of these phones heard the whole state on a new line; `then` is called at that moment."""

    def __init__(self, phones: Sequence[Phone], then: Callable[[Phone], object] = lambda phone: None) -> None:
        self.at: dict[Phone, float] = {}
        self._then = then
        for phone in phones:
            phone.heard = partial(self._heard, phone, phone.traffic.lines)

    def _heard(self, phone: Phone, lines: int) -> None:
        if phone not in self.at and phone.connected and phone.traffic.lines > lines:
            self.at[phone] = time.monotonic()
            self._then(phone)


class Stage:
    """One meeting: its phones, its console, and optionally its room screen."""

    def __init__(self, place: Place, links: dict[str, str], console: Phone, room: Phone) -> None:
        self.place, self.code, self.console, self.room = place, links["code"], console, room
        self.leader = Leader(console, CHANCE)
        self.phones: list[Phone] = []
        self.round_id: str | None = None

    @classmethod
    async def open(cls, kring: Kring, template: str = "evening") -> Stage:
        """A new meeting; the console has its line, the room screen not yet."""
        links = await asyncio.to_thread(kring.new, template)
        tokens = [links[name].rpartition("/")[2] for name in ("console", "room")]
        console = await staff(kring.place, tokens[0], "facilitator", CHANCE, links["code"])
        room = await staff(kring.place, tokens[1], "screen", CHANCE, links["code"])
        stage = cls(kring.place, links, console, room)
        console.start()
        await until(lambda: bool(console.view), "the console")
        return stage

    async def join(self, people: int, within: float, *, polls: bool = False) -> list[Phone]:
        """So many phones open the page, join and hold a line, at random moments within so many seconds."""
        phones = [Phone(self.place, self.code, Random(CHANCE.random()), polls=polls) for _ in range(people)]
        self.phones += phones

        async def come_in(phone: Phone) -> None:
            await asyncio.sleep(CHANCE.uniform(0, within))
            await phone.join()
            phone.start()

        await asyncio.gather(*map(come_in, phones))
        await until(lambda: all(phone.shown for phone in phones), "the first state")
        return phones

    async def enter(self, block: str) -> float:
        """Go to a block; milliseconds from the act until the last phone shows it. No round may be open."""
        asked = await self.leader.do("enter_block", to=block, reason="time")
        _kept(asked)
        await until(lambda: all(phone.view.get("block") == block for phone in self.phones), f"block {block}")
        last = max((phone.shown[-1].at for phone in self.phones), default=asked.sent_at)
        return (last - asked.sent_at) * 1000

    async def open_round(self) -> None:
        """Open a vote, unless one is open."""
        if self.round_id is not None:
            return
        await self.enter("propose")
        proposal, self.round_id = self.console.new_id(), self.console.new_id()
        _kept(await self.leader.do("put_proposal", proposal_id=proposal, text="Een zebrapad bij de school."))
        _kept(await self.leader.do("confirm_proposal", proposal_id=proposal, version=1, fits=True))
        await self.enter("vote")
        fields: dict[str, Any] = {"kind": "proposal", "proposal_id": proposal, "version": 1}
        _kept(await self.leader.do("open_round", round_id=self.round_id, **fields))
        await until(lambda: all(phone.wanted.get("do") == "cast_ballot" for phone in self.phones), "the question")

    async def close_round(self) -> dict[str, Any]:
        """Close the vote and show its result; the tally."""
        assert self.round_id is not None
        _kept(await self.leader.do("close_round", round_id=self.round_id))
        _kept(await self.leader.do("show_result", round_id=self.round_id))
        await until(lambda: self.round_id in self.leader.evening.tallies, "the tally")
        return self.leader.evening.tallies[self.round_id]

    def ballot(self, phone: Phone) -> Asked:
        """One phone chooses, or chooses anew."""
        assert self.round_id is not None
        sent = [each.body["rev"] for each in phone.asked if each.body.get("round_id") == self.round_id]
        choice = CHANCE.choices(("for", "against", "abstain"), (7, 2, 1))
        return phone.ask("cast_ballot", round_id=self.round_id, choice=choice, rev=max(sent, default=0) + 1)

    async def leave(self) -> None:
        phones = [*self.phones, self.console, self.room]
        await asyncio.gather(*(phone.stop() for phone in phones))


async def answered(asked: Sequence[Asked], patience: float = PATIENCE) -> list[float]:
    """Milliseconds each took, once all have their last word."""
    await until(lambda: all(each.answered_at is not None for each in asked), "an answer", patience)
    return [each.took * 1000 for each in asked if each.took is not None]


def _kept(asked: Asked) -> None:
    if not asked.ok:
        raise Impatient(f"{asked.do} was refused: {asked.refused}")
