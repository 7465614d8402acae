"""The run sheet's own addresses: a page to read and print, also for the commissioner, and a file to pass on."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from meeting.harvest.sheet import Line, SheetPage, render
from meeting.procedure.core import Refused, Role
from meeting.procedure.pace import phone_percent
from meeting.procedure.sheet import minutes_of
from meeting.procedure.state import Block, Meeting, Phone, RunSheet
from meeting.store import sheetfile, sheets
from meeting.views import stage
from meeting.views.sheet import opening, sheet
from meeting.web.house import House, Staff
from meeting.web.plain import as_page, language_of
from meeting.web.wording import Wording
from meeting.words import translator

STYLES = ("tokens.css", "report.css")


def routes(house: House) -> APIRouter:
    """A meeting's page and file, for whoever leads (the page for the commissioner too); a kept sheet's file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sheet/{code}.yaml")
    async def pass_on(request: Request, code: str) -> Response:
        try:
            staff = await house.leading(request, code)
        except Refused as refused:
            return as_page(refused.reason, 404, language_of(request.headers))
        if staff is None:
            return as_page("link_ended", 403, language_of(request.headers))
        meeting = staff.live.meeting
        return as_file(RunSheet(meeting.title, meeting.sheet, meeting.budget), Wording.of(meeting), code)

    @router.get("/desk/sheets/{sheet_id}.yaml")
    async def pass_on_kept(request: Request, sheet_id: str) -> Response:
        language = language_of(request.headers)
        if await house.staff(request, None, Role.FACILITATOR) is None:
            return as_page("link_ended", 403, language)
        sheet = await house.writer.run(sheets.find, sheet_id)
        if sheet is None:
            return as_page("unknown_template", 404, language)
        return as_file(sheet, Wording(translator(house.settings.language)), "draaiboek")

    @router.get("/sheet/{code}")
    async def read(request: Request, code: str) -> Response:
        try:
            staff = await _reader(house, request, code)
        except Refused as refused:
            return as_page(refused.reason, 404, language_of(request.headers))
        if staff is None:
            return as_page("link_ended", 403, language_of(request.headers))
        say = Wording.of(staff.live.meeting)
        return HTMLResponse(render(_page(staff.live.meeting, say), say.words, map(house.assets.url, STYLES)))

    return router


def as_file(sheet: RunSheet, say: Wording, name: str) -> Response:
    """A run sheet to save. `name` is one of ours: nothing people typed comes into a header."""
    headers = {"Content-Disposition": f'attachment; filename="kring-{name}.yaml"'}
    return Response(sheetfile.write(sheet, say("sheetfile.about")), media_type="application/yaml", headers=headers)


async def _reader(house: House, request: Request, code: str) -> Staff | None:
    return await house.leading(request, code) or await house.staff(request, code, Role.COMMISSIONER)


def _page(meeting: Meeting, say: Wording) -> SheetPage:
    percent = phone_percent(meeting.sheet)
    date = [say.date(meeting.date)] if meeting.date else []
    return SheetPage(
        title=meeting.title,
        question=meeting.question,
        mandate=say.sentence(stage.mandate_line(meeting)),
        practice=meeting.practice,
        facts=tuple([meeting.place] if meeting.place else []) + tuple(date),
        minutes=minutes_of(meeting.sheet),
        phones=say("sheet.share", percent=percent, budget=meeting.budget),
        lines=tuple(_lines(meeting, say)),
        language=meeting.language,
    )


def _lines(meeting: Meeting, say: Wording) -> Iterator[Line]:
    starts = 0
    for block, view in zip(meeting.sheet, sheet(meeting), strict=True):
        yield Line(
            name=say.block(view),
            say=say.sentence(opening(block)),
            question=block.question,
            phone=say(f"console.phone.{block.phone.value}"),
            minutes=block.minutes,
            starts=None if block.skipped else starts,
            state=_state(block, meeting, say),
            out=block.phone is not Phone.AWAY,
        )
        starts += minutes_of([block])


def _state(block: Block, meeting: Meeting, say: Wording) -> str:
    if block.skipped:
        return say("sheet.skipped", reason=say(f"console.jump.{block.skipped}").lower())
    return say("sheetpage.now") if block.id == meeting.active and not meeting.closed_at else ""
