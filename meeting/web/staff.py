"""Staff's way in: a link becomes a cookie and leads to the right screen; and `run.py new` asks for a meeting here."""

from __future__ import annotations

import hmac
from dataclasses import asdict

import orjson
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from meeting.procedure.core import Refused, Role
from meeting.store.export import log_lines
from meeting.web import doors
from meeting.web.house import Entrance, House
from meeting.web.plain import as_json, as_page, language_of

_PLACES = {Role.COMMISSIONER: "commissioner", Role.HOST: "host", Role.DESK: "ordering"}
"""Where the link of a role that has a page of its own leads."""


def routes(house: House, new_meeting_path: str, export_path: str, terminal_pass: str) -> APIRouter:
    """The addresses of the doors for staff; whoever knows the pass may make a meeting, and read a log."""
    router = APIRouter(include_in_schema=False)

    @router.get("/in/{token}")
    async def come_in(request: Request, token: str) -> Response:
        entrance = await house.enter(token)
        if entrance is None:
            return as_page("link_ended", 404, language_of(request.headers))
        response = RedirectResponse(_place(entrance), 303)
        doors.give_staff_cookie(response, entrance.role, entrance.code, entrance.cookie, request)
        return response

    @router.post(new_meeting_path)
    async def new_meeting(request: Request) -> Response:
        language = language_of(request.headers)
        if not _knows(request, terminal_pass):
            return as_json(Refused("not_your_role"), 403, language)
        try:
            links = await house.new_meeting(_object(await request.body()))
        except Refused as refused:
            return as_json(refused, 400, language)
        return JSONResponse(asdict(links), 201)

    @router.post(export_path)
    async def export(request: Request) -> Response:
        language = language_of(request.headers)
        if not _knows(request, terminal_pass):
            return as_json(Refused("not_your_role"), 403, language)
        try:
            wish = _object(await request.body())
            lines = await house.writer.run(log_lines, house.hall(str(wish.get("code"))).live.id)
        except Refused as refused:
            return as_json(refused, 400, language)
        return JSONResponse({"lines": lines})

    return router


def _knows(request: Request, terminal_pass: str) -> bool:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode(), terminal_pass.encode())


def _place(entrance: Entrance) -> str:
    if entrance.role is Role.SCREEN:
        return f"/room/{entrance.code}" if entrance.code else "/room"
    if entrance.role in _PLACES:
        return f"/{_PLACES[entrance.role]}/{entrance.code}"
    if entrance.role is not Role.FACILITATOR:  # the same browser may hold a wider right
        return f"/console/{entrance.code}?as={entrance.role.value}"
    return f"/console/{entrance.code}" if entrance.code else "/desk"


def _object(raw: bytes) -> dict[str, object]:
    try:
        wishes = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Refused("unreadable") from None
    if not isinstance(wishes, dict):
        raise Refused("unreadable")
    return wishes
