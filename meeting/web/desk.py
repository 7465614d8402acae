"""The desk: the facilitator's home, with the meetings there are and the one form for a new one."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from fastapi import Request
from nicegui import ui
from starlette.responses import Response

from meeting.live.hub import Hall
from meeting.procedure.core import Refused, Role
from meeting.procedure.state import Level
from meeting.procedure.templates import USUAL
from meeting.store import sheets
from meeting.store.tables import LinkRow
from meeting.web.frame import frame
from meeting.web.helping import ServerLinks
from meeting.web.house import House, Staff
from meeting.web.leaving import until_revoked
from meeting.web.parts import Field, Text, box, button, link, named
from meeting.web.plain import as_page, language_of, sentence
from meeting.web.practice import SIZES
from meeting.web.templates import SheetChoice
from meeting.web.wiping import Wiping
from meeting.web.wording import Wording, spaced
from meeting.words import translator

_FIELD_OF = {
    "decider_needed": "decider",
    "info_too_long": "info",
    "info_paragraph": "info",
    "unknown_language": "language",
    "unknown_template": "template",
}
"""Which field a refusal is about, where it is not the question."""


def pages(house: House) -> None:
    """Add the address of the desk; before NiceGUI is mounted."""

    @ui.page("/desk", response_timeout=10)
    async def desk(request: Request) -> Response | None:
        staff = await house.staff(request, None, Role.FACILITATOR)
        if staff is None:
            return as_page("link_ended", 403, language_of(request.headers))
        say = Wording(translator(house.settings.language))
        kept = await house.writer.run(sheets.kept)
        links = await house.links(None)
        frame(house.assets, say, say("desk.page"), ("console.css",))
        Desk(house, staff, say, kept, links, request.query_params.get("erased"))
        until_revoked(house, staff, ())
        return None


class Desk:
    """The list of meetings, the open ones first, and the form; the form alone while there is no meeting."""

    def __init__(
        self,
        house: House,
        staff: Staff,
        say: Wording,
        kept: list[sheets.Kept],
        links: list[LinkRow],
        erased: str | None = None,
    ) -> None:
        self._house, self._staff, self._say = house, staff, say
        self._kept = kept
        halls = sorted(house.hub.halls(), key=_order)
        with box("k-desk"):
            with box("k-desk-head", "header"):
                Text("h1", say("desk.title" if halls else "desk.welcome"), "k-h1")
                if not halls:
                    Text("p", say("desk.welcome.sub"), "k-quiet")
                if erased:
                    told = named(Text("p", say("wiping.done" if erased == "all" else "wiping.nearly")), "erased")
                    told.props["role"] = "status"
            with box("k-desk-columns" if halls else "k-desk-alone"):
                if halls:
                    with named(box("k-meetings", "section"), "meetings"):
                        for hall in halls:
                            self._draw_meeting(hall)
                with box("k-doors"):
                    with box("k-new", "section"):
                        Text("h2", say("desk.new"), "k-h2")
                        self._draw_form()
                    with named(box("k-new", "section"), "practice"):
                        self._draw_practice()
                    ServerLinks(house, staff, say, links)

    def _draw_meeting(self, hall: Hall) -> None:
        say, code, meeting = self._say, hall.live.code, hall.live.meeting
        closed = meeting.closed_at is not None
        with named(box(f"k-meeting {'k-closed' if closed else ''}", "article"), f"meeting-{code}"):
            Text("h2", meeting.title, "k-h3")
            if meeting.title != meeting.question:
                Text("p", meeting.question)
            facts = [spaced(code), meeting.place or "", say.date(meeting.date) if meeting.date else ""]
            facts += [say("closing.over")] if closed else []
            Text("p", " · ".join(fact for fact in facts if fact), "k-meta")
            with box("k-buttons"):
                link(say("desk.console"), f"/console/{code}", name=f"console-{code}")
                if not closed:
                    link(say("desk.room"), f"/room/{code}", name=f"room-{code}", new_tab=True)
                if closed or meeting.decisions:
                    link(say("desk.report"), f"/report/{code}", name=f"report-{code}", new_tab=True)
            Wiping(self._house, self._staff, say, hall)

    # The form

    def _draw_form(self) -> None:
        say = self._say
        with box("k-new-form"):
            self._fields = {
                "question": Field(
                    say("desk.question"),
                    name="new-question",
                    kind="area",
                    start=say("desk.question.start"),
                    help=say("desk.question.help"),
                ),
                "title": Field(say("desk.name"), name="new-title", help=say("desk.optional")),
                "place": Field(say("desk.place"), name="new-place", help=say("desk.optional")),
                "date": Field(say("desk.date"), name="new-date", kind="date", start=_today()),
                "info": Field(say("desk.info"), name="new-info", kind="area", help=say("desk.info.help")),
            }
            self._draw_level()
            self._decider = box("k-decider")
            with self._decider:
                self._fields["decider"] = Field(say("desk.decider"), name="new-decider")
                self._fields["answer_by"] = Field(say("desk.answer_by"), name="new-answer-by", kind="date")
            self._decider.visible = False
            self._sheet = SheetChoice(self._house, self._staff, say, self._kept)
            self._error = named(Text("p", "", "k-error"), "new-error")
            self._error.props["role"] = "alert"
            button(say("desk.make"), self._make, name="new-make", look="k-primary")

    def _draw_level(self) -> None:
        """How much participants decide."""
        self._level = Level.DECIDE
        with box("k-levels", "fieldset"):
            Text("legend", self._say("desk.level"))
            for level in Level:
                with box("k-level", "label"):
                    radio = named(ui.element("input"), f"new-level-{level.value}")
                    radio.props.update({"type": "radio", "name": "level", "value": level.value})
                    if level is Level.DECIDE:
                        radio.props["defaultChecked"] = True
                    radio.on("change", lambda level=level: self._choose(level), [])
                    Text("span", self._say(f"desk.level.{level.value}"))

    # The practice hall

    def _draw_practice(self) -> None:
        say = self._say
        Text("h2", say("desk.practice"), "k-h2")
        Text("p", say("desk.practice.sub"), "k-quiet")
        with box("k-buttons"):
            for people in SIZES:
                press = partial(self._practise, people)
                button(say.n("desk.practice.people", people), press, name=f"practice-{people}", look="k-small")

    async def _practise(self, people: int) -> None:
        """Open a practice meeting, let the hall come in, and go to its console."""
        if not await self._staff.stands():
            self._refuse("question", self._ended())
            return
        wishes = {name: self._say(f"desk.practice.{name}") for name in ("question", "title")}
        links = await self._house.new_meeting({**wishes, "practice": True, "template": USUAL})
        await self._house.practice.fill(self._house.network().local, links.code, people)
        ui.navigate.to(f"/console/{links.code}")

    def _choose(self, level: Level) -> None:
        self._level = level
        self._decider.visible = level is not Level.DECIDE

    async def _make(self) -> None:
        """Make the meeting and go to its console; what is wrong is said at its field."""
        if (wrong := self._wrong()) or not await self._staff.stands():
            self._refuse(wrong or "question", self._say(f"desk.wrong.{wrong}") if wrong else self._ended())
            return
        wishes: dict[str, Any] = {name: field.text.strip() or None for name, field in self._fields.items()}
        if self._level is Level.DECIDE:
            wishes |= {"decider": None, "answer_by": None}
        given = {name: wish for name, wish in wishes.items() if wish is not None}
        try:
            chosen = await self._sheet.wishes()
            links = await self._house.new_meeting({**given, **chosen, "level": self._level.value})
        except Refused as refused:
            self._refuse(_FIELD_OF.get(refused.reason, "question"), sentence(refused, self._say.language))
            return
        ui.navigate.to(f"/console/{links.code}")

    def _wrong(self) -> str | None:
        """The first field that cannot be used as it is."""
        start = self._say("desk.question.start").rstrip(" …")
        asked = self._fields["question"].text.strip().rstrip(" ….?")
        if not asked or asked == start:
            return "question"
        if self._level is not Level.DECIDE and not self._fields["decider"].text.strip():
            return "decider"
        return next((name for name in ("title", "place") if len(self._fields[name].text) > 80), None)

    def _refuse(self, name: str, text: str) -> None:
        for field in self._fields.values():
            field.refuse(None)
        self._error.text = ""
        if name in self._fields:
            self._fields[name].refuse(text)
        else:
            self._error.text = text

    def _ended(self) -> str:
        return sentence(Refused("link_ended"), self._say.language)


def _today() -> str:
    """The day it is where the server stands: people sit beside it."""
    return dt.datetime.now().astimezone().date().isoformat()


def _order(hall: Hall) -> tuple[bool, float]:
    """Open meetings first, the newest of them on top."""
    opened = hall.live.meeting.opened_at
    return hall.live.meeting.closed_at is not None, -(opened.timestamp() if opened else 0.0)
