"""Whether the question is everybody's, what it would need, and the new wording with its reason."""

from __future__ import annotations

import pytest

from meeting.procedure.core import Role
from meeting.procedure.framing import (
    CountHands,
    JudgeQuestion,
    NoteJudgement,
    QuestionJudged,
    RewordQuestion,
    ShowFit,
    ShowJudgement,
    fits,
)
from meeting.procedure.state import Fit, Judgement

from .acts import QUESTION, Hall, Person, sheet_with

NEW = "Wat is ervoor nodig zodat iedereen zich hier en in het park thuis voelt?"


def framing(n: int = 2) -> Hall:
    here = Hall().open(sheet=sheet_with("framing"))
    here.join(n)
    here.go("framing")
    return here


def judge(here: Hall, person: Person, fit: Fit, text: str | None = None, rev: int = 1, version: int = 1) -> None:
    here.ask(person, JudgeQuestion, version=version, fit=fit, text=text, rev=rev)


def reword(here: Hall, text: str = NEW, version: int = 1, reason: str = "Het park hoort erbij.") -> None:
    here.lead(RewordQuestion, text=text, reason=reason, version=version)


def only(here: Hall) -> Judgement:
    [judgement] = here.meeting.judgements.values()
    return judgement


def test_the_first_wording_has_no_reason() -> None:
    [asking] = framing().meeting.askings
    assert (asking.text, asking.reason, asking.shown) == (QUESTION, None, False)


def test_everybody_says_whether_it_is_their_question_and_what_it_would_need() -> None:
    here = framing(3)
    for person, fit in zip(here.people, Fit, strict=True):
        judge(here, person, fit, "  Ook  het park " if fit is Fit.ALMOST else None)
    assert fits(here.meeting, 1) == {Fit.YES: 1, Fit.ALMOST: 1, Fit.NO: 1}
    assert [each.text for each in here.meeting.judgements.values() if each.text] == ["Ook het park"]


def test_who_changes_their_mind_counts_once() -> None:
    here = framing(1)
    judge(here, here.people[0], Fit.NO, "Het gaat over de bus")
    judge(here, here.people[0], Fit.YES, rev=2)
    assert (only(here).fit, only(here).text, only(here).rev) == (Fit.YES, None, 2)
    assert fits(here.meeting, 1)[Fit.NO] == 0


def test_words_that_were_shown_stay_on_the_screen_only_as_they_were_read() -> None:
    here = framing(1)
    judge(here, here.people[0], Fit.NO, "Het gaat over de bus")
    here.lead(ShowJudgement, judgement_id=only(here).id, rev=1)
    judge(here, here.people[0], Fit.ALMOST, "Het gaat over de bus", rev=2)
    assert only(here).shown
    judge(here, here.people[0], Fit.ALMOST, "Jan heeft ongelijk", rev=3)
    assert not only(here).shown
    assert here.refused(here.lead, ShowJudgement, judgement_id=only(here).id, rev=2) == "changed_meanwhile"


def test_the_same_sent_twice_changes_nothing_and_another_under_its_number_is_refused() -> None:
    here = framing(1)
    judge(here, here.people[0], Fit.NO, "Het gaat over de bus")
    assert here.ask(here.people[0], JudgeQuestion, version=1, fit=Fit.NO, text="Het gaat over de bus", rev=1) == ()
    assert here.refused(judge, here, here.people[0], Fit.YES) == "changed_elsewhere"
    assert here.refused(judge, here, here.people[0], Fit.YES, rev=4) == "changed_elsewhere"


def test_no_id_of_a_judgement_tells_whose_it_is() -> None:
    here = framing(1)
    judge(here, here.people[0], Fit.YES)
    assert here.people[0].id not in only(here).id


@pytest.mark.parametrize(("text", "reason"), [("a" * 141, "text_too_long"), ("z" + "\u0335" * 9, "text_marks")])
def test_what_it_would_need_is_readable_and_short(text: str, reason: str) -> None:
    here = framing(1)
    assert here.refused(judge, here, here.people[0], Fit.NO, text) == reason


def test_a_late_word_is_welcome_until_proposals_freeze_and_none_before_the_question_was_asked() -> None:
    here = Hall().open(sheet=sheet_with("framing"))
    here.join(2)
    assert here.refused(judge, here, here.people[0], Fit.YES) == "framing_closed"
    here.go("framing")
    here.go("gather")
    judge(here, here.people[0], Fit.YES)
    here.propose()
    here.open_round()
    assert here.refused(judge, here, here.people[1], Fit.YES) == "framing_closed"


def test_a_new_wording_is_the_question_with_its_reason_and_is_asked_anew() -> None:
    here = framing(1)
    judge(here, here.people[0], Fit.ALMOST, "Ook het park")
    reword(here)
    assert here.meeting.question == NEW
    assert [(each.text, each.reason) for each in here.meeting.askings] == [
        (QUESTION, None),
        (NEW, "Het park hoort erbij."),
    ]
    assert here.refused(judge, here, here.people[0], Fit.YES) == "changed_elsewhere"
    judge(here, here.people[0], Fit.YES, version=2)
    assert (fits(here.meeting, 1)[Fit.ALMOST], fits(here.meeting, 2)[Fit.YES]) == (1, 1)


def test_a_word_about_the_old_wording_is_told_that_the_question_changed() -> None:
    here = framing(1)
    reword(here)
    assert here.refused(judge, here, here.people[0], Fit.NO, "Te smal") == "question_changed"


def test_a_meeting_called_after_its_question_is_called_after_the_new_one() -> None:
    here = framing()
    reword(here)
    assert here.meeting.title == NEW
    other = Hall().open(sheet=sheet_with("framing"), title="Avond over het plein")
    other.go("framing")
    reword(other)
    assert other.meeting.title == "Avond over het plein"


def test_two_consoles_do_not_reword_over_each_other() -> None:
    here = framing()
    reword(here)
    before = here.meeting
    reword(here)
    assert here.meeting == before
    assert here.refused(reword, here, "Iets heel anders?") == "changed_meanwhile"


@pytest.mark.parametrize(
    ("text", "reason", "refusal"),
    [(QUESTION, "Zomaar", "same_question"), (NEW, " ", "text_empty"), ("a" * 121, "Lang", "text_too_long")],
)
def test_a_new_wording_is_new_short_and_has_a_reason(text: str, reason: str, refusal: str) -> None:
    here = framing()
    assert here.refused(reword, here, text, reason=reason) == refusal


def test_the_question_is_reworded_in_its_own_block_only() -> None:
    here = framing()
    here.go("gather")
    assert here.refused(reword, here) == "not_in_this_step"


def test_numbers_are_shown_by_a_deliberate_act_and_once() -> None:
    here = framing(1)
    judge(here, here.people[0], Fit.YES)
    assert not here.meeting.askings[0].shown
    here.lead(ShowFit, version=1)
    assert here.meeting.askings[0].shown
    assert here.lead(ShowFit, version=1) == ()


def test_without_phones_hands_are_counted_and_words_are_typed() -> None:
    here = framing(0)
    here.lead(CountHands, version=1, yes=7, almost=3, no=2)
    here.lead(CountHands, version=1, yes=7, almost=4, no=1)
    [event] = here.lead(NoteJudgement, judgement_id=here.id(), version=1, fit=Fit.NO, text="Het gaat over de bus")
    assert isinstance(event, QuestionJudged)
    assert event.author is None
    assert fits(here.meeting, 1) == {Fit.YES: 7, Fit.ALMOST: 4, Fit.NO: 1}, "words said aloud are among the hands"
    assert here.refused(here.lead, CountHands, version=1, yes=-1, almost=0, no=0) == "not_a_count"


def test_the_note_keeper_types_and_does_not_reword() -> None:
    here = framing()
    typed = {"judgement_id": here.id(), "version": 1, "fit": Fit.NO, "text": "Te smal", "block": "framing"}
    here.do(NoteJudgement(at=here.tick(), role=Role.NOTE_KEEPER, **typed))
    new = {"version": 1, "text": NEW, "reason": "Beter", "block": "framing"}
    assert here.refused(here.do, RewordQuestion(at=here.tick(), role=Role.NOTE_KEEPER, **new)) == "not_your_role"


def test_words_typed_again_under_the_same_id_change_nothing() -> None:
    here = framing()
    typed = {"judgement_id": here.id(), "version": 1, "fit": Fit.NO}
    here.lead(NoteJudgement, text="Te smal", **typed)
    assert here.lead(NoteJudgement, text="Te smal", **typed) == ()
    assert here.refused(here.lead, NoteJudgement, text="Te breed", **typed) == "id_taken"
