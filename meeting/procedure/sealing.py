"""Sealing: what follows from a secret ballot goes into the box of its round, and is destroyed with it.

The box holds the latest of everybody under a pseudonym, without time or order; only a live phone leads to one.
A check that stays open for those who left keeps no more of the room than which pseudonyms answered in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from meeting.procedure.core import (
    SYSTEM,
    Command,
    Event,
    Refused,
    Sealed,
    SecretCommand,
    always,
    copied,
    decide,
    evolve,
    told,
)
from meeting.procedure.state import Box, Meeting, RoundKind

BOX_LIVES_AT_MOST = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class BoxDestroyed(Event):
    """Who chose what in this round can no longer be found by anybody."""

    round_id: str


@dataclass(frozen=True, kw_only=True)
class BoxEmptied(Event):
    """What people chose in the room is gone from this box; who left may still answer in it (see later.py)."""

    round_id: str


LATER = "later"
"""What those who left answered, in the box of a check: all that stays when it is emptied."""


@dataclass(frozen=True, kw_only=True)
class HasAnswered(Sealed):
    """That somebody answered in the room, in the place of what it was: nobody answers twice."""

    @property
    def item(self) -> str:
        return "ballot"


@dataclass(frozen=True, kw_only=True)
class ExpireBoxes(Command):
    """Destroy the boxes of a meeting in which nothing happened for a day."""


always({ExpireBoxes: SYSTEM})


def living_box(meeting: Meeting, round_id: str) -> Box:
    """The box of a round; gone is gone, and then nobody can say any more what was in it."""
    box, known = meeting.boxes.get(round_id), meeting.round_of(round_id)
    if box is None or (known is not None and known.later is not None and known.later.emptied):
        raise Refused("box_gone")
    return box


def destroy_boxes(meeting: Meeting, *, check_out: bool = False, keep: Collection[str] = ()) -> Iterator[BoxDestroyed]:
    """Every box that lives, but those to `keep`; with `check_out` that of the question at the end too.

    One that was emptied waits for those who left, whatever ends here.
    """
    last = (meeting.check_out,) if check_out and meeting.check_out else ()
    for known in (*meeting.rounds, *last):
        waits = known.waits and known.later is not None and known.later.emptied
        if known.id in meeting.boxes and known.id not in keep and not waits:
            yield BoxDestroyed(round_id=known.id)


def empty_boxes(meeting: Meeting) -> Iterator[Event | Sealed]:
    """What a decision that is laid down leaves: of a check that waits for those who left, who answered it; no more."""
    waiting = [known.id for known in meeting.rounds if known.waits and known.id in meeting.boxes]
    yield from destroy_boxes(meeting, keep=waiting)
    for known in meeting.rounds:
        if known.id in waiting and known.later is not None and not known.later.emptied:
            yield from _emptied(known.id, meeting.boxes[known.id])


def _emptied(round_id: str, box: Box) -> Iterator[Event | Sealed]:
    yield BoxEmptied(round_id=round_id)
    for (item, voter), sealed in box.items():
        if item == "ballot":
            yield HasAnswered(round_id=round_id, voter=voter, rev=sealed.rev)


def sealed_before(command: SecretCommand, item: str, meeting: Meeting) -> Sealed | None:
    """What this voter sealed under this item, or None; Refused when that is newer than the command."""
    box = meeting.boxes.get(command.round_id)
    before = box.get((item, command.voter)) if box is not None and command.voter else None
    if before is not None and before.rev > command.rev:
        raise Refused("changed_elsewhere")
    return before


def may_seal(command: SecretCommand, meeting: Meeting) -> str:
    """The voter, if this command can be sealed; Refused otherwise."""
    if command.voter is None:
        raise Refused("missing_seat")
    if command.rev < 1 or not 0 <= command.person <= 5:
        raise Refused("unreadable")
    known = meeting.round_of(command.round_id)
    asks_everybody = known is not None and known.kind is RoundKind.HEARD
    if not asks_everybody and not meeting.participants[command.participant or ""].votes:
        raise Refused("no_right_to_vote")
    return command.voter


@evolve.register(Sealed)
def seal(event: Sealed, meeting: Meeting) -> Meeting:
    """Put what is sealed in its box: the higher `rev` stays, so the order of arrival never matters."""
    box = meeting.boxes[event.round_id]
    before = box.get((event.item, event.voter))
    if before is not None and before.rev >= event.rev:
        return meeting
    return copied(meeting, boxes=meeting.boxes.set(event.round_id, box.set((event.item, event.voter), event)))


@decide.register
def expire_boxes(command: ExpireBoxes, meeting: Meeting) -> Iterator[Event]:
    if meeting.last_at and command.at - meeting.last_at >= BOX_LIVES_AT_MOST:
        yield from destroy_boxes(meeting, check_out=True)


@evolve.register
def box_destroyed(event: BoxDestroyed, meeting: Meeting) -> Meeting:
    if event.round_id not in meeting.boxes:
        return meeting
    without = replace(meeting, boxes=meeting.boxes.delete(event.round_id))
    return changed(without, event.round_id, destroyed_at=event.at)


@told.register
def _(event: BoxEmptied, before: Meeting) -> None:
    """It comes with a decision."""
    return


@evolve.register
def box_emptied(event: BoxEmptied, meeting: Meeting) -> Meeting:
    box = meeting.boxes.get(event.round_id)
    if box is None:
        return meeting
    kept = Box({place: sealed for place, sealed in box.items() if place[0] == LATER})
    known = meeting.round_of(event.round_id)
    assert known is not None
    assert known.later is not None
    without = replace(meeting, boxes=meeting.boxes.set(event.round_id, kept))
    return changed(without, event.round_id, later=replace(known.later, emptied=True))


def changed(meeting: Meeting, round_id: str, **changes: Any) -> Meeting:
    """The meeting with one round changed."""
    rounds = tuple(replace(known, **changes) if known.id == round_id else known for known in meeting.rounds)
    return replace(meeting, rounds=rounds)
