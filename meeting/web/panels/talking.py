"""Talking: one question for the room, phones away; the console helps to keep notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meeting.procedure import agreeing
from meeting.procedure.waterline import KIND
from meeting.web.panels import agreements, waterline
from meeting.web.parts import Part, Shown, Text, Update, box, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill k-middle")
    below = waterline.room(say)
    slide = Part(lambda shown: _draw_slide(say, shown) if shown else None, "k-fill k-middle")
    agreed = Part(lambda *shown: agreements.draw(say, *shown) if shown[0] else None, "k-fill k-middle")

    def update(view: dict[str, Any]) -> None:
        below(view)
        agreed(view["agreements"], view["asked"])
        agreed.box.visible = view["agreements"] is not None
        slide(view["slide"])
        slide.box.visible = view["slide"] is not None
        part.box.visible = view["waterline"] is None and view["agreements"] is None and view["slide"] is None
        if part.box.visible:
            mandate = view["mandate_line"] if view["kind"] == "check_in" else None
            part(view["kind"], view["asked"], mandate, [each["text"] for each in view["about"]])

    return update


def _draw(say: Wording, kind: str, asked: str, mandate: Shown | None, about: list[str]) -> None:
    """The block's own question goes before the usual one; below it what the talk is about."""
    named(Text("h1", asked or say(f"room.talk.{kind}"), "k-h1 k-wide"), "heading")
    Text("p", say(f"room.talk.{kind}.sub"), "k-body")
    if about:
        with named(box("k-wall", "ul"), "about"):
            for text in about:
                with box("k-card k-view", "li"):
                    Text("p", text, "k-words").props["dir"] = "auto"
    with box("k-away"):
        Text("p", say("talk.away"))
    if mandate:
        named(Text("p", say.sentence(mandate), "k-mandate"), "mandate")


def _draw_slide(say: Wording, shown: Shown) -> None:
    """One thing that people said, in the break; a no keeps its mark."""
    Text("p", say("room.slide"), "k-body k-quiet")
    with named(box(f"k-card k-view k-large {'k-no' if shown['kind'] == 'no' else ''}", "article"), "slide"):
        Text("p", say(f"room.slide.{shown['kind']}"), "k-label")
        named(Text("h1", shown["text"], "k-h2 k-wide"), "heading").props["dir"] = "auto"


def console(lead: Lead) -> Update:
    """A talk below the waterline and one about agreements have work of their own; in any other people just talk."""
    own = {KIND: waterline.console, agreeing.KIND: agreements.console}.get(lead.view["room"]["kind"])
    return own(lead) if own else _nothing


def _nothing(view: Shown) -> None:
    """People talk."""
