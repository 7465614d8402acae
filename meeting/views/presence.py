"""Who is there now: numbers only, never in the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Presence:
    """People seen in the last ten minutes, those of them with the right to vote, and weak connections now.

    How many of these people sit `at` which table, and take part `as_` which capacity.
    """

    people: int = 0
    voters: int = 0
    weak: int = 0
    at: Mapping[str, int] = field(default_factory=dict)
    as_: Mapping[str, int] = field(default_factory=dict)
