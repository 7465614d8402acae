"""The door "Oefenzaal": a first-time facilitator leads simulated people, and every surface says that it is practice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Server

pytestmark = pytest.mark.browser


def test_a_practice_hall_comes_in_and_is_marked_everywhere(browser: Browser, server: Server) -> None:
    staff = browser.new_context(viewport={"width": 1440, "height": 900})
    console = staff.new_page()
    console.goto(server.desk)
    console.get_by_test_id("practice-12").click()
    expect(console.locator(".k-bar-top").get_by_test_id("people")).to_contain_text("12", timeout=60_000)
    expect(console.locator(".k-bar-top").get_by_test_id("practice")).to_contain_text("We oefenen.")
    code = console.url.rpartition("/")[2]
    hall = staff.new_page()
    hall.goto(f"{server.address}/room/{code}")
    expect(hall.get_by_text("We oefenen.")).to_be_visible()
    phone = browser.new_context(locale="nl-NL").new_page()
    phone.goto(f"{server.address}/{code}")
    expect(phone.get_by_text("We oefenen.")).to_be_visible()
