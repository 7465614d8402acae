"""The size of the letters follows from the hall, and the countdown tells a hall calmly what is left."""

import pytest

from meeting.web.countdown import LONGEST, Countdown, calm, exact
from meeting.web.letters import LARGEST, amount, readable, scale_for


@pytest.mark.parametrize(
    ("distance", "height", "scale"),
    [(20, 2.8, 1.0), (20, 2.2, 1.3), (20, 1.7, 1.6), (5, 2.0, 1.0), (60, 1.0, 1.6)],
)
def test_the_scale_follows_from_the_last_row_and_the_picture(distance, height, scale):
    assert scale_for(distance, height) == scale


def test_a_picture_that_is_too_small_for_the_hall_is_known():
    assert readable(20, 2.2)
    assert not readable(60, 1.0)
    assert scale_for(60, 1.0) == LARGEST


@pytest.mark.parametrize(("typed", "length"), [("12", 12.0), (" 2,8 m", 2.8), ("2.5", 2.5), ("", None), ("ver", None)])
def test_metres_are_read_as_people_type_them(typed, length):
    assert amount(typed, 200) == length


def test_a_length_that_cannot_be_is_none():
    assert amount("0", 30) is None
    assert amount("31", 30) is None
    assert amount("nan", 30) is None


def test_a_countdown_runs_pauses_and_gets_more_time():
    clock = Countdown()
    assert clock.left(0) is None
    clock.start(300, 10)
    assert clock.left(10.5) == 300
    clock.pause(70)
    assert (clock.left(500), clock.running) == (240, False)
    clock.add(30, 500)
    clock.resume(500)
    assert clock.left(500) == 270
    clock.add(30, 900)
    assert clock.left(900) == 30
    clock.stop()
    assert clock.left(900) is None


def test_a_countdown_has_an_end_and_never_goes_below_nothing():
    clock = Countdown()
    clock.start(10**9, 0)
    assert clock.left(0) == LONGEST
    assert clock.left(10**9) == 0
    assert clock.next_second(10**9) is None


def test_the_next_second_comes_when_another_number_is_left():
    clock = Countdown()
    clock.start(10, 0)
    assert clock.next_second(0) == 1
    assert clock.next_second(0.25) == 0.75


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(600, ("minutes", 10)), (241, ("minutes", 5)), (61, ("minutes", 2)), (60, ("seconds", 60)), (41, ("seconds", 50))],
)
def test_a_hall_hears_minutes_and_only_at_the_end_seconds(seconds, told):
    assert calm(seconds) == told


def test_the_end_is_told_and_the_facilitator_sees_each_second():
    assert calm(0) == ("over", 0)
    assert (exact(245), exact(0)) == ("4:05", "0:00")
