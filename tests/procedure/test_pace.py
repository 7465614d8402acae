"""The evening against its plan: what was spent, when what comes is expected, and how late it gets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meeting.procedure.arranging import AddBlock, ChangeBlock, SkipBlock
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.pace import Pace, pace, phone_percent
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.state import Block, Phone
from meeting.procedure.templates import EVENING

from .acts import Hall, hall

WITHOUT_ARRIVAL = sum(block.minutes for block in EVENING.blocks[1:])


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def now(here: Hall) -> Pace:
    return pace(here.meeting, here.now)


def go_on(here: Hall) -> None:
    """To the next block, in no time: the clock of the hall ticks a second with each act."""
    order = [block.id for block in here.meeting.sheet]
    following = next(each for each in order[order.index(here.meeting.active) + 1 :] if not _skipped(here, each))
    here.now -= timedelta(seconds=1)
    here.lead(EnterBlock, to=following)


def _skipped(here: Hall, block_id: str) -> bool:
    return here.meeting.block_of(block_id).skipped is not None


def arrange(here: Hall, kind: type, **fields: object) -> None:
    here.now -= timedelta(seconds=1)
    here.lead(kind, sheet_rev=here.meeting.sheet_rev, **fields)


def begun() -> Hall:
    """An evening whose arrival has just ended, an hour after the meeting was opened."""
    here = hall(0)
    here.wait(hours=1)
    go_on(here)
    return here


def test_what_comes_is_expected_one_after_the_other() -> None:
    here = begun()
    assert now(here).expected["gather"] == here.now + minutes(15)
    assert now(here).expected["talk"] == here.now + minutes(15 + 7)
    assert now(here).ends_at == here.now + minutes(WITHOUT_ARRIVAL)


def test_while_people_arrive_nothing_is_late_yet_however_long_ago_the_meeting_was_opened() -> None:
    here = hall(0)
    here.wait(hours=3)
    assert now(here).late is None
    assert now(here).ends_at == here.now + minutes(WITHOUT_ARRIVAL)


def test_an_evening_that_keeps_its_times_is_not_late() -> None:
    here = begun()
    here.wait(minutes=15)
    go_on(here)
    assert now(here).late == minutes(0)


@pytest.mark.parametrize(("spent", "late"), [(22, 7), (15, 0), (9, -6)])
def test_a_block_that_took_longer_or_shorter_moves_the_end(spent: int, late: int) -> None:
    here = begun()
    here.wait(minutes=spent)
    go_on(here)
    assert now(here).late == minutes(late)


def test_a_block_that_is_going_on_moves_the_end_only_once_it_takes_too_long() -> None:
    here = begun()
    here.wait(minutes=10)
    assert now(here).late == minutes(0)
    here.wait(minutes=8)
    assert now(here).late == minutes(3)


def test_what_was_spent_in_a_block_counts_all_stays_in_it() -> None:
    here = begun()
    here.wait(minutes=4)
    here.now -= timedelta(seconds=1)
    here.go("gather")
    here.wait(minutes=5)
    here.now -= timedelta(seconds=1)
    here.go("check-in")
    here.wait(minutes=6)
    assert now(here).spent["check-in"] == minutes(10)
    assert now(here).ends_at == here.now + minutes(5 + WITHOUT_ARRIVAL - 15 - 7)


def test_a_skipped_block_takes_no_time_and_an_added_one_does() -> None:
    here = begun()
    arrange(here, SkipBlock, block_id="waterline", reason="time")
    assert now(here).late == minutes(-20)
    assert "waterline" not in now(here).expected
    arrange(here, AddBlock, block_id="pause", model="break", after="talk")
    assert now(here).late == minutes(-10)


def test_more_minutes_for_a_block_move_the_end_but_not_what_people_were_promised() -> None:
    here = begun()
    arrange(here, ChangeBlock, block_id="talk", minutes=40)
    assert now(here).late == minutes(10)


def test_a_block_that_was_jumped_over_is_not_expected_any_more() -> None:
    here = begun()
    here.now -= timedelta(seconds=1)
    here.go("propose")
    assert set(now(here).expected) == {"vote", "minority", "weave", "decide", "waterline", "close"}


def test_minutes_with_phones_out_are_those_of_blocks_that_want_them() -> None:
    here = begun()
    here.wait(minutes=15)
    go_on(here)
    here.wait(minutes=6)
    assert now(here).phones == minutes(6)


def test_a_meeting_that_is_over_ran_as_it_ran() -> None:
    here = begun()
    here.wait(minutes=30)
    here.go("close")
    here.lead(CloseMeeting)
    ended = here.now
    here.wait(hours=5)
    assert (now(here).ends_at, now(here).expected) == (ended, {})


@pytest.mark.parametrize(("out", "total", "percent"), [(0, 10, 0), (1, 10, 10), (1, 3, 34), (10, 10, 100)])
def test_the_share_of_phones_is_rounded_up_because_a_budget_is_a_limit(out: int, total: int, percent: int) -> None:
    blocks = [Block("a", "voting", out, Phone.TAP)] if out else []
    blocks += [Block("b", "talking", total - out, Phone.AWAY)] if total > out else []
    assert phone_percent(tuple(blocks)) == percent


def test_skipped_blocks_have_no_part_in_the_share() -> None:
    vote = Block("a", "voting", 5, Phone.TAP, skipped="time")
    assert phone_percent((vote, Block("b", "talking", 5, Phone.AWAY))) == 0
