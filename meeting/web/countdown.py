"""A countdown that the facilitator sets: how much time is left, told calmly. It never changes a step."""

from __future__ import annotations

import math
from dataclasses import dataclass

LONGEST = 3 * 3600.0
MINUTE = 60
TENS = 10  # seconds between two figures in the last minute


@dataclass
class Countdown:
    """`now` is always the seconds of the event loop's clock. Without an end it is off; with `left` it is paused."""

    _end: float | None = None
    _left: float | None = None

    @property
    def set(self) -> bool:
        return self._end is not None or self._left is not None

    @property
    def running(self) -> bool:
        return self._end is not None

    def start(self, seconds: float, now: float) -> None:
        self._end, self._left = now + min(max(seconds, 0.0), LONGEST), None

    def pause(self, now: float) -> None:
        if self._end is not None:
            left = max(self._end - now, 0.0)
            self._end, self._left = None, left

    def resume(self, now: float) -> None:
        if self._left is not None:
            self.start(self._left, now)

    def add(self, seconds: float, now: float) -> None:
        """More time; what had run out runs again from now."""
        if self._end is not None:
            self.start(max(self._end - now, 0.0) + seconds, now)
        elif self._left is not None:
            self._left = min(self._left + seconds, LONGEST)

    def stop(self) -> None:
        self._end = self._left = None

    def left(self, now: float) -> int | None:
        """Whole seconds, rounded up; 0 when the time is over, None when no time was set."""
        if self._end is not None:
            return math.ceil(max(self._end - now, 0.0))
        return None if self._left is None else math.ceil(self._left)

    def next_second(self, now: float) -> float | None:
        """How long it takes until another number of seconds is left; None when none will be."""
        if self._end is None or self._end <= now:
            return None
        return (self._end - now) % 1.0 or 1.0


def calm(seconds: int) -> tuple[str, int]:
    """What a hall is told: minutes, then tens of seconds, then that it is over: ("minutes", 5)."""
    if seconds > MINUTE:
        return "minutes", math.ceil(seconds / MINUTE)
    if seconds > 0:
        return "seconds", math.ceil(seconds / TENS) * TENS
    return "over", 0


def exact(seconds: int) -> str:
    """What the facilitator sees: 4:05."""
    return f"{seconds // MINUTE}:{seconds % MINUTE:02d}"
