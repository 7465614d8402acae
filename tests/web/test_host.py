"""A table's host in a real browser: what is said aloud is read back, cards are picked and handed in, help is asked."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import expect

from meeting.procedure.announcing import Announce
from meeting.procedure.on_tables import opgaven
from meeting.procedure.seating import SetTables, in_order
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.state import Audience

from .browsing import page_of

NARROW = (320, 568)


@pytest.fixture
def room(server):
    made = server.meeting(template="opgaven")
    made.ask(SetTables, count=14)
    return made


def link(room, number):
    links = dict(room.server.run(room.server.house.host_links(room.live, in_order(room.meeting))))
    return links[number]


def lay(room, text):
    """Somebody at table 14 lays a card."""
    client = room.server.client()
    client.post(f"/api/{room.code}/join", json={"language": "nl", "table": "14"})
    fields = {"viewpoint_id": secrets.token_urlsafe(16), "block_id": "gather", "text": text}
    answer = client.post(f"/api/{room.code}/do", json={"id": "1", "do": "submit_viewpoint", **fields})
    assert answer.json()["ok"], answer.text


def button(page, name):
    return page.get_by_role("button", name=name)


def test_a_host_gathers_picks_hands_in_and_asks_for_help(browser, room):
    with page_of(browser, link(room, 14), size=NARROW) as page:
        expect(page.locator(".sentence")).to_be_visible()
        room.ask(EnterBlock, to="gather", reason="other")
        lay(room, "Bij de huisarts wacht je drie weken")
        lay(room, "De bus komt na acht uur niet meer")
        expect(page.locator(".cards li")).to_have_count(2)
        _say_aloud(page, "Mijn buurman weet niet hoe hij zijn pas verlengt")
        room.ask(Announce, announcement_id=secrets.token_urlsafe(16), audience=Audience.HOSTS, text="Nog vijf minuten.")
        expect(page.locator(".told")).to_contain_text("Nog vijf minuten.")

        room.ask(EnterBlock, to="pick", reason="other")
        for picked in range(1, 4):
            page.locator(".cards").get_by_role("button", name="Neem mee:").first.click()
            expect(page.locator(".picking li")).to_have_count(picked)
        _complete(page, "Ouderen zonder auto")
        button(page, "Lever in").click()
        button(page, "Nee, lever zo in").click()
        expect(page.locator(".picking .done")).to_contain_text("Ingeleverd")
        button(page, "Hulp aan tafel 14").click()
        expect(button(page, "Hulp is niet meer nodig")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    cards = opgaven(room.meeting)
    assert [card.for_whom for card in cards] == ["Ouderen zonder auto", "", ""]
    assert [call.table for call in room.meeting.calls.values()] == ["14"]


def _say_aloud(page, text):
    """What was typed outlives a reload, and is on the table only after it was read back."""
    page.get_by_label("Wat zegt deze persoon?").fill(text)
    page.reload()
    expect(page.get_by_label("Wat zegt deze persoon?")).to_have_value(text)
    button(page, "Lees voor").click()
    expect(page.locator(".back .own-words")).to_have_text(text)
    expect(page.locator(".cards li")).to_have_count(2)
    button(page, "Ja, zo is het goed").click()
    expect(page.locator(".cards li")).to_have_count(3)
    expect(page.locator(".cards .mark")).to_have_text(["Gezegd"])


def _complete(page, for_whom):
    """By keyboard: the form opens in its first field, and leaves the focus where it was opened."""
    first = button(page, "Vul aan").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Voor wie?")).to_be_focused()
    page.keyboard.type(for_whom)
    button(page, "Bewaar").click()
    expect(page.locator(".added dd")).to_have_text([for_whom])
    expect(page.locator(".picking li").first.get_by_role("button").first).to_be_focused()


def test_who_comes_late_scans_the_code_of_the_table_from_the_host(room):
    pictures = [room.server.client().get(f"/qr/{room.code}.svg{table}").text for table in ("", "?t=14", "?t=3")]
    assert len(set(pictures)) == 3
    assert all("<svg" in picture for picture in pictures)


def test_without_a_link_nobody_sees_a_page_and_a_phone_is_no_host(room):
    stranger = room.server.client()
    assert stranger.get(f"/host/{room.code}").status_code == 403
    assert stranger.get("/host/000000").status_code == 404
    assert stranger.get(f"/api/{room.code}/state?as=host").status_code == 403
    stranger.post(f"/api/{room.code}/join", json={"language": "nl", "table": "14"})
    asked = {"id": "1", "do": "hand_in_cards", "table": "14"}
    assert stranger.post(f"/api/{room.code}/do", json=asked).json()["refused"] == "not_your_role"


def test_a_host_acts_for_the_own_table_whatever_the_message_says(room):
    client = room.server.client()
    client.get("/in/" + link(room, 3).rpartition("/")[2])
    room.ask(EnterBlock, to="gather", reason="other")
    said = {"viewpoint_id": secrets.token_urlsafe(16), "block_id": "gather", "text": "Gezegd", "table": "14"}
    answer = client.post(f"/api/{room.code}/do?as=host", json={"id": "1", "do": "say_card", **said})
    assert answer.json()["ok"], answer.text
    assert [each.table for each in room.meeting.viewpoints.values()] == ["3"]


def test_a_host_practises_only_before_the_evening_begins(room):
    client = room.server.client()
    client.get("/in/" + link(room, 3).rpartition("/")[2])
    shown = client.get(f"/api/{room.code}/state?as=host&practice=1").json()["view"]
    assert (shown["practice"], shown["table"], shown["seated"]) == (True, 3, 6)
    assert not room.meeting.seated
    room.ask(EnterBlock, to="check-in")
    other = room.server.client()
    other.get("/in/" + link(room, 4).rpartition("/")[2])
    refused = other.get(f"/api/{room.code}/state?as=host&practice=1")
    assert (refused.status_code, refused.json()["refused"]) == (403, "practice_not_now")
