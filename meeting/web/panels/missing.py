"""Missing: groups and roles that are not in the room hang there by name, beside the empty chair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meeting.web.parts import Part, Rows, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    head = Part(lambda *shown: _head(say, *shown), "k-gather-top")
    rows = Rows(lambda item: Text("p", item["text"], "k-words"), "k-missing")
    named(rows.box, "missing")
    chair = Part(lambda some: Text("p", say("room.missing.chair"), "k-body") if some else None)

    def update(view: Shown) -> None:
        some = bool(view["missing"])
        head.box.classes(**({"remove": "k-fill k-middle"} if some else {"add": "k-fill k-middle"}))
        head(some)
        rows(view["missing"])
        rows.box.visible = some
        chair(some)

    return update


def _head(say: Wording, some: bool) -> None:
    named(Text("h1", say("room.missing.title"), "k-h2" if some else "k-h1"), "heading")
    Text("p", say("room.missing.sub"), "k-body k-quiet")


# The console


def console(lead: Lead) -> Update:
    say = lead.say
    Text("h2", say("console.block.missing"), "k-h2")
    came = Rows(lambda known: Text("p", _came(say, known), "k-meta"), "k-came-list")
    named(came.box, "who-came")
    lead.form(
        label=say("console.missing.said"),
        help=say("console.missing.said.help"),
        name="missing-text",
        do="name_missing",
        new="missing_id",
        args=lambda text: {"text": text, "block_id": lead.view["block"]},
        send=say("console.missing.said.send"),
    )
    none = Part(lambda some: None if some else Text("p", say("console.missing.none"), "k-quiet"))
    rows = Rows(lambda item: _row(lead, item), "k-inbox", many=True)
    named(rows.box, "named")

    def update(view: Shown) -> None:
        here = [item for item in view["missing"] if item["block"] == view["block"]]
        none(bool(here))
        rows(here)
        roles = view["seating"].get("capacities", [])  # only who leads has the hall's numbers
        came([known for known in roles if known["invited"] is not None])

    return update


def _came(say: Wording, known: Shown) -> str:
    """Of a role of which it is known how many were invited: who stayed away may be whom we miss."""
    return f"{known['name']}: {say('capacities.here.of', n=known['here'], invited=known['invited'])}"


def _row(lead: Lead, item: Shown) -> None:
    say = lead.say
    with named(box("k-row"), f"missing-{item['id']}"):
        Text("p", item["text"], "k-words")
        Text("p", " · ".join(_tags(say, item)), "k-meta")
        with box("k-buttons"):
            _buttons(lead, item)


def _tags(say: Wording, item: Shown) -> list[str]:
    tags = [say("card.spoken")] if item["spoken"] else []
    if item["withdrawn"]:
        return [*tags, say("console.tag.withdrawn")]
    if item["held"]:
        return [*tags, say("console.tag.held", reason=say(f"console.hold.{item['held']}"))]
    return [*tags, say("console.tag.shown" if item["shown"] else "console.tag.waiting")]


def _buttons(lead: Lead, item: Shown) -> None:
    say, known = lead.say, {"missing_id": item["id"]}
    if item["withdrawn"]:
        return
    if item["held"]:
        press = lead.act("hold_missing", reason=None, was=item["held"], **known)
        button(say("console.release"), press, name="release", look="k-small")
        return
    if not item["shown"]:
        press = lead.act("show_missing", missing_ids=[item["id"]])
        button(say("console.show"), press, name="show", look="k-small")
    with box("k-fold", "details"):
        named(Text("summary", say("console.hold"), "k-button k-small"), "hold")
        with box("k-fold-in"):
            Text("p", say("console.hold.why"), "k-caption")
            for reason in lead.view["hold_reasons"]:
                press = lead.act("hold_missing", reason=reason, was=None, **known)
                button(say(f"console.hold.{reason}"), press, name=f"hold-{reason}", look="k-small")
    if item["spoken"]:
        press = lead.act("withdraw_missing", **known)
        button(say("console.withdraw"), press, name="withdraw", look="k-small")
