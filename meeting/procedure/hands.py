"""Hands and papers: somebody counts in the room what people without a phone choose, before the vote closes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meeting.procedure.channels import FIRST, RAISED, SECOND, CountEntered, Counts, alike, entered
from meeting.procedure.core import NOTE_KEEPER, Refused, Sealed, StaffCommand, decide, done, step
from meeting.procedure.sealing import living_box
from meeting.procedure.state import (
    ABSTAIN,
    NONE_OF_THESE,
    SEVERAL,
    Box,
    Meeting,
    Method,
    Round,
    RoundKind,
)
from meeting.procedure.voting import round_or_refuse


@dataclass(frozen=True, kw_only=True)
class EnterCount(StaffCommand):
    """Enter how many people chose what, for each option. Papers are counted twice; `again` is the second time.

    `people`: how many were counted, where one person may choose several.
    """

    round_id: str
    counts: Counts
    again: bool = False
    people: int | None = None


step("voting", {EnterCount: NOTE_KEEPER})
step("deciding", {EnterCount: NOTE_KEEPER})
step("choosing", {EnterCount: NOTE_KEEPER})


@done.register
def _(command: EnterCount, meeting: Meeting) -> bool:
    known, box = meeting.round_of(command.round_id), meeting.boxes.get(command.round_id)
    if known is None or box is None:
        return False
    before = entered(box, _who(command, known))
    return before is not None and (before.counts, before.people) == (_in_order(command, known), _said(command, known))


@decide.register
def enter_count(command: EnterCount, meeting: Meeting) -> Iterator[Sealed]:
    known = round_or_refuse(meeting, command.round_id)
    if not known.open:
        raise Refused("round_closed")
    box = living_box(meeting, known.id)
    if known.method is Method.PHONES:
        raise Refused("only_phones")
    who = _who(command, known)
    before = entered(box, who)
    count = CountEntered(
        round_id=known.id,
        voter=who,
        rev=before.rev + 1 if before else 1,
        counts=_sound(command, known),
        people=_said(command, known),
    )
    if command.again:
        _same_as_first(count, known, box)
    yield count


def _said(command: EnterCount, known: Round) -> int:
    """The number of people that goes with a count; none where it is the sum."""
    return command.people or 0 if known.kind in SEVERAL else 0


def _sound(command: EnterCount, known: Round) -> Counts:
    """The counts in the order of the choices, if every choice has one and they are not more than there are people."""
    numbers = dict(command.counts)
    if len(numbers) != len(command.counts) or not set(numbers) <= set(known.choices):
        raise Refused("unknown_choice")
    if len(numbers) < len(known.choices) or min(numbers.values()) < 0:
        raise Refused("count_every")
    people = _people(command, known)
    if people > known.beside:
        raise Refused("count_too_high", n=known.beside)
    if known.kind in SEVERAL and not _adds_up(numbers, people, known):
        raise Refused("counts_do_not_fit", n=known.cap)
    return _in_order(command, known)


def _people(command: EnterCount, known: Round) -> int:
    """How many people were counted: said apart where one of them may choose several, else the sum."""
    if known.kind not in SEVERAL:
        return sum(n for _, n in command.counts)
    if command.people is None or command.people < 0:
        raise Refused("how_many_counted")
    return command.people


def _adds_up(numbers: dict[str, int], people: int, known: Round) -> bool:
    """Whether so many people can have chosen so, each at least one and at most the cap; dots may be stacked."""
    chose = people - numbers[NONE_OF_THESE] - numbers[ABSTAIN]
    each = [numbers[option.id] for option in known.options]
    most = known.cap if known.kind is RoundKind.DOTS else 1
    return max(each) <= chose * most and chose <= sum(each) <= chose * known.cap


def _in_order(command: EnterCount, known: Round) -> Counts:
    numbers = dict(command.counts)
    return tuple((choice, numbers[choice]) for choice in known.choices if choice in numbers)


def _same_as_first(count: CountEntered, known: Round, box: Box) -> None:
    first = entered(box, FIRST)
    if not known.method.on_paper or first is None:
        raise Refused("count_first")
    if not alike(first, count):
        raise Refused("counts_differ")


def _who(command: EnterCount, known: Round) -> str:
    if not known.method.on_paper:
        return RAISED
    return SECOND if command.again else FIRST
