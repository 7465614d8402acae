"""What may be fetched beside the wire: a handout for phones, and the empty example for viewpoints from beforehand."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from meeting.live.hub import Hall
from meeting.procedure.core import Refused, Role
from meeting.store.catalogue import participant_id
from meeting.views.handouts import handout, revisions
from meeting.web import doors
from meeting.web.house import House
from meeting.web.plain import as_json, language_of
from meeting.web.spreadsheet import OPGAVE_COLUMNS, template
from meeting.words import LANGUAGES, translator

_KEPT = "private, max-age=86400"
"""A handout under a revision never changes; another revision has another address."""


def routes(house: House) -> APIRouter:
    """`GET /api/{code}/handouts/{name}?rev=3` for who takes part and for staff; `GET /import/{language}.csv`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/api/{code}/handouts/{name}")
    async def read(request: Request, code: str, name: str, rev: int = 0) -> Response:
        language = language_of(request.headers)
        try:
            hall = house.hall(code)
            await may_read(house, hall, request)
        except Refused as refused:
            return as_json(refused, 404 if refused.reason == "unknown_code" else 401, language)
        found = handout(hall.live.meeting, name)
        if found is None:
            return Response(status_code=404)
        current = revisions(hall.live.meeting)[name] == rev
        return JSONResponse(found, headers={"Cache-Control": _KEPT if current else "no-store"})

    @router.get("/import/{language}.csv")
    async def example(language: str) -> Response:
        if language not in LANGUAGES:
            return Response(status_code=404)
        words = translator(language)
        column = words("console.import.column")
        return _as_file(template((column, words("console.import.example"))), column)

    @router.get("/import/{language}/opgaven.csv")
    async def opgaven(language: str) -> Response:
        if language not in LANGUAGES:
            return Response(status_code=404)
        words = translator(language)
        columns = [(words(f"import.opgave.{each}"), words(f"import.opgave.{each}.example")) for each in OPGAVE_COLUMNS]
        return _as_file(template(*columns), "opgaven")

    return router


def _as_file(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="kring-{name}.csv"'}
    return Response(content, media_type="text/csv", headers=headers)


async def may_read(house: House, hall: Hall, request: Request) -> None:
    """Raise Refused unless this browser takes part in the meeting, or is staff of it."""
    seat = doors.seat_of(request)
    if seat is not None and participant_id(seat, hall.live.id) in hall.live.meeting.participants:
        return
    for role in (Role.FACILITATOR, Role.SCREEN):
        if await house.staff(request, hall.live.code, role):
            return
    raise Refused("missing_seat")
