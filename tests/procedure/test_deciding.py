"""Can everyone come along, and then the decision: in full, with a standing minority, or another honest end."""

from __future__ import annotations

from datetime import date

import pytest

from meeting.procedure.deciding import AdoptDecision, DecisionAdopted, EndDecision
from meeting.procedure.proposing import TableProposal
from meeting.procedure.sealing import BoxDestroyed
from meeting.procedure.showing import AcceptResult
from meeting.procedure.state import AnswerKind, DecisionKind, Outcome, RoundKind

from .acts import Hall, hall, hall_after_a_vote, hall_asked, hall_heard, hall_weaving, hall_with_proposal, split

STANDING_NO = "Ik blijf bij mijn nee. Vraag het me niet meer."


def checked(*choices: str) -> Hall:
    """A hall of four after the support check."""
    heard = hall_heard(*split(3, 1))
    heard.check(*choices)
    return heard


def asked_again(here: Hall, need: str) -> str:
    """The one with `not yet` is asked and answers; returns the position."""
    here.ask_minority()
    position = here.answer(here.people[0], need)
    here.share()
    here.go("weave")
    return position


# The support check


def test_the_check_needs_a_majority_first() -> None:
    here = hall_with_proposal()
    assert here.refused(here.check) == "not_carried"
    voted = hall_after_a_vote("for", "against")
    assert voted.refused(voted.check) == "not_carried"


def test_the_step_to_the_minority_is_never_skipped() -> None:
    voted = hall_after_a_vote(*split(3, 1))
    assert voted.refused(voted.check) == "ask_first"
    voted.ask_minority()
    assert voted.refused(voted.check) == "ask_first"
    voted.go("minority")
    voted.share()
    voted.check("along")


def test_with_nobody_against_it_is_asked_once_all_the_same() -> None:
    voted = hall_after_a_vote(*split(4, 0))
    assert voted.refused(voted.check) == "ask_first"
    voted.ask_minority()
    voted.share()
    voted.check("along", "along", "along", "along")
    voted.adopt()
    assert voted.meeting.decisions[0].kind is DecisionKind.FULL


def test_the_check_asks_every_voter_again_and_destroys_the_box_of_the_vote() -> None:
    heard = hall_heard(*split(3, 1))
    vote = heard.last.id
    heard.open_round(RoundKind.SUPPORT)
    assert list(heard.meeting.boxes) == [heard.last.id]
    assert BoxDestroyed(round_id=vote, at=heard.now, by=heard.log[-1].by) in heard.log
    assert heard.refused(heard.vote, heard.people[0], "for") == "unknown_choice"


def test_after_not_yet_they_are_asked_before_the_check_comes_again() -> None:
    here = checked("not_yet", "along", "along", "along")
    assert here.refused(here.check) == "ask_first"
    position = asked_again(here, "Een bel aan de deur")
    assert here.refused(here.check) == "positions_open"
    here.go("weave")
    here.treat(position)
    here.settle(position)
    here.check("along", "along", "along", "along")
    assert here.last.outcome is Outcome.ALL_ALONG
    assert here.last.version == 2


def test_the_minority_of_a_check_is_who_said_not_yet() -> None:
    here = checked("along", "along", "leave", "not_yet")
    here.ask_minority()
    here.answer(here.people[3], "Een bel")
    here.answer(here.people[0], "Ik was tegen, nu niet meer")
    here.share()
    assert [position.text for position in here.meeting.positions] == ["Een bel"]


def test_three_times_not_yet_then_people_talk() -> None:
    here = checked("not_yet", "along", "along", "along")
    for _ in range(2):
        here.leave(asked_again(here, STANDING_NO))
        here.check("not_yet", "along", "along", "along")
    here.leave(asked_again(here, STANDING_NO))
    assert here.refused(here.check) == "talk_first"
    here.go("waterline")
    here.check("along", "along", "along", "along")
    here.adopt()
    assert here.meeting.decisions[0].kind is DecisionKind.FULL


def test_a_fourth_check_needs_a_reason() -> None:
    here = checked("not_yet", "along", "along", "along")
    for _ in range(2):
        here.leave(asked_again(here, STANDING_NO))
        here.check("not_yet", "along", "along", "along")
    here.leave(asked_again(here, STANDING_NO))
    opened = here.open_round(RoundKind.SUPPORT, reason="Er is iets gezegd aan tafel.")
    assert opened.reason == "Er is iets gezegd aan tafel."


def test_votes_and_checks_are_counted_apart() -> None:
    here = hall_after_a_vote(*split(2, 2))
    here.run_round(*split(2, 2))
    here.run_round(*split(2, 2), "for")
    here.join()
    here.go("waterline")
    here.run_round("against", "for", "for", "for", "for")
    here.ask_minority()
    here.share()
    here.check("not_yet", "along", "along", "along", "along")
    assert here.meeting.fruitless(RoundKind.SUPPORT) == 1


# Adopting


def test_everybody_along_is_a_decision_in_full() -> None:
    here = checked("along", "leave", "along", "along")
    happened = here.adopt(owner="Fatima", first_step="Sleutel halen", review_on=date(2026, 5, 1))
    assert [type(event) for event in happened] == [DecisionAdopted, BoxDestroyed]
    [decision] = here.meeting.decisions
    assert decision.kind is DecisionKind.FULL
    assert (decision.owner, decision.first_step, decision.review_on) == ("Fatima", "Sleutel halen", date(2026, 5, 1))
    assert decision.at == here.now


def test_a_decision_may_have_no_owner_yet() -> None:
    here = checked("along", "leave", "along", "along")
    here.adopt(owner="  ")
    assert here.meeting.decisions[0].owner is None


def test_with_one_not_yet_it_is_a_decision_with_a_standing_minority() -> None:
    here = checked("not_yet", "along", "along", "along")
    here.leave(asked_again(here, STANDING_NO))
    here.go("decide")
    here.adopt()
    assert here.meeting.decisions[0].kind is DecisionKind.STANDING
    assert here.position(here.meeting.positions[0].id).text == STANDING_NO


def test_a_not_yet_that_stays_silent_still_stands() -> None:
    here = checked("not_yet", "along", "along", "along")
    here.ask_minority()
    here.share()
    here.go("decide")
    here.adopt()
    assert here.meeting.decisions[0].kind is DecisionKind.STANDING


def test_a_woven_need_is_in_the_decision() -> None:
    woven, ids = hall_weaving(["Stilte", "Koffie"])
    woven.treat(ids[0])
    woven.reply(woven.people[0], ids[0])
    woven.settle(ids[0])
    woven.treat(ids[1], AnswerKind.DECLINED, text="Er is geen keuken.")
    woven.settle(ids[1])
    woven.check(*["along"] * 7)
    woven.adopt()
    [decision] = woven.meeting.decisions
    proposal = woven.meeting.proposal_of(decision.proposal)
    assert proposal is not None
    assert [addition.text for addition in proposal.current.additions] == ["Stilte"]


def test_nothing_is_adopted_without_a_check() -> None:
    heard = hall_heard(*split(3, 1))
    heard.go("decide")
    assert heard.refused(heard.adopt) == "check_first"


def test_nothing_is_adopted_while_the_check_is_open_or_not_on_the_screen() -> None:
    heard = hall_heard(*split(3, 1))
    heard.open_round(RoundKind.SUPPORT)
    assert heard.refused(heard.adopt) == "round_open"
    for person in heard.people:
        heard.vote(person, "along")
    heard.close()
    assert heard.refused(heard.adopt) == "check_first"
    heard.show()
    heard.adopt()


def test_nothing_is_adopted_on_an_inconclusive_check() -> None:
    here = checked("along")
    assert here.last.outcome is Outcome.INCONCLUSIVE
    assert here.refused(here.adopt) == "check_first"


def test_a_standing_minority_was_asked_first() -> None:
    here = checked("not_yet", "along", "along", "along")
    assert here.refused(here.adopt) == "ask_first"
    here.ask_minority()
    here.go("decide")
    assert here.refused(here.adopt) == "ask_first"


def test_no_need_stays_without_a_word_of_the_room() -> None:
    here = checked("not_yet", "along", "along", "along")
    asked_again(here, "Een bel")
    here.go("decide")
    assert here.refused(here.adopt) == "positions_open"


def test_a_version_that_came_after_the_check_is_checked_again() -> None:
    here = checked("not_yet", "along", "along", "along")
    position = asked_again(here, "Een bel")
    here.treat(position)
    here.settle(position)
    here.go("decide")
    assert here.refused(here.adopt) == "check_again"
    here.check("along", "along", "along", "along")
    here.adopt()


@pytest.mark.parametrize("stale", [{"version": 9}, {"number": 2}, {"number": 0}])
def test_what_is_adopted_is_what_was_read_aloud(stale: dict[str, int]) -> None:
    here = checked("along", "leave", "along", "along")
    assert here.refused(here.adopt, **stale) == "changed_meanwhile"


def test_adopting_sent_again_changes_nothing() -> None:
    here = checked("along", "leave", "along", "along")
    adopting = here.as_staff(AdoptDecision, number=1, version=1)
    here.do(adopting)
    assert here.do(adopting) == ()
    here.go("close")
    assert here.do(adopting) == ()


def test_adoption_destroys_every_box() -> None:
    here = checked("along", "leave", "along", "along")
    here.adopt()
    assert not here.meeting.boxes
    assert not here.keys


def test_after_a_decision_the_table_is_empty_and_the_next_begins() -> None:
    here = checked("along", "leave", "along", "along")
    here.adopt()
    assert here.meeting.proposal is None
    assert here.meeting.decision == 2
    here.propose("Een buurttuin.")
    assert here.tabled.decision == 2
    here.run_round(*split(3, 1))
    assert here.last.number == 1


def test_adopting_happens_in_its_own_step() -> None:
    here = checked("along", "leave", "along", "along")
    here.go("weave")
    assert here.refused(here.adopt) == "not_in_this_step"


# Ending without


@pytest.mark.parametrize("kind", [DecisionKind.POSTPONED, DecisionKind.HANDED_OVER, DecisionKind.NONE])
def test_a_decision_ends_honestly_without_one(kind: DecisionKind) -> None:
    asked = hall_asked(*split(3, 1))
    asked.end(kind, "We weten nog te weinig.")
    [decision] = asked.meeting.decisions
    assert (decision.kind, decision.reason) == (kind, "We weten nog te weinig.")
    assert not asked.meeting.boxes
    assert asked.meeting.proposal is None


@pytest.mark.parametrize("kind", [DecisionKind.FULL, DecisionKind.STANDING])
def test_what_the_room_decides_is_not_an_end_to_pick(kind: DecisionKind) -> None:
    asked = hall_asked(*split(3, 1))
    assert asked.refused(asked.end, kind) == "unknown_choice"


def test_an_end_has_a_reason_a_proposal_and_no_open_round() -> None:
    here = hall()
    assert here.refused(here.end) == "no_proposal"
    here.propose()
    assert here.refused(here.end, reason=" ") == "text_empty"
    here.open_round()
    assert here.refused(here.end) == "round_open"


def test_ending_sent_again_changes_nothing_and_another_decision_is_not_ended() -> None:
    here = hall_with_proposal()
    ending = here.as_staff(EndDecision, number=1, kind=DecisionKind.POSTPONED, reason="Morgen verder.")
    here.do(ending)
    assert here.do(ending) == ()
    stale = here.as_staff(EndDecision, number=1, kind=DecisionKind.NONE, reason="Toch niet.")
    assert here.refused(here.do, stale) == "changed_meanwhile"


def test_after_an_end_the_proposal_may_come_back() -> None:
    here = hall_with_proposal(4)
    proposal = here.tabled.id
    here.end()
    here.go("propose")
    here.lead(TableProposal, proposal_id=proposal)
    assert here.tabled.decision == 2


def test_an_inconclusive_check_with_a_not_yet_that_is_accepted_asks_first() -> None:
    here = checked("not_yet")
    here.lead(AcceptResult, round_id=here.last.id, reason="De rest is naar huis.")
    assert here.last.outcome is Outcome.NOT_YET
    assert here.refused(here.adopt) == "ask_first"
