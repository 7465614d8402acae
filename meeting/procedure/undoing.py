"""Undoing: an act of staff is taken back by an act of its own, as long as nothing followed from it.

The log is never cut: it tells what was done, and that it was undone. What people may rely on is never taken back:
what was shown to them as a result, what was sealed or destroyed, and what was decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from meeting.procedure import core
from meeting.procedure.agreeing import AgreementAdded, RemoveAgreement
from meeting.procedure.arrival import MeetingOpened, SetVoting, VotingSet
from meeting.procedure.capacities import CapacitySet, DropCapacity, SetCapacity
from meeting.procedure.clustering import (
    ClusterNamed,
    ClusterSplit,
    MergeViewpoints,
    NameCluster,
    SplitCluster,
    TakeOut,
    TellApart,
    ViewpointsMerged,
    ViewpointsToldApart,
    ViewpointTakenOut,
)
from meeting.procedure.core import (
    FACILITATOR,
    MODERATOR,
    NEVER,
    NOTE_KEEPER,
    Act,
    Apart,
    Command,
    Event,
    Refused,
    Role,
    Sealed,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    inverse,
    step,
    told,
    touches,
)
from meeting.procedure.gathering import ShowViewpoints, ViewpointsShown, ViewpointSubmitted, WithdrawViewpoint
from meeting.procedure.importing import TakeImportBack, ViewpointsImported
from meeting.procedure.importing_opgaven import OpgavenImported
from meeting.procedure.minority import PositionShared, WithdrawPosition
from meeting.procedure.moderating import (
    HoldViewpoint,
    ReleaseViewpoint,
    ViewpointHeld,
    ViewpointReleased,
    ViewpointSentBack,
)
from meeting.procedure.proposing import (
    WORDING,
    AmendProposal,
    ConfirmProposal,
    ProposalAmended,
    ProposalConfirmed,
    ProposalPut,
    ProposalTabled,
    TableProposal,
    WithdrawProposal,
)
from meeting.procedure.regrouping import (
    CallOffMix,
    MergeTables,
    SplitTable,
    TablesMerged,
    TablesMixed,
    TableSplit,
)
from meeting.procedure.sealing import BoxDestroyed
from meeting.procedure.sealing import changed as changed_round
from meeting.procedure.seating import SetTables, TablesSet
from meeting.procedure.sheet import BlockEntered, DisplaySet, EnterBlock, SetDisplay
from meeting.procedure.showing import ResultAccepted
from meeting.procedure.spreading import RecogniseAloud, RecognisedAloud
from meeting.procedure.state import Meeting, Outcome
from meeting.procedure.talking import NoteTaken
from meeting.procedure.weaving import LeaveUnmet, PositionLeft


@dataclass(frozen=True, kw_only=True)
class Undo(StaffCommand):
    """Take back the act with this number in the act log."""

    act: int


@dataclass(frozen=True, kw_only=True)
class ActUndone(Event):
    """The next `parts` events carry it out."""

    act: int
    parts: int


@dataclass(frozen=True, kw_only=True)
class HideViewpoints(StaffCommand):
    """Take these off the room screen again: they were put there too early."""

    viewpoint_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ViewpointsHidden(Event):
    viewpoint_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DropNote(StaffCommand):
    """Take a note out of the report."""

    note_id: str


@dataclass(frozen=True, kw_only=True)
class NoteDropped(Event):
    note_id: str


@dataclass(frozen=True, kw_only=True)
class RejectResult(StaffCommand):
    """Do not go on with an inconclusive result after all."""

    round_id: str


@dataclass(frozen=True, kw_only=True)
class AcceptanceWithdrawn(Event):
    round_id: str


always({Undo: NOTE_KEEPER | MODERATOR, DropNote: NOTE_KEEPER})
step("gathering", {HideViewpoints: MODERATOR})
step("voting", {RejectResult: FACILITATOR})
step("deciding", {RejectResult: FACILITATOR})


def act_of(meeting: Meeting, number: int) -> Act:
    if not 0 < number <= len(meeting.acts):
        raise Refused("cannot_undo")
    return meeting.acts[number - 1]


def undoable(act: Act, role: Role, meeting: Meeting) -> bool:
    """Whether somebody in this role can take this act back now."""
    try:
        _taken_back(act, Undo(at=NEVER, role=role, block=meeting.active, act=act.number), meeting)
    except Refused:
        return False
    return not act.undone


@done.register
def _(command: Undo, meeting: Meeting) -> bool:
    return 0 < command.act <= len(meeting.acts) and meeting.acts[command.act - 1].undone


@decide.register
def undo(command: Undo, meeting: Meeting) -> Iterator[Event | Apart]:
    happened = _taken_back(act_of(meeting, command.act), command, meeting)
    yield ActUndone(act=command.act, parts=sum(isinstance(each, Event) for each in happened))
    yield from happened


def _taken_back(act: Act, command: Undo, meeting: Meeting) -> list[Event | Apart]:
    """What takes this act back, by the rules of the command that does; Refused where something followed from it."""
    if act.inverse is None:
        raise Refused("cannot_undo")
    known = {each.name for each in fields(act.inverse)}
    here: dict[str, Any] = {
        "at": command.at,
        "role": command.role,
        **({"block": meeting.active} if "block" in known else {}),
    }
    reverse = replace(act.inverse, **here)
    try:
        core.gate(reverse, meeting)
        happened = [] if done(reverse, meeting) else list(decide(reverse, meeting))
    except Refused as refused:
        raise Refused("not_your_role" if refused.reason == "not_your_role" else "cannot_undo") from None
    if not happened:
        raise Refused("cannot_undo")
    return [event for event in happened if not isinstance(event, Sealed)]


@evolve.register
def act_undone(event: ActUndone, meeting: Meeting) -> Meeting:
    act = meeting.acts[event.act - 1]
    acts = (*meeting.acts[: act.number - 1], replace(act, undone=True), *meeting.acts[act.number :])
    return replace(meeting, acts=acts, undoing=event.parts)


@touches.register(ActUndone)
@touches.register(NoteDropped)
def _(event: Event, meeting: Meeting) -> tuple[str, ...]:
    return ()


# What only an undo asks


@decide.register
def hide_viewpoints(command: HideViewpoints, meeting: Meeting) -> Iterator[Event]:
    known = [meeting.viewpoints[each] for each in dict.fromkeys(command.viewpoint_ids) if each in meeting.viewpoints]
    shown = tuple(viewpoint.id for viewpoint in known if viewpoint.shown)
    if shown:
        yield ViewpointsHidden(viewpoint_ids=shown)


@evolve.register
def viewpoints_hidden(event: ViewpointsHidden, meeting: Meeting) -> Meeting:
    viewpoints = meeting.viewpoints
    for each in event.viewpoint_ids:
        viewpoints = viewpoints.set(each, replace(viewpoints[each], shown=False))
    return replace(meeting, viewpoints=viewpoints)


@touches.register
def _(event: ViewpointsHidden, meeting: Meeting) -> set[str]:
    return {author for each in event.viewpoint_ids if (author := meeting.viewpoints[each].author) is not None}


@decide.register
def drop_note(command: DropNote, meeting: Meeting) -> Iterator[Event]:
    if any(note.id == command.note_id for note in meeting.notes):
        yield NoteDropped(note_id=command.note_id)


@evolve.register
def note_dropped(event: NoteDropped, meeting: Meeting) -> Meeting:
    notes = tuple(note for note in meeting.notes if note.id != event.note_id)
    return replace(meeting, notes=notes, dropped=meeting.dropped | {event.note_id})


@done.register
def _(command: RejectResult, meeting: Meeting) -> bool:
    known = meeting.round_of(command.round_id)
    return known is not None and known.accepted is None and known.outcome is Outcome.INCONCLUSIVE


@decide.register
def reject_result(command: RejectResult, meeting: Meeting) -> Iterator[Event]:
    known = meeting.round_of(command.round_id)
    if known is None or known.accepted is None or known is not meeting.last_round or known.id not in meeting.boxes:
        raise Refused("cannot_undo")
    if known.question is not None or (meeting.decisions and meeting.decisions[-1].number == known.decision):
        raise Refused("cannot_undo")
    yield AcceptanceWithdrawn(round_id=known.id)


@evolve.register
def acceptance_withdrawn(event: AcceptanceWithdrawn, meeting: Meeting) -> Meeting:
    return changed_round(meeting, event.round_id, outcome=Outcome.INCONCLUSIVE, accepted=None)


# What takes what back


@inverse.register
def _(event: ViewpointHeld, before: Meeting) -> Command | None:
    seen = before.viewpoints[event.viewpoint_id]
    if seen.held is None:
        return _asked(ReleaseViewpoint, viewpoint_id=seen.id, rev=seen.rev, moderated=seen.moderated + 1)
    return _asked(HoldViewpoint, viewpoint_id=seen.id, rev=seen.rev, moderated=seen.moderated + 1, reason=seen.held)


@inverse.register
def _(event: ViewpointReleased, before: Meeting) -> Command | None:
    seen = before.viewpoints[event.viewpoint_id]
    known = {"viewpoint_id": seen.id, "rev": seen.rev, "moderated": seen.moderated + 1}
    return _asked(HoldViewpoint, reason=seen.held, **known) if seen.held else None


@inverse.register
def _(event: ViewpointsShown, before: Meeting) -> Command | None:
    return _asked(HideViewpoints, viewpoint_ids=event.viewpoint_ids)


@inverse.register
def _(event: ViewpointSubmitted, before: Meeting) -> Command | None:
    return _asked(WithdrawViewpoint, viewpoint_id=event.viewpoint_id) if event.author is None else None


@inverse.register
def _(event: NoteTaken, before: Meeting) -> Command | None:
    return _asked(DropNote, note_id=event.note_id)


@inverse.register
def _(event: VotingSet, before: Meeting) -> Command | None:
    return _asked(SetVoting, newcomers=before.newcomers_vote)


@inverse.register
def _(event: TablesSet, before: Meeting) -> Command | None:
    return _asked(SetTables, count=len(before.tables))


@inverse.register
def _(event: TablesMerged, before: Meeting) -> Command | None:
    return _asked(SplitTable, table=event.table)


@inverse.register
def _(event: TableSplit, before: Meeting) -> Command | None:
    table = before.tables[event.table]
    return _asked(MergeTables, table=table.id, into=table.merged, route=table.route or None)


@inverse.register
def _(event: TablesMixed, before: Meeting) -> Command | None:
    return _asked(CallOffMix, mix=before.mixes + 1)


@inverse.register
def _(event: CapacitySet, before: Meeting) -> Command | None:
    known = before.capacities.get(event.capacity_id)
    if known is None:
        return _asked(DropCapacity, capacity_id=event.capacity_id)
    return _asked(SetCapacity, capacity_id=known.id, name=known.name, votes=known.votes, invited=known.invited)


@inverse.register
def _(event: AgreementAdded, before: Meeting) -> Command | None:
    return _asked(RemoveAgreement, agreement_id=event.agreement_id)


@inverse.register
def _(event: DisplaySet, before: Meeting) -> Command | None:
    return _asked(SetDisplay, display=before.block_of(event.block).display)


@inverse.register
def _(event: BlockEntered, before: Meeting) -> Command | None:
    """Back to the block before, from this very stay."""
    if before.active == event.block or not any(block.id == before.active for block in before.sheet):
        return None
    return _asked(EnterBlock, to=before.active, visit=before.visit + 1, reason="other")


@inverse.register
def _(event: ProposalPut, before: Meeting) -> Command | None:
    return _asked(WithdrawProposal, proposal_id=event.proposal_id) if event.author is None else None


@inverse.register
def _(event: ProposalTabled, before: Meeting) -> Command | None:
    """The one that lay there before; where none did, taking back the proposal itself clears the table."""
    if before.tabled is None:
        return None
    return _asked(TableProposal, proposal_id=before.tabled, table_rev=before.table_rev + 1)


@inverse.register
def _(event: ProposalConfirmed, before: Meeting) -> Command | None:
    proposal = before.proposal_of(event.proposal_id)
    assert proposal is not None
    return _asked(ConfirmProposal, proposal_id=proposal.id, version=proposal.version, fits=False)


@inverse.register
def _(event: ProposalAmended, before: Meeting) -> Command | None:
    """The words before, as a new version."""
    proposal = before.proposal_of(event.proposal_id)
    assert proposal is not None
    if event.cause != WORDING:
        return None
    return _asked(AmendProposal, proposal_id=proposal.id, version=proposal.version + 1, text=proposal.current.text)


@inverse.register
def _(event: PositionShared, before: Meeting) -> Command | None:
    known = before.position_of(event.position_id)
    if not event.spoken or known is not None:
        return None
    return _asked(WithdrawPosition, position_id=event.position_id, rev=1)


@inverse.register
def _(event: ResultAccepted, before: Meeting) -> Command | None:
    carried = event.outcome not in (Outcome.REJECTED, Outcome.TIE)  # those destroy the box at once
    return _asked(RejectResult, round_id=event.round_id) if carried else None


@inverse.register
def _(event: ViewpointSentBack, before: Meeting) -> Command | None:
    shown = before.viewpoints[event.viewpoint_id].shown
    return _asked(ShowViewpoints, viewpoint_ids=(event.viewpoint_id,)) if shown else None


@inverse.register
def _(event: RecognisedAloud, before: Meeting) -> Command | None:
    hands = before.recognitions[event.viewpoint_id].aloud if event.viewpoint_id in before.recognitions else 0
    return _asked(RecogniseAloud, viewpoint_id=event.viewpoint_id, hands=hands)


@inverse.register
def _(event: ViewpointsMerged, before: Meeting) -> Command | None:
    """What stood by itself does so again; what came out of one topic goes back there."""
    topic, moved = before.clusters.get(event.cluster_id), event.viewpoint_ids
    home = before.clusters[event.left[0]] if len(event.left) == 1 else None
    if home and all(each in home.viewpoints for each in moved):
        return _asked(MergeViewpoints, cluster_id=home.id, rev=home.rev + len(moved), viewpoint_ids=moved)
    if event.left:
        return None
    if topic is None:
        return _asked(SplitCluster, cluster_id=event.cluster_id, rev=1)
    if len(moved) > 1:
        return None
    return _asked(TakeOut, cluster_id=topic.id, rev=topic.rev + 1, viewpoint_id=moved[0])


@inverse.register
def _(event: ViewpointsToldApart, before: Meeting) -> Command | None:
    return _asked(TellApart, viewpoint_ids=event.viewpoint_ids, apart=not event.apart)


@inverse.register
def _(event: PositionLeft, before: Meeting) -> Command | None:
    known = before.position_of(event.position_id)
    assert known is not None
    return _asked(LeaveUnmet, position_id=known.id, rev=known.rev, aloud=known.final, unmet=False)


@inverse.register(ViewpointsImported)
@inverse.register(OpgavenImported)
def _(event: ViewpointsImported | OpgavenImported, before: Meeting) -> Command | None:
    return _asked(TakeImportBack, import_id=event.import_id)


@inverse.register
def _(event: ViewpointTakenOut, before: Meeting) -> Command | None:
    rev = before.clusters[event.cluster_id].rev + 1
    return _asked(MergeViewpoints, cluster_id=event.cluster_id, rev=rev, viewpoint_ids=(event.viewpoint_id,))


@inverse.register
def _(event: ClusterSplit, before: Meeting) -> Command | None:
    topic = before.clusters[event.cluster_id]
    return _asked(MergeViewpoints, cluster_id=topic.id, rev=topic.rev + 1, viewpoint_ids=topic.viewpoints)


@inverse.register
def _(event: ClusterNamed, before: Meeting) -> Command | None:
    topic = before.clusters[event.cluster_id]
    return _asked(NameCluster, cluster_id=topic.id, rev=topic.rev + 1, name=topic.name) if topic.name else None


def _asked(kind: type[Command], **fields: Any) -> Command:
    """A command without its stamps: whoever undoes fills them in."""
    stamps: dict[str, Any] = {"at": NEVER, "role": Role.FACILITATOR}
    if issubclass(kind, StaffCommand):
        stamps["block"] = ""
    return kind(**stamps, **fields)


# What the act log tells


@told.register(MeetingOpened)
@told.register(BoxDestroyed)
def _(event: Event, before: Meeting) -> None:
    """These come with something else."""
    return


@told.register(ActUndone)
def _(event: ActUndone, before: Meeting) -> Mapping[str, Any]:
    act = before.acts[event.act - 1]
    return {"undone": act.kind, "of": act.number}


@told.register(BlockEntered)
@told.register(DisplaySet)
def _(event: BlockEntered, before: Meeting) -> Mapping[str, Any]:
    return {"block": event.block}


@told.register(ViewpointHeld)
@told.register(ViewpointReleased)
@told.register(ViewpointSubmitted)
def _(event: ViewpointHeld, before: Meeting) -> Mapping[str, Any]:
    """Viewpoints have numbers in the inbox; their words are nobody's act."""
    known = before.viewpoints.get(event.viewpoint_id)
    return {"number": known.number if known else len(before.viewpoints) + 1}


@told.register
def _(event: ViewpointsShown, before: Meeting) -> Mapping[str, Any]:
    return {"n": len(event.viewpoint_ids)}


@told.register
def _(event: ProposalAmended, before: Meeting) -> Mapping[str, Any] | None:
    return {} if event.cause == WORDING else None
