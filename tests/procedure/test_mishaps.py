"""Mishaps: what a random evening or a close reading once broke, so that it does not break again."""

from __future__ import annotations

import contextlib

import pytest

from meeting.procedure import text
from meeting.procedure.core import Refused, Role
from meeting.procedure.deciding import AdoptDecision
from meeting.procedure.minority import AddPosition, AskMinority, ShareAnswers
from meeting.procedure.moderating import HoldViewpoint, ReleaseViewpoint
from meeting.procedure.proposing import AmendProposal, ConfirmProposal, PutProposal, TableProposal, WithdrawProposal
from meeting.procedure.sealing import ExpireBoxes
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import AcceptResult
from meeting.procedure.state import AnswerKind, Outcome
from meeting.procedure.talking import TakeNote
from meeting.procedure.voting import OpenRound
from meeting.procedure.weaving import AnswerPosition, Reply

from .acts import Hall, hall, hall_asked, hall_heard, hall_in_a_vote, hall_weaving, hall_with_proposal, split


def adopted() -> tuple[Hall, str]:
    """A decision in full on a proposal of the first person, and the block where people propose."""
    here = hall(4)
    here.go("propose")
    here.ask(here.people[0], PutProposal, proposal_id="p", text="De kantine op zondag open.")
    here.lead(TableProposal, proposal_id="p")
    here.run_round(*split(3, 1))
    here.ask_minority()
    here.share()
    here.check("along", "along", "along", "along")
    here.adopt()
    here.go("propose")
    return here, "p"


# A. What was decided must stay as it was decided


def test_an_adopted_proposal_is_not_worded_anew() -> None:
    here, proposal = adopted()
    here.refused(here.lead, AmendProposal, proposal_id=proposal, version=1, text="Heel iets anders.")


def test_an_adopted_proposal_is_not_withdrawn() -> None:
    here, proposal = adopted()
    here.refused(here.ask, here.people[0], WithdrawProposal, proposal_id=proposal)


def test_tabling_an_adopted_proposal_again_does_not_take_it_out_of_its_decision() -> None:
    here, proposal = adopted()
    here.refused(here.lead, TableProposal, proposal_id=proposal)


def test_adopting_a_decision_that_a_colleague_just_ended_is_not_answered_yes() -> None:
    here = hall_heard(*split(3, 1))
    here.check("along", "along", "along", "along")
    adopting = here.as_staff(AdoptDecision, number=1, version=1)
    here.end()
    assert here.refused(here.do, adopting) == "changed_meanwhile"


def test_a_result_of_another_proposal_than_the_table_holds_is_not_accepted() -> None:
    here = hall_with_proposal(12)
    here.run_round("for", "for")
    assert here.last.outcome is Outcome.INCONCLUSIVE
    first = here.last.id
    here.propose("Een heel ander voorstel.")
    here.go("vote")
    here.refused(here.lead, AcceptResult, round_id=first, reason="Toch")


def test_a_result_of_an_older_version_is_not_accepted() -> None:
    here = hall_with_proposal(12)
    here.run_round("for", "for")
    here.go("propose")
    here.lead(AmendProposal, proposal_id=here.tabled.id, version=1, text="Iets heel anders.")
    here.lead(ConfirmProposal, proposal_id=here.tabled.id, version=2)
    here.go("vote")
    here.refused(here.lead, AcceptResult, round_id=here.last.id, reason="Toch")


# B. Dead ends: majority, question not asked, box gone


def test_an_inconclusive_result_whose_box_is_gone_is_not_accepted_into_a_dead_end() -> None:
    here = hall_with_proposal(12)
    here.run_round("for", "for", "against")
    first = here.last.id
    here.open_round()
    here.cancel()
    try:
        here.lead(AcceptResult, round_id=first, reason="Toch")
    except Refused:
        return
    here.go("minority")
    here.lead(AskMinority, round_id=first)


def test_a_majority_whose_box_expired_overnight_can_go_on_somehow() -> None:
    here = hall_with_proposal(4)
    here.run_round(*split(3, 1))
    here.wait(hours=25)
    here.do(ExpireBoxes(at=here.tick(), role=Role.SYSTEM))
    here.open_round()  # vote again, since nobody can be asked


def test_a_need_that_was_written_and_not_shared_is_not_destroyed_by_opening_the_check() -> None:
    asked = hall_asked(*split(3, 2))
    asked.answer(asked.people[0], "Stilte")
    asked.share()
    asked.go("weave")
    asked.treat(asked.meeting.positions[0].id)
    asked.settle(asked.meeting.positions[0].id)
    asked.answer(asked.people[1], "Ik schreef wat langer")
    asked.refused(asked.check)


def test_who_took_a_need_back_may_write_again() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[0], "Stilte")
    asked.share()
    asked.answer(asked.people[0], kind="none")
    asked.share()
    asked.answer(asked.people[0], "Toch stilte")


# C. Assent to words that were not on the phone


def test_a_reply_to_an_earlier_answer_is_not_assent_to_the_next() -> None:
    woven, [position] = hall_weaving(["Stilte"])
    woven.treat(position, AnswerKind.CHANGED, text="Stilte na tien uur")
    late = woven.as_person(woven.people[0], Reply, round_id=woven.last.id, position_id=position, fits=True, rev=1)
    woven.settle(position)  # held back: the author's reply is still under way
    woven.treat(position, AnswerKind.CHANGED, text="Helemaal geen stilte")
    try:
        woven.do(late)
    except Refused:
        return
    woven.settle(position)
    assert not woven.position(position).settled


# D. Crashes: an exception that is not Refused


def test_an_option_whose_box_expired_before_anybody_was_asked_is_not_checked_but_voted_on_anew() -> None:
    here = hall(5)
    here.lay("Bomen", "Bankjes")
    first, second = here.meeting.options
    here.run_choice(first, first, first, second)
    here.wait(hours=24)
    here.do(ExpireBoxes(at=here.tick(), role=Role.SYSTEM))
    assert here.refused(here.check) == "box_gone"
    here.run_round("for", "for", "for", "against")
    assert here.refused(here.check) == "ask_first"


def test_a_ballot_in_an_open_round_whose_box_expired_is_refused() -> None:
    voting = hall_in_a_vote(2)
    person = voting.people[0]
    voter = voting.voter(person, voting.last.id)
    voting.wait(hours=25)
    voting.do(ExpireBoxes(at=voting.tick(), role=Role.SYSTEM))
    voting.refused(voting.vote, person, "for", voter=voter)


def test_a_command_before_the_meeting_is_opened_is_refused() -> None:
    new = Hall()
    new.refused(new.lead, OpenRound, round_id="r", kind="proposal", proposal_id="p", version=1, block="")


def test_no_note_before_the_meeting_is_opened() -> None:
    new = Hall()
    new.refused(new.lead, TakeNote, note_id="n", text="Hallo")


# E. Sent again


def test_saying_no_to_a_wording_twice_is_written_once() -> None:
    here = hall(2)
    here.go("propose")
    here.ask(here.people[0], PutProposal, proposal_id="p", text="De kantine op zondag open.")
    questioned = here.as_person(here.people[0], ConfirmProposal, proposal_id="p", version=1, fits=False)
    here.do(questioned)
    assert here.do(questioned) == ()


def test_an_answer_to_a_need_sent_again_is_ok() -> None:
    woven, [position] = hall_weaving(["Stilte"])
    answer = woven.as_staff(AnswerPosition, position_id=position, rev=1, kind=AnswerKind.ADDED)
    woven.do(answer)
    assert woven.do(answer) == ()


def test_sharing_sent_again_is_ok() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[0], "Stilte")
    share = asked.as_staff(ShareAnswers, round_id=asked.last.id, seed=b"s")
    asked.do(share)
    assert asked.do(share) == ()


def test_tabling_sent_again_does_not_take_the_next_proposal_off_the_table() -> None:
    here = hall(2)
    here.go("propose")
    for each in ("p", "q"):
        here.ask(here.people[0], PutProposal, proposal_id=each, text=f"Voorstel {each}")
    first = here.as_staff(TableProposal, proposal_id="p")
    here.do(first)
    here.lead(TableProposal, proposal_id="q")
    with contextlib.suppress(Refused):
        here.do(first)
    assert here.tabled.id == "q"


def test_holding_sent_again_does_not_undo_a_release() -> None:
    here = hall(1)
    here.go("gather")
    view = here.view(here.people[0], "Meer bankjes")
    hold = here.as_staff(HoldViewpoint, viewpoint_id=view, rev=1, reason="insult")
    here.do(hold)
    here.lead(ReleaseViewpoint, viewpoint_id=view, rev=1)
    with contextlib.suppress(Refused):
        here.do(hold)
    assert here.meeting.viewpoints[view].held is None


def test_entering_sent_again_does_not_move_the_room_a_second_time() -> None:
    here = hall(1)
    first = here.as_staff(EnterBlock, to="check-in")
    here.do(first)
    here.go("arrival")
    with contextlib.suppress(Refused):
        here.do(first)
    assert here.meeting.active == "arrival"


# F. Numbers, late words, ids


def test_no_more_people_answered_than_were_asked() -> None:
    asked = hall_asked(*split(3, 0))
    for person in asked.people:
        asked.answer(person, kind="none")
    asked.share()
    question = asked.last.question
    assert question is not None
    assert question.answered is not None
    assert question.asked is not None
    assert question.answered <= question.asked


def test_a_late_ballot_is_told_that_it_came_too_late_also_after_the_room_went_on() -> None:
    voting = hall_in_a_vote(3)
    voting.close()
    voting.show()
    voting.go("minority")
    assert voting.refused(voting.vote, voting.people[0], "for") == "round_closed"


def test_a_position_cannot_be_called_ballot() -> None:
    asked = hall_asked(*split(3, 1))
    try:
        asked.answer(asked.people[0], "Stilte", position_id="ballot")
    except Refused:
        return
    asked.share()
    asked.go("weave")
    asked.treat("ballot")
    before = asked.ballots(asked.last.id)
    asked.reply(asked.people[0], "ballot")
    assert asked.ballots(asked.last.id) == before


def test_a_spoken_need_of_a_decision_that_ended_is_not_worded_anew() -> None:
    asked = hall_asked(*split(3, 1))
    spoken = asked.say_aloud("Stilte")
    asked.end()
    asked.propose("Een buurttuin.")
    asked.run_round(*split(3, 1))
    asked.ask_minority()
    add = {"position_id": spoken, "round_id": asked.last.id, "text": "Iets anders"}
    asked.refused(asked.lead, AddPosition, **add)


def test_staff_do_not_take_the_id_of_an_answer_in_the_box() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[1], "Koffie", position_id="p")
    asked.refused(asked.lead, AddPosition, position_id="p", round_id=asked.last.id, text="Stilte")


def test_a_decision_in_full_needs_answers_of_half_the_people() -> None:
    """Method 3.4: accepting a check without quorum is no decision in full ("silence is never yes")."""
    here = hall_heard(*split(11, 1))
    here.check("along")
    here.lead(AcceptResult, round_id=here.last.id, reason="De rest is naar huis.")
    here.adopt()
    assert here.meeting.decisions[0].kind.value != "full"


def test_a_need_that_was_written_and_not_shared_is_not_destroyed_by_adopting() -> None:
    here = hall_heard(*split(3, 1))
    here.check("not_yet", "along", "along", "along")
    here.ask_minority()
    here.share()
    here.answer(here.people[0], "Ik schreef wat langer")
    here.go("decide")
    here.refused(here.adopt)


# G. Text


@pytest.mark.parametrize("blank", ["\u3164", "\u2800", "\uffa0", "\u115f"])
def test_a_letter_that_nobody_sees_says_nothing(blank: str) -> None:
    with pytest.raises(Refused, match="text_empty"):
        text.clean(blank * 3, 140)


def test_tags_outside_a_flag_are_invisible_and_vanish() -> None:
    hidden = "".join(chr(0xE0000 + ord(c)) for c in "hidden")
    assert text.clean("ja" + hidden, 140) == "ja"


def test_text_is_composed_after_what_is_invisible_went() -> None:
    once = text.clean("cafe\u200b\u0301", 140)
    assert text.clean(once, 140) == once == "caf\u00e9"
