"""Voting: the proposal and how many have voted, never which way; then the result in words, numbers and a ring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meeting.procedure.state import Method
from meeting.web.panels.cards import proposal_card, tally_ring, tally_rows
from meeting.web.panels.counting import Count, Ways
from meeting.web.panels.options import option_cards, undecided, worded
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
        before.show(None if shown else view["proposal"], known, visible=not shown, several=view["options"])
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
            self._cards = Part(lambda cards: option_cards(say, cards) if cards else None, "k-ballot-cards")
            self._turnout = Turnout(say, words)
            self._note = Text("p", "", "k-body k-quiet")

    def show(
        self,
        proposal: Shown | None,
        known: Shown | None,
        *,
        visible: bool,
        several: list[Shown] | tuple[Shown, ...] = (),
    ) -> None:
        self._box.visible = visible
        if not visible:
            return
        state = known["state"] if known else "soon"
        cards = known["options"] if known and state != "cancelled" and known["options"] else several
        self._head.text = self._headed(state, known, several=bool(cards))
        self._cards(list(cards))
        self._lead.visible = self._explain is not None and state == "soon"  # then phones say it, above the choices
        self._card(proposal)
        self._turnout.show(known["progress"] if known and state == "open" else None)
        self._note.text = self._noted(state, known)
        self._note.visible = bool(self._note.text)

    def _headed(self, state: str, known: Shown | None, *, several: bool) -> str:
        """What is asked; people's own words where they thought of the question."""
        if state == "open" and known and known["text"]:
            return str(known["text"])
        if several and self._heads.get(state) in ("room.vote.soon", "vote.title"):
            return self._say("room.choice.soon" if state == "soon" else "room.choice.open")
        return self._say(self._heads.get(state, self._heads["soon"]))

    def _noted(self, state: str, known: Shown | None) -> str:
        if state == "cancelled" and known:
            return str(known["reason"])
        if state == "open" and known and known["method"] != Method.PHONES:
            return self._say(f"room.vote.by.{known['method']}")
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
    if known["options"]:
        chosen(say, known)
        return
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


def chosen(say: Wording, known: Shown, after: str | None = None) -> None:
    """The result among several: equal cards with how many chose them, or words where figures could point at people."""
    named(Text("h1", say.sentence(known["heading"]), "k-h2"), "heading")
    option_cards(say, known["tally"]["options"] if known["tally"] else known["options"])
    if known["tally"]:
        undecided(say, known["tally"])
    else:
        Text("p", say.sentence(known["line"]), "k-line")
    if after:
        Text("p", say(after), "k-body")


# The console


def console(lead: Lead) -> Update:
    Text("h2", lead.say("console.vote"), "k-h2")
    state = Part(lambda *shown: vote_state(lead, *shown))
    count = Count(lead)
    ways = Ways(lead, "open_round", "open_choice")

    def update(view: Shown) -> None:
        tabled = next((item for item in view["proposals"] if item["tabled"]), None)
        known = view["round"]
        state(known, tabled, view["voters"], view["room"]["options"])
        count.show(known)
        ways.show(view)

    return update


def vote_state(
    lead: Lead,
    known: Shown | None,
    proposal: Shown | None,
    voters: int,
    several: list[Shown] | None = None,
) -> None:
    """What is voted on, how far it is, and after it was shown the exact result."""
    say = lead.say
    _about(say, known, proposal, several or [])
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
        exact(lead, known)


def _about(say: Wording, known: Shown | None, proposal: Shown | None, several: list[Shown]) -> None:
    """The proposal on the table, or several with their letters."""
    if known and known.get("counting"):
        return  # the fields to count in say what is chosen among
    cards = known["options"] if known and known["options"] and known["state"] != "shown" else several
    if cards:
        option_cards(say, cards)
    elif proposal:
        proposal_card(say, proposal)
    elif known is None or not known["options"]:
        Text("p", say("console.vote.no_proposal"), "k-notice")
    sure = [card.get("confirmed", True) for card in (cards or ([proposal] if proposal else []))]
    if not all(sure):
        Text("p", say("console.vote.unconfirmed"), "k-notice")


def exact(lead: Lead, known: Shown) -> None:
    """The result in numbers, and in which way people voted where not all did on a phone of their own."""
    say = lead.say
    with named(box("k-exact", "dl"), "vote-exact"):
        for option in known["exact"]["options"]:
            Text("dt", f"{option['letter']}: {worded(say, option)}" if "letter" in option else worded(say, option))
            Text("dd", str(option["n"]))
        Text("dt", say("option.silent"))
        Text("dd", str(known["exact"]["silent"]))
    in_which_ways(say, known["channels"])
    if known["small"]:
        Text("p", say("console.vote.small"), "k-notice")


def in_which_ways(say: Wording, channels: list[Shown]) -> None:
    """How many voted in which way, where not all did on a phone of their own."""
    if not channels:
        return
    Text("h3", say("console.channels"), "k-h3")
    with named(box("k-exact", "dl"), "vote-channels"):
        for channel in channels:
            Text("dt", say(f"console.channel.{channel['id']}"))
            Text("dd", str(channel["n"]))
