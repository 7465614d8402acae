"""Looking up once for a meeting as it stands: it never changes, so whoever looks after that finds the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from meeting.procedure.state import Meeting

Found = TypeVar("Found")


def once(look: Callable[[Meeting], list[Found]]) -> Callable[[Meeting], list[Found]]:
    """Keeps what was found with the meeting, and hands out a list of one's own each time."""
    name = f"{look.__module__}.{look.__name__}"

    @wraps(look)
    def known(meeting: Meeting) -> list[Found]:
        found: list[Found] | None = vars(meeting).get(name)
        if found is None:
            found = vars(meeting)[name] = look(meeting)
        return list(found)

    return known
