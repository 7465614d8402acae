"""Tables in the hall: how many, and who sits at which."""

from __future__ import annotations

import pytest

from meeting.procedure.arrival import Join, ParticipantJoined
from meeting.procedure.core import Event, touches
from meeting.procedure.gathering import SubmitViewpoint
from meeting.procedure.regrouping import MergeTables
from meeting.procedure.seating import MOST_TABLES, ParticipantSeated, SetTables, Sit, TablesSet, in_order, standing
from meeting.procedure.undoing import Undo

from .acts import Hall, Person


@pytest.fixture
def morning() -> Hall:
    """A meeting with four tables, in which nobody has come in yet."""
    opened = Hall().open()
    opened.lead(SetTables, count=4)
    return opened


def at_table(morning: Hall, table: str | None, **fields: object) -> Person:
    """Somebody who scans the QR on this table."""
    person = morning.newcomer()
    morning.ask(person, Join, table=table, **fields)
    morning.people.append(person)
    return person


def test_tables_are_numbered_from_one(morning: Hall) -> None:
    assert [table.number for table in in_order(morning.meeting)] == [1, 2, 3, 4]


def test_saying_the_same_number_of_tables_again_changes_nothing(morning: Hall) -> None:
    assert morning.lead(SetTables, count=4) == ()


def test_more_tables_are_added_behind_those_there_are(morning: Hall) -> None:
    at_table(morning, "4")
    morning.lead(SetTables, count=6)
    assert [table.number for table in in_order(morning.meeting)] == [1, 2, 3, 4, 5, 6]
    assert len(morning.meeting.seated["4"]) == 1


def test_a_table_with_people_is_not_taken_away(morning: Hall) -> None:
    at_table(morning, "3")
    assert morning.refused(morning.lead, SetTables, count=2) == "table_taken"
    morning.lead(SetTables, count=3)
    assert "4" not in morning.meeting.tables


@pytest.mark.parametrize("count", [-1, MOST_TABLES + 1])
def test_a_number_of_tables_no_hall_has_is_refused(morning: Hall, count: int) -> None:
    assert morning.refused(morning.lead, SetTables, count=count) == "too_many_tables"


def test_the_number_of_tables_can_be_taken_back(morning: Hall) -> None:
    morning.lead(SetTables, count=9)
    morning.lead(Undo, act=len(morning.meeting.acts))
    assert len(morning.meeting.tables) == 4


def test_who_scans_a_table_sits_there_at_once(morning: Hall) -> None:
    person = at_table(morning, "2")
    assert morning.meeting.participants[person.id].table == "2"
    assert morning.meeting.seated["2"] == {person.id}


def test_a_table_that_is_not_there_keeps_nobody_out(morning: Hall) -> None:
    person = at_table(morning, "99")
    assert morning.meeting.participants[person.id].table is None


def test_scanning_the_same_table_again_changes_nothing(morning: Hall) -> None:
    person = at_table(morning, "2")
    assert morning.ask(person, Join, table="2") == ()


def test_who_came_to_the_wrong_table_scans_the_right_one(morning: Hall) -> None:
    person = at_table(morning, "2")
    [event] = morning.ask(person, Join, table="3")
    assert isinstance(event, ParticipantSeated)
    assert morning.meeting.seated["2"] == frozenset()
    assert morning.meeting.seated["3"] == {person.id}


def test_a_phone_that_comes_back_without_a_table_keeps_its_own(morning: Hall) -> None:
    person = at_table(morning, "2")
    assert morning.ask(person, Join) == ()
    assert morning.ask(person, Join, language="en")[0].__class__ is ParticipantJoined
    assert morning.meeting.participants[person.id].table == "2"


def test_people_move_and_leave_their_table_on_the_phone(morning: Hall) -> None:
    person = at_table(morning, None)
    morning.ask(person, Sit, table="4")
    assert morning.meeting.participants[person.id].table == "4"
    assert morning.ask(person, Sit, table="4") == ()
    morning.ask(person, Sit, table=None)
    assert morning.meeting.participants[person.id].table is None
    assert morning.meeting.seated["4"] == frozenset()


def test_nobody_sits_down_at_a_table_that_is_not_there(morning: Hall) -> None:
    person = at_table(morning, None)
    assert morning.refused(morning.ask, person, Sit, table="14") == "unknown_table"


def test_a_late_comer_sits_down_in_any_step(morning: Hall) -> None:
    morning.go("gather")
    person = at_table(morning, "1")
    viewpoint_id = morning.view(person, "Meer bankjes in het park")
    assert morning.meeting.viewpoints[viewpoint_id].table == "1"


def test_who_sits_at_no_table_does_everything_the_others_do(morning: Hall) -> None:
    person = at_table(morning, None)
    morning.go("gather")
    morning.ask(person, SubmitViewpoint, viewpoint_id=morning.id(), block_id="gather", text="Een eigen mening")
    morning.propose()
    morning.open_round()
    morning.vote(person, "for")
    assert dict(morning.close().tally.counts)["for"] == 1


def test_who_scans_a_table_that_walked_sits_where_its_people_are(morning: Hall) -> None:
    morning.lead(MergeTables, table="1", into="2")
    morning.lead(MergeTables, table="2", into="3")
    person = at_table(morning, "1")
    assert morning.meeting.participants[person.id].table == "3"
    table = standing(morning.meeting, "1")
    assert table is not None
    assert table.number == 3


def test_sitting_down_touches_one_phone_and_a_number_of_tables_none(morning: Hall) -> None:
    person = at_table(morning, "1")
    seated, tables = morning.log[-1], next(event for event in morning.log if isinstance(event, TablesSet))
    assert isinstance(seated, Event)
    assert touches(seated, morning.meeting) == (person.id,)
    assert touches(tables, morning.meeting) == ()
