"""Proposing: the proposal large in the hall; on the console it is chosen, typed, worded anew and confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meeting.web.panels.cards import additions, proposal_card
from meeting.web.parts import Part, Rows, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill k-middle")

    def update(view: Shown) -> None:
        part(view["proposal"])

    return update


def _draw(say: Wording, proposal: Shown | None) -> None:
    if proposal is None:
        named(Text("h1", say("proposing.title"), "k-h1 k-wide"), "heading")
        Text("p", say("room.propose.none"), "k-body k-quiet")
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
        tabled = next((item["id"] for item in view["proposals"] if item["tabled"]), None)
        rows(view["proposals"], tabled)

    return update


def _row(lead: Lead, item: Shown, tabled: str | None) -> None:
    say, known = lead.say, {"proposal_id": item["id"]}
    with named(box(f"k-row {'k-on' if item['tabled'] else ''}"), f"proposal-{item['id']}"):
        Text("p", item["text"], "k-words")
        additions(say, item["items"])
        Text("p", " · ".join(_tags(say, item)), "k-meta")
        with box("k-buttons"):
            if not item["tabled"]:
                press = lead.act("table_proposal", instead=tabled, **known)
                button(say("console.table"), press, name="table", look="k-small")
            elif not item["confirmed"]:
                press = lead.act("confirm_proposal", version=item["version"], **known)
                button(say("console.confirm"), press, name="confirm", look="k-small")
            if item["tabled"]:
                _amend(lead, item)


def _tags(say: Wording, item: Shown) -> list[str]:
    tags = [say("console.tag.tabled")] if item["tabled"] else []
    tags += [say("card.spoken")] if item["spoken"] else []
    state = "confirmed" if item["confirmed"] else "questioned" if item["questioned"] else "unconfirmed"
    tags += [say(f"console.tag.{state}")]
    return [*tags, say("console.tag.version", n=item["version"])]


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
