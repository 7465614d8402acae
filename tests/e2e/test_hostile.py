"""Texts that are made to break a page break none: nothing is cut off, nothing scrolls sideways, and axe is content."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessible import FINGER, POINTER, assert_accessible, lost_when_narrow
from tests.e2e.conftest import Server

pytestmark = pytest.mark.browser

MISFITS = (Path(__file__).parents[1] / "web" / "misfits.js").read_text().partition("\n")[2].strip()
LONG = "Verkeersveiligheidsbevorderingsmaatregelenoverzichtsvergadering" * 4
TEXTS = (
    "W" * 140,
    LONG[:140],
    "ﷺ" * 140,
    "السلامة في ساحتنا مهمة جدا للجميع " * 4,
    "👩🏽‍🚒" * 100,
    "z\u0337\u0321\u031b\u0347" * 60,
    "公園をもっと明るくしてほしいと思います" * 7,
    "https://voorbeeld.example/" + "a-b_c/" * 19,
)
"""Viewpoints: without a space, wide, from right to left, of joined signs, with stacked marks."""


def test_texts_made_to_break_a_page_break_none(browser: Browser, server: Server) -> None:
    meeting = server.new(f"Wat is ervoor nodig zodat {LONG[:90]}?", "--title", "M" * 60, "--place", LONG[:70])
    code = meeting["code"]
    staff = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    staff.new_page().goto(server.desk)
    opened = {name: staff.new_page() for name in ("console", "texts", "sheet", "report", "desk")}
    addresses = {"texts": f"console/{code}/texts", "desk": "desk"}
    for name, page in opened.items():
        page.goto(f"{server.address}/{addresses.get(name, f'{name}/{code}')}")
    console = opened["console"]
    room = browser.new_page(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    room.goto(meeting["room"])
    phone, plain = come_in(browser, server, code)
    narrow = {**opened, "phone": phone, "plain": plain}

    jump(console, "gather")
    for index, text in enumerate(TEXTS):
        console.get_by_test_id("spoken-viewpoint").fill(text)
        console.get_by_test_id("spoken-viewpoint-send").click()
        expect(console.get_by_test_id("inbox").locator("> li")).to_have_count(index + 1)
    phone.locator("#main textarea").fill(LONG[:140])
    phone.locator("#main").get_by_role("button", name="Verstuur").click()
    expect(phone.locator("#main .mine")).to_be_visible()
    expect(room.get_by_test_id("card")).to_have_count(6, timeout=30_000)
    assert_all_fit(room, narrow)

    jump(console, "propose")
    console.get_by_test_id("typed-proposal").fill(LONG[:240])
    console.get_by_test_id("typed-proposal-send").click()
    expect(room.get_by_test_id("proposal")).to_be_visible()
    console.get_by_test_id("confirm").click()
    expect(console.get_by_test_id("confirm")).to_have_count(0)
    jump(console, "vote")
    for _ in range(2):
        console.locator("[data-testid=primary][data-do=open_round]:not([aria-disabled=true])").click()
    expect(phone.locator("#main .option")).to_have_count(3)
    assert_all_fit(room, narrow)
    assert_accessible(room, *narrow.values())


def come_in(browser: Browser, server: Server, code: str) -> tuple[Page, Page]:
    """A phone with its page, and one on which no script runs."""
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL").new_page()
    phone.goto(f"{server.address}/{code}")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    plain = browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL").new_page()
    plain.goto(f"{server.address}/{code}/plain")
    plain.locator("main button").first.click()
    expect(plain.get_by_role("heading", level=1)).to_be_visible()
    return phone, plain


def jump(console: Page, block: str) -> None:
    console.get_by_test_id(f"jump-{block}").click()
    console.locator("[data-testid^=reason-]:visible, [data-testid^=go-]:visible").first.click()
    expect(console.locator(f"[data-testid=jump-{block}][aria-current=step]")).to_be_visible()


def assert_all_fit(room: Page, narrow: dict[str, Page]) -> None:
    """Fails with what does not fit the hall's screen, or a page at 320 pixels."""
    wrong = [f"room: {each}" for each in room.evaluate(MISFITS, [3.2, 4.4])]
    for name, page in narrow.items():
        if name in ("plain", "sheet", "report", "desk"):  # these do not follow by themselves
            page.reload()
        least = FINGER if name in ("phone", "plain") else POINTER
        wrong += [f"{name}: {each}" for each in lost_when_narrow(page, least)]
    assert not wrong, "\n".join(wrong)
