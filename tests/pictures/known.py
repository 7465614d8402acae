"""Which pages were found right before, by how they are built; kept in a file, so that a run may be broken off."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page

BUILT = (Path(__file__).parent / "built.js").read_text().split("\n", 2)[2].strip()


@dataclass
class Known:
    """The marks of what was looked at: `right` in the file, and all of this run in memory."""

    file: Path
    _right: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.file.exists():
            self._right = set(self.file.read_text().split())

    def forget(self) -> None:
        self._right.clear()
        self.file.unlink(missing_ok=True)

    def is_new(self, mark: str) -> bool:
        """Whether this was not looked at yet; it counts as looked at from now on."""
        if mark in self._right or mark in self._seen:
            return False
        self._seen.add(mark)
        return True

    def is_right(self, mark: str) -> None:
        """Nothing was wrong with it: no later run needs to look."""
        self._right.add(mark)
        with self.file.open("a") as file:
            file.write(f"{mark}\n")


async def mark_of(page: Page, *about: str) -> str:
    """The mark of a page as it stands, for a way to look at it."""
    outline = await page.evaluate(BUILT)
    return hashlib.sha256("\n".join((*about, outline)).encode()).hexdigest()[:24]


async def words_of(page: Page) -> str:
    """What the page says, without figures: how it falls in lines depends on it."""
    said: str = await page.evaluate("() => document.body.innerText.replace(/\\d+/g, '')")
    return said
