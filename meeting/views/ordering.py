"""What the ordering desk sees: the same for everybody who works there."""

from __future__ import annotations

from meeting.procedure.state import Meeting
from meeting.views.presence import Presence
from meeting.views.stage import View


def desk(meeting: Meeting, presence: Presence) -> View:
    """The view of the ordering desk."""
    return {
        "step": meeting.step,
        "block": meeting.active,
        "title": meeting.title,
        "question": meeting.question,
        "practice": meeting.practice,
        "over": meeting.closed_at is not None,
        "people": presence.people,
    }
