"""What asks something of the commissioner, and her answers: during the evening, after it, and late when late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from meeting.procedure.addressing import AddressNeed, AnswerPoint, points
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.core import Refused, Role
from meeting.procedure.report import report
from meeting.procedure.state import AnswerKind, Level, Verdict

from .acts import START, Hall

NEED = "Een tweede buschauffeur"
SOON = START.date() + timedelta(days=30)


def advising(level: Level = Level.ADVISE, **fields: Any) -> tuple[Hall, str]:
    """A hall where one need waits for an answer; the commissioner decides in the end."""
    here = Hall().open(level=level, decider="de wethouder", answer_by=SOON, **fields)
    here.join(6)
    here.propose()
    here.run_round("against", *["for"] * 5)
    here.ask_minority()
    need = here.answer(here.people[0], NEED)
    here.share()
    here.go("weave")
    return here, need


def advised() -> tuple[Hall, str]:
    """The advice was given, with the need added, and the meeting is over."""
    here, need = advising()
    here.treat(need)
    here.settle(need)
    here.check(*["along"] * 6)
    here.adopt()
    here.go("close")
    here.lead(CloseMeeting)
    return here, need


def says(here: Hall, point: str, verdict: Verdict, said: int = 0, role: Role = Role.COMMISSIONER, **fields: Any) -> Any:
    command = AnswerPoint(at=here.tick(), role=role, point_id=point, said=said, verdict=verdict, **fields)
    return here.do(command)


# Needs that ask something of her


def test_a_need_that_asks_something_of_the_commissioner_is_not_added_before_she_says_yes() -> None:
    here, need = advising(Level.TOGETHER)
    here.lead(AddressNeed, position_id=need)
    assert here.lead(AddressNeed, position_id=need) == ()
    assert here.refused(here.treat, need) == "commissioner_first"
    says(here, need, Verdict.LATER, due=SOON)
    assert here.refused(here.treat, need) == "commissioner_first"
    says(here, need, Verdict.YES, said=1)
    here.treat(need)


def test_a_need_outside_the_mandate_is_parked_and_stands_with_her_answer_in_the_report() -> None:
    here, need = advising(Level.TOGETHER)
    here.lead(AddressNeed, position_id=need)
    says(here, need, Verdict.NO, text="Er is geen geld voor dit jaar.")
    here.treat(need, AnswerKind.PARKED, owner="de wethouder")
    here.settle(need)
    [point] = report(here.meeting).points
    assert (point.kind, point.text, point.said[0].text) == ("need", NEED, "Er is geen geld voor dit jaar.")


def test_an_advice_promises_nothing_so_there_a_need_is_added_at_once() -> None:
    here, need = advising()
    here.lead(AddressNeed, position_id=need)
    here.treat(need)


def test_who_decides_alone_has_nobody_to_ask() -> None:
    here, need = advising(Level.DECIDE)
    here.meeting = replace(here.meeting, mandate=replace(here.meeting.mandate, decider=None))
    assert here.refused(here.lead, AddressNeed, position_id=need) == "no_commissioner"
    assert here.refused(here.lead, AddressNeed, position_id="x") == "unknown_position"


def test_the_mark_is_taken_back_until_she_answered() -> None:
    here, need = advising()
    here.lead(AddressNeed, position_id=need)
    here.lead(AddressNeed, position_id=need, asks=False)
    assert points(here.meeting) == ()
    here.lead(AddressNeed, position_id=need)
    says(here, need, Verdict.YES)
    assert here.refused(here.lead, AddressNeed, position_id=need, asks=False) == "point_answered"


def test_what_she_says_aloud_is_typed_by_staff_and_marked() -> None:
    here, need = advising()
    here.lead(AddressNeed, position_id=need)
    says(here, need, Verdict.YES, role=Role.FACILITATOR)
    assert here.meeting.point_answers[0].spoken


# Points of an advice


def test_the_points_of_an_advice_are_its_text_and_each_addition() -> None:
    here, need = advised()
    assert points(here.meeting) == ("decision-1", need)
    assert [point.kind for point in report(here.meeting).points] == ["text", "addition"]


def test_she_answers_after_the_meeting_was_closed() -> None:
    here, need = advised()
    says(here, "decision-1", Verdict.PARTLY, text="De zondag wel, de avond niet.")
    says(here, need, Verdict.NO, text="Er rijdt al een bus.")
    text, addition = report(here.meeting).points
    assert (text.said[-1].verdict, addition.said[-1].text) == (Verdict.PARTLY, "Er rijdt al een bus.")
    assert not text.said[-1].late


@pytest.mark.parametrize("verdict", [Verdict.PARTLY, Verdict.NO])
def test_in_part_and_no_need_a_reason_in_plain_words(verdict: Verdict) -> None:
    here, _ = advised()
    assert here.refused(says, here, "decision-1", verdict) == "text_empty"


def test_finding_out_needs_a_day_that_is_still_to_come() -> None:
    here, _ = advised()
    assert here.refused(says, here, "decision-1", Verdict.LATER) == "date_needed"
    assert here.refused(says, here, "decision-1", Verdict.LATER, due=START.date()) == "date_needed"


def test_late_is_late() -> None:
    here, need = advised()
    here.wait(days=40)
    says(here, "decision-1", Verdict.YES)
    says(here, need, Verdict.LATER, due=date(2026, 6, 1))
    here.wait(days=365)
    says(here, need, Verdict.NO, said=1, text="Het kan niet.")
    text, addition = report(here.meeting).points
    assert [each.late for each in (*text.said, *addition.said)] == [True, True, True]


def test_who_finds_out_in_time_is_held_to_the_new_day() -> None:
    here, need = advised()
    says(here, need, Verdict.LATER, due=date(2026, 6, 1))
    here.wait(days=60)
    says(here, need, Verdict.YES, said=1)
    addition = report(here.meeting).points[1]
    assert [each.late for each in addition.said] == [False, False]
    assert (addition.due, addition.answered) == (date(2026, 6, 1), True)


def test_an_answer_sent_again_changes_nothing_and_an_older_screen_is_told() -> None:
    here, _ = advised()
    says(here, "decision-1", Verdict.NO, text="Geen geld.")
    assert says(here, "decision-1", Verdict.NO, text="Geen geld.") == ()
    assert here.refused(says, here, "decision-1", Verdict.YES) == "changed_meanwhile"
    assert here.refused(says, here, "decision-9", Verdict.YES) == "unknown_point"


def test_an_answer_is_hers_or_typed_by_who_leads() -> None:
    here, _ = advised()
    for role in (Role.NOTE_KEEPER, Role.MODERATOR, Role.SCREEN):
        with pytest.raises(Refused, match="not_your_role"):
            says(here, "decision-1", Verdict.YES, role=role)
