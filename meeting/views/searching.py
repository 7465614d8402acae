"""Searching everything that people put on the table, also what no table took along."""

from __future__ import annotations

import unicodedata

from meeting.procedure.clustering import topic_of
from meeting.procedure.gathering import NO
from meeting.procedure.seating import standing
from meeting.procedure.state import Meeting, Viewpoint
from meeting.views import stage
from meeting.views.stage import View


def found(meeting: Meeting, asked: str) -> list[Viewpoint]:
    """The viewpoints in which every word of this stands, whatever its capitals and accents, in order of arrival."""
    words = _plain(asked).split()
    if not words:
        return []
    return [each for each in meeting.arrived if not each.erased and all(word in _plain(each.text) for word in words)]


def _plain(words: str) -> str:
    """Without capitals and accents."""
    parts = unicodedata.normalize("NFD", words.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def row(meeting: Meeting, viewpoint: Viewpoint) -> View:
    """What was found, where it came from and what became of it."""
    topic, table = topic_of(meeting, viewpoint), standing(meeting, viewpoint.table)
    card = meeting.opgaven.get(viewpoint.id)
    return {
        "id": viewpoint.id,
        "text": viewpoint.text,
        "no": viewpoint.kind == NO,
        "label": stage.origin_label(viewpoint),
        "table": table.number if table else None,
        "card": card is not None,
        "source": card.source if card else "",
        "topic": topic.name if topic else None,
        "gone": viewpoint.withdrawn,
        "held": viewpoint.held,
    }
