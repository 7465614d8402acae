"""Voting: the proposal and how many have voted, never which way; then the result in words, numbers and a ring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meeting.web.panels.cards import proposal_card, tally_ring, tally_rows
from meeting.web.parts import Part, Shown, Text, Update, box, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    before = Before(say, soon="room.vote.soon", now="vote.title", words="vote")
    result = Part(lambda *shown: _result(say, *shown), "k-fill")

    def update(view: Shown) -> None:
        known = view["round"]
        shown = known is not None and known["state"] == "shown"
        before.show(None if shown else view["proposal"], known, visible=not shown)
        result.box.visible = shown
        if shown:
            result(known, view["proposal"])

    return update


class Before:
    """A vote until its result is shown: the proposal stays, the turnout ticks."""

    def __init__(self, say: Wording, *, soon: str, now: str, words: str, explain: str | None = None) -> None:
        self._say = say
        self._heads = {"soon": soon, "open": now, "closed": f"room.{words}.closed", "cancelled": "vote.cancelled"}
        self._explain = explain
        self._box = box("k-fill k-ballot")
        with self._box:
            self._head = named(Text("h1", "", "k-h2"), "heading")
            self._lead = Text("p", say(explain) if explain else "", "k-body k-quiet")
            self._card = Part(lambda card: proposal_card(say, card, "k-large") if card else None, "k-ballot-card")
            self._turnout = Turnout(say, words)
            self._note = Text("p", "", "k-body k-quiet")

    def show(self, proposal: Shown | None, known: Shown | None, *, visible: bool) -> None:
        self._box.visible = visible
        if not visible:
            return
        state = known["state"] if known else "soon"
        self._head.text = self._say(self._heads.get(state, self._heads["soon"]))
        self._lead.visible = self._explain is not None and state in ("soon", "open")
        self._card(proposal)
        self._turnout.show(known["progress"] if known and state == "open" else None)
        self._note.text = self._noted(state, known)
        self._note.visible = bool(self._note.text)

    def _noted(self, state: str, known: Shown | None) -> str:
        if state == "cancelled" and known:
            return str(known["reason"])
        return self._say("room.vote.sealed") if state in ("open", "closed") else ""


class Turnout:
    """How many have voted: a line, and a plain bar without direction. In words only where a number could point."""

    def __init__(self, say: Wording, words: str) -> None:
        self._say = say
        self._words = words
        self._box = named(box("k-turnout"), "turnout")
        with self._box:
            self._line = Text("p", "", "k-line")
            self._bar = box("k-bar")
            self._bar.props["aria-hidden"] = "true"
            with self._bar:
                self._full = box("k-bar-full")

    def show(self, progress: Shown | None) -> None:
        self._box.visible = progress is not None
        if progress is None:
            return
        x, y = progress["x"], progress["y"]
        line = progress["line"]
        self._line.text = self._say(f"room.{self._words}.{line['key'].rpartition('.')[2]}", **line["values"])
        self._bar.visible = x is not None
        if x is not None:
            self._full.style(f"width: {100 * x / max(y, 1):.1f}%")


def _result(say: Wording, known: dict[str, Any], proposal: Shown | None) -> None:
    heading = say.sentence(known["heading"])
    with box("k-result" if known["tally"] else "k-result k-in-words"):
        if known["tally"]:
            tally_ring(say, known["tally"], say.sentence(known["line"]), "ring")
        with box("k-result-words"):
            named(Text("h1", heading, "k-h2"), "heading")
            tally_rows(say, known["line"])
            if proposal:
                with box("k-result-about"):
                    Text("p", say.sentence(proposal["label"]), "k-label")
                    Text("p", proposal["text"], "k-body")


# The console


def console(lead: Lead) -> Update:
    Text("h2", lead.say("console.vote"), "k-h2")
    state = Part(lambda *shown: vote_state(lead, *shown))

    def update(view: Shown) -> None:
        tabled = next((item for item in view["proposals"] if item["tabled"]), None)
        state(view["round"], tabled, view["voters"])

    return update


def vote_state(lead: Lead, known: Shown | None, proposal: Shown | None, voters: int) -> None:
    """What is voted on, how far it is, and after it was shown the exact result."""
    say = lead.say
    if proposal:
        proposal_card(say, proposal)
        if not proposal["confirmed"]:
            Text("p", say("console.vote.unconfirmed"), "k-notice")
    else:
        Text("p", say("console.vote.no_proposal"), "k-notice")
    state = known["state"] if known else "soon"
    named(Text("p", say(f"console.vote.{state}"), "k-line"), "vote-state")
    if known is None or state == "soon":
        Text("p", say.n("console.vote.voters", voters), "k-meta")
        if voters < 5:
            Text("p", say("console.vote.few"), "k-notice")
    elif state == "open":
        progress = known["progress"]
        line = say("vote.progress", x=progress["turnout"], y=progress["electorate"])
        named(Text("p", line, "k-number"), "vote-turnout")
        Text("p", say("console.vote.hidden"), "k-meta")
    elif state == "shown":
        _exact(lead, known)


def _exact(lead: Lead, known: Shown) -> None:
    say = lead.say
    with named(box("k-exact", "dl"), "vote-exact"):
        for option in known["exact"]["options"]:
            Text("dt", say(f"option.{option['id']}"))
            Text("dd", str(option["n"]))
        Text("dt", say("option.silent"))
        Text("dd", str(known["exact"]["silent"]))
    if known["small"]:
        Text("p", say("console.vote.small"), "k-notice")
