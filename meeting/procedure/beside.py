"""Several proposals beside each other on the table: laid there, let go by the room, or merged by their proposers.

All stay in play until a vote gives one of them more than half (method.md 3.7).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    PARTICIPANT,
    Command,
    Event,
    Refused,
    StaffCommand,
    decide,
    done,
    evolve,
    personal,
    step,
)
from meeting.procedure.proposing import (
    PUT,
    ProposalQuestioned,
    changed,
    laid_out,
    proposal_or_refuse,
    ready_to_word,
    taken_off,
)
from meeting.procedure.state import FEWEST_OPTIONS, MOST_OPTIONS, Meeting, Proposal, Version


@dataclass(frozen=True, kw_only=True)
class LayBeside(StaffCommand):
    """Lay these proposals beside what lies on the table. `table_rev` is its revision that was on the screen."""

    proposal_ids: tuple[str, ...]
    table_rev: int


@dataclass(frozen=True, kw_only=True)
class ProposalsLaid(Event):
    """What lies on the table from now on, in the order of its letters."""

    proposal_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DropProposal(StaffCommand):
    """The room lets go of one of several, for a reason that was said aloud."""

    proposal_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProposalDropped(Event):
    proposal_id: str
    reason: str = personal()


@dataclass(frozen=True, kw_only=True)
class MergeProposals(StaffCommand):
    """Word some proposals as one; it counts when the proposer of each of them said yes."""

    proposal_id: str
    proposal_ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class ProposalsMerged(Event):
    proposal_id: str
    proposal_ids: tuple[str, ...]
    text: str = personal()


@dataclass(frozen=True, kw_only=True)
class AgreeToMerge(Command):
    """A proposer's word on whether this wording is also theirs; staff say it for what was typed for somebody."""

    proposal_id: str
    version: int
    fits: bool = True


@dataclass(frozen=True, kw_only=True)
class MergeAgreed(Event):
    """The proposers of these proposals said yes to the one they are merged into."""

    proposal_id: str
    proposal_ids: tuple[str, ...]


step(
    "proposing",
    {
        LayBeside: FACILITATOR,
        DropProposal: FACILITATOR,
        MergeProposals: FACILITATOR,
        AgreeToMerge: PARTICIPANT | FACILITATOR,
    },
)


# Laying beside, and letting go


def on_table(meeting: Meeting) -> tuple[str, ...]:
    """The proposals on the table: one or several."""
    return meeting.options or ((meeting.tabled,) if meeting.tabled else ())


@done.register
def _(command: LayBeside, meeting: Meeting) -> bool:
    return bool(command.proposal_ids) and set(command.proposal_ids) <= set(meeting.options)


@decide.register
def lay_beside(command: LayBeside, meeting: Meeting) -> Iterator[Event]:
    ready_to_word(meeting)
    if command.table_rev != meeting.table_rev:
        raise Refused("changed_meanwhile")
    laid = tuple(dict.fromkeys((*on_table(meeting), *command.proposal_ids)))
    for proposal_id in command.proposal_ids:
        _may_lie(proposal_or_refuse(proposal_id, None, meeting))
    if len(laid) < FEWEST_OPTIONS:
        raise Refused("too_few_options")
    if len(laid) > MOST_OPTIONS:
        raise Refused("too_many_options", n=MOST_OPTIONS)
    if laid != meeting.options:
        yield ProposalsLaid(proposal_ids=laid)


def _may_lie(proposal: Proposal) -> None:
    if proposal.sources and not proposal.confirmed:
        raise Refused("proposers_agree")


@evolve.register
def proposals_laid(event: ProposalsLaid, meeting: Meeting) -> Meeting:
    proposals = tuple(
        replace(each, decision=meeting.decision, dropped=None) if each.id in event.proposal_ids else each
        for each in meeting.proposals
    )
    return laid_out(meeting, options=event.proposal_ids, proposals=proposals)


@done.register
def _(command: DropProposal, meeting: Meeting) -> bool:
    known = meeting.proposal_of(command.proposal_id)
    return known is not None and known.dropped is not None


@decide.register
def drop_proposal(command: DropProposal, meeting: Meeting) -> Iterator[Event]:
    ready_to_word(meeting)
    if command.proposal_id not in meeting.options:
        raise Refused("not_an_option")
    yield ProposalDropped(proposal_id=command.proposal_id, reason=text.clean(command.reason, text.REASON))


@evolve.register
def proposal_dropped(event: ProposalDropped, meeting: Meeting) -> Meeting:
    without = taken_off(meeting, event.proposal_id)
    return replace(without, proposals=changed(meeting, event.proposal_id, dropped=event.reason))


# Merging


@done.register
def _(command: MergeProposals, meeting: Meeting) -> bool:
    known = meeting.proposal_of(command.proposal_id)
    if known is None:
        return False
    if (known.sources, known.versions[0].text) != (command.proposal_ids, text.clean(command.text, text.PROPOSAL)):
        raise Refused("id_taken")
    return True


@decide.register
def merge_proposals(command: MergeProposals, meeting: Meeting) -> Iterator[Event]:
    ready_to_word(meeting)
    sources = command.proposal_ids
    if len(set(sources)) != len(sources) or len(sources) < FEWEST_OPTIONS:
        raise Refused("too_few_to_merge")
    for proposal_id in sources:
        _may_lie(proposal_or_refuse(proposal_id, None, meeting))
    words = text.clean(command.text, text.PROPOSAL)
    yield ProposalsMerged(proposal_id=command.proposal_id, proposal_ids=sources, text=words)


@evolve.register
def proposals_merged(event: ProposalsMerged, meeting: Meeting) -> Meeting:
    proposal = Proposal(
        id=event.proposal_id,
        decision=meeting.decision,
        author=None,
        versions=(Version(event.text, (), PUT, event.at),),
        confirmed=False,
        sources=event.proposal_ids,
    )
    return replace(meeting, proposals=(*meeting.proposals, proposal))


def asked_to_merge(meeting: Meeting, author: str | None) -> Iterator[Proposal]:
    """The merged wordings that wait for the word of this proposer; None: of those staff typed for."""
    for proposal in meeting.proposals:
        if not proposal.withdrawn and not proposal.confirmed and _of(author, proposal, meeting) - {*proposal.agreed}:
            yield proposal


def _of(author: str | None, merged: Proposal, meeting: Meeting) -> set[str]:
    """The proposals of this author that a merged one was made of."""
    sources = (meeting.proposal_of(source) for source in merged.sources)
    return {source.id for source in sources if source and source.author == author}


@done.register
def _(command: AgreeToMerge, meeting: Meeting) -> bool:
    known = meeting.proposal_of(command.proposal_id)
    if known is None or known.version != command.version:
        return False
    own = _of(command.author, known, meeting)
    return bool(own) and (own <= {*known.agreed} if command.fits else known.questioned)


@decide.register
def agree_to_merge(command: AgreeToMerge, meeting: Meeting) -> Iterator[Event]:
    ready_to_word(meeting)
    merged = proposal_or_refuse(command.proposal_id, command.version, meeting)
    own = _of(command.author, merged, meeting)
    if not own:
        raise Refused("proposers_agree" if merged.sources else "not_yours")
    if not all(_still_there(source, merged, meeting) for source in merged.sources):
        raise Refused("merge_gone")
    if command.fits:
        yield MergeAgreed(proposal_id=merged.id, proposal_ids=tuple(each for each in merged.sources if each in own))
    else:
        yield ProposalQuestioned(proposal_id=merged.id)


def _still_there(source: str, merged: Proposal, meeting: Meeting) -> bool:
    """Whether a proposal can still become part of the merged one, or is part of it already."""
    known = meeting.proposal_of(source)
    return known is not None and not known.withdrawn and known.merged in (None, merged.id)


@evolve.register
def merge_agreed(event: MergeAgreed, meeting: Meeting) -> Meeting:
    before = meeting.proposal_of(event.proposal_id)
    assert before is not None
    agreed = tuple(dict.fromkeys((*before.agreed, *event.proposal_ids)))
    together = set(agreed) == set(before.sources)
    proposals = changed(meeting, before.id, agreed=agreed, confirmed=together, questioned=False)
    after = replace(meeting, proposals=proposals)
    return _in_their_place(before, after) if together else after


def _in_their_place(merged: Proposal, meeting: Meeting) -> Meeting:
    """The merged proposal lies on the table where the first of its sources lay."""
    proposals = tuple(
        replace(each, merged=merged.id) if each.id in merged.sources else each for each in meeting.proposals
    )
    laid = _replaced(on_table(meeting), merged)
    several = len(laid) >= FEWEST_OPTIONS
    if several:
        return laid_out(meeting, options=laid, proposals=proposals)
    return laid_out(meeting, tabled=laid[0] if laid else None, proposals=proposals)


def _replaced(lying: tuple[str, ...], merged: Proposal) -> tuple[str, ...]:
    """What lies on the table with the merged proposal in the place of the first of its sources."""
    return tuple(dict.fromkeys(merged.id if each in merged.sources else each for each in lying))
