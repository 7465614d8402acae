"""Gathering: every viewpoint comes on the table, and in a second block people look for the no."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    MODERATOR,
    NOTE_KEEPER,
    PARTICIPANT,
    Command,
    Event,
    Refused,
    Role,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    step,
    touches,
)
from meeting.procedure.sheet import SetDisplay
from meeting.procedure.state import Display, Meeting, Origin, Viewpoint

VIEW, NO = "view", "no"
BEFOREHAND = (Origin.BEFORE, Origin.ABSENT)
WELCOMING = ("gathering", "spreading", "clustering", "reading_back")
"""The steps in which people put a viewpoint on the table."""


@dataclass(frozen=True, kw_only=True)
class SubmitViewpoint(Command):
    """Put one thing on the table; staff type what was said aloud.

    `origin` is for staff: `before` and `absent` may come before their block, and then wait to be shown.
    `otherwise_of` is the viewpoint that this person sees otherwise.
    """

    viewpoint_id: str
    block_id: str
    text: str
    origin: Origin | None = None
    otherwise_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class ViewpointSubmitted(Event):
    """`author` is None for what staff typed; `kind` is `view`, or `no` when people looked for it or see it otherwise.

    `origin` None: written where there is an author, else said. `table` is where it was laid, if people sit at tables.
    """

    viewpoint_id: str
    block: str
    kind: str
    text: str = personal()
    author: str | None = personal(default=None)
    shown: bool = False
    late: bool = False
    origin: Origin | None = None
    otherwise_of: str | None = None
    table: str | None = None


@dataclass(frozen=True, kw_only=True)
class EditViewpoint(Command):
    viewpoint_id: str
    text: str
    rev: int


@dataclass(frozen=True, kw_only=True)
class ViewpointEdited(Event):
    viewpoint_id: str
    text: str = personal()
    rev: int


@dataclass(frozen=True, kw_only=True)
class WithdrawViewpoint(Command):
    viewpoint_id: str


@dataclass(frozen=True, kw_only=True)
class ViewpointWithdrawn(Event):
    viewpoint_id: str


@dataclass(frozen=True, kw_only=True)
class ShowViewpoints(StaffCommand):
    """Put these on the room screen; those withdrawn or held meanwhile stay off."""

    viewpoint_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ViewpointsShown(Event):
    viewpoint_ids: tuple[str, ...]


step("gathering", {ShowViewpoints: MODERATOR, SetDisplay: FACILITATOR})
always(
    {
        SubmitViewpoint: PARTICIPANT | NOTE_KEEPER,
        EditViewpoint: PARTICIPANT | NOTE_KEEPER,
        WithdrawViewpoint: PARTICIPANT | NOTE_KEEPER,
    }
)


def still_open(meeting: Meeting, block_id: str, steps: Collection[str] = WELCOMING) -> bool:
    """Whether texts of this block are welcome: while it is active, and late ones until proposals freeze."""
    visited = any(visit.block == block_id for visit in meeting.visits)
    return visited and meeting.block_of(block_id).step in steps and (meeting.active == block_id or not meeting.frozen)


def welcome(meeting: Meeting, block_id: str, origin: Origin) -> bool:
    """Whether a text of this origin may come in: what comes from beforehand or for the absent may be ahead of time."""
    block = next((block for block in meeting.sheet if block.id == block_id), None)
    if block is None or block.step not in WELCOMING:
        return False
    ahead = all(visit.block != block_id for visit in meeting.visits)
    return still_open(meeting, block_id) or (ahead and origin in BEFOREHAND)


def _origin(command: SubmitViewpoint) -> Origin:
    if command.role is Role.PARTICIPANT:
        return Origin.WRITTEN
    return command.origin or Origin.SAID


def _table(command: Command, meeting: Meeting) -> str | None:
    """The table at which this person sits."""
    author = meeting.participants.get(command.author or "")
    return author.table if author else None


def _own(command: EditViewpoint | WithdrawViewpoint, meeting: Meeting) -> Viewpoint:
    """The viewpoint, if it is this person's; staff own what they typed."""
    viewpoint = meeting.viewpoints.get(command.viewpoint_id)
    if viewpoint is None or viewpoint.author != command.author:
        raise Refused("not_yours")
    return viewpoint


@touches.register(ViewpointSubmitted)
@touches.register(ViewpointEdited)
@touches.register(ViewpointWithdrawn)
def _(event: ViewpointSubmitted, meeting: Meeting) -> Iterable[str]:
    return authors((event.viewpoint_id,), meeting)


@touches.register
def _(event: ViewpointsShown, meeting: Meeting) -> Iterable[str]:
    return authors(event.viewpoint_ids, meeting)


def authors(viewpoint_ids: Iterable[str], meeting: Meeting) -> set[str]:
    """Who wrote these."""
    return {author for each in viewpoint_ids if (author := meeting.viewpoints[each].author) is not None}


def changed_viewpoint(meeting: Meeting, viewpoint_id: str, **changes: Any) -> Meeting:
    """The meeting in which this is different about one viewpoint."""
    viewpoint = replace(meeting.viewpoints[viewpoint_id], **changes)
    return replace(meeting, viewpoints=meeting.viewpoints.set(viewpoint_id, viewpoint))


@done.register
def _(command: SubmitViewpoint, meeting: Meeting) -> bool:
    known = meeting.viewpoints.get(command.viewpoint_id)
    if known is None:
        return False
    if known.author != command.author:
        raise Refused("id_taken")
    if known.rev == 1 and known.text != text.clean(command.text, text.VIEWPOINT):
        raise Refused("changed_elsewhere")
    return True


@decide.register
def submit_viewpoint(command: SubmitViewpoint, meeting: Meeting) -> Iterator[Event]:
    origin = _origin(command)
    if not welcome(meeting, command.block_id, origin):
        raise Refused("gathering_closed")
    if command.otherwise_of is not None and command.otherwise_of not in meeting.viewpoints:
        raise Refused("unknown_viewpoint")
    block, entered = meeting.block_of(command.block_id), still_open(meeting, command.block_id)
    yield ViewpointSubmitted(
        viewpoint_id=command.viewpoint_id,
        block=block.id,
        kind=NO if block.seek_no or command.otherwise_of else VIEW,
        text=text.clean(command.text, text.VIEWPOINT),
        author=command.author,
        table=_table(command, meeting),
        shown=entered and block.step == "gathering" and block.display is Display.CALM,
        late=entered and meeting.active != block.id,
        origin=origin,
        otherwise_of=command.otherwise_of,
    )


@evolve.register
def viewpoint_submitted(event: ViewpointSubmitted, meeting: Meeting) -> Meeting:
    viewpoint = Viewpoint(
        id=event.viewpoint_id,
        number=len(meeting.viewpoints) + 1,
        block=event.block,
        text=event.text,
        kind=event.kind,
        author=event.author,
        origin=event.origin or (Origin.SAID if event.author is None else Origin.WRITTEN),
        shown=event.shown,
        late=event.late,
        otherwise_of=event.otherwise_of,
        table=event.table,
    )
    participants = meeting.participants
    if event.author is not None:
        author = participants[event.author]
        participants = participants.set(author.id, replace(author, viewpoints=(*author.viewpoints, viewpoint.id)))
    return replace(meeting, viewpoints=meeting.viewpoints.set(viewpoint.id, viewpoint), participants=participants)


@done.register
def _(command: EditViewpoint, meeting: Meeting) -> bool:
    viewpoint = _own(command, meeting)
    if command.rev > viewpoint.rev:
        return False
    if command.rev == viewpoint.rev and viewpoint.text == text.clean(command.text, text.VIEWPOINT):
        return True
    raise Refused("changed_elsewhere")


@decide.register
def edit_viewpoint(command: EditViewpoint, meeting: Meeting) -> Iterator[Event]:
    viewpoint = _own(command, meeting)
    if viewpoint.withdrawn or not welcome(meeting, viewpoint.block, viewpoint.origin):
        raise Refused("gathering_closed")
    if command.rev != viewpoint.rev + 1:
        raise Refused("changed_elsewhere")
    yield ViewpointEdited(viewpoint_id=viewpoint.id, text=text.clean(command.text, text.VIEWPOINT), rev=command.rev)


@evolve.register
def viewpoint_edited(event: ViewpointEdited, meeting: Meeting) -> Meeting:
    """What was sent back comes to be read again; whether new words say the same as others is not known."""
    return changed_viewpoint(meeting, event.viewpoint_id, text=event.text, rev=event.rev, returned=False, alike=None)


@done.register
def _(command: WithdrawViewpoint, meeting: Meeting) -> bool:
    return _own(command, meeting).withdrawn


@decide.register
def withdraw_viewpoint(command: WithdrawViewpoint, meeting: Meeting) -> Iterator[Event]:
    yield ViewpointWithdrawn(viewpoint_id=_own(command, meeting).id)


@evolve.register
def viewpoint_withdrawn(event: ViewpointWithdrawn, meeting: Meeting) -> Meeting:
    return changed_viewpoint(meeting, event.viewpoint_id, withdrawn=True)


@decide.register
def show_viewpoints(command: ShowViewpoints, meeting: Meeting) -> Iterator[Event]:
    known = [meeting.viewpoints[each] for each in dict.fromkeys(command.viewpoint_ids) if each in meeting.viewpoints]
    waiting = tuple(viewpoint.id for viewpoint in known if viewpoint.counts and not viewpoint.shown)
    if waiting:
        yield ViewpointsShown(viewpoint_ids=waiting)


@evolve.register
def viewpoints_shown(event: ViewpointsShown, meeting: Meeting) -> Meeting:
    viewpoints = meeting.viewpoints
    for viewpoint_id in event.viewpoint_ids:
        viewpoints = viewpoints.set(viewpoint_id, replace(viewpoints[viewpoint_id], shown=True, returned=False))
    return replace(meeting, viewpoints=viewpoints)
