"""Announcements as those see them whom they are for, and as the console does that makes them."""

from __future__ import annotations

from meeting.procedure.announcing import announced
from meeting.procedure.state import Audience, Meeting
from meeting.views.stage import View


def current(meeting: Meeting, audience: Audience) -> View | None:
    """What these people are told now."""
    now = announced(meeting, audience)
    return {"id": now.id, "text": now.text} if now else None


def console(meeting: Meeting) -> list[View]:
    """What is told now, with whom it is for."""
    standing = {each.id: each for audience in Audience if (each := announced(meeting, audience))}
    return [{"id": each.id, "text": each.text, "audience": each.audience.value} for each in standing.values()]
