"""Voting: a round of the whole room, secret and changeable until it closes, counted from the box of sealed ballots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from immutables import Map

from meeting.procedure import text
from meeting.procedure.core import (
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
    stamped,
    step,
)
from meeting.procedure.counting import count, meaning, outcome
from meeting.procedure.state import (
    OPTIONS,
    ROUNDS_BEFORE_TALK,
    Box,
    Meeting,
    Outcome,
    Round,
    RoundKind,
    Tally,
)

BOX_LIVES_AT_MOST = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class OpenRound(StaffCommand):
    """Open a vote on this version of the proposal. After three fruitless rounds it needs a reason.

    `present` is the number of people now present with the right to vote.
    """

    round_id: str
    kind: RoundKind
    proposal_id: str
    version: int
    reason: str | None = None
    present: int = stamped(default=0)


@dataclass(frozen=True, kw_only=True)
class RoundOpened(Event):
    round_id: str
    kind: RoundKind
    proposal_id: str
    version: int
    present: int
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class CastBallot(SecretCommand):
    """Choose, or choose anew. `choice` holds ids of options."""

    choice: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BallotCast(Sealed):
    choice: tuple[str, ...] = personal()

    @property
    def item(self) -> str:
        return "ballot"


@dataclass(frozen=True, kw_only=True)
class CloseRound(StaffCommand):
    round_id: str
    present: int = stamped(default=0)


@dataclass(frozen=True, kw_only=True)
class RoundClosed(Event):
    round_id: str
    tally: Tally
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class CancelRound(StaffCommand):
    """Stop a round whose question was wrong; its ballots are destroyed and never counted."""

    round_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RoundCancelled(Event):
    round_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ShowResult(StaffCommand):
    round_id: str


@dataclass(frozen=True, kw_only=True)
class ResultShown(Event):
    round_id: str


@dataclass(frozen=True, kw_only=True)
class ShowFigures(StaffCommand):
    """Show the exact tally although the minority is small: a deliberate act of its own (rulings 11)."""

    round_id: str


@dataclass(frozen=True, kw_only=True)
class FiguresShown(Event):
    round_id: str


@dataclass(frozen=True, kw_only=True)
class AcceptResult(StaffCommand):
    """Go on with a result that was inconclusive, for a reason that stands in the report."""

    round_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ResultAccepted(Event):
    round_id: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, kw_only=True)
class BoxDestroyed(Event):
    """Who chose what in this round can no longer be found by anybody."""

    round_id: str


@dataclass(frozen=True, kw_only=True)
class ExpireBoxes(Command):
    """Destroy the boxes of a meeting in which nothing happened for a day."""


IN_A_ROUND = {
    OpenRound: FACILITATOR,
    CloseRound: FACILITATOR,
    CancelRound: FACILITATOR,
    ShowResult: FACILITATOR,
    ShowFigures: FACILITATOR,
    AcceptResult: FACILITATOR,
}
step("voting", IN_A_ROUND)
# A ballot that comes too late is told so, wherever the room is by then.
always({CastBallot: PARTICIPANT, ExpireBoxes: SYSTEM})

STEP_OF = {RoundKind.PROPOSAL: "voting", RoundKind.SUPPORT: "deciding"}


def chosen(box: Box) -> Iterator[str]:
    """Every choice that lies sealed in a box."""
    for ballot in box.values():
        if isinstance(ballot, BallotCast):
            yield from ballot.choice


def round_or_refuse(meeting: Meeting, round_id: str) -> Round:
    """A round the room was led through; the question at the end is none."""
    known = meeting.round_of(round_id)
    if known is None or known is meeting.check_out:
        raise Refused("unknown_round")
    return known


def living_box(meeting: Meeting, round_id: str) -> Box:
    """The box of a round; gone is gone, and then nobody can say any more what was in it."""
    box = meeting.boxes.get(round_id)
    if box is None:
        raise Refused("box_gone")
    return box


def destroy_boxes(meeting: Meeting) -> Iterator[BoxDestroyed]:
    """Every box that still lives."""
    for known in (*meeting.rounds, *([meeting.check_out] if meeting.check_out else [])):
        if known.id in meeting.boxes:
            yield BoxDestroyed(round_id=known.id)


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
    return command.voter


def changed(meeting: Meeting, round_id: str, **changes: Any) -> Meeting:
    """The meeting with one round changed."""
    rounds = tuple(replace(known, **changes) if known.id == round_id else known for known in meeting.rounds)
    return replace(meeting, rounds=rounds)


# Opening


@done.register
def _(command: OpenRound, meeting: Meeting) -> bool:
    return meeting.round_of(command.round_id) is not None


@decide.register
def open_round(command: OpenRound, meeting: Meeting) -> Iterator[Event]:
    if STEP_OF.get(command.kind) != meeting.step:
        raise Refused("not_in_this_step")
    if meeting.open_round:
        raise Refused("round_open")
    proposal = meeting.proposal
    if proposal is None:
        raise Refused("no_proposal")
    if (command.proposal_id, command.version) != (proposal.id, proposal.version):
        raise Refused("changed_meanwhile")
    if not proposal.confirmed:
        raise Refused("not_confirmed")
    if meeting.last_round and not meeting.last_round.shown:
        raise Refused("show_first")
    MAY_OPEN[command.kind](meeting)
    reason = text.clean_or_none(command.reason, text.REASON)
    if meeting.fruitless(command.kind) >= ROUNDS_BEFORE_TALK and not reason:
        raise Refused("talk_first")
    yield from destroy_boxes(meeting)
    yield RoundOpened(
        round_id=command.round_id,
        kind=command.kind,
        proposal_id=proposal.id,
        version=proposal.version,
        present=command.present,
        reason=reason,
    )


def _may_vote_again(meeting: Meeting) -> None:
    """A majority stands, unless people talked long since, or its box was gone before anybody could be asked."""
    carried = meeting.carried
    if (
        carried
        and not meeting.reopened
        and (carried.id in meeting.boxes or (carried.question and carried.question.shared))
    ):
        raise Refused("already_carried")


MAY_OPEN: dict[RoundKind, Callable[[Meeting], None]] = {RoundKind.PROPOSAL: _may_vote_again}
"""What must be so before a round of a kind opens, declared by the step it belongs to: raises Refused."""


@evolve.register
def round_opened(event: RoundOpened, meeting: Meeting) -> Meeting:
    opened = Round(
        id=event.round_id,
        kind=event.kind,
        decision=meeting.decision,
        number=len(meeting.rounds_on(meeting.decision, event.kind)) + 1,
        proposal=event.proposal_id,
        version=event.version,
        opened_at=event.at,
        present=event.present,
        reason=event.reason,
    )
    return replace(meeting, rounds=(*meeting.rounds, opened), boxes=meeting.boxes.set(opened.id, Map()))


# Choosing


@done.register
def _(command: CastBallot, meeting: Meeting) -> bool:
    before = sealed_before(command, "ballot", meeting)
    if before is None or before.rev < command.rev:
        return False
    if isinstance(before, BallotCast) and before.choice == command.choice:
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
    if known.kind is not RoundKind.HEARD and not meeting.participants[command.participant or ""].votes:
        raise Refused("no_right_to_vote")
    voter = may_seal(command, meeting)
    if len(command.choice) != 1 or command.choice[0] not in OPTIONS[known.kind]:
        raise Refused("unknown_choice")
    yield BallotCast(round_id=known.id, voter=voter, rev=command.rev, choice=command.choice)


@evolve.register(Sealed)
def seal(event: Sealed, meeting: Meeting) -> Meeting:
    """Put what is sealed in its box: the higher `rev` stays, so the order of arrival never matters."""
    box = meeting.boxes[event.round_id]
    before = box.get((event.item, event.voter))
    if before is not None and before.rev >= event.rev:
        return meeting
    return replace(meeting, boxes=meeting.boxes.set(event.round_id, box.set((event.item, event.voter), event)))


# Closing


@done.register
def _(command: CloseRound, meeting: Meeting) -> bool:
    known = meeting.round_of(command.round_id)
    return known is not None and known.closed_at is not None


@decide.register
def close_round(command: CloseRound, meeting: Meeting) -> Iterator[Event]:
    known = round_or_refuse(meeting, command.round_id)
    if known.cancelled:
        raise Refused("round_cancelled")
    box = living_box(meeting, known.id)
    choices = list(chosen(box))
    tally = count(choices, OPTIONS[known.kind], max(known.present, command.present, len(choices)))
    result = outcome(tally, known.kind)
    yield RoundClosed(round_id=known.id, tally=tally, outcome=result)
    if result in (Outcome.REJECTED, Outcome.TIE):
        yield BoxDestroyed(round_id=known.id)


@evolve.register
def round_closed(event: RoundClosed, meeting: Meeting) -> Meeting:
    return changed(meeting, event.round_id, closed_at=event.at, tally=event.tally, outcome=event.outcome)


@done.register
def _(command: CancelRound, meeting: Meeting) -> bool:
    known = meeting.round_of(command.round_id)
    return known is not None and known.cancelled is not None


@decide.register
def cancel_round(command: CancelRound, meeting: Meeting) -> Iterator[Event]:
    if not round_or_refuse(meeting, command.round_id).open:
        raise Refused("round_closed")
    yield RoundCancelled(round_id=command.round_id, reason=text.clean(command.reason, text.REASON))
    yield BoxDestroyed(round_id=command.round_id)


@evolve.register
def round_cancelled(event: RoundCancelled, meeting: Meeting) -> Meeting:
    return changed(meeting, event.round_id, cancelled=event.reason)


@done.register
def _(command: ShowResult, meeting: Meeting) -> bool:
    known = meeting.round_of(command.round_id)
    return known is not None and known.shown


@decide.register
def show_result(command: ShowResult, meeting: Meeting) -> Iterator[Event]:
    if round_or_refuse(meeting, command.round_id).tally is None:
        raise Refused("round_open")
    yield ResultShown(round_id=command.round_id)


@evolve.register
def result_shown(event: ResultShown, meeting: Meeting) -> Meeting:
    return changed(meeting, event.round_id, shown=True)


@done.register
def _(command: ShowFigures, meeting: Meeting) -> bool:
    known = meeting.round_of(command.round_id)
    return known is not None and known.figures


@decide.register
def show_figures(command: ShowFigures, meeting: Meeting) -> Iterator[Event]:
    if not round_or_refuse(meeting, command.round_id).shown:
        raise Refused("show_first")
    yield FiguresShown(round_id=command.round_id)


@evolve.register
def figures_shown(event: FiguresShown, meeting: Meeting) -> Meeting:
    return changed(meeting, event.round_id, figures=True)


@done.register
def _(command: AcceptResult, meeting: Meeting) -> bool:
    known = meeting.round_of(command.round_id)
    return known is not None and known.accepted is not None


@decide.register
def accept_result(command: AcceptResult, meeting: Meeting) -> Iterator[Event]:
    known = round_or_refuse(meeting, command.round_id)
    if known is not meeting.last_round or known.outcome is not Outcome.INCONCLUSIVE or not known.shown:
        raise Refused("nothing_to_accept")
    proposal = meeting.proposal
    if proposal is None or (known.proposal, known.version) != (proposal.id, proposal.version):
        raise Refused("nothing_to_accept")
    assert known.tally is not None
    if not known.tally.turnout:
        raise Refused("nobody_chose")
    result = meaning(known.tally, known.kind)
    if result not in (Outcome.REJECTED, Outcome.TIE):
        living_box(meeting, known.id)
    yield ResultAccepted(round_id=known.id, outcome=result, reason=text.clean(command.reason, text.REASON))
    if result in (Outcome.REJECTED, Outcome.TIE):
        yield BoxDestroyed(round_id=known.id)


@evolve.register
def result_accepted(event: ResultAccepted, meeting: Meeting) -> Meeting:
    return changed(meeting, event.round_id, outcome=event.outcome, accepted=event.reason)


@decide.register
def expire_boxes(command: ExpireBoxes, meeting: Meeting) -> Iterator[Event]:
    if meeting.last_at and command.at - meeting.last_at >= BOX_LIVES_AT_MOST:
        yield from destroy_boxes(meeting)


@evolve.register
def box_destroyed(event: BoxDestroyed, meeting: Meeting) -> Meeting:
    if event.round_id not in meeting.boxes:
        return meeting
    without = replace(meeting, boxes=meeting.boxes.delete(event.round_id))
    return changed(without, event.round_id, destroyed_at=event.at)
