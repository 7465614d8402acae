"""A practice vote: the same acts as a real one, on a harmless question, and nothing of it counts."""

from __future__ import annotations

import pytest

from meeting.procedure.minority import AskMinority
from meeting.procedure.practising import OpenPractice
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import ShowFigures
from meeting.procedure.state import Outcome, RoundKind, RunSheet
from meeting.procedure.templates import EVENING, MODELS

from .acts import Hall

SHEET = RunSheet("practice", (*EVENING.blocks[:2], MODELS["practising"], *EVENING.blocks[2:]))


def practising(people: int = 5) -> Hall:
    here = Hall().open(sheet=SHEET)
    here.join(people)
    here.go("practising")
    return here


def opened(**fields: object) -> Hall:
    here = practising()
    here.lead(OpenPractice, **{"round_id": here.id(), **fields})
    return here


def test_people_practise_on_coffee_or_tea_where_nobody_thought_of_something_else() -> None:
    here = opened()
    assert (here.last.kind, here.last.text, here.last.choices) == (RoundKind.PRACTICE, "", ("coffee", "tea", "abstain"))


def test_the_question_may_be_ones_own() -> None:
    here = opened(question="Wat eten we?", answers=("Soep", "Taart", "Fruit"))
    assert here.last.text == "Wat eten we?"
    assert [option.text for option in here.last.options] == ["Soep", "Taart", "Fruit"]


@pytest.mark.parametrize(
    ("question", "answers"),
    [("Wat?", ()), ("Wat?", ("Een",)), ("Wat?", ("Een", "Een")), (None, ("Een", "Twee")), ("Wat?", tuple("abcde"))],
)
def test_a_question_of_ones_own_has_two_to_four_different_answers(question: str | None, answers: tuple[str]) -> None:
    here = practising()
    asked = {"round_id": "r", "question": question, "answers": answers}
    assert here.refused(here.lead, OpenPractice, **asked) == "practice_incomplete"


def test_a_practice_vote_shows_its_result_and_its_box_is_gone_at_the_close() -> None:
    here = opened()
    for person, choice in zip(here.people, ("tea", "tea", "coffee", "abstain"), strict=False):
        here.vote(person, choice)
    closed = here.close()
    assert (closed.outcome, dict(closed.tally.counts)) == (Outcome.CARRIED, {"coffee": 1, "tea": 2, "abstain": 1})
    assert closed.id not in here.meeting.boxes
    here.show()
    assert here.last.shown


def test_a_practice_vote_counts_for_nothing() -> None:
    here = opened()
    for person in here.people:
        here.vote(person, "tea")
    here.close()
    here.show()
    meeting = here.meeting
    assert (meeting.last_round, meeting.carried, meeting.frozen, meeting.tabled) == (None, None, False, None)
    assert here.refused(here.lead, ShowFigures, round_id=here.last.id) == "not_in_this_step"
    here.go("minority")
    assert here.refused(here.lead, AskMinority, round_id=here.last.id) == "show_first"
    here.propose()
    assert here.open_round().number == 1


def test_practice_without_a_majority_never_counts_toward_three() -> None:
    here = practising(4)
    for _ in range(4):
        here.lead(OpenPractice, round_id=here.id())
        for person, choice in zip(here.people, ("tea", "tea", "coffee", "coffee"), strict=True):
            here.vote(person, choice)
        here.close()
        here.show()
    assert here.meeting.fruitless(RoundKind.PRACTICE) == 4
    assert here.meeting.fruitless(RoundKind.PROPOSAL) == 0
    here.propose()
    here.open_round()


def test_people_go_on_only_when_the_practice_vote_is_over() -> None:
    here = opened()
    assert here.refused(here.lead, EnterBlock, to="gather") == "round_open"
    here.cancel()
    here.go("gather")


def test_practice_never_destroys_what_belongs_to_a_real_vote() -> None:
    here = practising()
    here.propose()
    voted = here.run_round("for", "for", "for", "against", "against")
    here.go("practising")
    assert here.refused(here.lead, OpenPractice, round_id=here.id()) == "real_vote_first"
    assert voted.id in here.meeting.boxes


def test_no_practice_round_is_opened_as_a_real_one() -> None:
    here = practising()
    here.propose()
    assert here.refused(here.open_round, kind=RoundKind.PRACTICE) == "not_in_this_step"
