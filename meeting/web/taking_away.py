"""Taking away on request: a facilitator finds one text, types why, and it is gone for good; after the meeting too."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import Request
from nicegui import ui
from starlette.responses import Response

from meeting.procedure.core import Refused
from meeting.views.erasable import texts
from meeting.web.admitting import admitted
from meeting.web.frame import frame
from meeting.web.house import House, Staff
from meeting.web.leaving import until_revoked
from meeting.web.parts import Field, Rows, Shown, Text, box, button, link, named
from meeting.web.plain import sentence
from meeting.web.wording import Wording

MOST = 50  # texts on the page at once: who asks for one knows a word of it


def pages(house: House) -> None:
    """Add the address of the page; before NiceGUI is mounted."""

    @ui.page("/console/{code}/texts", response_timeout=10)
    async def page(request: Request, code: str) -> Response | None:
        staff = await admitted(house, request, code)
        if isinstance(staff, Response):
            return staff
        say = Wording.of(staff.live.meeting)
        frame(house.assets, say, say("taking.page", title=staff.live.meeting.title), ("console.css",))
        TakingAway(house, staff, say)
        return None


class TakingAway:
    """A field to search, and the texts that may go."""

    def __init__(self, house: House, staff: Staff, say: Wording) -> None:
        self._staff, self._say = staff, say
        with box("k-desk k-commissioner"):
            with box("k-desk-head", "header"):
                link(say("helping.back"), f"/console/{staff.live.code}", name="to-console")
                Text("h1", say("taking.title"), "k-h1")
                Text("p", say("taking.about"), "k-quiet")
            self._wanted = Field(say("taking.search"), name="search")
            self._wanted.input.on("input", lambda: self._update(), [])
            self._count = named(Text("p", "", "k-meta"), "found")
            self._count.props["role"] = "status"
            self._rows = Rows(self._draw, "k-link-list")
        self._update()
        until_revoked(house, staff, [house.hub.watch(staff.live, self._update)])

    def _update(self) -> None:
        wanted = self._wanted.text.strip().casefold()
        found = [each for each in texts(self._staff.live.meeting) if wanted in each["text"].casefold()]
        self._count.text = self._say.n("taking.found", len(found))
        self._rows(found[:MOST])

    def _draw(self, item: Shown) -> None:
        say = self._say
        with named(box("k-meeting", "article"), f"text-{item['id']}"):
            Text("p", say(f"taking.kind.{item['kind']}"), "k-meta")
            Text("p", item["text"], "k-words").props["dir"] = "auto"
            with box("k-fold", "details"):
                named(Text("summary", say("taking.open"), "k-button k-small"), "take")
                with box("k-fold-in"):
                    reason = Field(say("taking.reason"), name=f"reason-{item['id']}", help=say("taking.reason.help"))
                    button(say("taking.go"), partial(self._take, item["id"], reason), name="take-go", look="k-small")

    async def _take(self, thing: str, reason: Field) -> None:
        asked: dict[str, Any] = {"block": self._staff.live.meeting.active, "thing_id": thing, "reason": reason.text}
        try:
            await self._staff.do("erase_words", **asked)
        except Refused as refused:
            reason.refuse(sentence(refused, self._say.language))
