"""Work in short turns: whatever many ask at once is done in order, a few milliseconds at a time.

Between two turns the event loop serves everybody else, so that no crowd makes one person wait for all of it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable

LONGEST = 0.006  # seconds of one turn
WAKING = 16  # tasks that may be woken in one turn of the event loop: what they do comes on top of it

_log = logging.getLogger(__name__)


class Turns:
    """Does what it is asked, in order, and counts what it has `done`: at `most` so many in a turn.

    Lives in one event loop.
    """

    def __init__(self, most: int | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        self.done = 0
        self._most = most
        self._loop = asyncio.get_running_loop()
        self._clock = clock
        self._waiting: deque[Callable[[], object]] = deque()
        self._going = False

    def add(self, act: Callable[[], object]) -> None:
        self._waiting.append(act)
        self._start()

    def extend(self, acts: Iterable[Callable[[], object]]) -> None:
        self._waiting.extend(acts)
        self._start()

    def _start(self) -> None:
        if self._waiting and not self._going:
            self._going = True
            self._loop.call_soon(self._go)

    def _go(self) -> None:
        self._going = False
        end = self._clock() + LONGEST
        last = self.done + (self._most or len(self._waiting))
        while self._waiting and self.done < last:
            self.done += 1
            try:
                self._waiting.popleft()()
            except Exception as problem:  # what fails for one must not stop the others
                _log.error("A turn failed: %s", type(problem).__name__, exc_info=True)
            if self._clock() > end:
                break
        self._start()
