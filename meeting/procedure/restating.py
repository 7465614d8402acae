"""Restating: the room says a need back in its own words, and every phone is asked whether that is what was meant.

The author's reply decides; the others' are the room's check (rulings 9). Their own words stay whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meeting.procedure import text
from meeting.procedure.core import NOTE_KEEPER, Event, Refused, StaffCommand, decide, done, evolve, personal, step
from meeting.procedure.minority import changed_position
from meeting.procedure.state import Meeting, Replies


@dataclass(frozen=True, kw_only=True)
class RestateNeed(StaffCommand):
    """Type how the room heard a need; every phone is asked if it is right."""

    position_id: str
    rev: int
    text: str


@dataclass(frozen=True, kw_only=True)
class NeedRestated(Event):
    position_id: str
    text: str = personal()


@dataclass(frozen=True, kw_only=True)
class RestatementSettled(Event):
    """What the author said of it (`fits`, `misfits` or `silent`), and all phones."""

    position_id: str
    author: str
    fits: int
    misfits: int


step("weaving", {RestateNeed: NOTE_KEEPER})


@done.register
def _(command: RestateNeed, meeting: Meeting) -> bool:
    known = meeting.position_of(command.position_id)
    words = text.clean(command.text, text.NEED)
    return known is not None and (known.rev, known.restated) == (command.rev + 1, words)


@decide.register
def restate_need(command: RestateNeed, meeting: Meeting) -> Iterator[Event]:
    position = meeting.position_of(command.position_id)
    if position is None or position not in meeting.positions_now:
        raise Refused("unknown_position")
    if position.rev != command.rev:
        raise Refused("changed_meanwhile")
    if not position.open:
        raise Refused("need_answered")
    if meeting.asked_position is not None:
        raise Refused("settle_first")
    yield NeedRestated(position_id=position.id, text=text.clean(command.text, text.NEED))


@evolve.register
def need_restated(event: NeedRestated, meeting: Meeting) -> Meeting:
    before = meeting.position_of(event.position_id)
    assert before is not None
    return changed_position(meeting, before.id, restated=event.text, heard=None, rev=before.rev + 1)


@evolve.register
def restatement_settled(event: RestatementSettled, meeting: Meeting) -> Meeting:
    return changed_position(meeting, event.position_id, heard=Replies(event.author, event.fits, event.misfits))
