"""How requests are read: in turns, so that a crowd at the door holds up nobody inside; and not for ever."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from meeting.live.turns import Turns

HEAD_WITHIN = 10.0  # seconds from the first byte, or from connecting, until a request must have said what it wants


def in_turns(turns: Turns) -> type[HttpToolsProtocol]:
    """The protocol of one server."""
    return type("Reading", (Reading,), {"turns": turns})


class Reading(HttpToolsProtocol):
    """uvicorn's protocol, which would read whatever came in at once, and wait for the rest as long as it takes."""

    turns: ClassVar[Turns]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._unread = 0
        self._head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread += 1
        self.turns.add(partial(self._read, data))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        self._head_is_there()
        super().on_headers_complete()

    def timeout_keep_alive_handler(self) -> None:
        if not self._unread:
            super().timeout_keep_alive_handler()

    def _read(self, data: bytes) -> None:
        self._unread -= 1
        if self.parser is not None and self.transport.get_protocol() is self and not self.transport.is_closing():
            super().data_received(data)

    def _await_head(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(HEAD_WITHIN, self.transport.abort)

    def _head_is_there(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None
