"""Tables on the phone's page: the QR of a table, another table, and being sent to one."""

from __future__ import annotations

import pytest
from fake_wire import CODE, FakeWire
from playwright.sync_api import BrowserContext, expect

pytestmark = pytest.mark.browser
NOBODY = {"table": None, "go": None, "capacity": None, "chosen": None, "choices": [], "lines": []}


def test_a_table_is_scanned_once_typed_over_and_walked_from(context: BrowserContext, wire: FakeWire) -> None:
    wire.view |= {"tables": 70}
    wire.mine |= {"place": {**NOBODY, "table": 14}}
    phone = context.new_page()
    phone.goto(f"{wire.address}/{CODE}?t=14&k=geheim")
    phone.wait_for_url(f"{wire.address}/{CODE}")
    assert [(each["table"], each["key"]) for each in wire.joins] == [("14", "geheim")]

    phone.get_by_text("Tafel 14").click()
    phone.get_by_label("Typ dat nummer").fill("71")
    phone.get_by_role("button", name="Ik zit hier").click()
    expect(phone.get_by_text("van 1 tot 70", exact=False).first).to_be_visible()
    phone.get_by_label("Typ dat nummer").fill("23")
    phone.get_by_role("button", name="Ik zit hier").click()
    expect(phone.get_by_label("Typ dat nummer")).to_have_value("")

    go = {"key": "go.merged", "table": "12", "n": 12, "route": "Langs het raam", "stay": None}
    wire.mine |= {"place": {**NOBODY, "table": 12, "go": go}}
    wire.show(block="block-2")
    expect(phone.get_by_text("Langs het raam")).to_be_visible()
    phone.get_by_role("button", name="Ik zit er").click()
    expect(phone.get_by_role("status")).to_have_text("Je zit nu aan tafel 12.")
    assert [sent["table"] for sent in wire.sent("sit")] == ["23", "12"]
