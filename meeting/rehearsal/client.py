"""One simulated phone: it joins, holds a line, shows what it is told, and keeps what it sends until it is answered.

Speaks docs/wire.md and knows nothing else of the server. Staff lines are the same with another role.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from meeting.rehearsal.exchange import Exchange, Place, Reply

UNANSWERED = 4.0  # seconds after which a command without an answer means that the line is lost
SILENT = 25.0  # seconds without any frame that mean the same
LONGEST_BACKOFF = 30.0
FIRST, FIRST_BACKOFF = 30.0, 4.0  # for so many seconds after a loss nobody waits longer than this
PADDED, PAD = ("cast_ballot", "give_answer", "reply", "echo"), 1024
JOIN_AGAIN, OVER = 4001, 4002

Frame = dict[str, Any]
_PACKED = {"Accept-Encoding": "gzip"}
_FILE = re.compile(rb'"(/static/[^"]+)"')


@dataclass(slots=True)
class Asked:
    """One command in the client's log: what was sent, and what this phone was told about it."""

    id: str
    do: str
    body: Frame = field(repr=False)
    sent_at: float
    tries: int = 0
    answered_at: float | None = None
    ok: bool | None = None
    refused: str | None = None

    @property
    def took(self) -> float | None:
        """Seconds from the first sending to the answer."""
        return None if self.answered_at is None else self.answered_at - self.sent_at


@dataclass(slots=True)
class Shown:
    """What stood on the screen from then on; `live` is false for the first frame of a new line."""

    at: float
    block: str
    ask: str | None
    live: bool


@dataclass(slots=True)
class Traffic:
    """What went over the lines of one phone.

    `gone` counts lines that ended, by close code (0: without one); `given_up` those that this phone gave up itself,
    because a command went unanswered or nothing was heard. `largest` are the bytes of the largest view in each step.
    """

    lines: int = 0
    frames: int = 0
    bytes: int = 0
    refused_lines: int = 0
    given_up: int = 0
    gone: dict[int, int] = field(default_factory=dict)
    largest: dict[str, int] = field(default_factory=dict)
    join_ms: float | None = None
    page_ms: float | None = None
    state_ms: float | None = None

    def showed(self, step: str, size: int) -> None:
        self.largest[step] = max(size, self.largest.get(step, 0))


class Refusal(Exception):
    """The server did not let this phone in: status and reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status, self.reason = status, reason


class Phone:
    """A phone in one meeting. `view` and `mine` are what it shows; `asked` and `shown` are its log.

    `role` is None for a participant; staff bring the `exchange` that holds their cookie.
    `heard` is called after each frame, `answered` when a command got its last word.
    """

    def __init__(
        self,
        place: Place,
        code: str,
        chance: Random,
        *,
        role: str | None = None,
        exchange: Exchange | None = None,
        language: str = "nl",
        polls: bool = False,
        table: str | None = None,
    ) -> None:
        self.place, self.code, self.role, self.language, self.polls = place, code, role, language, polls
        self.table = table
        self.view: Frame = {}
        self.mine: Frame = {}
        self.build: str | None = None
        self.worker: str | None = None
        self.asked: list[Asked] = []
        self.shown: list[Shown] = []
        self.traffic = Traffic()
        self.connected = False
        self.ended: str | None = None
        self.heard: Callable[[], None] = _nothing
        self.answered: Callable[[Asked], None] = _nothing
        self._chance = chance
        self._door = exchange or Exchange(place)
        self._desk = Exchange(place, self._door.cookies)  # for commands, where the other one waits for the state
        self._waiting: dict[str, Asked] = {}
        self._ballots: dict[str, Asked] = {}
        self._retry = 3.0
        self._network = asyncio.Event()
        self._network.set()
        self._hurry = asyncio.Event()
        self._line: Line | None = None
        self._living: asyncio.Task[None] | None = None
        self._posting: set[asyncio.Task[None]] = set()
        self._fresh = True
        self._left = False

    @property
    def cookies(self) -> dict[str, str]:
        """By which the server knows this browser."""
        return self._door.cookies

    # Coming and going

    async def join(self) -> None:
        """Open the page and take a seat. Raises Refusal, OSError."""
        begun = time.monotonic()
        await self._open_page()
        self.traffic.page_ms = (time.monotonic() - begun) * 1000
        await self._take_seat()
        self.traffic.join_ms = (time.monotonic() - begun) * 1000 - self.traffic.page_ms

    async def _open_page(self) -> None:
        """The page and what it is made of, as a browser that was never here loads them."""
        page = await self._door.get(f"/{self.code}", _PACKED)
        if page.status != 200:
            raise Refusal(page.status, "page")
        for address in _files(page, self.language):
            await self._door.get(address, _PACKED)

    def start(self) -> None:
        """Hold a line from now on, whatever happens to it."""
        self._living = asyncio.get_running_loop().create_task(self._live())
        self._living.add_done_callback(lambda _: self.heard())

    async def stop(self) -> None:
        """Leave; what was told stays."""
        self._left = True
        tasks = [task for task in (self._living, *self._posting) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._hang_up()
        self._door.close()
        self._desk.close()

    def reload(self) -> None:
        """The page is loaded again: the seat and what was not answered are kept, the line is new at once."""
        self.view, self.mine = {}, {}
        self._hang_up()
        self._hurry.set()

    def lose_network(self) -> None:
        self._network.clear()
        self._hang_up()

    def regain_network(self) -> None:
        """The browser says that it is online, or visible: no waiting."""
        self._network.set()
        self._hurry.set()

    # Asking

    def new_id(self) -> str:
        """16 random bytes as 22 characters."""
        return base64.urlsafe_b64encode(self._chance.randbytes(16)).decode().rstrip("=")

    def ask(self, do: str, **fields: Any) -> Asked:
        """Send a command, now or when there is a line again; it is kept until it is answered."""
        body: Frame = {"id": self.new_id(), "do": do, **fields}
        if do in PADDED:
            body = _padded(body | {"person": 0})
        asked = Asked(body["id"], do, body, time.monotonic())
        self.asked.append(asked)
        self._waiting[asked.id] = asked
        self._send(asked)
        return asked

    @property
    def unanswered(self) -> int:
        return len(self._waiting)

    def next_rev(self, kind: str, do: str, round_id: str, position_id: str | None = None) -> int:
        """One more than the server or this phone knows; `kind` is the list in `mine`."""
        known = [each["rev"] for each in self.mine.get(kind, ()) if _about(each, round_id, position_id)]
        sent = [each.body["rev"] for each in self._waiting.values() if _is(each, do, round_id, position_id)]
        return max((*known, *sent), default=0) + 1

    @property
    def wanted(self) -> Frame:
        """What this phone asks its owner: its own question where it differs."""
        return self.mine.get("ask") or self.view.get("ask") or {"form": "look"}

    @property
    def failure(self) -> BaseException | None:
        """What this phone broke off for, by a mistake of ours; one that lives, ended or left has none."""
        done = self._living is not None and self._living.done() and not self._living.cancelled()
        return self._living.exception() if self._living and done else None

    # The line

    async def _live(self) -> None:
        losses, lost_at = 0, time.monotonic()
        while self.ended is None and not self._left:
            await self._network.wait()
            self._hurry.clear()
            before = self.traffic.lines
            try:
                await (self._poll() if self.polls else self._hold())
            except Refusal as refusal:
                self.traffic.refused_lines += 1
                if refusal.status in (404, 410):
                    self.ended = refusal.reason
                elif refusal.status in (401, 403):
                    await self._sit_again()
            except (OSError, WSError, asyncio.InvalidStateError):
                self.traffic.refused_lines += 1
            if self.traffic.lines > before:
                losses, lost_at = 0, time.monotonic()
            else:
                losses += 1
            self._lost()
            if self.ended is None:
                await self._pause(losses, time.monotonic() - lost_at)

    async def _pause(self, losses: int, seconds: float) -> None:
        """The first return is spread as the server asked, the next ones back off with full jitter."""
        longest = FIRST_BACKOFF if seconds < FIRST else LONGEST_BACKOFF
        most = self._retry if not losses else min(longest, 2.0**losses)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._chance.uniform(0, most)):  # `wait_for` may swallow that we leave
                await self._hurry.wait()

    async def _hold(self) -> None:
        headers = {"Cookie": self._door.cookie, "Origin": self.place.origin}
        begun = time.monotonic()
        try:
            transport, line = await ws_connect(
                lambda: Line(self, begun),
                self.place.socket(self._path("socket")),
                extra_headers=headers,
                websocket_handshake_timeout=10,
                max_redirects=0,
                read_buffer_init_size=2048,
            )
        except WSError as problem:
            status = getattr(getattr(problem, "response", None), "status", None)
            if status is None:
                raise
            raise Refusal(int(status), "socket") from problem
        if not isinstance(line, Line):  # picows has no error for a server that goes in the middle of a handshake
            raise ConnectionError("lost in the handshake")
        try:
            await transport.wait_disconnected()
        finally:
            transport.disconnect(False)
        self.traffic.gone[line.code] = self.traffic.gone.get(line.code, 0) + 1
        if line.code == OVER:
            self.ended = "meeting_over"
        elif line.code == JOIN_AGAIN:
            await self._sit_again()

    async def _poll(self) -> None:
        """The same over plain requests, as a page does where sockets are blocked."""
        mark = ""
        while True:
            reply = await self._door.get(f"{self._path('state', wait=20)}", {"If-None-Match": mark} if mark else None)
            if reply.status == 304:
                self.traffic.frames += 1
                continue
            if reply.status != 200:
                raise _refusal(reply)
            mark = reply.headers.get("etag", "")
            if not self.connected:
                self.opened(None)
            self.received(reply.body)

    def opened(self, line: Line | None) -> None:
        """There is a line: what was not answered goes first, in the order it was asked."""
        self._line, self.connected, self._fresh = line, True, True
        self.traffic.lines += 1
        for asked in list(self._waiting.values()):
            self._send(asked)

    def _lost(self) -> None:
        self.connected, self._line = False, None

    def give_up(self) -> None:
        """The line is there and carries nothing: drop it, and come back as after any loss."""
        self.traffic.given_up += 1
        self._hang_up()

    def _hang_up(self) -> None:
        if self._line:
            self._line.cut()
        self._door.close()
        self._lost()

    def _path(self, name: str, wait: int | None = None) -> str:
        wishes = ([f"wait={wait}"] if wait is not None else []) + ([f"as={self.role}"] if self.role else [])
        return f"/api/{self.code}/{name}" + (f"?{'&'.join(wishes)}" if wishes else "")

    async def _take_seat(self) -> None:
        at = {"table": self.table} if self.table else {}
        reply = await self._door.post(f"/api/{self.code}/join", {"language": self.language, **at})
        if reply.status != 204:
            raise _refusal(reply)

    async def _sit_again(self) -> None:
        if self.role is None:
            with contextlib.suppress(Refusal, OSError):
                await self._take_seat()

    # Frames

    def received(self, raw: bytes) -> None:
        """One frame, whatever it holds; unknown keys are ignored."""
        frame = orjson.loads(raw)
        self.traffic.frames += 1
        self.traffic.bytes += len(raw)
        if "re" in frame:
            self._told(frame)
        if "echo" in frame:
            self.ask("echo", mark=frame["echo"], by="")
        if "view" in frame:
            self.view, self.build = frame["view"], frame.get("build")
            self._retry = frame.get("retry", 3000) / 1000
            self.worker = frame.get("worker")
        if "patch" in frame:
            self.view = {**self.view, **frame["patch"]}
        if "mine" in frame:
            self.mine = frame["mine"]
            self._heal()
        if "view" in frame or "patch" in frame:
            self._note()
            self.traffic.showed(self.view.get("step", ""), len(orjson.dumps(self.view)))
        self.heard()

    def _note(self) -> None:
        ask = self.view.get("ask") or {}
        block, what = self.view.get("block", ""), ask.get("id")
        last = self.shown[-1] if self.shown else None
        if last is None or (last.block, last.ask) != (block, what):
            self.shown.append(Shown(time.monotonic(), block, what, not self._fresh))
        if self._fresh and self._line and self.traffic.state_ms is None:
            self.traffic.state_ms = (time.monotonic() - self._line.begun) * 1000
        self._fresh = False

    def _told(self, frame: Frame) -> None:
        asked = self._waiting.get(frame["re"])
        if asked is None:
            return
        if not frame["ok"] and frame.get("again"):
            asked.refused = frame.get("refused")
            delay = self._chance.uniform(0.5, 2.5)
            asyncio.get_running_loop().call_later(delay, self._send, asked)
            return
        del self._waiting[asked.id]
        asked.answered_at, asked.ok, asked.refused = time.monotonic(), frame["ok"], frame.get("refused")
        if asked.ok and asked.do == "cast_ballot":
            before = self._ballots.get(asked.body["round_id"])
            if before is None or before.body["rev"] <= asked.body["rev"]:
                self._ballots[asked.body["round_id"]] = asked
        self.answered(asked)

    def _heal(self) -> None:
        """The server knows an older ballot than it acknowledged, and the round is open: send ours again."""
        ask = self.view.get("ask") or {}
        kept = self._ballots.get(ask.get("id", "")) if ask.get("do") == "cast_ballot" else None
        if kept is None or kept.id in self._waiting:
            return
        known = [each["rev"] for each in self.mine.get("ballots") or () if each["round_id"] == ask["id"]]
        if max(known, default=0) < kept.body["rev"]:
            self._waiting[kept.id] = kept
            self._send(kept)

    def _send(self, asked: Asked) -> None:
        if not self.connected or asked.id not in self._waiting:
            return
        asked.tries, asked.refused = asked.tries + 1, None
        if self._line is None:
            task = asyncio.get_running_loop().create_task(self._post(asked))
            self._posting.add(task)
            task.add_done_callback(self._posting.discard)
        else:
            self._line.send(orjson.dumps(asked.body))
            asyncio.get_running_loop().call_later(UNANSWERED, self._missing, asked, asked.tries)

    async def _post(self, asked: Asked) -> None:
        """One at a time on the second connection, as a browser queues them."""
        desk = Exchange(self.place, self._door.cookies) if len(self._posting) > 1 else self._desk
        try:
            reply = await desk.post(self._path("do"), asked.body)
            answer = orjson.loads(reply.body)
            self._told({"re": asked.id, "ok": False, **answer})
        except (OSError, ValueError):
            asyncio.get_running_loop().call_later(self._chance.uniform(0.5, 2.5), self._send, asked)
        finally:
            if desk is not self._desk:
                desk.close()

    def _missing(self, asked: Asked, tries: int) -> None:
        if asked.id in self._waiting and asked.tries == tries and asked.refused is None and self.connected:
            self.give_up()


class Line(WSListener):
    """The WebSocket of one phone, for as long as it lives."""

    def __init__(self, phone: Phone, begun: float) -> None:
        self.begun = begun
        self.code = 0
        self._phone = phone
        self._transport: WSTransport | None = None
        self._parts: list[bytes] = []
        self._last = 0.0

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self._last = time.monotonic()
        self._phone.opened(self)
        asyncio.get_running_loop().call_later(SILENT, self._listen)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self._last = time.monotonic()
        if frame.msg_type == WSMsgType.CLOSE:
            self.code = frame.get_close_code().value
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        elif frame.msg_type in (WSMsgType.TEXT, WSMsgType.CONTINUATION):
            self._parts.append(frame.get_payload_as_bytes())
            if frame.fin:
                whole = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
                self._parts = []
                self._phone.received(whole)

    def send(self, message: bytes) -> None:
        if self._transport:
            self._transport.send(WSMsgType.TEXT, message)

    def cut(self) -> None:
        """The radio is off: no close frame, no goodbye."""
        if self._transport:
            self._transport.disconnect(False)

    def stall(self, *, reading: bool = False) -> None:
        """Stop reading, as a phone whose browser froze; or read on."""
        if self._transport:
            transport = self._transport.underlying_transport
            (transport.resume_reading if reading else transport.pause_reading)()

    def _listen(self) -> None:
        if self._transport is None or self._transport.is_disconnected:
            return
        left = self._last + SILENT - time.monotonic()
        if left <= 0:
            self._phone.give_up()
        else:
            asyncio.get_running_loop().call_later(left, self._listen)


async def staff(place: Place, token: str, role: str, chance: Random, code: str | None = None) -> Phone:
    """A staff line for a link's token; the code is in the address it leads to. Raises Refusal, OSError."""
    exchange = Exchange(place)
    reply = await exchange.get(f"/in/{token}")
    if reply.status not in (302, 303, 307) or not exchange.cookies:
        raise Refusal(reply.status, "link")
    found = code or next((part for part in reply.headers.get("location", "").split("/") if part.isdigit()), None)
    if found is None:
        raise Refusal(reply.status, "code")
    return Phone(place, found, chance, role=role, exchange=exchange)


def _files(page: Reply, language: str) -> list[str]:
    """The addresses in a page of its styles, its script, and its words in this language."""
    text = gzip.decompress(page.body) if page.headers.get("content-encoding") == "gzip" else page.body
    found = [address.decode() for address in _FILE.findall(text)]
    return [address for address in found if "/words." not in address or f"/words.{language}." in address]


def _padded(body: Frame) -> Frame:
    """The same with as much padding as makes its length a multiple of PAD."""
    bare = len(orjson.dumps(body | {"pad": ""}))
    return body | {"pad": " " * (-bare % PAD)}


def _about(entry: Frame, round_id: str, position_id: str | None) -> bool:
    return bool(entry["round_id"] == round_id and position_id in (None, entry.get("position_id")))


def _is(asked: Asked, do: str, round_id: str, position_id: str | None) -> bool:
    return asked.do == do and _about(asked.body, round_id, position_id)


def _refusal(reply: Reply) -> Refusal:
    reason = "refused"
    with contextlib.suppress(ValueError, AttributeError):
        reason = orjson.loads(reply.body).get("refused", reason)
    return Refusal(reply.status, reason)


def _nothing(*_: object) -> None:
    pass
