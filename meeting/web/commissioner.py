"""The commissioner's page: what she asked, how the evening goes, and afterwards an answer to every point."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import Request
from nicegui import ui
from starlette.responses import Response

from meeting.procedure.core import Refused, Role
from meeting.views.commissioner import commissioner
from meeting.web.admitting import admitted
from meeting.web.frame import frame
from meeting.web.house import House, Staff
from meeting.web.leaving import until_revoked
from meeting.web.panels.cards import in_package
from meeting.web.parts import Field, Part, Rows, Shown, Text, box, button, link, named
from meeting.web.plain import sentence
from meeting.web.wording import Wording


def pages(house: House) -> None:
    """Add the address of the page; before NiceGUI is mounted."""

    @ui.page("/commissioner/{code}", response_timeout=10)
    async def page(request: Request, code: str) -> Response | None:
        staff = await admitted(house, request, code, Role.COMMISSIONER)
        if isinstance(staff, Response):
            return staff
        say = Wording.of(staff.live.meeting)
        frame(house.assets, say, say("commissioner.page", title=staff.live.meeting.title), ("console.css",))
        Commissioner(house, staff, say)
        return None


class Commissioner:
    """One column, as well on a phone: the question, the mandate, the run sheet, and the points with her answers."""

    def __init__(self, house: House, staff: Staff, say: Wording) -> None:
        self._staff, self._say = staff, say
        live, code = staff.live, staff.live.code
        with box("k-desk k-commissioner"):
            with box("k-desk-head", "header"):
                Text("p", say("commissioner.for"), "k-meta")
                named(Text("h1", live.meeting.title, "k-h1"), "title").props["dir"] = "auto"
                self._head = Part(self._draw_head)
                with box("k-buttons"):
                    link(say("commissioner.sheet"), f"/sheet/{code}", name="open-sheet", new_tab=True)
                    self._report = link(say("console.report"), f"/report/{code}", name="open-report", new_tab=True)
                self._now = Part(self._draw_now)
                with box("k-came", "section") as self._came:
                    Text("h2", say("commissioner.came"), "k-h2")
                    self._here = Rows(self._draw_came, "k-came-list")
                    named(self._here.box, "who-came")
            with named(box("k-meetings", "section"), "points"):
                Text("h2", say("commissioner.points"), "k-h2")
                self._waiting = Text("p", say("commissioner.waiting"), "k-quiet")
                self._points = Rows(self._draw_point, "k-link-list")
        self._update()
        until_revoked(house, staff, [house.hub.watch(live, self._update)])

    def _update(self) -> None:
        meeting = self._staff.live.meeting
        view = commissioner(meeting)
        self._head(view["question"] if view["question"] != view["title"] else "", view["mandate_line"])
        self._report.visible = view["over"] or bool(meeting.decisions)
        self._waiting.visible = not view["points"]
        self._points(view["points"], view["verdicts"])
        self._now(view["now"])
        self._came.visible = bool(view["here"])
        self._here(view["here"])

    def _draw_came(self, capacity: Shown) -> None:
        """In one role: who came, against who was invited."""
        told = "capacities.here" if capacity["n"] is not None else "capacities.here.hidden"
        of = "" if capacity["invited"] is None else ".of"
        words = self._say(told + of, n=capacity["n"], invited=capacity["invited"])
        Text("p", f"{capacity['name']}: {words}").props["dir"] = "auto"

    def _draw_now(self, now: Shown | None) -> None:
        if now:
            with named(box("k-notice"), "now"):
                Text("p", self._say("commissioner.now.label"), "k-meta")
                Text("p", self._say.sentence(now))

    def _draw_head(self, question: str, mandate: Shown) -> None:
        if question:
            Text("p", question, "k-h3").props["dir"] = "auto"
        Text("p", self._say("commissioner.told"), "k-meta")
        named(Text("p", self._say.sentence(mandate), "k-quiet"), "mandate")

    def _draw_point(self, point: Shown, verdicts: list[Shown]) -> None:
        """A point in the words of the room, what she said to it, and a form for what she says now."""
        say = self._say
        with named(box("k-meeting", "article"), f"point-{point['id']}"):
            Text("p", say.sentence(point["label"]), "k-meta")
            Text("h3", point["text"], "k-h3").props["dir"] = "auto"
            in_package(say, point["package"])
            if point["due"]:
                Text("p", say.sentence(point["due"]), "k-quiet")
            for answer in point["answers"]:
                self._draw_answer(answer)
            if point["answered"]:
                with box("k-fold", "details"):
                    named(Text("summary", say("commissioner.again"), "k-button k-small"), "again")
                    with box("k-fold-in"):
                        Answering(self._staff, say, point, verdicts)
            else:
                Answering(self._staff, say, point, verdicts)

    def _draw_answer(self, answer: Shown) -> None:
        say = self._say
        with named(box("k-answer"), "answer"):
            Text("p", say.sentence(answer["label"]), "k-strong")
            if answer["text"]:
                Text("p", answer["text"]).props["dir"] = "auto"
            if answer["late"]:
                Text("p", say.sentence(answer["late"]), "k-meta")


class Answering:
    """The form of one point: what she decides, and why or before when, where that must be said."""

    def __init__(self, staff: Staff, say: Wording, point: Shown, verdicts: list[Shown]) -> None:
        self._staff, self._say, self._point = staff, say, point
        self._verdicts = {each["id"]: each for each in verdicts}
        self._verdict: str | None = None
        name = f"verdict-{point['id']}"
        with box("k-levels", "fieldset"):
            Text("legend", say("commissioner.ask"))
            for each in verdicts:
                with box("k-level", "label"):
                    radio = named(ui.element("input"), f"{name}-{each['id']}")
                    radio.props.update({"type": "radio", "name": name, "value": each["id"]})
                    radio.on("change", partial(self._choose, each["id"]), [])
                    Text("span", say(each["key"]))
        self._text_box, self._due_box = box(), box()
        with self._text_box:
            self._text = Field(say("console.verdict.text"), name=f"{name}-text", kind="area")
        with self._due_box:
            self._due = Field(say("console.verdict.due"), name=f"{name}-due", kind="date")
        self._due_box.visible = False
        self._error = named(Text("p", "", "k-error"), f"{name}-error")
        self._error.props["role"] = "alert"
        button(say("commissioner.send"), self._send, name=f"{name}-send", look="k-primary")
        Text("p", say("commissioner.seen"), "k-help")

    def _choose(self, verdict: str) -> None:
        self._verdict = verdict
        self._due_box.visible = bool(self._verdicts[verdict]["date"])

    async def _send(self) -> None:
        self._error.text = ""
        if self._verdict is None:
            self._error.text = self._say("commissioner.choose")
            return
        given: dict[str, Any] = {"text": self._text.text.strip() or None}
        if self._due_box.visible:
            given["due"] = self._due.text.strip() or None
        try:
            await self._staff.do(
                "answer_point",
                point_id=self._point["id"],
                said=self._point["said"],
                verdict=self._verdict,
                **given,
            )
        except Refused as refused:
            self._error.text = sentence(refused, self._say.language)
