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
REQUESTS = 24  # requests that may go on in one turn of the event loop

_log = logging.getLogger(__name__)


class Turns:
    """Does what it is asked, in order, and counts what it has `done`. Lives in one event loop."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.done = 0
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
        while self._waiting:
            self.done += 1
            try:
                self._waiting.popleft()()
            except Exception as problem:  # what fails for one must not stop the others
                _log.error("A turn failed: %s", type(problem).__name__, exc_info=True)
            if self._clock() > end:
                break
        self._start()


class Gate:
    """Lets a few through in each turn of the event loop; the others wait in the order they came."""

    def __init__(self, most: int = REQUESTS) -> None:
        self._most = most
        self._passed = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._armed = False

    async def pass_through(self) -> None:
        """Returns when it is this caller's turn: at once, unless many came before."""
        if self._passed < self._most and not self._waiting:
            self._passed += 1
            self._arm()
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._arm()
        await turn

    def _arm(self) -> None:
        if not self._armed:
            self._armed = True
            asyncio.get_running_loop().call_soon(self._next)

    def _next(self) -> None:
        self._armed, self._passed = False, 0
        while self._waiting and self._passed < self._most:
            turn = self._waiting.popleft()
            if not turn.done():  # or whoever waited has left
                turn.set_result(None)
                self._passed += 1
        if self._passed:
            self._arm()
