"""Whether a page, as it stands now, keeps WCAG 2.2 A and AA and the best practices that a machine can check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}},  # axe leaves WCAG 2.2 out unless it is asked for
    "resultTypes": ["violations"],
}
REFLOW = (Path(__file__).parent / "reflow.js").read_text().split("\n", 2)[2].strip()
SPACED = """(wanted) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = wanted ? [sheet] : [];
}"""
"""A reader's own spacing of text (WCAG 1.4.12), put on or taken off."""

NARROW = {"width": 320, "height": 640}
"""A small phone; also 1280 pixels at 400 %."""

FINGER, POINTER = 44, 24
"""Pixels a button is high at least: on a phone, and where somebody has a mouse."""


def assert_accessible(*pages: Page) -> None:
    """Fails with every rule that is broken, and the first element that breaks it."""
    broken = []
    for page in pages:
        found = Axe().run(page, options=OPTIONS).response["violations"]
        broken += [f"{page.url}: {each['id']} in {each['nodes'][0]['html'][:160]}" for each in found]
    assert not broken, "\n".join(broken)


def lost_when_narrow(page: Page, least: int = POINTER) -> list[str]:
    """What is lost at 320 pixels, also with a reader's own spacing of text; the size is put back."""
    before = page.viewport_size
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    lost = []
    for spaced in (False, True):
        page.evaluate(SPACED, spaced)
        lost += page.evaluate(REFLOW, least)
    page.evaluate(SPACED, False)
    if before:
        page.set_viewport_size(before)
    return lost
