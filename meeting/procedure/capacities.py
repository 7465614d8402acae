"""Capacities: as what people take part (resident, professional, guest), what of that is proven, and who votes."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    PARTICIPANT,
    Command,
    Event,
    Refused,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    stamped,
    told,
    touches,
)
from meeting.procedure.state import Capacity, Level, Meeting, Participant

MOST_CAPACITIES = 8
NAME = 40
MOST_INVITED = 10_000


@dataclass(frozen=True, kw_only=True)
class SetCapacity(StaffCommand):
    """Name a capacity in which people take part, say whether they vote in it, and how many were invited, if known."""

    capacity_id: str
    name: str
    votes: bool
    invited: int | None = None
    seed: bytes = stamped(default=b"", repr=False)


@dataclass(frozen=True, kw_only=True)
class CapacitySet(Event):
    capacity_id: str
    name: str
    votes: bool
    invited: int | None = None
    key: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class DropCapacity(StaffCommand):
    """Take away a capacity that nobody has."""

    capacity_id: str


@dataclass(frozen=True, kw_only=True)
class CapacityDropped(Event):
    capacity_id: str


@dataclass(frozen=True, kw_only=True)
class TakeCapacity(Command):
    """Say in what capacity one takes part. Without the card for it this is a claim."""

    capacity_id: str


@dataclass(frozen=True, kw_only=True)
class CapacityTaken(Event):
    participant: str = personal()
    capacity: str
    proven: bool


always({SetCapacity: FACILITATOR, DropCapacity: FACILITATOR, TakeCapacity: PARTICIPANT})


def binding(meeting: Meeting) -> bool:
    """Whether a vote here decides something: then a capacity that votes has to be proven."""
    return meeting.mandate.level is not Level.ADVISE


def lets_vote(meeting: Meeting, capacity: str | None, proven: bool) -> bool:
    """Whether somebody in this capacity votes. Where every capacity does, it makes no difference."""
    if all(known.votes for known in meeting.capacities.values()):
        return True
    known = meeting.capacities.get(capacity or "")
    return known is not None and known.votes and (proven or not binding(meeting))


def votes(meeting: Meeting, known: Participant) -> bool:
    return known.admitted and lets_vote(meeting, known.capacity, known.proven)


def by_key(meeting: Meeting, key: str | None) -> Capacity | None:
    """The capacity whose card carries this key."""
    return next((known for known in meeting.capacities.values() if key and known.key == key), None)


def shown(meeting: Meeting, participant: str, key: str | None, *, table: bool) -> CapacityTaken | None:
    """What follows from a scanned card: this person takes part in that capacity, proven; None: nothing.

    The card of a whole table takes nobody's own card away. Nobody's right to vote changes while a vote is open.
    """
    capacity, known = by_key(meeting, key), meeting.participants.get(participant)
    if capacity is None:
        return None
    if known and known.proven and (table or known.capacity == capacity.id):
        return None
    if known and meeting.open_round and votes(meeting, known) != _would(meeting, known, capacity.id, True):
        return None
    return CapacityTaken(participant=participant, capacity=capacity.id, proven=True)


def _would(meeting: Meeting, known: Participant, capacity: str, proven: bool) -> bool:
    return votes(meeting, replace(known, capacity=capacity, proven=proven))


# What there is


@done.register
def _(command: SetCapacity, meeting: Meeting) -> bool:
    known = meeting.capacities.get(command.capacity_id)
    return known is not None and (known.name, known.votes, known.invited) == (
        text.clean(command.name, NAME),
        command.votes,
        command.invited,
    )


@decide.register
def set_capacity(command: SetCapacity, meeting: Meeting) -> Iterator[Event]:
    known, name = meeting.capacities.get(command.capacity_id), text.clean(command.name, NAME)
    others = [each for each in meeting.capacities.values() if each is not known]
    if known is None and len(others) >= MOST_CAPACITIES:
        raise Refused("too_many_capacities", n=MOST_CAPACITIES)
    if name.casefold() in {each.name.casefold() for each in others}:
        raise Refused("capacity_named")
    if command.invited is not None and not 0 <= command.invited <= MOST_INVITED:
        raise Refused("invited_number", n=MOST_INVITED)
    if meeting.rounds and (known is None or known.votes != command.votes):
        raise Refused("vote_begun")
    key = known.key if known else urlsafe_b64encode(command.seed[:9]).decode()
    yield CapacitySet(capacity_id=command.capacity_id, name=name, votes=command.votes, invited=command.invited, key=key)


@evolve.register
def capacity_set(event: CapacitySet, meeting: Meeting) -> Meeting:
    known = Capacity(event.capacity_id, event.name, event.votes, event.invited, event.key)
    return _counted_anew(replace(meeting, capacities=meeting.capacities.set(known.id, known)))


def _counted_anew(meeting: Meeting) -> Meeting:
    """What a capacity gives may be something else for everybody."""
    people = meeting.participants.mutate()
    for known in meeting.participants.values():
        if known.votes != (now := votes(meeting, known)):
            people[known.id] = replace(known, votes=now)
    return replace(meeting, participants=people.finish())


@done.register
def _(command: DropCapacity, meeting: Meeting) -> bool:
    return bool(meeting.opened_at) and command.capacity_id not in meeting.capacities


@decide.register
def drop_capacity(command: DropCapacity, meeting: Meeting) -> Iterator[Event]:
    if meeting.rounds:
        raise Refused("vote_begun")
    if any(meeting.taken.get((command.capacity_id, proven)) for proven in (True, False)):
        raise Refused("capacity_taken")
    yield CapacityDropped(capacity_id=command.capacity_id)


@evolve.register
def capacity_dropped(event: CapacityDropped, meeting: Meeting) -> Meeting:
    return _counted_anew(replace(meeting, capacities=meeting.capacities.delete(event.capacity_id)))


# As what somebody takes part


@done.register
def _(command: TakeCapacity, meeting: Meeting) -> bool:
    known = meeting.participants.get(command.participant or "")
    return known is not None and known.capacity == command.capacity_id


@decide.register
def take_capacity(command: TakeCapacity, meeting: Meeting) -> Iterator[Event]:
    if command.capacity_id not in meeting.capacities:
        raise Refused("unknown_capacity")
    known = meeting.participants[command.participant or ""]
    if known.proven:
        raise Refused("capacity_proven")
    if meeting.open_round and known.votes != _would(meeting, known, command.capacity_id, False):
        raise Refused("right_while_open")
    yield CapacityTaken(participant=known.id, capacity=command.capacity_id, proven=False)


@told.register
def _(event: CapacityTaken, before: Meeting) -> Mapping[str, int] | None:
    return None


@touches.register
def _(event: CapacityTaken, meeting: Meeting) -> Iterable[str]:
    return (event.participant,)


@evolve.register
def capacity_taken(event: CapacityTaken, meeting: Meeting) -> Meeting:
    before = meeting.participants[event.participant]
    after = replace(before, capacity=event.capacity, proven=event.proven)
    taken = meeting.taken
    if before.capacity is not None:
        taken = taken.set((before.capacity, before.proven), taken[(before.capacity, before.proven)] - 1)
    taken = taken.set((event.capacity, event.proven), taken.get((event.capacity, event.proven), 0) + 1)
    people = meeting.participants.set(after.id, replace(after, votes=votes(meeting, after)))
    return replace(meeting, participants=people, taken=taken)
