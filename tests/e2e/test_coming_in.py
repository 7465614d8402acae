"""Coming in: the door to the practice hall, and a phone without a code."""

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


def test_a_phone_that_comes_without_a_code_is_in_the_only_meeting_there_is(browser: Browser, server: Server) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL").new_page()
    phone.goto(server.address)
    expect(phone.get_by_label("Typ de code van het grote scherm")).to_be_visible()
    meeting = server.new("Wat is ervoor nodig zodat wij elkaar kennen?")
    phone.reload()
    expect(phone.get_by_role("heading", name="Fijn dat je er bent. We beginnen zo.")).to_be_visible()
    assert phone.url.endswith(meeting["code"])
    server.new("Wat is ervoor nodig zodat de straat schoon blijft?")
    other = browser.new_context(locale="nl-NL").new_page()
    other.goto(server.address)
    expect(other.get_by_label("Typ de code van het grote scherm")).to_be_visible()
