"""Deciding: can everyone come along; then the decision with the minority's wisdom attached, or another honest end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    Event,
    Refused,
    Sealed,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    step,
)
from meeting.procedure.minority import ShareAnswers, unshared
from meeting.procedure.proposing import laid_out
from meeting.procedure.sealing import destroy_boxes, empty_boxes
from meeting.procedure.showing import ON_A_RESULT
from meeting.procedure.state import NOT_YET, VOTES, Decision, DecisionKind, Meeting, Outcome, RoundKind
from meeting.procedure.voting import IN_A_ROUND, MAY_OPEN

ENDS_WITHOUT = tuple(kind for kind in DecisionKind if not kind.adopted)


@dataclass(frozen=True, kw_only=True)
class AdoptDecision(StaffCommand):
    """Lay down the decision that was read aloud. `number` and `version` are those that were read."""

    number: int
    version: int
    owner: str | None = None
    first_step: str | None = None
    review_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionAdopted(Event):
    """`kind` is `full` when nobody said `not yet` in the last check, else `standing`."""

    number: int
    kind: DecisionKind
    proposal_id: str
    version: int
    owner: str | None = personal(default=None)
    first_step: str | None = personal(default=None)
    review_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class EndDecision(StaffCommand):
    """End without a decision: postponed, handed over, or none; with the reason."""

    number: int
    kind: DecisionKind
    reason: str


@dataclass(frozen=True, kw_only=True)
class DecisionEnded(Event):
    """Without a `proposal_id` where several lay on the table."""

    number: int
    kind: DecisionKind
    proposal_id: str
    version: int
    reason: str = personal()


step("deciding", {**IN_A_ROUND, **ON_A_RESULT, ShareAnswers: FACILITATOR, AdoptDecision: FACILITATOR})
always({EndDecision: FACILITATOR})


def may_check_support(meeting: Meeting) -> None:
    """First the minority is asked and every need has its answer: the step that must not be skipped."""
    last = meeting.last_round
    if not meeting.carried or last is None:
        raise Refused("not_carried")
    asked = last.question is not None and last.question.shared
    if last.outcome in (Outcome.CARRIED, Outcome.UNANIMOUS, Outcome.NOT_YET) and not asked:
        if last.id in meeting.boxes:
            raise Refused("ask_first")
        if last.kind in VOTES:
            raise Refused("box_gone")
    if unshared(meeting, last):
        raise Refused("share_first")
    if meeting.open_positions:
        raise Refused("positions_open", n=len(meeting.open_positions))


MAY_OPEN[RoundKind.SUPPORT] = may_check_support


def kind_of_decision(meeting: Meeting) -> DecisionKind:
    """The honest kind of the decision as it stands; Refused while something that must come first is missing."""
    if meeting.open_round:
        raise Refused("round_open")
    last, proposal = meeting.last_round, meeting.proposal
    if last is None or proposal is None or last.kind is not RoundKind.SUPPORT or not last.shown:
        raise Refused("check_first")
    if last.outcome not in (Outcome.ALL_ALONG, Outcome.NOT_YET):
        raise Refused("check_first")
    if last.version != proposal.version:
        raise Refused("check_again")
    if last.outcome is Outcome.NOT_YET and not (last.question and last.question.shared):
        raise Refused("ask_first")
    if meeting.open_positions:
        raise Refused("positions_open", n=len(meeting.open_positions))
    # A check that too few people answered is no decision in full: silence is never yes.
    # Nor is one beside which somebody's no stands who asked not to be asked any more, or who said so later.
    no = _final_no(meeting) or (last.later is not None and last.later.first_no)
    full = last.outcome is Outcome.ALL_ALONG and last.accepted is None and not no
    return DecisionKind.FULL if full else DecisionKind.STANDING


def few_answered(meeting: Meeting, number: int) -> bool:
    """Whether nobody said `not yet` in the last check on a decision, but too few answered it to be sure."""
    checks = meeting.rounds_on(number, RoundKind.SUPPORT)
    last = checks[-1] if checks else None
    if last is None or last.accepted is None or last.tally is None or (last.later and last.later.first_no):
        return False
    return not last.tally[NOT_YET]


def _final_no(meeting: Meeting) -> bool:
    return any(position.final and position.unmet for position in meeting.positions_now)


@done.register
def _(command: AdoptDecision, meeting: Meeting) -> bool:
    return any(known.number == command.number and known.kind.adopted for known in meeting.decisions)


@decide.register
def adopt_decision(command: AdoptDecision, meeting: Meeting) -> Iterator[Event | Sealed]:
    if command.number != meeting.decision:
        raise Refused("changed_meanwhile")
    kind = kind_of_decision(meeting)
    proposal = meeting.proposal
    assert proposal is not None
    if command.version != proposal.version:
        raise Refused("changed_meanwhile")
    last = meeting.last_round
    if last is not None and unshared(meeting, last):
        raise Refused("share_first")
    yield DecisionAdopted(
        number=command.number,
        kind=kind,
        proposal_id=proposal.id,
        version=proposal.version,
        owner=text.clean_or_none(command.owner, text.NAME),
        first_step=text.clean_or_none(command.first_step, text.REASON),
        review_on=command.review_on,
    )
    yield from empty_boxes(meeting)


@evolve.register
def decision_adopted(event: DecisionAdopted, meeting: Meeting) -> Meeting:
    decision = Decision(
        number=event.number,
        kind=event.kind,
        proposal=event.proposal_id,
        version=event.version,
        at=event.at,
        owner=event.owner,
        first_step=event.first_step,
        review_on=event.review_on,
    )
    return laid_out(meeting, decisions=(*meeting.decisions, decision))


@done.register
def _(command: EndDecision, meeting: Meeting) -> bool:
    return any(known.number == command.number and known.kind is command.kind for known in meeting.decisions)


@decide.register
def end_decision(command: EndDecision, meeting: Meeting) -> Iterator[Event]:
    if command.kind not in ENDS_WITHOUT:
        raise Refused("unknown_choice")
    if meeting.open_round:
        raise Refused("round_open")
    if command.number != meeting.decision:
        raise Refused("changed_meanwhile")
    proposal = meeting.proposal
    if proposal is None and not meeting.options:
        raise Refused("no_proposal")
    yield DecisionEnded(
        number=command.number,
        kind=command.kind,
        proposal_id=proposal.id if proposal else "",
        version=proposal.version if proposal else 0,
        reason=text.clean(command.reason, text.REASON),
    )
    yield from destroy_boxes(meeting)


@evolve.register
def decision_ended(event: DecisionEnded, meeting: Meeting) -> Meeting:
    decision = Decision(
        number=event.number,
        kind=event.kind,
        proposal=event.proposal_id,
        version=event.version,
        at=event.at,
        reason=event.reason,
    )
    return laid_out(meeting, decisions=(*meeting.decisions, decision))
