"""The programme on the console: what to shorten when it is late, how tables are doing, and more time for this block."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from meeting.procedure.shortening import ON_TIME, Plan, plan
from meeting.web.parts import Part, Shown, Text, Update, box, button, named

if TYPE_CHECKING:
    from meeting.web.lead import Lead

A_LITTLE = 5  # minutes the running block gets by one press


class Shortenings:
    """Under the run sheet's clock: each proposal is one press, and step 4 is in none of them."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._part = Part(self._draw, "k-shorten")
        named(self._part.box, "shorten")

    def tick(self) -> None:
        """Look at the clock."""
        may = self._lead.may("change_block") and not self._lead.view["over"]
        found = plan(self._lead.live.meeting, datetime.now(UTC))
        self._part(found if may and found.late >= ON_TIME else None, self._lead.view["arranging"]["sheet_rev"])

    def _draw(self, found: Plan | None, sheet_rev: int) -> None:
        if found is None:
            return
        say = self._lead.say
        names = {block["id"]: say.block(block) for block in self._lead.view["sheet"]}
        Text("p", say("programme.shorten" if found.shortenings else "programme.shorten.none"), "k-caption")
        for each in found.shortenings:
            press = self._lead.act("change_block", block_id=each.block, minutes=each.minutes, sheet_rev=sheet_rev)
            words = say("programme.shorten.to", block=names[each.block], minutes=each.minutes, won=each.won)
            button(words, press, name=f"shorten-{each.block}", look="k-small")
        if found.left >= ON_TIME:
            Text("p", say("programme.left", n=found.left), "k-meta")
        Text("p", say("programme.whole"), "k-meta")


def console(lead: Lead) -> Update:
    """One overview of the hall while tables write, pick and read back."""
    say = lead.say
    with named(box("k-notes", "section"), "overview") as whole:
        Text("h2", say("overview"), "k-h2")
        line = named(Text("p", "", "k-line"), "overview-line")
        nos = named(Text("p", "", "k-meta"), "overview-no")
        more = Part(lambda *shown: _more_time(lead, *shown), "k-buttons")
        silent = named(Text("p", "", "k-meta"), "overview-silent")
        grid = Part(lambda tables: _draw_tables(lead, tables), "k-tables")

    def update(view: Shown) -> None:
        known = view["overview"]
        whole.visible = known is not None
        if known is None:
            return
        line.text = " · ".join(_counted(lead, known))
        nos.text = say("overview.no", percent=known["no_percent"], n=known["no"]) if known["cards"] else ""
        minutes = next(block["minutes"] for block in view["sheet"] if block["active"])
        more(view["block"], minutes, view["arranging"]["sheet_rev"])
        quiet = [str(table["number"]) for table in known["tables"] if not table["cards"]]
        silent.text = say.n("overview.silent", len(quiet), tables=", ".join(quiet)) if quiet and known["cards"] else ""
        grid(known["tables"])

    return update


def _counted(lead: Lead, known: Shown) -> list[str]:
    say = lead.say
    with_cards = sum(bool(table["cards"]) for table in known["tables"])
    facts = [
        say.n("overview.cards", known["cards"]),
        say("overview.tables", n=with_cards, tables=len(known["tables"])),
    ]
    if known["handed"] is not None:
        facts.append(say("overview.handed", n=known["handed"], tables=len(known["tables"])))
    return facts


def _more_time(lead: Lead, block: str, minutes: int, sheet_rev: int) -> None:
    if lead.may("change_block"):
        press = lead.act("change_block", block_id=block, minutes=minutes + A_LITTLE, sheet_rev=sheet_rev)
        button(lead.say.n("sheet.more", A_LITTLE), press, name="overview-more", look="k-small")


def _draw_tables(lead: Lead, tables: list[Shown]) -> None:
    """A mark for each table, told in words too: nothing yet, so many cards, done."""
    if not tables:
        return
    with named(box("k-table-marks", "ul"), "overview-tables"):
        for table in tables:
            state = "done" if table["done"] else "cards" if table["cards"] else "silent"
            with box(f"k-table-mark k-table-{state}", "li"):
                Text("strong", str(table["number"]))
                Text("span", lead.say(f"overview.mark.{state}", n=table["cards"]), "k-meta")
