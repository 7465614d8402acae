"""Doubts that reviewers had, each settled by a sentence that is true now."""

from __future__ import annotations

import pytest

from meeting import views
from meeting.procedure import text
from meeting.procedure.core import Refused, Role
from meeting.procedure.gathering import SetDisplay, ShowViewpoints
from meeting.procedure.minority import WithdrawPosition
from meeting.procedure.sealing import ExpireBoxes
from meeting.procedure.state import Display
from meeting.procedure.talking import TakeNote
from meeting.procedure.voting import CancelRound
from meeting.views.presence import Presence
from tests.procedure.acts import Hall, hall_asked, split

PRESENT = Presence(people=5, voters=5, weak=0)


@pytest.fixture
def here() -> Hall:
    hall = Hall().open()
    hall.join(5)
    return hall


def test_another_note_under_the_same_id_is_not_called_saved(here: Hall) -> None:
    here.lead(TakeNote, note_id="note", text="De sleutel ligt bij de buren.")
    assert here.lead(TakeNote, note_id="note", text=" De sleutel  ligt bij de buren. ") == ()
    assert here.refused(here.lead, TakeNote, note_id="note", text="Morgen regent het.") == "changed_elsewhere"
    assert [note.text for note in here.meeting.notes] == ["De sleutel ligt bij de buren."]


def test_a_need_of_an_earlier_decision_is_not_taken_back() -> None:
    here = hall_asked(*split(4, 1))
    need = here.say_aloud("Eerst een proef.")
    here.end()
    assert here.refused(here.lead, WithdrawPosition, position_id=need, rev=1) == "changed_meanwhile"


def test_a_viewpoint_named_twice_is_shown_once(here: Hall) -> None:
    here.go("gather")
    here.lead(SetDisplay, display=Display.READ)
    viewpoint_id = here.view(here.people[0], "Meer licht in de gang.")
    [event] = here.lead(ShowViewpoints, viewpoint_ids=(viewpoint_id, viewpoint_id))
    assert event.viewpoint_ids == (viewpoint_id,)


SELECTOR, JOINER, STROKE = "\ufe0f", "\u200d", "\u0335"


def test_one_character_carries_one_variation_selector() -> None:
    assert text.clean("❤" + SELECTOR * 300, 140) == "❤" + SELECTOR
    assert text.clean("❤" + (SELECTOR + JOINER) * 200 + "🔥", 140) == "❤" + SELECTOR + JOINER + "🔥"
    assert text.clean("1\ufe0f\u20e3", 140) == "1\ufe0f\u20e3"


@pytest.mark.parametrize("between", [SELECTOR, JOINER, SELECTOR + JOINER])
def test_selectors_and_joiners_do_not_hide_a_pile_of_marks(between: str) -> None:
    with pytest.raises(Refused, match="text_marks"):
        text.clean("z" + (between + STROKE) * 100, 140)


def test_an_open_round_whose_box_expired_is_offered_to_be_cancelled_and_not_to_be_closed(here: Hall) -> None:
    here.propose()
    here.open_round()
    here.vote(here.people[0], "for")
    here.wait(hours=25)
    here.do(ExpireBoxes(at=here.now, role=Role.SYSTEM))
    console = views.console(here.meeting, PRESENT)
    assert console["primary"] is None
    assert {"round_id": here.last.id} in [act["args"] for act in console["acts"] if act["do"] == "cancel_round"]
    here.lead(CancelRound, round_id=here.last.id, reason="Het werd te laat.")
    assert views.console(here.meeting, PRESENT)["primary"]["do"] == "open_round"


@pytest.mark.parametrize("secure", [True, False])
def test_the_console_shows_the_phone_as_it_is_over_this_line(here: Hall, secure: bool) -> None:
    assert views.console(here.meeting, PRESENT, secure=secure)["phone"] == views.phone(
        here.meeting, PRESENT, secure=secure
    )
