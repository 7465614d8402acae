"""In the break the hall reads topics and cards one by one: in mixed order, without numbers, and nothing unseen."""

from __future__ import annotations

from meeting import views
from meeting.procedure.importing_opgaven import Card, ImportOpgaven
from meeting.procedure.state import Meeting
from meeting.views import Presence, slides
from tests.procedure.acts import Hall


def in_the_break(*cards: str) -> Hall:
    here = Hall().open(template="opgaven")
    here.join(2)
    if cards:
        listed = tuple(Card(each) for each in cards)
        here.lead(ImportOpgaven, import_id="lijst", block_id="gather", cards=listed)
    here.go("gather")
    here.view(here.people[0], "Dit heeft niemand gekozen of gelezen.")
    here.go("break")
    return here


def shown(meeting: Meeting) -> list[str]:
    return [each["text"] for each in slides.room(meeting)]


def test_what_tables_took_along_turns_by_and_what_nobody_read_does_not() -> None:
    here = in_the_break("Veilig oversteken", "Stilte na tien uur")
    assert sorted(shown(here.meeting)) == ["Stilte na tien uur", "Veilig oversteken"]
    assert "n" not in slides.room(here.meeting)[0]


def test_a_long_list_is_taken_from_evenly() -> None:
    here = in_the_break(*(f"Opgave {n}" for n in range(200)))
    assert len(shown(here.meeting)) == slides.MOST


def test_there_are_none_outside_a_break_and_none_without_cards() -> None:
    here = in_the_break("Veilig oversteken")
    here.go("talk")
    assert shown(here.meeting) == []
    assert shown(in_the_break().meeting) == []


def test_while_people_read_first_the_hall_counts_quietly() -> None:
    here = Hall().open(template="opgaven")
    here.join(1)
    here.go("gather")
    here.view(here.people[0], "Veilig oversteken")
    seen = views.room(here.meeting, Presence())
    assert (seen["gathered"], seen["viewpoints"]) == (1, [])
