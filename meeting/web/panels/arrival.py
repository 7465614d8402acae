"""Arrival: how to join, large on the room screen; on the console what happens before people come in."""

from __future__ import annotations

from nicegui import ui

from meeting.web.parts import Part, Shown, Text, Update, box, named
from meeting.web.wording import Wording, short, spaced


def room(say: Wording) -> Update:
    part = Part(lambda later, *shown: (_welcome if later else join)(say, *shown), "k-fill")

    def update(view: Shown) -> None:
        part(view["kind"] == "later", view["code"], view["address"], view["mandate_line"], view["tables"])

    return update


def _welcome(say: Wording, code: str, address: str, mandate: Shown | None, tables: bool) -> None:
    """Where phones come out later: no code yet, but who decides stands there before people speak."""
    with box("k-fill k-middle"):
        named(Text("h1", say("room.later.title"), "k-h1 k-wide"), "heading")
        Text("p", say("room.later.sub"), "k-body")
        if mandate:
            named(Text("p", say.sentence(mandate), "k-mandate"), "mandate")


def join(say: Wording, code: str, address: str, mandate: Shown | None = None, tables: bool = False) -> None:
    """The QR code, the address and the code, and the three steps; with tables, that each has a QR of its own.

    Who decides stands below over the whole width: it stays there, also where the steps take two leaves.
    """
    with box("k-join"):
        with box("k-qr"):
            picture = named(ui.element("img"), "qr")
            picture.props["src"] = f"/qr/{code}.svg"
            picture.props["alt"] = say("room.join.qr")
        with box("k-join-steps"):
            Text("h1", say("room.join.title"), "k-h1")
            with box("k-steps", "ol"):
                named(Text("li", say("room.join.table" if tables else "room.join.camera")), "first-step")
                with box(tag="li"):
                    Text("span", say("room.join.address", address=short(address)), "k-address")
                    named(Text("strong", spaced(code), "k-code"), "code")
                Text("li", say("room.join.away"))
            Text("p", say("room.join.promise"), "k-quiet")
    if mandate:
        named(Text("p", say.sentence(mandate), "k-mandate"), "mandate")
