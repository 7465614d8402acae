"""Who is there now: kept in memory, never written down."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping

from meeting.procedure.state import Participant
from meeting.views.presence import Presence

THERE = 600.0  # seconds after which somebody unseen no longer counts as present


class Attendance:
    """The participants of one meeting whose phones are or were here. Lives in the event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}
        self._lines: Counter[str] = Counter()
        self._lineless: set[str] = set()
        self._counted: tuple[Mapping[str, Participant], Presence] | None = None
        self._until = 0.0

    def connect(self, participant: str) -> None:
        """A phone has a line; one participant may have several (two tabs)."""
        self._lines[participant] += 1
        self._lineless.discard(participant)
        self.seen(participant)

    def disconnect(self, participant: str) -> None:
        self._lines[participant] -= 1
        if self._lines[participant] <= 0:
            del self._lines[participant]
        self.seen(participant)

    def seen(self, participant: str) -> None:
        """A sign of life from a phone without a standing line."""
        self._seen[participant] = self._clock()
        self._counted = None

    def looked(self, participant: str) -> None:
        """A phone without a script asked for a page: it never has a line, so none of its own is weak."""
        self._lineless.add(participant)
        self.seen(participant)

    def snapshot(self, participants: Mapping[str, Participant]) -> Presence:
        """The numbers now, of those who joined the meeting. Counted anew only when one of them may have changed."""
        now = self._clock()
        if self._counted is None or self._counted[0] is not participants or now > self._until:
            self._counted = participants, self._count(participants, now)
        return self._counted[1]

    def _count(self, participants: Mapping[str, Participant], now: float) -> Presence:
        oldest, lines = now - THERE, self._lines
        self._seen = {one: at for one, at in self._seen.items() if at >= oldest or one in lines}
        away = [at for one, at in self._seen.items() if one not in lines]
        self._lineless &= self._seen.keys()
        self._until = min(away, default=now) + THERE
        here = [known for one in self._seen if (known := participants.get(one))]
        weak = sum(one.id not in lines and one.id not in self._lineless for one in here) if away else 0
        return Presence(
            people=len(here),
            voters=sum(one.votes for one in here),
            weak=weak,
            at=Counter(one.table for one in here if one.table),
            as_=Counter(one.capacity for one in here if one.capacity),
        )
