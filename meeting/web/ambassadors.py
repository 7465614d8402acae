"""Who wants to be reached, for the facilitator alone: a page to look and to take away, and the list as a file.

A file holds only people who left a way to be reached, in one team or in all; nothing in it is ever a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from nicegui import ui
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from starlette.responses import Response

from meeting.procedure.core import Refused
from meeting.procedure.state import Meeting, SignUp
from meeting.procedure.teaming import kept_until, members, teams
from meeting.store import contacts
from meeting.store.contacts import Contact
from meeting.web.admitting import admitted
from meeting.web.frame import frame
from meeting.web.house import House, Staff
from meeting.web.leaving import until_revoked
from meeting.web.parts import Text, box, button, link, named
from meeting.web.plain import as_page, language_of, sentence
from meeting.web.spreadsheet import safe
from meeting.web.wording import Wording

COLUMNS = ("team", "name", "reach", "helps", "seeks", "effort", "capacity")
WIDTHS = (42, 24, 30, 34, 34, 24, 18)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = tuple[str, ...]


def routes(house: House) -> APIRouter:
    """`GET /console/{code}/teams.csv` and `.xlsx`, with `?team=` for one team only."""
    router = APIRouter(include_in_schema=False)

    @router.get("/console/{code}/teams.{kind}")
    async def take_along(request: Request, code: str, kind: str, team: str = "") -> Response:
        staff = await admitted(house, request, code)
        if isinstance(staff, Response):
            return staff
        if kind not in ("csv", "xlsx"):
            return as_page("link_ended", 403, language_of(request.headers))
        say, meeting = Wording.of(staff.live.meeting), staff.live.meeting
        listed = rows(meeting, await house.writer.run(contacts.of_meeting, meeting.id), say, team)
        body = as_csv(listed, say) if kind == "csv" else as_xlsx(listed, say)
        headers = {"Content-Disposition": f'attachment; filename="teams-{code}.{kind}"', "Cache-Control": "no-store"}
        return Response(body, media_type="text/csv" if kind == "csv" else _XLSX, headers=headers)

    return router


def rows(meeting: Meeting, known: dict[str, Contact], say: Wording, team_id: str = "") -> list[Row]:
    """One row for each person in a team who wants to be reached, team by team."""
    return [
        _row(meeting, team.title, each, known[each.id], say)
        for team in teams(meeting)
        for each in members(meeting, team.id)
        if team_id in ("", team.id) and each.reachable and each.id in known
    ]


def _row(meeting: Meeting, title: str, each: SignUp, contact: Contact, say: Wording) -> Row:
    effort = say(f"team.effort.{each.effort.value}") if each.effort else ""
    capacity = meeting.capacities.get(each.capacity or "")
    brings = (each.helps or "", each.seeks or "", effort, capacity.name if capacity else "")
    return (title, contact.name, contact.reach, *brings)


def _heads(say: Wording) -> list[str]:
    return [say(f"teams.column.{name}") for name in COLUMNS]


def as_csv(listed: list[Row], say: Wording) -> bytes:
    """As Excel opens it with a double press, with a mark before whatever it would take for a formula."""
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    sheet.writerow(_heads(say))
    sheet.writerows([safe(words) for words in row] for row in listed)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(listed: list[Row], say: Wording) -> bytes:
    """Every cell is text: a number to ring keeps its plus, and nothing is worked out."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(say("teams.sheet"))
    for place, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[place].width = width
    sheet.freeze_panes = "A2"
    sheet.append(_cells(sheet, _heads(say), bold=True))
    for row in listed:
        sheet.append(_cells(sheet, row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(sheet: Any, row: Row | list[str], *, bold: bool = False) -> Iterator[Any]:
    for words in row:
        cell = WriteOnlyCell(sheet, value=words)
        cell.data_type = "s"  # whatever it begins with
        cell.number_format = "@"
        if bold:
            cell.font = Font(bold=True)
        yield cell


# The page


def pages(house: House) -> None:
    """Add the address of the page; before NiceGUI is mounted."""

    @ui.page("/console/{code}/teams", response_timeout=10)
    async def page(request: Request, code: str) -> Response | None:
        staff = await admitted(house, request, code)
        if isinstance(staff, Response):
            return staff
        say = Wording.of(staff.live.meeting)
        frame(house.assets, say, say("reached.page", title=staff.live.meeting.title), ("console.css",))
        await Reached(house, staff, say).show()
        until_revoked(house, staff, ())
        return None


class Reached:
    """Every team with who wants to be reached; it is read again when the page is opened, and after a press."""

    def __init__(self, house: House, staff: Staff, say: Wording) -> None:
        self._house, self._staff, self._say = house, staff, say
        code = staff.live.code
        with box("k-desk k-commissioner"):
            with box("k-desk-head", "header"):
                link(say("helping.back"), f"/console/{code}", name="to-console")
                Text("h1", say("reached.title"), "k-h1")
                Text("p", say("reached.about"), "k-quiet")
            with box("k-buttons"):
                for kind in ("xlsx", "csv"):
                    link(say(f"console.teams.export.{kind}"), f"/console/{code}/teams.{kind}", name=f"teams-{kind}")
            self._refused = named(Text("p", "", "k-error"), "refused")
            self._refused.props["role"] = "alert"
            self._list = box()

    async def show(self) -> None:
        meeting = self._staff.live.meeting
        known = await self._house.writer.run(contacts.of_meeting, meeting.id)
        self._list.clear()
        until = kept_until(meeting)
        with self._list:
            if until and known:
                named(Text("p", self._say("reached.until", date=until), "k-meta"), "reached-until")
            for team in teams(meeting):
                with named(box("k-meeting", "section"), f"team-{team.id}"):
                    Text("h2", team.title, "k-h3").props["dir"] = "auto"
                    reached = [each for each in members(meeting, team.id) if each.id in known]
                    if reached:
                        address = f"/console/{self._staff.live.code}/teams.xlsx?team={team.id}"
                        link(self._say("reached.one"), address, name=f"team-xlsx-{team.id}")
                    else:
                        Text("p", self._say("reached.none"), "k-quiet")
                    for each in reached:
                        self._draw(each, known[each.id])

    def _draw(self, each: SignUp, contact: Contact) -> None:
        with named(box("k-row"), f"reached-{each.id}"):
            Text("strong", contact.name).props["dir"] = "auto"
            Text("p", contact.reach).props["dir"] = "auto"
            told = " · ".join(filter(None, (each.helps, each.seeks)))
            if told:
                Text("p", told, "k-meta").props["dir"] = "auto"
            with box("k-buttons"):
                button(self._say("reached.forget"), partial(self._forget, each.id), name="forget", look="k-small")

    async def _forget(self, sign_up_id: str) -> None:
        try:
            await self._staff.do("forget_contact", sign_up_id=sign_up_id)
        except Refused as refused:
            self._refused.text = sentence(refused, self._say.language)
        else:
            await self.show()
