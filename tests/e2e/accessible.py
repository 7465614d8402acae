"""Whether a page, as it stands now, keeps WCAG 2.2 A and AA and the best practices that a machine can check."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_accessible(*pages: Page) -> None:
    """Fails with every rule that is broken, and the first element that breaks it."""
    broken = []
    for page in pages:
        found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
        broken += [f"{page.url}: {each['id']} in {each['nodes'][0]['html'][:160]}" for each in found]
    assert not broken, "\n".join(broken)
