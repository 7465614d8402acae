"""The report's address: the harvest of a meeting, for everybody with the code once something was laid down."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections import defaultdict
from datetime import UTC, date, datetime
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from meeting.harvest.page import render
from meeting.live.hub import Hall
from meeting.procedure.core import Refused, Role
from meeting.procedure.report import report
from meeting.procedure.reported import Report
from meeting.procedure.state import Meeting
from meeting.web.assets import Asset
from meeting.web.house import House
from meeting.web.plain import as_page, language_of
from meeting.words import LANGUAGES, translator

STYLES = ("tokens.css", "report.css")
_ASK_FIRST = "private, no-cache"


def routes(house: House) -> APIRouter:
    """`GET /report/{code}`, in the language of `?lang=` or of the meeting."""
    router = APIRouter(include_in_schema=False)
    shelf = _Shelf(house)

    @router.api_route("/report/{code}", methods=["GET", "HEAD"])
    async def read(request: Request, code: str) -> Response:
        try:
            hall = house.hall(code)
            await _may_read(house, hall, request)
        except Refused as refused:
            return as_page(refused.reason, 404, language_of(request.headers))
        wish = request.query_params.get("lang")
        language = wish if wish in LANGUAGES else hall.live.meeting.language
        return (await shelf.page(hall, language)).response(request, _ASK_FIRST)

    return router


async def _may_read(house: House, hall: Hall, request: Request) -> None:
    """Raise Refused unless something was laid down, the meeting is over, or this is staff."""
    meeting = hall.live.meeting
    if meeting.closed_at or meeting.decisions:
        return
    for role in (Role.FACILITATOR, Role.SCREEN):
        if await house.staff(request, hall.live.code, role):
            return
    raise Refused("no_report")


class _Kept(NamedTuple):
    """A page, and what it was made of."""

    meeting: Meeting
    report: Report
    today: date
    asset: Asset


class _Shelf:
    """Keeps the latest page of each meeting: a whole hall opens the report in the same minute.

    Made beside the event loop: with hundreds of views that takes longer than anybody may wait for an answer.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._pages: dict[tuple[str, str], _Kept] = {}
        self._making: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def page(self, hall: Hall, language: str) -> Asset:
        """The page as the meeting is now; who asks while it is being made gets the same one."""
        place, today = (hall.live.code, language), datetime.now(UTC).date()
        async with self._making[place]:
            kept, meeting = self._pages.get(place), hall.live.meeting
            if kept is None or kept.meeting is not meeting or kept.today != today:
                kept = self._pages[place] = await asyncio.to_thread(self._anew, kept, meeting, today, hall, language)
        return kept.asset

    def _anew(self, kept: _Kept | None, meeting: Meeting, today: date, hall: Hall, language: str) -> _Kept:
        now = report(meeting)
        if kept and (kept.report, kept.today) == (now, today):
            return kept._replace(meeting=meeting)
        return _Kept(meeting, now, today, self._made(now, today, hall, language))

    def _made(self, now: Report, today: date, hall: Hall, language: str) -> Asset:
        assets = self._house.assets
        another = next(known for known in LANGUAGES if known != language)
        body = render(
            now,
            translator(language),
            styles=[assets.url(name) for name in STYLES],
            version=hall.build,
            today=today,
            other=(another, f"/report/{hall.live.code}?lang={another}"),
            organisation=assets.brand.organisation,
            logo=assets.logo,
        ).encode()
        return Asset(body, gzip.compress(body, 6, mtime=0), "text/html", hashlib.sha256(body).hexdigest()[:16])
