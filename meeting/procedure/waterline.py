"""Below the waterline, in its small form: two sides in neutral words, phones away, then "what touched you?".

It is a talk of its own kind (rulings 4). What somebody writes stays on the phone until they give it to the room; what
was given is kept by the room only after it was read aloud, with consent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    NOTE_KEEPER,
    PARTICIPANT,
    Command,
    Event,
    Refused,
    Role,
    StaffCommand,
    decide,
    done,
    evolve,
    personal,
    step,
)
from meeting.procedure.state import Grain, Meeting, Waterline

KIND = "waterline"


@dataclass(frozen=True, kw_only=True)
class NameSides(StaffCommand):
    """Name the two sides of what is going on, neutrally: sides of the subject, never of people."""

    first: str
    second: str


@dataclass(frozen=True, kw_only=True)
class SidesNamed(Event):
    block: str
    first: str = personal()
    second: str = personal()


@dataclass(frozen=True, kw_only=True)
class AskGrains(StaffCommand):
    """Ask what touched people: aloud, and on phones for who would rather write."""


@dataclass(frozen=True, kw_only=True)
class GrainsAsked(Event):
    block: str


@dataclass(frozen=True, kw_only=True)
class GiveGrain(Command):
    """Give a grain to the room; staff type what was said aloud. Nobody's name goes with it."""

    grain_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class GrainGiven(Event):
    grain_id: str
    block: str
    text: str = personal()
    spoken: bool = False


@dataclass(frozen=True, kw_only=True)
class KeepGrain(StaffCommand):
    """The room keeps a grain, after it was read aloud; `kept` False lets it go."""

    grain_id: str
    kept: bool = True


@dataclass(frozen=True, kw_only=True)
class GrainKept(Event):
    grain_id: str
    kept: bool = True


step(
    "talking",
    {
        NameSides: NOTE_KEEPER,
        AskGrains: FACILITATOR,
        GiveGrain: PARTICIPANT | NOTE_KEEPER,
        KeepGrain: NOTE_KEEPER,
    },
)


def waterline(meeting: Meeting, block: str) -> Waterline:
    """How far this talk has come."""
    return next((known for known in meeting.waterlines if known.block == block), Waterline(block))


def _here(meeting: Meeting) -> Waterline:
    """The talk that is going on. Raises Refused in a talk of another kind."""
    if meeting.block.kind != KIND:
        raise Refused("not_in_this_step")
    return waterline(meeting, meeting.active)


def _changed(meeting: Meeting, known: Waterline) -> Meeting:
    others = tuple(each for each in meeting.waterlines if each.block != known.block)
    return replace(meeting, waterlines=(*others, known))


def _sides(command: NameSides) -> tuple[str, str]:
    return text.clean(command.first, text.NAME), text.clean(command.second, text.NAME)


@done.register
def _(command: NameSides, meeting: Meeting) -> bool:
    return meeting.opened_at is not None and waterline(meeting, meeting.active).sides == _sides(command)


@decide.register
def name_sides(command: NameSides, meeting: Meeting) -> Iterator[Event]:
    known, (first, second) = _here(meeting), _sides(command)
    yield SidesNamed(block=known.block, first=first, second=second)


@evolve.register
def sides_named(event: SidesNamed, meeting: Meeting) -> Meeting:
    known = waterline(meeting, event.block)
    return _changed(meeting, replace(known, sides=(event.first, event.second)))


@done.register
def _(command: AskGrains, meeting: Meeting) -> bool:
    return waterline(meeting, command.block).asked


@decide.register
def ask_grains(command: AskGrains, meeting: Meeting) -> Iterator[Event]:
    known = _here(meeting)
    if known.sides is None:
        raise Refused("sides_first")
    yield GrainsAsked(block=known.block)


@evolve.register
def grains_asked(event: GrainsAsked, meeting: Meeting) -> Meeting:
    return _changed(meeting, replace(waterline(meeting, event.block), asked=True))


def grain_of(meeting: Meeting, grain_id: str) -> Grain | None:
    return next((grain for grain in meeting.grains if grain.id == grain_id), None)


@done.register
def _(command: GiveGrain, meeting: Meeting) -> bool:
    known = grain_of(meeting, command.grain_id)
    if known is None:
        return False
    if (known.text, known.spoken) != (text.clean(command.text, text.NEED), command.role is not Role.PARTICIPANT):
        raise Refused("id_taken")
    return True


@decide.register
def give_grain(command: GiveGrain, meeting: Meeting) -> Iterator[Event]:
    known = _here(meeting)
    if not known.asked:
        raise Refused("not_asked")
    yield GrainGiven(
        grain_id=command.grain_id,
        block=known.block,
        text=text.clean(command.text, text.NEED),
        spoken=command.role is not Role.PARTICIPANT,
    )


@evolve.register
def grain_given(event: GrainGiven, meeting: Meeting) -> Meeting:
    grain = Grain(event.grain_id, event.block, event.text, event.spoken)
    return replace(meeting, grains=(*meeting.grains, grain))


@done.register
def _(command: KeepGrain, meeting: Meeting) -> bool:
    known = grain_of(meeting, command.grain_id)
    return known is not None and known.kept is command.kept


@decide.register
def keep_grain(command: KeepGrain, meeting: Meeting) -> Iterator[Event]:
    _here(meeting)
    if grain_of(meeting, command.grain_id) is None:
        raise Refused("unknown_grain")
    yield GrainKept(grain_id=command.grain_id, kept=command.kept)


@evolve.register
def grain_kept(event: GrainKept, meeting: Meeting) -> Meeting:
    grains = (replace(each, kept=event.kept) if each.id == event.grain_id else each for each in meeting.grains)
    return replace(meeting, grains=tuple(grains))
