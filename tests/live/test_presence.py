"""Who is there: numbers that follow the phones and forget who went away."""

from dataclasses import replace

from immutables import Map

from meeting.live.presence import THERE, Attendance
from meeting.procedure.state import Participant
from meeting.views.presence import Presence

PEOPLE = Map({name: Participant(name, votes=name != "guest", language="nl") for name in ("ann", "bo", "guest")})


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_people_with_and_without_a_vote_are_counted():
    attendance = Attendance(Clock())
    for name in PEOPLE:
        attendance.connect(name)
    assert attendance.snapshot(PEOPLE) == Presence(people=3, voters=2, weak=0)


def test_two_tabs_are_one_person():
    attendance = Attendance(Clock())
    attendance.connect("ann")
    attendance.connect("ann")
    attendance.disconnect("ann")
    assert attendance.snapshot(PEOPLE) == Presence(people=1, voters=1, weak=0)


def test_who_loses_the_connection_is_weak_and_counts_for_ten_minutes():
    clock = Clock()
    attendance = Attendance(clock)
    attendance.connect("ann")
    clock.now = 1000
    attendance.disconnect("ann")
    clock.now += THERE
    assert attendance.snapshot(PEOPLE) == Presence(people=1, voters=1, weak=1)
    clock.now += 1
    assert attendance.snapshot(PEOPLE) == Presence()


def test_who_stays_connected_stays_present():
    clock = Clock()
    attendance = Attendance(clock)
    attendance.connect("ann")
    clock.now = 10 * THERE
    assert attendance.snapshot(PEOPLE) == Presence(people=1, voters=1, weak=0)


def test_a_sign_of_life_is_enough_to_be_present():
    attendance = Attendance(Clock())
    attendance.seen("bo")
    assert attendance.snapshot(PEOPLE) == Presence(people=1, voters=1, weak=1)


def test_who_did_not_join_is_not_counted():
    attendance = Attendance(Clock())
    attendance.connect("stranger")
    assert attendance.snapshot(PEOPLE) == Presence()


def test_people_are_counted_at_their_tables_and_in_their_capacity() -> None:
    attendance, people = Attendance(), PEOPLE
    for number, (name, known) in enumerate(PEOPLE.items()):
        attendance.connect(name)
        people = people.set(name, replace(known, table="1", capacity="guest" if number else None))
    present = attendance.snapshot(people)
    assert (present.at, present.as_) == ({"1": len(PEOPLE)}, {"guest": len(PEOPLE) - 1})
