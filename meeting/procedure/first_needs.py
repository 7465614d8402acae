"""First needs: up to three that were read go before the room, while the others are still being read and laid together.

After a vote on a package tens of people write what they need. Nothing of it hangs in the hall unread: who leads puts a
few on the screen, in their own words and in an order that says nothing. A need that its author words anew goes off it
until somebody read it again. With few needs there is nothing to choose: the room sees them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from meeting.procedure.core import (
    MODERATOR,
    NEVER,
    Command,
    Event,
    Refused,
    Role,
    StaffCommand,
    decide,
    done,
    evolve,
    inverse,
    step,
    touches,
)
from meeting.procedure.grouping import MOST_GROUPS, together
from meeting.procedure.minority import changed_position
from meeting.procedure.state import Meeting, MinorityPosition

MOST_FIRST = 3


@dataclass(frozen=True, kw_only=True)
class ShowNeed(StaffCommand):
    """Put a need on the room screen, in the words that were read (`rev`)."""

    position_id: str
    rev: int


@dataclass(frozen=True, kw_only=True)
class NeedShown(Event):
    position_id: str


@dataclass(frozen=True, kw_only=True)
class HideNeed(StaffCommand):
    """Take a need off the room screen; it stays a need like the others."""

    position_id: str


@dataclass(frozen=True, kw_only=True)
class NeedHidden(Event):
    position_id: str


ON_SCREEN = {ShowNeed: MODERATOR, HideNeed: MODERATOR}
step("minority", ON_SCREEN)
step("weaving", ON_SCREEN)


def being_read(meeting: Meeting) -> bool:
    """Whether so many needs about a package wait for a word that they do not all hang in the hall yet.

    Where they are answered they do as soon as they lie in as few groups as a room can answer.
    """
    needs = meeting.open_positions
    if meeting.package is None or len(needs) <= MOST_GROUPS:
        return False
    return meeting.step != "weaving" or len({together(each, meeting)[0].id for each in needs}) > MOST_GROUPS


def before_room(meeting: Meeting) -> list[MinorityPosition]:
    """The needs that were put on the screen and still wait for a word of the room."""
    return [each for each in meeting.positions_now if each.shown and each.open]


@done.register
def _(command: ShowNeed, meeting: Meeting) -> bool:
    known = meeting.position_of(command.position_id)
    return known is not None and known.shown and known.rev == command.rev


@decide.register
def show_need(command: ShowNeed, meeting: Meeting) -> Iterator[Event]:
    known = meeting.position_of(command.position_id)
    if known is None or known not in meeting.positions_now or not known.open:
        raise Refused("unknown_position")
    if known.rev != command.rev:
        raise Refused("changed_meanwhile")
    if not being_read(meeting):
        raise Refused("all_on_screen")
    if len(before_room(meeting)) >= MOST_FIRST:
        raise Refused("first_needs_full", n=MOST_FIRST)
    yield NeedShown(position_id=known.id)


@evolve.register
def need_shown(event: NeedShown, meeting: Meeting) -> Meeting:
    return changed_position(meeting, event.position_id, shown=True)


@done.register
def _(command: HideNeed, meeting: Meeting) -> bool:
    known = meeting.position_of(command.position_id)
    return known is not None and not known.shown


@decide.register
def hide_need(command: HideNeed, meeting: Meeting) -> Iterator[Event]:
    if meeting.position_of(command.position_id) is None:
        raise Refused("unknown_position")
    yield NeedHidden(position_id=command.position_id)


@evolve.register
def need_hidden(event: NeedHidden, meeting: Meeting) -> Meeting:
    return changed_position(meeting, event.position_id, shown=False)


@touches.register(NeedShown)
@touches.register(NeedHidden)
def _(event: Event, meeting: Meeting) -> Iterable[str]:
    return ()


@inverse.register
def _(event: NeedShown, before: Meeting) -> Command | None:
    return HideNeed(at=NEVER, role=Role.FACILITATOR, block="", position_id=event.position_id)


@inverse.register
def _(event: NeedHidden, before: Meeting) -> Command | None:
    known = before.position_of(event.position_id)
    if known is None:
        return None
    return ShowNeed(at=NEVER, role=Role.FACILITATOR, block="", position_id=known.id, rev=known.rev)
