"""Picking: the hall sees how many tables are done; the console which ones, or without tables the cards themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meeting.web.parts import Part, Rows, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill k-middle")

    def update(view: Shown) -> None:
        part(*(view["picking"][each] for each in ("tables", "done", "line", "cards")))

    return update


def _draw(say: Wording, tables: int, done: int, line: Shown, cards: list[Shown]) -> None:
    named(Text("h1", say("room.picking.title" if tables else "room.picking.together"), "k-h1 k-wide"), "heading")
    Text("p", say.sentence(line), "k-body")
    if done:
        named(Text("p", say.n("room.picking.done", done, tables=tables), "k-meta"), "tables-done")
    if cards:
        with named(box("k-wall", "ul"), "picking-cards"):
            for card in cards:
                _hanging(say, card)


def _hanging(say: Wording, card: Shown) -> None:
    """A card the group picks from; in words whether it goes on."""
    with box(f"k-card k-view {'k-no' if card['no'] else ''}", "li"):
        if card["picked"] or card["own_way"]:
            Text("p", say("room.picking.goes"), "k-label")
        Text("p", card["text"], "k-words").props["dir"] = "auto"


# The console


def console(lead: Lead) -> Update:
    say = lead.say
    Text("h2", say("console.block.picking"), "k-h2")
    help_ = Part(lambda words: Text("p", say(words), "k-help"))
    tables = Rows(lambda item: _table(say, item), "k-inbox", many=True)
    named(tables.box, "picking-tables")
    cards = Rows(lambda item: _card(lead, item), "k-inbox", many=True)
    named(cards.box, "picking-cards")

    def update(view: Shown) -> None:
        known = view["picking"]
        help_("console.picking.together" if known["cards"] or not known["tables"] else "console.picking.help")
        tables(known["tables"])
        cards(known["cards"])

    return update


def _table(say: Wording, item: Shown) -> None:
    with named(box("k-row"), f"picking-table-{item['number']}"):
        Text("p", say("console.picking.table", n=item["number"]), "k-words k-strong")
        Text("p", " · ".join(_facts(say, item)), "k-meta")


def _facts(say: Wording, item: Shown) -> list[str]:
    facts = [say.n("console.picking.cards", item["cards"]), say.n("console.picking.picked", item["picked"])]
    if item["unheard"]:
        facts.append(say.n("console.picking.unheard", item["unheard"]))
    return [*facts, say("console.picking.done" if item["done"] else "console.picking.busy")]


def _card(lead: Lead, item: Shown) -> None:
    say, known = lead.say, {"viewpoint_id": item["id"]}
    with named(box("k-row"), f"picking-{item['id']}"):
        Text("p", item["text"], "k-words")
        if item["own_way"]:
            Text("p", say("console.picking.own_way"), "k-meta")
            return
        with box("k-buttons"):
            press = lead.act("unpick_card" if item["picked"] else "pick_card", **known)
            button(say("console.picking.pick"), press, name="pick", look="k-small", pressed=item["picked"])
