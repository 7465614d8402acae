"""The support check stays open for those who left, until a set hour, and is then counted once more."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.procedure.closing import CloseMeeting
from meeting.procedure.core import Role, replay
from meeting.procedure.later import LONGEST, AnswerLater, CountLater, KeepCheckOpen, LaterCounted, telling
from meeting.procedure.minority import GiveAnswer
from meeting.procedure.sealing import BoxDestroyed, BoxEmptied, ExpireBoxes, HasAnswered
from meeting.procedure.state import ALONG, LEAVE, NOT_YET, OPTIONS, DecisionKind, Meeting, RoundKind, Tally

from .acts import Hall, Person, hall_heard, split


def kept_open(*choices: str, people: int = 14, hours: int = 24) -> Hall:
    """A hall after its check, of which this part answered in the room; it stays open."""
    here = hall_heard(*split(people - 1, 1))
    here.present = len(choices)
    here.check(*choices)
    keep(here, hours=hours)
    return here


def keep(here: Hall, **lapse: int) -> None:
    here.lead(KeepCheckOpen, round_id=here.last.id, until=here.now + dt.timedelta(**lapse))


def answer(here: Hall, person: Person, choice: str, round_id: str = "") -> None:
    known = round_id or here.last.id
    here.ask(person, AnswerLater, round_id=known, rev=here.next_rev(person, known, "later"), choice=choice)


def count(here: Hall, **lapse: int) -> tuple[object, ...]:
    here.wait(**(lapse or {"hours": 24}))
    return here.do(CountLater(at=here.now, role=Role.SYSTEM))


def close(here: Hall) -> None:
    here.go("close")
    here.lead(CloseMeeting)


def test_who_left_answers_at_home_after_the_meeting_and_the_room_stands_as_it_was() -> None:
    here = kept_open(*[ALONG] * 6)
    room = here.last.tally
    here.adopt()
    close(here)
    for person in here.people[6:12]:
        answer(here, person, LEAVE)
    count(here)
    known = here.last
    assert known.later is not None
    assert (known.later.answered, dict(known.later.cells)) == (6, {ALONG: 0, LEAVE: 6, NOT_YET: 0})
    assert known.tally == room
    assert here.meeting.decisions[0].kind is DecisionKind.FULL
    assert not here.meeting.boxes
    assert not here.keys


def test_when_the_decision_is_laid_down_what_the_room_chose_leaves_the_box() -> None:
    here = kept_open(*[ALONG] * 6)
    answer(here, here.people[7], NOT_YET)
    happened = here.adopt()
    assert [each for each in happened if isinstance(each, BoxEmptied)]
    box = here.meeting.boxes[here.last.id]
    assert sorted(item for item, _ in box) == ["ballot"] * 6 + ["later"]
    assert all(isinstance(each, HasAnswered) for (item, _), each in box.items() if item == "ballot")
    assert here.refused(
        here.ask, here.people[8], GiveAnswer, round_id=here.last.id, position_id="p", kind="none", rev=1
    )


def test_who_answered_in_the_room_does_not_answer_again() -> None:
    here = kept_open(*[ALONG] * 6)
    assert here.refused(answer, here, here.people[0], NOT_YET) == "answered_in_room"
    here.adopt()
    assert here.refused(answer, here, here.people[0], NOT_YET) == "answered_in_room"


def test_who_came_in_after_it_was_kept_open_does_not_answer() -> None:
    here = kept_open(*[ALONG] * 6)
    (late,) = here.join()
    keep(here, hours=30)
    assert here.refused(answer, here, late, ALONG) == "came_after"


def test_a_later_answer_may_be_changed_until_the_hour_and_not_after() -> None:
    here = kept_open(*[ALONG] * 6, hours=2)
    for person in here.people[6:11]:
        answer(here, person, NOT_YET)
    answer(here, here.people[6], ALONG)
    here.wait(hours=2)
    assert here.refused(answer, here, here.people[7], ALONG) == "check_over"
    assert here.last.waits
    here.adopt()
    (told, _) = count(here, seconds=1)
    assert isinstance(told, LaterCounted)
    assert told.answered == 5
    assert here.refused(answer, here, here.people[7], ALONG) == "check_over"


def test_a_decision_in_full_is_so_no_longer_when_somebody_says_not_yet_later() -> None:
    here = kept_open(*[ALONG] * 7)
    here.adopt()
    assert here.meeting.decisions[0].kind is DecisionKind.FULL
    answer(here, here.people[9], NOT_YET)
    count(here)
    later = here.last.later
    assert later is not None
    assert later.first_no
    assert (later.answered, {n for _, n in later.cells}) == (None, {None})
    assert here.meeting.decisions[0].kind is DecisionKind.STANDING


def test_counted_before_the_decision_a_later_no_keeps_it_from_being_in_full() -> None:
    here = kept_open(*[ALONG] * 7, hours=1)
    answer(here, here.people[9], NOT_YET)
    count(here, hours=1)
    assert here.refused(keep, here, hours=1) == "check_over"
    here.adopt()
    assert here.meeting.decisions[0].kind is DecisionKind.STANDING
    assert not here.meeting.boxes


def test_it_stays_open_through_a_quiet_day_and_through_the_next_decision() -> None:
    here = kept_open(*[ALONG] * 6, hours=72)
    check = here.last.id
    here.adopt()
    here.wait(hours=25)
    here.do(ExpireBoxes(at=here.now, role=Role.SYSTEM))
    here.propose("Iets heel anders.")
    here.run_round(*split(9, 0))
    for person in here.people[6:11]:
        answer(here, person, ALONG, check)
    happened = count(here, hours=48)
    assert [each for each in happened if isinstance(each, BoxDestroyed)] == [happened[-1]]
    known = here.meeting.round_of(check)
    assert known is not None
    assert known.later is not None
    assert known.later.answered == 5


def test_without_a_decision_nothing_is_kept_of_it() -> None:
    ended = kept_open(*[ALONG] * 6)
    ended.end()
    assert not ended.meeting.boxes
    assert not count(ended)
    again = kept_open(*[ALONG] * 6)
    again.check(*[ALONG] * 6)
    assert [known.waits for known in again.meeting.rounds if known.kind is RoundKind.SUPPORT] == [False, False]


def test_only_a_check_of_this_proposal_with_a_sensible_hour_stays_open() -> None:
    voted = hall_heard(*split(3, 1))
    assert voted.refused(keep, voted, hours=1) == "not_in_this_step"
    voted.open_round(RoundKind.SUPPORT)
    assert voted.refused(keep, voted, hours=1) == "check_first"
    voted.vote(voted.people[0], ALONG)
    voted.close()
    voted.show()
    assert voted.refused(keep, voted, hours=0) == "hour_past"
    assert (
        voted.refused(voted.lead, KeepCheckOpen, round_id=voted.last.id, until=voted.now + LONGEST * 2)
        == "hour_too_far"
    )
    keep(voted, hours=1)
    assert voted.refused(answer, voted, voted.people[1], "misschien") == "unknown_choice"


def test_a_restart_finds_it_as_it_was() -> None:
    here = kept_open(*[ALONG] * 6)
    here.adopt()
    answer(here, here.people[8], LEAVE)
    sealed = [each for box in here.meeting.boxes.values() for each in box.values()]
    assert replay([*here.log, *reversed(sealed)], Meeting(id="hall")) == here.meeting


@pytest.mark.parametrize(
    ("given_later", "told"),
    [
        ((4, 0, 0), (None, (None, None, None))),
        ((5, 0, 0), (5, (5, 0, 0))),
        ((9, 1, 0), (10, (None, None, None))),
        ((30, 4, 3), (37, (30, None, None))),
        ((30, 3, 12), (45, (30, None, None))),
    ],
)
def test_no_number_of_a_few_people_is_told(
    given_later: tuple[int, int, int], told: tuple[int | None, tuple[int | None, ...]]
) -> None:
    answered, cells = telling(tally(*given_later))
    assert (answered, tuple(n for _, n in cells)) == told


@given(st.tuples(*[st.integers(0, 12)] * 3))
def test_what_is_told_cannot_be_told_apart_from_what_is_not(found: tuple[int, int, int]) -> None:
    """Whatever is subtracted from what: no number from one to four, and what is left out is five or more together."""
    answered, cells = telling(tally(*found))
    shown = [n for _, n in cells if n is not None]
    hidden = len(cells) - len(shown)
    assert all(n == 0 or n >= 5 for n in shown)
    assert answered is None or answered == sum(found) >= 5
    assert answered is not None or not shown
    assert hidden != 1
    assert not hidden or answered is None or answered - sum(shown) >= 5


def tally(*counts: int) -> Tally:
    return Tally(tuple(zip(OPTIONS[RoundKind.SUPPORT], counts, strict=True)), sum(counts))
