"""Voting: a round of the whole room, secret and changeable until it closes, counted from the box of sealed ballots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from immutables import Map

from meeting.procedure import text
from meeting.procedure.ballots import BallotCast, ballots, chosen
from meeting.procedure.channels import FIRST, Counts, beside_phones, confirmed, entered, totals
from meeting.procedure.core import (
    FACILITATOR,
    PARTICIPANT,
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
    stamped,
    step,
)
from meeting.procedure.counting import count, outcome
from meeting.procedure.sealing import BoxDestroyed, changed, destroy_boxes, living_box, may_seal, sealed_before
from meeting.procedure.state import (
    FEWEST_OPTIONS,
    ROUNDS_BEFORE_TALK,
    SEVERAL,
    VOTES,
    Box,
    Meeting,
    Method,
    Option,
    Outcome,
    Round,
    RoundKind,
    Tally,
)
from meeting.procedure.uncovered import stamp

MOST_BESIDE = 1000


@dataclass(frozen=True, kw_only=True)
class OpenRound(StaffCommand):
    """Open a vote on this version of the proposal. After three fruitless rounds it needs a reason.

    `present` is the number of people now present with the right to vote; `beside` those without a phone, or the papers
    handed out.
    """

    round_id: str
    kind: RoundKind
    proposal_id: str
    version: int
    reason: str | None = None
    method: Method = Method.PHONES
    beside: int = 0
    present: int = stamped(default=0)


@dataclass(frozen=True, kw_only=True)
class OpenChoice(StaffCommand):
    """Open a vote among the proposals that lie beside each other, at the versions they have now (`options`)."""

    round_id: str
    options: tuple[Option, ...]
    reason: str | None = None
    method: Method = Method.PHONES
    beside: int = 0
    present: int = stamped(default=0)


@dataclass(frozen=True, kw_only=True)
class RoundOpened(Event):
    """`options` and the `text` of a question are set where it is not for or against one proposal."""

    round_id: str
    kind: RoundKind
    proposal_id: str
    version: int
    present: int
    reason: str | None = None
    options: tuple[Option, ...] = ()
    text: str = personal(default="")
    method: Method = Method.PHONES
    beside: int = 0
    cap: int = 1
    most: int = 0
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class CastBallot(SecretCommand):
    """Choose, or choose anew. `choice` holds ids of options, in whatever order; of dots one id more than once."""

    choice: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CloseRound(StaffCommand):
    round_id: str
    present: int = stamped(default=0)


@dataclass(frozen=True, kw_only=True)
class RoundClosed(Event):
    """`channels`: how many people voted in which way, where not all did on their own phone."""

    round_id: str
    tally: Tally
    outcome: Outcome
    channels: Counts = ()


@dataclass(frozen=True, kw_only=True)
class CancelRound(StaffCommand):
    """Stop a round whose question was wrong; its ballots are destroyed and never counted."""

    round_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RoundCancelled(Event):
    round_id: str
    reason: str


IN_A_ROUND = {
    OpenRound: FACILITATOR,
    CloseRound: FACILITATOR,
    CancelRound: FACILITATOR,
}
step("voting", {**IN_A_ROUND, OpenChoice: FACILITATOR})
# A ballot that comes too late is told so, wherever the room is by then.
always({CastBallot: PARTICIPANT})

ABOUT_ONE = (RoundKind.PROPOSAL, RoundKind.SUPPORT)
"""Rounds about the proposal on the table."""

STEP_OF = {
    RoundKind.PROPOSAL: "voting",
    RoundKind.OPTIONS: "voting",
    RoundKind.PRACTICE: "practising",
    RoundKind.SUPPORT: "deciding",
    **dict.fromkeys(SEVERAL, "choosing"),
}


def electorate(known: Round, box: Box, present: int) -> int:
    """Everyone who may vote: the most that were there with a phone, and those without, or more if more voted."""
    cast = [ballot.helped for ballot in ballots(box)]
    beside = max(known.beside, sum(cast) + beside_phones(box))
    return max(known.present, present, cast.count(False)) + beside if known.method.by_phone else beside


def round_or_refuse(meeting: Meeting, round_id: str) -> Round:
    """A round the room was led through; the question at the end is none."""
    known = meeting.round_of(round_id)
    if known is None or known is meeting.check_out:
        raise Refused("unknown_round")
    return known


def round_of_step(meeting: Meeting, round_id: str) -> Round:
    """A round that the active step leads: no other may close it, stop it or show its result."""
    known = round_or_refuse(meeting, round_id)
    if STEP_OF.get(known.kind) != meeting.step:
        raise Refused("other_round")
    return known


# Opening


@done.register
def _(command: OpenRound, meeting: Meeting) -> bool:
    return meeting.round_of(command.round_id) is not None


@decide.register
def open_round(command: OpenRound, meeting: Meeting) -> Iterator[Event]:
    if command.kind not in ABOUT_ONE or STEP_OF[command.kind] != meeting.step:
        raise Refused("not_in_this_step")
    nothing_pending(meeting)
    proposal = meeting.proposal
    if proposal is None:
        raise Refused("no_proposal" if not meeting.options else "options_on_table")
    if (command.proposal_id, command.version) != (proposal.id, proposal.version):
        raise Refused("changed_meanwhile")
    if not proposal.confirmed:
        raise Refused("not_confirmed")
    yield from _opened(command, meeting, command.kind, Option(proposal.id, proposal.version))


@done.register
def _(command: OpenChoice, meeting: Meeting) -> bool:
    return meeting.round_of(command.round_id) is not None


@decide.register
def open_choice(command: OpenChoice, meeting: Meeting) -> Iterator[Event]:
    nothing_pending(meeting)
    if len(meeting.options) < FEWEST_OPTIONS:
        raise Refused("too_few_options")
    proposals = [proposal for each in meeting.options if (proposal := meeting.proposal_of(each))]
    frozen = tuple(Option(proposal.id, proposal.version) for proposal in proposals)
    if tuple(Option(each.id, each.version) for each in command.options) != frozen:
        raise Refused("changed_meanwhile")
    if not all(proposal.confirmed for proposal in proposals):
        raise Refused("not_confirmed")
    yield from _opened(command, meeting, RoundKind.OPTIONS, *frozen)


def nothing_pending(meeting: Meeting) -> None:
    if meeting.open_round:
        raise Refused("round_open")
    if meeting.last_round and not meeting.last_round.shown:
        raise Refused("show_first")


def _opened(command: OpenRound | OpenChoice, meeting: Meeting, kind: RoundKind, *about: Option) -> Iterator[Event]:
    """A round opens, and the boxes of before are destroyed; `about` is the proposal, or what is chosen among."""
    MAY_OPEN[kind](meeting)
    reason = text.clean_or_none(command.reason, text.REASON)
    if meeting.fruitless(kind) >= ROUNDS_BEFORE_TALK and not reason:
        raise Refused("talk_first")
    may_count_beside(command)
    yield from destroy_boxes(meeting, keep=chosen_in(meeting))
    several = kind is RoundKind.OPTIONS
    yield RoundOpened(
        round_id=command.round_id,
        kind=kind,
        proposal_id="" if several else about[0].id,
        version=0 if several else about[0].version,
        present=command.present if command.method.by_phone else 0,
        reason=reason,
        options=about if several else (),
        method=command.method,
        beside=0 if command.method is Method.PHONES else command.beside,
    )


class Opening(Protocol):
    """What opens a vote says how people vote in it."""

    @property
    def method(self) -> Method: ...

    @property
    def beside(self) -> int: ...


def may_count_beside(command: Opening) -> None:
    """Raises Refused where hands or papers are counted and nobody said of how many people."""
    if command.method is not Method.PHONES and not 0 < command.beside <= MOST_BESIDE:
        raise Refused("how_many_beside", n=MOST_BESIDE)


def chosen_in(meeting: Meeting) -> frozenset[str]:
    """The rounds in which a package of this decision was chosen: their boxes tell who lacks an own choice in it."""
    return frozenset(package.round_id for package in meeting.packages if package.decision == meeting.decision)


def may_vote_again(meeting: Meeting) -> None:
    """A majority stands, unless people talked long since, or its box was gone before anybody could be asked."""
    carried = meeting.carried
    if (
        carried
        and not meeting.reopened
        and (carried.id in meeting.boxes or (carried.question and carried.question.shared))
    ):
        raise Refused("already_carried")


MAY_OPEN: dict[RoundKind, Callable[[Meeting], None]] = dict.fromkeys(VOTES, may_vote_again)
"""What must be so before a round of a kind opens, declared by the step it belongs to: raises Refused."""


@evolve.register
def round_opened(event: RoundOpened, meeting: Meeting) -> Meeting:
    alike = VOTES if event.kind in VOTES else (event.kind,)
    opened = Round(
        id=event.round_id,
        kind=event.kind,
        decision=meeting.decision,
        number=len(meeting.rounds_on(meeting.decision, *alike)) + 1,
        proposal=event.proposal_id,
        version=event.version,
        opened_at=event.at,
        present=event.present,
        reason=event.reason,
        options=event.options,
        text=event.text,
        method=event.method,
        beside=event.beside,
        cap=event.cap,
        most=event.most,
        of=event.of,
    )
    return replace(meeting, rounds=(*meeting.rounds, opened), boxes=meeting.boxes.set(opened.id, Map()))


# Choosing


@done.register
def _(command: CastBallot, meeting: Meeting) -> bool:
    before = sealed_before(command, "ballot", meeting)
    if before is None or before.rev < command.rev:
        return False
    if isinstance(before, BallotCast) and before.choice == _sorted(command):
        return True
    raise Refused("changed_elsewhere")


@decide.register
def cast_ballot(command: CastBallot, meeting: Meeting) -> Iterator[Sealed]:
    known = meeting.round_of(command.round_id)
    if known is None:
        raise Refused("unknown_round")
    if known.cancelled:
        raise Refused("round_cancelled")
    if not known.open:
        raise Refused("round_closed" if known.id in meeting.boxes else "box_gone")
    living_box(meeting, known.id)
    if not known.method.by_phone:
        raise Refused("no_phones_now")
    voter = may_seal(command, meeting)
    _sound(command.choice, known)
    yield BallotCast(
        round_id=known.id,
        voter=voter,
        rev=command.rev,
        choice=_sorted(command),
        helped=command.person > 0,
        uncovered=stamp(command, meeting),
    )


def _sorted(command: CastBallot) -> tuple[str, ...]:
    """In which order somebody tapped is nobody's business, and no reason to take one ballot for two."""
    return tuple(sorted(command.choice))


def _sound(choice: tuple[str, ...], known: Round) -> None:
    """Raises Refused unless it is one choice, or options up to the cap, each of them once; dots may be stacked."""
    if len(choice) == 1 and choice[0] in known.choices:
        return
    if not choice or not set(choice) <= {option.id for option in known.options} or known.cap == 1:
        raise Refused("unknown_choice")
    if len(choice) > known.cap:
        raise Refused("too_many_chosen", n=known.cap)
    if known.kind is not RoundKind.DOTS and len(set(choice)) < len(choice):
        raise Refused("unknown_choice")


# Closing


@done.register
def _(command: CloseRound, meeting: Meeting) -> bool:
    known = meeting.round_of(command.round_id)
    return known is not None and known.closed_at is not None


@decide.register
def close_round(command: CloseRound, meeting: Meeting) -> Iterator[Event]:
    known = round_of_step(meeting, command.round_id)
    if known.cancelled:
        raise Refused("round_cancelled")
    box = living_box(meeting, known.id)
    _all_counted(known, box)
    yield from COUNTED.get(known.kind, _tallied)(known, box, electorate(known, box, command.present))


def _tallied(known: Round, box: Box, people: int) -> Iterator[Event]:
    """One choice each: what carries is what more than half chose."""
    tally = count(chosen(box), known.choices, people)
    result = outcome(tally, known.kind)
    channels = totals(box, (ballot.helped for ballot in ballots(box)))
    yield RoundClosed(round_id=known.id, tally=tally, outcome=result, channels=channels)
    if result in NOTHING_CARRIED or known.kind is RoundKind.PRACTICE:
        yield BoxDestroyed(round_id=known.id)


COUNTED: dict[RoundKind, Callable[[Round, Box, int], Iterator[Event]]] = {}
"""How rounds of a kind are counted at their close, where that is not one choice each: round, box, electorate."""

NOTHING_CARRIED = (Outcome.REJECTED, Outcome.TIE, Outcome.DIVIDED)
"""With these nobody is asked what they need: who chose what is forgotten at once."""


def _all_counted(known: Round, box: Box) -> None:
    """Raises Refused while hands or papers wait to be counted; zero is a count too."""
    if known.method is Method.PHONES or confirmed(box, on_paper=known.method.on_paper):
        return
    raise Refused("count_again" if known.method.on_paper and entered(box, FIRST) else "count_first")


@evolve.register
def round_closed(event: RoundClosed, meeting: Meeting) -> Meeting:
    closed = {"closed_at": event.at, "tally": event.tally, "outcome": event.outcome, "channels": event.channels}
    return changed(meeting, event.round_id, **closed)


@done.register
def _(command: CancelRound, meeting: Meeting) -> bool:
    known = meeting.round_of(command.round_id)
    return known is not None and known.cancelled is not None


@decide.register
def cancel_round(command: CancelRound, meeting: Meeting) -> Iterator[Event]:
    if not round_of_step(meeting, command.round_id).open:
        raise Refused("round_closed")
    yield RoundCancelled(round_id=command.round_id, reason=text.clean(command.reason, text.REASON))
    yield BoxDestroyed(round_id=command.round_id)


@evolve.register
def round_cancelled(event: RoundCancelled, meeting: Meeting) -> Meeting:
    return changed(meeting, event.round_id, cancelled=event.reason)
