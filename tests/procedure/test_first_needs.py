"""The first needs before the room while the rest is read: three at most, read ones only, the same on every phone."""

from __future__ import annotations

from dataclasses import replace

from meeting.procedure.core import Role
from meeting.procedure.first_needs import MOST_FIRST, HideNeed, ShowNeed, being_read
from meeting.procedure.grouping import GroupNeeds
from meeting.procedure.state import AnswerKind
from meeting.procedure.undoing import Undo
from meeting.views import minority

from .acts import Hall
from .test_packaging import hall_asked_of


def hall_reading(needs: int = 9) -> tuple[Hall, list[str]]:
    """So many people who said no to a package wrote what they need, and it was shared."""
    hall = hall_asked_of(people=24, lacking=0, against=needs)
    ids = [hall.answer(person, f"Nodig {number}") for number, person in enumerate(hall.people[:needs])]
    hall.share()
    return hall, ids


def show(hall: Hall, *ids: str) -> None:
    for each in ids:
        hall.lead(ShowNeed, position_id=each, rev=hall.position(each).rev)


def in_hall(hall: Hall) -> list[str]:
    room = minority.room_asked(hall.meeting)
    assert room is not None
    return [card["id"] for card in room["positions"]]


def on_phones(hall: Hall) -> list[str]:
    return [card["id"] for card in minority.asked(hall.meeting).cards]


def test_of_many_needs_only_those_that_were_read_hang_in_the_hall_and_on_phones_in_an_order_that_says_nothing() -> None:
    hall, ids = hall_reading()
    assert (in_hall(hall), on_phones(hall), being_read(hall.meeting)) == ([], [], True)
    show(hall, ids[7], ids[2], ids[4])
    assert in_hall(hall) == on_phones(hall) == sorted([ids[7], ids[2], ids[4]])
    hall.lead(HideNeed, position_id=ids[2])
    assert in_hall(hall) == sorted([ids[7], ids[4]])


def test_a_fourth_waits_until_one_goes_off() -> None:
    hall, ids = hall_reading()
    show(hall, *ids[:MOST_FIRST])
    assert hall.refused(show, hall, ids[3]) == "first_needs_full"
    hall.lead(HideNeed, position_id=ids[0])
    show(hall, ids[3])


def test_where_there_are_few_the_room_sees_them_all() -> None:
    hall, ids = hall_reading(7)
    assert in_hall(hall) == sorted(ids)
    assert hall.refused(show, hall, ids[0]) == "all_on_screen"


def test_other_words_than_were_read_are_not_put_on_the_screen_and_new_ones_go_off_it() -> None:
    hall, ids = hall_reading()
    show(hall, ids[0])
    hall.answer(hall.people[0], "Nodig, maar anders gezegd")
    hall.share()
    assert in_hall(hall) == []
    assert hall.refused(hall.lead, ShowNeed, position_id=ids[0], rev=1) == "changed_meanwhile"
    show(hall, ids[0])
    assert in_hall(hall) == [ids[0]]


def test_once_they_lie_in_seven_groups_the_room_sees_all_it_answers() -> None:
    hall, ids = hall_reading()
    show(hall, ids[0])
    hall.go("weave")
    assert [card["id"] for card in minority.room_woven(hall.meeting)["positions"]] == [ids[0]]
    hall.lead(GroupNeeds, position_id=ids[0], other_id=ids[1])
    hall.lead(GroupNeeds, position_id=ids[2], other_id=ids[3])
    assert not being_read(hall.meeting)
    assert len(minority.room_woven(hall.meeting)["positions"]) == 7


def test_what_the_room_answers_is_seen_though_others_are_still_read() -> None:
    hall, ids = hall_reading()
    hall.go("weave")
    hall.treat(ids[5], AnswerKind.DECLINED, text="Daar is geen geld voor")
    assert [card["id"] for card in minority.room_woven(hall.meeting)["positions"]] == [ids[5]]


def test_putting_on_the_screen_is_taken_back() -> None:
    hall, ids = hall_reading()
    show(hall, ids[0])
    hall.lead(Undo, act=len(hall.meeting.acts))
    assert in_hall(hall) == []


def test_who_leads_or_moderates_puts_needs_on_the_screen_and_nobody_else() -> None:
    hall, ids = hall_reading()
    command = hall.as_staff(ShowNeed, position_id=ids[0], rev=1)
    assert hall.refused(hall.do, replace(command, role=Role.NOTE_KEEPER)) == "not_your_role"
    hall.do(replace(command, role=Role.MODERATOR))
    assert in_hall(hall) == [ids[0]]
