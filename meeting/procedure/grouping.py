"""Grouping: needs that ask for the same are laid together, at most seven groups, and the room answers each once.

Every need keeps its own words, and every author says for itself whether the answer is right; who says that it is not
stands apart again (method.md 3.6). A need that stands alone looks the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meeting.procedure.core import NOTE_KEEPER, Event, Refused, StaffCommand, decide, done, evolve, step
from meeting.procedure.minority import changed_position
from meeting.procedure.state import Meeting, MinorityPosition

MOST_GROUPS = 7


@dataclass(frozen=True, kw_only=True)
class GroupNeeds(StaffCommand):
    """Lay a need with another, and with all that lies with that one."""

    position_id: str
    other_id: str


@dataclass(frozen=True, kw_only=True)
class NeedsGrouped(Event):
    position_id: str
    other_id: str
    group: int


@dataclass(frozen=True, kw_only=True)
class UngroupNeed(StaffCommand):
    """Let a need stand by itself again."""

    position_id: str


@dataclass(frozen=True, kw_only=True)
class NeedUngrouped(Event):
    position_id: str


step("minority", {GroupNeeds: NOTE_KEEPER, UngroupNeed: NOTE_KEEPER})
step("weaving", {GroupNeeds: NOTE_KEEPER, UngroupNeed: NOTE_KEEPER})


def together(position: MinorityPosition, meeting: Meeting) -> tuple[MinorityPosition, ...]:
    """The needs that wait for the same word of the room, this one among them; it alone where it stands by itself."""
    if not position.group:
        return (position,)
    wanted = (position.group, position.round_id)
    alike = (each for each in meeting.positions_now if (each.group, each.round_id) == wanted)
    return tuple(each for each in alike if each.open or each.id == position.id)


def _free(position_id: str, meeting: Meeting) -> MinorityPosition:
    """A need that can be laid elsewhere: nobody answered it yet, and its author can say what is right."""
    found = meeting.position_of(position_id)
    if found is None or found not in meeting.positions_now or found.withdrawn:
        raise Refused("unknown_position")
    if found.asking:
        raise Refused("settle_first")
    if not found.open or found.answer is not None:
        raise Refused("need_answered")
    if found.spoken:
        raise Refused("spoken_alone")
    return found


@done.register
def _(command: GroupNeeds, meeting: Meeting) -> bool:
    one, other = meeting.position_of(command.position_id), meeting.position_of(command.other_id)
    return one is not None and other is not None and one.group == other.group > 0


@decide.register
def group_needs(command: GroupNeeds, meeting: Meeting) -> Iterator[Event]:
    one, other = _free(command.position_id, meeting), _free(command.other_id, meeting)
    if one.id == other.id or one.round_id != other.round_id:
        raise Refused("unknown_position")
    used = {each.group for each in meeting.positions_now if each.group and len(together(each, meeting)) > 1}
    free = next((number for number in range(1, MOST_GROUPS + 1) if number not in used), None)
    group = other.group if other.group in used else free
    if group is None:
        raise Refused("groups_full", n=MOST_GROUPS)
    yield NeedsGrouped(position_id=one.id, other_id=other.id, group=group)


@evolve.register
def needs_grouped(event: NeedsGrouped, meeting: Meeting) -> Meeting:
    for position_id in (event.position_id, event.other_id):
        meeting = changed_position(meeting, position_id, group=event.group)
    return meeting


@done.register
def _(command: UngroupNeed, meeting: Meeting) -> bool:
    known = meeting.position_of(command.position_id)
    return known is not None and not known.group


@decide.register
def ungroup_need(command: UngroupNeed, meeting: Meeting) -> Iterator[Event]:
    yield NeedUngrouped(position_id=_free(command.position_id, meeting).id)


@evolve.register
def need_ungrouped(event: NeedUngrouped, meeting: Meeting) -> Meeting:
    return changed_position(meeting, event.position_id, group=0)
