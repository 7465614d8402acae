"""Texts that look alike, found by runs of characters, each weighed by how rare it is among the texts of one meeting.

This is TF-IDF with the cosine of two texts as their likeness (0 to 1). A text that comes in is compared with those
that are there; nothing is worked out again for the others.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from dataclasses import dataclass

from meeting.likeness.letters import runs, words
from meeting.likeness.opposite import opposed

ALIKE = 0.22
"""From here on two texts are worth showing together; measured on 44 Dutch viewpoints (surfaces.md 3.1)."""

SAME = 0.75
"""From here on they may well say the same."""

CLOSEST = 3
_RAREST = 80
"""By so many of a text's rarest runs candidates are looked for; in the likeness of those every run counts."""

_FEW = 60
"""As long as there are so few texts every one of them is a candidate."""

_CANDIDATES = 12


@dataclass(frozen=True)
class Near:
    """A text that looks like another, and how much."""

    id: str
    likeness: float


class Index:
    """The texts of one meeting by id."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._runs: dict[str, Counter[str]] = {}
        self._where: defaultdict[str, set[str]] = defaultdict(set)

    def put(self, ident: str, text: str) -> None:
        """Take up a text, or its new wording."""
        self.drop(ident)
        self._texts[ident] = text
        self._runs[ident] = runs(text)
        for run in self._runs[ident]:
            self._where[run].add(ident)

    def drop(self, ident: str) -> None:
        self._texts.pop(ident, None)
        for run in self._runs.pop(ident, ()):
            self._where[run].discard(ident)
            if not self._where[run]:
                del self._where[run]

    def near(self, ident: str, least: float = ALIKE, most: int = CLOSEST) -> list[Near]:
        """What looks most like this text, the closest first; nothing that may say the opposite."""
        text = self._texts[ident]
        found = [Near(other, self.likeness(ident, other)) for other in self._candidates(ident)]
        close = [each for each in found if each.likeness >= least and not opposed(text, self._texts[each.id])]
        return sorted(close, key=lambda each: (-each.likeness, each.id))[:most]

    def likeness(self, one: str, other: str) -> float:
        """How much two texts look alike, from 0 to 1; 1 for the same words."""
        if words(self._texts[one]) == words(self._texts[other]):
            return 1.0
        shared = self._runs[one].keys() & self._runs[other].keys()
        dot = sum(self._runs[one][run] * self._runs[other][run] * self._weight(run) ** 2 for run in shared)
        length = self._length(one) * self._length(other)
        return min(1.0, dot / length) if length else 0.0

    def _candidates(self, ident: str) -> list[str]:
        """The few that share most of what is rare."""
        if len(self._texts) <= _FEW:
            return [other for other in self._texts if other != ident]
        score: defaultdict[str, float] = defaultdict(float)
        for run in heapq.nsmallest(_RAREST, self._shared(ident), key=lambda run: len(self._where[run])):
            weight = self._weight(run) ** 2
            for other in self._where[run]:
                score[other] += weight
        score.pop(ident, None)
        return heapq.nlargest(_CANDIDATES, score, key=lambda other: score[other])

    def _shared(self, ident: str) -> list[str]:
        """The runs that another text has too."""
        return [run for run in self._runs[ident] if len(self._where[run]) > 1]

    def _weight(self, run: str) -> float:
        return math.log((1 + len(self._texts)) / (1 + len(self._where[run]))) + 1

    def _length(self, ident: str) -> float:
        return math.sqrt(sum((times * self._weight(run)) ** 2 for run, times in self._runs[ident].items()))
