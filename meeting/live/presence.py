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

    def connect(self, participant: str) -> None:
        """A phone has a line; one participant may have several (two tabs)."""
        self._lines[participant] += 1
        self.seen(participant)

    def disconnect(self, participant: str) -> None:
        self._lines[participant] -= 1
        if self._lines[participant] <= 0:
            del self._lines[participant]
        self.seen(participant)

    def seen(self, participant: str) -> None:
        """A sign of life from a phone without a standing line."""
        self._seen[participant] = self._clock()

    def snapshot(self, participants: Mapping[str, Participant]) -> Presence:
        """The numbers now, of those who joined the meeting."""
        oldest = self._clock() - THERE
        self._seen = {one: at for one, at in self._seen.items() if at >= oldest or one in self._lines}
        here = [participants[one] for one in self._seen if one in participants]
        voters = sum(one.votes for one in here)
        weak = sum(one.id not in self._lines for one in here)
        return Presence(people=len(here), voters=voters, weak=weak)
