"""Hands and papers: somebody counts in the room what people without a phone choose, before the vote closes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meeting.procedure.channels import FIRST, RAISED, SECOND, CountEntered, Counts, entered
from meeting.procedure.core import NOTE_KEEPER, Refused, Sealed, StaffCommand, decide, done, step
from meeting.procedure.sealing import living_box
from meeting.procedure.state import Box, Meeting, Method, Round
from meeting.procedure.voting import round_or_refuse


@dataclass(frozen=True, kw_only=True)
class EnterCount(StaffCommand):
    """Enter how many people chose what, for each option. Papers are counted twice; `again` is the second time."""

    round_id: str
    counts: Counts
    again: bool = False


step("voting", {EnterCount: NOTE_KEEPER})
step("deciding", {EnterCount: NOTE_KEEPER})


@done.register
def _(command: EnterCount, meeting: Meeting) -> bool:
    known, box = meeting.round_of(command.round_id), meeting.boxes.get(command.round_id)
    if known is None or box is None:
        return False
    before = entered(box, _who(command, known))
    return before is not None and before.counts == _in_order(command, known)


@decide.register
def enter_count(command: EnterCount, meeting: Meeting) -> Iterator[Sealed]:
    known = round_or_refuse(meeting, command.round_id)
    if not known.open:
        raise Refused("round_closed")
    box = living_box(meeting, known.id)
    if known.method is Method.PHONES:
        raise Refused("only_phones")
    counts = _sound(command, known)
    if command.again:
        _same_as_first(counts, known, box)
    who = _who(command, known)
    before = entered(box, who)
    yield CountEntered(round_id=known.id, voter=who, rev=before.rev + 1 if before else 1, counts=counts)


def _sound(command: EnterCount, known: Round) -> Counts:
    """The counts in the order of the choices, if every choice has one and they are not more than there are people."""
    people = dict(command.counts)
    if set(people) != set(known.choices) or len(people) != len(command.counts) or min(people.values()) < 0:
        raise Refused("unknown_choice")
    if sum(people.values()) > known.beside:
        raise Refused("count_too_high", n=known.beside)
    return _in_order(command, known)


def _in_order(command: EnterCount, known: Round) -> Counts:
    people = dict(command.counts)
    return tuple((choice, people[choice]) for choice in known.choices if choice in people)


def _same_as_first(counts: Counts, known: Round, box: Box) -> None:
    first = entered(box, FIRST)
    if not known.method.on_paper or first is None:
        raise Refused("count_first")
    if first.counts != counts:
        raise Refused("counts_differ")


def _who(command: EnterCount, known: Round) -> str:
    if not known.method.on_paper:
        return RAISED
    return SECOND if command.again else FIRST
