"""Announcing: hosts, or everybody, are told something that holds as long as people stay in the block."""

from __future__ import annotations

from meeting.procedure import replay
from meeting.procedure.announcing import Announce, EndAnnouncement, announced
from meeting.procedure.erasing import EraseWords
from meeting.procedure.state import Audience, Meeting
from meeting.procedure.undoing import Undo

from .acts import Hall, hall


def announce(here: Hall, text: str, audience: Audience = Audience.EVERYBODY) -> str:
    announcement_id = here.id()
    here.lead(Announce, announcement_id=announcement_id, audience=audience, text=text)
    return announcement_id


def told(here: Hall, audience: Audience) -> str | None:
    now = announced(here.meeting, audience)
    return now.text if now else None


def test_hosts_hear_what_is_for_them_and_what_is_for_everybody_the_newest_first():
    here = hall()
    announce(here, "Nog vijf minuten.")
    announce(here, "Breng je kaarten naar de tafel bij de deur.", Audience.HOSTS)
    assert told(here, Audience.EVERYBODY) == "Nog vijf minuten."
    assert told(here, Audience.HOSTS) == "Breng je kaarten naar de tafel bij de deur."
    announce(here, "De koffie staat klaar.")
    assert told(here, Audience.HOSTS) == told(here, Audience.EVERYBODY) == "De koffie staat klaar."


def test_it_goes_with_the_block_or_when_it_is_taken_away():
    here = hall()
    first = announce(here, "Nog vijf minuten.")
    here.lead(EndAnnouncement, announcement_id=first)
    assert told(here, Audience.EVERYBODY) is None
    announce(here, "De koffie staat klaar.")
    here.go("gather")
    assert told(here, Audience.EVERYBODY) is None
    assert [each.text for each in here.meeting.announcements] == ["Nog vijf minuten.", "De koffie staat klaar."]


def test_what_took_the_place_of_another_does_not_bring_it_back_when_it_goes():
    here = hall()
    announce(here, "Om drie uur gaan we door.")
    announce(here, "Om kwart over drie gaan we door.")
    here.lead(Undo, act=len(here.meeting.acts))
    assert told(here, Audience.EVERYBODY) is None


def test_sent_again_it_is_made_once_and_other_words_under_its_name_are_refused():
    here = hall()
    fields = {"announcement_id": "a1", "audience": Audience.EVERYBODY}
    here.lead(Announce, text="Nog vijf minuten.", **fields)
    assert here.lead(Announce, text="Nog vijf minuten.", **fields) == ()
    assert here.refused(here.lead, Announce, text="Nog tien minuten.", **fields) == "changed_elsewhere"
    assert here.refused(announce, here, " ") == "text_empty"


def test_its_words_can_be_taken_away_for_good():
    here = hall()
    made = announce(here, "Anja de Wit zoekt haar tas.")
    here.lead(EraseWords, thing_id=made, reason="Er stond een naam in.")
    assert replay(here.log, Meeting(id="hall")) == here.meeting
    assert "Anja" not in here.meeting.announcements[0].text
