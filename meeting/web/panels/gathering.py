"""Gathering: viewpoints come on the room screen, calmly; on the console they are read, shown, held back and typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from meeting.procedure.state import Display
from meeting.web.panels.inbox import Inbox, counted
from meeting.web.panels.paging import turning
from meeting.web.parts import Part, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead

CARDS = 6
MOST_AT_ONCE = 200  # viewpoints one message may name
ARRIVAL = 1.5  # seconds between two cards that come in


def room(say: Wording) -> Update:
    heading = Part(lambda *shown: _heading(say, *shown), "k-gather-top")
    wall = Wall(say, lambda cards, page: foot(cards, page))
    foot = Part(lambda *shown: _foot(say, *shown), "k-gather-foot")
    quiet = named(Text("p", "", "k-meta k-gather-foot"), "quiet-counter")

    def update(view: Shown) -> None:
        cards = view["viewpoints"]
        heading.box.classes(**({"remove": "k-fill k-middle"} if cards else {"add": "k-fill k-middle"}))
        heading(view["question"], view["seek_no"], bool(cards), ".aloud" if view["phone"] == "away" else "")
        quiet.visible = bool(view["gathered"])
        quiet.text = say.n("room.gather.quiet", view["gathered"]) if view["gathered"] else ""
        wall.show(cards, view["page"], calm=view["calm"])

    return update


def _heading(say: Wording, question: str, seek_no: bool, cards: bool, aloud: str) -> None:
    named(Text("h1", say("room.gather.no") if seek_no else question, "k-h3" if cards else "k-h1"), "heading")
    if not cards:
        words = "room.gather.none.no" if seek_no else "room.gather.none"
        Text("p", say(f"{words}{aloud}"), "k-body k-quiet")


def _foot(say: Wording, cards: int, page: int | None) -> None:
    if cards > CARDS and page is not None:
        text = say("room.gather.page", first=page * CARDS + 1, last=min(cards, (page + 1) * CARDS), all=cards)
    elif cards > CARDS:
        text = say("room.gather.newest", shown=CARDS, all=cards)
    else:
        text = say.n("room.gather.count", cards) if cards else ""
    named(Text("p", text, "k-meta"), "count")


class Wall:
    """Six places for cards. A new card takes the place of the oldest, so that nothing else moves.

    Cards that come in together appear one after the other; what was there when the page was opened stands at once.
    `told` hears how many cards there are by now, and the page.
    """

    def __init__(self, say: Wording, told: Callable[[int, int | None], object]) -> None:
        self._say = say
        self._told = told
        self._box = box("k-wall")
        with self._box:
            self._places = [Part(self._draw, "k-place") for _ in range(CARDS)]
        self._cards: list[Shown] = []
        self._page: int | None = None
        self._in = -1  # how many cards have come in
        self._arrived: set[str] = set()
        self._next_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def show(self, cards: list[Shown], page: int | None, *, calm: bool) -> None:
        self._cards, self._page = cards, page
        if self._in < 0 or self._in > len(cards) or not calm:
            self._in = len(cards)
        self._next()

    def _next(self) -> None:
        """Let one card come in if it is time, and come back for the next."""
        self._timer = None if self._timer is None or self._timer.when() <= _now() else self._timer
        if self._box.is_deleted:
            return
        if self._in < len(self._cards) and _now() >= self._next_at:
            self._arrived.add(self._cards[self._in]["id"])
            self._in += 1
            self._next_at = _now() + ARRIVAL
        self._place()
        if self._in < len(self._cards) and self._timer is None:
            self._timer = asyncio.get_running_loop().call_at(self._next_at, self._next)

    def _place(self) -> None:
        known = self._cards if self._page is not None else self._cards[: self._in]
        first = max(len(known) - CARDS, 0) if self._page is None else self._page * CARDS
        shown = {index % CARDS: card for index, card in list(enumerate(known))[first : first + CARDS]}
        for place, part in enumerate(self._places):
            part(shown.get(place))
            part.box.visible = place in shown
        self._box.visible = bool(shown)
        self._told(len(known), self._page)

    def _draw(self, card: Shown | None) -> None:
        if card is None:
            return
        fresh = card["id"] in self._arrived
        self._arrived.discard(card["id"])
        look = f"{'k-no' if card['kind'] == 'no' else ''} {'k-fresh' if fresh else ''}"
        with named(box(f"k-card k-view {look}", "article"), "card"):
            if card["label"]:
                Text("p", self._say.sentence(card["label"]), "k-label")
            Text("p", card["text"], "k-words")


def _now() -> float:
    return asyncio.get_running_loop().time()


# The console


def console(lead: Lead) -> Update:
    say = lead.say
    Text("h2", say("console.inbox"), "k-h2")
    display = Part(lambda *shown: _display(lead, *shown))
    lead.form(
        label=say("console.spoken.label"),
        help=say("console.spoken.help"),
        name="spoken-viewpoint",
        do="submit_viewpoint",
        new="viewpoint_id",
        args=lambda text: {"text": text, "block_id": lead.view["block"]},
        send=say("console.spoken.send"),
    )
    counts = Counts(lead)
    inbox = Inbox(lead)

    def update(view: Shown) -> None:
        here = [item for item in view["inbox"] if item["block"] == view["block"]]
        shown = [item for item in here if item["shown"] and counted(item)]
        waiting = [item["id"] for item in here if not item["shown"] and counted(item)]
        display(view["display"])
        counts.show(len(shown), waiting, lead.projector.page_of(view["block"]))
        inbox.show(here)

    return update


def _display(lead: Lead, chosen: str) -> None:
    with box("k-choice", "fieldset"):
        Text("legend", lead.say("console.display"), "k-caption")
        for display in Display:
            button(
                lead.say(f"console.display.{display.value}"),
                lead.act("set_display", display=display.value),
                name=f"display-{display.value}",
                look="k-small",
                pressed=display.value == chosen,
            )


class Counts:
    """How many are on the screen and how many wait; showing them, and turning the pages of the room screen.

    The numbers tick while people write: the buttons stay where they are, so that no press gets lost.
    """

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._waiting: list[str] = []
        with box("k-counts"):
            self._line = named(Text("p", "", "k-meta"), "inbox-counts")
            self._all = button(lead.say("act.show_all"), self._show_all, name="show-all", look="k-small")
            self._paging = Part(self._draw_paging, "k-buttons")

    def show(self, shown: int, waiting: list[str], page: int | None) -> None:
        self._waiting = waiting
        self._line.text = self._lead.say("console.inbox.counts", shown=shown, waiting=len(waiting))
        self._all.visible = bool(waiting)
        self._paging(-(-shown // CARDS), page)

    async def _show_all(self) -> None:
        await self._lead.ask("show_viewpoints", viewpoint_ids=self._waiting[:MOST_AT_ONCE])

    def _draw_paging(self, pages: int, page: int | None) -> None:
        turning(self._lead, pages, page)
        if page is not None:
            newest = partial(self._lead.projector.turn, self._lead.view["block"], None)
            button(self._lead.say("console.page.newest"), newest, name="page-newest", look="k-small")
