"""Regrouping: two tables become one, and people are mixed anew over all tables; phones say where to go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
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
from meeting.procedure.seating import in_order, moved, standing
from meeting.procedure.state import Meeting, Table


@dataclass(frozen=True, kw_only=True)
class MergeTables(StaffCommand):
    """Send the people of a table to another one; `route` is how they walk there, in a few words."""

    table: str
    into: str
    route: str | None = None


@dataclass(frozen=True, kw_only=True)
class TablesMerged(Event):
    table: str
    into: str
    route: str = personal(default="")


@dataclass(frozen=True, kw_only=True)
class SplitTable(StaffCommand):
    """Let a table be a table again: who did not sit down at the other one yet, stays or comes back."""

    table: str


@dataclass(frozen=True, kw_only=True)
class TableSplit(Event):
    table: str


@dataclass(frozen=True, kw_only=True)
class MixTables(StaffCommand):
    """Give everybody who sits at a table another one, with others than before. `mix` counts from 1."""

    mix: int


@dataclass(frozen=True, kw_only=True)
class TablesMixed(Event):
    """This act names nobody: who goes where follows from who sat where, by `mixed`, whose rule stays as it is."""

    mix: int


@dataclass(frozen=True, kw_only=True)
class CallOffMix(StaffCommand):
    """Let who did not sit down at their new table yet stay where they were."""

    mix: int


@dataclass(frozen=True, kw_only=True)
class MixCalledOff(Event):
    pass


always({MergeTables: FACILITATOR, SplitTable: FACILITATOR, MixTables: FACILITATOR, CallOffMix: FACILITATOR})


# Merging


@done.register
def _(command: MergeTables, meeting: Meeting) -> bool:
    known, into = meeting.tables.get(command.table), standing(meeting, command.into)
    return known is not None and into is not None and known.merged == into.id


@decide.register
def merge_tables(command: MergeTables, meeting: Meeting) -> Iterator[Event]:
    known, into = _known(command.table, meeting), standing(meeting, command.into)
    if into is None:
        raise Refused("unknown_table")
    if known.merged:
        raise Refused("changed_meanwhile")
    if into.id == known.id:
        raise Refused("same_table")
    route = text.clean_or_none(command.route, text.QUESTION) or ""
    yield TablesMerged(table=known.id, into=into.id, route=route)


def _known(table: str, meeting: Meeting) -> Table:
    if table not in meeting.tables:
        raise Refused("unknown_table")
    return meeting.tables[table]


@told.register
def _(event: TablesMerged, before: Meeting) -> Mapping[str, int]:
    return {"table": before.tables[event.table].number, "into": before.tables[event.into].number}


@touches.register
def _(event: TablesMerged, meeting: Meeting) -> Iterable[str]:
    return _walking(meeting, event.table, event.into)


def _walking(meeting: Meeting, table: str, into: str) -> list[str]:
    """Who was sent from one table to another, and did not say that they sit there."""
    there = meeting.seated.get(into, frozenset())
    return sorted(one for one in there if meeting.participants[one].came_from == table)


@evolve.register
def tables_merged(event: TablesMerged, meeting: Meeting) -> Meeting:
    table = replace(meeting.tables[event.table], merged=event.into, route=event.route)
    people = sorted(meeting.seated.get(event.table, frozenset()))
    after = moved(meeting, [(one, event.into) for one in people], walking=True)
    return replace(after, tables=meeting.tables.set(table.id, table))


@done.register
def _(command: SplitTable, meeting: Meeting) -> bool:
    known = meeting.tables.get(command.table)
    return known is not None and known.merged is None


@decide.register
def split_table(command: SplitTable, meeting: Meeting) -> Iterator[Event]:
    yield TableSplit(table=_known(command.table, meeting).id)


@told.register
def _(event: TableSplit, before: Meeting) -> Mapping[str, int]:
    return {"table": before.tables[event.table].number}


@touches.register
def _(event: TableSplit, meeting: Meeting) -> Iterable[str]:
    return meeting.seated.get(event.table, frozenset())


@evolve.register
def table_split(event: TableSplit, meeting: Meeting) -> Meeting:
    table = meeting.tables[event.table]
    back = _walking(meeting, table.id, table.merged or "")
    after = moved(meeting, [(one, table.id) for one in back])
    return replace(after, tables=meeting.tables.set(table.id, replace(table, merged=None, route="")))


# Mixing


@done.register
def _(command: MixTables, meeting: Meeting) -> bool:
    return 0 < command.mix <= meeting.mixes


@decide.register
def mix_tables(command: MixTables, meeting: Meeting) -> Iterator[Event]:
    if command.mix != meeting.mixes + 1:
        raise Refused("changed_meanwhile")
    if len(_taken(meeting)) < 2:
        raise Refused("nothing_to_mix")
    yield TablesMixed(mix=command.mix)


def _taken(meeting: Meeting) -> list[Table]:
    return [table for table in in_order(meeting) if meeting.seated.get(table.id)]


def mixed(meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """Where everybody goes who has to move: tables as large as each other, each with some of every capacity.

    People are dealt out over the tables like cards: first those in one capacity, and of those first who sat together.
    """
    tables = _taken(meeting)
    order = [
        (meeting.participants[one].capacity or "", table.number, one)
        for table in tables
        for one in meeting.seated[table.id]
    ]
    dealt = [(one, tables[index % len(tables)].id) for index, (_, _, one) in enumerate(sorted(order))]
    return tuple((one, table) for one, table in dealt if meeting.participants[one].table != table)


@evolve.register
def tables_mixed(event: TablesMixed, meeting: Meeting) -> Meeting:
    return replace(moved(meeting, mixed(meeting), walking=True), mixes=event.mix, mixing=True)


@done.register
def _(command: CallOffMix, meeting: Meeting) -> bool:
    return command.mix == meeting.mixes and not meeting.mixing


@decide.register
def call_off_mix(command: CallOffMix, meeting: Meeting) -> Iterator[Event]:
    if command.mix != meeting.mixes or not meeting.mixes:
        raise Refused("changed_meanwhile")
    yield MixCalledOff()


@evolve.register
def mix_called_off(event: MixCalledOff, meeting: Meeting) -> Meeting:
    back = [(one.id, one.came_from) for one in meeting.participants.values() if _mixed_to(one.came_from, meeting)]
    return replace(moved(meeting, back), mixing=False)


def _mixed_to(came_from: str | None, meeting: Meeting) -> bool:
    """Whether this is where a mix sent somebody from, and not a table that walked to another as a whole."""
    return came_from is not None and meeting.tables[came_from].merged is None
