"""Entrusting: who goes on with each opgave of a package, typed while it is decided on or after."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from meeting.web.panels.cards import owned
from meeting.web.parts import Field, Rows, Shown, Text, box, button, named

if TYPE_CHECKING:
    from meeting.web.lead import Lead


class Entrusting:
    """A fold with a row for each opgave: its owner, and of what waits the day it comes back."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        say = lead.say
        with named(box("k-fold", "details"), "entrust-fold") as self._fold:
            Text("summary", say("console.entrust"), "k-button k-small")
            with box("k-fold-in"):
                Text("p", say("console.entrust.help"), "k-help")
                self._chosen = Rows(partial(self._draw, False), "k-list")
                self._head = Text("h3", say("card.waiting"), "k-h3")
                self._waiting = Rows(partial(self._draw, True), "k-list")

    def show(self, view: Shown | None) -> None:
        self._fold.visible = view is not None and self._lead.may("entrust_opgave")
        if view is None:
            return
        self._chosen(view["chosen"], view["number"])
        self._head.visible = bool(view["waiting"])
        self._waiting(view["waiting"], view["number"])

    def _draw(self, waits: bool, entry: Shown, number: int) -> None:
        say, name = self._lead.say, f"entrust-{entry['id']}"
        with named(box("k-row"), name):
            Text("p", entry["text"], "k-words").props["dir"] = "auto"
            Text("p", owned(say, entry), "k-meta")
            owner = Field(say("console.entrust.owner"), name=f"{name}-owner", start=entry["owner"])
            back = self._back(name, entry) if waits else None
            with box("k-buttons"):
                keep = partial(self._keep, number, entry["id"], owner, back)
                button(say("console.entrust.keep"), keep, name=f"{name}-keep", look="k-small")

    def _back(self, name: str, entry: Shown) -> Field:
        label = self._lead.say("console.entrust.back")
        return Field(label, name=f"{name}-back", kind="date", start=entry["back_on"] or "")

    async def _keep(self, number: int, entry: str, owner: Field, back: Field | None) -> None:
        said = {"owner": owner.text.strip() or None, "back_on": (back.text or None) if back else None}
        await self._lead.ask("entrust_opgave", owner.refuse, number=number, entry_id=entry, **said)
