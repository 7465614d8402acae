"""Below the waterline: two sides in neutral words; then what touched people, and what of it the room keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meeting.web.parts import Field, Part, Rows, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill k-middle")

    def update(view: Shown) -> None:
        known = view["waterline"]
        part.box.visible = known is not None
        if known is not None:
            part(known["sides"], known["asked"], known["grains"], view["asked"])

    return update


def _draw(say: Wording, sides: list[str], asked: bool, grains: list[Shown], question: str) -> None:
    heading = "room.waterline.grains" if asked else "room.waterline.sides" if sides else "room.talk.waterline"
    named(Text("h1", question if question and not sides else say(heading), "k-h1 k-wide"), "heading")
    Text("p", say(f"{heading}.sub"), "k-body")
    if sides:
        with box("k-sides"):
            for side in sides:
                named(Text("p", side, "k-card k-side"), "side")
    if not asked:
        with box("k-away"):
            Text("p", say("talk.away"))
    if grains:
        Text("p", say("room.waterline.kept"), "k-label k-gold")
        with box("k-additions", "ul"):
            for grain in grains[-6:]:
                named(Text("li", grain["text"], "k-addition"), "grain")


# The console


def console(lead: Lead) -> Update:
    say = lead.say
    Text("h2", say("console.waterline"), "k-h2")
    if lead.may("name_sides"):
        _sides(lead)
    given = box()
    with given:
        Text("h3", say("console.grains"), "k-h3")
        Text("p", say("console.grains.help"), "k-help")
        none = Text("p", say("console.grains.none"), "k-quiet")
        rows = Rows(lambda grain: _grain(lead, grain), "k-inbox")
        named(rows.box, "grains")
        if lead.may("give_grain"):
            lead.form(
                label=say("console.grain.label"),
                name="spoken-grain",
                do="give_grain",
                new="grain_id",
                args=lambda text: {"text": text},
                send=say("console.grain.send"),
            )

    def update(view: Shown) -> None:
        known = view["room"]["waterline"]
        given.visible = known["asked"]
        none.visible = not view["grains"]
        rows(view["grains"])

    return update


def _sides(lead: Lead) -> None:
    """Two fields and one button: the sides come on the screen together."""
    say = lead.say
    with box("k-form"):
        first = Field(say("console.waterline.first"), name="side-first", help=say("console.waterline.help"))
        second = Field(say("console.waterline.second"), name="side-second")

        async def submit() -> None:
            await lead.ask("name_sides", second.refuse, first=first.text, second=second.text)

        button(say("console.waterline.send"), submit, name="name-sides", look="k-small")


def _grain(lead: Lead, grain: Shown) -> None:
    with named(box("k-row"), "grain"):
        if grain["spoken"]:
            Text("p", lead.say("card.spoken"), "k-label")
        Text("p", grain["text"], "k-words")
        if lead.may("keep_grain"):
            words = "console.grain.drop" if grain["kept"] else "console.grain.keep"
            press = lead.act("keep_grain", grain_id=grain["id"], kept=not grain["kept"])
            with box("k-buttons"):
                button(lead.say(words), press, name="keep-grain", look="k-small", pressed=grain["kept"])
