"""Looking up once: a meeting as it stands, and a card in it, never change, so whoever looks later finds the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from meeting.procedure.state import Meeting

Found = TypeVar("Found")
Thing = TypeVar("Thing")


def kept(look: Callable[[Thing], Found]) -> Callable[[Thing], Found]:
    """Keeps what was found with the thing it is about. All who look get the same, so nobody may change it."""
    name = f"{look.__module__}.{look.__name__}"

    @wraps(look)
    def known(thing: Thing) -> Found:
        found: dict[str, Found] = vars(thing)
        if name not in found:
            found[name] = look(thing)
        return found[name]

    return known


def once(look: Callable[[Meeting], list[Found]]) -> Callable[[Meeting], list[Found]]:
    """Keeps what was found with the meeting, and hands out a list of one's own each time."""
    found = kept(look)

    @wraps(look)
    def known(meeting: Meeting) -> list[Found]:
        return list(found(meeting))

    return known
