"""Paper for a meeting: a page with every sheet, and the sheets themselves as PDF, for staff."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote

from fastapi import APIRouter, Request
from nicegui import ui
from starlette.responses import Response

from meeting.paper import doors
from meeting.paper.sheets import SHEETS, sheet, sheets
from meeting.procedure.seating import in_order
from meeting.procedure.state import Meeting
from meeting.views.seating import by_name
from meeting.web.admitting import admitted
from meeting.web.frame import frame
from meeting.web.house import House, Staff
from meeting.web.parts import Text, box, link, named
from meeting.web.plain import as_page, language_of
from meeting.web.wording import Wording

Drawing = Callable[[], bytes]
DESKS = 8
"""Places at the ordering desk for which cards are made (method.md 4.3)."""


def routes(house: House) -> APIRouter:
    """`GET /paper/{code}/{sheet}.pdf`: the sheet as the meeting is now."""
    router = APIRouter(include_in_schema=False)

    @router.get("/paper/{code}/{name}.pdf")
    async def print_sheet(request: Request, code: str, name: str) -> Response:
        language = language_of(request.headers)
        staff = await admitted(house, request, code)
        if isinstance(staff, Response):
            return staff
        drawing = _sheet(house, staff, name) if name in SHEETS else await _doors(house, staff, name, request)
        if drawing is None:
            return as_page("not_found", 404, language)
        # Typst works for a tenth of a second: beside the event loop, so that no phone waits for it.
        made = await asyncio.to_thread(drawing)
        return Response(
            made,
            media_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="kring-{code}-{name}.pdf"', "Cache-Control": "no-store"},
        )

    return router


def _sheet(house: House, staff: Staff, name: str) -> Drawing:
    address, now = house.network().phones, datetime.now(UTC)
    code, meeting = staff.live.code, staff.live.meeting
    return partial(sheet, name, meeting, address=address, code=code, at=now, brand=house.assets.brand)


async def _doors(house: House, staff: Staff, name: str, request: Request) -> Drawing | None:
    """Cards with a QR of their own; `?as=` names a capacity. None: there is nothing to print under this name."""
    live, meeting, address = staff.live, staff.live.meeting, house.network().phones
    proves = meeting.capacities.get(request.query_params.get("as", ""))
    cards: list[doors.Card] = []
    if name == "tables":
        cards = doors.tables(meeting, address, live.code, proves)
    elif name == "capacities" and proves:
        cards = doors.capacity(meeting, proves, address, live.code)
    elif name == "hosts":
        cards = doors.hosts(meeting, await house.host_links(live, in_order(meeting)))
    elif name == "desks":
        cards = doors.desks(meeting, await house.desk_links(live, DESKS))
    template = name if name in ("tables", "capacities") else "doors"
    if not cards:
        return None
    return partial(doors.cards_printed, template, meeting, cards, datetime.now(UTC), house.assets.brand)


def pages(house: House) -> None:
    """Add the page that lists the sheets; before NiceGUI is mounted."""

    @ui.page("/paper/{code}", response_timeout=10)
    async def paper(request: Request, code: str) -> Response | None:
        staff = await admitted(house, request, code)
        if isinstance(staff, Response):
            return staff
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
            for name in sheets(staff.live.meeting):
                _draw_sheet(say, name, [(say("paper.open"), f"/paper/{code}/{name}.pdf")])
            for name, ways in _with_doors(staff.live.meeting, say, code):
                _draw_sheet(say, name, ways)


def _draw_sheet(say: Wording, name: str, ways: list[tuple[str, str]]) -> None:
    """A sheet, what it is for, and the links that open it: words and address."""
    with named(box("k-meeting", "li"), f"sheet-{name}"):
        Text("h2", say(f"paper.sheet.{name}"), "k-h3")
        Text("p", say(f"paper.sheet.{name}.for"), "k-meta")
        for number, (words, address) in enumerate(ways):
            link(words, address, name=f"open-{name}{number or ''}", new_tab=True)


def _with_doors(meeting: Meeting, say: Wording, code: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The cards there are in a meeting with tables, or with capacities."""
    known = by_name(meeting)
    if meeting.tables:
        ways = [(say("paper.open"), f"/paper/{code}/tables.pdf")]
        ways += [(say("paper.tables.proving", name=each.name), _as(code, "tables", each.id)) for each in known]
        yield "tables", ways
        yield "hosts", [(say("paper.open"), f"/paper/{code}/hosts.pdf")]
        yield "desks", [(say("paper.open"), f"/paper/{code}/desks.pdf")]
    if known:
        yield "capacities", [(each.name, _as(code, "capacities", each.id)) for each in known]


def _as(code: str, name: str, capacity: str) -> str:
    return f"/paper/{code}/{name}.pdf?as={quote(capacity)}"
