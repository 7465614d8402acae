"""Calling: a tap asks somebody in the hall to come; it ends when that happened, or when the person says so."""

from __future__ import annotations

from typing import Any

import pytest

from meeting.procedure.calling import CallSomebody, EndCall
from meeting.procedure.core import Role
from meeting.procedure.seating import SetTables
from meeting.views import console, mine
from meeting.views.presence import Presence

from .acts import Hall, hall


def called(here: Hall, person: int = 0, kind: str = "help", place: str = "Tafel 4") -> str:
    call_id = here.id()
    here.ask(here.people[person], CallSomebody, call_id=call_id, kind=kind, place=place)
    return call_id


def test_who_leads_sees_what_is_asked_and_where() -> None:
    here = hall(2)
    call_id = called(here, place="  Tafel   4 ")
    assert console(here.meeting, Presence())["calls"] == [
        {"id": call_id, "kind": "help", "place": "Tafel 4", "table": None}
    ]


def test_the_phone_knows_that_somebody_comes() -> None:
    here = hall(2)
    call_id = called(here, kind="speak", place="")
    assert mine(here.meeting, here.people[0].id, {})["call"] == {"id": call_id, "kind": "speak"}
    assert mine(here.meeting, here.people[1].id, {})["call"] is None


def test_one_person_has_one_call_at_a_time() -> None:
    here = hall(1)
    called(here)
    again = called(here, kind="speak")
    assert [call["id"] for call in console(here.meeting, Presence())["calls"]] == [again]


def test_calls_stand_in_the_order_in_which_they_came() -> None:
    here = hall(3)
    order = [called(here, person) for person in (2, 0, 1)]
    assert [call["id"] for call in console(here.meeting, Presence())["calls"]] == order


def test_a_call_ends_when_somebody_came_and_a_second_word_of_it_changes_nothing() -> None:
    here = hall(1)
    call_id = called(here)
    assert here.lead(EndCall, call_id=call_id)
    assert here.lead(EndCall, call_id=call_id) == ()
    assert not here.meeting.calls


def test_only_the_caller_and_staff_end_a_call() -> None:
    here = hall(2)
    call_id = called(here)
    assert here.refused(here.ask, here.people[1], EndCall, call_id=call_id) == "not_yours"
    assert here.ask(here.people[0], EndCall, call_id=call_id)


def test_a_call_sent_twice_is_one_call() -> None:
    here = hall(1)
    call_id = here.id()
    for _ in range(2):
        here.ask(here.people[0], CallSomebody, call_id=call_id, kind="help", place="")
    assert len(here.log) == 3


def test_nobody_takes_anothers_id() -> None:
    here = hall(2)
    call_id = called(here)
    assert here.refused(here.ask, here.people[1], CallSomebody, call_id=call_id, kind="help", place="") == "id_taken"


def test_a_table_calls_through_its_host_and_only_that_host_or_staff_end_it() -> None:
    here = hall(1)
    here.lead(SetTables, count=2)
    mine = called(here)
    as_host: dict[str, Any] = {"at": here.tick(), "role": Role.HOST}
    here.do(CallSomebody(**as_host, table="2", call_id="t", kind="help"))
    assert {call.id: call.table for call in here.meeting.calls.values()} == {mine: None, "t": "2"}
    assert here.refused(here.do, EndCall(**as_host, table="1", call_id="t")) == "not_yours"
    assert here.refused(here.do, EndCall(**as_host, table="1", call_id=mine)) == "not_yours"
    assert here.refused(here.do, CallSomebody(**as_host, table="9", call_id="u", kind="help")) == "no_table"
    here.do(EndCall(**as_host, table="2", call_id="t"))
    assert [call.id for call in here.meeting.calls.values()] == [mine]


@pytest.mark.parametrize("kind", ["", "coffee"])
def test_only_help_and_a_word_can_be_asked(kind: str) -> None:
    here = hall(1)
    assert here.refused(called, here, kind=kind) == "unknown_choice"


def test_a_call_that_is_over_does_not_come_back_when_its_message_comes_again() -> None:
    here = hall(1)
    calls = [here.as_person(here.people[0], CallSomebody, call_id=each, kind="help", place="") for each in "ab"]
    for call in calls:
        here.do(call)
    assert here.do(calls[0]) == ()
    here.lead(EndCall, call_id="b")
    assert here.do(calls[1]) == ()
    assert not here.meeting.calls
