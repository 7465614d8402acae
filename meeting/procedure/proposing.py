"""Proposing: proposals come on the table, one or several, worded by their proposers or typed and confirmed.

Every wording is kept. Several lie beside each other until a vote chooses one (see `beside`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    NOTE_KEEPER,
    PARTICIPANT,
    Command,
    Event,
    Refused,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    step,
)
from meeting.procedure.state import FEWEST_OPTIONS, Addition, Meeting, Proposal, Version

PUT, WORDING = "put", "wording"
"""Why a version came: it was put, or worded anew. Any other cause is the id of a minority position."""


@dataclass(frozen=True, kw_only=True)
class PutProposal(Command):
    """Propose something; what staff type must be confirmed, and is put on the table where not several lie there."""

    proposal_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ProposalPut(Event):
    proposal_id: str
    text: str = personal()
    author: str | None = personal(default=None)


@dataclass(frozen=True, kw_only=True)
class WithdrawProposal(Command):
    proposal_id: str


@dataclass(frozen=True, kw_only=True)
class ProposalWithdrawn(Event):
    proposal_id: str


@dataclass(frozen=True, kw_only=True)
class TableProposal(StaffCommand):
    """Put a participant's proposal on the table. `table_rev` is the revision of the table that was on the screen."""

    proposal_id: str
    table_rev: int


@dataclass(frozen=True, kw_only=True)
class ProposalTabled(Event):
    proposal_id: str


@dataclass(frozen=True, kw_only=True)
class AmendProposal(StaffCommand):
    """Word the proposal anew; its proposer or the room confirms it. `version` is the one that was read."""

    proposal_id: str
    version: int
    text: str


@dataclass(frozen=True, kw_only=True)
class ProposalAmended(Event):
    """A new version. `cause` is `wording` or the id of the position it carries; the latter needs no confirming."""

    proposal_id: str
    text: str = personal()
    additions: tuple[Addition, ...] = ()
    cause: str = WORDING


@dataclass(frozen=True, kw_only=True)
class ConfirmProposal(Command):
    """ "Is it right like this?" The proposer says so on the phone; staff say so for the room."""

    proposal_id: str
    version: int
    fits: bool = True


@dataclass(frozen=True, kw_only=True)
class ProposalConfirmed(Event):
    proposal_id: str


@dataclass(frozen=True, kw_only=True)
class ProposalQuestioned(Event):
    """The proposer said that this wording is not right."""

    proposal_id: str


step(
    "proposing",
    {
        PutProposal: PARTICIPANT | NOTE_KEEPER,
        TableProposal: FACILITATOR,
        AmendProposal: FACILITATOR,
        ConfirmProposal: PARTICIPANT | FACILITATOR,
    },
)
# A proposer may take the own proposal back wherever the room is, in the talk between two votes most of all.
always({WithdrawProposal: PARTICIPANT | NOTE_KEEPER})


def ready_to_word(meeting: Meeting) -> None:
    """Raise Refused while a vote is open or a majority stands: then only the minority's needs change the proposal."""
    if meeting.open_round:
        raise Refused("round_open")
    if meeting.carried and not meeting.reopened:
        raise Refused("proposal_frozen")


def proposal_or_refuse(proposal_id: str, version: int | None, meeting: Meeting) -> Proposal:
    """A proposal that can still be worded and chosen, as somebody read it; None: whatever its version."""
    proposal = meeting.proposal_of(proposal_id)
    if proposal is None or proposal.withdrawn:
        raise Refused("unknown_proposal")
    if proposal.merged:
        raise Refused("proposal_merged")
    if any(decision.proposal == proposal.id and decision.kind.adopted for decision in meeting.decisions):
        raise Refused("proposal_decided")
    if version is not None and version != proposal.version:
        raise Refused("changed_meanwhile")
    return proposal


def changed(meeting: Meeting, proposal_id: str, **changes: Any) -> tuple[Proposal, ...]:
    """The proposals, with one of them changed."""
    return tuple(
        replace(proposal, **changes) if proposal.id == proposal_id else proposal for proposal in meeting.proposals
    )


@done.register
def _(command: PutProposal, meeting: Meeting) -> bool:
    known = meeting.proposal_of(command.proposal_id)
    if known is None:
        return False
    if known.author != command.author:
        raise Refused("id_taken")
    if known.versions[0].text != text.clean(command.text, text.PROPOSAL):
        raise Refused("changed_elsewhere")
    return True


@decide.register
def put_proposal(command: PutProposal, meeting: Meeting) -> Iterator[Event]:
    ready_to_word(meeting)
    author = command.author
    yield ProposalPut(proposal_id=command.proposal_id, text=text.clean(command.text, text.PROPOSAL), author=author)
    if author is None and not meeting.options:
        yield ProposalTabled(proposal_id=command.proposal_id)


@evolve.register
def proposal_put(event: ProposalPut, meeting: Meeting) -> Meeting:
    proposal = Proposal(
        id=event.proposal_id,
        decision=meeting.decision,
        author=event.author,
        versions=(Version(event.text, (), PUT, event.at),),
        confirmed=event.author is not None,
    )
    participants = meeting.participants
    if event.author is not None:
        author = participants[event.author]
        participants = participants.set(author.id, replace(author, proposals=(*author.proposals, proposal.id)))
    return replace(meeting, proposals=(*meeting.proposals, proposal), participants=participants)


@done.register
def _(command: WithdrawProposal, meeting: Meeting) -> bool:
    known = meeting.proposal_of(command.proposal_id)
    return known is not None and known.withdrawn and known.author == command.author


@decide.register
def withdraw_proposal(command: WithdrawProposal, meeting: Meeting) -> Iterator[Event]:
    ready_to_word(meeting)
    proposal = proposal_or_refuse(command.proposal_id, None, meeting)
    if proposal.author != command.author or (proposal.sources and proposal.confirmed):
        raise Refused("not_yours")
    yield ProposalWithdrawn(proposal_id=command.proposal_id)


@evolve.register
def proposal_withdrawn(event: ProposalWithdrawn, meeting: Meeting) -> Meeting:
    without = taken_off(meeting, event.proposal_id)
    return replace(without, proposals=changed(meeting, event.proposal_id, withdrawn=True))


def taken_off(meeting: Meeting, *proposal_ids: str) -> Meeting:
    """The meeting with these off the table; where one of several is left it lies there by itself."""
    left = tuple(each for each in meeting.options if each not in proposal_ids)
    tabled = None if meeting.tabled in proposal_ids else meeting.tabled
    if meeting.options and len(left) < FEWEST_OPTIONS:
        return laid_out(meeting, tabled=left[0] if left else None)
    return laid_out(meeting, tabled=tabled, options=left)


def laid_out(meeting: Meeting, *, tabled: str | None = None, options: tuple[str, ...] = (), **changes: Any) -> Meeting:
    """The meeting with only these on the table: one proposal, or several beside each other."""
    return replace(meeting, tabled=tabled, options=options, table_rev=meeting.table_rev + 1, **changes)


@done.register
def _(command: TableProposal, meeting: Meeting) -> bool:
    return meeting.tabled == command.proposal_id


@decide.register
def table_proposal(command: TableProposal, meeting: Meeting) -> Iterator[Event]:
    ready_to_word(meeting)
    if meeting.options:
        raise Refused("options_on_table")
    if command.table_rev != meeting.table_rev:
        raise Refused("changed_meanwhile")
    proposal = proposal_or_refuse(command.proposal_id, None, meeting)
    if proposal.sources and not proposal.confirmed:
        raise Refused("proposers_agree")
    yield ProposalTabled(proposal_id=proposal.id)


@evolve.register
def proposal_tabled(event: ProposalTabled, meeting: Meeting) -> Meeting:
    proposals = changed(meeting, event.proposal_id, decision=meeting.decision, dropped=None)
    return laid_out(meeting, tabled=event.proposal_id, proposals=proposals)


@done.register
def _(command: AmendProposal, meeting: Meeting) -> bool:
    known = meeting.proposal_of(command.proposal_id)
    return (
        known is not None
        and known.version == command.version + 1
        and known.current.text == text.clean(command.text, text.PROPOSAL)
    )


@decide.register
def amend_proposal(command: AmendProposal, meeting: Meeting) -> Iterator[Event]:
    ready_to_word(meeting)
    if meeting.carried:
        raise Refused("proposal_frozen")
    proposal = proposal_or_refuse(command.proposal_id, command.version, meeting)
    words = text.clean(command.text, text.PROPOSAL)
    if words != proposal.current.text:
        yield ProposalAmended(proposal_id=proposal.id, text=words, additions=proposal.current.additions)


@evolve.register
def proposal_amended(event: ProposalAmended, meeting: Meeting) -> Meeting:
    before = next(proposal for proposal in meeting.proposals if proposal.id == event.proposal_id)
    version = Version(event.text, event.additions, event.cause, event.at)
    confirmed = before.confirmed and event.cause != WORDING
    worded = {"versions": (*before.versions, version), "confirmed": confirmed, "questioned": False}
    return replace(meeting, proposals=changed(meeting, before.id, **worded, agreed=()))


@done.register
def _(command: ConfirmProposal, meeting: Meeting) -> bool:
    known = meeting.proposal_of(command.proposal_id)
    if known is None or known.version != command.version:
        return False
    return known.confirmed if command.fits else known.questioned


@decide.register
def confirm_proposal(command: ConfirmProposal, meeting: Meeting) -> Iterator[Event]:
    ready_to_word(meeting)
    proposal = proposal_or_refuse(command.proposal_id, command.version, meeting)
    author = command.author
    if proposal.sources:
        raise Refused("proposers_agree")
    if author is not None and author != proposal.author:
        raise Refused("not_yours")
    if command.fits:
        yield ProposalConfirmed(proposal_id=proposal.id)
    else:
        yield ProposalQuestioned(proposal_id=proposal.id)


@evolve.register
def proposal_confirmed(event: ProposalConfirmed, meeting: Meeting) -> Meeting:
    return replace(meeting, proposals=changed(meeting, event.proposal_id, confirmed=True, questioned=False))


@evolve.register
def proposal_questioned(event: ProposalQuestioned, meeting: Meeting) -> Meeting:
    return replace(meeting, proposals=changed(meeting, event.proposal_id, confirmed=False, questioned=True))
