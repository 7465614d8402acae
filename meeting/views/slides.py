"""What the hall can read in the break: topics by name, opgave cards and voices it has seen, in mixed order."""

from __future__ import annotations

from meeting.procedure.clustering import cards, topics
from meeting.procedure.gathering import NO
from meeting.procedure.state import Meeting
from meeting.views.stage import View

BREAK = "break"
MOST = 40
"""So many are shown, taken evenly from all there are: a break has no time for more."""


def room(meeting: Meeting) -> list[View]:
    """Slides without numbers, in an order that ranks nobody; none outside a break."""
    if meeting.step != "talking" or meeting.block.kind != BREAK or meeting.closed_at:
        return []
    found = sorted([*_topics(meeting), *_cards(meeting)], key=lambda slide: str(slide["id"]))
    every = -(-len(found) // MOST) or 1
    return found[::every]


def _topics(meeting: Meeting) -> list[View]:
    """Names that a second person, or the room, agreed to."""
    ready = [each for each in topics(meeting) if each.name and (each.agreed or each.confirmed)]
    return [{"id": each.id, "kind": "topic", "text": each.name} for each in ready]


def _cards(meeting: Meeting) -> list[View]:
    """Cards that a table took along, and voices that hung in the hall; a no keeps its own mark."""
    ready = [each for each in cards(meeting) if each.shown or each.id in meeting.opgaven]
    return [{"id": each.id, "kind": "no" if each.kind == NO else "card", "text": each.text} for each in ready]
