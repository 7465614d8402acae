"""Spreading: one viewpoint large in the hall, numbers at the end; on the console who is heard next, and hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meeting.web.panels.inbox import Inbox
from meeting.web.parts import Field, Part, Rows, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill")

    def update(view: Shown) -> None:
        known = view["spreading"]
        part(known["now"], known["cards"] if known["counted"] else None)

    return update


def _draw(say: Wording, now: Shown | None, counted: list[Shown] | None) -> None:
    if counted is not None:
        _draw_counted(say, counted)
    elif now is None:
        with box("k-fill k-middle"):
            named(Text("h1", say("room.spread.soon"), "k-h1 k-wide"), "heading")
    else:
        named(Text("h1", say("room.spread.ask"), "k-h3"), "heading")
        voice_card(say, now, "k-large")


def _draw_counted(say: Wording, cards: list[Shown]) -> None:
    named(Text("h1", say("room.spread.counted"), "k-h3"), "heading")
    with box("k-wall"):
        for card in cards:
            voice_card(say, card)


def voice_card(say: Wording, card: Shown, look: str = "", *, alone: bool = False) -> None:
    """A viewpoint in its own words, what it sees otherwise, and how many recognise it once that may be seen."""
    labels = [say("room.topics.single")] if alone else []
    labels += [say.sentence(card["label"])] if card["label"] else []
    with named(box(f"k-card k-view {look} {'k-no' if card['no'] else ''}", "article"), "card"):
        if labels:
            Text("p", " · ".join(labels), "k-label")
        Text("p", card["text"], "k-words")
        for item in card["items"]:
            Text("p", say(item["key"]), "k-label")
            Text("p", item["text"], "k-body k-quiet")
        if card.get("recognised"):
            Text("p", say.sentence(card["recognised"]), "k-meta k-recognised")


# The console


def console(lead: Lead) -> Update:
    say = lead.say
    now = Part(lambda *shown: _now(lead, *shown))
    Text("h2", say("console.spread"), "k-h2")
    Text("p", say("console.spread.order"), "k-help")
    none = Part(lambda some: None if some else Text("p", say("console.spread.none"), "k-quiet"))
    waiting = Rows(lambda item, instead, counted: _row(lead, item, instead, counted), "k-inbox", many=True)
    named(waiting.box, "queue")
    more = named(Text("p", "", "k-meta"), "queue-more")
    heard = Part(lambda some: Text("h2", say("console.spread.been"), "k-h2") if some else None)
    been = Rows(lambda item, instead, counted: _row(lead, item, instead, counted), "k-inbox", many=True)
    named(been.box, "been")
    inbox = Inbox(lead)

    def update(view: Shown) -> None:
        known = view["spreading"]
        instead = known["now"]["id"] if known["now"] else None
        now(known["now"], view["block"])
        none(bool(known["queue"]))
        waiting(known["queue"], instead, known["counted"])
        more.text = say.n("console.spread.more", known["more"]) if known["more"] else ""
        heard(bool(known["been"]))
        been(known["been"], instead, known["counted"])
        inbox.show([item for item in view["inbox"] if item["block"] == view["block"]])

    return update


def _now(lead: Lead, item: Shown | None, block: str) -> None:
    """What is before the room: hands that are counted, and who sees it otherwise and says so."""
    if item is None:
        return
    say = lead.say
    Text("h2", say("console.spread.now"), "k-h2")
    with named(box("k-row k-on"), "before-the-room"):
        Text("p", item["text"], "k-words")
        _otherwise(say, item)
        Text("p", say("console.spread.hidden"), "k-help")
        _hands(lead, item)
        lead.form(
            label=say("console.otherwise.label"),
            name="spoken-otherwise",
            do="submit_viewpoint",
            new="viewpoint_id",
            args=lambda text: {"text": text, "block_id": block, "otherwise_of": item["id"]},
            send=say("console.spoken.send"),
        )


def _hands(lead: Lead, item: Shown) -> None:
    """A number, read aloud; the last one stands."""
    if not lead.may("recognise_aloud"):
        return
    say = lead.say

    async def note() -> None:
        hands = int(field.text) if field.text.strip().isdecimal() else -1
        await lead.ask("recognise_aloud", field.refuse, viewpoint_id=item["id"], hands=hands)

    with box("k-form"):
        field = Field(
            say("console.spread.hands"),
            name="hands",
            help=say("console.spread.hands.help"),
            start=str(item["hands"] or ""),
            on_enter=note,
        )
        field.input.props["inputmode"] = "numeric"
        button(say("console.spread.hands.send"), note, name="hands-send", look="k-small")
        if item["hands"]:
            named(Text("p", say("console.spread.hands.noted", n=item["hands"]), "k-meta"), "hands-noted")


def _row(lead: Lead, item: Shown, instead: str | None, counted: bool) -> None:
    say = lead.say
    with named(box("k-row"), f"voice-{item['id']}"):
        Text("p", item["text"], "k-words")
        _otherwise(say, item)
        Text("p", " · ".join(_tags(say, item)), "k-meta")
        if not counted:
            press = lead.act("spread_viewpoint", viewpoint_id=item["id"], instead=instead, visit=lead.view["visit"])
            with box("k-buttons"):
                button(say("console.spread.show"), press, name="spread", look="k-small")


def _otherwise(say: Wording, item: Shown) -> None:
    if item["otherwise_of"]:
        Text("p", f"{say('console.otherwise')} {item['otherwise_of']}", "k-meta")


def _tags(say: Wording, item: Shown) -> list[str]:
    tags = [say("console.tag.no")] if item["no"] else []
    tags += [say.sentence(item["label"])] if item["label"] else []
    tags += [] if item["seen"] else [say("console.tag.unseen")]
    return [*tags, say.sentence(item["recognised"])] if item["recognised"] else tags
