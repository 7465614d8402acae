"""Garbage is looked for in calm moments, and not while people are here."""

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
    monkeypatch: pytest.MonkeyPatch, asked: Callable[[], int], here: Callable[[], int], beside_people: int = 1000
) -> bool:
    monkeypatch.setattr(memory, "EVERY", 2)
    monkeypatch.setattr(memory, "BESIDE_PEOPLE", beside_people)

    async def scene() -> bool:
        ring = weakref.ref(Ring())
        watching = asyncio.create_task(memory.watch(asked, here, second=0))
        for _ in range(20):
            await asyncio.sleep(0)
        watching.cancel()
        return ring() is None

    gc.disable()
    try:
        return asyncio.run(scene())
    finally:
        gc.enable()


def test_a_moment_without_anybody_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert goes_away(monkeypatch, lambda: 0, lambda: 0)


def test_people_are_not_held_up_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not goes_away(monkeypatch, lambda: 0, lambda: 600)
    assert goes_away(monkeypatch, lambda: 0, lambda: 600, beside_people=5)


def test_nobody_waits_for_an_answer_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = itertools.count(step=memory.CALM + 1)
    assert not goes_away(monkeypatch, lambda: next(busy), lambda: 600, beside_people=5)
    assert not goes_away(monkeypatch, lambda: next(busy), lambda: 0)
