"""Needs that ask for the same: answered once, each in its own words; each author says whether the answer fits."""

from __future__ import annotations

import pytest

from meeting.procedure.conflicting import FlagConflict
from meeting.procedure.grouping import MOST_GROUPS, GroupNeeds, UngroupNeed, together
from meeting.procedure.report import report
from meeting.procedure.state import AnswerKind
from meeting.views.minority import room_woven

from .acts import Hall, hall_weaving

NEEDS = ("Rust na tien uur", "Niet te laat muziek", "Een lagere prijs")
WORDING = "Na tien uur geen muziek meer"


def hall_grouped() -> tuple[Hall, list[str]]:
    """The first two needs lie together, the third stands alone."""
    hall, ids = hall_weaving(NEEDS)
    hall.lead(GroupNeeds, position_id=ids[0], other_id=ids[1])
    return hall, ids


def answered(hall: Hall, ids: list[str], fits: tuple[bool, bool]) -> None:
    """The room answers the group in one wording, and its authors say whether that is right."""
    hall.treat(ids[0], AnswerKind.CHANGED, text=WORDING)
    asked = hall.meeting.asked_position
    assert asked is not None
    for person, right in zip(hall.people, fits, strict=False):
        hall.reply(person, asked.id, fits=right)
    hall.settle(asked.id)


def test_a_group_is_answered_once_and_carried_once():
    hall, ids = hall_grouped()
    answered(hall, ids, (True, True))
    added = hall.tabled.current.additions
    assert [each.text for each in added] == [WORDING]
    assert {added[0].position, *added[0].also} == set(ids[:2])
    assert hall.position(ids[0]).settled
    assert hall.position(ids[1]).settled
    assert hall.position(ids[2]).open


def test_who_says_that_it_does_not_fit_stands_apart_and_stays_open():
    hall, ids = hall_grouped()
    answered(hall, ids, (True, False))
    assert hall.position(ids[0]).settled
    assert hall.position(ids[1]).open
    assert together(hall.position(ids[1]), hall.meeting) == (hall.position(ids[1]),)
    assert hall.tabled.current.additions[0].also == ()


def test_own_words_are_kept_in_the_room_and_in_the_report():
    hall, ids = hall_grouped()
    cards = room_woven(hall.meeting)["positions"]
    words = [{card["text"], *(item["text"] for item in card["items"])} for card in cards]
    assert sorted(words, key=len) == [{NEEDS[2]}, set(NEEDS[:2])]
    answered(hall, ids, (True, True))
    needs = report(hall.meeting).decisions[0].needs
    assert {need.text for need in needs} == set(NEEDS)
    assert [need.point for need in needs if need.text in NEEDS[:2]] == [1, 1]


def test_a_group_is_not_added_in_several_wordings_nor_with_a_contradiction():
    hall, ids = hall_grouped()
    assert hall.refused(hall.treat, ids[0], AnswerKind.ADDED) == "group_in_one_wording"
    hall.lead(FlagConflict, position_id=ids[0], other_id=ids[1])
    assert hall.refused(hall.treat, ids[0], AnswerKind.CHANGED, text=WORDING) == "needs_conflict"


def test_a_need_is_set_by_itself_again_until_it_is_answered():
    hall, ids = hall_grouped()
    hall.lead(UngroupNeed, position_id=ids[0])
    assert len(together(hall.position(ids[1]), hall.meeting)) == 1
    hall.lead(GroupNeeds, position_id=ids[0], other_id=ids[1])
    hall.treat(ids[0], AnswerKind.DECLINED, text="Dat kan de club niet betalen.")
    assert hall.refused(hall.lead, UngroupNeed, position_id=ids[0]) == "settle_first"


def test_there_are_at_most_seven_groups():
    hall, ids = hall_weaving([f"Behoefte {number}" for number in range(2 * MOST_GROUPS + 2)], for_=20)
    for number in range(MOST_GROUPS):
        hall.lead(GroupNeeds, position_id=ids[2 * number], other_id=ids[2 * number + 1])
    assert hall.refused(hall.lead, GroupNeeds, position_id=ids[-1], other_id=ids[-2]) == "groups_full"
    hall.lead(GroupNeeds, position_id=ids[-1], other_id=ids[0])


@pytest.mark.parametrize("kind", [AnswerKind.DECLINED, AnswerKind.PARKED])
def test_silence_lets_such_an_answer_stand_for_all(kind: AnswerKind):
    hall, ids = hall_grouped()
    hall.treat(ids[0], kind, text="Volgend jaar")
    asked = hall.meeting.asked_position
    assert asked is not None
    hall.settle(asked.id)
    assert all(hall.position(each).settled for each in ids[:2])


def test_what_was_said_aloud_stays_apart():
    hall, ids = hall_weaving(NEEDS)
    spoken = hall.say_aloud("Ik wil meer licht")
    assert hall.refused(hall.lead, GroupNeeds, position_id=ids[0], other_id=spoken) == "spoken_alone"
