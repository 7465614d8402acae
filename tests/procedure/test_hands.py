"""Votes without a phone: hands and papers are counted in the room, people are helped on another's phone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.procedure.core import Event
from meeting.procedure.hands import EnterCount
from meeting.procedure.state import Method, Outcome, RoundKind
from meeting.procedure.voting import RoundClosed

from .acts import Hall, hall_in_a_vote, hall_with_proposal


def counted(here: Hall, *counts: int, **fields: Any) -> None:
    """Staff enter how many were for, against and did not know."""
    here.lead(EnterCount, round_id=here.last.id, counts=tuple(zip(here.last.choices, counts, strict=False)), **fields)


def opened(method: Method, beside: int = 6, people: int = 5) -> Hall:
    here = hall_with_proposal(people)
    here.open_round(method=method, beside=beside)
    return here


def test_hands_join_what_was_chosen_on_phones() -> None:
    here = opened(Method.PHONES_HANDS)
    for person in here.people:
        here.vote(person, "for")
    counted(here, 2, 3, 1)
    closed = here.close()
    assert closed.tally is not None
    assert dict(closed.tally.counts) == {"for": 7, "against": 3, "abstain": 1}
    assert (closed.tally.electorate, closed.channels) == (11, (("phones", 5), ("hands", 6)))


@pytest.mark.parametrize("method", [Method.HANDS, Method.PAPER])
def test_a_whole_vote_is_possible_without_a_phone(method: Method) -> None:
    here = hall_with_proposal(0)
    here.open_round(method=method, beside=12)
    for again in (False, True) if method.on_paper else (False,):
        counted(here, 8, 3, 0, again=again)
    closed = here.close()
    assert closed.tally is not None
    assert (closed.outcome, closed.tally.turnout, closed.tally.electorate) == (Outcome.CARRIED, 11, 12)
    here.show()
    here.ask_minority()
    assert here.say_aloud("Niet op maandag") in [each.id for each in here.meeting.positions]


@pytest.mark.parametrize("method", [Method.HANDS, Method.PAPER])
def test_without_phones_no_phone_votes(method: Method) -> None:
    here = opened(method)
    assert here.refused(here.vote, here.people[0], "for") == "no_phones_now"


@pytest.mark.parametrize("beside", [0, -1, 1001])
@pytest.mark.parametrize("method", [method for method in Method if method is not Method.PHONES])
def test_how_many_people_have_no_phone_is_said_beforehand(method: Method, beside: int) -> None:
    here = hall_with_proposal()
    assert here.refused(here.open_round, method=method, beside=beside) == "how_many_beside"


def test_not_more_hands_are_counted_than_there_are_people() -> None:
    here = opened(Method.PHONES_HANDS, beside=3)
    assert here.refused(counted, here, 2, 2, 0) == "count_too_high"
    counted(here, 2, 1, 0)
    counted(here, 1, 2, 0)
    assert here.close().tally["against"] == 2


@pytest.mark.parametrize("counts", [(), (1,), (1, 1), (1, -1, 1), (-1, 0, 0)])
def test_a_count_has_a_number_for_every_choice(counts: tuple[int, ...]) -> None:
    here = opened(Method.HANDS)
    assert here.refused(counted, here, *counts) == "count_every"


def test_a_choice_is_not_counted_twice_over() -> None:
    here = opened(Method.HANDS)
    twice = (("for", 1), ("for", 1), ("against", 0), ("abstain", 0))
    assert here.refused(here.lead, EnterCount, round_id=here.last.id, counts=twice) == "unknown_choice"


def test_papers_stand_when_they_were_counted_twice_with_the_same_result() -> None:
    here = opened(Method.PHONES_PAPER)
    assert here.refused(counted, here, 2, 1, 0, again=True) == "count_first"
    counted(here, 2, 1, 0)
    assert here.refused(here.close) == "count_again"
    assert here.refused(counted, here, 1, 2, 0, again=True) == "counts_differ"
    counted(here, 2, 1, 0, again=True)
    assert here.close().channels == (("paper", 3),)


def test_another_first_count_asks_for_a_second_one_again() -> None:
    here = opened(Method.PAPER)
    counted(here, 2, 1, 0)
    counted(here, 2, 1, 0, again=True)
    counted(here, 3, 0, 0)
    assert here.refused(here.close) == "count_again"


@pytest.mark.parametrize("method", [method for method in Method if method is not Method.PHONES])
def test_a_vote_does_not_close_before_hands_and_papers_are_counted(method: Method) -> None:
    here = opened(method)
    assert here.refused(here.close) == "count_first"


def test_nobody_raised_a_hand_is_a_count_too() -> None:
    here = opened(Method.PHONES_HANDS)
    for person in here.people:
        here.vote(person, "for")
    counted(here, 0, 0, 0)
    assert here.close().tally.electorate == 11


def test_nothing_is_counted_where_all_vote_by_phone_or_after_the_close() -> None:
    here = hall_in_a_vote()
    assert here.refused(counted, here, 1, 0, 0) == "only_phones"
    other = opened(Method.HANDS)
    counted(other, 4, 0, 0)
    other.close()
    assert other.refused(counted, other, 3, 0, 0) == "round_closed"


def test_the_check_is_counted_by_hand_too() -> None:
    here = hall_with_proposal(0)
    here.open_round(method=Method.HANDS, beside=5)
    counted(here, 5, 0, 0)
    here.close()
    here.show()
    here.ask_minority()
    here.share()
    here.open_round(RoundKind.SUPPORT, method=Method.HANDS, beside=5)
    counted(here, 4, 1, 0)
    assert here.close().outcome is Outcome.ALL_ALONG


def test_people_who_are_helped_have_ballots_of_their_own_and_are_told_as_a_total() -> None:
    here = hall_in_a_vote(3)
    here.vote(here.people[0], "for")
    for helped in (1, 2):
        here.vote(here.people[0], "against", rev=1, person=helped)
    closed = here.close()
    assert closed.tally is not None
    assert (closed.tally["for"], closed.tally["against"], closed.tally.electorate) == (1, 2, 5)
    assert closed.channels == (("phones", 1), ("helped", 2))


def test_who_is_helped_and_who_raises_a_hand_are_people_without_a_phone_alike() -> None:
    here = opened(Method.PHONES_HANDS, beside=4, people=2)
    here.vote(here.people[0], "for", rev=1, person=1)
    counted(here, 2, 0, 0)
    assert here.close().tally.electorate == 2 + 4


def test_where_all_voted_on_their_own_phone_no_channel_is_told() -> None:
    here = hall_in_a_vote()
    here.vote(here.people[0], "for")
    assert here.close().channels == ()


def test_the_log_tells_how_many_voted_in_which_way_and_never_what_a_channel_chose() -> None:
    here = opened(Method.PHONES_PAPER)
    for again in (False, True):
        counted(here, 1, 2, 0, again=again)
    before = len(here.log)
    here.close()
    closed = [event for event in here.log[before:] if isinstance(event, RoundClosed)]
    assert closed[0].channels == (("paper", 3),)
    assert all(isinstance(event, Event) for event in here.log)
    assert not [event for event in here.log[:before] if hasattr(event, "counts")]


@given(st.lists(st.sampled_from(["for", "against", "abstain"]), max_size=8), st.tuples(*[st.integers(0, 4)] * 3))
def test_every_way_of_voting_weighs_the_same(phones: list[str], hands: tuple[int, ...]) -> None:
    here = opened(Method.PHONES_HANDS, beside=12, people=8)
    for person, choice in zip(here.people, phones, strict=False):
        here.vote(person, choice)
    counted(here, *hands)
    tally = here.close().tally
    assert tally is not None
    for choice, raised in zip(here.last.choices, hands, strict=True):
        assert tally[choice] == phones.count(choice) + raised
