"""Voting without a phone, on the console: how people vote is chosen before it opens, hands and papers are counted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from meeting.procedure.state import Method
from meeting.web.lead import Trigger
from meeting.web.panels.options import worded
from meeting.web.parts import Field, Part, Shown, Text, box, button, named

if TYPE_CHECKING:
    from meeting.web.lead import Lead


OPENS = ("open_round", "open_choice", "open_choosing", "open_run_off")


class Ways:
    """How people vote in the next round, and how many have no phone; goes along when it is opened."""

    def __init__(self, lead: Lead, *does: str) -> None:
        self._lead = lead
        self._method = Method.PHONES
        self._beside: Field | None = None
        self._part = Part(self._draw, "k-ways")
        for do in does:
            lead.along[do] = self.along

    def show(self, view: Shown) -> None:
        """Only where a vote is what comes next, or one of the things to choose from."""
        offered = [view["primary"]] if view["primary"] else view["acts"]
        self.offered(on=any(act["do"] in OPENS for act in offered))

    def offered(self, *, on: bool) -> None:
        """Who no longer chooses how votes with phones: nothing that is out of sight goes along."""
        self._part.box.visible = on
        if on:
            self._part(self._method)
        else:
            self._method, self._beside = Method.PHONES, None

    def _draw(self, method: Method) -> None:
        say = self._lead.say
        with box("k-choice", "fieldset"):
            Text("legend", say("console.method"), "k-strong")
            for each in Method:
                button(
                    say(f"console.method.{each.value}"),
                    partial(self._choose, each),
                    name=f"method-{each.value}",
                    look="k-small",
                    pressed=each is method,
                )
        self._beside = None
        if method is not Method.PHONES:
            self._beside = Field(say(f"console.beside.{method.value}"), name="beside", kind="number")

    def _choose(self, method: Method) -> None:
        self._method = method
        self._part(method)

    def along(self) -> dict[str, Any]:
        return {"method": self._method.value, "beside": _number(self._beside.text) if self._beside else 0}


def _number(text: str) -> int:
    """What was typed as a number; what is none is no number of people."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1


class Count:
    """A field for every choice; the first press on the button only arms it. Papers are counted twice."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._fields: dict[str, Field] = {}
        self._people: Field | None = None
        self._dropped = ("", 0)  # the round and its first count that was found wrong: another takes its place
        self._known: Shown | None = None
        self._part = Part(self._draw, "k-count")
        lead.along["enter_count"] = self._counts

    def show(self, known: Shown | None) -> None:
        self._known = known
        counting = known.get("counting") if known else None
        self._part.box.visible = counting is not None and self._lead.may("enter_count")
        if known is not None and counting is not None:
            again = (
                counting["on_paper"] and counting["times"] == 1 and (known["id"], counting["first"]) != self._dropped
            )
            self._part(known["id"], known["options"], known["choices"], counting, again)

    def _draw(self, round_id: str, options: list[Shown], choices: list[str], counting: Shown, again: bool) -> None:
        say = self._lead.say
        several = ".several" if counting["several"] else ""
        labels = {option["id"]: _label(self._lead, option) for option in options}
        head = "again" if again else "paper" if counting["on_paper"] else "hands"
        Text("h3", say(f"console.count.{head}"), "k-h3")
        if counting["done"]:
            named(Text("p", say("console.count.done"), "k-meta"), "count-done")
        Text("p", say(f"console.count.help{several}", n=counting["beside"]), "k-help")
        way = "paper" if counting["on_paper"] else "hands"
        self._people = (
            Field(say(f"console.count.people.{way}"), name="count-people", kind="number") if several else None
        )
        self._fields = {
            choice: Field(labels.get(choice) or say(f"option.{choice}"), name=f"count-{choice}", kind="number")
            for choice in choices
        }
        told = Text("p", "", "k-meta")
        told.props["role"] = "status"
        act = {"do": "enter_count", "key": "console.count.send", "twice": True, "new": None}
        trigger = Trigger(self._lead, "count-send", "k-small", partial(setattr, told, "text"))
        trigger.show({**act, "args": {"round_id": round_id, "again": again}})
        if again:
            press = partial(self._drop_first, round_id, counting["first"])
            button(say("console.count.anew"), press, name="count-anew", look="k-small")

    def _drop_first(self, round_id: str, first: int) -> None:
        """The counts differ and the first was wrong: what is counted now takes its place."""
        self._dropped = (round_id, first)
        self.show(self._known)

    def _counts(self) -> dict[str, Any]:
        counts = [[choice, _number(field.text)] for choice, field in self._fields.items()]
        return {"counts": counts} | ({"people": _number(self._people.text)} if self._people else {})


def _label(lead: Lead, option: Shown) -> str:
    """A choice by its letter and its words."""
    words = worded(lead.say, option)
    return f"{option['letter']}: {words}" if "letter" in option else words
