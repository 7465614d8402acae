"""Choosing several of many: the list and how many have chosen; then the set that goes on, and its package."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from meeting.web.panels.counting import Count, Ways
from meeting.web.panels.shortlisting import entry_cards
from meeting.web.panels.voting import Turnout, in_which_ways
from meeting.web.parts import Field, Part, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    head = Part(lambda *shown: _head(say, *shown))
    turnout = Turnout(say, "choose")
    cards = Part(lambda *shown: _cards(say, *shown), "k-fill")

    def update(view: Shown) -> None:
        known = view["choosing"]
        said = {name: known.get(name) for name in ("rule", "note", "coverage", "reason")}
        said["tied"] = bool(known.get("tied"))
        head(known["state"], known["heading"], said)
        turnout.show(known.get("progress"))
        cards(known["state"], known["kind"], known["entries"], known.get("tied") or [], known.get("figures"))

    return update


def _head(say: Wording, state: str, heading: Shown, said: dict[str, Any]) -> None:
    words = {"closed": say("room.choose.closed"), "cancelled": say("vote.cancelled")}.get(state)
    named(Text("h1", words or say.sentence(heading), "k-h3"), "heading")
    if state == "cancelled":
        Text("p", said["reason"], "k-body k-quiet")
    elif state == "shown" and said["coverage"]:
        named(Text("p", say.sentence(said["coverage"]), "k-body"), "coverage")
    elif state == "shown" and said["tied"]:
        named(Text("p", say("choose.tied"), "k-body"), "tie")
    elif state == "open":
        named(Text("p", say.sentence(said["note"]), "k-body k-quiet"), "how")
    elif state == "soon" and said["rule"]:
        Text("p", say.sentence(said["rule"]), "k-body k-quiet")


def _cards(
    say: Wording, state: str, kind: str | None, entries: list[Shown], tied: list[Shown], figures: list[Shown] | None
) -> None:
    """An unordered set; with figures, when somebody asked for them, of everything that could be chosen."""
    if figures is not None:
        entry_cards(say, figures, "dots" if kind == "dots" else "people")
        return
    if state == "shown" and entries:
        Text("p", say("room.choose.set"), "k-meta")
    entry_cards(say, entries)
    if tied:
        named(Text("h2", say("room.choose.tied"), "k-h3"), "tied")
        entry_cards(say, tied)


# The console


def console(lead: Lead) -> Update:
    Text("h2", lead.say("console.choosing"), "k-h2")
    state = Part(lambda *shown: _state(lead.say, *shown))
    count = Count(lead)
    ways = Ways(lead, "open_choosing", "open_run_off")
    result = Part(lambda known: _result(lead, known) if known else None)

    def update(view: Shown) -> None:
        known = view["choosing"]
        state(known["state"], known.get("progress"), known["rule"], view["primary"] is not None)
        count.show(known)
        ways.show(view)
        result(known if "exact" in known else None)

    return update


def _state(say: Wording, state: str, progress: Shown | None, rule: Shown | None, ready: bool) -> None:
    if rule:
        Text("p", say.sentence(rule), "k-strong")
    if state == "soon" and not (rule and ready):
        Text("p", say("console.choose.freeze"), "k-notice")
    if progress:
        line = say("room.choose.progress", x=progress["turnout"], y=progress["electorate"])
        named(Text("p", line, "k-number"), "choose-turnout")
        Text("p", say("console.vote.hidden"), "k-meta")


def _result(lead: Lead, known: Shown) -> None:
    """Figures, what a proportional count would do otherwise, and what is laid on the table."""
    say = lead.say
    if known["coverage"]:
        named(Text("p", say.sentence(known["coverage"]), "k-line"), "console-coverage")
    if not known["quorum"]:
        named(Text("p", say("console.choose.quorum"), "k-notice"), "no-quorum")
    if known["few_leaders"] is not None:
        words = say("console.choose.few_leaders", n=known["few_leaders"])
        named(Text("p", words, "k-notice"), "few-leaders")
    if known["proportional"]:
        named(Text("p", say.sentence(known["proportional"]), "k-notice"), "proportional")
        Text("p", say("console.choose.proportional.help"), "k-help")
    if known["beside"]:
        named(Text("p", say("console.choose.beside"), "k-notice"), "sums-only")
    _figures(say, known)
    in_which_ways(say, known["channels"])
    if known["package"]:
        named(Text("p", say("console.choose.packed"), "k-notice"), "packed")
    if lead.may("make_package"):
        _words(lead, known)
        _other(lead, known)
        _anew(lead, known)


def _figures(say: Wording, known: Shown) -> None:
    Text("h3", say("console.choose.figures"), "k-h3")
    with named(box("k-exact", "dl"), "choose-figures"):
        for each in known["exact"]:
            marked = f" ({say('room.choose.' + each['mark'])})" if each["mark"] else ""
            Text("dt", f"{each['letter']}. {each['text']}{marked}")
            Text("dd", "–" if each["n"] is None else str(each["n"]))
    Text("p", say("room.choose.progress", x=known["ballots"], y=known["electorate"]), "k-meta")
    if known["hidden"]:
        Text("p", say("console.choose.hidden"), "k-help")


def _words(lead: Lead, known: Shown) -> None:
    """How the proposal is put, ready to be sent along with the act."""
    start = lead.say.n("console.choose.words.usual", len(known["suggested"]))
    field = Field(lead.say("console.choose.words"), name="package-words", start=start)
    lead.along["make_package"] = lambda: {"text": field.text}


def _other(lead: Lead, known: Shown) -> None:
    """Another package than was counted: ticked by hand, with its reason."""
    say = lead.say
    picked = set(known["suggested"])
    with box("k-fold", "details"):
        named(Text("summary", say("console.choose.other"), "k-button k-small"), "other-package")
        with box("k-fold-in"):
            Text("p", say("console.choose.other.help"), "k-help")
            with box("k-buttons"):
                for each in known["listed"]:
                    _tick(each, picked)
            reason = Field(say("console.choose.other.reason"), name="package-reason")

            async def send() -> None:
                asked = {"round_id": known["round_id"], "chosen": sorted(picked), "reason": reason.text}
                await lead.ask("make_package", reason.refuse, new="proposal_id", **asked)

            button(say("console.choose.other.send"), send, name="package-send", look="k-small")


def _tick(item: Shown, picked: set[str]) -> None:
    def turn() -> None:
        picked.symmetric_difference_update({item["id"]})
        tick.props["aria-pressed"] = "true" if item["id"] in picked else "false"

    text = f"{item['letter']}. {item['text']}"
    tick = button(text, turn, name=f"package-{item['letter']}", look="k-small", pressed=item["id"] in picked)


def _anew(lead: Lead, known: Shown) -> None:
    say = lead.say
    if not lead.may("open_choosing"):
        return
    with box("k-fold", "details"):
        named(Text("summary", say("console.choose.anew"), "k-button k-small"), "choose-anew")
        with box("k-fold-in"):
            reason = Field(say("console.choose.anew.reason"), name="anew-reason")
            ways = Ways(lead)
            ways.offered(on=True)
            about = {"kind": known["kind"], "rev": known["rev"]}
            send = partial(_choose_anew, lead, reason, ways, about)
            button(say("console.choose.anew.send"), send, name="anew-send", look="k-small")


async def _choose_anew(lead: Lead, reason: Field, ways: Ways, about: dict[str, object]) -> None:
    await lead.ask("open_choosing", reason.refuse, new="round_id", reason=reason.text, **ways.along(), **about)
