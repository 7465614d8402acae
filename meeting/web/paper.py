"""Paper for a meeting: a page with every sheet, and the sheets themselves as PDF, for staff."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from nicegui import ui
from starlette.responses import Response

from meeting.paper.sheets import SHEETS, sheet
from meeting.procedure.core import Refused, Role
from meeting.web.frame import frame
from meeting.web.house import House, Staff
from meeting.web.parts import Text, box, link, named
from meeting.web.plain import as_page, language_of
from meeting.web.wording import Wording


def routes(house: House) -> APIRouter:
    """`GET /paper/{code}/{sheet}.pdf`: the sheet as the meeting is now."""
    router = APIRouter(include_in_schema=False)

    @router.get("/paper/{code}/{name}.pdf")
    async def print_sheet(request: Request, code: str, name: str) -> Response:
        language = language_of(request.headers)
        try:
            staff = await house.staff(request, code, Role.FACILITATOR)
        except Refused as refused:
            return as_page(refused.reason, 404, language)
        if staff is None:
            return as_page("link_ended", 403, language)
        if name not in SHEETS:
            return as_page("not_found", 404, language)
        # Typst works for a tenth of a second: beside the event loop, so that no phone waits for it.
        made = await asyncio.to_thread(
            sheet,
            name,
            staff.live.meeting,
            address=house.network().phones,
            code=code,
            at=datetime.now(UTC),
            brand=house.assets.brand,
        )
        return Response(
            made,
            media_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="kring-{code}-{name}.pdf"', "Cache-Control": "no-store"},
        )

    return router


def pages(house: House) -> None:
    """Add the page that lists the sheets; before NiceGUI is mounted."""

    @ui.page("/paper/{code}", response_timeout=10)
    async def paper(request: Request, code: str) -> Response | None:
        try:
            staff = await house.staff(request, code, Role.FACILITATOR)
        except Refused as refused:
            return as_page(refused.reason, 404, language_of(request.headers))
        if staff is None:
            return as_page("link_ended", 403, language_of(request.headers))
        say = Wording.of(staff.live.meeting)
        frame(house.assets, say, say("paper.page", title=staff.live.meeting.title), ("console.css",))
        _draw(staff, say)
        return None


def _draw(staff: Staff, say: Wording) -> None:
    code = staff.live.code
    with box("k-desk"):
        with box("k-desk-head", "header"):
            Text("h1", say("paper.title"), "k-h1")
            Text("p", say("paper.use"), "k-quiet")
            link(say("paper.back"), f"/console/{code}", name="to-console")
        with box("k-meetings", "ul"):
            for name in SHEETS:
                with named(box("k-meeting", "li"), f"sheet-{name}"):
                    Text("h2", say(f"paper.sheet.{name}"), "k-h3")
                    Text("p", say(f"paper.sheet.{name}.for"), "k-meta")
                    address = f"/paper/{code}/{name}.pdf"
                    link(say("paper.open"), address, name=f"open-{name}", new_tab=True)
