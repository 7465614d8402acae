"""Packaging: the chosen opgaven become one proposal, "shall we start with these", and the others its waiting list.

Approval has no single minority, so the package is put to a vote of its own (method.md 3.8, 5); after it everything
goes as with any proposal. Nothing is switched silently: a package other than what was counted has its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.ballots import ballots
from meeting.procedure.choosing import Standing, coverage, standing
from meeting.procedure.core import FACILITATOR, Event, Refused, StaffCommand, decide, done, evolve, personal, step
from meeting.procedure.methods.approval import FEWEST, covered
from meeting.procedure.proposing import ProposalConfirmed, ProposalPut, ProposalTabled, ready_to_word
from meeting.procedure.state import Coverage, Meeting, Package, Round


@dataclass(frozen=True, kw_only=True)
class MakePackage(StaffCommand):
    """Lay this package on the table in these words; `reason` where it is not what was counted."""

    proposal_id: str
    round_id: str
    chosen: tuple[str, ...]
    text: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class PackageMade(Event):
    round_id: str
    proposal_id: str
    chosen: tuple[str, ...]
    waiting: tuple[str, ...]
    coverage: Coverage | None = None
    reason: str | None = personal(default=None)


step("choosing", {MakePackage: FACILITATOR})


def as_counted(meeting: Meeting, chosen: Collection[str], now: Standing) -> bool:
    """Whether this is what people chose: with all that was tied too, where one more fits or leaders are enough."""
    wanted = set(chosen)
    if wanted == set(now.chosen) and not now.tied:
        return True
    rule = meeting.shortlist.rule
    room = now.most + 1 if rule is None or rule.leaders is None else rule.leaders
    return bool(now.tied) and wanted == {*now.chosen, *now.tied} and len(wanted) <= room


@done.register
def _(command: MakePackage, meeting: Meeting) -> bool:
    known = meeting.package_of(command.proposal_id)
    return known is not None and set(known.chosen) == set(command.chosen)


@decide.register
def make_package(command: MakePackage, meeting: Meeting) -> Iterator[Event]:
    ready_to_word(meeting)
    first, now = _result(meeting, command.round_id)
    if not command.chosen or not set(command.chosen) <= set(meeting.shortlist.ids):
        raise Refused("unknown_entry")
    if meeting.proposal_of(command.proposal_id) is not None:
        raise Refused("id_taken")
    reason = text.clean_or_none(command.reason, text.REASON)
    quorum = first.choice is not None and first.choice.quorum
    if not reason and not (quorum and as_counted(meeting, command.chosen, now)):
        raise Refused("tie_first" if now.tied else "reason_needed")
    chosen = tuple(each for each in meeting.shortlist.ids if each in command.chosen)
    yield ProposalPut(proposal_id=command.proposal_id, text=text.clean(command.text, text.PROPOSAL))
    yield ProposalTabled(proposal_id=command.proposal_id)
    yield ProposalConfirmed(proposal_id=command.proposal_id)
    yield PackageMade(
        round_id=first.id,
        proposal_id=command.proposal_id,
        chosen=chosen,
        waiting=tuple(each for each in meeting.shortlist.ids if each not in chosen),
        coverage=_coverage(meeting, first, chosen),
        reason=reason,
    )


def _result(meeting: Meeting, round_id: str) -> tuple[Round, Standing]:
    now = standing(meeting)
    rounds = meeting.choosings
    if now is None or rounds[0].id != round_id:
        raise Refused("choose_first")
    if any(known.open or not known.shown for known in rounds):
        raise Refused("show_first")
    return rounds[0], now


def _coverage(meeting: Meeting, known: Round, chosen: tuple[str, ...]) -> Coverage | None:
    """Who has an own choice in it; None where the difference with what was told before would point at people."""
    box = meeting.boxes.get(known.id)
    if box is None:
        return None
    cast = [ballot.choice for ballot in ballots(box)]
    if not cast:
        return None
    told = [other for other, shown in _told(meeting, known) if shown]
    return None if any(_near(cast, chosen, other) for other in told) else coverage(cast, chosen)


def _told(meeting: Meeting, known: Round) -> Iterator[tuple[tuple[str, ...], Coverage | None]]:
    """The sets of which coverage was told already, for this choosing round."""
    if known.choice is not None:
        yield known.choice.chosen, known.choice.coverage
    for package in meeting.packages:
        if package.round_id == known.id:
            yield package.chosen, package.coverage


def _near(cast: list[tuple[str, ...]], one: Collection[str], other: Collection[str]) -> bool:
    """Whether a few people, and only they, are covered by the one and not by the other."""
    only_one = sum(covered(ballot, one) and not covered(ballot, other) for ballot in cast)
    only_other = sum(covered(ballot, other) and not covered(ballot, one) for ballot in cast)
    return any(0 < n < FEWEST for n in (only_one, only_other, abs(only_one - only_other)))


@evolve.register
def package_made(event: PackageMade, meeting: Meeting) -> Meeting:
    package = Package(
        round_id=event.round_id,
        proposal=event.proposal_id,
        decision=meeting.decision,
        chosen=event.chosen,
        waiting=event.waiting,
        coverage=event.coverage,
        reason=event.reason,
    )
    return replace(meeting, packages=(*meeting.packages, package))
