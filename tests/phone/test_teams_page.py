"""Signing up for a team on the phone: one form for each team, and a name and number that stay nowhere on it."""

from __future__ import annotations

from typing import Any

import pytest
from fake_wire import FakeWire
from playwright.sync_api import Page, expect
from test_phone_page import until

pytestmark = pytest.mark.browser


def teaming() -> dict[str, Any]:
    team = {"id": "garden", "text": "De binnentuin", "place": "Tafel 4", "wanted": None}
    efforts = ["once", "monthly", "weekly"]
    ask = {"form": "choose", "do": "join_team", "id": "teams", "key": "team", "several": True, "limit": 140}
    ask |= {"efforts": efforts, "options": [team, {**team, "id": "bus", "text": "De buurtbus", "place": None}]}
    return {"step": "teaming", "block": "teams", "heading": {"key": "team.title"}, "ask": ask}


def own(**changes: Any) -> dict[str, Any]:
    known = {"id": "s1", "team": "garden", "title": "De binnentuin", "rev": 1, "left": False, "facts": [], "open": True}
    known |= {"helps": "Spitten", "seeks": None, "effort": "once", "reachable": True}
    return {"participant": "p1", "votes": True, "teams": [{**known, **changes}]}


def test_who_wants_to_be_reached_says_so_and_the_phone_keeps_nothing_of_it(phone: Page, wire: FakeWire) -> None:
    wire.show(**teaming())
    phone.get_by_role("button", name="Ik doe mee: De binnentuin").click()
    expect(phone.get_by_label("Ik kan helpen met")).to_be_focused()
    phone.keyboard.type("Spitten")
    phone.get_by_label("Een paar uur per week").check()
    phone.get_by_label("Ja, het team mag mij bereiken").check()
    phone.get_by_role("button", name="Ik doe mee", exact=True).click()
    expect(phone.get_by_text("Vul je naam in en een nummer of adres.").first).to_be_visible()
    assert wire.sent("join_team") == []
    phone.get_by_label("Je naam").fill("Noor")
    phone.get_by_label("Je telefoonnummer of e-mailadres").fill("06 12345678")
    stored = phone.evaluate("JSON.stringify(localStorage)")
    assert ("Spitten" in stored, "Noor" in stored, "06 1234" in stored) == (True, False, False)
    phone.get_by_role("button", name="Ik doe mee", exact=True).click()
    until(phone, lambda: wire.sent("join_team"))
    (sent,) = wire.sent("join_team")
    assert (sent["team_id"], sent["rev"], sent["helps"], sent["effort"]) == ("garden", 1, "Spitten", "weekly")
    assert (sent["name"], sent["reach"]) == ("Noor", "06 12345678")
    expect(phone.locator("#team-card-garden")).to_be_focused()


def test_not_after_all_is_asked_twice_and_a_name_can_go_by_itself(phone: Page, wire: FakeWire) -> None:
    wire.mine = own()
    wire.show(**teaming())
    phone.get_by_role("button", name="Wis mijn naam en nummer").click()
    until(phone, lambda: wire.sent("forget_contact"))
    phone.get_by_role("button", name="Ik doe toch niet mee").click()
    assert wire.sent("leave_team") == []
    phone.get_by_role("button", name="Ja, ik ga uit dit team").click()
    until(phone, lambda: wire.sent("leave_team"))
    assert {each["sign_up_id"] for do in ("forget_contact", "leave_team") for each in wire.sent(do)} == {"s1"}


def test_who_changes_a_word_keeps_the_contact_and_sends_it_not_again(phone: Page, wire: FakeWire) -> None:
    wire.mine = own()
    wire.show(**teaming())
    phone.get_by_role("button", name="Verander").click()
    phone.get_by_label("Ik kan helpen met").fill("Koken")
    phone.get_by_role("button", name="Bewaar").click()
    until(phone, lambda: wire.sent("join_team"))
    (sent,) = wire.sent("join_team")
    assert (sent["sign_up_id"], sent["rev"], sent["keeps"], sent["helps"]) == ("s1", 2, True, "Koken")
    assert "reach" not in sent


def test_my_teams_stand_on_the_last_screen(phone: Page, wire: FakeWire) -> None:
    wire.mine = own(facts=[{"key": "team.first_on", "values": {"date": "2027-01-15"}}])
    wire.show(step="closing", block="close", heading={"key": "closing.title"}, ask={"form": "cards"})
    expect(phone.get_by_role("heading", name="Mijn teams")).to_be_visible()
    expect(phone.get_by_text("Eerste keer: 15 januari 2027")).to_be_visible()
