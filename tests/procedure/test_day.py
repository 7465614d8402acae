"""What the report tells of the day: who came, what was announced, what became shorter; and nobody in particular."""

from __future__ import annotations

import pytest

from meeting.harvest.page import render
from meeting.procedure.arranging import ChangeBlock
from meeting.procedure.capacities import TakeCapacity
from meeting.procedure.day import day
from meeting.procedure.erasing import EraseWords
from meeting.procedure.report import report
from meeting.procedure.state import Audience
from meeting.procedure.undoing import Undo
from meeting.words import LANGUAGES, translator

from .acts import Hall
from .test_announcing import announce
from .test_capacities import with_capacities
from .test_shortening import DAY


def arrived(residents: int, guests: int, silent: int = 0) -> Hall:
    here = with_capacities()
    for n, capacity in ((residents, "resident"), (guests, "guest"), (silent, "")):
        for person in here.join(n):
            if capacity:
                here.ask(person, TakeCapacity, capacity_id=capacity)
    return here


def came(here: Hall) -> tuple[dict[str, int | None], int | None]:
    found = day(here.meeting)
    return {each.name: each.n for each in found.came}, found.unsaid


def test_who_came_stands_beside_who_was_invited() -> None:
    found = day(arrived(8, 6).meeting)
    assert [(each.name, each.invited, each.n) for each in found.came] == [("Bewoner", 400, 8), ("Gast", None, 6)]
    assert not found.hides


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ((8, 1), {"Bewoner": None, "Gast": None}),
        ((9, 2, 3), {"Bewoner": 9, "Gast": None}),
        ((9, 7, 1), {"Bewoner": 9, "Gast": None}),
        ((8, 0), {"Bewoner": 8, "Gast": 0}),
    ],
)
def test_a_small_number_of_people_is_not_told_nor_found_by_subtraction(
    people: tuple[int, ...], told: dict[str, int | None]
) -> None:
    here = arrived(*people)
    roles, unsaid = came(here)
    assert roles == told
    assert [*roles.values(), unsaid].count(None) != 1


def test_what_was_announced_stands_with_its_moment_and_for_whom_unless_it_was_erased() -> None:
    here = Hall().open()
    announce(here, "De koffie staat klaar.")
    gone = announce(here, "Bel Fatima als je iets mist.", Audience.HOSTS)
    announce(here, "Nog vijf minuten.", Audience.HOSTS)
    here.lead(EraseWords, thing_id=gone, reason="Dat vroeg zij.")
    told = day(here.meeting).told
    assert [(each.audience.value, each.text) for each in told] == [
        ("everybody", "De koffie staat klaar."),
        ("hosts", "Nog vijf minuten."),
    ]
    assert all(each.at.tzinfo for each in told)


def shorter(here: Hall, block: str, minutes: int) -> None:
    here.lead(ChangeBlock, sheet_rev=here.meeting.sheet_rev, block_id=block, minutes=minutes)


def test_what_became_shorter_after_people_came_in_is_told_against_what_was_promised() -> None:
    here = Hall().open(sheet=DAY)
    shorter(here, "break", 25)
    here.go("check-in")
    shorter(here, "pitches", 10)
    shorter(here, "pitches", 8)
    shorter(here, "talk", 30)
    found = day(here.meeting).shortened
    assert [(each.part.step, each.was, each.minutes) for each in found] == [("shortlisting", 15, 8)]


def test_what_was_made_shorter_and_taken_back_was_not_shorter() -> None:
    here = Hall().open(sheet=DAY)
    here.go("check-in")
    shorter(here, "pitches", 10)
    here.lead(Undo, act=here.meeting.acts[-1].number)
    assert day(here.meeting).shortened == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_the_day_in_both_languages_and_hides_what_is_small(language: str) -> None:
    here = arrived(8, 1)
    announce(here, "De koffie staat klaar.")
    html = render(report(here.meeting), translator(language))
    assert "De koffie staat klaar." in html
    assert html.count(translator(language)("report.hidden")) == 2
