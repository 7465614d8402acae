"""Topics: what lies together and what stands by itself in the hall; on the console people's word lays them together."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from nicegui import ui

from meeting.web.panels.inbox import Inbox
from meeting.web.panels.spreading import voice_card
from meeting.web.parts import Part, Rows, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead

ON_ONE_PICTURE = 60
"""Cards of one picture in the hall, whatever leaves it takes; the console turns to the others."""

ROWS = 30
"""Single voices that the console lists at once."""


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill")

    def update(view: Shown) -> None:
        known = view["clustering"]
        topic = next((each for each in known["topics"] if each["number"] == view["page"]), None)
        part(topic, _picture(known, view["page"]))

    return update


def _picture(known: Shown, page: int | None) -> list[Shown]:
    """Topics and single voices together in mixed order; pages below 0 count on through what is more."""
    cards = sorted([*known["topics"], *known["single"]], key=lambda each: str(each["id"]))
    first = -page * ON_ONE_PICTURE if page is not None and page < 0 else 0
    return cards[first : first + ON_ONE_PICTURE]


def _draw(say: Wording, topic: Shown | None, cards: list[Shown]) -> None:
    if topic is not None:
        _draw_topic(say, topic)
        return
    if not cards:
        with box("k-fill k-middle"):
            named(Text("h1", say("room.topics.none"), "k-h1"), "heading")
        return
    named(Text("h1", say("room.topics"), "k-h3"), "heading")
    with box("k-wall"):
        for card in cards:
            if "cards" in card:
                _topic_card(say, card)
            else:
                voice_card(say, card, alone=True)


def _topic_card(say: Wording, topic: Shown) -> None:
    """A topic by its name; without one its viewpoints themselves."""
    with named(box("k-card k-view k-topic", "article"), "topic"):
        Text("p", say("room.topic" if topic["name"] else "room.topics.unnamed"), "k-label")
        if topic["name"]:
            Text("p", topic["name"], "k-words k-strong")
        else:
            for card in topic["cards"]:
                Text("p", card["text"], "k-body")
        if topic["size"]:
            Text("p", say.n("topic.size", topic["size"]["values"]["n"]), "k-meta")


def _draw_topic(say: Wording, topic: Shown) -> None:
    """One topic with every viewpoint in it, in its own words."""
    named(Text("h1", topic["name"] or say("room.topics.unnamed"), "k-h3"), "heading")
    with box("k-wall"):
        for card in topic["cards"]:
            voice_card(say, card)


# The console


def console(lead: Lead) -> Update:
    desk = Desk(lead)
    return desk.update


class Desk:
    """Where viewpoints are laid together: suggestions, single voices, topics, and what still came in."""

    def __init__(self, lead: Lead) -> None:
        say = lead.say
        self._lead = lead
        self._chosen: set[str] = set()
        self._first = 0
        self._skipped: set[frozenset[str]] = set()
        self._known: Shown = {"single": [], "topics": [], "apart": []}
        self._suggestion = Part(self._draw_suggestion)
        Text("h2", say("console.single"), "k-h2")
        self._help = Part(
            lambda some: Text("p", say("console.single.help" if some else "console.single.none"), "k-help")
        )
        self._bar = Part(self._draw_bar)
        self._single = Rows(self._draw_single, "k-inbox", many=True)
        named(self._single.box, "single-voices")
        self._turning = Part(self._draw_turning, "k-buttons")
        Text("h2", say("console.topics"), "k-h2")
        self._picture = Part(self._draw_picture, "k-buttons")
        self._topics = Rows(self._draw_topic, "k-inbox", many=True)
        named(self._topics.box, "topics")
        self._inbox = Inbox(lead)
        lead.likeness.look()
        ui.context.client.on_delete(lead.likeness.watch(self._again))

    def update(self, view: Shown) -> None:
        self._known = view["clustering"]
        there = {each["id"] for each in self._known["single"]}
        there |= {card["id"] for topic in self._known["topics"] for card in topic["cards"]}
        self._chosen &= there
        self._inbox.show([item for item in view["inbox"] if item["block"] == view["block"]])
        self._again()

    def _again(self) -> None:
        single, topics = self._known["single"], self._known["topics"]
        if self._single.box.is_deleted:
            return
        self._first = min(self._first, max(0, len(single) - 1) // ROWS * ROWS)
        self._suggestion(*self._suggested())
        self._help("console.single.help" if single else "console.single.none")
        self._bar(len(self._chosen))
        self._single(single[self._first : self._first + ROWS], frozenset(self._chosen))
        self._turning(self._first, len(single))
        self._picture(len(single) + len(topics), self._lead.projector.page_of(self._lead.view["block"]))
        self._topics([self._with_chosen(topic) for topic in topics])

    def _with_chosen(self, topic: Shown) -> Shown:
        """A row is drawn anew only when the choice is about it: a name that is being typed stays."""
        inside = {card["id"] for card in topic["cards"]} & self._chosen
        return {**topic, "chosen": inside, "coming": bool(self._chosen - inside)}

    # What looks alike

    def _suggested(self) -> tuple[Shown | None, Shown | None]:
        """The two that look most alike, are not together yet and were not told apart."""
        rows = self._rows()
        apart = {frozenset(each) for each in self._known["apart"]} | self._skipped
        pairs = sorted(self._lead.likeness.pairs.items(), key=lambda pair: (-pair[1], sorted(pair[0])))
        for pair, _ in pairs:
            known = [rows[each] for each in sorted(pair) if each in rows]
            if len(known) == 2 and pair not in apart and not _together(*known):
                return known[0], known[1]
        return None, None

    def _rows(self) -> dict[str, Shown]:
        """Every viewpoint, with the topic it lies in."""
        rows: dict[str, Shown] = {each["id"]: {**each, "topic": None} for each in self._known["single"]}
        for topic in self._known["topics"]:
            rows |= {card["id"]: {**card, "topic": topic} for card in topic["cards"]}
        return rows

    def _draw_suggestion(self, one: Shown | None, other: Shown | None) -> None:
        if one is None or other is None:
            return
        say, pair = self._lead.say, [one["id"], other["id"]]
        Text("h2", say("console.alike"), "k-h2")
        Text("p", say("console.alike.help"), "k-help")
        with named(box("k-row"), "suggestion"):
            for each in (one, other):
                Text("p", each["text"], "k-words")
                if each["topic"]:
                    Text("p", self._name(each["topic"]), "k-meta")
            with box("k-buttons"):
                button(say("console.merge"), partial(self._merge_two, one, other), name="alike-merge", look="k-small")
                press = self._lead.act("tell_apart", viewpoint_ids=pair)
                button(say("console.alike.apart"), press, name="alike-apart", look="k-small")
                button(say("console.alike.next"), partial(self._skip, pair), name="alike-next", look="k-small")

    async def _merge_two(self, one: Shown, other: Shown) -> None:
        """Into the topic one of them lies in; the same act as laying them together by hand."""
        topic = one["topic"] or other["topic"]
        if topic is None:
            await self._lead.ask("merge_viewpoints", new="cluster_id", rev=0, viewpoint_ids=[one["id"], other["id"]])
            return
        coming = [each["id"] for each in (one, other) if each["topic"] is not topic]
        await self._lead.ask("merge_viewpoints", cluster_id=topic["id"], rev=topic["rev"], viewpoint_ids=coming)

    def _skip(self, pair: list[str]) -> None:
        self._skipped.add(frozenset(pair))
        self._again()

    # Choosing and laying together

    def _draw_bar(self, chosen: int) -> None:
        say = self._lead.say
        with box("k-counts"):
            text = say.n("console.chosen", chosen) if chosen else say("console.chosen.none")
            named(Text("p", text, "k-meta"), "chosen").props["role"] = "status"
            if chosen > 1:
                button(say("console.merge"), self._merge_chosen, name="merge", look="k-small")

    async def _merge_chosen(self) -> None:
        chosen = sorted(self._chosen)
        if await self._lead.ask("merge_viewpoints", new="cluster_id", rev=0, viewpoint_ids=chosen):
            self._chosen.clear()
            self._again()

    async def _merge_into(self, topic: Shown) -> None:
        fields = {"cluster_id": topic["id"], "rev": topic["rev"], "viewpoint_ids": sorted(self._chosen)}
        if await self._lead.ask("merge_viewpoints", **fields):
            self._chosen.clear()
            self._again()

    def _choose(self, ident: str) -> None:
        self._chosen ^= {ident}
        self._again()

    def _draw_single(self, item: Shown, chosen: frozenset[str]) -> None:
        with named(box("k-row"), f"single-{item['id']}"):
            Text("p", item["text"], "k-words")
            Text("p", " · ".join(_tags(self._lead.say, item)), "k-meta")
            with box("k-buttons"):
                self._choosing(item, chosen)

    def _choosing(self, item: Shown, chosen: Collection[str]) -> None:
        if self._lead.may("merge_viewpoints"):
            text, pressed = self._lead.say("console.choose_voice"), item["id"] in chosen
            button(text, partial(self._choose, item["id"]), name="choose", look="k-small", pressed=pressed)

    def _draw_turning(self, first: int, of: int) -> None:
        for name, to in (("older", first - ROWS), ("newer", first + ROWS)):
            if 0 <= to < of:
                press = partial(self._turn, to)
                button(self._lead.say(f"console.single.{name}"), press, name=f"single-{name}", look="k-small")

    def _turn(self, to: int) -> None:
        self._first = to
        self._again()

    # Topics

    def _draw_topic(self, topic: Shown) -> None:
        say, named_so = self._lead.say, {"cluster_id": topic["id"], "rev": topic["rev"]}
        with named(box(f"k-row {'k-gold-edge' if topic['misfits'] else ''}"), f"topic-{topic['id']}"):
            Text("p", self._name(topic), "k-words k-strong")
            Text("p", " · ".join(_facts(say, topic)), "k-meta")
            for card in topic["cards"]:
                self._draw_member(topic, card)
            with box("k-buttons"):
                if topic["coming"]:
                    into = partial(self._merge_into, topic)
                    button(say("console.merge.into"), into, name="merge-into", look="k-small")
                show = partial(self._lead.projector.turn, self._lead.view["block"], topic["number"])
                button(say("console.topic.show"), show, name="topic-show", look="k-small")
                if topic["name"] and not topic["confirmed"]:
                    press = self._lead.act("confirm_cluster", **named_so)
                    button(say("console.topic.confirm"), press, name="topic-confirm", look="k-small")
                press = self._lead.act("split_cluster", **named_so)
                button(say("console.topic.split"), press, name="topic-split", look="k-small")
            self._naming(topic)

    def _draw_member(self, topic: Shown, card: Shown) -> None:
        with named(box("k-member"), f"member-{card['id']}"):
            Text("p", card["text"])
            if tags := _tags(self._lead.say, card):
                Text("p", " · ".join(tags), "k-meta")
            with box("k-buttons"):
                known = {"cluster_id": topic["id"], "rev": topic["rev"], "viewpoint_id": card["id"]}
                press = self._lead.act("take_out", **known)
                button(self._lead.say("console.topic.out"), press, name="take-out", look="k-small")
                self._choosing(card, topic["chosen"])

    def _naming(self, topic: Shown) -> None:
        say = self._lead.say
        self._lead.form(
            label=say("console.topic.name"),
            help=say("console.topic.name.help"),
            name="topic-name",
            start=topic["name"] or "",
            do="name_cluster",
            args=lambda text: {"name": text, "cluster_id": topic["id"], "rev": topic["rev"]},
            send=say("console.topic.name.send"),
        )

    def _name(self, topic: Shown) -> str:
        return topic["name"] or self._lead.say("console.topic.number", n=topic["number"])

    def _draw_picture(self, cards: int, page: int | None) -> None:
        """Back to the whole picture, and on through it where it is more than one."""
        turn, block = self._lead.projector.turn, self._lead.view["block"]
        pictures = -(-cards // ON_ONE_PICTURE)
        here = -page if page is not None and page < 0 else 0
        if page is not None and page > 0:
            button(self._lead.say("console.topic.overview"), partial(turn, block, 0), name="overview", look="k-small")
            return
        for name, to in (("older", here - 1), ("newer", here + 1)):
            if 0 <= to < pictures:
                press = partial(turn, block, -to)
                button(self._lead.say(f"console.page.{name}"), press, name=f"page-{name}", look="k-small")


def _together(one: Shown, other: Shown) -> bool:
    return one["topic"] is not None and other["topic"] is not None and one["topic"]["id"] == other["topic"]["id"]


def _facts(say: Wording, topic: Shown) -> list[str]:
    facts = [say.n("topic.size", len(topic["cards"]))]
    if topic["name"]:
        facts.append(say("console.topic.confirmed" if topic["confirmed"] else "console.topic.unconfirmed"))
    return [*facts, say.n("console.topic.misfits", topic["misfits"])] if topic["misfits"] else facts


def _tags(say: Wording, item: Shown) -> list[str]:
    tags = [say("console.tag.no")] if item["no"] else []
    tags += [say.sentence(item["label"])] if item["label"] else []
    tags += [say("console.tag.missed")] if item["missed"] else []
    tags += [] if item["seen"] else [say("console.tag.unseen")]
    tags += [] if item["fits"] is None else [say(f"console.tag.{'fits' if item['fits'] else 'misfits'}")]
    return [*tags, say.sentence(item["recognised"])] if item["recognised"] else tags
