"""A list of opgaven made beforehand comes in as cards that go to the ordering desk."""

from __future__ import annotations

from meeting.procedure import replay
from meeting.procedure.clustering import cards
from meeting.procedure.erasing import EraseWords
from meeting.procedure.importing import MOST, imported_id
from meeting.procedure.importing_opgaven import Card, ImportOpgaven
from meeting.procedure.state import Meeting, Origin

from .acts import Hall, hall

LIST = (
    Card("Veilig oversteken", "kinderen", "Er rijdt veel verkeer", "Een zebrapad", "gesprek met de wijkraad"),
    Card("Stilte na tien uur"),
)


def bring(here: Hall, *listed: Card, import_id: str = "lijst") -> None:
    here.lead(ImportOpgaven, import_id=import_id, block_id="gather", cards=listed)


def test_every_row_is_a_card_from_beforehand_with_what_stands_beside_it():
    here = hall()
    bring(here, *LIST)
    assert [each.text for each in cards(here.meeting)] == ["Veilig oversteken", "Stilte na tien uur"]
    card = here.meeting.opgaven[imported_id("lijst", 1)]
    assert (card.table, card.for_whom, card.source) == (None, "kinderen", "gesprek met de wijkraad")
    assert here.meeting.viewpoints[card.viewpoint].origin is Origin.BEFORE
    assert not here.meeting.viewpoints[card.viewpoint].shown
    assert [(act.kind, act.values["n"]) for act in here.meeting.acts[-1:]] == [("opgaven_imported", 2)]


def test_sent_again_it_comes_in_once_and_nothing_of_a_wrong_list_comes_in():
    here = hall()
    bring(here, *LIST)
    before = here.meeting
    bring(here, *LIST)
    assert here.meeting is before
    assert here.refused(bring, here, LIST[0], Card(" "), import_id="twee") == "text_empty"
    assert here.refused(bring, here, import_id="leeg") == "nothing_to_import"
    assert here.refused(bring, here, *LIST[:1] * (MOST + 1), import_id="veel") == "too_much_to_import"
    assert here.meeting is before


def test_one_row_can_be_taken_away_for_good():
    here = hall()
    bring(here, *LIST)
    here.lead(EraseWords, thing_id=imported_id("lijst", 1), reason="Er stond een naam in.")
    assert replay(here.log, Meeting(id="hall")) == here.meeting
    card = here.meeting.opgaven[imported_id("lijst", 1)]
    assert (card.for_whom, card.source) == ("", "")
