"""The sheet "what you have to know": written on the console, large in the room when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meeting.web.parts import Field, Part, Shown, Text, Update, box, button, link, named
from meeting.web.projector import Cover
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def draw(say: Wording, info: Shown) -> None:
    """The sheet as it covers the room screen."""
    with named(box("k-info"), "info"):
        named(Text("h1", info["title"] or say("handout.info"), "k-h2"), "heading")
        for paragraph in info["paragraphs"]:
            Text("p", paragraph, "k-body")


# The console


def console(lead: Lead) -> Update:
    """A fold below the step's own work: the sheet can be written and shown all evening."""
    if not lead.may("write_info"):
        return lambda view: None
    with named(box("k-fold", "details"), "info-fold"):
        Text("summary", lead.say("console.info"), "k-button k-small")
        with box("k-fold-in"):
            sheet = Sheet(lead)
    return sheet.show


class Sheet:
    """The form of the sheet. What somebody else wrote meanwhile is shown beside it, never over what is being typed."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._started, self._read = -1, -1  # the revision this form started from, and the newest one beside it
        self._sending = False
        say = lead.say
        self._newer = Part(self._draw_newer)
        self._form = box("k-form")
        self._kept = named(Text("p", "", "k-meta"), "info-kept")
        self._kept.props["role"] = "status"
        with box("k-buttons"):
            self._on_room = button(
                say("console.info.show"), self._turn, name="info-show", look="k-small", pressed=False
            )
            self._paper = link(say("console.info.print"), self._print_at, name="info-print", new_tab=True)

    @property
    def _print_at(self) -> str:
        return f"/paper/{self._lead.live.code}/info.pdf"

    def show(self, view: Shown) -> None:
        info = view["room"]["info"]
        if info["rev"] != self._started and not self._sending and not self._typed:
            self._draw(info)
        if not self._sending:
            self._read = info["rev"]
            self._newer(info if info["rev"] != self._started else None)
        there = bool(info["paragraphs"])
        on = self._lead.projector.cover is Cover.INFO
        self._on_room.visible = self._paper.visible = there
        self._on_room.text = self._lead.say("console.info.hide" if on else "console.info.show")
        self._on_room.props["aria-pressed"] = "true" if on else "false"

    @property
    def _typed(self) -> bool:
        """Whether the form holds words that nobody kept yet."""
        return self._started >= 0 and (self._title.text, self._text.text) != self._start

    def _draw(self, info: Shown) -> None:
        say = self._lead.say
        self._started = info["rev"]
        self._start = info["title"], "\n".join(info["paragraphs"])
        self._form.clear()
        with self._form:
            self._title = Field(say("console.info.title"), name="info-title", start=info["title"])
            self._text = Field(
                say("console.info.label"),
                name="info-text",
                kind="area",
                help=say("console.info.help"),
                start=self._start[1],
            )
            button(say("console.info.send"), self._send, name="info-send", look="k-small k-strong")

    async def _send(self) -> None:
        self._kept.text, self._sending = "", True
        typed = self._title.text, self._text.text
        try:
            kept = await self._lead.ask("write_info", self._text.refuse, title=typed[0], text=typed[1], rev=self._read)
        finally:
            self._sending = False
        if kept:
            self._started = self._read = self._lead.live.meeting.info.rev
            self._start = typed
            self._newer(None)
            self._kept.text = self._lead.say("console.info.kept")

    def _draw_newer(self, info: Shown | None) -> None:
        """What somebody else wrote; who has read it may keep their own words after all."""
        if info is None:
            return
        with named(box("k-notice"), "info-newer"):
            Text("p", self._lead.say("console.info.newer"))
            for paragraph in info["paragraphs"]:
                Text("p", paragraph)

    def _turn(self) -> None:
        self._lead.projector.show(Cover.INFO)
