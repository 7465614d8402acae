"""Two tables become one, and people are mixed over the tables."""

from __future__ import annotations

from collections import Counter

import pytest

from meeting.procedure import replay
from meeting.procedure.arrival import Join
from meeting.procedure.capacities import SetCapacity
from meeting.procedure.core import touches
from meeting.procedure.regrouping import CallOffMix, MergeTables, MixTables, SplitTable, TablesMerged
from meeting.procedure.seating import SetTables, Sit, in_order
from meeting.procedure.state import Meeting
from meeting.procedure.undoing import Undo

from .acts import Hall, Person


@pytest.fixture
def morning() -> Hall:
    """Six tables: four people at each of the first four, nobody at the others."""
    opened = Hall().open()
    opened.lead(SetTables, count=6)
    for number in range(16):
        sit(opened, str(1 + number // 4))
    return opened


def sit(morning: Hall, table: str, key: str | None = None) -> Person:
    person = morning.newcomer()
    morning.ask(person, Join, table=table, key=key)
    morning.people.append(person)
    return person


def at(morning: Hall, table: str) -> frozenset[str]:
    return morning.meeting.seated.get(table, frozenset())


def test_people_of_a_merged_table_sit_at_the_other_one_and_know_where_they_came_from(morning: Hall) -> None:
    walking = at(morning, "1")
    morning.lead(MergeTables, table="1", into="2", route=" Langs het raam,  naar achteren ")
    assert walking < at(morning, "2")
    assert len(at(morning, "2")) == 8
    assert {morning.meeting.participants[one].came_from for one in walking} == {"1"}
    assert morning.meeting.tables["1"].route == "Langs het raam, naar achteren"
    assert [table.number for table in in_order(morning.meeting)] == [2, 3, 4, 5, 6]


def test_merging_touches_only_the_people_who_walk(morning: Hall) -> None:
    walking = at(morning, "1")
    [event] = morning.lead(MergeTables, table="1", into="2")
    assert isinstance(event, TablesMerged)
    assert set(touches(event, morning.meeting) or ()) == walking


def test_merging_the_same_tables_again_changes_nothing(morning: Hall) -> None:
    morning.lead(MergeTables, table="1", into="2")
    assert morning.lead(MergeTables, table="1", into="2", route="Andersom") == ()


@pytest.mark.parametrize(("table", "into", "why"), [("1", "1", "same_table"), ("1", "9", "unknown_table")])
def test_what_is_no_other_table_is_refused(morning: Hall, table: str, into: str, why: str) -> None:
    assert morning.refused(morning.lead, MergeTables, table=table, into=into) == why


def test_a_table_does_not_walk_in_a_ring(morning: Hall) -> None:
    morning.lead(MergeTables, table="1", into="2")
    assert morning.refused(morning.lead, MergeTables, table="2", into="1") == "same_table"


def test_a_table_that_walked_does_not_walk_twice(morning: Hall) -> None:
    morning.lead(MergeTables, table="1", into="2")
    assert morning.refused(morning.lead, MergeTables, table="1", into="3") == "changed_meanwhile"


def test_who_sat_down_is_no_longer_sent(morning: Hall) -> None:
    person = morning.people[0]
    morning.lead(MergeTables, table="1", into="2")
    morning.ask(person, Sit, table="2")
    assert morning.meeting.participants[person.id].came_from is None
    assert morning.ask(person, Sit, table="2") == ()


def test_a_merge_is_taken_back_for_who_did_not_sit_down_yet(morning: Hall) -> None:
    person, *others = morning.people[:4]
    morning.lead(MergeTables, table="1", into="2")
    morning.ask(person, Sit, table="2")
    morning.lead(Undo, act=len(morning.meeting.acts))
    assert at(morning, "1") == {one.id for one in others}
    assert person.id in at(morning, "2")
    assert all(morning.meeting.participants[one.id].came_from is None for one in others)


def test_a_table_that_is_a_table_already_is_not_split(morning: Hall) -> None:
    assert morning.lead(SplitTable, table="1") == ()
    assert morning.refused(morning.lead, SplitTable, table="9") == "unknown_table"


def test_mixing_leaves_nobody_with_somebody_they_sat_with(morning: Hall) -> None:
    before = {one: table for table in "1234" for one in at(morning, table)}
    morning.lead(MixTables, mix=1)
    for table in "1234":
        assert len(at(morning, table)) == 4
        assert len({before[one] for one in at(morning, table)}) == 4


def test_mixing_uses_no_table_where_nobody_sat(morning: Hall) -> None:
    morning.lead(MixTables, mix=1)
    assert not at(morning, "5")
    assert not at(morning, "6")


def test_mixing_spreads_each_capacity_over_the_tables(morning: Hall) -> None:
    morning.lead(SetCapacity, capacity_id="pro", name="Professional", votes=True, seed=b"123456789")
    key = morning.meeting.capacities["pro"].key
    for _ in range(8):
        sit(morning, "1", key)
    morning.lead(MixTables, mix=1)
    people = morning.meeting.participants
    spread = Counter(people[one].table for one in people if people[one].capacity == "pro")
    assert spread == {"1": 2, "2": 2, "3": 2, "4": 2}


def test_a_mix_that_comes_twice_mixes_once(morning: Hall) -> None:
    morning.lead(MixTables, mix=1)
    assert morning.lead(MixTables, mix=1) == ()
    assert morning.refused(morning.lead, MixTables, mix=3) == "changed_meanwhile"


def test_one_table_cannot_be_mixed() -> None:
    small = Hall().open()
    small.lead(SetTables, count=3)
    sit(small, "1")
    assert small.refused(small.lead, MixTables, mix=1) == "nothing_to_mix"


def test_who_stays_where_they_are_says_so(morning: Hall) -> None:
    morning.lead(MixTables, mix=1)
    person = next(one for one in morning.people if morning.meeting.participants[one.id].came_from)
    home = morning.meeting.participants[person.id].came_from
    morning.ask(person, Sit, table=home)
    known = morning.meeting.participants[person.id]
    assert (known.table, known.came_from) == (home, None)


def test_a_mix_is_called_off_for_who_did_not_sit_down_yet(morning: Hall) -> None:
    before = {table: at(morning, table) for table in "1234"}
    morning.lead(MixTables, mix=1)
    morning.lead(Undo, act=len(morning.meeting.acts))
    assert {table: at(morning, table) for table in "1234"} == before
    assert morning.lead(CallOffMix, mix=1) == ()
    morning.lead(MixTables, mix=2)
    assert {table: at(morning, table) for table in "1234"} != before


def test_calling_off_a_mix_leaves_merged_tables_together(morning: Hall) -> None:
    morning.lead(MergeTables, table="4", into="3")
    together = at(morning, "3")
    morning.lead(MixTables, mix=1)
    morning.lead(CallOffMix, mix=1)
    assert at(morning, "3") == together


def test_600_people_are_mixed_over_70_tables() -> None:
    large = Hall().open()
    large.lead(SetTables, count=70)
    for number in range(600):
        sit(large, str(1 + number // 9))
    large.lead(MixTables, mix=1)
    sizes = [len(people) for people in large.meeting.seated.values() if people]
    assert (min(sizes), max(sizes)) == (8, 9)


def test_a_log_read_anew_puts_everybody_at_the_same_table(morning: Hall) -> None:
    morning.lead(MergeTables, table="4", into="3")
    morning.lead(MixTables, mix=1)
    again = replay(morning.log, Meeting(id="hall"))
    assert again.seated == morning.meeting.seated
    assert all(person.id not in repr(morning.log[-1]) for person in morning.people)
