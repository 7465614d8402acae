"""WebSockets with nothing between: whoever serves one reads message by message, and frames go straight out.

uvicorn's own protocol shakes hands, answers pings, puts fragments together and closes. What it would queue, wake a
task for and encode again for each receiver passes here at once; that is most of what a hall of phones does.
"""

from __future__ import annotations

import weakref
from typing import Any, Protocol

from starlette.types import Scope
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

try:
    from websockets.speedups import apply_mask
except ImportError:  # no compiled part for this computer
    from websockets.utils import apply_mask

_NAME = "line"  # in the state of an ASGI scope
_TEXT, _BINARY = 0x81, 0x82  # one whole message in one frame
_MASKED = 0x80
_MUCH = 65_536  # bytes that wait to be read before no more are taken from the network


class Listener(Protocol):
    """Who is told what happens on a line."""

    def readable(self) -> None:
        """`Line.message` may have something."""

    def drained(self) -> None:
        """What was written before has gone out."""


class Line(WebSocketsSansIOProtocol):
    """A WebSocket that an ASGI application may take over once it has accepted it.

    The application's `receive` then tells the end only, and it closes the line as always.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._listener: Listener | None = None
        self._longest = 0
        self._unread = bytearray()
        self._whole: list[bytes] = []

    @property
    def behind(self) -> bool:
        """Whether something that was written has not gone out yet."""
        return not self.writable.is_set()

    def take(self, listener: Listener, longest: int) -> None:
        """From now on `listener` reads, messages of so many bytes at most, and writes."""
        self._listener, self._longest = listener, longest
        self.transport.set_write_buffer_limits(high=0)  # one byte that stays behind is told

    def message(self) -> bytes | None:
        """The next message, or None while there is no whole one. Of one that is too long: more than `longest`."""
        while not self._whole and (end := _end_of_frame(self._unread, self._longest)) is not None:
            frame = bytes(self._unread[:end])
            del self._unread[:end]
            self._take_in(frame)
        if self.read_paused and len(self._unread) <= _MUCH:
            self.read_paused = False
            self.transport.resume_reading()
        return self._whole.pop(0) if self._whole else None

    def write(self, frames: bytes) -> None:
        """Send whole frames, as `live.frames` makes them."""
        if not (self.close_sent or self.disconnected or self.transport.is_closing()):
            self.transport.write(frames)

    def abort(self) -> None:
        """End the line now; what has not gone out is lost."""
        self.transport.abort()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:
            self.scope["state"][_NAME] = weakref.ref(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """What this line held is free at once: without a circle nothing waits for a look for garbage."""
        super().connection_lost(exc)
        self._listener = None
        self.conn.parser.close()

    def data_received(self, data: bytes) -> None:
        if self._listener is None:
            super().data_received(data)
            return
        self._unread += data
        if self.close_sent:  # what comes now is the other's goodbye
            super().data_received(bytes(self._unread))
            self._unread.clear()
            return
        if _end_of_frame(self._unread, self._longest) is None:
            return
        if len(self._unread) > _MUCH and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()
        self._listener.readable()

    def send_receive_event_to_app(self) -> None:
        if self._listener is None:
            super().send_receive_event_to_app()
        else:
            self._whole.append(b"".join(self.frames))
            self.frames = []

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._listener is not None:
            self._listener.drained()

    def _take_in(self, frame: bytes) -> None:
        """One frame. The parser that knows everything gets all that is not an ordinary message."""
        body = _head_length(frame[1])
        if len(frame) - body > self._longest:
            self._whole.append(frame[body:])
        elif frame[0] in (_TEXT, _BINARY) and frame[1] & _MASKED and not self.frames:
            self._whole.append(apply_mask(frame[body:], frame[body - 4 : body]))
        elif not self.disconnected:  # else nobody is there to hear an answer
            super().data_received(frame)


def line_of(scope: Scope) -> Line:
    """The line of a WebSocket that this server carries."""
    line: Line | None = scope["state"][_NAME]()
    assert line is not None, "who speaks over it holds it"
    return line


def _end_of_frame(data: bytearray, longest: int) -> int | None:
    """Where the first frame ends; None while it is not all there. Of one that is too long not all is waited for."""
    if len(data) < 2 or len(data) < (head := _head_length(data[1])):
        return None
    length = data[1] & 0x7F
    if length > 125:
        length = int.from_bytes(data[2 : 4 if length == 126 else 10])
    end = head + min(length, longest + 1)
    return end if len(data) >= end else None


def _head_length(second: int) -> int:
    """Bytes before the payload, by the second byte: the length, and the mask where there is one."""
    more = {126: 2, 127: 8}.get(second & 0x7F, 0)
    return 2 + more + (4 if second & _MASKED else 0)
