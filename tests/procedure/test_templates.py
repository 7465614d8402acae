"""The templates of the run sheet keep what the method asks: order, phones and minutes (rulings 1, 2, 5, 6, 22)."""

from __future__ import annotations

import pytest

from meeting.procedure.arranging import sound
from meeting.procedure.core import STEPS
from meeting.procedure.pace import phone_percent
from meeting.procedure.state import Display, Phone, RunSheet
from meeting.procedure.templates import ENDS, MODELS, OFFERED, TEMPLATES

from .acts import Hall, hall

COUNTS = ("voting", "deciding")


@pytest.fixture(params=sorted(TEMPLATES))
def sheet(request: pytest.FixtureRequest) -> RunSheet:
    return TEMPLATES[request.param]


def place(sheet: RunSheet, *parts: str) -> int:
    return next(number for number, block in enumerate(sheet.blocks) if {block.step, block.kind} & set(parts))


def test_there_are_three_to_choose_from() -> None:
    assert list(OFFERED) == ["conflict", "neighbourhood", "opgaven"]


def test_a_template_is_sound(sheet: RunSheet) -> None:
    assert sound(sheet) == sheet


def test_phones_stay_within_the_budget_of_the_template(sheet: RunSheet) -> None:
    assert phone_percent(sheet.blocks) <= sheet.budget


def test_a_conflict_of_twelve_has_a_tenth_of_the_minutes_for_phones_and_others_a_quarter() -> None:
    assert {name: sheet.budget for name, sheet in OFFERED.items()} == {
        "conflict": 10,
        "neighbourhood": 25,
        "opgaven": 25,
    }


def test_a_conflict_of_twelve_starts_without_phones_and_reads_first() -> None:
    blocks = OFFERED["conflict"].blocks
    gathered = [number for number, block in enumerate(blocks) if block.step == "gathering"]
    assert {block.phone for block in blocks[: gathered[-1] + 1]} == {Phone.AWAY}
    assert {blocks[number].display for number in gathered} == {Display.READ}


def test_check_in_comes_first_and_is_spoken(sheet: RunSheet) -> None:
    check_in = sheet.blocks[1]
    assert (check_in.step, check_in.kind, check_in.phone) == ("talking", "check_in", Phone.AWAY)


@pytest.mark.parametrize("name", OFFERED)
def test_agreements_and_a_practice_vote_come_before_anything_counts(name: str) -> None:
    sheet = OFFERED[name]
    first = place(sheet, *COUNTS)
    assert place(sheet, "agreements") < first
    assert place(sheet, "practising") < first


@pytest.mark.parametrize("name", OFFERED)
def test_the_question_and_who_is_missing_come_before_views_are_gathered(name: str) -> None:
    sheet = OFFERED[name]
    assert place(sheet, "framing") < place(sheet, "missing") < place(sheet, "gathering")


@pytest.mark.parametrize("name", OFFERED)
def test_a_template_follows_the_steps_of_the_method(name: str) -> None:
    """Where people choose a few of many, the package of what they chose is what is proposed."""
    proposed = "choosing" if name == "opgaven" else "proposing"
    order = ["gathering", "spreading", "clustering", proposed, "voting", "minority", "weaving", "deciding"]
    places = [place(OFFERED[name], step) for step in [*order, "waterline", "check_out", "closing"]]
    assert places == sorted(places)


def test_every_block_that_can_be_added_is_a_step_there_is_and_every_step_can_be_added() -> None:
    assert {block.step for block in MODELS.values()} | set(ENDS) == set(STEPS)


def test_a_meeting_keeps_the_template_it_was_opened_with() -> None:
    here = Hall().open(template="conflict")
    assert (here.meeting.template, here.meeting.budget) == ("conflict", 10)
    assert here.meeting.sheet == OFFERED["conflict"].blocks


def test_a_meeting_can_be_opened_with_a_sheet_of_ones_own() -> None:
    own = RunSheet("Van Fatima", OFFERED["conflict"].blocks[:2] + OFFERED["conflict"].blocks[-1:], 50)
    here = Hall().open(sheet=own)
    assert (here.meeting.template, here.meeting.budget, len(here.meeting.sheet)) == ("Van Fatima", 50, 3)


def test_a_template_that_is_not_there_is_refused() -> None:
    assert Hall().refused(Hall().open, template="nonsense") == "unknown_template"


def test_whoever_chooses_nothing_gets_the_usual_evening() -> None:
    assert hall(1).meeting.template == "evening"
