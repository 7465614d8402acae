"""One meeting that is going on: what it is now, who is there, and the way in for everything people ask."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from meeting.live.clock import passing
from meeting.live.presence import Attendance
from meeting.live.turns import Turns
from meeting.procedure.core import Command, Event, Refused, Sealed
from meeting.procedure.state import Meeting
from meeting.store.catalogue import holder_of
from meeting.views.presence import Presence

if TYPE_CHECKING:
    from meeting.live.writer import Writer

log = logging.getLogger(__name__)

Done = Callable[[Refused | None], None]
Listener = Callable[[tuple[Event | Sealed, ...]], None]


@dataclass(frozen=True)
class Head:
    """What a meeting is after so many events of its log."""

    meeting: Meeting
    version: int


class LiveMeeting:
    """One meeting, used in the event loop; made by `Writer.meeting` and `Writer.make_meeting`.

    `meeting` is the meeting as it is on disk; `attendance` is told which phones come and go.
    `head` is the writer's, which is ahead for an instant.
    """

    def __init__(
        self, writer: Writer, code: str, head: Head, attendance: Attendance, clock: Callable[[], float] = passing
    ) -> None:
        self.id = head.meeting.id
        self.code = code
        self.meeting = head.meeting
        self.attendance = attendance
        self.head = head
        self._writer = writer
        self._listeners: list[Listener] = []
        self._clock = clock
        self._quiet_since = clock() - _seconds_since(head.meeting.last_at)

    @property
    def presence(self) -> Presence:
        """How many people are there now."""
        return self.attendance.snapshot(self.meeting.participants)

    @property
    def quiet(self) -> timedelta:
        """How long ago the last thing happened here, whatever the clock of this computer was set to since."""
        return timedelta(seconds=self._clock() - self._quiet_since)

    @property
    def turns(self) -> Turns:
        """Where work for many people is done without holding up anybody."""
        return self._writer.turns

    @property
    def wakings(self) -> Turns:
        """Where many tasks are woken without all of them going on at once."""
        return self._writer.wakings

    def ask(self, command: Command, seat: bytes | None, done: Done) -> None:
        """Carry out a command; `done` is called when it is on disk, or with why it was refused.

        The edge has stamped who asks and when. `seat` is what a secret ballot is made nameless with; it is kept
        nowhere.
        """
        self._writer.ask(self, self._stamped(command, seat), seat, done)

    async def handle(self, command: Command, seat: bytes | None = None) -> None:
        """The same for whoever waits: returns when it is on disk, or was before. Raises Refused."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ask(command, seat, lambda refused: self.wakings.add(partial(_settle, answer, refused)))
        await answer

    def voters(self, seat: bytes) -> dict[str, str]:
        """Who this seat is in the boxes that live: round id → voter."""
        return self._writer.store.keyring.voters(self.id, seat)

    def helped(self, seat: bytes) -> dict[str, tuple[str, ...]]:
        """Who the people helped on this seat are in the boxes that live: round id → voters, in order."""
        return self._writer.store.keyring.helped(self.id, seat)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called after each commit with what happened here; the answer stops that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def settle(self, meeting: Meeting, happened: Sequence[Event | Sealed]) -> None:
        """Take over what is on disk now, and tell the listeners."""
        if meeting.last_at != self.meeting.last_at:
            self._quiet_since = self._clock()
        self.meeting = meeting
        for listener in tuple(self._listeners):
            try:
                listener(tuple(happened))
            except Exception as problem:  # one screen that fails must not silence the others
                log.error("A listener failed: %s", type(problem).__name__)

    def holder(self, seat: bytes) -> str:
        """Who this seat is in the teams."""
        return holder_of(seat, self.id)

    def _stamped(self, command: Command, seat: bytes | None) -> Command:
        """The command with what only the running meeting knows."""
        kind: type = type(command)
        asked = _stamps(kind)
        if not asked:
            return command
        known: dict[str, Any] = {
            "present": self._voters,
            "seed": partial(secrets.token_bytes, 16),
            "holder": lambda: self.holder(seat) if seat else None,
        }
        return replace(command, **{name: known[name]() for name in asked})

    def _voters(self) -> int:
        return self.presence.voters


@cache
def _stamps(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind)) & {"present", "seed", "holder"}


def _seconds_since(moment: datetime | None) -> float:
    """How long this process was not there to see it; a moment that is yet to come is now."""
    return max(0.0, (datetime.now(UTC) - moment).total_seconds()) if moment else 0.0


def _settle(answer: asyncio.Future[None], refused: Refused | None) -> None:
    if answer.done():  # whoever waited has left
        return
    if refused is None:
        answer.set_result(None)
    else:
        answer.set_exception(refused)
