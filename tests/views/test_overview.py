"""The overview of the hall: how many cards, which tables are silent, what was handed in, and the share of the no."""

from __future__ import annotations

from meeting import views
from meeting.procedure.arrival import Join
from meeting.procedure.importing_opgaven import Card, ImportOpgaven
from meeting.procedure.picking import HandInCards, PickCard
from meeting.procedure.seating import SetTables
from meeting.views import overview
from meeting.views.presence import Presence
from tests.procedure.acts import Hall
from tests.procedure.test_picking import host


def seated() -> Hall:
    here = Hall().open(template="opgaven")
    here.lead(SetTables, count=3)
    for table in ("1", "1", "2"):
        person = here.newcomer()
        here.people.append(person)
        here.ask(person, Join, table=table)
    return here


def test_it_tells_which_tables_are_silent_and_which_handed_in() -> None:
    here = seated()
    assert overview.console(here.meeting) is None
    here.lead(ImportOpgaven, import_id="list", block_id="gather", cards=[Card("Vooraf ingebracht")])
    here.go("gather")
    cards = [here.view(here.people[0], f"Kaart {n}") for n in range(3)]
    seen = overview.console(here.meeting)
    assert seen is not None
    assert (seen["cards"], seen["handed"]) == (3, None)
    assert views.room(here.meeting, Presence())["gathered"] == 3
    assert [(each["number"], each["cards"]) for each in seen["tables"]] == [(1, 3), (2, 0)]
    here.go("pick")
    for card in cards:
        host(here, "1", PickCard, viewpoint_id=card)
    host(here, "1", HandInCards)
    seen = overview.console(here.meeting)
    assert seen is not None
    assert seen["handed"] == 1
    assert [each["done"] for each in seen["tables"]] == [True, False]


def test_the_share_of_the_no_is_of_all_cards() -> None:
    here = seated()
    here.go("gather")
    for n in range(3):
        here.view(here.people[n], f"Kaart {n}")
    here.go("seek-no")
    here.view(here.people[2], "Ik zie het anders.", "seek-no")
    seen = overview.console(here.meeting)
    assert seen is not None
    assert (seen["cards"], seen["no"], seen["no_percent"]) == (1, 1, 25)


def test_without_tables_there_is_no_overview() -> None:
    here = Hall().open(template="opgaven")
    here.go("gather")
    assert overview.console(here.meeting) is None
