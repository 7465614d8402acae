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


def goes_away(
    monkeypatch: pytest.MonkeyPatch, asked: Callable[[], int], at_latest: int, here: int = 0, *, used: bool = False
) -> bool:
    """Whether a ring goes away; one that was `used` is let go of only after a look has seen it."""
    monkeypatch.setattr(memory, "EVERY", 2)
    monkeypatch.setattr(memory, "AT_LATEST", at_latest)

    async def scene() -> bool:
        held = [Ring()]
        ring = weakref.ref(held[0])
        watching = asyncio.create_task(memory.watch(asked, lambda: here, second=0))
        for turn in range(30):
            if turn == 15 or not used:
                held.clear()
            await asyncio.sleep(0)
        watching.cancel()
        return ring() is None

    gc.disable()
    try:
        return asyncio.run(scene())
    finally:
        gc.unfreeze()
        gc.enable()


def test_a_calm_moment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert goes_away(monkeypatch, lambda: 0, at_latest=1000)


def test_a_crowd_is_not_held_up_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = itertools.count(step=memory.CALM + 1)
    assert not goes_away(monkeypatch, lambda: next(busy), at_latest=1000)
    assert goes_away(monkeypatch, lambda: next(busy), at_latest=5)


def test_what_was_in_use_is_looked_at_again_when_everybody_has_left_or_after_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "THOROUGH", 1000)
    assert not goes_away(monkeypatch, lambda: 0, at_latest=1000, here=600, used=True)
    assert goes_away(monkeypatch, lambda: 0, at_latest=1000, here=0, used=True)
    monkeypatch.setattr(memory, "THOROUGH", 4)
    assert goes_away(monkeypatch, lambda: 0, at_latest=1000, here=600, used=True)
