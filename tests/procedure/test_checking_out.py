"""Did you feel heard: asked once, sealed, and told without any number that could point at somebody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting import views
from meeting.procedure.checking_out import AskHeard, HeardCounted, safe
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.core import Role
from meeting.procedure.report import report
from meeting.procedure.sealing import ExpireBoxes
from meeting.procedure.state import HEARD, OPTIONS, PARTLY, UNHEARD, Heard, RoundKind, Tally
from meeting.procedure.voting import CastBallot, CloseRound
from meeting.views.presence import Presence

from .acts import Hall, Person, hall, hall_asked, split

CHOICES = OPTIONS[RoundKind.HEARD]


def tally(*counts: int) -> Tally:
    return Tally(tuple(zip(CHOICES, counts, strict=True)), sum(counts))


def asking(n: int = 12) -> Hall:
    here = hall(n)
    here.go("close")
    here.lead(AskHeard, round_id="heard", present=n)
    return here


def say(here: Hall, person: Person, choice: str, rev: int = 1) -> None:
    here.ask(person, CastBallot, round_id="heard", choice=(choice,), rev=rev)


def test_the_room_tells_of_the_question_while_phones_ask_it() -> None:
    here = hall(6)
    here.go("close")
    assert not views.room(here.meeting, Presence(6, 6, 0))["heard"]
    here.lead(AskHeard, round_id="heard", present=6)
    assert views.room(here.meeting, Presence(6, 6, 0))["heard"]
    here.lead(CloseMeeting)
    assert not views.room(here.meeting, Presence(6, 6, 0))["heard"]


def test_what_people_said_is_counted_when_the_meeting_closes() -> None:
    here = asking()
    for person in here.people[:7]:
        say(here, person, PARTLY)
        say(here, person, HEARD, rev=2)
    for person in here.people[7:]:
        say(here, person, PARTLY)
    say(here, here.join()[0], PARTLY)
    assert report(here.meeting).heard is None
    here.lead(CloseMeeting)
    assert report(here.meeting).heard == Heard(13, ((HEARD, 7), (PARTLY, None), (UNHEARD, None)), HEARD)
    assert not here.meeting.boxes
    assert not here.keys


@pytest.mark.parametrize(
    ("counts", "cells"),
    [
        ((9, 7, 5), (9, 7, 5)),
        ((20, 6, 5), (20, 6, 5)),
        ((20, 6, 4), (20, None, None)),  # one hidden cell would follow from the others
        ((20, 3, 1), (None, None, None)),  # four people in two cells are too few still
        ((20, 3, 2), (20, None, None)),
        ((20, 0, 0), (None, None, None)),
        ((4, 0, 0), (None, None, None)),
    ],
)
def test_no_cell_under_five_is_told_nor_one_that_the_others_give_away(
    counts: tuple[int, ...], cells: tuple[int | None, ...]
) -> None:
    assert tuple(n for _, n in safe(tally(*counts)).cells) == cells


@given(st.tuples(*[st.integers(0, 30)] * 3))
def test_what_is_told_leaves_at_least_five_people_in_the_dark_or_nobody(counts: tuple[int, ...]) -> None:
    told = safe(tally(*counts))
    hidden = [n for (_, shown), n in zip(told.cells, counts, strict=True) if shown is None]
    assert all(shown is None or shown >= 5 for _, shown in told.cells)
    assert told.answered is None or told.answered >= 5
    assert not hidden or len(hidden) == 3 or (len(hidden) > 1 and sum(hidden) >= 5)
    assert told.answered is not None or told.most is None


def test_what_more_than_half_said_is_told_in_words() -> None:
    assert safe(tally(20, 3, 1)).most == HEARD
    assert safe(tally(5, 5, 5)).most is None
    assert safe(tally(4, 0, 0)) == Heard(None, tuple((each, None) for each in CHOICES), None)


def test_the_question_is_asked_once() -> None:
    here = asking()
    assert here.lead(AskHeard, round_id="heard", present=12) == ()
    assert here.refused(here.lead, AskHeard, round_id="again", present=12) == "asked_before"


def test_the_question_at_the_end_is_no_vote_that_could_be_closed_or_shown() -> None:
    here = asking()
    here.propose()
    here.go("vote")
    assert here.refused(here.lead, CloseRound, round_id="heard", present=12) == "unknown_round"
    assert here.meeting.open_round is None
    assert here.meeting.last_round is None


def test_asking_it_leaves_the_box_of_a_vote_alone() -> None:
    here = hall_asked(*split(3, 2))
    here.go("close")
    here.lead(AskHeard, round_id="heard", present=5)
    assert set(here.meeting.boxes) == {here.meeting.rounds[-1].id, "heard"}
    here.go("minority")
    here.answer(here.people[0], "Toch nog iets", round_id=here.meeting.rounds[-1].id)


def test_who_answers_anew_counts_once_and_other_words_are_refused() -> None:
    here = asking(5)
    say(here, here.people[0], HEARD)
    assert here.refused(say, here, here.people[1], "for") == "unknown_choice"
    for person in here.people:
        say(here, person, HEARD, rev=2)
    [counted, *_] = here.lead(CloseMeeting)
    assert isinstance(counted, HeardCounted)
    assert counted.heard.answered == 5


def test_answers_that_nobody_counted_within_a_day_are_gone() -> None:
    here = asking(6)
    say(here, here.people[0], HEARD)
    here.wait(hours=25)
    here.do(ExpireBoxes(at=here.tick(), role=Role.SYSTEM))
    here.lead(CloseMeeting)
    assert report(here.meeting).heard is None
