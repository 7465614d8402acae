"""One meeting that is going on: what it is now, who is there, and the way in for everything people ask."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from meeting.live.clock import passing
from meeting.live.presence import Attendance
from meeting.procedure.core import Command, Event, Sealed
from meeting.procedure.state import Meeting
from meeting.views.presence import Presence

if TYPE_CHECKING:
    from meeting.live.writer import Writer

log = logging.getLogger(__name__)

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

    async def handle(self, command: Command, seat: bytes | None = None) -> None:
        """Carry out a command; returns when it is on disk, or was before. Raises Refused.

        The edge has stamped who asks and when. `seat` is what a secret ballot is made nameless with; it is kept
        nowhere.
        """
        await self._writer.carry_out(self, self._stamped(command), seat)

    def voters(self, seat: bytes) -> dict[str, str]:
        """Who this seat is in the boxes that live: round id → voter."""
        return self._writer.store.keyring.voters(self.id, seat)

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

    def _stamped(self, command: Command) -> Command:
        """The command with what only the running meeting knows."""
        asked = {field.name for field in fields(command)}
        stamps: dict[str, Any] = {}
        if "present" in asked:
            stamps["present"] = self.presence.voters
        if "seed" in asked:
            stamps["seed"] = secrets.token_bytes(16)
        return replace(command, **stamps) if stamps else command


def _seconds_since(moment: datetime | None) -> float:
    """How long this process was not there to see it; a moment that is yet to come is now."""
    return max(0.0, (datetime.now(UTC) - moment).total_seconds()) if moment else 0.0
