"""One connection and the person behind it: what it still has to be told, the latest only and never a queue."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from meeting.live.frames import framed, private

if TYPE_CHECKING:
    from meeting.live.audience import Audience
    from meeting.live.hub import Hall

RETRY = 3_000  # milliseconds over which phones spread their first reconnect
_MARK_KEY = secrets.token_bytes(16)
_BEAT = framed(b'{"beat":1}')


class Line(Protocol):
    """What carries frames to one screen."""

    @property
    def behind(self) -> bool:
        """Whether something that was written has not gone out yet."""

    def write(self, frames: bytes) -> None:
        """Send these, now or as soon as they fit."""


@dataclass(eq=False)
class Person:
    """A participant who is connected, perhaps with several tabs. The seat stays in memory, here."""

    id: str
    seat: bytes = field(repr=False)
    mine: dict[str, Any] = field(default_factory=dict, repr=False)
    connections: list[Connection] = field(default_factory=list, repr=False)


class Connection:
    """What one connection still has to be told: the latest only."""

    def __init__(
        self, hall: Hall, audience: Audience, person: Person | None, line: Line | None, worker: str | None = None
    ) -> None:
        self.hall = hall
        self.audience = audience
        self.person = person
        self.news = asyncio.Event()
        self.mine_due = False
        self.beat_due = False
        self.stuck_since: float | None = None
        self.last_out = asyncio.get_running_loop().time()
        self.closing: int | None = None
        self.task: asyncio.Task[Any] | None = None
        self.worker = worker
        self._line = line
        self._queued = False
        self._told = -1

    @property
    def carries(self) -> bool:
        """Whether it has a line of its own."""
        return self._line is not None

    def wake(self) -> None:
        """There is something to tell: it goes out when it is this connection's turn."""
        if self._line is None:
            self.hall.live.wakings.add(self.news.set)
        elif not self._queued:
            self._queued = True
            self.hall.live.turns.add(self._have_turn)

    def answer(self, text: bytes) -> None:
        """Send an answer at once, and with it what is due."""
        self._write(framed(text), *self._due())

    def drained(self) -> None:
        """The line has carried all it had: what came up meanwhile may follow."""
        self.stuck_since = None
        self.wake()

    def cut(self, code: int) -> None:
        """End this connection; its handler closes it with this code."""
        if self.closing is None:
            self.closing = code
            if self.task:
                self.task.cancel()

    def whole(self) -> bytes:
        """The whole state as this connection may see it."""
        self._told = self.audience.serial
        self.mine_due = False
        before = b'{"view":' + self.audience.text + b","
        told = {"worker": self.worker} if self.worker else {}
        after = orjson.dumps({**told, "build": self.hall.build, "retry": RETRY, "now": datetime.now(UTC)})[1:]
        return private(before, self.person.mine, b"," + after) if self.person else before + after

    def mark(self) -> str:
        """What changes whenever the whole state does, and tells nothing else."""
        mine = orjson.dumps(self.person.mine) if self.person else b""
        digest = hashlib.blake2b(self.audience.text, key=_MARK_KEY, digest_size=12)
        digest.update(mine)
        return f'"{digest.hexdigest()}"'

    def _have_turn(self) -> None:
        self._queued = False
        if self.closing is None:
            self._write(*self._due())

    def _write(self, *frames: bytes) -> None:
        """Everything in one piece; the clock watches a line that cannot take it."""
        if self._line is None or not frames:
            return
        self._line.write(b"".join(frames))
        self.last_out = asyncio.get_running_loop().time()
        if self._line.behind and self.stuck_since is None:
            self.stuck_since = self.last_out

    def _due(self) -> Iterator[bytes]:
        """The frames that are due; none to a line that is behind, which gets the latest later."""
        if self._line is None or self._line.behind:
            return
        if self._told < self.audience.serial:
            yield self._news()
        if self.mine_due and self.person:
            self.mine_due = False
            yield framed(private(b"{", self.person.mine, b"}"))
        if self.beat_due:
            self.beat_due = False
            yield _BEAT

    def _news(self) -> bytes:
        if self.audience.patch is None or self._told < self.audience.serial - 1:
            return framed(self.whole())
        self._told = self.audience.serial
        return self.audience.patch
