"""What is read back to the room: which topic or single voice was before it, and what was repaired."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Brought:
    """A topic or a single voice (`thing`, its id) that was put before the room, and in which stay."""

    visit: int
    thing: str


@dataclass(frozen=True)
class Repair:
    """What was repaired about a topic or a single voice, as the note keeper wrote it down."""

    id: str
    thing: str
    text: str = field(repr=False)
