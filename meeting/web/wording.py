"""Sentences for room screen, console and desk: in the meeting's language, with *advies* where people advise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from babel.dates import format_date

from meeting.procedure.state import Level, Meeting
from meeting.words import Words, translator


class Wording:
    """Says keys and the sentences of a view.

    `<key>.advise` wins where people advise; a number with words of its own (`<key>.<name>`) is said in full:
    "3 mensen zijn voor."
    """

    def __init__(self, words: Words, *, advises: bool = False) -> None:
        self.words = words
        self.language = words.language
        self._advises = advises

    @classmethod
    def of(cls, meeting: Meeting) -> Wording:
        return cls(translator(meeting.language), advises=meeting.mandate.level is Level.ADVISE)

    def __call__(self, key: str, /, **values: Any) -> str:
        key = self._chosen(key)
        return self.words(key, **{name: self._filled(key, name, value) for name, value in values.items()})

    def n(self, key: str, n: int, /, **values: Any) -> str:
        """The sentence for one or for many."""
        return self.words.n(self._chosen(key), n, **values)

    def __contains__(self, key: str) -> bool:
        return key in self.words

    def sentence(self, view: Mapping[str, Any] | None) -> str:
        """A sentence of a view: a key with its values, or people's own words."""
        if view is None:
            return ""
        if "text" in view and "key" not in view:
            return str(view["text"])
        return self(view["key"], **view.get("values", {}))

    def block(self, block: Mapping[str, Any]) -> str:
        """What the run sheet calls a block: its own name, or that of its kind."""
        words = f"console.block.{block['kind'] or block['step']}"
        return str(block["title"] or self(f"{words}.no" if block["seek_no"] else words))

    def pieces(self, view: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The counted pieces of a sentence by name: ("v", "318 mensen zijn voor."); none where it has no numbers."""
        key = self._chosen(view["key"])
        counted = {name: value for name, value in view.get("values", {}).items() if self._counts(key, name, value)}
        return [(name, self._filled(key, name, value)) for name, value in counted.items()]

    def date(self, value: str | dt.date) -> str:
        """A date as people say it: 15 januari 2027."""
        day = dt.date.fromisoformat(value) if isinstance(value, str) else value
        return format_date(day, "d MMMM y", locale=self.language)

    def moment(self, value: str) -> str:
        """A day and an hour as people say them, on the clock of this computer: maandag 18 januari 20:00."""
        here = dt.datetime.fromisoformat(value).astimezone()
        return f"{format_date(here, 'EEEE d MMMM', locale=self.language)} {here:%H:%M}"

    def _chosen(self, key: str) -> str:
        return f"{key}.advise" if self._advises and f"{key}.advise" in self.words else key

    def _counts(self, key: str, name: str, value: Any) -> bool:
        return type(value) is int and f"{key}.{name}" in self.words

    def _filled(self, key: str, name: str, value: Any) -> Any:
        if self._counts(key, name, value):
            return self.words.n(f"{key}.{name}", value)
        if name == "moment" and value:
            return self.moment(value)
        return self.date(value) if name == "date" and value else value


def spaced(code: str) -> str:
    """A join code as it is read aloud: 482 913."""
    return f"{code[:3]} {code[3:]}"


def short(address: str) -> str:
    """An address as people type it."""
    return address.removeprefix("http://").removeprefix("https://").rstrip("/")
