"""Tables and roles on the console: who sits where, tables that go together, and who came against who was invited."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from nicegui import ui

from meeting import qr
from meeting.procedure.capacities import MOST_CAPACITIES, MOST_INVITED
from meeting.views.stage import act
from meeting.web.lead import Trigger
from meeting.web.parts import Field, Part, Rows, Select, Shown, Text, Update, box, button, link, named

if TYPE_CHECKING:
    from meeting.web.lead import Lead

MOST_TOLD = 6
"""Groups that are missed, named beside who came."""


def console(lead: Lead) -> Update:
    """A fold below the step's own work; what it holds is drawn while it stands open."""
    if not lead.may("set_tables"):
        return lambda view: None
    with named(box("k-fold", "details"), "seating-fold") as fold:
        Text("summary", lead.say("tables.title"), "k-button k-small")
        with box("k-fold-in k-seating"):
            parts = (Tables(lead), Capacities(lead))
    open_now = False

    def update(view: Shown) -> None:
        if open_now:
            for part in parts:
                part.show(view)

    def turned(event: Any) -> None:
        nonlocal open_now
        open_now = event.args is True
        update(lead.view)

    fold.on("toggle", turned, js_handler="(event) => emit(event.target.open)")
    return update


class Tables:
    """How many tables, who sits there, and what may be done about them."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._chosen = ""
        say = lead.say
        Text("h2", say("tables.tables"), "k-h3")
        self._told = named(Text("p", "", "k-meta"), "tables-told")
        self._count = Part(self._draw_count, "k-form")
        self._advice = Part(self._draw_advice, "k-inbox", "ul")
        self._tiles = Rows(self._draw_tile, "k-tables", many=True)
        named(self._tiles.box, "tables")
        self._detail = Part(self._draw_detail)
        self._merged = Rows(self._draw_merged, "k-inbox")
        self._ways = box("k-buttons")
        with self._ways:
            self._mix = Trigger(lead, "mix-tables", "k-small", self._tell)
            self._paper = link(say("tables.paper"), f"/paper/{lead.live.code}", name="tables-paper", new_tab=True)
        self._said = named(Text("p", "", "k-meta"), "tables-said")
        self._said.props["role"] = "status"

    def show(self, view: Shown) -> None:
        known, over = view["seating"], view["over"]
        tables = known["tables"]
        self._told.text = self._summary(known) if tables else self._lead.say("tables.none")
        self._count(len(tables) + len(known["merged"]), over)
        self._advice(known["advice"])
        self._tiles(tables, self._chosen)
        names = [(table["id"], self._name(table["number"])) for table in tables]
        chosen = next((table for table in tables if table["id"] == self._chosen), None)
        self._detail(chosen["id"] if chosen else "", chosen["number"] if chosen else 0, names if chosen else [], over)
        self._merged(known["merged"], over)
        self._ways.visible = bool(tables)
        mixing = act("mix_tables", "tables.mix", twice=True, mix=known["mix"])
        self._mix.show(mixing if len(tables) > 1 and not over else None)

    def _summary(self, known: Shown) -> str:
        say = self._lead.say
        seated = sum(table["here"] for table in known["tables"])
        lines = [say.n("tables.seated", seated), say.n("tables.nowhere", known["nowhere"])]
        lines += [say.n("tables.walking", known["walking"])] if known["walking"] else []
        silent = [str(table["number"]) for table in known["tables"] if table["silent"]]
        lines += [say("tables.silent", tables=", ".join(silent))] if silent else []
        return " · ".join(lines)

    def _name(self, number: int) -> str:
        return self._lead.say("place.table", n=number)

    def _tell(self, text: str) -> None:
        self._said.text = text

    def _draw_count(self, count: int, over: bool) -> None:
        if not over:
            self._lead.form(
                label=self._lead.say("tables.count"),
                name="tables-count",
                do="set_tables",
                args=lambda text: {"count": int(text) if text.strip().isdecimal() else -1},
                send=self._lead.say("tables.count.send"),
                start=str(count) if count else "",
            )

    def _draw_advice(self, advice: list[Shown]) -> None:
        say = self._lead.say
        for number, each in enumerate(advice):
            with named(box("k-row", "li"), f"advice-{number}"):
                Text("p", say(each["key"], **each["values"]))
                if each["act"]:
                    press = self._lead.act(each["act"]["do"], **each["act"]["args"])
                    words = say(each["act"]["key"], n=each["values"]["into"])
                    button(words, press, name=f"advice-do-{number}", look="k-small")

    def _draw_tile(self, table: Shown, chosen: str) -> None:
        """A table by its number, with how many people are there; a press opens what may be done."""
        say = self._lead.say
        on = table["id"] == chosen
        press = partial(self._choose, table["id"])
        tile = button("", press, name=f"table-{table['number']}", look="k-small k-table", pressed=on)
        people = say.n("tables.people", table["here"])
        silent = [say("tables.tile.silent")] if table["silent"] else []
        tile.props["aria-label"] = ", ".join([self._name(table["number"]), people, *silent])
        tile.props["data-silent"] = "true" if table["silent"] else "false"
        with tile:
            Text("strong", str(table["number"]))
            Text("span", str(table["here"]))
            if silent:
                Text("span", "…")

    def _choose(self, table: str) -> None:
        self._chosen = "" if table == self._chosen else table
        self.show(self._lead.view)

    def _draw_detail(self, table: str, number: int, names: list[tuple[str, str]], over: bool) -> None:
        if not table:
            return
        say = self._lead.say
        with named(box("k-form k-card-one"), "table-detail"):
            Text("h3", self._name(number), "k-h3")
            others = [each for each in names if each[0] != table]
            if others and not over:
                nearest = min(others, key=lambda each: abs(int(each[0]) - number))[0]
                into = Select(say("tables.merge.into"), others, name="merge-into", start=nearest)
                self._lead.form(
                    label=say("tables.merge.route"),
                    name="merge-route",
                    do="merge_tables",
                    args=lambda text: {"table": table, "into": into.value, "route": text or None},
                    send=say("tables.merge.send"),
                    help=say("tables.merge.help"),
                )
            shown = Part(self._draw_link, "k-made")
            button(say("tables.host.show"), partial(self._show_link, shown, table), name="host-link", look="k-small")

    async def _show_link(self, shown: Part, table: str) -> None:
        shown(await self._lead.host_link(table))

    def _draw_link(self, address: str | None) -> None:
        if address:
            ui.html(qr.svg(address), sanitize=False).classes("k-made-qr")
            Text("p", self._lead.say("tables.host.own"), "k-help")

    def _draw_merged(self, table: Shown, over: bool) -> None:
        say = self._lead.say
        with named(box("k-row"), f"merged-{table['number']}"):
            Text("p", say("tables.merged", n=table["number"], into=table["into"]))
            if table["route"]:
                Text("p", table["route"], "k-meta")
            if not over:
                button(
                    say("tables.split"), self._lead.act("split_table", table=table["id"]), name="split", look="k-small"
                )


class Capacities:
    """The roles in which people take part: who came, against who was invited, and who votes."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        say = lead.say
        Text("h2", say("capacities.title"), "k-h3")
        Text("p", say("capacities.help"), "k-help")
        self._binding = named(Text("p", "", "k-line"), "capacities-binding")
        self._rows = Rows(self._draw_row, "k-inbox")
        named(self._rows.box, "capacities")
        self._unsaid = named(Text("p", "", "k-meta"), "capacities-unsaid")
        self._missing = named(Text("p", "", "k-line"), "capacities-missing")
        self._new = Part(self._draw_new)

    def show(self, view: Shown) -> None:
        known, say = view["seating"], self._lead.say
        capacities = known["capacities"]
        guarded = known["binding"] and not all(each["votes"] for each in capacities)
        self._binding.text = say("capacities.binding" if guarded else "capacities.free")
        self._binding.visible = bool(capacities)
        self._rows(capacities, known["settled"], view["over"])
        self._unsaid.text = say.n("capacities.unsaid", known["unsaid"])
        self._unsaid.visible = known["unsaid"] > 0
        missed = list(
            dict.fromkeys(each["text"] for each in view["missing"] if not (each["withdrawn"] or each["held"]))
        )
        self._missing.text = say("capacities.missing", groups=", ".join(missed[:MOST_TOLD]))
        self._missing.visible = bool(missed)
        self._new(len(capacities) < MOST_CAPACITIES and not known["settled"] and not view["over"])

    def _draw_row(self, known: Shown, settled: bool, over: bool) -> None:
        say = self._lead.say
        with named(box("k-row"), f"capacity-{known['id']}"):
            Text("strong", known["name"]).props["dir"] = "auto"
            Text("p", " · ".join(self._facts(known)), "k-meta")
            if over:
                return
            with box("k-fold", "details"):
                named(Text("summary", say("capacities.change"), "k-button k-small"), "change")
                with box("k-fold-in"):
                    CapacityForm(self._lead, known, settled=settled)
                    if not settled and not known["proven"] and not known["claimed"]:
                        press = self._lead.act("drop_capacity", capacity_id=known["id"])
                        button(say("capacities.drop"), press, name="drop", look="k-small")

    def _facts(self, known: Shown) -> list[str]:
        say = self._lead.say
        here = say("capacities.here.of", n=known["here"], invited=known["invited"])
        facts = [say("capacities.votes" if known["votes"] else "capacities.watches")]
        facts += [here if known["invited"] is not None else say("capacities.here", n=known["here"])]
        facts += [say.n("capacities.proven", known["proven"])] if known["proven"] else []
        return facts + ([say.n("capacities.claimed", known["claimed"])] if known["claimed"] else [])

    def _draw_new(self, may: bool) -> None:
        if not may:
            return
        with box("k-fold", "details"):
            named(Text("summary", self._lead.say("capacities.new"), "k-button k-small"), "capacity-new")
            with box("k-fold-in"):
                CapacityForm(self._lead, None, settled=False)


class CapacityForm:
    """A new role, or another name, right or number for one there is."""

    def __init__(self, lead: Lead, known: Shown | None, *, settled: bool) -> None:
        self._lead, self._known, self._settled = lead, known, settled
        say = lead.say
        with box("k-form"):
            self._name = Field(say("capacities.name"), name="capacity-name", start=known["name"] if known else "")
            choices = [(word, say(f"capacities.{word}")) for word in ("votes", "watches")]
            start = "votes" if known is None or known["votes"] else "watches"
            self._votes = Select(say("capacities.right"), choices, name="capacity-votes", start=start)
            if settled:
                self._votes.input.props["disabled"] = True
            invited = "" if known is None or known["invited"] is None else str(known["invited"])
            help = say("capacities.invited.help")
            self._invited = Field(say("capacities.invited"), name="capacity-invited", start=invited, help=help)
            button(say("capacities.keep"), self._send, name="capacity-keep", look="k-small k-strong")

    async def _send(self) -> None:
        number = self._invited.text.strip()
        if number and not number.isdecimal():
            self._invited.refuse(self._lead.say("refused.invited_number", n=MOST_INVITED))
            return
        self._invited.refuse(None)
        kept = await self._lead.ask(
            "set_capacity",
            self._name.refuse,
            new=None if self._known else "capacity_id",
            name=self._name.text,
            votes=self._votes.value == "votes",
            invited=int(number) if number else None,
            **({"capacity_id": self._known["id"]} if self._known else {}),
        )
        if kept and self._known is None:
            self._name.clear()
            self._invited.clear()
