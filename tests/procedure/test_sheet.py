"""The run sheet: going to any block, back and forth, and the talk that takes no phone."""

from __future__ import annotations

import pytest

from meeting.procedure.closing import CloseMeeting
from meeting.procedure.gathering import ShowViewpoints
from meeting.procedure.sheet import JUMP_REASONS, BlockEntered, EnterBlock, ExplainJump, SetDisplay
from meeting.procedure.state import Display, Phone
from meeting.procedure.talking import TakeNote
from meeting.procedure.templates import EVENING

from .acts import Hall, hall, hall_after_a_vote, hall_in_a_vote


def test_phones_are_out_for_at_most_a_quarter_of_the_minutes() -> None:
    sheet = EVENING.blocks
    out = sum(block.minutes for block in sheet if block.phone is not Phone.AWAY)
    assert 4 * out <= sum(block.minutes for block in sheet)


def test_blocks_of_the_run_sheet_have_ids_of_their_own() -> None:
    ids = [block.id for block in EVENING.blocks]
    assert len(ids) == len(set(ids))


def test_check_in_comes_first_and_is_spoken() -> None:
    first, second, *_ = EVENING.blocks
    assert (first.step, second.step, second.kind, second.phone) == ("arrival", "talking", "check_in", Phone.AWAY)


def test_the_next_block_needs_no_reason() -> None:
    here = hall(1)
    [entered] = here.lead(EnterBlock, to="check-in")
    assert isinstance(entered, BlockEntered)
    assert (here.meeting.active, here.meeting.step, entered.reason) == ("check-in", "talking", None)


@pytest.mark.parametrize("to", ["gather", "vote", "close"])
@pytest.mark.parametrize("reason", [None, "", "zomaar"])
def test_a_jump_forward_needs_one_of_four_reasons(to: str, reason: str | None) -> None:
    here = hall(1)
    assert here.refused(here.lead, EnterBlock, to=to, reason=reason) == "reason_needed"


@pytest.mark.parametrize("reason", JUMP_REASONS)
def test_a_jump_is_written_with_its_reason(reason: str) -> None:
    here = hall(1)
    [entered] = here.lead(EnterBlock, to="propose", reason=reason)
    assert isinstance(entered, BlockEntered)
    assert entered.reason == reason
    assert here.meeting.visits[-1].reason == reason


def test_going_back_needs_a_reason_too() -> None:
    here = hall(1)
    here.go("talk")
    assert here.refused(here.lead, EnterBlock, to="gather") == "reason_needed"
    here.go("gather")
    assert here.meeting.active == "gather"


def test_a_reason_for_the_next_block_is_dropped() -> None:
    here = hall(1)
    [entered] = here.lead(EnterBlock, to="check-in", reason="time")
    assert isinstance(entered, BlockEntered)
    assert entered.reason is None


def test_the_path_of_the_evening_is_kept_with_times_and_roles() -> None:
    here = hall(1)
    here.go("check-in")
    here.go("gather")
    assert [visit.block for visit in here.meeting.visits] == ["arrival", "check-in", "gather"]
    assert here.meeting.visits[-1].at == here.now
    assert here.meeting.visits[-1].by == "facilitator"


def test_a_block_that_is_not_on_the_sheet_is_refused() -> None:
    here = hall(1)
    assert here.refused(here.go, "nowhere") == "unknown_block"


def test_entering_the_active_block_changes_nothing() -> None:
    here = hall(1)
    here.go("gather")
    assert here.go("gather") == ()


def test_no_block_is_left_while_a_round_is_open() -> None:
    voting = hall_in_a_vote()
    assert voting.refused(voting.go, "minority") == "round_open"
    voting.close()
    voting.go("minority")
    assert voting.meeting.active == "minority"


def test_of_two_facilitators_who_go_on_at_once_the_second_is_told() -> None:
    here = hall(1)
    seen = here.meeting.active
    here.lead(EnterBlock, to="check-in")
    assert here.refused(here.lead, EnterBlock, to="gather", reason="time", block=seen) == "changed_meanwhile"


def test_of_two_facilitators_who_want_the_same_both_are_answered_yes() -> None:
    here = hall(1)
    both = [here.as_staff(EnterBlock, to="check-in") for _ in range(2)]
    here.do(both[0])
    assert here.do(both[1]) == ()


def test_a_screen_from_an_earlier_stay_in_the_same_block_is_told() -> None:
    here = hall(1)
    stale = here.as_staff(EnterBlock, to="gather", reason="time")
    here.go("talk")
    here.go("arrival")
    assert here.refused(here.do, stale) == "changed_meanwhile"


@pytest.mark.parametrize("block", ["arrival", "check-in", "talk", "vote", "weave"])
def test_a_command_of_another_step_is_refused(block: str) -> None:
    here = hall(1)
    if block != "arrival":
        here.go(block)
    assert here.refused(here.lead, ShowViewpoints, viewpoint_ids=()) == "not_in_this_step"


def test_display_is_set_for_the_active_block_only() -> None:
    here = hall(1)
    here.go("gather")
    here.lead(SetDisplay, display=Display.READ)
    assert here.meeting.block.display is Display.READ
    assert here.meeting.block_of("seek-no").display is Display.CALM
    assert here.lead(SetDisplay, display=Display.READ) == ()


# Talking


def test_a_note_is_kept_with_its_block() -> None:
    here = hall(1)
    here.go("talk")
    here.lead(TakeNote, note_id="n1", text=" De sleutel ligt bij de buren. ")
    [note] = here.meeting.notes
    assert (note.block, note.text) == ("talk", "De sleutel ligt bij de buren.")


def test_a_note_sent_again_is_kept_once() -> None:
    here = hall(1)
    note = here.as_staff(TakeNote, note_id="n1", text="De sleutel ligt bij de buren.")
    here.do(note)
    here.go("talk")
    assert here.do(note) == ()
    assert len(here.meeting.notes) == 1


@pytest.mark.parametrize(("words", "reason"), [("", "text_empty"), ("a" * 601, "text_too_long")])
def test_a_note_says_something_in_600_characters(words: str, reason: str) -> None:
    here = hall(1)
    assert here.refused(here.lead, TakeNote, note_id="n1", text=words) == reason


def fruitless(times: int) -> Hall:
    """A hall after so many ties."""
    stuck = hall_after_a_vote("for", "against")
    for _ in range(times - 1):
        stuck.run_round("for", "against")
    return stuck


def test_a_talk_before_three_rounds_does_not_reset_the_count() -> None:
    stuck = fruitless(2)
    stuck.go("waterline")
    stuck.go("vote")
    assert stuck.meeting.talked_after == 0


def test_entering_a_talk_does_not_reset_the_count_leaving_it_does() -> None:
    stuck = fruitless(3)
    stuck.go("waterline")
    assert stuck.meeting.talked_after == 0
    stuck.go("vote")
    assert stuck.meeting.talked_after == 3


# Words afterwards


def jumped() -> Hall:
    here = hall(1)
    here.go("talk")
    return here


def test_a_jump_gets_words_afterwards_also_when_people_have_moved_on() -> None:
    here = jumped()
    here.go("seek-no")
    here.lead(ExplainJump, visit=2, text=" Er was  nog te weinig gezegd. ")
    assert here.meeting.visits[1].words == "Er was nog te weinig gezegd."


def test_words_of_a_jump_are_written_anew() -> None:
    here = jumped()
    here.lead(ExplainJump, visit=2, text="Tijd.")
    here.lead(ExplainJump, visit=2, text="De bus ging.")
    assert here.meeting.visits[1].words == "De bus ging."
    assert here.lead(ExplainJump, visit=2, text="De bus ging.") == ()


@pytest.mark.parametrize("visit", [0, 1, 3, -1])
def test_only_a_jump_is_explained(visit: int) -> None:
    assert jumped().refused(jumped().lead, ExplainJump, visit=visit, text="Tijd.") == "not_a_jump"


def test_a_jump_can_still_be_explained_when_the_meeting_is_over() -> None:
    here = jumped()
    here.go("close")
    here.lead(CloseMeeting)
    here.lead(ExplainJump, visit=2, text="De bus ging.")
    assert here.meeting.visits[1].words == "De bus ging."
