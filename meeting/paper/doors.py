"""Cards with a QR that leads somewhere: a table, a capacity with its proof, the page of a host or of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from meeting import qr
from meeting.brand import NO_BRAND, Brand
from meeting.paper.press import printed
from meeting.paper.sheets import sender
from meeting.procedure.capacities import lets_vote
from meeting.procedure.seating import in_order
from meeting.procedure.state import Capacity, Meeting
from meeting.words import Words, translator


@dataclass(frozen=True)
class Card:
    """One card: what stands on it large, where its QR leads, and the sentences under it; `small` is typed by hand."""

    heading: str
    address: str
    lines: Sequence[str]
    small: str = ""


def tables(meeting: Meeting, address: str, code: str, proves: Capacity | None = None) -> list[Card]:
    """A card for each table; with `proves` its QR says too in what capacity everybody at these tables takes part."""
    words = translator(meeting.language)
    return [
        Card(
            words("place.table", n=table.number),
            _at(address, code, t=table.id, **_key(proves)),
            [
                words("room.join.camera"),
                words("paper.door.typed", n=table.number),
                *_capacity(words, proves),
                words("paper.without_phone"),
            ],
            _typed(words, address, code),
        )
        for table in in_order(meeting)
    ]


def _capacity(words: Words, proves: Capacity | None) -> list[str]:
    """Said on the card, so that people know it and whoever lays the cards out can tell them apart."""
    return [] if proves is None else [words("paper.door.capacity", name=proves.name)]


def capacity(meeting: Meeting, known: Capacity, address: str, code: str) -> list[Card]:
    """A page of the same card, to hand out at the door."""
    words = translator(meeting.language)
    votes = lets_vote(meeting, known.id, proven=True)
    lines = [words("paper.capacity.scan"), words("vote.right.yes" if votes else "vote.right.no")]
    return [Card(known.name, _at(address, code, **_key(known)), lines, _typed(words, address, code))] * CAPACITIES


def hosts(meeting: Meeting, links: Iterable[tuple[int, str]]) -> list[Card]:
    """A card for the host of each table: its number, and the link."""
    words = translator(meeting.language)
    lines = [words("paper.door.host"), words("paper.door.own")]
    return [Card(words("place.table", n=number), link, lines, link) for number, link in links]


def desks(meeting: Meeting, links: Iterable[tuple[int, str]]) -> list[Card]:
    """A card for each place at the ordering desk."""
    words = translator(meeting.language)
    lines = [words("paper.door.desk"), words("paper.door.own")]
    return [Card(words("paper.door.place", n=number), link, lines, link) for number, link in links]


CAPACITIES = 8
"""Cards of a capacity on a page."""


def cards_printed(
    template: str, meeting: Meeting, cards: Sequence[Card], at: datetime, brand: Brand = NO_BRAND
) -> bytes:
    """The PDF of these cards. `template` is `tables`, `doors` or `capacities`."""
    words = translator(meeting.language)
    data = {
        "title": meeting.title,
        "language": meeting.language,
        "question": meeting.question,
        "practice": words("paper.practice") if meeting.practice else None,
        "cards": [_drawn(words, card) for card in cards],
        **sender(brand),
    }
    return printed(template, data, at)


def _drawn(words: Words, card: Card) -> dict[str, Any]:
    alt = words("paper.door.alt", what=card.heading)
    return {"heading": card.heading, "qr": qr.svg(card.address), "alt": alt, "lines": card.lines, "small": card.small}


def _at(address: str, code: str, **marks: str) -> str:
    return f"{address}/{code}?{urlencode(marks)}"


def _key(known: Capacity | None) -> dict[str, str]:
    return {"k": known.key} if known else {}


def _typed(words: Words, address: str, code: str) -> str:
    """The way in for who types."""
    return words("paper.door.address", address=address.partition("://")[2], code=f"{code[:3]} {code[3:]}")
