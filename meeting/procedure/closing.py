"""Closing: people check out aloud, and the meeting ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from meeting.procedure.checking_out import count_heard
from meeting.procedure.core import LEADER, Event, Refused, StaffCommand, decide, done, evolve, step
from meeting.procedure.sealing import destroy_boxes
from meeting.procedure.state import Meeting


@dataclass(frozen=True, kw_only=True)
class CloseMeeting(StaffCommand):
    """End the meeting for good; what was laid down stays to be read."""


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(Event):
    pass


step("closing", {CloseMeeting: LEADER})


@done.register
def _(command: CloseMeeting, meeting: Meeting) -> bool:
    return meeting.closed_at is not None


@decide.register
def close_meeting(command: CloseMeeting, meeting: Meeting) -> Iterator[Event]:
    if meeting.open_round:
        raise Refused("round_open")
    yield from count_heard(meeting)
    yield from destroy_boxes(meeting, check_out=True)
    yield MeetingClosed()


@evolve.register
def meeting_closed(event: MeetingClosed, meeting: Meeting) -> Meeting:
    return replace(meeting, closed_at=event.at)
