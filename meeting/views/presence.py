"""Who is there now: numbers only, never in the log."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Presence:
    """People seen in the last ten minutes, those of them with the right to vote, and weak connections now."""

    people: int = 0
    voters: int = 0
    weak: int = 0
