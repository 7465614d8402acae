"""The end of a meeting: what was laid down stays to be read, and nothing more happens."""

from __future__ import annotations

import pytest

from meeting.procedure.arrival import Join
from meeting.procedure.closing import CloseMeeting, MeetingClosed
from meeting.procedure.core import Role
from meeting.procedure.gathering import SubmitViewpoint
from meeting.procedure.sealing import BoxDestroyed, ExpireBoxes
from meeting.procedure.sheet import EnterBlock

from .acts import Hall, hall, hall_asked, hall_in_a_vote, split


def closed(here: Hall) -> Hall:
    here.go("close")
    here.lead(CloseMeeting)
    return here


def test_a_meeting_closes_with_its_time() -> None:
    here = closed(hall())
    assert here.meeting.closed_at == here.now


def test_closing_destroys_the_boxes() -> None:
    here = hall_asked(*split(3, 1))
    here.go("close")
    assert [type(event) for event in here.lead(CloseMeeting)] == [BoxDestroyed, MeetingClosed]
    assert not here.meeting.boxes


def test_closing_again_changes_nothing() -> None:
    here = closed(hall())
    assert here.lead(CloseMeeting) == ()


def test_a_meeting_closes_in_its_last_step_only() -> None:
    here = hall()
    assert here.refused(here.lead, CloseMeeting) == "not_in_this_step"


def test_a_meeting_does_not_close_over_an_open_round() -> None:
    voting = hall_in_a_vote()
    assert voting.refused(closed, voting) == "round_open"


@pytest.mark.parametrize("kind", [SubmitViewpoint, EnterBlock, Join])
def test_after_the_close_everything_else_is_over(kind: type) -> None:
    here = closed(hall())
    if kind is EnterBlock:
        assert here.refused(here.go, "talk") == "meeting_over"
    elif kind is Join:
        assert here.refused(here.join) == "meeting_over"
    else:
        assert here.refused(here.view, here.people[0], "Nog iets") == "meeting_over"


def test_a_command_that_was_carried_out_before_the_close_is_still_told_so() -> None:
    here = hall()
    here.go("gather")
    sent = here.as_person(here.people[0], SubmitViewpoint, viewpoint_id="v", block_id="gather", text="Meer bankjes")
    here.do(sent)
    closed(here)
    assert here.do(sent) == ()


def test_the_system_may_still_tidy_up_a_closed_meeting() -> None:
    here = closed(hall())
    here.wait(hours=25)
    assert here.do(ExpireBoxes(at=here.tick(), role=Role.SYSTEM)) == ()
