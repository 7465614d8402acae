"""Talking: one question for the room, phones away; the console helps to keep notes."""

from __future__ import annotations

from meeting.web.parts import Part, Shown, Text, Update, box, named
from meeting.web.wording import Wording


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill k-middle")

    def update(view: Shown) -> None:
        part(view["kind"], view["asked"], view["mandate_line"] if view["kind"] == "check_in" else None)

    return update


def _draw(say: Wording, kind: str, asked: str, mandate: Shown | None) -> None:
    """The block's own question goes before the usual one."""
    named(Text("h1", asked or say(f"room.talk.{kind}"), "k-h1 k-wide"), "heading")
    Text("p", say(f"room.talk.{kind}.sub"), "k-body")
    with box("k-away"):
        Text("p", say("talk.away"))
    if mandate:
        named(Text("p", say.sentence(mandate), "k-mandate"), "mandate")
