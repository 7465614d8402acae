"""The ordering desk: several people lay cards together at the same time, and none of them overwrites another unseen.

What they do is told by the same events as on the console, so that phones, room and report need not know the desk.
An act brings what was seen of the cards and the topic it is about: it is refused where that is no longer so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.clustering import (
    FEWEST,
    ClusterNamed,
    ViewpointsMerged,
    ViewpointsToldApart,
    ViewpointTakenOut,
    cards,
    changed_cluster,
    members,
    topic_of,
)
from meeting.procedure.core import (
    DESK,
    FACILITATOR,
    MODERATOR,
    NEVER,
    Command,
    DeskCommand,
    Event,
    Refused,
    Role,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    inverse,
    told,
    touches,
)
from meeting.procedure.gathering import authors, changed_viewpoint
from meeting.procedure.ordered import AGREE, APART, JOIN, LAY, LOOSEN, NAME, is_open
from meeting.procedure.state import Cluster, Meeting, Move, Place, Shift, Viewpoint


@dataclass(frozen=True)
class Seen:
    """A card as somebody at the desk saw it: `moved` tells whether it has been elsewhere since."""

    viewpoint_id: str
    moved: int


@dataclass(frozen=True, kw_only=True)
class DeskAct(DeskCommand):
    """One act at the desk. Under the name of its act it is carried out once, however often it comes."""

    act_id: str


@dataclass(frozen=True, kw_only=True)
class LayTogether(DeskAct):
    """Lay these cards in a topic: a new one with `rev` 0, or one that was there. They leave the one they were in."""

    cluster_id: str
    rev: int
    cards: tuple[Seen, ...]


@dataclass(frozen=True, kw_only=True)
class LeaveLoose(DeskAct):
    """These cards stand by themselves: somebody looked, and they belong with no other."""

    cards: tuple[Seen, ...]


@dataclass(frozen=True, kw_only=True)
class JoinTopics(DeskAct):
    """Lay all cards of another topic in this one."""

    cluster_id: str
    rev: int
    other: str
    other_rev: int


@dataclass(frozen=True, kw_only=True)
class NameTopic(DeskAct):
    cluster_id: str
    rev: int
    name: str


@dataclass(frozen=True, kw_only=True)
class AgreeToName(DeskAct):
    """Say, as another person than who named it, that the name is right for what lies in the topic now."""

    cluster_id: str
    rev: int


@dataclass(frozen=True, kw_only=True)
class NotAlike(DeskAct):
    """These two look alike and are not: they are no longer suggested together."""

    viewpoint_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DeskActed(Event):
    """Somebody at the desk did something; the events behind it tell what became of it."""

    act_id: str
    worker: str
    kind: str
    viewpoint_ids: tuple[str, ...] = ()
    cluster_id: str | None = None
    pair: tuple[str, ...] = ()
    undone: str | None = None


@dataclass(frozen=True, kw_only=True)
class CardsLeftLoose(Event):
    """`loose` False: that was taken back, and nobody looked at them yet."""

    viewpoint_ids: tuple[str, ...]
    loose: bool = True


@dataclass(frozen=True, kw_only=True)
class NameAgreed(Event):
    """A second person agrees with the name; `agreed` False: that was taken back."""

    cluster_id: str
    agreed: bool = True


@dataclass(frozen=True, kw_only=True)
class ClusterUnnamed(Event):
    cluster_id: str


@dataclass(frozen=True, kw_only=True)
class CloseDesk(StaffCommand):
    """The order stands: nobody at the desk changes it any more."""


@dataclass(frozen=True, kw_only=True)
class DeskClosed(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class ReopenDesk(StaffCommand):
    pass


@dataclass(frozen=True, kw_only=True)
class DeskReopened(Event):
    pass


ACTS: tuple[type[DeskAct], ...] = (LayTogether, LeaveLoose, JoinTopics, NameTopic, AgreeToName, NotAlike)
always(dict.fromkeys(ACTS, DESK | MODERATOR))
always({CloseDesk: FACILITATOR, ReopenDesk: FACILITATOR})


# Who is at the desk


def worker_of(command: DeskCommand) -> str:
    """The mark of who asks; somebody who leads comes by no link of the desk."""
    return command.worker or command.role.value


# The rules


@done.register
def _(command: DeskAct, meeting: Meeting) -> bool:
    return any(move.id == command.act_id for move in meeting.ordering.moves)


@decide.register
def lay_together(command: LayTogether, meeting: Meeting) -> Iterator[Event]:
    topic = _topic_to_lay_in(meeting, command.cluster_id, command.rev)
    coming = [each for each in _as_seen(command, meeting, command.cards) if each.cluster != command.cluster_id]
    there = len(members(meeting, topic)) if topic else 0
    if there + len(coming) < FEWEST:
        raise Refused("two_cards_needed")
    if coming:
        yield _acted(command, LAY, coming, command.cluster_id)
        yield merged(command.cluster_id, coming)


@decide.register
def leave_loose(command: LeaveLoose, meeting: Meeting) -> Iterator[Event]:
    seen = _as_seen(command, meeting, command.cards)
    leaving = [each for each in seen if each.cluster or not each.alone]
    if leaving:
        yield _acted(command, LOOSEN, leaving)
        yield from by_itself(leaving)
        yield CardsLeftLoose(viewpoint_ids=tuple(each.id for each in leaving))


@decide.register
def join_topics(command: JoinTopics, meeting: Meeting) -> Iterator[Event]:
    needs_open(meeting)
    into, other = _topic(meeting, command.cluster_id, command.rev), _topic(meeting, command.other, command.other_rev)
    if into.id == other.id or other.rev != command.other_rev:
        raise Refused("topic_changed")
    coming = members(meeting, other)
    yield _acted(command, JOIN, coming, into.id)
    yield merged(into.id, coming)


@decide.register
def name_topic(command: NameTopic, meeting: Meeting) -> Iterator[Event]:
    needs_open(meeting)
    topic, name = _topic(meeting, command.cluster_id, command.rev), text.clean(command.name, text.NAME)
    if name != topic.name:
        yield _acted(command, NAME, cluster_id=topic.id)
        yield ClusterNamed(cluster_id=topic.id, name=name, worker=worker_of(command))


@decide.register
def agree_to_name(command: AgreeToName, meeting: Meeting) -> Iterator[Event]:
    needs_open(meeting)
    topic = _topic(meeting, command.cluster_id, command.rev)
    if topic.name is None:
        raise Refused("name_first")
    if topic.rev != command.rev:
        raise Refused("topic_changed")
    if topic.named_by == worker_of(command):
        raise Refused("second_person")
    if not topic.agreed:
        yield _acted(command, AGREE, cluster_id=topic.id)
        yield NameAgreed(cluster_id=topic.id)


@decide.register
def not_alike(command: NotAlike, meeting: Meeting) -> Iterator[Event]:
    needs_open(meeting)
    pair = tuple(dict.fromkeys(command.viewpoint_ids))
    if len(pair) != FEWEST or not all(each in meeting.viewpoints for each in pair):
        raise Refused("unknown_viewpoint")
    if frozenset(pair) not in meeting.apart:
        yield DeskActed(act_id=command.act_id, worker=worker_of(command), kind=APART, pair=pair)
        yield ViewpointsToldApart(viewpoint_ids=pair)


def needs_open(meeting: Meeting) -> None:
    if not is_open(meeting):
        raise Refused("list_stands" if meeting.shortlist.frozen else "desk_closed")


def _as_seen(command: DeskAct, meeting: Meeting, seen: Iterable[Seen]) -> list[Viewpoint]:
    """The cards, when each of them is still where it was seen."""
    needs_open(meeting)
    known = {each.id: each for each in cards(meeting)}
    found = []
    for each in dict.fromkeys(seen):
        card = known.get(each.viewpoint_id)
        if card is None:
            raise Refused("card_gone")
        if card.moved != each.moved:
            raise _moved(meeting, card)
        found.append(card)
    if not found:
        raise Refused("card_gone")
    return found


def _moved(meeting: Meeting, card: Viewpoint) -> Refused:
    """Who took the card elsewhere meanwhile, and where it lies now."""
    by = next((move.worker for move in reversed(meeting.ordering.moves) if _took(move, card)), None)
    if by is None:
        return Refused("changed_meanwhile")
    who, topic = meeting.ordering.workers.index(by) + 1, topic_of(meeting, card)
    if topic is None:
        return Refused("card_moved.loose", who=who)
    if topic.name is None:
        return Refused("card_moved.unnamed", who=who, number=topic.number)
    return Refused("card_moved.topic", who=who, topic=topic.name)


def _took(move: Move, card: Viewpoint) -> bool:
    return any(shift.viewpoint == card.id for shift in move.shifts)


def _topic_to_lay_in(meeting: Meeting, cluster_id: str, rev: int) -> Cluster | None:
    """The topic to lay cards in; None for a new one."""
    if rev == 0 and cluster_id not in meeting.clusters:
        return None
    return _topic(meeting, cluster_id, rev)


def _topic(meeting: Meeting, cluster_id: str, rev: int) -> Cluster:
    """The topic, when it is still the one that was seen. Cards may have come and gone; its name is the same."""
    topic = meeting.clusters.get(cluster_id)
    if topic is None or len(members(meeting, topic)) < FEWEST:
        raise Refused("topic_gone")
    if not topic.settled <= rev <= topic.rev:
        raise Refused("topic_renamed", name=topic.name) if topic.name else Refused("topic_changed")
    return topic


def _acted(command: DeskAct, kind: str, shifted: Sequence[Viewpoint] = (), cluster_id: str | None = None) -> DeskActed:
    ids = tuple(each.id for each in shifted)
    worker = worker_of(command)
    return DeskActed(act_id=command.act_id, worker=worker, kind=kind, viewpoint_ids=ids, cluster_id=cluster_id)


def merged(cluster_id: str, coming: Sequence[Viewpoint]) -> ViewpointsMerged:
    left = tuple(dict.fromkeys(each.cluster for each in coming if each.cluster))
    return ViewpointsMerged(cluster_id=cluster_id, viewpoint_ids=tuple(each.id for each in coming), left=left)


def by_itself(leaving: Iterable[Viewpoint]) -> list[Event]:
    return [ViewpointTakenOut(cluster_id=each.cluster, viewpoint_id=each.id) for each in leaving if each.cluster]


# The effects


@evolve.register
def desk_acted(event: DeskActed, meeting: Meeting) -> Meeting:
    """What is about to change, as it was before: so it can be taken back."""
    desk, topic = meeting.ordering, meeting.clusters.get(event.cluster_id or "")
    after = Place(event.cluster_id, alone=event.cluster_id is None)
    cards = [meeting.viewpoints[each] for each in event.viewpoint_ids]
    move = Move(
        id=event.act_id,
        worker=event.worker,
        at=event.at,
        kind=event.kind,
        shifts=tuple(Shift(card.id, Place(card.cluster, card.alone), after) for card in cards),
        cluster=event.cluster_id,
        rev=topic.rev + 1 if topic else 1,
        name=topic.name if topic else None,
        pair=event.pair,
    )
    moves = (*(replace(each, undone=True) if each.id == event.undone else each for each in desk.moves), move)
    workers = desk.workers if event.worker in desk.workers else (*desk.workers, event.worker)
    return replace(meeting, ordering=replace(desk, moves=moves, workers=workers))


@evolve.register
def cards_left_loose(event: CardsLeftLoose, meeting: Meeting) -> Meeting:
    for viewpoint_id in event.viewpoint_ids:
        moved = meeting.viewpoints[viewpoint_id].moved + 1
        meeting = changed_viewpoint(meeting, viewpoint_id, alone=event.loose, fits=None, moved=moved)
    return meeting


@evolve.register
def name_agreed(event: NameAgreed, meeting: Meeting) -> Meeting:
    return changed_cluster(meeting, event.cluster_id, agreed=event.agreed)


@evolve.register
def cluster_unnamed(event: ClusterUnnamed, meeting: Meeting) -> Meeting:
    settled = meeting.clusters[event.cluster_id].rev + 1
    changes = {"name": None, "named_by": "", "confirmed": False, "agreed": False, "settled": settled}
    return changed_cluster(meeting, event.cluster_id, **changes)


@touches.register(DeskActed)
@touches.register(DeskClosed)
@touches.register(DeskReopened)
def _(event: Event, meeting: Meeting) -> Iterable[str]:
    return ()


@touches.register
def _(event: CardsLeftLoose, meeting: Meeting) -> Iterable[str]:
    return authors(event.viewpoint_ids, meeting)


@touches.register(NameAgreed)
@touches.register(ClusterUnnamed)
def _(event: NameAgreed, meeting: Meeting) -> Iterable[str]:
    return authors(meeting.clusters[event.cluster_id].viewpoints, meeting)


# Open and closed


@decide.register
def close_desk(command: CloseDesk, meeting: Meeting) -> Iterator[Event]:
    if meeting.ordering.closed_at is None:
        yield DeskClosed()


@evolve.register
def desk_closed(event: DeskClosed, meeting: Meeting) -> Meeting:
    return replace(meeting, ordering=replace(meeting.ordering, closed_at=event.at))


@decide.register
def reopen_desk(command: ReopenDesk, meeting: Meeting) -> Iterator[Event]:
    if meeting.ordering.closed_at is not None:
        yield DeskReopened()


@evolve.register
def desk_reopened(event: DeskReopened, meeting: Meeting) -> Meeting:
    return replace(meeting, ordering=replace(meeting.ordering, closed_at=None))


@inverse.register
def _(event: DeskClosed, before: Meeting) -> Command:
    return ReopenDesk(at=NEVER, role=Role.FACILITATOR, block="")


@inverse.register
def _(event: DeskReopened, before: Meeting) -> Command:
    return CloseDesk(at=NEVER, role=Role.FACILITATOR, block="")


@told.register
def _(event: DeskActed, before: Meeting) -> None:
    """The events behind it are what the act log tells, where somebody who leads works at the desk."""
    return
