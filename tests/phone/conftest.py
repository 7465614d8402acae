"""A real Chromium, the real page, and a server that only speaks the wire."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from fake_wire import CODE, FakeWire
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = os.environ.get("KRING_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.fail("No Chromium found. Install it (apt install chromium) or set KRING_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def wire() -> Iterator[FakeWire]:
    wire = FakeWire().start()
    yield wire
    wire.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL", has_touch=True)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def phone(context: BrowserContext, wire: FakeWire) -> Iterator[Page]:
    """A phone that has joined. Errors in its console, refused styles and scripts among them, fail the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Content Security" in line.text else None)
    page.goto(f"{wire.address}/{CODE}")
    page.get_by_text("Verbonden", exact=True).wait_for()
    page.get_by_role("heading", level=1).wait_for()
    yield page
    assert errors == []
