"""The room screen as text, for the phone of somebody who cannot see it: what hangs there now, in their language."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from meeting.procedure.core import Refused, Role
from meeting.procedure.state import Level
from meeting.views.stage import View
from meeting.views.transcript import transcript
from meeting.web.handouts import may_read
from meeting.web.house import House
from meeting.web.plain import as_json, language_of
from meeting.web.wording import Wording
from meeting.words import LANGUAGES, translator


def routes(house: House) -> APIRouter:
    """`GET /api/{code}/screen?lang=nl`: `{"lines": [...]}`, for who takes part and for staff."""
    router = APIRouter(include_in_schema=False)

    @router.get("/api/{code}/screen")
    async def read(request: Request, code: str, lang: str = "") -> Response:
        language = lang if lang in LANGUAGES else language_of(request.headers)
        try:
            hall = house.hall(code)
            await may_read(house, hall, request)
        except Refused as refused:
            return as_json(refused, 404 if refused.reason == "unknown_code" else 401, language)
        say = Wording(translator(language), advises=hall.live.meeting.mandate.level is Level.ADVISE)
        lines = [_told(say, line) for line in transcript(hall.view(Role.SCREEN))]
        return JSONResponse({"lines": [line for line in lines if line]}, headers={"Cache-Control": "no-store"})

    return router


def _told(say: Wording, line: View) -> str:
    if "option" in line:
        option = f"option.{line['option']}"
        words = line.get("text") or (say(option) if option in say else "")
        lettered = f"{line['letter']}: {words}" if "letter" in line else words
        return f"{lettered} ({line['n']})" if "n" in line and words else lettered
    return str(line.get("text") or say.sentence(line))
