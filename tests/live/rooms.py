"""A real meeting on a real file for tests of what is live: people with seats, and a facilitator."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from meeting.live.meeting import LiveMeeting
from meeting.live.writer import Writer
from meeting.procedure.arrival import Join, OpenMeeting
from meeting.procedure.core import Command, Role, StaffCommand
from meeting.procedure.gathering import SubmitViewpoint
from meeting.procedure.proposing import ConfirmProposal, PutProposal
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.state import RoundKind
from meeting.procedure.voting import CancelRound, CastBallot, OpenRound
from meeting.store.catalogue import participant_id
from meeting.store.log import Store
from meeting.store.opening import open_store

QUESTION = "Wat is ervoor nodig zodat iedereen zich hier thuis voelt?"


def an_id() -> str:
    return secrets.token_urlsafe(16)


@dataclass
class Room:
    """One live meeting with people in it; its clock may be `behind` the one of this computer."""

    writer: Writer
    live: LiveMeeting
    seats: list[bytes] = field(default_factory=list)
    behind: timedelta = timedelta(0)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) - self.behind

    async def lead(self, kind: type[Command], /, **fields: Any) -> None:
        if issubclass(kind, StaffCommand):
            fields.setdefault("block", self.live.meeting.active)
        if kind is EnterBlock:
            fields.setdefault("visit", self.live.meeting.visit)
        await self.live.handle(kind(at=self.now, role=Role.FACILITATOR, **fields))

    def ask(self, seat: bytes, kind: type[Command], /, **fields: Any) -> Awaitable[None]:
        person = participant_id(seat, self.live.id)
        command = kind(at=self.now, role=Role.PARTICIPANT, participant=person, **fields)
        return self.live.handle(command, seat)

    async def join(self, n: int) -> None:
        new = [secrets.token_bytes(16) for _ in range(n)]
        await asyncio.gather(*(self.ask(seat, Join) for seat in new))
        for seat in new:
            self.live.attendance.connect(participant_id(seat, self.live.id))
        self.seats += new

    def view(self, seat: bytes, text: str) -> Awaitable[None]:
        return self.ask(seat, SubmitViewpoint, viewpoint_id=an_id(), block_id="gather", text=text)

    async def gather(self) -> None:
        await self.lead(EnterBlock, to="gather", reason="other")

    async def open_round(self) -> str:
        """A vote on a fresh proposal; returns its id."""
        await self.lead(EnterBlock, to="propose", reason="other")
        proposal_id, round_id = an_id(), an_id()
        await self.lead(PutProposal, proposal_id=proposal_id, text="We openen de kantine ook op zondag.")
        await self.lead(ConfirmProposal, proposal_id=proposal_id, version=1)
        await self.lead(EnterBlock, to="vote", reason="other")
        wanted = {"round_id": round_id, "kind": RoundKind.PROPOSAL, "proposal_id": proposal_id, "version": 1}
        await self.lead(OpenRound, **wanted)
        return round_id

    def vote(self, seat: bytes, round_id: str, choice: str, rev: int = 1, person: int = 0) -> Awaitable[None]:
        return self.ask(seat, CastBallot, round_id=round_id, choice=(choice,), rev=rev, person=person)

    async def cancel(self, round_id: str) -> None:
        await self.lead(CancelRound, round_id=round_id, reason="De vraag klopte niet.")


def opening(question: str = QUESTION, behind: timedelta = timedelta(0)) -> OpenMeeting:
    return OpenMeeting(at=datetime.now(UTC) - behind, role=Role.FACILITATOR, question=question)


@asynccontextmanager
async def writing(path: Path | Store, **options: Any) -> AsyncIterator[Writer]:
    """A writer on this file, closed at the end."""
    writer = Writer(path if isinstance(path, Store) else open_store(path), **options)
    try:
        yield writer
    finally:
        await writer.close()


@asynccontextmanager
async def room(
    path: Path | Store, people: int = 0, behind: timedelta = timedelta(0), **options: Any
) -> AsyncIterator[Room]:
    """A meeting that was just made, with so many people."""
    async with writing(path, **options) as writer:
        made = Room(writer, await writer.make_meeting(opening(behind=behind)), behind=behind)
        await made.join(people)
        yield made


def in_a_loop(test: Callable[..., Awaitable[None]]) -> Callable[[Path], None]:
    """Run an async test that takes the path of its database."""

    def run(tmp_path: Path) -> None:
        asyncio.run(test(tmp_path / "kring.db"))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run
