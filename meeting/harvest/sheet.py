"""The run sheet as a page to read and to print: for the commissioner beforehand, and beside the table that night."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meeting.harvest.page import PAGES
from meeting.words import Words


@dataclass(frozen=True)
class Line:
    """One block in words: its name, what is said when it begins, the question of a talk, and the use of phones.

    `state` says that it is going on, or that and why it is skipped; `starts` is the minute of the evening it
    begins in, None where it is skipped.
    """

    name: str
    say: str
    question: str
    phone: str
    minutes: int
    starts: int | None
    state: str
    out: bool


@dataclass(frozen=True)
class SheetPage:
    """What stands on the page. `facts` are place and date; `phones` says how long phones are out."""

    title: str
    question: str
    mandate: str
    practice: bool
    facts: tuple[str, ...]
    minutes: int
    phones: str
    lines: tuple[Line, ...]
    language: str


def render(page: SheetPage, words: Words, styles: Iterable[str]) -> str:
    """The page in the language of `words`, without a script or an inline style."""
    return PAGES.get_template("sheet.html").render(page=page, words=words, styles=tuple(styles))
