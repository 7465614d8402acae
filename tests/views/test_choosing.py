"""What screens say where people choose by hand or on paper: how, what is counted, and what nobody can know."""

from __future__ import annotations

import pytest

from meeting.procedure.packaging import MakePackage
from meeting.procedure.state import Choice, Coverage, Method
from meeting.views import choosing
from tests.procedure.test_choosing import finish, hall_to_choose, open_choosing
from tests.procedure.test_choosing_in_the_room import count


def made(covered: int | None, uncovered: int | None, *, phones: int, beside: int, nearly: bool = False) -> Choice:
    found = None if not phones else Coverage(covered, uncovered, 0, nearly)
    return Choice(phones + beside, 50, True, (), ("a",), coverage=found, beside=beside)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (made(30, 10, phones=40, beside=0), ("choose.covered", {"x": 30, "y": 40})),
        (made(30, 10, phones=40, beside=8), ("choose.covered.phones", {"x": 30, "y": 40})),
        (made(40, 0, phones=40, beside=8), ("choose.covered.phones.all", {})),
        (made(None, None, phones=40, beside=8, nearly=True), ("choose.covered.phones.nearly", {})),
        (made(None, None, phones=3, beside=8), ("choose.covered.hidden", {})),
        (made(None, None, phones=0, beside=30), ("choose.covered.unknown", {})),
    ],
)
def test_coverage_is_said_of_those_of_whom_it_is_known(choice: Choice, said: tuple[str, dict[str, int]]) -> None:
    line = choosing.coverage_line(choice.coverage, choice)
    assert line is not None
    assert (line["key"], line["values"]) == said


@pytest.mark.parametrize("method", [Method.HANDS, Method.PAPER])
def test_without_phones_a_phone_shows_the_list_to_read_along_and_asks_nothing(method: Method) -> None:
    hall, _ = hall_to_choose()
    open_choosing(hall, method=method, beside=12)
    screen = choosing.phone(hall.meeting)
    assert (screen.heading["key"], screen.ask) == (f"choose.by.{method.value}", None)
    assert [item["text"][:2] for item in screen.cards[0]["items"]] == ["A.", "B.", "C.", "D.", "E.", "F."]
    assert choosing.say(hall.meeting) == f"say.choosing.open.{method.value}"


def test_the_console_is_told_what_to_count_and_the_hall_how_to_choose() -> None:
    hall, ids = hall_to_choose()
    open_choosing(hall, method=Method.PHONES_PAPER, beside=9)
    known = choosing.console(hall.meeting)
    assert known["counting"] == {"on_paper": True, "beside": 9, "times": 0, "first": 0, "done": False, "several": True}
    assert known["choices"] == [*ids, "none_of_these", "abstain"]
    assert choosing.room(hall.meeting)["note"]["key"] == "room.choose.by.phones_paper"
    count(hall, ids, ["AB"] * 6, again=False)
    known = choosing.console(hall.meeting)["counting"]
    assert (known["times"], known["first"]) == (1, 1)


def test_figures_mark_what_goes_on_and_what_is_tied() -> None:
    hall, ids = hall_to_choose(most=2)
    open_choosing(hall)
    finish(hall, ids, *["AB"] * 6, *["AC"] * 6)
    marks = {row["letter"]: row["mark"] for row in choosing.console(hall.meeting)["exact"]}
    assert marks == {"A": "in", "B": "tied_here", "C": "tied_here", "D": None, "E": None, "F": None}


def test_who_laid_a_package_on_the_table_goes_on_though_a_tie_stood() -> None:
    hall, ids = hall_to_choose(most=2)
    open_choosing(hall)
    finish(hall, ids, *["AB"] * 6, *["AC"] * 6)
    assert (choosing.primary(hall.meeting) or {})["do"] == "make_package"
    first = hall.meeting.choosings[0].id
    fields = {"proposal_id": hall.id(), "round_id": first, "text": "Aan de slag?", "reason": "De zaal wil het zo."}
    hall.lead(MakePackage, chosen=(ids[0], ids[3]), **fields)
    assert choosing.primary(hall.meeting) is None
    assert "open_run_off" not in [act["do"] for act in choosing.acts(hall.meeting)]


@pytest.mark.parametrize(("method", "beside", "offered"), [(Method.PHONES, 0, True), (Method.HANDS, 12, False)])
def test_a_phone_offers_the_own_choice_only_where_phones_chose(method: Method, beside: int, offered: bool) -> None:
    hall, ids = hall_to_choose()
    open_choosing(hall, method=method, beside=beside)
    if offered:
        finish(hall, ids, *["AB"] * 12)
    else:
        count(hall, ids, ["AB"] * 12)
        finish(hall, ids)
    ask = choosing.phone(hall.meeting).ask
    assert (ask is not None and "own" in ask) is offered
