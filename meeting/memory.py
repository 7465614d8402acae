"""When Python looks for garbage: when everybody has left, and never through what was loaded to start.

A full look takes up to a second with a hall of 600; by itself it would come in the middle of a vote. While people are
here only what is new is looked through, which Python does by itself; what grows old is little, and can wait for hours.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

YOUNG, MIDDLE, OLD = 2_000, 5, 1_000_000_000  # Python's own looks: at few things, and new ones only
EVERY, BESIDE_PEOPLE = 60, 7_200  # seconds between two full looks: when nobody is here, in a calm second else
CALM = 5  # things people asked for in a second


def settle() -> None:
    """What is here now stays for as long as the server runs."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


async def watch(asked: Callable[[], int], here: Callable[[], int], second: float = 1.0) -> None:
    """Look for garbage in calm moments; `asked()` counts what people asked so far, `here()` who has a line now."""
    waited = 0
    while True:
        before = asked()
        await asyncio.sleep(second)
        waited += 1
        if waited >= (BESIDE_PEOPLE if here() else EVERY) and asked() - before <= CALM:
            gc.collect()
            waited = 0
