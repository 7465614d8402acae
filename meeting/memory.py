"""When Python looks for garbage: while nobody waits for an answer, and never through what was loaded to start.

A full look takes a tenth of a second with a hall of 600; by itself it would come in the middle of a vote.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

YOUNG, MIDDLE, OLD = 2_000, 5, 1_000_000_000  # Python's own looks: at few things, and new ones only
EVERY, AT_LATEST = 60, 600  # seconds between two full looks: in a calm second, in any second
CALM = 20  # things done for people in a second


def settle() -> None:
    """What is here now stays for as long as the server runs."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


async def watch(done: Callable[[], int], second: float = 1.0) -> None:
    """Look for garbage in calm moments; `done()` counts what was done for people so far."""
    waited = 0
    while True:
        before = done()
        await asyncio.sleep(second)
        waited += 1
        if waited >= AT_LATEST or (waited >= EVERY and done() - before <= CALM):
            gc.collect()
            waited = 0
