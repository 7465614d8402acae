"""Clustering: people lay viewpoints together in topics; every original stays as it is, and a single voice stands alone.

Nothing is laid together by itself: a suggestion that somebody takes up is the same act as one's own idea.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    MODERATOR,
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
    touches,
)
from meeting.procedure.gathering import ShowViewpoints, authors, changed_viewpoint
from meeting.procedure.looking import once
from meeting.procedure.spreading import ShowCounts, counts_shown
from meeting.procedure.state import Cluster, Meeting, Opgave, Viewpoint

FEWEST = 2
"""How many viewpoints make a topic: a single voice stands by itself."""


@dataclass(frozen=True, kw_only=True)
class MergeViewpoints(StaffCommand):
    """Lay these together in a topic: a new one with `rev` 0, or one that was there. They leave the one they were in."""

    cluster_id: str
    rev: int
    viewpoint_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ViewpointsMerged(Event):
    """`left`: the topics in which some of them lay before."""

    cluster_id: str
    viewpoint_ids: tuple[str, ...]
    left: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TellApart(StaffCommand):
    """These two look alike and are not: they are no longer suggested together. `apart` False: they may be again."""

    viewpoint_ids: tuple[str, ...]
    apart: bool = True


@dataclass(frozen=True, kw_only=True)
class ViewpointsToldApart(Event):
    """`apart` False: that was taken back."""

    viewpoint_ids: tuple[str, ...]
    apart: bool = True


@dataclass(frozen=True, kw_only=True)
class TakeOut(StaffCommand):
    """Take one viewpoint out of its topic: it stands by itself again."""

    cluster_id: str
    rev: int
    viewpoint_id: str


@dataclass(frozen=True, kw_only=True)
class ViewpointTakenOut(Event):
    cluster_id: str
    viewpoint_id: str


@dataclass(frozen=True, kw_only=True)
class SplitCluster(StaffCommand):
    """Take a topic apart: all its viewpoints stand by themselves again."""

    cluster_id: str
    rev: int


@dataclass(frozen=True, kw_only=True)
class ClusterSplit(Event):
    cluster_id: str


@dataclass(frozen=True, kw_only=True)
class NameCluster(StaffCommand):
    cluster_id: str
    rev: int
    name: str


@dataclass(frozen=True, kw_only=True)
class ClusterNamed(Event):
    """`worker`: the mark of who named it at the ordering desk; empty on the console."""

    cluster_id: str
    name: str = personal()
    worker: str = ""


@dataclass(frozen=True, kw_only=True)
class ConfirmCluster(StaffCommand):
    """The room said aloud that the name is right."""

    cluster_id: str
    rev: int


@dataclass(frozen=True, kw_only=True)
class ClusterConfirmed(Event):
    cluster_id: str


@dataclass(frozen=True, kw_only=True)
class JudgePlace(Command):
    """The author's word on where their viewpoint lies: in this topic, or (None) by itself."""

    viewpoint_id: str
    cluster_id: str | None
    fits: bool


@dataclass(frozen=True, kw_only=True)
class PlaceJudged(Event):
    viewpoint_id: str
    cluster_id: str | None
    fits: bool


step(
    "clustering",
    {
        MergeViewpoints: MODERATOR,
        TellApart: MODERATOR,
        TakeOut: MODERATOR,
        SplitCluster: MODERATOR,
        NameCluster: MODERATOR,
        ConfirmCluster: MODERATOR,
        ShowViewpoints: MODERATOR,
        ShowCounts: FACILITATOR,
    },
)
always({JudgePlace: PARTICIPANT})


# Looking


@once
def cards(meeting: Meeting) -> list[Viewpoint]:
    """What is laid together: the opgave cards where tables made any, else every viewpoint. In order of arrival.

    What a table is still choosing is not there yet, until it hands in or everybody goes on.
    """
    if not meeting.opgaven:
        found = list(meeting.viewpoints.values())
    else:
        found = [meeting.viewpoints[each.viewpoint] for each in meeting.opgaven.values() if _came_in(meeting, each)]
    return sorted((each for each in found if each.counts), key=lambda each: each.number)


def _came_in(meeting: Meeting, opgave: Opgave) -> bool:
    if meeting.step != "picking" or opgave.table is None or opgave.table in meeting.handed:
        return True
    return meeting.viewpoints[opgave.viewpoint].moved > 0


def members(meeting: Meeting, cluster: Cluster) -> list[Viewpoint]:
    """What lies in a topic and belongs to the harvest, in the order in which it was laid there."""
    return [known for each in cluster.viewpoints if (known := meeting.viewpoints[each]).counts]


@once
def topics(meeting: Meeting) -> list[Cluster]:
    """The topics in mixed order. One of which a single voice is left is none."""
    found = [each for each in meeting.clusters.values() if len(members(meeting, each)) >= FEWEST]
    return sorted(found, key=lambda each: each.id)


def topic_of(meeting: Meeting, viewpoint: Viewpoint) -> Cluster | None:
    """The topic a viewpoint lies in; None for a single voice."""
    cluster = meeting.clusters.get(viewpoint.cluster or "")
    return cluster if cluster and len(members(meeting, cluster)) >= FEWEST else None


@once
def single_voices(meeting: Meeting) -> list[Viewpoint]:
    """What stands by itself, in mixed order."""
    together = {each.id for topic in topics(meeting) for each in members(meeting, topic)}
    alone = (each for each in cards(meeting) if each.id not in together)
    return sorted(alone, key=lambda each: each.id)


def sizes_shown(meeting: Meeting) -> bool:
    """Whether anybody may see how many viewpoints a topic holds."""
    return meeting.step != "clustering" or counts_shown(meeting) or meeting.closed_at is not None


Staff = TakeOut | SplitCluster | NameCluster | ConfirmCluster


def _cluster(command: Staff, meeting: Meeting) -> Cluster:
    """The topic, if it is still what was on the console."""
    cluster = meeting.clusters.get(command.cluster_id)
    if cluster is None or cluster.rev != command.rev:
        raise Refused("changed_meanwhile")
    return cluster


def changed_cluster(meeting: Meeting, cluster_id: str, **changes: Any) -> Meeting:
    """The meeting in which this is different about one topic."""
    before = meeting.clusters[cluster_id]
    return replace(meeting, clusters=meeting.clusters.set(cluster_id, replace(before, rev=before.rev + 1, **changes)))


def _out(meeting: Meeting, viewpoint_id: str) -> Meeting:
    """The meeting in which this viewpoint lies in no topic."""
    known, moved = meeting.viewpoints[viewpoint_id].cluster, meeting.viewpoints[viewpoint_id].moved + 1
    if known is not None:
        left = tuple(each for each in meeting.clusters[known].viewpoints if each != viewpoint_id)
        meeting = changed_cluster(meeting, known, viewpoints=left)
    return changed_viewpoint(meeting, viewpoint_id, cluster=None, fits=None, alone=False, moved=moved)


# Together and apart


@touches.register
def _(event: ViewpointsMerged, meeting: Meeting) -> Iterable[str]:
    """All whose viewpoint lies in a topic that changed: a topic of which one voice is left is none."""
    changed = (meeting.clusters[each] for each in (event.cluster_id, *event.left))
    return authors((each for cluster in changed for each in cluster.viewpoints), meeting)


@done.register
def _(command: MergeViewpoints, meeting: Meeting) -> bool:
    known = meeting.clusters.get(command.cluster_id)
    if known is None or known.rev != command.rev + 1:
        return False
    return bool(command.viewpoint_ids) and set(command.viewpoint_ids) <= set(known.viewpoints)


@decide.register
def merge_viewpoints(command: MergeViewpoints, meeting: Meeting) -> Iterator[Event]:
    known = meeting.clusters.get(command.cluster_id)
    if command.rev != (known.rev if known else 0):
        raise Refused("changed_meanwhile")
    there_are = {each.id: each for each in cards(meeting)}
    asked = [there_are[each] for each in dict.fromkeys(command.viewpoint_ids) if each in there_are]
    coming = [each for each in asked if each.cluster != command.cluster_id]
    there = len(members(meeting, known)) if known else 0
    if not coming or there + len(coming) < FEWEST:
        raise Refused("two_needed")
    yield ViewpointsMerged(
        cluster_id=command.cluster_id,
        viewpoint_ids=tuple(each.id for each in coming),
        left=tuple(dict.fromkeys(each.cluster for each in coming if each.cluster)),
    )


@evolve.register
def viewpoints_merged(event: ViewpointsMerged, meeting: Meeting) -> Meeting:
    """What comes together anew has to be read again: the name may no longer be right."""
    for viewpoint_id in event.viewpoint_ids:
        meeting = changed_viewpoint(_out(meeting, viewpoint_id), viewpoint_id, cluster=event.cluster_id)
    if event.cluster_id not in meeting.clusters:
        made = Cluster(event.cluster_id, len(meeting.clusters) + 1, event.viewpoint_ids)
        return replace(meeting, clusters=meeting.clusters.set(made.id, made))
    before = meeting.clusters[event.cluster_id]
    lying = (*before.viewpoints, *event.viewpoint_ids)
    return changed_cluster(meeting, before.id, viewpoints=lying, confirmed=False, agreed=False)


@touches.register
def _(event: ViewpointsToldApart, meeting: Meeting) -> Iterable[str]:
    return ()


@done.register
def _(command: TellApart, meeting: Meeting) -> bool:
    return (frozenset(command.viewpoint_ids) in meeting.apart) == command.apart


@decide.register
def tell_apart(command: TellApart, meeting: Meeting) -> Iterator[Event]:
    pair = tuple(dict.fromkeys(command.viewpoint_ids))
    if len(pair) != FEWEST or not all(each in meeting.viewpoints for each in pair):
        raise Refused("unknown_viewpoint")
    yield ViewpointsToldApart(viewpoint_ids=pair, apart=command.apart)


@evolve.register
def viewpoints_told_apart(event: ViewpointsToldApart, meeting: Meeting) -> Meeting:
    pair = {frozenset(event.viewpoint_ids)}
    return replace(meeting, apart=meeting.apart | pair if event.apart else meeting.apart - pair)


@done.register
def _(command: TakeOut, meeting: Meeting) -> bool:
    known, viewpoint = meeting.clusters.get(command.cluster_id), meeting.viewpoints.get(command.viewpoint_id)
    return bool(known and viewpoint and known.rev == command.rev + 1 and viewpoint.cluster is None)


@decide.register
def take_out(command: TakeOut, meeting: Meeting) -> Iterator[Event]:
    cluster = _cluster(command, meeting)
    if command.viewpoint_id not in cluster.viewpoints:
        raise Refused("changed_meanwhile")
    yield ViewpointTakenOut(cluster_id=cluster.id, viewpoint_id=command.viewpoint_id)


@evolve.register
def viewpoint_taken_out(event: ViewpointTakenOut, meeting: Meeting) -> Meeting:
    return _out(meeting, event.viewpoint_id)


@done.register
def _(command: SplitCluster, meeting: Meeting) -> bool:
    known = meeting.clusters.get(command.cluster_id)
    return known is not None and known.rev == command.rev + 1 and not known.viewpoints


@decide.register
def split_cluster(command: SplitCluster, meeting: Meeting) -> Iterator[Event]:
    cluster = _cluster(command, meeting)
    if cluster.viewpoints:
        yield ClusterSplit(cluster_id=cluster.id)


@evolve.register
def cluster_split(event: ClusterSplit, meeting: Meeting) -> Meeting:
    for viewpoint_id in meeting.clusters[event.cluster_id].viewpoints:
        moved = meeting.viewpoints[viewpoint_id].moved + 1
        meeting = changed_viewpoint(meeting, viewpoint_id, cluster=None, fits=None, alone=False, moved=moved)
    return changed_cluster(meeting, event.cluster_id, viewpoints=())


# Names


@touches.register
def _(event: ClusterNamed, meeting: Meeting) -> Iterable[str]:
    return authors(meeting.clusters[event.cluster_id].viewpoints, meeting)


@touches.register
def _(event: ClusterConfirmed, meeting: Meeting) -> Iterable[str]:
    return ()


@done.register
def _(command: NameCluster, meeting: Meeting) -> bool:
    known = meeting.clusters.get(command.cluster_id)
    return bool(known and known.rev == command.rev + 1 and known.name == text.clean(command.name, text.NAME))


@decide.register
def name_cluster(command: NameCluster, meeting: Meeting) -> Iterator[Event]:
    cluster, name = _cluster(command, meeting), text.clean(command.name, text.NAME)
    if name != cluster.name:
        yield ClusterNamed(cluster_id=cluster.id, name=name)


@evolve.register
def cluster_named(event: ClusterNamed, meeting: Meeting) -> Meeting:
    settled, by = meeting.clusters[event.cluster_id].rev + 1, event.worker or event.by.value
    changes = {"name": event.name, "named_by": by, "confirmed": False, "agreed": False, "settled": settled}
    return changed_cluster(meeting, event.cluster_id, **changes)


@done.register
def _(command: ConfirmCluster, meeting: Meeting) -> bool:
    known = meeting.clusters.get(command.cluster_id)
    return known is not None and known.rev == command.rev + 1 and known.confirmed


@decide.register
def confirm_cluster(command: ConfirmCluster, meeting: Meeting) -> Iterator[Event]:
    cluster = _cluster(command, meeting)
    if cluster.name is None:
        raise Refused("name_first")
    if not cluster.confirmed:
        yield ClusterConfirmed(cluster_id=cluster.id)


@evolve.register
def cluster_confirmed(event: ClusterConfirmed, meeting: Meeting) -> Meeting:
    return changed_cluster(meeting, event.cluster_id, confirmed=True)


# The author's word


@touches.register
def _(event: PlaceJudged, meeting: Meeting) -> Iterable[str]:
    return authors((event.viewpoint_id,), meeting)


@done.register
def _(command: JudgePlace, meeting: Meeting) -> bool:
    known = meeting.viewpoints.get(command.viewpoint_id)
    if known is None or known.author != command.participant:
        raise Refused("not_yours")
    return known.cluster == command.cluster_id and known.fits == command.fits


@decide.register
def judge_place(command: JudgePlace, meeting: Meeting) -> Iterator[Event]:
    if meeting.viewpoints[command.viewpoint_id].cluster != command.cluster_id:
        raise Refused("changed_meanwhile")
    yield PlaceJudged(viewpoint_id=command.viewpoint_id, cluster_id=command.cluster_id, fits=command.fits)


@evolve.register
def place_judged(event: PlaceJudged, meeting: Meeting) -> Meeting:
    return changed_viewpoint(meeting, event.viewpoint_id, fits=event.fits)
