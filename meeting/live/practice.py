"""A table to practise with: a small meeting that lives in memory only, for the host of one table, before the evening.

It is on no disk and in no list, has no join code, and goes by itself. So all hosts of a hall may practise at once.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from meeting.live.hub import Hall
from meeting.live.meeting import Done, Head, LiveMeeting
from meeting.live.presence import Attendance
from meeting.procedure import handle
from meeting.procedure.arrival import Join, OpenMeeting
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.core import Apart, Command, Refused, Role, StaffCommand
from meeting.procedure.gathering import SubmitViewpoint
from meeting.procedure.on_tables import has_handed_in
from meeting.procedure.seating import SetTables
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.state import Block, Display, Meeting, Phone, RunSheet, Table

WELCOME, WRITING, PICKING, FAREWELL = 15.0, 75.0, 180.0, 30.0  # seconds: five minutes together
ALONE = 30.0  # seconds without anybody looking, after which it goes
TICK = 1.0  # seconds between two looks whether it goes on
PEOPLE = 6
"""Who sit at the table; the last two of them lay no card, so that the host has somebody to ask."""
SILENT = 2
CUT_OVER = 4002

SHEET = RunSheet(
    "practice",
    (
        Block("arrival", "arrival", 1, Phone.AWAY),
        Block("check-in", "talking", 1, Phone.AWAY, kind="check_in"),
        Block("gather", "gathering", 2, Phone.WRITE, display=Display.READ),
        Block("pick", "picking", 3, Phone.AWAY),
        Block("close", "closing", 1, Phone.TAP),
    ),
)


class Gone(Exception):
    """The host has left, or the evening itself begins."""


class PracticeMeeting(LiveMeeting):
    """A meeting beside another one, decided at once and written nowhere; whoever may act in that one may here."""

    def __init__(self, beside: LiveMeeting) -> None:
        super().__init__(beside._writer, beside.code, Head(Meeting(id=beside.id), 0), Attendance())

    def ask(self, command: Command, seat: bytes | None, done: Done) -> None:
        try:
            happened, meeting = handle(self._stamped(command, seat), self.meeting)
        except Refused as refused:
            done(refused)
            return
        if happened:
            self.settle(meeting, [each for each in happened if not isinstance(each, Apart)])
        done(None)


class TablePractice:
    """One host who practises: people come, write, and wait until the host has picked and handed in.

    `cards` are what the people write. It ends when that is done, when nobody looks any more, and when the evening
    itself begins.
    """

    def __init__(
        self, beside: LiveMeeting, table: Table, cards: Sequence[str], address: Callable[[], str], build: str
    ) -> None:
        self.live = PracticeMeeting(beside)
        self.hall = Hall(self.live, address, build)
        self._beside, self._table, self._cards = beside, table, cards
        self._alone = 0.0
        self._begin()

    @property
    def done(self) -> bool:
        """Whether the host has been through it: what is left is the farewell."""
        return self.live.meeting.closed_at is not None

    async def run(self) -> None:
        """From the welcome to the farewell, each part as long as it takes."""
        try:
            with suppress(Gone):
                await self._evening()
        finally:
            for connection in list(self.hall.connections):
                connection.cut(CUT_OVER)
            self.hall.close()

    async def _evening(self) -> None:
        self._go("check-in")
        await self._spend(WELCOME)
        await self._write()
        self._go("pick")
        await self._spend(PICKING, lambda: has_handed_in(self.live.meeting, self._table.id))
        self._go("close")
        self._lead(CloseMeeting)
        await self._spend(FAREWELL)

    def _begin(self) -> None:
        known = self._beside.meeting
        self._do(
            OpenMeeting(
                question=known.question,
                title=known.title,
                language=known.language,
                practice=True,
                sheet=SHEET,
                at=datetime.now(UTC),
                role=Role.FACILITATOR,
            )
        )
        self._lead(SetTables, count=self._table.number)
        self._people = [secrets.token_urlsafe(16) for _ in range(PEOPLE)]
        for person in self._people:
            self._as(person, Join, language=known.language, table=self._table.id)

    async def _write(self) -> None:
        """The cards come one by one, spread over the time there is."""
        self._go("gather")
        writing = self._people[:-SILENT]
        for number, words in enumerate(self._cards):
            await self._spend(WRITING / (len(self._cards) + 1))
            person = writing[number % len(writing)]
            self._as(person, SubmitViewpoint, viewpoint_id=secrets.token_urlsafe(16), block_id="gather", text=words)
        await self._spend(WRITING / (len(self._cards) + 1))

    async def _spend(self, seconds: float, enough: Callable[[], bool] = lambda: False) -> None:
        """Let so much time go by, or less when it is enough. Raises Gone when there is no reason to go on."""
        left = seconds
        while left > 0 and not enough():
            await asyncio.sleep(min(TICK, left))
            left -= TICK
            self._alone = 0.0 if self.hall.connections else self._alone + TICK
            self.hall.tick()
            if self._alone >= ALONE or not may_practise(self._beside.meeting):
                raise Gone

    def _go(self, block: str) -> None:
        self._lead(EnterBlock, to=block, visit=self.live.meeting.visit)

    def _lead(self, kind: type[StaffCommand], **fields: Any) -> None:
        self._do(kind(**fields, block=self.live.meeting.active, at=datetime.now(UTC), role=Role.FACILITATOR))

    def _as(self, person: str, kind: type[Command], **fields: Any) -> None:
        self._do(kind(**fields, participant=person, at=datetime.now(UTC), role=Role.PARTICIPANT))

    def _do(self, command: Command) -> None:
        self.live.ask(command, None, _insist)


def may_practise(meeting: Meeting) -> bool:
    """Whether hosts may practise now: as long as people arrive."""
    return meeting.step == "arrival" and meeting.closed_at is None


def _insist(refused: Refused | None) -> None:
    """What the practice itself asks is never refused."""
    if refused is not None:
        raise AssertionError(refused.reason)
