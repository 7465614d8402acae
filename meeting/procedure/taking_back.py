"""Taking back: at the ordering desk everybody undoes their own acts, back to the start, as far as nobody went on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from meeting.procedure.clustering import ClusterNamed, ViewpointsToldApart
from meeting.procedure.core import DESK, MODERATOR, Event, Refused, always, decide
from meeting.procedure.ordered import AGREE, APART, BACK, NAME
from meeting.procedure.ordering import (
    CardsLeftLoose,
    ClusterUnnamed,
    DeskAct,
    DeskActed,
    NameAgreed,
    by_itself,
    merged,
    needs_open,
    worker_of,
)
from meeting.procedure.state import Cluster, Meeting, Move, Place, Shift


@dataclass(frozen=True, kw_only=True)
class TakeBack(DeskAct):
    """Undo an own act, as far as nobody went on with it. What others moved since stays where they laid it."""

    move: str


always({TakeBack: DESK | MODERATOR})


def last_undoable(meeting: Meeting, worker: str) -> Move | None:
    """The latest act of this person that can be taken back: pressed again and again it leads back to the start."""
    own = (move for move in reversed(meeting.ordering.moves) if move.worker == worker and not move.undone)
    return next((move for move in own if _can_go_back(meeting, move)), None)


@decide.register
def take_back(command: TakeBack, meeting: Meeting) -> Iterator[Event]:
    needs_open(meeting)
    move = next((each for each in meeting.ordering.moves if each.id == command.move), None)
    if move is None or move.undone or move.worker != worker_of(command):
        raise Refused("cannot_undo")
    if not _can_go_back(meeting, move):
        raise Refused("others_went_on")
    yield DeskActed(act_id=command.act_id, worker=worker_of(command), kind=BACK, undone=move.id)
    yield from _reversed(meeting, move)


def _can_go_back(meeting: Meeting, move: Move) -> bool:
    """Whether something of this act can be taken back: not where others went on with all of it."""
    topic = meeting.clusters.get(move.cluster or "")
    if topic and move.kind == NAME:
        return topic.settled == move.rev
    if topic and move.kind == AGREE:
        return topic.rev == move.rev and topic.agreed
    if move.kind == APART:
        return frozenset(move.pair) in meeting.apart
    return any(_still_there(meeting, shift) for shift in move.shifts)


def _reversed(meeting: Meeting, move: Move) -> list[Event]:
    """What takes back an act that can go back."""
    topic = meeting.clusters.get(move.cluster or "")
    if topic and move.kind == NAME:
        return [_renamed(topic, move)]
    if topic and move.kind == AGREE:
        return [NameAgreed(cluster_id=topic.id, agreed=False)]
    if move.kind == APART:
        return [ViewpointsToldApart(viewpoint_ids=move.pair, apart=False)]
    there = [shift for shift in move.shifts if _still_there(meeting, shift)]
    at = meeting.ordering.moves.index(move)
    return _brought_back(meeting, [replace(shift, before=_before(meeting, at, shift)) for shift in there])


def _before(meeting: Meeting, at: int, shift: Shift) -> Place:
    """Where the card was before this act: further back, where the act that laid it there was itself taken back."""
    for n in reversed(range(at)):
        earlier = meeting.ordering.moves[n]
        known = next((each for each in earlier.shifts if each.viewpoint == shift.viewpoint), None)
        if known is not None and known.after == shift.before:
            return _before(meeting, n, known) if earlier.undone else shift.before
    return shift.before


def _renamed(topic: Cluster, move: Move) -> Event:
    """The name before this act, as a word of who takes it back: somebody else has to agree with it again."""
    if move.name is None:
        return ClusterUnnamed(cluster_id=topic.id)
    return ClusterNamed(cluster_id=topic.id, name=move.name, worker=move.worker)


def _still_there(meeting: Meeting, shift: Shift) -> bool:
    card = meeting.viewpoints[shift.viewpoint]
    return card.counts and Place(card.cluster, card.alone) == shift.after


def _brought_back(meeting: Meeting, shifts: list[Shift]) -> list[Event]:
    """The cards back to where each of them was."""
    happened: list[Event] = []
    for before in dict.fromkeys(shift.before for shift in shifts):
        these = [meeting.viewpoints[shift.viewpoint] for shift in shifts if shift.before == before]
        if before.cluster is not None:
            happened.append(merged(before.cluster, these))
            continue
        happened += by_itself(these)
        if before.alone or any(each.alone for each in these):
            happened.append(CardsLeftLoose(viewpoint_ids=tuple(each.id for each in these), loose=before.alone))
    return happened
