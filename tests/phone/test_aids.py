"""What makes the phone's page easier: larger letters that stay, and a tap for somebody to come."""

from __future__ import annotations

import pytest
from fake_wire import FakeWire
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def letters(phone: Page) -> float:
    return float(phone.evaluate("getComputedStyle(document.body).fontSize").removesuffix("px"))


def test_larger_letters_stay_after_a_reload(phone: Page) -> None:
    before = letters(phone)
    phone.get_by_text("Hulp en grotere letters").click()
    phone.get_by_role("button", name="Grotere letters").click()
    expect(phone.get_by_role("button", name="Grotere letters")).to_have_attribute("aria-pressed", "true")
    assert letters(phone) > 1.25 * before
    phone.reload()
    expect(phone.locator("html")).to_have_attribute("data-size", "large")


def test_a_tap_asks_somebody_to_come_and_says_so(phone: Page, wire: FakeWire) -> None:
    phone.get_by_text("Hulp en grotere letters").click()
    phone.get_by_label("Waar zit je?").fill("tafel 4")
    phone.get_by_role("button", name="Ik wil hulp").click()
    wire.mine = {"participant": "p1", "votes": True, "call": {"id": "c1", "kind": "help"}}
    wire.show(block="block-1")
    expect(phone.locator("#foot").get_by_text("Er komt iemand naar je toe.")).to_be_visible()
    assert [(sent["kind"], sent["place"]) for sent in wire.sent("call_somebody")] == [("help", "tafel 4")]
    phone.get_by_role("button", name="Niet meer nodig").click()
    wire.mine = {"participant": "p1", "votes": True, "call": None}
    wire.show(block="block-2")
    expect(phone.get_by_label("Waar zit je?")).to_be_visible()
    assert [sent["call_id"] for sent in wire.sent("end_call")] == ["c1"]
