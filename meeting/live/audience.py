"""Those who see the same: what changed is worked out once and encoded once, however many look."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any

import orjson

from meeting.live.frames import framed

if TYPE_CHECKING:
    from meeting.live.connection import Connection

TICK = 0.2  # seconds between two tellings of the same audience
PEOPLE_TICK = 5.0  # seconds between two tellings of how many people there are, to phones
_AT_ONCE = ("block", "step", "ask", "heading", "over", "hands")


class Audience:
    """Those who see the same: their view, encoded once, and the frame with the patch from the view before."""

    def __init__(
        self, make: Callable[[], dict[str, Any]], rare: frozenset[str] = frozenset(), pace: float = 0.0
    ) -> None:
        self._make = make
        self._rare = rare
        self._pace = pace
        self._looked_at = 0.0
        self.listeners: set[Connection] = set()
        self._rare_at = 0.0
        self._told_at = 0.0
        self.stale = True
        self.serial = 0
        self.patch: bytes | None = None
        self.view: dict[str, Any] = {}
        self.text = b"{}"

    def ready(self, now: float) -> bool:
        """Whether it is their turn again: `pace` is the least time between two looks at what changed."""
        return now >= self._looked_at + self._pace

    def tell(self, now: float) -> None:
        if self.refresh(now):
            self.wake()

    def wake(self) -> None:
        for connection in shuffled(self.listeners):
            connection.wake()

    def refresh(self, now: float) -> bool:
        """Take up what changed, unless it can wait; whether there is something to tell."""
        self._looked_at = now
        view = self._make()
        changed = self._differs(view)
        if changed and not changed.intersection(_AT_ONCE):
            if changed <= self._rare and now < self._rare_at + PEOPLE_TICK:
                changed = set()  # the clock comes back for it
            elif now < self._told_at + TICK:
                self.stale = True
                return False
        self.stale = False
        if not changed:
            return False
        self._told_at = now
        if changed & self._rare:
            self._rare_at = now
        self._take(view, changed)
        return True

    def renew(self) -> bool:
        """Take up what changed, now; whether there was something."""
        view = self._make()
        changed = self._differs(view)
        self.stale = False
        if changed:
            self._take(view, changed)
        return bool(changed)

    def _differs(self, view: dict[str, Any]) -> set[str]:
        return {key for key in view.keys() | self.view.keys() if view.get(key) != self.view.get(key)}

    def _take(self, view: dict[str, Any], changed: set[str]) -> None:
        same_block = bool(self.view) and self.view.get("block") == view.get("block")
        patch = framed(orjson.dumps({"patch": {key: view.get(key) for key in changed}})) if same_block else None
        self.view, self.text, self.patch = view, orjson.dumps(view), patch
        self.serial += 1


def shuffled(connections: Iterable[Connection]) -> Iterator[Connection]:
    """In random order: the order in which frames leave says nothing."""
    order = list(connections)
    Random(secrets.randbits(256)).shuffle(order)  # noqa: S311 - asked of the system once, not for each phone
    return iter(order)
