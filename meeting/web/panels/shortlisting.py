"""The shortlist: large in the hall, or the one entry being explained; on the console what is on it and the rule.

What looks alike is said beside it; laying together stays somebody's act.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from nicegui import ui

from meeting.live.likeness import alike
from meeting.views.shortlisting import near_clones
from meeting.web.parts import Field, Part, Rows, Select, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead

PITCH = 30.0
"""Seconds somebody has to explain an entry (method.md 4.2); the clock changes no step."""


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill")

    def update(view: Shown) -> None:
        known = view["shortlisting"]
        part(known["pitch"], known["entries"], known["rule"])

    return update


def _draw(say: Wording, pitch: Shown | None, entries: list[Shown], rule: Shown | None) -> None:
    if pitch is not None:
        with box("k-fill k-middle"), named(box("k-card k-view k-large k-entry", "article"), "pitch"):
            Text("strong", pitch["letter"], "k-letter")
            with box():
                Text("p", pitch["text"], "k-words")
                for each in pitch["beside"]:
                    Text("p", say(each["key"], text=each["text"]), "k-beside")
        return
    named(Text("h1", say("room.shortlist.title" if entries else "room.shortlist.none"), "k-h3"), "heading")
    if not entries:
        Text("p", say("room.shortlist.soon"), "k-body k-quiet")
    if rule:
        Text("p", say.sentence(rule), "k-body k-quiet")
    entry_cards(say, entries)


def entry_cards(say: Wording, entries: list[Shown], counted: str = "") -> None:
    """Equal cards in the order of the letters; with figures (`counted` names what), those that may be told."""
    with named(box("k-wall", "ul"), "entries"):
        for each in entries:
            with box("k-card k-view k-entry", "li"):
                Text("strong", each["letter"], "k-letter")
                Text("p", each["text"], "k-words")
                if counted:
                    marked = [say(f"room.choose.{each['mark']}")] if each["mark"] else []
                    Text("p", " · ".join((_number(say, each["n"], counted), *marked)), "k-option-n")


def _number(say: Wording, n: int | None, counted: str) -> str:
    return say("room.choose.few") if n is None else say.n(f"room.choose.{counted}", n)


# The console


def console(lead: Lead) -> Update:
    return Desk(lead).update


class Desk:
    """The list as it grows: what is on it, what could be, and how will be counted."""

    def __init__(self, lead: Lead) -> None:
        say = lead.say
        self._lead, self._known = lead, dict[str, Any]()
        self._texts, self._pairs = dict[str, str](), set[frozenset[str]]()
        self._looking: asyncio.Task[None] | None = None
        Text("h2", say("console.shortlist"), "k-h2")
        self._state = Part(self._draw_state)
        self._entries = Rows(self._draw_entry, "k-inbox", many=True)
        named(self._entries.box, "shortlist")
        self._rule = Part(self._draw_rule)
        self._offered = Part(self._draw_offered)
        lead.likeness.look()
        ui.context.client.on_delete(lead.likeness.watch(self._again))

    def update(self, view: Shown) -> None:
        self._known = dict(view["shortlisting"])
        self._again()

    def _again(self) -> None:
        if not self._known or self._entries.box.is_deleted:
            return
        known = self._known
        clones = near_clones(known["entries"], self._worded_alike() | self._lead.likeness.same)
        self._state(len(known["entries"]), known["frozen"])
        rows = [{**each, "alike": clones.get(each["id"], [])} for each in known["entries"]]
        self._entries(rows, known["pitch"], known["frozen"])
        self._rule(known["rule"]["line"], known["rule"]["few_leaders"], known["frozen"])
        self._offered(known["offered"], known["full"])

    def _worded_alike(self) -> set[frozenset[str]]:
        """The entries whose own words look alike: those are what people read. Looked up beside the event loop."""
        texts = {each["id"]: each["text"] for each in self._known["entries"]}
        if texts != self._texts:
            self._texts = texts
            self._looking = asyncio.get_running_loop().create_task(self._compare(texts))
        return self._pairs

    async def _compare(self, texts: dict[str, str]) -> None:
        pairs = await asyncio.to_thread(alike, texts)
        if texts == self._texts:
            self._pairs = pairs
            self._again()

    def _draw_state(self, n: int, frozen: bool) -> None:
        say = self._lead.say
        Text("p", say.n("console.shortlist.count", n), "k-meta")
        if frozen:
            named(Text("p", say("console.shortlist.frozen"), "k-notice"), "list-frozen")

    def _draw_entry(self, item: Shown, pitch: str | None, frozen: bool) -> None:
        say, lead, now = self._lead.say, self._lead, pitch == item["id"]
        with named(box("k-row k-on" if now else "k-row"), f"entry-{item['letter']}"):
            Text("p", f"{item['letter']}. {item['text']}", "k-words")
            if item["pitched"] and not now:
                Text("p", say("console.shortlist.pitched"), "k-meta")
            if item["gone"]:
                Text("p", say("console.shortlist.gone"), "k-notice")
            if item["alike"]:
                words = say("console.shortlist.alike", letters=", ".join(item["alike"]))
                named(Text("p", words, "k-notice"), f"alike-{item['letter']}")
            with box("k-buttons"):
                press = lead.act("pitch_entry", entry_id=None) if now else partial(self._pitch, item["id"])
                words = "console.shortlist.pitch.end" if now else "console.shortlist.pitch"
                if lead.may("pitch_entry"):
                    button(say(words), press, name=f"pitch-{item['letter']}", look="k-small")
                if not frozen:
                    take_off = lead.act("unlist_entry", entry_id=item["id"])
                    name = f"unlist-{item['letter']}"
                    button(say("console.shortlist.remove"), take_off, name=name, look="k-small")

    async def _pitch(self, entry_id: str) -> None:
        """Before the room, with half a minute on the clock."""
        if await self._lead.ask("pitch_entry", entry_id=entry_id):
            self._lead.projector.start_clock(PITCH, of=entry_id)

    def _draw_offered(self, offered: list[Shown], full: bool) -> None:
        if not offered or full or not self._lead.may("list_entries"):
            return
        say, lead = self._lead.say, self._lead
        Text("h3", say("console.shortlist.offer"), "k-h3")
        everything = lead.act("list_entries", entry_ids=[each["id"] for each in offered])
        button(say("console.shortlist.all"), everything, name="list-all", look="k-small")
        with named(box("k-inbox", "ul"), "offered"):
            for each in offered:
                with box("k-row", "li"):
                    if each["topic"]:
                        Text("p", say("console.shortlist.topic"), "k-meta")
                    Text("p", each["text"], "k-words")
                    add = lead.act("list_entries", entry_ids=[each["id"]])
                    button(say("console.shortlist.add"), add, name=f"list-{each['id']}", look="k-small")

    # How is counted

    def _draw_rule(self, line: Shown | None, few_leaders: bool, frozen: bool) -> None:
        """Not drawn anew while the list grows: what is being typed stays."""
        say, lead = self._lead.say, self._lead
        fixing = not frozen and lead.may("fix_rule")
        if line or fixing:
            Text("h3", say("console.rule"), "k-h3")
        if line:
            named(Text("p", say.sentence(line), "k-strong"), "rule")
        if few_leaders:
            named(Text("p", say("console.rule.few_leaders"), "k-notice"), "few-leaders")
        if fixing:
            RuleForm(lead, self._known["rule"])


class RuleForm:
    """How many go on, how many everybody chooses, and who there is to go on with them."""

    def __init__(self, lead: Lead, rule: Shown) -> None:
        say = lead.say
        self._lead = lead
        Text("p", say("console.rule.help"), "k-help")
        methods = [(each, say(f"console.rule.method.{each}")) for each in rule["methods"]]
        with box("k-form"):
            self._method = Select(say("console.rule.method"), methods, name="rule-method", start=rule["method"])
            self._most = Field(say("console.rule.most"), name="rule-most", start=str(rule["most"]))
            self._cap = Field(say("console.rule.cap"), name="rule-cap", start=str(rule["cap"]))
            leaders = "" if rule["leaders"] is None else str(rule["leaders"])
            self._leaders = Field(say("console.rule.leaders"), name="rule-leaders", start=leaders)
            button(say("console.rule.fix"), self._fix, name="rule-fix", look="k-small k-strong")

    async def _fix(self) -> None:
        most, cap = self._number(self._most), self._number(self._cap)
        leaders = self._number(self._leaders) if self._leaders.text.strip() else None
        if most is None or cap is None or (leaders is None and self._leaders.text.strip()):
            return
        asked: dict[str, Any] = {"method": self._method.value, "most": most, "cap": cap, "leaders": leaders}
        await self._lead.ask("fix_rule", self._cap.refuse, **asked)

    def _number(self, field: Field) -> int | None:
        """What was typed, if it is a number; else that is said at its field."""
        right = field.text.strip().isdecimal() and len(field.text.strip()) <= 4
        field.refuse(None if right else self._lead.say("console.rule.wrong"))
        return int(field.text) if right else None
