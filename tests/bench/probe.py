"""Runs the real server on one core and notes each moment in which its event loop answered nobody.

    python -m tests.bench.probe CORE FILE

Nothing in the server knows of it: a clock ticks in the server's own loop, and a tick that comes late by more than
LATE is a line in the file: when, how late, and how much of that this thread was computing (milliseconds).
"""

from __future__ import annotations

import asyncio
import os
import sys
import time

from meeting import app, cli

PERIOD, LATE = 0.01, 0.02  # seconds


class Ticks:
    """A clock in an event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, file: int) -> None:
        self._loop, self._file = loop, file
        self._due, self._computed = 0.0, 0.0
        self._next()

    def _next(self) -> None:
        self._due, self._computed = time.monotonic() + PERIOD, time.thread_time()
        self._loop.call_later(PERIOD, self._tick)

    def _tick(self) -> None:
        now = time.monotonic()
        late, computed = now - self._due, time.thread_time() - self._computed
        if late > LATE:
            os.write(self._file, f"{now} {late * 1000:.1f} {computed * 1000:.1f}\n".encode())
        self._next()


def main(core: int, path: str) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    make = app._loop

    def watched() -> asyncio.AbstractEventLoop:
        loop = make()
        loop.call_soon(Ticks, loop, file)
        return loop

    app._loop = watched
    cli.main(["start", "--no-browser"])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
