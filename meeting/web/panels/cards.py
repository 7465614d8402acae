"""What several steps draw: a proposal with what belongs to it, a need, a result as ring and words, a decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nicegui import ui

from meeting.harvest.ring import Shares, per_dot, ring
from meeting.web.parts import Shown, Text, box, named
from meeting.web.wording import Wording

MARKS = {
    "v": "many",
    "t": "other",
    "b": "hollow",
    "along": "many",
    "leave": "hollow",
    "not_yet": "other",
    "silent": "none",
}
"""The mark before each counted piece of a result: filled, gold with a dark centre, hollow, nothing."""


def proposal_card(say: Wording, card: Shown, look: str = "") -> None:
    """A proposal, and under it in gold what the minority added."""
    with named(box(f"k-card k-proposal {look}", "section"), "proposal"):
        Text("p", say.sentence(card["label"]), "k-label")
        Text("p", card["text"], "k-words")
        in_package(say, card["package"])
        additions(say, card["items"])


def in_package(say: Wording, entries: list[Shown], label: str = "card.package") -> None:
    """The opgaven of a package, in the order of their letters: a set, so without numbers."""
    if not entries:
        return
    Text("p", say(label), "k-label")
    with named(box("k-package", "ul"), label.rpartition(".")[2]):
        for each in entries:
            with box("k-body", "li"):
                Text("span", each["text"])
                if "owner" in each:
                    Text("span", owned(say, each), "k-owner")


def owned(say: Wording, entry: Shown) -> str:
    """Who owns an opgave, and when it comes back."""
    owner = say("card.owner", name=entry["owner"]) if entry["owner"] else say("card.no_owner")
    return f"{owner}. {say('card.back', date=entry['back_on'])}" if entry["back_on"] else owner


def additions(say: Wording, items: list[Shown]) -> None:
    if not items:
        return
    Text("p", say("room.additions"), "k-label k-gold")
    with box("k-additions", "ol"):
        for item in items:
            Text("li", item["text"], "k-addition")


def need_card(say: Wording, card: Shown) -> None:
    """A need in its own words; said aloud or written, they look the same but for one word."""
    if card["label"]:
        Text("p", say.sentence(card["label"]), "k-label k-gold")
    Text("p", card["text"], "k-words")
    if not card["items"]:
        return
    with box("k-said-of"):
        for item in card["items"]:
            if "key" in item:
                Text("p", say.sentence(item), "k-label")
            if item.get("text"):
                Text("p", item["text"], "k-fact")


def answer(say: Wording, card: Shown) -> None:
    """The room's answer to a need, as it stands."""
    with box("k-answer"):
        Text("p", say.sentence(card["label"]), "k-label")
        if card["text"]:
            Text("p", card["text"])
        for item in card["items"]:
            Text("p", say.sentence(item), "k-fact")


def tally_rows(say: Wording, line: Mapping[str, Any]) -> None:
    """The result in words, a line a choice, each with its mark."""
    pieces = say.pieces(line)
    if not pieces:
        Text("p", say.sentence(line), "k-line")
        return
    with box("k-tally", "ul"):
        for name, text in pieces:
            if name == "silent" and not line["values"][name]:
                continue
            with box(tag="li"):
                box(f"k-mark k-mark-{MARKS[name]}", "span").props["aria-hidden"] = "true"
                Text("span", text)


def tally_ring(
    say: Wording, tally: Shown, text: str, ident: str, *, closed: bool = False, captioned: bool = True
) -> None:
    """The result as a ring of people. Our own drawing: no words of people in it. A large hall is told what a dot is.

    Not `captioned` where what is counted stands above the ring.
    """
    counts = {"many": 0, "other": 0, "hollow": 0}
    for option in tally["options"]:
        counts[option["share"]] += option["n"]
    picture = ring(
        Shares(**counts),
        ident=ident,
        title=say("room.ring.title"),
        text=text,
        number=str(counts["many"]),
        captions=(*([counted(say, tally)] if captioned else []), say("room.ring.of", n=tally["electorate"])),
        closed=closed,
    )
    with box("k-ring-place"):
        named(ui.html(str(picture), sanitize=False).classes("k-ring"), "ring")
        if (people := per_dot(sum(counts.values()))) > 1:
            named(Text("p", say.n("room.ring.dot", people), "k-meta"), "per-dot")


def counted(say: Wording, tally: Shown) -> str:
    """What the number in the middle of a ring counts."""
    choices = {option["id"] for option in tally["options"]}
    what = "for" if "for" in choices else "along" if "along" in choices else "options"
    return say.n(f"room.ring.{what}", sum(option["n"] for option in tally["options"] if option["share"] == "many"))


def decision_card(say: Wording, card: Shown) -> None:
    """What was decided, with what the minority added and what still chafes; or how it ended without."""
    with named(box("k-card k-decision", "section"), "decision"):
        Text("p", say.sentence(card["label"]), "k-label")
        if card["text"]:
            Text("p", card["text"], "k-words")
        in_package(say, card["package"])
        additions(say, card["items"])
        in_package(say, card["waiting"], "card.waiting")
        if card["standing"]:
            Text("p", say("room.standing"), "k-label k-gold")
            with box("k-additions", "ul"):
                for item in card["standing"]:
                    Text("li", item["text"], "k-addition k-standing")
        with box("k-facts"):
            for fact in card["facts"]:
                first_step = fact.get("key") == "card.first_step"
                Text("p", say("room.first_step", **fact["values"]) if first_step else say.sentence(fact), "k-fact")
