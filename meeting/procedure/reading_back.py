"""Reading back: every table reads two topics aloud to itself and says whether they are right.

What a table misses, what no table read, and every single voice comes before the whole room, one at a time. Where
there are no tables the room gets every topic so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from meeting.procedure import text
from meeting.procedure.clustering import (
    ConfirmCluster,
    MergeViewpoints,
    NameCluster,
    SplitCluster,
    TakeOut,
    members,
    single_voices,
    topics,
)
from meeting.procedure.core import (
    FACILITATOR,
    HOST,
    MODERATOR,
    NEVER,
    NOTE_KEEPER,
    Command,
    Event,
    HostCommand,
    Refused,
    Role,
    StaffCommand,
    decide,
    done,
    evolve,
    inverse,
    personal,
    step,
    told,
    touches,
)
from meeting.procedure.gathering import ShowViewpoints, changed_viewpoint
from meeting.procedure.importing import imported_id
from meeting.procedure.looking import kept, once
from meeting.procedure.seating import in_order, standing
from meeting.procedure.state import Brought, Cluster, Meeting, Reading, Repair, Viewpoint

FITS, MISSING = "fits", "missing"
VERDICTS = (FITS, MISSING)
"""This is right; here is what we miss."""

TOPICS_A_TABLE = 2
THE_ROOM = ""
"""Stands in the place of a table for what the whole room said."""


@dataclass(frozen=True)
class Share:
    """The topics that one table reads back."""

    table: str
    clusters: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ShareTopics(StaffCommand):
    """Give every table that has none yet two topics to read back, in one act."""


@dataclass(frozen=True, kw_only=True)
class TopicsShared(Event):
    shares: tuple[Share, ...]


@dataclass(frozen=True, kw_only=True)
class ReadBack(HostCommand):
    """What this table says of a topic it was given: it `fits`, or what is `missing`, in `text`.

    `rev` is one more than that of what the table said before: 1 for the first time.
    """

    cluster_id: str
    verdict: str
    rev: int
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class NoteReading(StaffCommand):
    """The same, said aloud and typed by staff; `table_id` None: the whole room says it."""

    cluster_id: str
    verdict: str
    rev: int
    table_id: str | None = None
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class TopicReadBack(Event):
    """`table` is empty for the whole room."""

    reading_id: str
    table: str
    cluster_id: str
    verdict: str
    rev: int
    text: str = personal(default="")


@dataclass(frozen=True, kw_only=True)
class BringToRoom(StaffCommand):
    """Put one topic or single voice before the room, `instead` of the one that was there in this stay."""

    thing_id: str
    visit: int
    instead: str | None = None


@dataclass(frozen=True, kw_only=True)
class BroughtToRoom(Event):
    thing_id: str


@dataclass(frozen=True, kw_only=True)
class NoteRepair(StaffCommand):
    """Write down what was repaired about a topic or a single voice."""

    repair_id: str
    thing_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class RepairNoted(Event):
    repair_id: str
    thing_id: str
    text: str = personal()


@dataclass(frozen=True, kw_only=True)
class DropRepair(StaffCommand):
    """Take such a note back."""

    repair_id: str


@dataclass(frozen=True, kw_only=True)
class RepairDropped(Event):
    repair_id: str


step(
    "reading_back",
    {
        ShareTopics: FACILITATOR,
        ReadBack: HOST,
        NoteReading: NOTE_KEEPER,
        BringToRoom: FACILITATOR,
        NoteRepair: NOTE_KEEPER | MODERATOR,
        DropRepair: NOTE_KEEPER | MODERATOR,
        ShowViewpoints: MODERATOR,
        MergeViewpoints: MODERATOR,
        TakeOut: MODERATOR,
        SplitCluster: MODERATOR,
        NameCluster: MODERATOR,
        ConfirmCluster: MODERATOR,
    },
)


# Looking


def before_the_room(meeting: Meeting) -> Cluster | Viewpoint | None:
    """The topic or single voice that hangs in the hall now."""
    if meeting.step != "reading_back" or not meeting.brought or meeting.closed_at:
        return None
    last = meeting.brought[-1]
    return thing_of(last.thing, meeting) if last.visit == meeting.visit else None


def thing_of(thing: str, meeting: Meeting) -> Cluster | Viewpoint | None:
    """A topic or a viewpoint of the harvest by its id."""
    cluster, viewpoint = meeting.clusters.get(thing), meeting.viewpoints.get(thing)
    if cluster is not None:
        return cluster if members(meeting, cluster) else None
    return viewpoint if viewpoint is not None and viewpoint.counts else None


def readings_of(meeting: Meeting, cluster: str) -> list[Reading]:
    """What tables, and the room, said of a topic; by table."""
    return list(_by_topic(meeting).get(cluster, ()))


@kept
def _by_topic(meeting: Meeting) -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = {}
    for each in sorted(meeting.readings.values(), key=lambda each: (len(each.table), each.table)):
        found.setdefault(each.cluster, []).append(each)
    return found


def disputed(meeting: Meeting, cluster: str) -> bool:
    """Whether a table misses something, and the room has not heard that yet."""
    return any(each.verdict == MISSING for each in readings_of(meeting, cluster) if each.table != THE_ROOM)


@once
def waiting(meeting: Meeting) -> list[Cluster | Viewpoint]:
    """What still comes before the room: disputed topics, those no table read, then single voices; in mixed order."""
    been = {each.thing for each in meeting.brought}
    read = {each.cluster for each in meeting.readings.values()}
    open_topics = [each for each in topics(meeting) if each.id not in been]
    first = [each for each in open_topics if disputed(meeting, each.id)]
    unread = [each for each in open_topics if each.id not in read]
    single = [each for each in single_voices(meeting) if each.id not in been]
    return [*first, *unread, *single]


def topics_for(meeting: Meeting, table: str) -> list[Cluster]:
    """The topics that a table was given and that are there still."""
    there = _there(meeting)
    return [there[each] for each in meeting.to_read.get(table, ()) if each in there]


@kept
def _there(meeting: Meeting) -> dict[str, Cluster]:
    return {each.id: each for each in topics(meeting)}


def finished(meeting: Meeting, table: str) -> bool:
    """Whether a table said of each of its topics what it thinks."""
    given = topics_for(meeting, table)
    return bool(given) and all((table, each.id) in meeting.readings for each in given)


def brought_in_this_stay(meeting: Meeting) -> int:
    return sum(each.visit == meeting.visit for each in meeting.brought)


# Who reads what


def shares(tables: Sequence[str], topics: Sequence[str], makers: Mapping[str, frozenset[str]]) -> list[Share]:
    """Two topics for each table: every topic at about equally many, and at none that made most of its cards.

    `makers` holds those for each topic. Where there is no other topic left a table reads its own after all.
    """
    load = Counter(dict.fromkeys(topics, 0))
    given: dict[str, list[str]] = {table: [] for table in tables}
    for table in tables:  # both of a table at once: whoever chooses last would find only what is read most
        for _ in range(min(TOPICS_A_TABLE, len(topics))):
            left = [each for each in topics if each not in given[table]]
            best = min(left, key=lambda each: (table in makers.get(each, ()), load[each]))
            given[table].append(best)
            load[best] += 1
    return [Share(table, tuple(clusters)) for table, clusters in given.items()]


def makers_of(meeting: Meeting, cluster: Cluster) -> frozenset[str]:
    """The tables that brought most of what lies in a topic."""
    counted = Counter(table for each in members(meeting, cluster) if (table := _table_of(each, meeting)))
    most = max(counted.values(), default=0)
    return frozenset(table for table, n in counted.items() if n == most)


def _table_of(viewpoint: Viewpoint, meeting: Meeting) -> str | None:
    """The table a card came from: the one that picked it, else the one where it was laid."""
    opgave = meeting.opgaven.get(viewpoint.id)
    return (opgave.table if opgave else None) or viewpoint.table


@touches.register
def _(event: TopicsShared, meeting: Meeting) -> Iterable[str]:
    return ()


@done.register
def _(command: ShareTopics, meeting: Meeting) -> bool:
    return bool(meeting.to_read) and not without_topics(meeting)


@decide.register
def share_topics(command: ShareTopics, meeting: Meeting) -> Iterator[Event]:
    found = topics(meeting)
    if not found:
        raise Refused("no_topics")
    without = without_topics(meeting)
    if not without:
        raise Refused("no_tables")
    makers = {each.id: makers_of(meeting, each) for each in found}
    yield TopicsShared(shares=tuple(shares(without, [each.id for each in found], makers)))


def without_topics(meeting: Meeting) -> list[str]:
    """Tables with people, or with cards, that have no topics yet."""
    there = {table for table, people in meeting.seated.items() if people}
    there |= {each.table for each in meeting.opgaven.values() if each.table}
    return [table.id for table in in_order(meeting) if table.id in there and table.id not in meeting.to_read]


@evolve.register
def topics_shared(event: TopicsShared, meeting: Meeting) -> Meeting:
    given = meeting.to_read
    for share in event.shares:
        given = given.set(share.table, share.clusters)
    return replace(meeting, to_read=given)


@told.register
def _(event: TopicsShared, before: Meeting) -> Mapping[str, Any]:
    return {"n": len(event.shares)}


# What tables say


@touches.register
def _(event: TopicReadBack, meeting: Meeting) -> Iterable[str]:
    return ()


def _of(command: ReadBack | NoteReading) -> str:
    """For which table something is said."""
    return (command.table if isinstance(command, ReadBack) else command.table_id) or THE_ROOM


def _words(command: ReadBack | NoteReading) -> str:
    """What a table misses; one that is content needs no words."""
    return text.clean(command.text or "", text.VIEWPOINT) if command.verdict == MISSING else ""


@done.register(ReadBack)
@done.register(NoteReading)
def _(command: ReadBack | NoteReading, meeting: Meeting) -> bool:
    known = meeting.readings.get((_of(command), command.cluster_id))
    if known is None or known.rev != command.rev:
        return False
    return (known.verdict, known.text) == (command.verdict, _words(command))


@decide.register(ReadBack)
@decide.register(NoteReading)
def read_back(command: ReadBack | NoteReading, meeting: Meeting) -> Iterator[Event]:
    table, cluster = _of(command), meeting.clusters.get(command.cluster_id)
    if command.verdict not in VERDICTS:
        raise Refused("verdict_needed")
    if cluster is None or cluster not in topics(meeting):
        raise Refused("changed_meanwhile")
    if table != THE_ROOM and command.cluster_id not in meeting.to_read.get(table, ()):
        raise Refused("not_your_topic")
    known = meeting.readings.get((table, cluster.id))
    if command.rev != (known.rev if known else 0) + 1:
        raise Refused("changed_elsewhere")
    yield TopicReadBack(
        reading_id=imported_id(f"{cluster.id} {table}", 0),
        table=table,
        cluster_id=cluster.id,
        verdict=command.verdict,
        rev=command.rev,
        text=_words(command),
    )


@evolve.register
def topic_read_back(event: TopicReadBack, meeting: Meeting) -> Meeting:
    reading = Reading(event.table, event.cluster_id, event.verdict, event.text, event.rev, event.reading_id)
    return replace(meeting, readings=meeting.readings.set((event.table, event.cluster_id), reading))


@told.register
def _(event: TopicReadBack, before: Meeting) -> Mapping[str, Any]:
    table = standing(before, event.table)
    return {"table": table.number if table else 0}


# Before the room


@touches.register
def _(event: BroughtToRoom, meeting: Meeting) -> Iterable[str]:
    return ()


@done.register
def _(command: BringToRoom, meeting: Meeting) -> bool:
    now = before_the_room(meeting)
    return now is not None and now.id == command.thing_id


@decide.register
def bring_to_room(command: BringToRoom, meeting: Meeting) -> Iterator[Event]:
    now = before_the_room(meeting)
    if command.visit != meeting.visit or command.instead != (now.id if now else None):
        raise Refused("changed_meanwhile")
    if thing_of(command.thing_id, meeting) is None:
        raise Refused("unknown_viewpoint")
    yield BroughtToRoom(thing_id=command.thing_id)


@evolve.register
def brought_to_room(event: BroughtToRoom, meeting: Meeting) -> Meeting:
    """Whatever lies in it is seen from now on."""
    cluster = meeting.clusters.get(event.thing_id)
    for viewpoint_id in [each.id for each in members(meeting, cluster)] if cluster else [event.thing_id]:
        meeting = changed_viewpoint(meeting, viewpoint_id, shown=True, returned=False)
    return replace(meeting, brought=(*meeting.brought, Brought(meeting.visit, event.thing_id)))


# What was repaired


@touches.register(RepairNoted)
@touches.register(RepairDropped)
def _(event: Event, meeting: Meeting) -> Iterable[str]:
    return ()


@done.register
def _(command: NoteRepair, meeting: Meeting) -> bool:
    if command.repair_id in meeting.dropped:
        return True
    known = next((each for each in meeting.repairs if each.id == command.repair_id), None)
    if known is not None and known.text != text.clean(command.text, text.REASON):
        raise Refused("changed_elsewhere")
    return known is not None


@decide.register
def note_repair(command: NoteRepair, meeting: Meeting) -> Iterator[Event]:
    if command.thing_id not in meeting.clusters and command.thing_id not in meeting.viewpoints:
        raise Refused("unknown_viewpoint")
    words = text.clean(command.text, text.REASON)
    yield RepairNoted(repair_id=command.repair_id, thing_id=command.thing_id, text=words)


@evolve.register
def repair_noted(event: RepairNoted, meeting: Meeting) -> Meeting:
    return replace(meeting, repairs=(*meeting.repairs, Repair(event.repair_id, event.thing_id, event.text)))


@inverse.register
def _(event: RepairNoted, before: Meeting) -> Command:
    return DropRepair(at=NEVER, role=Role.FACILITATOR, block="", repair_id=event.repair_id)


@done.register
def _(command: DropRepair, meeting: Meeting) -> bool:
    return command.repair_id in meeting.dropped


@decide.register
def drop_repair(command: DropRepair, meeting: Meeting) -> Iterator[Event]:
    if any(each.id == command.repair_id for each in meeting.repairs):
        yield RepairDropped(repair_id=command.repair_id)


@evolve.register
def repair_dropped(event: RepairDropped, meeting: Meeting) -> Meeting:
    left = tuple(each for each in meeting.repairs if each.id != event.repair_id)
    return replace(meeting, repairs=left, dropped=meeting.dropped | {event.repair_id})
