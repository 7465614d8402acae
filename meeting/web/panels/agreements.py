"""Agreements: how the group talks with each other, in the room and on the console, where its own are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meeting.web.parts import Part, Rows, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def draw(say: Wording, known: Shown, asked: str) -> None:
    """What hangs in the room while the group makes them."""
    named(Text("h1", asked or say("room.talk.agreements"), "k-h2"), "heading")
    with named(box("k-agreements", "ol"), "agreements"):
        for line in known["lines"]:
            Text("li", say.sentence(_words(line)))
    said = "room.agreements.confirmed" if known["confirmed"] else "room.talk.agreements.sub"
    named(Text("p", say(said), "k-body k-quiet"), "agreed")


def _words(line: Shown) -> Shown:
    return {"key": line["key"], "values": line["values"]} if "key" in line else {"text": line["text"]}


# The console


def console(lead: Lead) -> Update:
    say = lead.say
    Text("h2", say("console.agreements"), "k-h2")
    rows = Rows(lambda *shown: _row(lead, *shown), "k-inbox")
    named(rows.box, "agreements-list")
    lead.form(
        label=say("console.agreements.label"),
        help=say("console.agreements.help"),
        name="agreement",
        do="add_agreement",
        new="agreement_id",
        args=lambda text: {"text": text},
        send=say("console.agreements.send"),
    )
    state = Part(lambda confirmed: _state(say, confirmed=confirmed))

    def update(view: Shown) -> None:
        known = view["room"]["agreements"]
        if known is None:
            return
        rows(known["lines"], known["own"])
        state(known["confirmed"])

    return update


def _row(lead: Lead, line: Shown, own: list[str]) -> None:
    with named(box("k-row"), f"agreement-{line['id']}"):
        Text("p", lead.say.sentence(_words(line)), "k-words")
        if line["id"] in own:
            press = lead.act("remove_agreement", agreement_id=line["id"])
            button(lead.say("console.withdraw"), press, name="remove", look="k-small")


def _state(say: Wording, *, confirmed: bool) -> None:
    words = "console.agreements.confirmed" if confirmed else "console.agreements.open"
    named(Text("p", say(words), "k-meta"), "agreements-state")
