"""Viewpoints: from phones or typed for somebody, edited, withdrawn, held back with a reason, shown."""

from __future__ import annotations

import pytest

from meeting.procedure.core import Role
from meeting.procedure.gathering import (
    NO,
    VIEW,
    EditViewpoint,
    ShowViewpoints,
    SubmitViewpoint,
    ViewpointsShown,
    WithdrawViewpoint,
)
from meeting.procedure.moderating import HOLD_REASONS, HoldViewpoint, ReleaseViewpoint, SendBackViewpoint
from meeting.procedure.sheet import SetDisplay
from meeting.procedure.state import Display, Origin, Viewpoint

from .acts import Hall, hall


def gathering(n: int = 2, display: Display = Display.CALM) -> Hall:
    here = hall(n)
    here.go("gather")
    here.lead(SetDisplay, display=display)
    return here


def seen(here: Hall, viewpoint_id: str) -> Viewpoint:
    return here.meeting.viewpoints[viewpoint_id]


def with_view(text: str = "Meer bankjes in het park", display: Display = Display.CALM) -> tuple[Hall, str]:
    here = gathering(display=display)
    return here, here.view(here.people[0], text)


def spoken(here: Hall, text: str = "De bus rijdt niet meer") -> str:
    viewpoint_id = here.id()
    here.lead(SubmitViewpoint, viewpoint_id=viewpoint_id, block_id="gather", text=text)
    return viewpoint_id


# Coming in


def test_a_viewpoint_comes_in_with_number_block_and_author() -> None:
    here, viewpoint_id = with_view("  Meer   bankjes ")
    view = seen(here, viewpoint_id)
    assert (view.number, view.block, view.kind, view.text) == (1, "gather", VIEW, "Meer bankjes")
    assert view.author == here.people[0].id


def test_nobody_has_a_cap_on_viewpoints() -> None:
    here = gathering(1)
    for n in range(25):
        here.view(here.people[0], f"Idee {n}")
    assert [view.number for view in sorted(here.meeting.viewpoints.values(), key=lambda v: v.number)] == list(
        range(1, 26)
    )


def test_in_the_second_block_what_comes_in_is_a_no() -> None:
    here = gathering()
    here.go("seek-no")
    assert seen(here, here.view(here.people[0], "Ik mis de jongeren", block="seek-no")).kind == NO


def test_a_spoken_viewpoint_has_no_author() -> None:
    here = gathering()
    assert seen(here, spoken(here)).author is None
    assert seen(here, spoken(here)).origin is Origin.SAID


def beforehand(here: Hall, origin: Origin, text: str = "Mijn kind durft er niet te spelen") -> str:
    viewpoint_id = here.id()
    here.lead(SubmitViewpoint, viewpoint_id=viewpoint_id, block_id="gather", text=text, origin=origin)
    return viewpoint_id


@pytest.mark.parametrize("origin", [Origin.BEFORE, Origin.ABSENT])
def test_what_was_heard_before_or_for_who_is_absent_waits_from_the_first_block_on(origin: Origin) -> None:
    here = hall(2)
    viewpoint_id = beforehand(here, origin)
    here.go("gather")
    assert (seen(here, viewpoint_id).origin, seen(here, viewpoint_id).shown) == (origin, False)
    assert not seen(here, viewpoint_id).late
    here.lead(ShowViewpoints, viewpoint_ids=(viewpoint_id,))
    assert seen(here, viewpoint_id).shown


def test_what_waits_for_its_block_can_be_edited_and_withdrawn() -> None:
    here = hall(1)
    viewpoint_id = beforehand(here, Origin.ABSENT)
    here.lead(EditViewpoint, viewpoint_id=viewpoint_id, text="Mijn kind speelt er graag", rev=2)
    assert seen(here, viewpoint_id).text == "Mijn kind speelt er graag"
    here.lead(WithdrawViewpoint, viewpoint_id=viewpoint_id)
    assert seen(here, viewpoint_id).withdrawn


@pytest.mark.parametrize("origin", [None, Origin.SAID, Origin.WRITTEN])
def test_what_is_said_waits_until_its_block_was_entered(origin: Origin | None) -> None:
    here = hall(1)
    assert here.refused(beforehand, here, origin) == "gathering_closed"


def test_a_phone_cannot_speak_for_who_is_absent() -> None:
    here = gathering(1)
    person, viewpoint_id = here.people[0], here.id()
    here.ask(person, SubmitViewpoint, viewpoint_id=viewpoint_id, block_id="gather", text="Ik", origin=Origin.ABSENT)
    assert seen(here, viewpoint_id).origin is Origin.WRITTEN


def test_staff_type_spoken_ones_in_every_step() -> None:
    here = gathering()
    here.go("talk")
    assert seen(here, spoken(here)).block == "gather"


def test_a_late_text_is_welcome_until_proposals_freeze() -> None:
    here = gathering()
    here.go("talk")
    here.view(here.people[0], "Nog iets")
    here.propose()
    here.view(here.people[0], "En nog iets")
    here.open_round()
    assert here.refused(here.view, here.people[0], "Te laat") == "gathering_closed"


def test_gathering_again_after_a_round_is_welcome_in_its_own_block() -> None:
    here = gathering()
    here.propose()
    here.run_round("for", "against")
    here.go("gather")
    here.view(here.people[0], "Toch nog iets")
    assert here.refused(here.view, here.people[0], "Elders", block="seek-no") == "gathering_closed"


@pytest.mark.parametrize("block", ["seek-no", "talk", "arrival", "nowhere"])
def test_no_text_for_a_block_that_was_not_entered_or_does_not_gather(block: str) -> None:
    here = gathering()
    assert here.refused(here.view, here.people[0], "Hallo", block=block) == "gathering_closed"


@pytest.mark.parametrize(
    ("words", "reason"),
    [("   ", "text_empty"), ("a" * 141, "text_too_long"), ("z" + "\u0335" * 500, "text_marks")],
)
def test_a_viewpoint_must_be_readable_and_at_most_140_characters(words: str, reason: str) -> None:
    here = gathering()
    assert here.refused(here.view, here.people[0], words) == reason


def test_a_viewpoint_sent_again_changes_nothing_even_after_it_was_edited() -> None:
    here, viewpoint_id = with_view("Bankjes")
    again = {"viewpoint_id": viewpoint_id, "block_id": "gather", "text": "Bankjes"}
    assert here.ask(here.people[0], SubmitViewpoint, **again) == ()
    here.ask(here.people[0], EditViewpoint, viewpoint_id=viewpoint_id, text="Veel bankjes", rev=2)
    here.go("vote")
    assert here.ask(here.people[0], SubmitViewpoint, **again) == ()


def test_other_words_under_the_same_id_are_refused() -> None:
    here, viewpoint_id = with_view("Bankjes")
    again = {"viewpoint_id": viewpoint_id, "block_id": "gather", "text": "Fietsen"}
    assert here.refused(here.ask, here.people[0], SubmitViewpoint, **again) == "changed_elsewhere"


def test_the_id_of_somebody_else_is_taken() -> None:
    here, viewpoint_id = with_view("Bankjes")
    again = {"viewpoint_id": viewpoint_id, "block_id": "gather", "text": "Bankjes"}
    assert here.refused(here.ask, here.people[1], SubmitViewpoint, **again) == "id_taken"
    assert here.refused(here.lead, SubmitViewpoint, **again) == "id_taken"


def test_who_has_not_joined_is_asked_to_join() -> None:
    here = gathering()
    assert here.refused(here.view, here.newcomer(), "Hallo") == "missing_seat"


# Editing and withdrawing


def test_the_author_edits() -> None:
    here, viewpoint_id = with_view()
    here.ask(here.people[0], EditViewpoint, viewpoint_id=viewpoint_id, text="Minder auto's", rev=2)
    assert (seen(here, viewpoint_id).text, seen(here, viewpoint_id).rev) == ("Minder auto's", 2)


def test_nobody_edits_or_withdraws_the_words_of_another() -> None:
    here, viewpoint_id = with_view()
    other = here.people[1]
    edit = {"viewpoint_id": viewpoint_id, "text": "Iets anders", "rev": 2}
    assert here.refused(here.ask, other, EditViewpoint, **edit) == "not_yours"
    assert here.refused(here.ask, other, WithdrawViewpoint, viewpoint_id=viewpoint_id) == "not_yours"


def test_the_facilitator_edits_and_withdraws_only_what_she_typed() -> None:
    here, viewpoint_id = with_view()
    edit = {"text": "Spelling verbeterd", "rev": 2}
    assert here.refused(here.lead, EditViewpoint, viewpoint_id=viewpoint_id, **edit) == "not_yours"
    assert here.refused(here.lead, WithdrawViewpoint, viewpoint_id=viewpoint_id) == "not_yours"
    typed = spoken(here)
    here.lead(EditViewpoint, viewpoint_id=typed, **edit)
    here.lead(WithdrawViewpoint, viewpoint_id=typed)
    assert seen(here, typed).withdrawn


def test_a_participant_cannot_change_what_staff_typed() -> None:
    here = gathering()
    typed = spoken(here)
    assert here.refused(here.ask, here.people[0], WithdrawViewpoint, viewpoint_id=typed) == "not_yours"


def test_an_unknown_viewpoint_is_nobodys() -> None:
    here = gathering()
    assert here.refused(here.ask, here.people[0], WithdrawViewpoint, viewpoint_id="x") == "not_yours"


@pytest.mark.parametrize("rev", [0, 1, 3, 9])
def test_an_edit_of_a_wording_that_is_not_the_latest_was_changed_elsewhere(rev: int) -> None:
    here, viewpoint_id = with_view()
    edit = {"viewpoint_id": viewpoint_id, "text": "Iets anders", "rev": rev}
    assert here.refused(here.ask, here.people[0], EditViewpoint, **edit) == "changed_elsewhere"


def test_an_edit_sent_again_changes_nothing() -> None:
    here, viewpoint_id = with_view()
    edit = {"viewpoint_id": viewpoint_id, "text": "Iets anders", "rev": 2}
    here.ask(here.people[0], EditViewpoint, **edit)
    assert here.ask(here.people[0], EditViewpoint, **edit) == ()


def test_two_tabs_that_edit_at_once_do_not_overwrite_each_other() -> None:
    here, viewpoint_id = with_view()
    here.ask(here.people[0], EditViewpoint, viewpoint_id=viewpoint_id, text="Eerste tab", rev=2)
    second = {"viewpoint_id": viewpoint_id, "text": "Tweede tab", "rev": 2}
    assert here.refused(here.ask, here.people[0], EditViewpoint, **second) == "changed_elsewhere"


def test_no_edit_after_proposals_froze() -> None:
    here, viewpoint_id = with_view()
    here.propose()
    here.open_round()
    edit = {"viewpoint_id": viewpoint_id, "text": "Iets anders", "rev": 2}
    assert here.refused(here.ask, here.people[0], EditViewpoint, **edit) == "gathering_closed"


def test_withdrawing_is_always_possible_and_once() -> None:
    here, viewpoint_id = with_view()
    here.propose()
    here.open_round()
    here.ask(here.people[0], WithdrawViewpoint, viewpoint_id=viewpoint_id)
    assert not seen(here, viewpoint_id).counts
    assert here.ask(here.people[0], WithdrawViewpoint, viewpoint_id=viewpoint_id) == ()


def test_what_was_withdrawn_is_not_edited() -> None:
    here, viewpoint_id = with_view()
    here.ask(here.people[0], WithdrawViewpoint, viewpoint_id=viewpoint_id)
    edit = {"viewpoint_id": viewpoint_id, "text": "Toch wel", "rev": 2}
    assert here.refused(here.ask, here.people[0], EditViewpoint, **edit) == "gathering_closed"


# Holding back


@pytest.mark.parametrize("reason", HOLD_REASONS)
def test_a_viewpoint_is_held_back_with_a_reason_and_released(reason: str) -> None:
    here, viewpoint_id = with_view()
    here.lead(HoldViewpoint, viewpoint_id=viewpoint_id, rev=1, reason=reason)
    assert seen(here, viewpoint_id).held == reason
    assert not seen(here, viewpoint_id).counts
    here.lead(ReleaseViewpoint, viewpoint_id=viewpoint_id, rev=1)
    assert seen(here, viewpoint_id).counts


@pytest.mark.parametrize("reason", ["", "disagree", "Ik vind het niks"])
def test_disagreement_is_no_reason_to_hold_back(reason: str) -> None:
    here, viewpoint_id = with_view()
    hold = {"viewpoint_id": viewpoint_id, "rev": 1, "reason": reason}
    assert here.refused(here.lead, HoldViewpoint, **hold) == "reason_needed"


def test_words_that_changed_since_they_were_read_are_not_held_or_released() -> None:
    here, viewpoint_id = with_view()
    here.ask(here.people[0], EditViewpoint, viewpoint_id=viewpoint_id, text="Netter gezegd", rev=2)
    stale = {"viewpoint_id": viewpoint_id, "rev": 1}
    assert here.refused(here.lead, HoldViewpoint, reason="insult", **stale) == "changed_meanwhile"
    assert here.refused(here.lead, ReleaseViewpoint, **stale) == "changed_meanwhile"


def test_holding_an_unknown_viewpoint_is_refused() -> None:
    here = gathering()
    hold = {"viewpoint_id": "x", "rev": 1, "moderated": 0, "reason": "insult"}
    assert here.refused(here.lead, HoldViewpoint, **hold) == "changed_meanwhile"


def test_holding_twice_and_releasing_what_is_not_held_change_nothing() -> None:
    here, viewpoint_id = with_view()
    assert here.lead(ReleaseViewpoint, viewpoint_id=viewpoint_id, rev=1) == ()
    here.lead(HoldViewpoint, viewpoint_id=viewpoint_id, rev=1, reason="insult")
    assert here.lead(HoldViewpoint, viewpoint_id=viewpoint_id, rev=1, reason="insult") == ()


def test_new_words_of_a_held_text_stay_held_until_somebody_lets_them_back() -> None:
    here, viewpoint_id = with_view()
    here.lead(HoldViewpoint, viewpoint_id=viewpoint_id, rev=1, reason="person")
    here.ask(here.people[0], EditViewpoint, viewpoint_id=viewpoint_id, text="Zonder naam", rev=2)
    assert seen(here, viewpoint_id).held == "person"
    here.lead(ReleaseViewpoint, viewpoint_id=viewpoint_id, rev=2)
    assert seen(here, viewpoint_id).counts


def test_of_two_who_moderate_at_once_the_second_is_told() -> None:
    here, viewpoint_id = with_view()
    known = {"viewpoint_id": viewpoint_id, "rev": 1}
    hold = here.as_staff(HoldViewpoint, reason="insult", **known)
    other = here.as_staff(HoldViewpoint, reason="person", **known)
    here.do(hold)
    assert here.refused(here.do, other) == "changed_meanwhile"
    release = here.as_staff(ReleaseViewpoint, **known)
    here.do(release)
    assert here.do(release) == ()


def test_a_text_that_came_after_its_block_is_marked_late() -> None:
    here, viewpoint_id = with_view()
    here.go("talk")
    late = here.view(here.people[0], "Nog iets")
    assert (seen(here, viewpoint_id).late, seen(here, late).late) == (False, True)


def test_new_words_of_a_shown_text_stay_on_the_screen() -> None:
    here, viewpoint_id = with_view()
    here.ask(here.people[0], EditViewpoint, viewpoint_id=viewpoint_id, text="Beter gezegd", rev=2)
    assert seen(here, viewpoint_id).shown


# Showing


@pytest.mark.parametrize(("display", "shown"), [(Display.CALM, True), (Display.TOGETHER, False), (Display.READ, False)])
def test_only_a_calm_display_shows_what_comes_in(display: Display, *, shown: bool) -> None:
    here, viewpoint_id = with_view(display=display)
    assert seen(here, viewpoint_id).shown is shown


def test_showing_leaves_out_what_was_held_withdrawn_shown_or_never_there() -> None:
    here = gathering(display=Display.READ)
    person = here.people[0]
    held, gone, waiting, on_screen = (here.view(person, f"Idee {n}") for n in range(4))
    here.lead(HoldViewpoint, viewpoint_id=held, rev=1, reason="unreadable")
    here.ask(person, WithdrawViewpoint, viewpoint_id=gone)
    here.lead(ShowViewpoints, viewpoint_ids=(on_screen,))
    [event] = here.lead(ShowViewpoints, viewpoint_ids=(held, gone, waiting, on_screen, "x"))
    assert event == ViewpointsShown(viewpoint_ids=(waiting,), at=here.now, by=Role.FACILITATOR)


def test_showing_nothing_new_changes_nothing() -> None:
    here, viewpoint_id = with_view()
    assert here.lead(ShowViewpoints, viewpoint_ids=(viewpoint_id,)) == ()


# Sent back with a question


def sent_back(text: str = "Waarom staat er geen bankje?") -> tuple[Hall, str]:
    here, question = with_view(text)
    here.lead(SendBackViewpoint, viewpoint_id=question, rev=1)
    return here, question


def test_a_question_goes_back_to_its_author_and_leaves_the_screen() -> None:
    here, question = sent_back()
    view = seen(here, question)
    assert (view.returned, view.returns, view.shown, view.held) == (True, 1, False, None)
    assert view.counts


def test_new_words_of_its_author_come_to_be_read_again() -> None:
    here, question = sent_back()
    here.ask(here.people[0], EditViewpoint, viewpoint_id=question, rev=2, text="Er hoort een bankje bij de vijver.")
    view = seen(here, question)
    assert (view.returned, view.returns, view.shown) == (False, 1, False)


def test_sending_back_twice_is_once_and_needs_the_words_that_were_read() -> None:
    here, question = sent_back()
    assert not here.lead(SendBackViewpoint, viewpoint_id=question, rev=1, moderated=0)
    here.ask(here.people[0], EditViewpoint, viewpoint_id=question, rev=2, text="Een bankje.")
    assert here.refused(here.lead, SendBackViewpoint, viewpoint_id=question, rev=1) == "changed_meanwhile"


def test_what_staff_typed_has_nobody_to_go_back_to() -> None:
    here = gathering()
    typed = spoken(here, "Waarom?")
    assert here.refused(here.lead, SendBackViewpoint, viewpoint_id=typed, rev=1) == "nobody_to_ask"


def test_a_question_that_was_held_back_may_go_back_instead() -> None:
    here, question = with_view("Waarom doet Jan dat?")
    here.lead(HoldViewpoint, viewpoint_id=question, rev=1, reason="person")
    here.lead(SendBackViewpoint, viewpoint_id=question, rev=1)
    assert (seen(here, question).held, seen(here, question).returned) == (None, True)


def test_a_question_may_be_shown_all_the_same() -> None:
    here, question = sent_back()
    here.lead(ShowViewpoints, viewpoint_ids=(question,))
    assert (seen(here, question).shown, seen(here, question).returned) == (True, False)


def test_a_withdrawn_question_does_not_go_back() -> None:
    here, question = with_view()
    here.ask(here.people[0], WithdrawViewpoint, viewpoint_id=question)
    assert here.refused(here.lead, SendBackViewpoint, viewpoint_id=question, rev=1) == "gathering_closed"


def test_staff_change_the_words_of_what_they_typed_and_of_nothing_else() -> None:
    here, written = with_view()
    typed = spoken(here, "De bus rijd niet meer")
    here.lead(EditViewpoint, viewpoint_id=typed, rev=2, text="De bus rijdt niet meer")
    assert seen(here, typed).text == "De bus rijdt niet meer"
    assert here.refused(here.lead, EditViewpoint, viewpoint_id=written, rev=2, text="Beter") == "not_yours"


def test_a_moderator_holds_shows_and_sends_back() -> None:
    here, question = with_view(display=Display.READ)
    for kind, fields in (
        (ShowViewpoints, {"viewpoint_ids": (question,)}),
        (HoldViewpoint, {"viewpoint_id": question, "rev": 1, "reason": "person"}),
        (SendBackViewpoint, {"viewpoint_id": question, "rev": 1}),
    ):
        command = here.as_staff(kind, **fields)
        assert here.do(type(command)(**{**vars(command), "role": Role.MODERATOR}))
