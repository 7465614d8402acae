"""The act log on a console: what staff just did and in what role, and a way back as long as there is one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from meeting.web.parts import Rows, Shown, Text, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


PLACES = ("number", "n", "block", "table", "into")
"""What the sentence of an act may name."""


class ActLog:
    """A fold whose heading is the newest act, so that no act of another console goes unseen."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        with named(box("k-log k-fold-up", "details"), "log") as self._box:
            with box("k-log-head", "summary"):
                Text("strong", lead.say("log.title"))
                self._newest = named(Text("span", "", "k-meta"), "log-newest")
            with box("k-fold-in k-log-list"):
                self._rows = Rows(self._draw, tag="ol")

    def show(self, acts: list[Shown]) -> None:
        self._box.visible = bool(acts)
        if acts:
            newest = acts[0]
            role = self._lead.say(f"role.{newest['by']}")
            self._newest.text = self._lead.say("log.newest", role=role, act=said(self._lead, newest))
        self._rows(acts)

    def _draw(self, act: Shown) -> None:
        say, time = self._lead.say, datetime.fromisoformat(act["at"]).astimezone()
        with named(box("k-row"), f"act-{act['number']}"):
            words = Text("p", said(self._lead, act), "k-words k-undone" if act["undone"] else "k-words")
            words.props["dir"] = "auto"
            facts = [f"{time:%H:%M}", say(f"role.{act['by']}"), *([say("log.undone")] if act["undone"] else [])]
            Text("p", " · ".join(facts), "k-meta")
            if act["undo"]:
                with box("k-buttons"):
                    button(say("log.undo"), self._lead.act("undo", act=act["number"]), name="undo", look="k-small")


def said(lead: Lead, act: Shown) -> str:
    """The line of an act, with the name of its block where it is about one."""
    say, values = lead.say, dict(act["values"])
    if "undone" in values:
        taken_back: Shown = next(
            (each["values"] for each in lead.view["log"] if each["number"] == values.get("of")), {}
        )
        return say("acted.act_undone", act=said(lead, {"kind": values["undone"], "values": taken_back}))
    if "block" in values:
        values["block"] = _block(lead, values["block"])
    return _line(say, act["kind"], values)


def _block(lead: Lead, block_id: str) -> str:
    """What the run sheet calls this block."""
    block = next((each for each in lead.view["sheet"] if each["id"] == block_id), None)
    return lead.say.block(block) if block else ""


def _line(say: Wording, kind: str, values: Shown) -> str:
    """A sentence with numbers where it has places for them; an act without words of its own is some other act."""
    key = f"acted.{kind}"
    if key not in say:
        key = "acted.other"
    whole = {"number": "", "n": 1, "block": "", "table": "", "into": "", **values}
    return say(key, **{name: whole[name] for name in PLACES}).strip()
