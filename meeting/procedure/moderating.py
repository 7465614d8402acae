"""Moderating: a viewpoint is held back for a reason that its author sees, or goes back to its author as a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from meeting.procedure.core import MODERATOR, Event, Refused, StaffCommand, always, decide, done, evolve, touches
from meeting.procedure.gathering import authors, changed_viewpoint, still_open
from meeting.procedure.state import Meeting, Viewpoint

HOLD_REASONS = ("person", "insult", "unreadable")
"""A person named, insult or discrimination, unreadable. Disagreement is never a reason (rulings 19)."""


@dataclass(frozen=True, kw_only=True)
class HoldViewpoint(StaffCommand):
    """Keep a viewpoint off the screen, for a reason its author sees. `rev` and `moderated` are those that were read."""

    viewpoint_id: str
    rev: int
    moderated: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ViewpointHeld(Event):
    viewpoint_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReleaseViewpoint(StaffCommand):
    """Let a viewpoint back on the screen; new words of its author alone do not bring it there."""

    viewpoint_id: str
    rev: int
    moderated: int


@dataclass(frozen=True, kw_only=True)
class ViewpointReleased(Event):
    viewpoint_id: str


@dataclass(frozen=True, kw_only=True)
class SendBackViewpoint(StaffCommand):
    """Ask the author to make an opinion of a question. That is no reproach: it belongs to the harvest all the while."""

    viewpoint_id: str
    rev: int
    moderated: int


@dataclass(frozen=True, kw_only=True)
class ViewpointSentBack(Event):
    viewpoint_id: str


always({HoldViewpoint: MODERATOR, ReleaseViewpoint: MODERATOR, SendBackViewpoint: MODERATOR})


def _read(command: HoldViewpoint | ReleaseViewpoint | SendBackViewpoint, meeting: Meeting) -> Viewpoint:
    """The viewpoint, if it still has the wording that was read."""
    viewpoint = meeting.viewpoints.get(command.viewpoint_id)
    if viewpoint is None or (viewpoint.rev, viewpoint.moderated) != (command.rev, command.moderated):
        raise Refused("changed_meanwhile")
    return viewpoint


@done.register
def _(command: HoldViewpoint, meeting: Meeting) -> bool:
    known = meeting.viewpoints.get(command.viewpoint_id)
    return known is not None and known.held == command.reason and known.moderated == command.moderated + 1


@decide.register
def hold_viewpoint(command: HoldViewpoint, meeting: Meeting) -> Iterator[Event]:
    viewpoint = _read(command, meeting)
    if command.reason not in HOLD_REASONS:
        raise Refused("reason_needed")
    if viewpoint.held != command.reason:
        yield ViewpointHeld(viewpoint_id=viewpoint.id, reason=command.reason)


@evolve.register
def viewpoint_held(event: ViewpointHeld, meeting: Meeting) -> Meeting:
    before = meeting.viewpoints[event.viewpoint_id]
    return changed_viewpoint(meeting, before.id, held=event.reason, returned=False, moderated=before.moderated + 1)


@done.register
def _(command: ReleaseViewpoint, meeting: Meeting) -> bool:
    known = meeting.viewpoints.get(command.viewpoint_id)
    return known is not None and known.held is None and known.moderated == command.moderated + 1


@decide.register
def release_viewpoint(command: ReleaseViewpoint, meeting: Meeting) -> Iterator[Event]:
    viewpoint = _read(command, meeting)
    if viewpoint.held:
        yield ViewpointReleased(viewpoint_id=viewpoint.id)


@evolve.register
def viewpoint_released(event: ViewpointReleased, meeting: Meeting) -> Meeting:
    before = meeting.viewpoints[event.viewpoint_id]
    return changed_viewpoint(meeting, before.id, held=None, moderated=before.moderated + 1)


@done.register
def _(command: SendBackViewpoint, meeting: Meeting) -> bool:
    known = meeting.viewpoints.get(command.viewpoint_id)
    return known is not None and known.returned and known.moderated == command.moderated + 1


@decide.register
def send_back_viewpoint(command: SendBackViewpoint, meeting: Meeting) -> Iterator[Event]:
    viewpoint = _read(command, meeting)
    if viewpoint.author is None:
        raise Refused("nobody_to_ask")
    if viewpoint.withdrawn or not still_open(meeting, viewpoint.block):
        raise Refused("gathering_closed")
    if not viewpoint.returned:
        yield ViewpointSentBack(viewpoint_id=viewpoint.id)


@evolve.register
def viewpoint_sent_back(event: ViewpointSentBack, meeting: Meeting) -> Meeting:
    before = meeting.viewpoints[event.viewpoint_id]
    return changed_viewpoint(
        meeting,
        before.id,
        returned=True,
        returns=before.returns + 1,
        shown=False,
        held=None,
        moderated=before.moderated + 1,
    )


@touches.register(ViewpointHeld)
@touches.register(ViewpointReleased)
@touches.register(ViewpointSentBack)
def _(event: ViewpointHeld | ViewpointReleased | ViewpointSentBack, meeting: Meeting) -> Iterable[str]:
    return authors((event.viewpoint_id,), meeting)
