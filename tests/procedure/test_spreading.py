"""Spreading: recognition of one viewpoint at a time, a text for who sees it otherwise, and numbers only afterwards."""

from __future__ import annotations

import pytest

from meeting.procedure import replay
from meeting.procedure.core import Role
from meeting.procedure.gathering import NO, EditViewpoint, SubmitViewpoint, WithdrawViewpoint
from meeting.procedure.moderating import HoldViewpoint, SendBackViewpoint
from meeting.procedure.sheet import SetDisplay
from meeting.procedure.spreading import (
    AlikeAsked,
    AskAlike,
    RecogniseAloud,
    ShowCounts,
    SpreadViewpoint,
    ViewpointRecognised,
    WithdrawRecognition,
    before_the_room,
    countable,
    queue,
    recognised,
)
from meeting.procedure.state import Display, Meeting

from .acts import Hall
from .voices import gathered, otherwise, recognise, show_counts, spread

TEXTS = ["Meer bankjes", "Stilte na tien uur", "Een veld om te voetballen"]


def before_all() -> tuple[Hall, list[str]]:
    here, ids = gathered(TEXTS)
    spread(here, ids[0])
    return here, ids


def count(here: Hall, viewpoint_id: str) -> int:
    return recognised(here.meeting, here.meeting.viewpoints[viewpoint_id])


def system(here: Hall, viewpoint_id: str, other: str):
    return here.do(AskAlike(at=here.tick(), role=Role.SYSTEM, viewpoint_id=viewpoint_id, other=other))


# Before the room


def test_one_viewpoint_at_a_time_is_before_the_room() -> None:
    here, ids = before_all()
    assert before_the_room(here.meeting).id == ids[0]
    spread(here, ids[1])
    assert before_the_room(here.meeting).id == ids[1]


def test_what_waited_to_be_shown_is_shown_when_it_comes_before_the_room() -> None:
    here, _ = gathered([])
    here.lead(SetDisplay, display=Display.READ)
    waiting = here.view(here.people[0], "Nog niet gelezen")
    spread(here, waiting)
    assert here.meeting.viewpoints[waiting].shown


def test_two_consoles_do_not_push_each_other_away_unseen() -> None:
    here, ids = before_all()
    assert here.refused(here.lead, SpreadViewpoint, viewpoint_id=ids[1], instead=None) == "changed_meanwhile"


def test_what_was_held_or_withdrawn_does_not_come_before_the_room() -> None:
    here, ids = before_all()
    here.lead(HoldViewpoint, viewpoint_id=ids[1], rev=1, reason="insult")
    here.ask(here.people[2], WithdrawViewpoint, viewpoint_id=ids[2])
    for gone in ids[1:]:
        assert here.refused(spread, here, gone) == "unknown_viewpoint"


def test_what_its_author_takes_back_is_no_longer_before_the_room() -> None:
    here, ids = before_all()
    here.ask(here.people[0], WithdrawViewpoint, viewpoint_id=ids[0])
    assert before_the_room(here.meeting) is None


def test_a_new_stay_begins_with_nothing_before_the_room() -> None:
    here, _ = before_all()
    here.go("talk")
    here.go("voices")
    assert before_the_room(here.meeting) is None


def test_a_no_waits_in_front_then_what_nobody_recognised() -> None:
    here, ids = before_all()
    deviating = otherwise(here, here.people[4], ids[0])
    here.lead(RecogniseAloud, viewpoint_id=ids[1], hands=2)
    assert [each.id for each in queue(here.meeting)] == [deviating, ids[2], ids[1]]


def test_a_question_that_is_with_its_author_waits_for_new_words() -> None:
    here, ids = before_all()
    here.lead(SendBackViewpoint, viewpoint_id=ids[1], rev=1)
    assert [each.id for each in queue(here.meeting)] == [ids[2]]
    here.ask(here.people[1], EditViewpoint, viewpoint_id=ids[1], rev=2, text="Stilte na elf uur")
    assert {each.id for each in queue(here.meeting)} == set(ids[1:])


# Recognising


def test_recognising_twice_counts_once() -> None:
    here, ids = before_all()
    recognise(here, ids[0], here.people[1], here.people[1], here.people[2])
    assert count(here, ids[0]) == 2


def test_the_author_does_not_count() -> None:
    here, ids = before_all()
    recognise(here, ids[0], here.people[0])
    assert count(here, ids[0]) == 0


def test_a_recognition_is_taken_back_by_the_one_who_gave_it() -> None:
    here, ids = before_all()
    recognise(here, ids[0], here.people[1], here.people[2])
    here.ask(here.people[1], WithdrawRecognition, viewpoint_id=ids[0])
    here.ask(here.people[3], WithdrawRecognition, viewpoint_id=ids[0])
    assert count(here, ids[0]) == 1
    assert here.meeting.participants[here.people[1].id].recognised == ()


def test_only_what_is_before_the_room_can_be_recognised() -> None:
    here, ids = before_all()
    assert here.refused(recognise, here, ids[1], here.people[3]) == "recognising_closed"
    assert here.refused(recognise, here, "nothing", here.people[3]) == "unknown_viewpoint"
    here.go("talk")
    assert here.refused(recognise, here, ids[0], here.people[3]) == "recognising_closed"


def test_hands_are_typed_and_typed_anew() -> None:
    here, ids = before_all()
    recognise(here, ids[0], here.people[1])
    here.lead(RecogniseAloud, viewpoint_id=ids[0], hands=7)
    here.lead(RecogniseAloud, viewpoint_id=ids[0], hands=5)
    assert count(here, ids[0]) == 6
    assert not here.lead(RecogniseAloud, viewpoint_id=ids[0], hands=5)


@pytest.mark.parametrize("hands", [-1, 3_001])
def test_a_number_of_hands_that_cannot_be_is_refused(hands: int) -> None:
    here, ids = before_all()
    assert here.refused(here.lead, RecogniseAloud, viewpoint_id=ids[0], hands=hands) == "not_a_number"


def test_a_note_keeper_types_hands_in_any_step() -> None:
    here, ids = before_all()
    here.go("talk")
    command = here.as_staff(RecogniseAloud, viewpoint_id=ids[0], hands=3)
    here.do(type(command)(**{**vars(command), "role": Role.NOTE_KEEPER}))
    assert count(here, ids[0]) == 3


def test_the_log_marks_who_recognised_as_personal() -> None:
    field = {each.name: each for each in ViewpointRecognised.__dataclass_fields__.values()}["participant"]
    assert field.metadata["personal"]
    assert "geheim" not in repr(ViewpointRecognised(viewpoint_id="v", participant="geheim"))


def test_a_recognition_of_somebody_who_was_erased_is_none() -> None:
    here, ids = before_all()
    recognise(here, ids[0], here.people[1])
    emptied = [
        type(each)(viewpoint_id=each.viewpoint_id, participant="", at=each.at, by=each.by)
        if isinstance(each, ViewpointRecognised)
        else each
        for each in here.log
    ]
    meeting = replay(emptied, Meeting(id="hall"))
    assert recognised(meeting, meeting.viewpoints[ids[0]]) == 0


# Seeing it otherwise


def test_who_sees_it_otherwise_writes_a_viewpoint_of_their_own_and_the_tap_is_nothing() -> None:
    here, ids = before_all()
    wrote = otherwise(here, here.people[1], ids[0], "Bankjes trekken hangjongeren")
    own = here.meeting.viewpoints[wrote]
    assert (own.otherwise_of, own.kind, own.shown) == (ids[0], NO, False)
    assert count(here, ids[0]) == 0


def test_otherwise_of_something_unknown_is_refused() -> None:
    here, _ = before_all()
    assert here.refused(otherwise, here, here.people[1], "nothing") == "unknown_viewpoint"


def test_a_text_that_comes_after_the_next_viewpoint_is_still_welcome() -> None:
    here, ids = before_all()
    here.go("talk")
    late = here.id()
    fields = {"viewpoint_id": late, "block_id": "voices", "text": "Toch nog", "otherwise_of": ids[0]}
    here.ask(here.people[1], SubmitViewpoint, **fields)
    assert here.meeting.viewpoints[late].late


# The numbers


def test_numbers_stay_hidden_until_the_stay_is_over() -> None:
    here, ids = before_all()
    recognise(here, ids[0], here.people[1])
    assert not countable(here.meeting)
    show_counts(here)
    assert countable(here.meeting)


def test_numbers_are_there_too_when_the_room_simply_goes_on() -> None:
    here, _ = before_all()
    here.go("talk")
    assert countable(here.meeting)


def test_after_the_numbers_nobody_adds_to_them() -> None:
    here, ids = before_all()
    show_counts(here)
    assert before_the_room(here.meeting) is None
    assert here.refused(recognise, here, ids[0], here.people[1]) == "recognising_closed"
    assert here.refused(spread, here, ids[1]) == "counts_shown"
    assert not here.lead(ShowCounts)


def test_back_in_the_step_a_new_stay_hides_the_numbers_again() -> None:
    here, ids = before_all()
    show_counts(here)
    here.go("talk")
    spread(here, ids[1])
    assert not countable(here.meeting)


# Two that may say the same


def test_the_author_of_a_possible_duplicate_may_recognise_the_other() -> None:
    here, ids = gathered(["Meer bankjes in het park", "Meer bankjes in het park!"])
    system(here, ids[1], ids[0])
    assert here.meeting.viewpoints[ids[1]].alike == ids[0]
    recognise(here, ids[0], here.people[1])
    assert count(here, ids[0]) == 1
    assert here.meeting.viewpoints[ids[1]].counts


def test_somebody_else_is_not_asked() -> None:
    here, ids = gathered(["Meer bankjes in het park", "Meer bankjes in het park!"])
    system(here, ids[1], ids[0])
    assert here.refused(recognise, here, ids[0], here.people[2]) == "recognising_closed"


def test_nobody_is_asked_about_what_the_room_has_not_seen_or_about_themselves() -> None:
    here, ids = gathered(["Meer bankjes in het park"])
    own = here.view(here.people[0], "Meer bankjes in het park")
    assert not system(here, own, ids[0])
    here.lead(SetDisplay, display=Display.READ)
    unseen, mine = here.view(here.people[1], "Een veldje"), here.view(here.people[2], "Een veldje")
    assert not system(here, mine, unseen)


def test_an_author_is_asked_once_and_anew_after_new_words() -> None:
    here, ids = gathered(["Meer bankjes", "Meer bankjes!", "Meer bankjes?"])
    system(here, ids[2], ids[0])
    assert not system(here, ids[2], ids[1])
    here.ask(here.people[2], EditViewpoint, viewpoint_id=ids[2], rev=2, text="Meer banken")
    assert isinstance(system(here, ids[2], ids[1])[0], AlikeAsked)


def test_no_phone_can_ask_for_it() -> None:
    here, ids = gathered(["Meer bankjes", "Meer bankjes!"])
    assert here.refused(here.ask, here.people[0], AskAlike, viewpoint_id=ids[1], other=ids[0]) == "not_your_role"
