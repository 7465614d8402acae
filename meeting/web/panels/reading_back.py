"""Reading back: one topic or single voice large in the hall; on the console who is done, what comes next, repairs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from meeting.procedure.reading_back import FITS, MISSING
from meeting.web.panels.spreading import voice_card
from meeting.web.parts import Field, Part, Rows, Select, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill")

    def update(view: Shown) -> None:
        known = view["reading_back"]
        part(known["now"], *((0, 0) if known["now"] else (known["tables"], known["done"])))

    return update


def _draw(say: Wording, now: Shown | None, tables: int, done: int) -> None:
    if now is None:
        _draw_tables(say, tables, done)
    elif now["kind"] == "topic":
        _draw_topic(say, now)
    else:
        named(Text("h1", say("room.reading.voice"), "k-h3"), "heading")
        voice_card(say, now, "k-large")


def _draw_tables(say: Wording, tables: int, done: int) -> None:
    with box("k-fill k-middle"):
        named(Text("h1", say("room.reading.title"), "k-h1 k-wide"), "heading")
        Text("p", say("room.reading.tables" if tables else "room.reading.soon"), "k-body k-quiet")
        if done:
            named(Text("p", say.n("room.reading.done", done, tables=tables), "k-meta"), "tables-done")


def _draw_topic(say: Wording, topic: Shown) -> None:
    """Its name, what lies in it in people's own words, and in gold what tables miss."""
    Text("p", say("room.reading.ask"), "k-label")
    named(Text("h1", topic["name"] or say("room.topics.unnamed"), "k-h2 k-wide"), "heading")
    if topic["missed"]:
        with named(box("k-card k-missed", "section"), "missed"):
            Text("p", say.n("room.reading.missed", len(topic["missed"])), "k-label k-gold")
            with box("k-additions", "ul"):
                for each in topic["missed"]:
                    Text("li", each["text"], "k-addition")
    with box("k-wall"):
        for card in topic["cards"]:
            voice_card(say, card)


# The console


def console(lead: Lead) -> Update:
    desk = Repairs(lead)
    return desk.update


class Repairs:
    """What is before the room with its repairs, how far tables are, and what still comes."""

    def __init__(self, lead: Lead) -> None:
        self._lead, say = lead, lead.say
        self._now = Part(self._draw_now)
        self._tables = Part(self._draw_tables)
        self._aloud = Part(self._draw_aloud)
        Text("h2", say("console.reading.queue"), "k-h2")
        self._none = Part(lambda some: None if some else Text("p", say("console.reading.none"), "k-quiet"))
        self._queue = Rows(self._draw_row, "k-inbox", many=True)
        named(self._queue.box, "reading-queue")
        self._more = named(Text("p", "", "k-meta"), "reading-more")
        self._heard = Part(lambda some: Text("h2", say("console.reading.been"), "k-h2") if some else None)
        self._been = Rows(self._draw_row, "k-inbox", many=True)
        named(self._been.box, "reading-been")

    def update(self, view: Shown) -> None:
        known = view["reading_back"]
        instead = known["now"]["id"] if known["now"] else None
        self._now(known["now"])
        self._tables(known["tables"], known["done"], known["busy"])
        self._aloud(known["shared"])
        self._none(bool(known["queue"]))
        self._queue(known["queue"], instead)
        self._more.text = self._lead.say.n("console.reading.more", known["more"]) if known["more"] else ""
        self._heard(bool(known["been"]))
        self._been(known["been"], instead)

    # Before the room

    def _draw_now(self, item: Shown | None) -> None:
        if item is None:
            return
        say = self._lead.say
        Text("h2", say("console.reading.now"), "k-h2")
        with named(box("k-row k-on"), "before-the-room"):
            self._head(item)
            if item["topic"]:
                self._draw_word(item)
                self._naming(item)
                self._members(item)
            self._repair(item)

    def _draw_word(self, item: Shown) -> None:
        """What the room says of it aloud."""
        say, rev = self._lead.say, item["said"]["rev"] + 1
        press = self._lead.act("note_reading", cluster_id=item["id"], verdict=FITS, rev=rev)
        with box("k-buttons"):
            said = item["said"]["verdict"] == FITS
            button(say("console.reading.fits"), press, name="room-fits", look="k-small", pressed=said)
        self._lead.form(
            label=say("console.reading.missing"),
            name="room-misses",
            do="note_reading",
            args=lambda text: {"cluster_id": item["id"], "verdict": MISSING, "rev": rev, "text": text},
            send=say("console.reading.missing.send"),
        )

    def _naming(self, item: Shown) -> None:
        say = self._lead.say
        self._lead.form(
            label=say("console.topic.name"),
            name="topic-name",
            start=item["text"] or "",
            do="name_cluster",
            args=lambda text: {"name": text, "cluster_id": item["id"], "rev": item["rev"]},
            send=say("console.topic.name.send"),
        )

    def _members(self, item: Shown) -> None:
        """The cards of a topic; one that does not belong there can be taken out."""
        for card in item["cards"]:
            with named(box("k-member"), f"member-{card['id']}"):
                Text("p", card["text"])
                with box("k-buttons"):
                    known = {"cluster_id": item["id"], "rev": item["rev"], "viewpoint_id": card["id"]}
                    press = self._lead.act("take_out", **known)
                    button(self._lead.say("console.topic.out"), press, name="take-out", look="k-small")

    def _repair(self, item: Shown) -> None:
        say = self._lead.say
        self._lead.form(
            label=say("console.reading.repair"),
            help=say("console.reading.repair.help"),
            name="repair",
            do="note_repair",
            new="repair_id",
            args=lambda text: {"thing_id": item["id"], "text": text},
            send=say("console.reading.repair.send"),
        )

    # How far tables are

    def _draw_tables(self, tables: int, done: int, busy: list[int]) -> None:
        if not tables:
            return
        say = self._lead.say
        Text("h2", say("console.reading.tables"), "k-h2")
        named(Text("p", say("console.reading.done", done=done, tables=tables), "k-line"), "reading-done")
        if busy:
            numbers = ", ".join(map(str, busy))
            named(Text("p", say.n("console.reading.busy", len(busy), tables=numbers), "k-meta"), "reading-busy")

    def _draw_aloud(self, tables: list[Shown]) -> None:
        """What a table says aloud or on paper is typed for it."""
        if not tables or not self._lead.may("note_reading"):
            return
        say = self._lead.say
        with named(box("k-fold", "details"), "reading-aloud"):
            Text("summary", say("console.reading.aloud"), "k-button k-small")
            with box("k-fold-in"):
                choices = [(each["id"], say("console.picking.table", n=each["number"])) for each in tables]
                _Aloud(self._lead, {each["id"]: each["topics"] for each in tables}, choices)

    # What comes, and what was there

    def _draw_row(self, item: Shown, instead: str | None) -> None:
        say = self._lead.say
        with named(box("k-row"), f"thing-{item['id']}"):
            self._head(item)
            press = self._lead.act(
                "bring_to_room", thing_id=item["id"], instead=instead, visit=self._lead.view["visit"]
            )
            with box("k-buttons"):
                button(say("console.reading.show"), press, name="bring", look="k-small")

    def _head(self, item: Shown) -> None:
        say = self._lead.say
        unnamed = say("console.topic.number", n=item["number"]) if item["topic"] else ""
        Text("p", item["text"] or unnamed, "k-words k-strong" if item["topic"] else "k-words")
        Text("p", " · ".join(_tags(say, item)), "k-meta")
        for each in item["missed"] if item["topic"] else ():
            who = say("console.picking.table", n=each["table"]) if each["table"] else say("console.reading.room")
            Text("p", f"{who}: {each['text']}", "k-body")
        for each in item["repairs"]:
            Text("p", say("console.reading.repaired", text=each["text"]), "k-meta")


class _Aloud:
    """One table, one of its topics, and what it says."""

    def __init__(self, lead: Lead, topics: dict[str, list[Shown]], tables: list[tuple[str, str]]) -> None:
        self._lead, self._topics = lead, topics
        say = lead.say
        given = dict.fromkeys((topic["id"], topic["name"]) for each in topics.values() for topic in each)
        named_so = [(ident, name or say("room.topics.unnamed")) for ident, name in given]
        self._table = Select(say("console.reading.aloud.table"), tables, name="aloud-table")
        self._topic = Select(say("console.reading.aloud.topic"), named_so, name="aloud-topic")
        self._text = Field(say("console.reading.aloud.text"), name="aloud-text")
        with box("k-buttons"):
            for verdict in (FITS, MISSING):
                press = partial(self._send, verdict)
                button(say(f"console.reading.aloud.{verdict}"), press, name=f"aloud-{verdict}", look="k-small")

    async def _send(self, verdict: str) -> None:
        given = self._topics[self._table.value]
        rev = next((each["rev"] for each in given if each["id"] == self._topic.value), 0)
        fields: dict[str, Any] = {"table_id": self._table.value, "cluster_id": self._topic.value, "rev": rev + 1}
        words = self._text.text if verdict == MISSING else None
        if await self._lead.ask("note_reading", self._text.refuse, verdict=verdict, text=words, **fields):
            self._text.clear()


def _tags(say: Wording, item: Shown) -> list[str]:
    if not item["topic"]:
        return [*([say("console.tag.no")] if item["no"] else []), say("console.tag.alone")]
    tags = [say.n("topic.size", len(item["cards"]))]
    if item["fit"]:
        tags.append(say.n("console.reading.fit", item["fit"]))
    if not item["fit"] and not item["missed"]:
        tags.append(say("console.reading.unread"))
    return tags
