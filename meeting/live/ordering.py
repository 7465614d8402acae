"""The ordering desk while people work at it: who has what in hand now, and which cards look alike. Nothing is kept.

What somebody has in hand is told to the others at once and forgotten soon: it is a courtesy, no lock. That nobody
overwrites another is what the procedure sees to.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from meeting.live.likeness import Likeness
from meeting.live.meeting import LiveMeeting
from meeting.procedure.clustering import cards
from meeting.procedure.state import Meeting
from meeting.views.ordering import Pair, desk

IN_HAND = 20.0  # seconds after which nobody has something in hand any more, unless they say so again
MOST_IN_HAND = 100  # things that one person has in hand


class Desk:
    """Of one meeting. Lives in the event loop."""

    def __init__(self, live: LiveMeeting, likeness: Likeness, clock: Callable[[], float] = time.monotonic) -> None:
        self._live = live
        self._likeness = likeness
        self._clock = clock
        self._here: Counter[str] = Counter()
        self._hands: dict[str, tuple[frozenset[str], float]] = {}
        self._ranked: tuple[object, list[Pair]] = (None, [])
        self._drawn: tuple[Meeting, int, dict[str, Any]] | None = None

    def come(self, worker: str) -> None:
        """Somebody has a line; one person may have several windows."""
        self._here[worker] += 1

    def go(self, worker: str) -> None:
        self._here[worker] -= 1
        if self._here[worker] <= 0:
            del self._here[worker]
            self._hands.pop(worker, None)

    def hold(self, worker: str, things: Iterable[str]) -> None:
        """These cards and topics are what this person has in hand from now on; what another has stays theirs."""
        others = {thing for other, (held, _) in self._hands.items() if other != worker for thing in held}
        self._hands[worker] = frozenset(list(things)[:MOST_IN_HAND]) - others, self._clock() + IN_HAND

    def forget(self) -> bool:
        """Let go of what nobody said anything of for a while; whether there was something."""
        now = self._clock()
        gone = [worker for worker, (_, until) in self._hands.items() if until < now]
        for worker in gone:
            del self._hands[worker]
        return bool(gone)

    def view(self) -> dict[str, Any]:
        """What everybody at the desk sees now. What stands there is worked out once for each change of it."""
        meeting, serial = self._live.meeting, self._likeness.serial
        if self._drawn is None or self._drawn[0] is not meeting or self._drawn[1] != serial:
            self._drawn = meeting, serial, desk(meeting, self._likest(meeting))
        hands = {thing: worker for worker, (held, _) in sorted(self._hands.items()) for thing in sorted(held)}
        numbered = len(meeting.ordering.workers)
        return {**self._drawn[2], "hands": hands, "workers": self._workers(meeting), "numbered": numbered}

    def _workers(self, meeting: Meeting) -> list[tuple[str, bool]]:
        """The marks in the order of their numbers, and who is here now; who did nothing yet comes last."""
        known = dict.fromkeys((*meeting.ordering.workers, *self._here))
        return [(worker, worker in self._here) for worker in known]

    def _likest(self, meeting: Meeting) -> list[Pair]:
        """The pairs of cards that look alike, the likest first; ranked anew only when texts or cards came in."""
        there = frozenset(each.id for each in cards(meeting))
        mark = (self._likeness.serial, there)
        if self._ranked[0] != mark:
            known = [(pair, likeness) for pair, likeness in self._likeness.pairs.items() if pair <= there]
            known.sort(key=lambda each: (-each[1], min(each[0])))
            self._ranked = mark, [(min(pair), max(pair)) for pair, _ in known]
        return self._ranked[1]
