"""Seating: the tables in the hall, and who sits at which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from meeting.procedure.core import (
    FACILITATOR,
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
    told,
    touches,
)
from meeting.procedure.state import Meeting, Table

MOST_TABLES = 200


@dataclass(frozen=True, kw_only=True)
class SetTables(StaffCommand):
    """Say how many tables there are: they are numbered from 1. None at all is a meeting without tables."""

    count: int


@dataclass(frozen=True, kw_only=True)
class TablesSet(Event):
    count: int


@dataclass(frozen=True, kw_only=True)
class Sit(Command):
    """Sit down at a table, at another one, or (None) at no table any more."""

    table: str | None


@dataclass(frozen=True, kw_only=True)
class ParticipantSeated(Event):
    participant: str = personal()
    table: str | None


always({SetTables: FACILITATOR, Sit: PARTICIPANT})


def table_id(number: int) -> str:
    return str(number)


def standing(meeting: Meeting, table: str | None) -> Table | None:
    """The table under this id, or the one that its people walked to; None: there is no such table."""
    known = meeting.tables.get(table or "")
    while known and known.merged:
        known = meeting.tables.get(known.merged)
    return known


def in_order(meeting: Meeting) -> list[Table]:
    """The tables that people sit at, by number: not those whose people walked to another."""
    return sorted((table for table in meeting.tables.values() if not table.merged), key=lambda table: table.number)


@done.register
def _(command: SetTables, meeting: Meeting) -> bool:
    return bool(meeting.opened_at) and command.count == len(meeting.tables)


@decide.register
def set_tables(command: SetTables, meeting: Meeting) -> Iterator[Event]:
    if not 0 <= command.count <= MOST_TABLES:
        raise Refused("too_many_tables", n=MOST_TABLES)
    going = [table for table in meeting.tables.values() if table.number > command.count]
    taken = next((table for table in sorted(going, key=lambda table: table.number) if _in_use(table, meeting)), None)
    if taken:
        raise Refused("table_taken", n=taken.number)
    yield TablesSet(count=command.count)


def _in_use(table: Table, meeting: Meeting) -> bool:
    """Whether people sit at a table, or walked from or to it."""
    walked_to = any(each.merged == table.id for each in meeting.tables.values())
    return bool(meeting.seated.get(table.id) or table.merged or walked_to)


@touches.register
def _(event: TablesSet, meeting: Meeting) -> Iterable[str]:
    return ()


@evolve.register
def tables_set(event: TablesSet, meeting: Meeting) -> Meeting:
    tables = meeting.tables
    for table in meeting.tables.values():
        if table.number > event.count:
            tables = tables.delete(table.id)
    for number in range(len(tables) + 1, event.count + 1):
        tables = tables.set(table_id(number), Table(table_id(number), number))
    return replace(meeting, tables=tables)


@done.register
def _(command: Sit, meeting: Meeting) -> bool:
    """Who was sent to this table has not sat down before they say so."""
    known = meeting.participants.get(command.participant or "")
    table = standing(meeting, command.table)
    if known is None or known.came_from or (command.table is not None and table is None):
        return False
    return known.table == (table.id if table else None)


@decide.register
def sit(command: Sit, meeting: Meeting) -> Iterator[Event]:
    assert command.participant is not None
    table = standing(meeting, command.table)
    if command.table is not None and table is None:
        raise Refused("unknown_table")
    yield ParticipantSeated(participant=command.participant, table=table.id if table else None)


@told.register
def _(event: ParticipantSeated, before: Meeting) -> None:
    return None


@touches.register
def _(event: ParticipantSeated, meeting: Meeting) -> Iterable[str]:
    return (event.participant,)


@evolve.register
def participant_seated(event: ParticipantSeated, meeting: Meeting) -> Meeting:
    return moved(meeting, [(event.participant, event.table)])


def moved(meeting: Meeting, places: Iterable[tuple[str, str | None]], *, walking: bool = False) -> Meeting:
    """The meeting with these people at these tables; `walking`: they were sent there, and may be on their way."""
    participants, seated = meeting.participants.mutate(), meeting.seated.mutate()
    for person, table in places:
        known = participants[person]
        if known.table is not None:
            seated[known.table] = seated.get(known.table, frozenset()) - {person}
        if table is not None:
            seated[table] = seated.get(table, frozenset()) | {person}
        came_from = known.table if walking else None
        participants[person] = replace(known, table=table, came_from=came_from, came_in=meeting.visit)
    return replace(meeting, participants=participants.finish(), seated=seated.finish())
