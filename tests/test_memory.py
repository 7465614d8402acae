"""Garbage is looked for in calm moments, and not while people are being answered."""

import asyncio
import gc
import itertools
import weakref
from collections.abc import Callable

import pytest

from meeting import memory


class Ring:
    """Something only a full look finds: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


def goes_away(monkeypatch: pytest.MonkeyPatch, done: Callable[[], int], at_latest: int) -> bool:
    monkeypatch.setattr(memory, "EVERY", 2)
    monkeypatch.setattr(memory, "AT_LATEST", at_latest)

    async def scene() -> bool:
        ring = weakref.ref(Ring())
        watching = asyncio.create_task(memory.watch(done, second=0))
        for _ in range(20):
            await asyncio.sleep(0)
        watching.cancel()
        return ring() is None

    gc.disable()
    try:
        return asyncio.run(scene())
    finally:
        gc.enable()


def test_a_calm_moment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert goes_away(monkeypatch, lambda: 0, at_latest=1000)


def test_a_crowd_is_not_held_up_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = itertools.count(step=memory.CALM + 1)
    assert not goes_away(monkeypatch, lambda: next(busy), at_latest=1000)
    assert goes_away(monkeypatch, lambda: next(busy), at_latest=5)
