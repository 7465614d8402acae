"""What the tests found: each of these says what should hold and does not yet."""

from __future__ import annotations

from meeting.procedure.minority import AddPosition
from meeting.procedure.voting import AcceptResult

from .acts import hall_asked, hall_heard, split


def test_staff_do_not_take_the_id_of_an_answer_in_the_box() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[1], "Koffie", position_id="p")
    asked.refused(asked.lead, AddPosition, position_id="p", round_id=asked.last.id, text="Stilte")


def test_a_decision_in_full_needs_answers_of_half_the_people() -> None:
    """Method 3.4: accepting a check without quorum is no decision in full ("silence is never yes")."""
    here = hall_heard(*split(11, 1))
    here.check("along")
    here.lead(AcceptResult, round_id=here.last.id, reason="De rest is naar huis.")
    here.adopt()
    assert here.meeting.decisions[0].kind.value != "full"


def test_a_need_that_was_written_and_not_shared_is_not_destroyed_by_adopting() -> None:
    here = hall_heard(*split(3, 1))
    here.check("not_yet", "along", "along", "along")
    here.ask_minority()
    here.share()
    here.answer(here.people[0], "Ik schreef wat langer")
    here.go("decide")
    here.refused(here.adopt)
