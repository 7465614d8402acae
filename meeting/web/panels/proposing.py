"""Proposing: the proposal large in the hall; on the console it is chosen, typed, worded anew and confirmed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from meeting.procedure.state import FEWEST_OPTIONS
from meeting.web.panels.cards import additions, proposal_card
from meeting.web.panels.options import option_cards
from meeting.web.parts import Part, Rows, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill k-middle")

    def update(view: Shown) -> None:
        part(view["proposal"], view["options"], ".aloud" if view["phone"] == "away" else "")

    return update


def _draw(say: Wording, proposal: Shown | None, several: list[Shown], aloud: str) -> None:
    if several:
        named(Text("h1", say("room.propose.several"), "k-h2"), "heading")
        option_cards(say, several)
        Text("p", say("room.propose.several.line"), "k-body k-quiet")
        return
    if proposal is None:
        named(Text("h1", say("proposing.title"), "k-h1 k-wide"), "heading")
        Text("p", say(f"room.propose.none{aloud}"), "k-body k-quiet")
        return
    proposal_card(say, proposal, "k-large")
    Text("p", say("room.propose.ready" if proposal["confirmed"] else "room.propose.confirm"), "k-body k-quiet")


# The console


def console(lead: Lead) -> Update:
    say = lead.say
    Text("h2", say("console.proposals"), "k-h2")
    none = Part(lambda some: None if some else Text("p", say("console.proposals.none"), "k-quiet"))
    rows = Rows(lambda *shown: _row(lead, *shown), "k-inbox")
    named(rows.box, "proposals")
    merge = Merge(lead)
    lead.form(
        label=say("console.proposal.label"),
        help=say("console.proposal.help"),
        name="typed-proposal",
        do="put_proposal",
        new="proposal_id",
        args=lambda text: {"text": text},
        send=say("console.proposal.send"),
        area=True,
    )

    def update(view: Shown) -> None:
        none(bool(view["proposals"]))
        lying = sum(item["tabled"] or item["letter"] is not None for item in view["proposals"])
        rows(view["proposals"], lying, view["table_rev"])
        merge.show(view["proposals"])

    return update


def _row(lead: Lead, item: Shown, lying: int, table_rev: int) -> None:
    lies = item["tabled"] or item["letter"] is not None
    with named(box(f"k-row {'k-on' if lies else ''}"), f"proposal-{item['id']}"):
        Text("p", item["text"], "k-words")
        additions(lead.say, item["items"])
        Text("p", " · ".join(_tags(lead.say, item)), "k-meta")
        with box("k-buttons"):
            _presses(lead, item, lying, table_rev, lies=lies)
            if lies and not item["waiting"]:
                _amend(lead, item)
            if item["letter"] is not None:
                _drop(lead, item)


def _presses(lead: Lead, item: Shown, lying: int, table_rev: int, *, lies: bool) -> None:
    """What one press does with this proposal: on the table, beside what lies there, or its words are right."""
    say, known, seen = lead.say, {"proposal_id": item["id"]}, {"table_rev": table_rev}
    if item["waiting"]:
        if item["typed"]:
            press = lead.act("agree_to_merge", version=item["version"], **known)
            button(say("console.proposals.merge.typed"), press, name="agree", look="k-small")
        return
    if not lies and lying < FEWEST_OPTIONS:
        button(say("console.table"), lead.act("table_proposal", **known, **seen), name="table", look="k-small")
    if not lies and lying:
        press = lead.act("lay_beside", proposal_ids=[item["id"]], **seen)
        button(say("console.lay"), press, name="lay", look="k-small")
    if lies and not item["confirmed"]:
        press = lead.act("confirm_proposal", version=item["version"], **known)
        button(say("console.confirm"), press, name="confirm", look="k-small")


def _tags(say: Wording, item: Shown) -> list[str]:
    tags = [say("console.tag.tabled")] if item["tabled"] else []
    tags += [say("console.tag.letter", letter=item["letter"])] if item["letter"] else []
    tags += [say("card.spoken")] if item["spoken"] else []
    tags += [say("console.tag.merged")] if item["merged"] else []
    tags += [say("console.tag.dropped", reason=item["dropped"])] if item["dropped"] is not None else []
    state = "confirmed" if item["confirmed"] else "questioned" if item["questioned"] else "unconfirmed"
    waits = item["waiting"] and not item["questioned"]
    tags += [say.n("console.tag.waiting_for", item["waiting"]) if waits else say(f"console.tag.{state}")]
    return [*tags, say("console.tag.version", n=item["version"])]


def _drop(lead: Lead, item: Shown) -> None:
    """The room lets go of one of several: said aloud, and typed with its reason."""
    with box("k-fold", "details"):
        named(Text("summary", lead.say("console.drop"), "k-button k-small"), "drop")
        with box("k-fold-in"):
            lead.form(
                label=lead.say("console.drop.reason"),
                name="drop-reason",
                do="drop_proposal",
                args=lambda text: {"reason": text, "proposal_id": item["id"]},
                send=lead.say("console.drop.send"),
            )


class Merge:
    """A fold in which proposals are chosen and worded as one; their proposers say yes on their phones."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._chosen: set[str] = set()
        self._asked: set[str] = set()
        self._fold = box("k-fold", "details")
        with self._fold:
            named(Text("summary", lead.say("console.proposals.merge"), "k-button k-small"), "merge")
            with box("k-fold-in"):
                Text("p", lead.say("console.proposals.merge.help"), "k-help")
                self._part = Part(self._draw, "k-choice k-merge")
                lead.form(
                    label=lead.say("console.proposals.merge.label"),
                    name="merge-text",
                    do="merge_proposals",
                    new="proposal_id",
                    args=lambda text: {"text": text, "proposal_ids": self._in_order()},
                    send=lead.say("console.proposals.merge.send"),
                    area=True,
                )

    def show(self, items: list[Shown]) -> None:
        can = [item for item in items if not item["waiting"] and item["dropped"] is None]
        asked = {item["id"] for item in items if item["waiting"]}
        self._chosen &= set() if asked - self._asked else {item["id"] for item in can}
        self._asked = asked
        self._fold.visible = len(can) > 1
        self._part(can, frozenset(self._chosen))

    def _draw(self, items: list[Shown], chosen: frozenset[str]) -> None:
        for item in items:
            button(
                item["text"],
                partial(self._press, item["id"]),
                name=f"merge-{item['id']}",
                look="k-small k-merge-one",
                pressed=item["id"] in chosen,
            )

    def _in_order(self) -> list[str]:
        return [item["id"] for item in self._lead.view["proposals"] if item["id"] in self._chosen]

    def _press(self, proposal_id: str) -> None:
        self._chosen ^= {proposal_id}
        self.show(self._lead.view["proposals"])


def _amend(lead: Lead, item: Shown) -> None:
    """Another wording is a new version, which has to be confirmed."""
    with box("k-fold", "details"):
        named(Text("summary", lead.say("console.amend"), "k-button k-small"), "amend")
        with box("k-fold-in"):
            lead.form(
                label=lead.say("console.amend.label"),
                name="amend-text",
                start=item["text"],
                do="amend_proposal",
                args=lambda text: {"text": text, "proposal_id": item["id"], "version": item["version"]},
                send=lead.say("console.amend.send"),
                area=True,
            )
