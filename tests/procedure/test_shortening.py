"""When it is late: what is made shorter first, and step 4 never."""

from __future__ import annotations

from dataclasses import replace

from meeting.procedure.arranging import ChangeBlock, SkipBlock
from meeting.procedure.sheet import STEP_FOUR, EnterBlock
from meeting.procedure.shortening import SHORTEST, plan
from meeting.procedure.state import Block, Phone, RunSheet
from meeting.procedure.templates import OFFERED

from .acts import Hall, hall, hall_after_a_vote, split

DAY = RunSheet(
    "dag",
    (
        Block("arrival", "arrival", 30, Phone.AWAY),
        Block("check-in", "talking", 20, Phone.AWAY, kind="check_in"),
        Block("talk", "talking", 20, Phone.AWAY, kind="talk"),
        Block("break", "talking", 30, Phone.AWAY, kind="break"),
        Block("pitches", "shortlisting", 15, Phone.AWAY),
        Block("vote", "voting", 6, Phone.TAP),
        Block("minority", "minority", 5, Phone.WRITE),
        Block("weave", "weaving", 25, Phone.TAP),
        Block("decide", "deciding", 10, Phone.TAP),
        Block("check-out", "talking", 10, Phone.AWAY, kind="check_out"),
        Block("close", "closing", 5, Phone.TAP),
    ),
)


def day(late: int) -> Hall:
    """The check-in takes so many minutes longer than planned."""
    here = Hall().open(sheet=DAY)
    here.go("check-in")
    here.wait(minutes=20 + late)
    return here


def proposed(here: Hall) -> dict[str, int]:
    return {each.block: each.won for each in plan(here.meeting, here.now).shortenings}


def test_on_time_nothing_is_proposed():
    assert proposed(day(late=0)) == {}
    assert proposed(day(late=1)) == {}


def test_pitches_are_made_shorter_first_then_a_talk_then_the_break():
    assert proposed(day(late=6)) == {"pitches": 6}
    assert proposed(day(late=12)) == {"pitches": 7, "talk": 5}
    assert proposed(day(late=30)) == {"pitches": 7, "talk": 10, "break": 13}


def test_what_cannot_be_won_back_is_said_and_step_4_is_never_proposed():
    found = plan(day(late=60).meeting, day(late=60).now)
    assert found.left == 60 - 7 - 10 - 15
    steps = {DAY.blocks[[block.id for block in DAY.blocks].index(each.block)].step for each in found.shortenings}
    assert not steps & {*STEP_FOUR, "voting"}


def test_carrying_out_every_proposal_ends_the_day_when_people_were_promised():
    here = day(late=20)
    for each in plan(here.meeting, here.now).shortenings:
        here.lead(ChangeBlock, block_id=each.block, minutes=each.minutes, sheet_rev=here.meeting.sheet_rev)
    assert plan(here.meeting, here.now).shortenings == ()


def test_the_talk_that_is_on_keeps_the_minutes_it_has_used():
    here = day(late=20)
    here.go("talk")
    here.wait(minutes=18)
    assert "talk" not in {each for each, won in proposed(here).items() if won > 1}


def test_every_shortening_leaves_a_block_time_enough():
    here = day(late=200)
    planned = {block.id: block.minutes for block in DAY.blocks}
    for each in plan(here.meeting, here.now).shortenings:
        assert each.minutes >= max(SHORTEST, planned[each.block] / 2)


def test_step_4_is_not_left_out_because_it_is_late():
    here = hall()
    for block in ("minority", "weave", "decide"):
        asked = {"block_id": block, "sheet_rev": here.meeting.sheet_rev}
        assert here.refused(here.lead, SkipBlock, reason="time", **asked) == "step_four_stays"
    here.lead(SkipBlock, block_id="weave", reason="asked", sheet_rev=here.meeting.sheet_rev)


def test_nobody_jumps_over_the_question_because_it_is_late_while_people_wait_for_it():
    here = hall_after_a_vote(*split(for_=4, against=2))
    assert here.refused(here.lead, EnterBlock, to="decide", reason="time") == "step_four_stays"
    here.lead(EnterBlock, to="decide", reason="asked")


def test_where_nobody_waits_to_be_asked_a_jump_for_time_is_a_jump():
    here = hall()
    here.go("vote")
    here.lead(EnterBlock, to="close", reason="time")
    assert here.meeting.active == "close"


def test_every_template_can_be_made_shorter_without_touching_step_4():
    for sheet in OFFERED.values():
        here = Hall().open(sheet=replace(sheet))
        here.go(sheet.blocks[1].id)
        here.wait(minutes=sheet.blocks[1].minutes + 15)
        assert proposed(here), sheet.name


def test_the_talk_about_what_others_need_belongs_to_step_4():
    here = Hall().open(template="opgaven")
    here.go("check-in")
    here.wait(minutes=320)
    assert "talk" in (blocks := [each.block for each in plan(here.meeting, here.now).shortenings])
    assert "talk-need" not in blocks


def test_a_block_keeps_half_of_what_was_promised_however_often_it_is_made_shorter():
    here = day(late=60)
    for each in plan(here.meeting, here.now).shortenings:
        here.lead(ChangeBlock, block_id=each.block, minutes=each.minutes, sheet_rev=here.meeting.sheet_rev)
    assert plan(here.meeting, here.now).late > 0
    assert plan(here.meeting, here.now).shortenings == ()
