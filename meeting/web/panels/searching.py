"""Searching on the console: every viewpoint of the meeting by its words, a page at a time."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from meeting.views import searching
from meeting.web.parts import Field, Part, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead

ON_A_PAGE = 20


def console(lead: Lead) -> Update:
    """A fold that is there once something came in, for who may read everything."""
    search = Search(lead)

    def update(view: Shown) -> None:
        search.box.visible = lead.may("hold_viewpoint") and bool(lead.live.meeting.viewpoints)

    return update


class Search:
    """One field and what it finds in the meeting as it is at that moment; no text of others comes along unasked."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._asked, self._first = "", 0
        say = lead.say
        with named(box("k-fold", "details"), "search") as self.box:
            Text("summary", say("search"), "k-button k-small")
            with box("k-fold-in"):
                self._field = Field(
                    say("search.label"), name="search-words", help=say("search.help"), on_enter=self._look
                )
                button(say("search.send"), self._look, name="search-send", look="k-small")
                self._told = named(Text("p", "", "k-line"), "search-told")
                self._told.props["role"] = "status"
                self._found = Part(self._draw)

    async def _look(self) -> None:
        self._asked, self._first = self._field.text, 0
        await self._show()

    async def _turn(self, first: int) -> None:
        self._first = first
        await self._show()

    async def _show(self) -> None:
        """Beside the event loop: a full hall goes on writing meanwhile."""
        meeting = self._lead.live.meeting
        found = await asyncio.to_thread(searching.found, meeting, self._asked)
        page = found[self._first : self._first + ON_A_PAGE]
        self._told.text = self._lead.say.n("search.found", len(found)) if self._asked.strip() else ""
        self._found([searching.row(meeting, each) for each in page], self._first, len(found))

    def _draw(self, rows: list[Shown], first: int, of: int) -> None:
        say = self._lead.say
        with named(box("k-inbox", "ul"), "search-rows"):
            for item in rows:
                with named(box("k-row", "li"), f"found-{item['id']}"):
                    Text("p", item["text"], "k-words")
                    Text("p", " · ".join(_tags(say, item)), "k-meta")
        with box("k-buttons"):
            for name, to in (("older", first - ON_A_PAGE), ("newer", first + ON_A_PAGE)):
                if 0 <= to < of:
                    button(say(f"search.{name}"), partial(self._turn, to), name=f"search-{name}", look="k-small")


def _tags(say: Wording, item: Shown) -> list[str]:
    tags = [say("console.tag.no")] if item["no"] else []
    tags += [say.sentence(item["label"])] if item["label"] else []
    tags += [item["source"]] if item["source"] else []
    tags += [say("console.picking.table", n=item["table"])] if item["table"] else []
    tags += [say("search.topic", name=item["topic"])] if item["topic"] else []
    tags += [say("search.card")] if item["card"] and not item["topic"] else []
    tags += [say("console.tag.withdrawn")] if item["gone"] else []
    return [*tags, say("console.tag.held", reason=say(f"console.hold.{item['held']}"))] if item["held"] else tags
