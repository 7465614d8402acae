"""Conflicting: two needs that cannot both be carried by one proposal, as the room sees it (method.md 3.7).

At most one of them is added. The other gets a decision of its own, is parked, declined or stands; or people talk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meeting.procedure.core import FACILITATOR, Event, Refused, StaffCommand, decide, done, evolve, step
from meeting.procedure.minority import changed_position
from meeting.procedure.state import Meeting, MinorityPosition


@dataclass(frozen=True, kw_only=True)
class FlagConflict(StaffCommand):
    """Say that two needs contradict each other; `on` False takes it back."""

    position_id: str
    other_id: str
    on: bool = True


@dataclass(frozen=True, kw_only=True)
class ConflictFlagged(Event):
    position_id: str
    other_id: str
    on: bool = True


step("minority", {FlagConflict: FACILITATOR})
step("weaving", {FlagConflict: FACILITATOR})


def refuse_both(position: MinorityPosition, meeting: Meeting) -> None:
    """Raise Refused when the proposal carries a need that this one contradicts."""
    others = (meeting.position_of(other) for other in position.conflicts)
    if any(other is not None and other.carried for other in others):
        raise Refused("needs_conflict")


def _pair(command: FlagConflict, meeting: Meeting) -> tuple[MinorityPosition, MinorityPosition]:
    ids = (command.position_id, command.other_id)
    found = [each for each in meeting.positions_now if each.id in ids and not each.withdrawn]
    if len(found) != 2:
        raise Refused("unknown_position")
    return found[0], found[1]


@done.register
def _(command: FlagConflict, meeting: Meeting) -> bool:
    known = meeting.position_of(command.position_id)
    return known is not None and (command.other_id in known.conflicts) is command.on


@decide.register
def flag_conflict(command: FlagConflict, meeting: Meeting) -> Iterator[Event]:
    one, other = _pair(command, meeting)
    if one.asking or other.asking:
        raise Refused("settle_first")
    if command.on and one.carried and other.carried:
        raise Refused("both_added")
    yield ConflictFlagged(position_id=command.position_id, other_id=command.other_id, on=command.on)


@evolve.register
def conflict_flagged(event: ConflictFlagged, meeting: Meeting) -> Meeting:
    for one, other in ((event.position_id, event.other_id), (event.other_id, event.position_id)):
        position = meeting.position_of(one)
        assert position is not None
        others = tuple(each for each in position.conflicts if each != other)
        meeting = changed_position(meeting, one, conflicts=(*others, other) if event.on else others)
    return meeting
