"""Deciding: can everyone come along, beside the first vote; then the decision with the minority's wisdom attached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meeting.procedure.state import Outcome
from meeting.web.panels.cards import counted, decision_card, proposal_card, tally_ring, tally_rows
from meeting.web.panels.counting import Count, Ways
from meeting.web.panels.entrusting import Entrusting
from meeting.web.panels.later import Later
from meeting.web.panels.voting import Before, vote_state
from meeting.web.parts import Field, Part, Shown, Text, Update, box, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    check = Before(say, soon="support.first", now="support.first", words="check", explain="support.explain")
    result = Part(lambda *shown: _result(say, *shown), "k-fill")
    ready = Part(lambda *shown: _ready(say, *shown), "k-fill k-middle")
    decided = Part(lambda *shown: _decided(say, *shown), "k-fill k-middle")

    def update(view: Shown) -> None:
        moment = _moment(view)
        check.show(view["proposal"], view["round"], visible=moment == "check")
        for name, part in (("result", result), ("ready", ready), ("decided", decided)):
            part.box.visible = moment == name
        if moment == "result":
            result(view["round"], view["proposal"])
        elif moment == "ready":
            ready(view["proposal"], [card for card in view["weaving"]["positions"] if card["state"] == "left"])
        elif moment == "decided":
            decided(view["decision"])

    return update


def _moment(view: Shown) -> str:
    """The check, its result, what is ready to be laid down after another asking, or the decision."""
    if view["decision"] is not None:
        return "decided"
    known, asked = view["round"], view["minority"]
    if known is None or known["state"] != "shown":
        return "check"
    return "ready" if known["outcome"] == Outcome.NOT_YET and asked and asked["shared"] else "result"


def _result(say: Wording, known: dict[str, Any], proposal: Shown | None) -> None:
    """What people chose first, and what they say now: two pictures beside each other, no arrows between them."""
    if not known["tally"]:
        _in_words(say, known, proposal)
        return
    named(Text("h1", say.sentence(known["heading"]), "k-h2"), "heading")
    _so_far(say, known)
    with box("k-pair"):
        for name, tally in (("before", known["before"]), ("now", known["tally"])):
            if tally:
                with box("k-pair-one"):
                    head = say(f"room.{name}", what=counted(say, tally))
                    Text("p", head, "k-label")
                    tally_ring(say, tally, head, f"ring-{name}", captioned=False)
        with box("k-result-words"):
            tally_rows(say, known["line"])


def _in_words(say: Wording, known: dict[str, Any], proposal: Shown | None) -> None:
    """A small minority is never a figure: the words, and what they are about."""
    with box("k-fill k-middle"):
        named(Text("h1", say.sentence(known["heading"]), "k-h2"), "heading")
        tally_rows(say, known["line"])
        _so_far(say, known)
        if proposal:
            proposal_card(say, proposal)


def _so_far(say: Wording, known: Shown, look: str = "k-body k-quiet") -> None:
    """What is read aloud is not the last word while those who left may still answer."""
    if known["so_far"]:
        named(Text("p", say.sentence(known["so_far"]), look), "so-far")


def _ready(say: Wording, proposal: Shown | None, left: list[Shown]) -> None:
    """What is about to be read aloud: the proposal as it is now, with the no that stays."""
    named(Text("h1", say("room.decide.ready"), "k-h2"), "heading")
    if proposal:
        proposal_card(say, proposal)
    if left:
        with box("k-card k-need"):
            Text("p", say("room.standing"), "k-label k-gold")
            with box("k-additions", "ul"):
                for card in left:
                    Text("li", card["text"], "k-addition k-standing")


def _decided(say: Wording, card: Shown) -> None:
    """The decision beside the last picture of the people: closed where all come along, else open on their side."""
    heading = say("decision.title" if card["adopted"] else "decision.none")
    if not (card["adopted"] and card["tally"]):
        named(Text("h1", heading, "k-h2"), "heading")
        _so_far(say, card, "k-label")
        decision_card(say, card)
        return
    with box("k-result k-decided"):
        tally_ring(say, card["tally"], say.sentence(card["line"]), "ring-decided", closed=card["full"])
        with box("k-result-words"):
            named(Text("h1", heading, "k-h2"), "heading")
            _so_far(say, card, "k-label")
            decision_card(say, card)


# The console


def console(lead: Lead) -> Update:
    Text("h2", lead.say("console.decide"), "k-h2")
    decided = Part(lambda card: decision_card(lead.say, card) if card else None)
    state = Part(lambda *shown: vote_state(lead, *shown))
    count = Count(lead)
    ways = Ways(lead, "open_round")
    blocked = Part(lambda reason: Text("p", lead.say(f"console.blocked.{reason}"), "k-notice") if reason else None)
    later = Later(lead)
    owners = Entrusting(lead)
    form = box()
    with form:
        _facts(lead)

    def update(view: Shown) -> None:
        card = view["room"]["decision"]
        tabled = next((item for item in view["proposals"] if item["tabled"]), None)
        decided(card)
        going = card is None and tabled is not None
        state.box.visible = blocked.box.visible = going
        known = view["round"] if going else None
        count.show(known)
        ways.show(view)
        later.show(view["later"] if going else None)
        owners.show(view["entrusting"] if card is not None or view["decision"]["blocked"] is None else None)
        form.visible = going and view["decision"]["blocked"] is None
        if card is None:
            state(view["round"], tabled, view["voters"])
            blocked(view["decision"]["blocked"])

    return update


def _facts(lead: Lead) -> None:
    """Owner, first step and review date: sent along when the decision is laid down."""
    say = lead.say
    Text("h3", say("console.facts"), "k-h3")
    fields = {
        "owner": Field(say("console.owner"), name="decision-owner"),
        "first_step": Field(say("console.first_step"), name="decision-first-step"),
        "review_on": Field(say("console.review_on"), name="decision-review-on", kind="date"),
    }
    lead.along["adopt_decision"] = lambda: {name: field.text.strip() or None for name, field in fields.items()}
