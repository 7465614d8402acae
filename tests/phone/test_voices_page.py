"""Voices on the phone: a recognition that can be taken back, own words beside it, and questions about a card."""

from __future__ import annotations

from typing import Any

import pytest
from fake_wire import FakeWire
from playwright.sync_api import Page, expect
from test_phone_page import until

pytestmark = pytest.mark.browser


def hearing(ident: str = "v9") -> dict[str, Any]:
    also = {
        "form": "write",
        "do": "submit_viewpoint",
        "id": ident,
        "key": "otherwise",
        "new": "viewpoint_id",
        "args": {"block_id": "voices", "otherwise_of": ident},
        "limit": 140,
    }
    ask = {
        "form": "choose",
        "do": "recognise",
        "id": ident,
        "key": "recognise",
        "as": "answer",
        "args": {"viewpoint_id": ident},
        "options": [{"id": "recognise"}],
        "undo": {"do": "withdraw_recognition", "viewpoint_id": ident},
        "also": also,
    }
    card = {"id": ident, "kind": "viewpoint", "text": f"Meer licht {ident}", "label": None, "items": []}
    return {"step": "spreading", "block": "voices", "heading": {"key": "recognise.title"}, "cards": [card], "ask": ask}


def mine(**card: Any) -> dict[str, Any]:
    usual = {"id": "v1", "text": "Meer bankjes", "rev": 1, "kind": "view", "state": "shown", "reason": None}
    return {"participant": "p1", "votes": True, "viewpoints": [{**usual, "editable": True, **card}]}


def test_a_recognition_is_sent_and_taken_back(phone: Page, wire: FakeWire) -> None:
    wire.show(**hearing())
    phone.get_by_role("button", name="Ik herken dit").click()
    expect(phone.get_by_text("Jij herkent dit. Dank je wel.", exact=True).first).to_be_visible()
    assert wire.sent("recognise")[0]["viewpoint_id"] == "v9"
    phone.get_by_role("button", name="Ik herken het toch niet").click()
    expect(phone.get_by_role("button", name="Ik herken dit")).to_be_visible()
    until(phone, lambda: wire.sent("withdraw_recognition"))
    assert wire.sent("withdraw_recognition")[0]["viewpoint_id"] == "v9"


def test_seeing_it_otherwise_is_nothing_until_it_is_written_and_a_draft_stays_when_the_room_goes_on(
    phone: Page, wire: FakeWire
) -> None:
    wire.show(**hearing())
    phone.get_by_role("button", name="Ik zie het anders").click()
    phone.get_by_label("Hoe zie jij het?").fill("Ik wil juist donker.")
    assert wire.sent("submit_viewpoint") == []
    wire.show(**hearing("v10"))
    expect(phone.get_by_label("De zaal gaat verder. Wil je dit nog sturen?")).to_have_value("Ik wil juist donker.")
    phone.get_by_role("button", name="Verstuur").first.click()
    expect(phone.locator("#main").get_by_text("Het is binnen. Dank je wel.")).to_be_visible()
    (sent,) = wire.sent("submit_viewpoint")
    assert (sent["otherwise_of"], sent["text"]) == ("v9", "Ik wil juist donker.")
    assert wire.sent("recognise") == []


def test_a_question_about_an_own_card_is_answered_or_only_put_away(phone: Page, wire: FakeWire) -> None:
    yes = {"do": "recognise", "viewpoint_id": "v2"}
    alike = {"id": "alike-v2", "key": "alike", "text": "Bankjes erbij"}
    alike["options"] = [{"key": "option.yes", "send": yes}, {"key": "option.no", "send": None}]
    place = {"id": "place-c1", "key": "place", "text": "Zitten", "options": []}
    for key, fits in (("option.fits", True), ("option.place.misfits", False)):
        send = {"do": "judge_place", "viewpoint_id": "v1", "cluster_id": "c1", "fits": fits}
        place["options"].append({"key": key, "send": send, "on": False})
    wire.mine = mine(told=[{"key": "recognised.company", "values": {}}], asks=[alike, place])
    wire.show(
        step="spreading", block="voices", heading={"key": "spread.soon"}, ask={"form": "look", "mine": "viewpoints"}
    )
    expect(phone.get_by_text("Je bent niet de enige.", exact=True)).to_be_visible()
    phone.get_by_role("button", name="Klopt niet").click()
    expect(phone.get_by_text("Iemand schreef ook dit.")).to_be_visible()
    phone.get_by_role("button", name="Nee", exact=True).click()
    expect(phone.get_by_text("Iemand schreef ook dit.")).to_have_count(0)
    phone.reload()
    expect(phone.get_by_text("Jouw mening ligt bij dit onderwerp:")).to_be_visible()
    expect(phone.get_by_text("Iemand schreef ook dit.")).to_have_count(0)
    assert [each["fits"] for each in wire.sent("judge_place")] == [False]
    assert wire.sent("recognise") == []
