"""When Python looks for garbage: while nobody waits for an answer, and never through what was loaded to start.

A full look takes a tenth of a second with a hall of 600; by itself it would come in the middle of a vote. What it found
in use is left out of the next ones, until everybody has left or an hour is over: those are about what is new.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

YOUNG, MIDDLE, OLD = 2_000, 5, 1_000_000_000  # Python's own looks: at few things, and new ones only
EVERY, AT_LATEST = 60, 600  # seconds between two full looks: in a calm second, in any second
THOROUGH = 60  # looks of which one is at everything, also when people are here
CALM = 5  # things people asked for in a second


def settle() -> None:
    """What is here now stays for as long as the server runs."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


async def watch(asked: Callable[[], int], here: Callable[[], int], second: float = 1.0) -> None:
    """Look for garbage in calm moments; `asked()` counts what people asked so far, `here()` who has a line now."""
    waited = looks = 0
    while True:
        before = asked()
        await asyncio.sleep(second)
        waited += 1
        if waited >= AT_LATEST or (waited >= EVERY and asked() - before <= CALM):
            looks += 1
            _look(everything=not here() or looks % THOROUGH == 0)
            waited = 0


def _look(*, everything: bool) -> None:
    if everything:
        gc.unfreeze()
    gc.collect()
    gc.freeze()
