"""Showing: the result of a vote comes before the room; what is inconclusive is gone on with for a reason only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import FACILITATOR, Event, Refused, StaffCommand, decide, done, evolve, step
from meeting.procedure.counting import meaning
from meeting.procedure.proposing import ProposalTabled
from meeting.procedure.sealing import BoxDestroyed, changed, living_box
from meeting.procedure.state import Meeting, Option, Outcome, Round, RoundKind
from meeting.procedure.voting import NOTHING_CARRIED, round_of_step, round_or_refuse


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


ON_A_RESULT = {ShowResult: FACILITATOR, ShowFigures: FACILITATOR, AcceptResult: FACILITATOR}
step("voting", ON_A_RESULT)


@done.register
def _(command: ShowResult, meeting: Meeting) -> bool:
    known = meeting.round_of(command.round_id)
    return known is not None and known.shown


@decide.register
def show_result(command: ShowResult, meeting: Meeting) -> Iterator[Event]:
    known = round_of_step(meeting, command.round_id)
    if known.closed_at is None:
        raise Refused("round_cancelled" if known.cancelled else "round_open")
    yield ResultShown(round_id=known.id)
    yield from _tabled(known)


def _tabled(known: Round, outcome: Outcome | None = None) -> Iterator[Event]:
    """Of several proposals the one that carried is the one on the table from now on."""
    carried = replace(known, outcome=outcome or known.outcome).carried
    if carried and known.kind is RoundKind.OPTIONS:
        yield ProposalTabled(proposal_id=carried)


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
    known = round_of_step(meeting, command.round_id)
    if known is not meeting.last_round or known.outcome is not Outcome.INCONCLUSIVE or not known.shown:
        raise Refused("nothing_to_accept")
    if not _still_about(known, meeting):
        raise Refused("nothing_to_accept")
    assert known.tally is not None
    if not known.tally.turnout:
        raise Refused("nobody_chose")
    result = meaning(known.tally, known.kind)
    if result not in NOTHING_CARRIED:
        living_box(meeting, known.id)
    yield ResultAccepted(round_id=known.id, outcome=result, reason=text.clean(command.reason, text.REASON))
    yield from _tabled(known, result)
    if result in NOTHING_CARRIED:
        yield BoxDestroyed(round_id=known.id)


def _still_about(known: Round, meeting: Meeting) -> bool:
    """Whether people voted on what lies on the table now, word for word."""
    if known.kind is RoundKind.OPTIONS:
        now = [proposal for each in meeting.options if (proposal := meeting.proposal_of(each))]
        return known.options == tuple(Option(proposal.id, proposal.version) for proposal in now)
    proposal = meeting.proposal
    return proposal is not None and (known.proposal, known.version) == (proposal.id, proposal.version)


@evolve.register
def result_accepted(event: ResultAccepted, meeting: Meeting) -> Meeting:
    return changed(meeting, event.round_id, outcome=event.outcome, accepted=event.reason)
