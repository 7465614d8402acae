"""Where people sit and as what they take part: on a phone, on the console, and for the commissioner."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from meeting import views
from meeting.procedure.arrival import Join
from meeting.procedure.capacities import SetCapacity, TakeCapacity
from meeting.procedure.regrouping import MergeTables, MixTables
from meeting.procedure.seating import SetTables, Sit
from meeting.procedure.state import Level
from meeting.views.commissioner import commissioner
from meeting.views.presence import Presence
from tests.procedure.acts import Hall, Person


@pytest.fixture
def morning() -> Hall:
    """Five tables; residents vote, guests do not."""
    opened = Hall().open()
    opened.lead(SetTables, count=5)
    opened.lead(SetCapacity, capacity_id="resident", name="Bewoner", votes=True, invited=40, seed=b"resident-")
    opened.lead(SetCapacity, capacity_id="guest", name="Gast", votes=False, seed=b"a-guest--")
    return opened


def come(morning: Hall, table: int | None = None, capacity: str | None = None) -> Person:
    person = morning.newcomer()
    key = morning.meeting.capacities[capacity].key if capacity else None
    morning.ask(person, Join, table=str(table) if table else None, key=key)
    morning.people.append(person)
    return person


def here(morning: Hall) -> Presence:
    """Everybody who came in is in the hall."""
    people = morning.meeting.participants.values()
    at = Counter(person.table for person in people if person.table)
    as_ = Counter(person.capacity for person in people if person.capacity)
    return Presence(people=len(morning.people), at=at, as_=as_)


def place(morning: Hall, person: Person) -> Any:
    return views.mine(morning.meeting, person.id, {})["place"]


def seen(morning: Hall) -> Any:
    return views.console(morning.meeting, here(morning))["seating"]


def keys(lines: Any) -> list[str]:
    return [line["key"] for line in lines]


def test_a_meeting_without_tables_and_capacities_says_nothing_of_them() -> None:
    plain = Hall().open()
    [person] = plain.join()
    assert place(plain, person) is None
    assert keys(views.mine(plain.meeting, person.id, {})["lines"]) == ["vote.right.yes"]


@pytest.mark.parametrize(
    ("capacity", "told"),
    [
        ("resident", ["capacity.proven", "vote.right.yes"]),
        ("guest", ["capacity.proven", "vote.right.no"]),
        (None, ["capacity.none"]),
    ],
)
def test_at_the_door_people_read_as_what_they_take_part_and_whether_they_vote(
    morning: Hall, capacity: str | None, told: list[str]
) -> None:
    person = come(morning, 1, capacity)
    assert keys(views.mine(morning.meeting, person.id, {})["lines"]) == told


@pytest.mark.parametrize(
    ("level", "claimed", "told"),
    [
        (Level.DECIDE, "resident", ["capacity.claimed", "capacity.scan"]),
        (Level.DECIDE, "guest", ["capacity.claimed", "vote.right.no"]),
        (Level.ADVISE, "resident", ["capacity.claimed", "vote.right.yes"]),
    ],
)
def test_a_claim_is_labelled_so_and_says_what_is_left_to_do(level: Level, claimed: str, told: list[str]) -> None:
    opened = Hall().open(level=level, decider="De raad" if level is Level.ADVISE else None)
    opened.lead(SetCapacity, capacity_id="resident", name="Bewoner", votes=True)
    opened.lead(SetCapacity, capacity_id="guest", name="Gast", votes=False)
    [person] = opened.join()
    opened.ask(person, TakeCapacity, capacity_id=claimed)
    assert keys(place(opened, person)["lines"]) == told


def test_a_late_comer_is_told_too_but_not_where_every_phone_looks_alike(morning: Hall) -> None:
    morning.go("gather")
    late = come(morning, 1, "resident")
    assert keys(views.mine(morning.meeting, late.id, {})["lines"]) == ["capacity.proven", "vote.right.yes"]
    morning.go("propose")
    assert views.mine(morning.meeting, late.id, {})["lines"] == []
    morning.go("vote")
    later = come(morning, 1, "resident")
    assert views.mine(morning.meeting, later.id, {})["lines"] == []


def test_who_has_a_card_is_offered_no_other_capacity(morning: Hall) -> None:
    assert place(morning, come(morning, 1, "guest"))["choices"] == []
    assert [each["text"] for each in place(morning, come(morning))["choices"]] == ["Bewoner", "Gast"]


def test_who_is_sent_reads_where_until_they_sit_or_the_room_is_two_steps_further(morning: Hall) -> None:
    sitting, walking = come(morning, 1), come(morning, 1)
    come(morning, 2)
    morning.lead(MergeTables, table="1", into="2", route="Langs het raam")
    assert place(morning, walking)["go"]["route"] == "Langs het raam"
    morning.ask(sitting, Sit, table="2")
    assert place(morning, sitting)["go"] is None
    morning.go("gather")
    assert place(morning, walking)["go"]["n"] == 2
    morning.go("propose")
    assert place(morning, walking)["go"] is None


def test_who_is_mixed_may_stay_where_they_sat(morning: Hall) -> None:
    people = [come(morning, 1 + number % 2) for number in range(8)]
    morning.lead(MixTables, mix=1)
    moved = next(person for person in people if place(morning, person)["go"])
    go = place(morning, moved)["go"]
    assert go["key"] == "go.mixed"
    assert {go["n"], go["stay"]["n"]} == {1, 2}


def test_the_console_counts_who_is_where_and_as_what(morning: Hall) -> None:
    for _ in range(3):
        come(morning, 1, "resident")
    come(morning, 2, "guest")
    morning.ask(come(morning), TakeCapacity, capacity_id="resident")
    view = seen(morning)
    assert [(each["number"], each["here"]) for each in view["tables"]] == [(1, 3), (2, 1), (3, 0), (4, 0), (5, 0)]
    assert (view["nowhere"], view["unsaid"]) == (1, 0)
    [resident, guest] = view["capacities"]
    assert (resident["here"], resident["invited"], resident["proven"], resident["claimed"]) == (4, 40, 3, 1)
    assert (guest["here"], guest["invited"], guest["votes"]) == (1, None, False)


def test_a_table_is_silent_until_somebody_there_wrote_something_in_this_block(morning: Hall) -> None:
    person, _ = come(morning, 1), come(morning, 2)
    morning.go("gather")
    assert [each["number"] for each in seen(morning)["tables"] if each["silent"]] == [1, 2]
    morning.view(person, "Meer bankjes")
    assert [each["number"] for each in seen(morning)["tables"] if each["silent"]] == [2]


def test_a_table_of_few_is_advised_to_join_the_nearest_and_nobody_is_sent_twice(morning: Hall) -> None:
    for table, people in ((1, 2), (2, 3), (3, 6), (5, 1)):
        for _ in range(people):
            come(morning, table)
    assert seen(morning)["advice"] == []
    morning.go("gather")
    advice = [each["values"] for each in seen(morning)["advice"]]
    assert advice == [{"table": 1, "n": 2, "into": 2}, {"table": 5, "n": 1, "into": 3}]
    act = seen(morning)["advice"][0]["act"]
    morning.lead(MergeTables, **act["args"])
    assert [each["number"] for each in seen(morning)["merged"]] == [1]


def test_a_table_where_all_are_the_same_is_told_while_others_are_in_the_hall(morning: Hall) -> None:
    for _ in range(4):
        come(morning, 1, "guest")
    morning.go("gather")
    assert seen(morning)["advice"] == []
    for _ in range(4):
        come(morning, 2, "resident")
    come(morning, 2, "guest")
    assert [each["values"] for each in seen(morning)["advice"]] == [{"table": 1, "name": "Gast"}]


def test_who_helps_without_leading_sees_no_roles_of_people(morning: Hall) -> None:
    come(morning, 1, "guest")
    for role in views.LEADING[2:]:
        assert views.console(morning.meeting, here(morning), role=role)["seating"] == {}


def test_no_key_of_a_card_reaches_a_screen(morning: Hall) -> None:
    person = come(morning, 1, "guest")
    told = [
        views.console(morning.meeting, here(morning)),
        views.room(morning.meeting, here(morning)),
        views.phone(morning.meeting, here(morning)),
        views.mine(morning.meeting, person.id, {}),
        commissioner(morning.meeting),
    ]
    assert not any(known.key in json.dumps(told, default=str) for known in morning.meeting.capacities.values())


def test_the_commissioner_sees_how_many_came_and_no_names_nor_a_small_number(morning: Hall) -> None:
    come(morning, 1, "resident")
    assert commissioner(morning.meeting)["here"] == [
        {"id": "resident", "name": "Bewoner", "invited": 40, "n": None},
        {"id": "guest", "name": "Gast", "invited": None, "n": 0},
    ]
    for _ in range(5):
        come(morning, 1, "resident")
    assert [each["n"] for each in commissioner(morning.meeting)["here"]] == [6, 0]
