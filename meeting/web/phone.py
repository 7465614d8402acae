"""The phone's way in: its page, joining, the socket, and the same over plain requests. Staff speak it too."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import orjson
from fastapi import APIRouter, Request, WebSocket
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from meeting import qr
from meeting.live.connection import Connection
from meeting.live.hub import CUT_LINK, CUT_SEAT, CUT_SLOW, Hall
from meeting.procedure.arrival import Join
from meeting.procedure.core import Refused, Role
from meeting.procedure.later import answerable
from meeting.store.catalogue import participant_id
from meeting.views import LEADING
from meeting.web import doors, wire
from meeting.web.asking import Conversation, Counter, Visitor, report
from meeting.web.assets import FOR_EVER
from meeting.web.house import House
from meeting.web.limits import Bucket
from meeting.web.lines import line_of
from meeting.web.plain import as_json, language_of, refusal
from meeting.words import LANGUAGES

LONGEST_WAIT = 20.0  # seconds a request for the state may wait for a change

_STATUS = {
    "unknown_code": 404,
    "meeting_over": 410,
    "missing_seat": 401,
    "link_ended": 401,
    "not_your_role": 403,
    "practice_not_now": 403,
    "practice_full": 403,
    "busy": 503,
    "too_many": 429,
    "message_too_long": 413,
    "not_saved": 503,
    "failed": 500,
}
_PAGE = re.compile(r"/(?:[0-9]{6})?\Z")
_STATIC = "/static/"
_OF_A_MEETING = re.compile(r"/api/([^/]+)/(join|state|do|socket)\Z")
_READING = ("GET", "HEAD")

Answer = Callable[[Request, str], Awaitable[Response]]


def routes(house: House) -> APIRouter:
    """The phone's addresses that are rarely asked for."""
    router = APIRouter(include_in_schema=False)
    desk = Rarely(house)
    router.add_api_route("/plain.css", desk.plain_style)
    router.add_api_route("/favicon.ico", desk.no_icon)
    router.add_api_route("/qr/{code}.svg", desk.qr)
    router.add_api_route("/api/current", desk.current)
    return router


class Rarely:
    """Small answers that take their time."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def plain_style(self, request: Request) -> Response:
        """The style of the page with one sentence, which is made where no hashed addresses are known."""
        return self._house.assets.named("plain.css").response(request, "no-cache")

    async def no_icon(self) -> Response:
        """Browsers ask for it whatever the page says."""
        return Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})

    async def qr(self, code: str, t: int | None = None) -> Response:
        """The code people point their camera at: the phone's page, and the table they come to sit at."""
        if self._house.hub.hall(code) is None:
            return Response(status_code=404)
        table = "" if t is None else f"?t={t}"
        picture = qr.svg(f"{self._house.network().phones}/{code}{table}")
        return Response(picture, media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})

    async def current(self) -> Response:
        """The join code, where only one meeting is open: nobody needs to type it."""
        halls = self._house.open_halls()
        return JSONResponse({"code": halls[0].live.code if len(halls) == 1 else None})


class Phones:
    """Answers phones before the app does, and staff that speak the same wire with `?as=facilitator` or `?as=screen`.

    A hall asks these few addresses hundreds of times a second; an app that looks for all of its addresses, and for
    what each of them depends on, takes several times as long as the answer itself.
    """

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app, self._house = app, house
        self._limits = house.settings.limits
        self._joins = Bucket(*self._limits.joins)
        self._counter = Counter(self._limits)
        self._answers: dict[tuple[str, str], Answer] = {
            ("POST", "join"): self._join,
            ("GET", "state"): self._state,
            ("POST", "do"): self._do,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        named = _OF_A_MEETING.match(scope.get("path", ""))
        if scope["type"] == "websocket" and named and named[2] == "socket":
            return await self._socket(WebSocket(scope, receive, send), named[1])
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        answer = self._answers.get((scope["method"], named[2])) if named else None
        if named and answer:
            return await self._safely(answer, Request(scope, receive), named[1], send)
        found = self._file(Request(scope)) if scope["method"] in _READING else None
        return await (found or self._app)(scope, receive, send)

    async def _safely(self, answer: Answer, request: Request, code: str, send: Send) -> None:
        try:
            response = await answer(request, code)
        except Refused as refused:
            response = as_json(refused, _STATUS.get(refused.reason, 400), language_of(request.headers))
        except Exception:
            await refusal(request.scope, 500, "failed")(request.scope, request.receive, send)
            raise  # the doors say in the log where it was
        await response(request.scope, request.receive, send)

    def _file(self, request: Request) -> Response | None:
        """The page, or what it is made of; nothing for an address of somebody else."""
        path = request.scope["path"]
        if _PAGE.match(path):
            return self._house.assets.page.response(request, "no-cache")
        if path.startswith(_STATIC):
            asset = self._house.assets.find(path.removeprefix(_STATIC))
            return asset.response(request, FOR_EVER) if asset else Response(status_code=404)
        return None

    async def _join(self, request: Request, code: str) -> Response:
        language = language_of(request.headers)
        try:
            wish = await _wish(request)
            language = wish["language"] if wish.get("language") in LANGUAGES else language
            seat = await self._seated(doors.seat_of(request), code, language, _how(wish))
        except Refused as refused:
            return as_json(refused, _STATUS.get(refused.reason, 400), language)
        response = Response(status_code=204)
        doors.give_seat(response, seat, request, waited_for(self._house.hall(code), seat))
        return response

    async def _seated(self, seat: bytes | None, code: str, language: str, how: How) -> bytes:
        """Let somebody take part, on the seat they brought or a new one. Raises Refused."""
        hall = self._house.hub.hall(code)
        if not (hall and seat and takes_part(hall, seat)) and not self._joins.take():
            raise Refused("busy", again=True)
        hall = self._house.hall(code)
        seat = seat or doors.new_seat()
        await take_part(hall, seat, language, how)
        return seat

    async def _state(self, request: Request, code: str) -> Response:
        """The whole state; with If-None-Match, only once there is another."""
        visitor = await self._visitor(request, code)
        known = request.headers.get("if-none-match", "")
        connection = visitor.connect()
        connection.task = asyncio.current_task()
        try:
            async with asyncio.timeout(_wait(request)):
                await self._another(connection, known)
        except TimeoutError:
            return Response(status_code=304, headers={"ETag": known})
        except asyncio.CancelledError:
            if connection.closing is None:
                raise
            return as_json(Refused("busy", again=True), 503, visitor.language)
        finally:
            visitor.hall.leave(connection)
        return Response(connection.whole(), media_type="application/json", headers={"ETag": connection.mark()})

    async def _another(self, connection: Connection, known: str) -> None:
        while connection.mark() == known:
            connection.news.clear()
            await connection.news.wait()

    async def _do(self, request: Request, code: str) -> Response:
        """One command; the answer is the one a socket would give."""
        visitor = await self._visitor(request, code)
        raw = await _body(request)
        said: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        wakings = visitor.hall.live.wakings
        ending = self._counter.hear(visitor, raw, lambda answer: wakings.add(partial(_say, said, answer)))
        return JSONResponse(await said, status_code=200 if ending is None else 400)

    async def _socket(self, websocket: WebSocket, code: str) -> None:
        """A connection for as long as it lives. What cannot be let in is refused before the upgrade."""
        try:
            if self._house.hub.connections >= self._limits.connections:
                raise Refused("busy", again=True)
            visitor = await self._visitor(websocket, code, stranger=True)
        except Refused as refused:
            answer = as_json(refused, _STATUS.get(refused.reason, 403), language_of(websocket.headers))
            await websocket.send_denial_response(answer)
            return
        await websocket.accept()
        if visitor.seat and not visitor.takes_part:
            await websocket.close(CUT_SEAT)
            return
        await self._converse(websocket, visitor)

    async def _converse(self, websocket: WebSocket, visitor: Visitor) -> None:
        line = line_of(websocket.scope)
        conversation = Conversation(self._counter, visitor, line)
        connection = conversation.connection
        if connection.person and len(connection.person.connections) > self._limits.tabs:
            connection.person.connections[0].cut(CUT_SLOW)
        connection.task = asyncio.current_task()
        leave = self._house.while_standing(visitor.staff, lambda: connection.cut(CUT_LINK)) if visitor.staff else None
        line.take(conversation, wire.LONGEST_READ)
        try:
            while (await websocket.receive())["type"] != "websocket.disconnect":
                pass  # a message from before anybody listened
        except asyncio.CancelledError:
            if connection.closing is None:
                raise
        finally:
            visitor.hall.leave(connection)
            if leave:
                leave()
        if connection.closing is not None:
            await _close(websocket, connection.closing)

    async def _visitor(self, connection: HTTPConnection, code: str, *, stranger: bool = False) -> Visitor:
        """Who asks. Raises Refused: unknown_code, not_your_role, missing_seat (a `stranger` only brings a seat)."""
        hall = self._house.hall(code)
        wish = connection.query_params.get("as")
        if wish is not None:
            role = Role(wish) if wish in (*LEADING, Role.SCREEN, Role.HOST, Role.DESK) else None
            staff = await self._house.staff(connection, code, role) if role else None
            if staff is None:
                raise Refused("not_your_role")
            if role is Role.HOST and "practice" in connection.query_params:
                hall = self._house.tables.hall(self._house.hub, hall, staff.link, staff.table)
                staff = replace(staff, hall=hall)
            return Visitor(hall, language_of(connection.headers), staff=staff)
        seat = doors.seat_of(connection)
        if seat is None:
            raise Refused("missing_seat")
        origin = connection.client.host if connection.client else ""
        visitor = Visitor(hall, language_of(connection.headers), seat=seat, origin=origin)
        if not (stranger or visitor.takes_part):
            raise Refused("missing_seat")
        return visitor


class How(NamedTuple):
    """How somebody comes in: to watch or to vote, at which table, and what the QR of a card proves."""

    watching: bool | None = None
    table: str | None = None
    key: str | None = None


async def take_part(hall: Hall, seat: bytes, language: str, how: How) -> None:
    live = hall.live
    join = Join(
        language=language,
        watching=how.watching,
        table=how.table,
        key=how.key,
        at=datetime.now(UTC),
        role=Role.PARTICIPANT,
        participant=participant_id(seat, live.id),
    )
    try:
        await live.handle(join, seat=seat)
    except Refused:
        raise
    except Exception as problem:
        report(problem)
        raise Refused("failed") from None


def waited_for(hall: Hall, seat: bytes) -> float:
    """For how many seconds more an answer of this seat is waited for, to a check that stays open."""
    live = hall.live
    checks = answerable(live.meeting, participant_id(seat, live.id), live.voters(seat))
    moments = [known.later.until for known in checks if known.later]
    return (max(moments) - datetime.now(UTC)).total_seconds() if moments else 0


def takes_part(hall: Hall, seat: bytes) -> bool:
    return participant_id(seat, hall.live.id) in hall.live.meeting.participants


async def _close(websocket: WebSocket, code: int) -> None:
    """Say goodbye; a line that takes nothing any more is dropped."""
    try:
        async with asyncio.timeout(0.5):
            await websocket.close(code)
    except TimeoutError:
        line_of(websocket.scope).abort()
    except (WebSocketDisconnect, RuntimeError):
        pass  # it is gone already


def _say(said: asyncio.Future[dict[str, Any]], answer: dict[str, Any]) -> None:
    if not said.done():  # or whoever asked has left
        said.set_result(answer)


def _wait(request: Request) -> float:
    """The seconds this request is willing to wait, within bounds."""
    wish = 0.0
    with suppress(ValueError):
        wish = float(request.query_params.get("wait", "0"))
    return min(wish, LONGEST_WAIT) if wish > 0 else 0.0


async def _body(request: Request) -> bytes:
    """The body, unless it goes on and on. Raises Refused message_too_long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > wire.LONGEST_READ:
            raise Refused("message_too_long")
    return body


def _how(wish: Mapping[str, Any]) -> How:
    """What of the wish can be used: who comes in by a damaged address comes in all the same."""
    table, key = (wish.get(name) for name in ("table", "key"))
    return How(
        watching=wish.get("watching") if isinstance(wish.get("watching"), bool) else None,
        table=table if isinstance(table, str) else None,
        key=key if isinstance(key, str) else None,
    )


async def _wish(request: Request) -> dict[str, Any]:
    """How somebody joins; nothing where the body says nothing of use."""
    try:
        wish = orjson.loads(await _body(request) or b"{}")
    except orjson.JSONDecodeError:
        raise Refused("unreadable") from None
    return wish if isinstance(wish, dict) else {}
