"""Blocks of the run sheet are changed, added, moved and skipped while it runs; what was stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from meeting.procedure import replay
from meeting.procedure.arranging import (
    LONGEST_BLOCK,
    MOST_BLOCKS,
    AddBlock,
    BlockSkipped,
    ChangeBlock,
    MoveBlock,
    RestoreBlock,
    SkipBlock,
    sound,
)
from meeting.procedure.core import Refused
from meeting.procedure.sheet import JUMP_REASONS, EnterBlock
from meeting.procedure.state import Block, Display, Meeting, Phone, RunSheet
from meeting.procedure.templates import EVENING, MODELS
from meeting.procedure.undoing import Undo

from .acts import Hall, Happened, hall


def order(here: Hall) -> list[str]:
    return [block.id for block in here.meeting.sheet]


def arrange(here: Hall, kind: type, **fields: Any) -> Happened:
    """A change by somebody who sees the run sheet as it is."""
    return here.lead(kind, **{"sheet_rev": here.meeting.sheet_rev, **fields})


def refusal(here: Hall, kind: type, **fields: Any) -> str:
    return here.refused(arrange, here, kind, **fields)


# Changing


def test_a_block_gets_other_minutes_and_words_of_its_own() -> None:
    here = hall(1)
    arrange(here, ChangeBlock, block_id="talk", minutes=45, title=" Aan  tafel ", question="Wat raakt je?", say="Toe.")
    block = here.meeting.block_of("talk")
    assert (block.minutes, block.title, block.question, block.say) == (45, "Aan tafel", "Wat raakt je?", "Toe.")


def test_what_is_not_named_stays_and_empty_words_are_taken_off() -> None:
    here = hall(1)
    arrange(here, ChangeBlock, block_id="talk", title="Aan tafel", say="Toe.")
    arrange(here, ChangeBlock, block_id="talk", title="")
    assert (here.meeting.block_of("talk").title, here.meeting.block_of("talk").say) == ("", "Toe.")


def test_the_use_of_phones_and_the_way_to_the_screen_are_changed() -> None:
    here = hall(1)
    arrange(here, ChangeBlock, block_id="gather", phone=Phone.AWAY, display=Display.READ)
    assert (here.meeting.block_of("gather").phone, here.meeting.block_of("gather").display) == ("away", "read")


def test_phones_stay_away_in_a_talk() -> None:
    assert refusal(hall(1), ChangeBlock, block_id="talk", phone=Phone.TAP) == "block_talk_phone"


@pytest.mark.parametrize("minutes", [0, -5, LONGEST_BLOCK + 1])
def test_a_block_takes_one_to_240_minutes(minutes: int) -> None:
    assert refusal(hall(1), ChangeBlock, block_id="talk", minutes=minutes) == "block_minutes"


def test_the_active_block_gets_more_time_but_one_people_left_stays_as_it_was() -> None:
    here = hall(1)
    here.go("check-in")
    arrange(here, ChangeBlock, block_id="check-in", minutes=25)
    assert here.meeting.block.minutes == 25
    assert refusal(here, ChangeBlock, block_id="arrival", minutes=25) == "block_visited"


def test_the_plan_of_a_stay_is_what_it_was_when_people_came_in() -> None:
    here = hall(1)
    here.go("check-in")
    arrange(here, ChangeBlock, block_id="check-in", minutes=25)
    assert here.meeting.visits[-1].planned == 15


@pytest.mark.parametrize(
    ("words", "reason"), [({"title": "a" * 81}, "text_too_long"), ({"say": "a" * 241}, "text_too_long")]
)
def test_words_of_a_block_are_as_short_as_others(words: dict[str, str], reason: str) -> None:
    assert refusal(hall(1), ChangeBlock, block_id="talk", **words) == reason


# Adding


def test_a_block_is_added_behind_another_as_its_kind_usually_is() -> None:
    here = hall(1)
    arrange(here, AddBlock, block_id="pause", model="break", after="talk")
    assert order(here)[order(here).index("talk") + 1] == "pause"
    assert here.meeting.block_of("pause") == replace(MODELS["break"], id="pause")


def test_an_added_block_may_bring_its_own_minutes_and_name() -> None:
    here = hall(1)
    arrange(here, AddBlock, block_id="x", model="talk", after="talk", minutes=5, title="Rondje")
    assert (here.meeting.block_of("x").minutes, here.meeting.block_of("x").title) == (5, "Rondje")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"model": "nonsense"}, "block_unknown"),
        ({"after": "nowhere"}, "unknown_block"),
        ({"after": "close"}, "sheet_ends"),
        ({"after": "arrival"}, "check_in_first"),
        ({"block_id": "niet zo"}, "block_id"),
        ({"minutes": 0}, "block_minutes"),
    ],
)
def test_a_block_that_fits_nowhere_is_refused(fields: dict[str, Any], reason: str) -> None:
    assert refusal(hall(1), AddBlock, **{"block_id": "x", "model": "talk", "after": "talk", **fields}) == reason


def test_a_run_sheet_has_at_most_sixty_blocks() -> None:
    here = hall(1)
    for _ in range(MOST_BLOCKS - len(here.meeting.sheet)):
        arrange(here, AddBlock, block_id=here.id(), model="talk", after="talk")
    assert refusal(here, AddBlock, block_id="x", model="talk", after="talk") == "sheet_full"


def test_a_block_sent_again_is_added_once_and_another_under_its_name_is_refused() -> None:
    here = hall(1)
    add = here.as_staff(AddBlock, sheet_rev=1, block_id="x", model="talk", after="talk")
    here.do(add)
    assert here.do(add) == ()
    assert refusal(here, AddBlock, block_id="x", model="voting", after="talk") == "changed_elsewhere"


# Moving


def test_a_block_is_moved_up_and_down() -> None:
    here = hall(1)
    arrange(here, MoveBlock, block_id="vote", after="gather")
    assert order(here)[2:4] == ["gather", "vote"]
    arrange(here, MoveBlock, block_id="vote", after="propose")
    assert order(here) == [block.id for block in EVENING.blocks]


@pytest.mark.parametrize(
    ("block_id", "after", "reason"),
    [
        ("check-in", "talk", "check_in_first"),
        ("talk", "arrival", "check_in_first"),
        ("talk", "close", "sheet_ends"),
        ("close", "talk", "block_fixed"),
        ("arrival", "talk", "block_active"),
        ("nowhere", "talk", "unknown_block"),
        ("talk", "nowhere", "unknown_block"),
    ],
)
def test_some_blocks_stay_where_they_are(block_id: str, after: str, reason: str) -> None:
    assert refusal(hall(1), MoveBlock, block_id=block_id, after=after) == reason


def test_a_block_people_have_been_in_is_not_moved() -> None:
    here = hall(1)
    here.go("gather")
    here.go("talk")
    assert refusal(here, MoveBlock, block_id="gather", after="talk") == "block_visited"
    assert refusal(here, MoveBlock, block_id="talk", after="vote") == "block_active"


def test_moving_a_block_where_it_is_changes_nothing() -> None:
    here = hall(1)
    assert arrange(here, MoveBlock, block_id="talk", after="gather") == ()


# Skipping


@pytest.mark.parametrize("reason", JUMP_REASONS)
def test_a_skipped_block_stays_on_the_sheet_with_its_reason_and_is_passed_by(reason: str) -> None:
    here = hall(1)
    assert arrange(here, SkipBlock, block_id="gather", reason=reason)[0] == BlockSkipped(
        at=here.now, by="facilitator", block_id="gather", reason=reason
    )
    here.lead(EnterBlock, to="check-in")
    here.lead(EnterBlock, to="talk")
    assert (here.meeting.active, here.meeting.block_of("gather").skipped) == ("talk", reason)


def test_skipping_wants_one_tap_of_why() -> None:
    assert refusal(hall(1), SkipBlock, block_id="talk", reason="zomaar") == "reason_needed"


def test_the_active_block_those_left_and_the_ends_are_not_skipped() -> None:
    here = hall(1)
    here.go("check-in")
    assert refusal(here, SkipBlock, block_id="check-in", reason="time") == "block_active"
    assert refusal(here, SkipBlock, block_id="arrival", reason="time") == "block_visited"
    assert refusal(here, SkipBlock, block_id="close", reason="time") == "block_fixed"


def test_a_skipped_block_is_taken_back() -> None:
    here = hall(1)
    arrange(here, SkipBlock, block_id="talk", reason="time")
    arrange(here, RestoreBlock, block_id="talk")
    assert here.meeting.block_of("talk").skipped is None


def test_going_into_a_skipped_block_needs_a_reason_and_takes_it_back() -> None:
    here = hall(1)
    arrange(here, SkipBlock, block_id="check-in", reason="time")
    assert here.refused(here.lead, EnterBlock, to="check-in") == "reason_needed"
    here.lead(EnterBlock, to="check-in", reason="asked")
    assert here.meeting.block.skipped is None


# Two consoles, resends and the log


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (ChangeBlock, {"minutes": 5}),
        (MoveBlock, {"after": "vote"}),
        (SkipBlock, {"reason": "time"}),
        (RestoreBlock, {}),
    ],
)
def test_who_looks_at_an_older_run_sheet_is_told_and_a_resend_is_answered_yes(
    kind: type, fields: dict[str, Any]
) -> None:
    here = hall(1)
    if kind is RestoreBlock:
        arrange(here, SkipBlock, block_id="talk", reason="time")
    mine = here.as_staff(kind, sheet_rev=here.meeting.sheet_rev, block_id="talk", **fields)
    arrange(here, ChangeBlock, block_id="gather", minutes=9)
    assert here.refused(here.do, mine) == "sheet_changed"
    mine = replace(mine, sheet_rev=here.meeting.sheet_rev)
    assert here.do(mine)
    assert here.do(mine) == ()


def test_a_run_sheet_that_was_arranged_is_the_same_after_a_replay() -> None:
    here = hall(1)
    arrange(here, AddBlock, block_id="x", model="break", after="talk")
    arrange(here, MoveBlock, block_id="x", after="gather")
    arrange(here, ChangeBlock, block_id="x", title="Thee")
    arrange(here, SkipBlock, block_id="spread", reason="rest")
    assert replay(here.log, Meeting(id="hall")) == here.meeting


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (ChangeBlock, {"block_id": "talk", "minutes": 5, "title": "Kort"}),
        (MoveBlock, {"block_id": "talk", "after": "vote"}),
        (SkipBlock, {"block_id": "talk", "reason": "time"}),
    ],
)
def test_a_change_is_taken_back_while_no_other_was_made_on_top_of_it(kind: type, fields: dict[str, Any]) -> None:
    here = hall(1)
    before = here.meeting.sheet
    arrange(here, kind, **fields)
    here.lead(Undo, act=len(here.meeting.acts))
    assert here.meeting.sheet == before
    arrange(here, kind, **fields)
    undo = here.as_staff(Undo, act=len(here.meeting.acts))
    arrange(here, ChangeBlock, block_id="gather", minutes=9)
    assert here.refused(here.do, undo) == "cannot_undo"


def test_an_added_block_that_is_taken_back_stays_to_be_seen_as_skipped() -> None:
    here = hall(1)
    arrange(here, AddBlock, block_id="x", model="talk", after="talk")
    here.lead(Undo, act=len(here.meeting.acts))
    assert here.meeting.block_of("x").skipped == "other"


# A run sheet as a whole

ARRIVAL, CHECK_IN, *_, CLOSING = EVENING.blocks
TALK = MODELS["talk"]


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ((), "sheet_ends"),
        ((ARRIVAL, CLOSING), "check_in_first"),
        ((CHECK_IN, ARRIVAL, CLOSING), "sheet_ends"),
        ((ARRIVAL, CHECK_IN), "sheet_ends"),
        ((ARRIVAL, CHECK_IN, ARRIVAL, CLOSING), "sheet_same_id"),
        ((ARRIVAL, CHECK_IN, replace(CLOSING, id="c"), CLOSING), "sheet_ends"),
        ((ARRIVAL, TALK, CHECK_IN, CLOSING), "check_in_first"),
        ((ARRIVAL, CHECK_IN, replace(TALK, step="dancing"), CLOSING), "block_unknown"),
        ((ARRIVAL, CHECK_IN, replace(TALK, kind="vote"), CLOSING), "block_unknown"),
    ],
)
def test_blocks_that_make_no_evening_are_refused(blocks: tuple[Block, ...], reason: str) -> None:
    with pytest.raises(Refused, match=f"^{reason}$"):
        sound(RunSheet("Leeg", blocks))


@pytest.mark.parametrize("budget", [0, 101])
def test_the_budget_for_phones_is_a_percentage(budget: int) -> None:
    with pytest.raises(Refused, match="sheet_budget"):
        sound(RunSheet("Leeg", EVENING.blocks, budget))


def test_a_refusal_tells_which_block_it_is_about() -> None:
    with pytest.raises(Refused) as refused:
        sound(RunSheet("Leeg", (ARRIVAL, CHECK_IN, replace(TALK, minutes=0), CLOSING)))
    assert refused.value.values["number"] == 3
