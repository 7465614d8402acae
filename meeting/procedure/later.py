"""Later: a support check stays open until a set hour for those who left, and is then counted once more.

The room goes on with what it heard: that stands, as what it was then. Who was there and did not answer still may, at
home and after the meeting too. When the decision is laid down, the choices of the room leave the box as they always do;
only which pseudonyms answered stays, so that nobody answers twice. At the hour the later answers are counted and the
box is destroyed. The room's figures are exact, so every later number tells of a few people by subtraction: the log gets
none under five, nor one that the others give away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from meeting.procedure.core import (
    AFTER_CLOSE,
    FACILITATOR,
    PARTICIPANT,
    SYSTEM,
    Command,
    Event,
    Refused,
    Sealed,
    SecretCommand,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    step,
)
from meeting.procedure.counting import count
from meeting.procedure.sealing import LATER, BoxDestroyed, changed, living_box, may_seal, sealed_before
from meeting.procedure.state import (
    NOT_YET,
    Cells,
    Decision,
    DecisionKind,
    Later,
    Meeting,
    Round,
    RoundKind,
    Tally,
)
from meeting.procedure.voting import round_or_refuse

FEWEST = 5
"""A smaller number of people could point at somebody (method.md 3.11, 8)."""

LONGEST = dt.timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class KeepCheckOpen(StaffCommand):
    """Let those who left answer the check until this moment; again with another moment moves it."""

    round_id: str
    until: dt.datetime


@dataclass(frozen=True, kw_only=True)
class CheckKeptOpen(Event):
    round_id: str
    until: dt.datetime


@dataclass(frozen=True, kw_only=True)
class AnswerLater(SecretCommand):
    """What somebody says to the check who had left, or had not answered."""

    choice: str


@dataclass(frozen=True, kw_only=True)
class LaterAnswered(Sealed):
    choice: str = personal()

    @property
    def item(self) -> str:
        return LATER


@dataclass(frozen=True, kw_only=True)
class CountLater(Command):
    """Count the checks whose hour has come."""


@dataclass(frozen=True, kw_only=True)
class LaterCounted(Event):
    """What may be told of it. `first_no`: nobody said `not yet` in the room, and somebody did later."""

    round_id: str
    answered: int | None
    cells: Cells
    first_no: bool = False


step("deciding", {KeepCheckOpen: FACILITATOR})
always({AnswerLater: PARTICIPANT, CountLater: SYSTEM})
AFTER_CLOSE.add(AnswerLater)


def waiting(meeting: Meeting) -> tuple[Round, ...]:
    """The checks that those who left may still answer, oldest first."""
    return tuple(known for known in meeting.rounds if known.waits)


def due(meeting: Meeting, now: dt.datetime) -> bool:
    """Whether the hour of a check has come."""
    return any(known.later and known.later.until <= now for known in waiting(meeting))


def answerable(meeting: Meeting, participant: str, voters: Mapping[str, str]) -> tuple[Round, ...]:
    """The checks that this one, who has these pseudonyms, took part in the room for and did not answer there."""
    return tuple(
        known
        for known in waiting(meeting)
        if known.later
        and participant in known.later.here
        and known.id in voters
        and ("ballot", voters[known.id]) not in meeting.boxes[known.id]
    )


# Keeping it open


@done.register
def _(command: KeepCheckOpen, meeting: Meeting) -> bool:
    known = meeting.round_of(command.round_id)
    return known is not None and known.later is not None and known.later.until == command.until


@decide.register
def keep_check_open(command: KeepCheckOpen, meeting: Meeting) -> Iterator[Event]:
    known = round_or_refuse(meeting, command.round_id)
    _may_stay_open(meeting, known)
    if command.until <= command.at:
        raise Refused("hour_past")
    if command.until > command.at + LONGEST:
        raise Refused("hour_too_far", n=LONGEST.days)
    yield CheckKeptOpen(round_id=known.id, until=command.until)


def _may_stay_open(meeting: Meeting, known: Round) -> None:
    """Only the check of the room on what lies on the table, before the decision."""
    if known.kind is not RoundKind.SUPPORT or known is not meeting.last_round or not known.shown:
        raise Refused("check_first")
    proposal = meeting.proposal
    if proposal is None or (known.proposal, known.version) != (proposal.id, proposal.version):
        raise Refused("check_again")
    if not known.method.by_phone:
        raise Refused("no_phones_now")
    living_box(meeting, known.id)
    if known.later is not None and known.later.counted_at is not None:
        raise Refused("check_over")


def may_stay_open(meeting: Meeting, known: Round) -> bool:
    """Whether this check may be kept open now, whatever the hour."""
    try:
        _may_stay_open(meeting, known)
    except Refused:
        return False
    return True


@evolve.register
def check_kept_open(event: CheckKeptOpen, meeting: Meeting) -> Meeting:
    known = meeting.round_of(event.round_id)
    assert known is not None
    here = known.later.here if known.later else frozenset(meeting.participants)
    return changed(meeting, known.id, later=Later(event.until, here))


# Answering


@done.register
def _(command: AnswerLater, meeting: Meeting) -> bool:
    before = sealed_before(command, LATER, meeting)
    if not isinstance(before, LaterAnswered) or before.rev < command.rev:
        return False
    if before.choice == command.choice:
        return True
    raise Refused("changed_elsewhere")


@decide.register
def answer_later(command: AnswerLater, meeting: Meeting) -> Iterator[Sealed]:
    known = round_or_refuse(meeting, command.round_id)
    if not known.waits or known.later is None or command.at >= known.later.until:
        raise Refused("check_over")
    voter = may_seal(command, meeting)
    if command.person:
        raise Refused("unreadable")
    if command.choice not in known.choices:
        raise Refused("unknown_choice")
    if command.participant not in known.later.here:
        raise Refused("came_after")
    if ("ballot", voter) in meeting.boxes[known.id]:
        raise Refused("answered_in_room")
    yield LaterAnswered(round_id=known.id, voter=voter, rev=command.rev, choice=command.choice)


# Counting


@decide.register
def count_later(command: CountLater, meeting: Meeting) -> Iterator[Event]:
    for known in waiting(meeting):
        if known.later is not None and known.later.until <= command.at:
            yield _counted(known, meeting)
            if known.later.emptied:
                yield BoxDestroyed(round_id=known.id)


def _counted(known: Round, meeting: Meeting) -> LaterCounted:
    given = [each.choice for each in meeting.boxes[known.id].values() if isinstance(each, LaterAnswered)]
    found = count(given, known.choices, len(given))
    answered, cells = telling(found)
    first_no = known.tally is not None and not known.tally[NOT_YET] and found[NOT_YET] > 0
    return LaterCounted(round_id=known.id, answered=answered, cells=cells, first_no=first_no)


def telling(found: Tally) -> tuple[int | None, Cells]:
    """How many answered later, and what: without any number from one to four, nor one that the others give away."""
    if found.turnout < FEWEST:
        return None, tuple((option, None) for option, _ in found.counts)
    hidden = {option for option, n in found.counts if 0 < n < FEWEST}
    rest = sorted((option for option, _ in found.counts if option not in hidden), key=found.__getitem__)
    while hidden and rest and (len(hidden) == 1 or sum(found[option] for option in hidden) < FEWEST):
        hidden.add(rest.pop(0))
    return found.turnout, tuple((option, None if option in hidden else n) for option, n in found.counts)


@evolve.register
def later_counted(event: LaterCounted, meeting: Meeting) -> Meeting:
    known = meeting.round_of(event.round_id)
    assert known is not None
    assert known.later is not None
    later = replace(
        known.later,
        counted_at=event.at,
        answered=event.answered,
        cells=event.cells,
        first_no=event.first_no,
    )
    decisions = tuple(_lowered(each, known, event) for each in meeting.decisions)
    return changed(replace(meeting, decisions=decisions), known.id, later=later)


def _lowered(decision: Decision, known: Round, event: LaterCounted) -> Decision:
    """Nobody can say any more that all who answered come along, once somebody said `not yet` (method.md 3.11, 12)."""
    if decision.number != known.decision or not event.first_no or decision.kind is not DecisionKind.FULL:
        return decision
    return replace(decision, kind=DecisionKind.STANDING)
