"""The phone's way in: its page, joining, the socket, and the same over plain requests. Staff speak it too."""

from __future__ import annotations

import asyncio
import logging
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import orjson
from fastapi import APIRouter, Request, WebSocket
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocketDisconnect, WebSocketDisconnected

from meeting import qr
from meeting.live.hub import CUT_LINK, CUT_SEAT, CUT_SLOW, Connection, Hall
from meeting.procedure.arrival import Join
from meeting.procedure.core import Command, Refused, Role
from meeting.store.catalogue import participant_id
from meeting.views import LEADING
from meeting.web import doors, wire
from meeting.web.assets import FOR_EVER
from meeting.web.house import House, Staff
from meeting.web.limits import Bucket, Buckets
from meeting.web.plain import as_json, language_of, sentence
from meeting.words import LANGUAGES

# For everyone together, and for one seat or staff session: (a second, at once). A hall shares one address.
JOINS = (200, 5_000)
COMMANDS = (2_000, 6_000)
OF_ONE_SEAT = (2, 20)
OF_ONE_STAFF = (50, 500)
TOO_MANY = 20  # refusals for one connection before it is closed
MOST_CONNECTIONS = 6_000
MOST_TABS = 6
CUT_UNREADABLE = 1008
LONGEST_WAIT = 20.0  # seconds a request for the state may wait for a change

_STATUS = {
    "unknown_code": 404,
    "meeting_over": 410,
    "missing_seat": 401,
    "link_ended": 401,
    "not_your_role": 403,
    "busy": 503,
    "too_many": 429,
    "message_too_long": 413,
    "not_saved": 503,
    "failed": 500,
}
_log = logging.getLogger(__name__)


class _JoinCode(StringConvertor):
    regex = "[0-9]{6}"


register_url_convertor("code", _JoinCode())


def routes(house: House) -> APIRouter:
    """All addresses of the phone."""
    router = APIRouter(include_in_schema=False)
    desk = Phones(house)
    for path in ("/", "/{code:code}"):
        router.add_api_route(path, desk.page, methods=["GET", "HEAD"])
    router.add_api_route("/static/{path:path}", desk.asset, methods=["GET", "HEAD"])
    router.add_api_route("/plain.css", desk.plain_style)
    router.add_api_route("/favicon.ico", desk.no_icon)
    router.add_api_route("/qr/{code:code}.svg", desk.qr)
    router.add_api_route("/api/current", desk.current)
    router.add_api_route("/api/{code}/join", desk.join, methods=["POST"])
    router.add_api_route("/api/{code}/state", desk.state)
    router.add_api_route("/api/{code}/do", desk.do, methods=["POST"])
    router.add_api_websocket_route("/api/{code}/socket", desk.socket)
    return router


class Phones:
    """Answers phones, and staff that speak the same wire with `?as=facilitator` or `?as=screen`."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._joins, self._commands = Bucket(*JOINS), Bucket(*COMMANDS)
        self._of_seats, self._of_staff = Buckets(*OF_ONE_SEAT), Buckets(*OF_ONE_STAFF)

    async def page(self, request: Request) -> Response:
        return self._house.assets.page.response(request, "no-cache")

    async def asset(self, request: Request, path: str) -> Response:
        asset = self._house.assets.find(path)
        if asset is None:
            return Response(status_code=404)
        return asset.response(request, FOR_EVER)

    async def plain_style(self, request: Request) -> Response:
        """The style of the page with one sentence, which is made where no hashed addresses are known."""
        return self._house.assets.named("plain.css").response(request, "no-cache")

    async def no_icon(self) -> Response:
        """Browsers ask for it whatever the page says."""
        return Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})

    async def qr(self, code: str) -> Response:
        """The code people point their camera at: the address of the phone's page."""
        if self._house.hub.hall(code) is None:
            return Response(status_code=404)
        picture = qr.svg(f"{self._house.network().phones}/{code}")
        return Response(picture, media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})

    async def current(self) -> Response:
        """The join code, where only one meeting is open: nobody needs to type it."""
        halls = self._house.open_halls()
        return JSONResponse({"code": halls[0].live.code if len(halls) == 1 else None})

    async def join(self, request: Request, code: str) -> Response:
        language = language_of(request.headers)
        try:
            wish = await _wish(request)
            language = wish if wish in LANGUAGES else language
            seat = doors.seat_of(request)
            hall = self._house.hub.hall(code)
            if not (hall and seat and _takes_part(hall, seat)) and not self._joins.take():
                raise Refused("busy", again=True)
            hall = self._house.hall(code)
            seat = seat or doors.new_seat()
            await self._take_part(hall, seat, language)
        except Refused as refused:
            return as_json(refused, _STATUS.get(refused.reason, 400), language)
        response = Response(status_code=204)
        doors.give_seat(response, seat, request)
        return response

    async def state(self, request: Request, code: str, wait: float = 0) -> Response:
        """The whole state; with If-None-Match, only once there is another."""
        try:
            visitor = await self._visitor(request, code)
        except Refused as refused:
            return as_json(refused, _STATUS.get(refused.reason, 400), language_of(request.headers))
        known = request.headers.get("if-none-match", "")
        connection = visitor.connect()
        connection.task = asyncio.current_task()
        try:
            async with asyncio.timeout(max(0.0, min(wait, LONGEST_WAIT))):
                while connection.mark() == known:
                    connection.wake.clear()
                    await connection.wake.wait()
        except TimeoutError:
            return Response(status_code=304, headers={"ETag": known})
        except asyncio.CancelledError:
            if connection.closing is None:
                raise
            return as_json(Refused("busy", again=True), 503, visitor.language)
        finally:
            visitor.hall.leave(connection)
        return Response(connection.whole(), media_type="application/json", headers={"ETag": connection.mark()})

    async def do(self, request: Request, code: str) -> Response:
        """One command; the answer is the one a socket would give."""
        try:
            visitor = await self._visitor(request, code)
            raw = await _body(request)
        except Refused as refused:
            return as_json(refused, _STATUS.get(refused.reason, 400), language_of(request.headers))
        answer, ending = await self._answer(visitor, raw)
        return JSONResponse(answer, status_code=200 if ending is None else 400)

    async def socket(self, websocket: WebSocket, code: str) -> None:
        """A connection for as long as it lives. What cannot be let in is refused before the upgrade."""
        try:
            if self._house.hub.connections >= MOST_CONNECTIONS:
                raise Refused("busy", again=True)
            visitor = await self._visitor(websocket, code, stranger=True)
        except Refused as refused:
            answer = as_json(refused, _STATUS.get(refused.reason, 403), language_of(websocket.headers))
            await websocket.send_denial_response(answer)
            return
        await websocket.accept()
        if visitor.seat and not _takes_part(visitor.hall, visitor.seat):
            await websocket.close(CUT_SEAT)
            return
        connection = visitor.connect()
        if connection.person and len(connection.person.connections) > MOST_TABS:
            connection.person.connections[0].cut(CUT_SLOW)
        await self._serve(websocket, visitor, connection)

    async def _serve(self, websocket: WebSocket, visitor: Visitor, connection: Connection) -> None:
        connection.task = asyncio.current_task()
        sender = asyncio.create_task(_pump(websocket, connection))
        leave = self._house.while_standing(visitor.staff, lambda: connection.cut(CUT_LINK)) if visitor.staff else None
        try:
            await self._listen(websocket, visitor, connection)
        except asyncio.CancelledError:
            if connection.closing is None:
                raise
        except (WebSocketDisconnect, WebSocketDisconnected):
            pass  # the phone went while it was being answered
        finally:
            sender.cancel()
            visitor.hall.leave(connection)
            if leave:
                leave()
        if connection.closing is not None:
            with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
                await asyncio.wait_for(websocket.close(connection.closing), 0.5)

    async def _listen(self, websocket: WebSocket, visitor: Visitor, connection: Connection) -> None:
        refusals = 0
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            answer, ending = await self._answer(visitor, message.get("text") or message.get("bytes") or b"")
            await connection.put(websocket.send_text, orjson.dumps(answer).decode())
            refusals = refusals + 1 if answer.get("refused") == "too_many" else 0
            if ending is not None or refusals > TOO_MANY:
                connection.closing = ending or CUT_SLOW
                return

    async def _answer(self, visitor: Visitor, raw: str | bytes) -> tuple[dict[str, Any], int | None]:
        """What came of one message, and the close code when it ends the connection."""
        try:
            message = wire.read(raw)
        except Refused as refused:
            return _refusal(refused, visitor.language), CUT_UNREADABLE
        named = {"re": message["id"]}
        try:
            if not (self._commands.take() and self._bucket(visitor).take(visitor.name)):
                raise Refused("too_many", again=True)
            if len(raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")) > wire.LONGEST_MESSAGE:
                raise Refused("message_too_long")
            await visitor.carry_out(wire.command(message, **visitor.stamps()))
        except Refused as refused:
            visitor.after(refused)
            return named | _refusal(refused, visitor.language), None
        except Exception as problem:
            _report(problem)
            return named | _refusal(Refused("failed"), visitor.language), None
        visitor.after(None)
        return named | {"ok": True}, None

    def _bucket(self, visitor: Visitor) -> Buckets:
        return self._of_staff if visitor.staff else self._of_seats

    async def _visitor(self, connection: HTTPConnection, code: str, *, stranger: bool = False) -> Visitor:
        """Who asks. Raises Refused: unknown_code, not_your_role, missing_seat (a `stranger` only brings a seat)."""
        hall = self._house.hall(code)
        wish = connection.query_params.get("as")
        if wish is not None:
            role = Role(wish) if wish in (*LEADING, Role.SCREEN) else None
            staff = await self._house.staff(connection, code, role) if role else None
            if staff is None:
                raise Refused("not_your_role")
            return Visitor(hall, language_of(connection.headers), staff=staff)
        seat = doors.seat_of(connection)
        if seat is None or not (stranger or _takes_part(hall, seat)):
            raise Refused("missing_seat")
        return Visitor(hall, language_of(connection.headers), seat=seat)

    async def _take_part(self, hall: Hall, seat: bytes, language: str) -> None:
        live = hall.live
        join = Join(
            language=language,
            at=datetime.now(UTC),
            role=Role.PARTICIPANT,
            participant=participant_id(seat, live.id),
        )
        try:
            await live.handle(join, seat=seat)
        except Refused:
            raise
        except Exception as problem:
            _report(problem)
            raise Refused("failed") from None


class Visitor:
    """Who speaks over one connection: a participant with a seat, or staff with a right."""

    def __init__(self, hall: Hall, language: str, *, seat: bytes | None = None, staff: Staff | None = None) -> None:
        self.hall = hall
        self.staff = staff
        self.seat = seat
        self.participant = participant_id(seat, hall.live.id) if seat else None
        self.name = self.participant or f"staff {id(staff)}"
        self._language = language

    @property
    def role(self) -> Role:
        return self.staff.role if self.staff else Role.PARTICIPANT

    @property
    def language(self) -> str:
        known = self.hall.live.meeting.participants.get(self.participant or "")
        return known.language if known else self._language

    def connect(self) -> Connection:
        return self.hall.connect(self.role, self.participant, self.seat)

    def stamps(self) -> dict[str, Any]:
        return {"role": self.role, "participant": self.participant, "at": datetime.now(UTC)}

    async def carry_out(self, command: Command) -> None:
        if self.staff:
            await self.staff.carry_out(command)
        else:
            await self.hall.live.handle(command, seat=self.seat)

    def after(self, refused: Refused | None) -> None:
        """What this person sent is known to their own screens only; after a clash those learn what stands."""
        person = self.hall.people.get(self.participant or "")
        if person and (refused is None or refused.reason == "changed_elsewhere"):
            self.hall.touch(person, anyway=refused is not None)


def _takes_part(hall: Hall, seat: bytes) -> bool:
    return participant_id(seat, hall.live.id) in hall.live.meeting.participants


def _refusal(refused: Refused, language: str) -> dict[str, Any]:
    text = sentence(refused, language)
    return {"ok": False, "refused": refused.reason, "again": refused.again, "text": text}


async def _pump(websocket: WebSocket, connection: Connection) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # the reader hears of it too
        await connection.pump(websocket.send_text)


async def _body(request: Request) -> bytes:
    """The body, unless it goes on and on. Raises Refused message_too_long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > wire.LONGEST_READ:
            raise Refused("message_too_long")
    return body


async def _wish(request: Request) -> str | None:
    """The language somebody joins in; None where the body says nothing of use."""
    try:
        wish = orjson.loads(await _body(request) or b"{}")
    except orjson.JSONDecodeError:
        raise Refused("unreadable") from None
    return wish.get("language") if isinstance(wish, dict) and isinstance(wish.get("language"), str) else None


def _report(problem: Exception) -> None:
    """Log where something went wrong, never with what: messages of exceptions may hold people's words."""
    where = traceback.extract_tb(problem.__traceback__)[-1:]
    place = f"{where[0].filename.rpartition('/')[2]}:{where[0].lineno}" if where else "?"
    _log.error("A command failed: %s at %s", type(problem).__name__, place)
