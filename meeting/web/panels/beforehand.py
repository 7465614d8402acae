"""Beforehand: viewpoints for the empty chair and from interviews, typed one by one or brought from a file."""

from __future__ import annotations

import asyncio
import base64
import binascii
import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from nicegui.events import GenericEventArguments

from meeting.procedure.core import Refused
from meeting.procedure.gathering import BEFOREHAND
from meeting.procedure.importing import MOST as BATCH
from meeting.procedure.importing_opgaven import Card
from meeting.procedure.state import Origin
from meeting.web.parts import Part, Select, Shown, Text, Update, box, button, link, named
from meeting.web.plain import sentence
from meeting.web.spreadsheet import LARGEST_FILE, MOST, Found, Wrong, read

if TYPE_CHECKING:
    from meeting.web.lead import Lead

OPEN_IN = "missing"
"""The step in which the fold stands open: there people speak for who is not in the room."""
MOST_SHOWN = 30
_COLUMNS = {
    "for_whom": "order.card.whom",
    "why": "order.card.why",
    "first_idea": "order.card.idea",
    "source": "console.import.source",
}
"""How the columns of a list of opgaven are told, beside its title."""
_TO_TEXT = f"""async (event) => {{
  const field = event.target, file = field.files[0];
  if (!file) return;
  if (file.size > {LARGEST_FILE}) {{ field.value = ''; emit(null); return; }}
  const bytes = new Uint8Array(await file.arrayBuffer());
  let packed = '';
  for (let at = 0; at < bytes.length; at += 8192) packed += String.fromCharCode(...bytes.subarray(at, at + 8192));
  field.value = '';
  emit(btoa(packed));
}}"""


def console(lead: Lead) -> Update:
    """A fold below the step's own work, as long as a gathering is on or still to come."""
    say = lead.say
    with named(box("k-fold", "details"), "chair-fold") as fold:
        Text("summary", say("console.chair"), "k-button k-small")
        with box("k-fold-in"):
            Text("p", say("console.chair.help"), "k-help")
            waiting = named(Text("p", "", "k-meta"), "chair-waiting")
            _one(lead)
            if lead.may("import_viewpoints"):
                Import(lead)
    shown = ""

    def update(view: Shown) -> None:
        nonlocal shown
        chair = view["chair"]
        fold.visible = chair is not None and lead.may("submit_viewpoint")
        if chair is not None:
            waiting.text = say.n("console.chair.waiting", chair["waiting"]) if chair["waiting"] else ""
        if view["block"] != shown:
            shown = view["block"]
            fold.props["open"] = view["step"] == OPEN_IN
            fold.update()

    return update


def _one(lead: Lead) -> None:
    say = lead.say
    origins = [(origin.value, say(f"console.chair.{origin.value}")) for origin in reversed(BEFOREHAND)]
    origin = Select(say("console.chair.origin"), origins, name="chair-origin", start=Origin.ABSENT.value)
    lead.form(
        label=say("console.chair.label"),
        name="chair-text",
        do="submit_viewpoint",
        new="viewpoint_id",
        args=lambda text: {"text": text, "origin": origin.value, "block_id": _block(lead)},
        send=say("console.chair.send"),
    )


def _block(lead: Lead) -> str:
    chair = lead.view["chair"]
    return str(chair["block_id"] if chair else lead.view["block"])


class Import:
    """A file is read, shown row by row with what is wrong, and brought in by a second, deliberate press."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._found: Found | None = None
        self._batch = ""
        say = lead.say
        with named(box("k-import", "section"), "import"):
            Text("h3", say("console.import"), "k-h3")
            Text("p", say("console.import.help", most=MOST), "k-help")
            link(say("console.import.template"), f"/import/{say.language}.csv", name="import-template")
            opgaven = f"/import/{say.language}/opgaven.csv"
            link(say("console.import.template.opgaven"), opgaven, name="import-template-opgaven")
            with box("k-field"):
                caption = Text("label", say("console.import.file"))
                self._input = named(box("k-input", "input"), "import-file")
                self._input.props.update({"type": "file", "accept": ".csv,.xlsx,.txt"})
                caption.props["for"] = self._input.html_id
            self._told = named(Text("p", "", "k-line"), "import-told")
            self._told.props["role"] = "status"
            self._error = named(Text("p", "", "k-error"), "import-error")
            self._error.props["role"] = "alert"
            self._preview = Part(self._draw)
        self._input.on("change", self._chosen, js_handler=_TO_TEXT)

    async def _chosen(self, event: GenericEventArguments) -> None:
        """Read what somebody chose, beside the event loop: a list of hundreds takes a moment."""
        self._tell("")
        self._found, self._batch = None, secrets.token_urlsafe(16)
        try:
            self._found = await asyncio.to_thread(read, _bytes(event.args))
            if not self._found.texts and not self._found.wrong:
                raise Refused("nothing_to_import")
        except Refused as refused:
            self._error.text = sentence(refused, self._lead.say.language)
        self._preview(self._batch)

    def _tell(self, text: str) -> None:
        self._told.text, self._error.text = text, ""

    def _draw(self, batch: str) -> None:
        found, say = self._found, self._lead.say
        if found is None:
            return
        there = self._there()
        twice = found.twice | {row for row, words in found.texts if words.casefold() in there}
        kind = "console.import.found.opgaven" if found.cards else "console.import.found"
        Text("p", say.n(kind, len(found.texts)), "k-line")
        if found.left:
            Text("p", say.n("console.import.left", len(found.left), names=", ".join(found.left)), "k-meta")
        if twice:
            Text("p", say.n("console.import.twice", len(twice)), "k-meta")
        self._draw_wrong(found.wrong)
        with named(box("k-import-rows", "ol"), "import-rows"):
            for at, (row, words) in enumerate(found.texts[:MOST_SHOWN]):
                with box("k-note", "li"):
                    Text("span", f"{row}. {words}")
                    if row in twice:
                        Text("span", say("console.import.double"), "k-meta")
                    if found.cards:
                        self._draw_more(found.cards[at])
            if len(found.texts) > MOST_SHOWN:
                Text("li", "…")
        with box("k-buttons"):
            if found.texts:
                kind = "console.import.send.opgaven" if found.cards else "console.import.send"
                words = say.n(kind, len(found.texts))
                button(words, self._send, name="import-send", look="k-small k-strong")
            button(say("console.import.drop"), self._drop, name="import-drop", look="k-small")

    def _draw_more(self, card: Card) -> None:
        """What its other columns hold, so that a column that was not recognised is seen before it counts."""
        held = asdict(card)
        told = [self._lead.say(words, text=held[column]) for column, words in _COLUMNS.items() if held[column]]
        if told:
            Text("span", " · ".join(told), "k-meta")

    def _there(self) -> set[str]:
        return {each.text.casefold() for each in self._lead.live.meeting.viewpoints.values() if each.counts}

    def _draw_wrong(self, wrong: tuple[Wrong, ...]) -> None:
        if not wrong:
            return
        say = self._lead.say
        with named(box("k-notice"), "import-wrong"):
            Text("p", say.n("console.import.wrong", len(wrong)))
            with box("k-note-list", "ul"):
                for each in wrong[:MOST_SHOWN]:
                    what = say(f"console.import.row.{each.what}", over=each.over)
                    Text("li", say("console.import.row", row=each.row, column=each.column, what=what))
                if len(wrong) > MOST_SHOWN:
                    Text("li", "…")

    async def _send(self) -> None:
        """The same batch sent again, by a hasty hand or a slow line, comes in once."""
        found = self._found
        if found is None:
            return
        for first in range(0, len(found.texts), BATCH):
            if not await self._send_batch(found, first):
                return
        self._drop()
        kind = "console.import.done.opgaven" if found.cards else "console.import.done"
        self._tell(self._lead.say.n(kind, len(found.texts)))

    async def _send_batch(self, found: Found, first: int) -> bool:
        """What one act can bring in, under a name of its own."""
        about = {"import_id": f"{self._batch[:18]}-{first // BATCH}", "block_id": _block(self._lead)}
        if found.cards:
            cards = [asdict(each) for each in found.cards[first : first + BATCH]]
            return await self._lead.ask("import_opgaven", self._refuse, cards=cards, **about)
        texts = [words for _, words in found.texts[first : first + BATCH]]
        return await self._lead.ask("import_viewpoints", self._refuse, texts=texts, **about)

    def _refuse(self, text: str | None) -> None:
        self._error.text = text or ""

    def _drop(self) -> None:
        self._found = None
        self._tell("")
        self._preview("")


def _bytes(sent: Any) -> bytes:
    """The file as the browser packed it; None: it was too large to send."""
    if not isinstance(sent, str):
        raise Refused("file_too_large", most=LARGEST_FILE // 1024)
    try:
        return base64.b64decode(sent, validate=True)
    except binascii.Error:
        raise Refused("file_unreadable") from None
