"""Weaving in: each need with the answer that stands; on the console the room's answer is typed and put to all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meeting.procedure.state import AnswerKind
from meeting.web.panels.cards import answer, need_card
from meeting.web.panels.minority import screen_press, spoken_need
from meeting.web.panels.need_marks import marks
from meeting.web.panels.paging import page_now, pages_of, place, turning
from meeting.web.parts import Field, Part, Rows, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


ASKING = ("asking", "restating")
"""States of a need in which every phone is being asked about it."""


def room(say: Wording) -> Update:
    heading = Part(lambda *shown: _heading(say, *shown))
    rows = Rows(lambda card: _need(say, card), "k-needs")
    more = named(Text("p", "", "k-meta"), "more")

    def update(view: Shown) -> None:
        pages = pages_of(view["weaving"]["positions"])
        now = page_now(pages, view["page"])
        heading(bool(pages[now]), view["weaving"]["reading"])
        rows(pages[now])
        rows.box.visible = bool(pages[now])
        more.text = place(say, pages, now)
        more.visible = len(pages) > 1

    return update


def _heading(say: Wording, some: bool, reading: Shown | None) -> None:
    title = "room.weave.title" if some or reading else "room.weave.none"
    named(Text("h1", say(title), "k-h2" if some or reading else "k-h1"), "heading")
    if reading:
        Text("p", say.sentence(reading), "k-body k-quiet")


def _need(say: Wording, card: Shown) -> None:
    with named(box(f"k-card k-need k-{card['state']}", "article"), "need"):
        need_card(say, card)
        if card["answer"]:
            answer(say, card["answer"])
        elif card["state"] == "asking":
            named(Text("p", say("room.weave.heard" if card["heard"] else "room.weave.asking"), "k-state"), "asking")
        elif card["state"] == "left":
            Text("p", say("room.weave.left"), "k-state")


# The console


def console(lead: Lead) -> Update:
    say = lead.say
    Text("h2", say("console.weave"), "k-h2")
    none = Part(lambda some: None if some else Text("p", say("console.weave.none"), "k-quiet"))
    paging = Part(lambda pages, now: turning(lead, pages, now), "k-counts")
    rows = Rows(lambda *shown: _row(lead, *shown), "k-inbox", many=True)
    named(rows.box, "positions")
    spoken = box()
    with spoken:
        spoken_need(lead)

    def update(view: Shown) -> None:
        asking = any(card["state"] in ASKING for card in view["positions"])
        texts = {card["id"]: card["text"] for card in view["positions"]}
        none(bool(view["positions"]))
        pages = pages_of(view["room"]["weaving"]["positions"])
        paging(len(pages), page_now(pages, lead.projector.page_of(view["block"])))
        rows(side_by_side(view["positions"]), asking, texts, view["can_ask_decider"])
        spoken.visible = lead.round_id is not None

    return update


def side_by_side(positions: list[Shown]) -> list[Shown]:
    """Needs that wait for the same word stand together; those after the first are `led` by it."""
    first: dict[str, str] = {}
    for card in positions:
        for each in (card["id"], *card["with"]):
            first.setdefault(each, first.get(card["id"], each))
    order = {card["id"]: at for at, card in enumerate(positions)}
    together = sorted(positions, key=lambda card: order[first[card["id"]]])
    return [{**card, "led": first[card["id"]] != card["id"]} for card in together]


def _row(lead: Lead, card: Shown, asking: bool, texts: dict[str, str], decider: bool) -> None:
    """One need: its words, the answer so far, what people said to it, and the answers that can be given."""
    say = lead.say
    with named(box(f"k-row k-gold-edge k-{card['state']}"), f"position-{card['id']}"):
        need_card(say, card)
        if card["answer"]:
            answer(say, card["answer"])
        if card["replies"]:
            _replies(say, card["replies"])
        if card["restated"]:
            _restated(say, card)
        Text("p", say(f"console.need.{card['state']}"), "k-meta")
        if card["led"]:
            named(Text("p", say("console.group.led"), "k-line"), "led")
        elif card["with"]:
            words = say.n("console.group.with", len(card["with"]))
            named(Text("p", words, "k-line"), "in-group")
            with box("k-said-of", "ul"):
                for other in card["with"]:
                    Text("li", texts[other], "k-fact")
        for name in ("final", "blocked"):
            if card[name]:
                Text("p", say(f"console.need.{name}"), "k-notice")
        if card["state"] in ASKING:
            _settle(lead, card)
        elif card["state"] in ("open", "held_back") and not asking and not card["led"]:
            _answers(lead, card)
        if not asking:
            screen_press(lead, card)
            marks(lead, card, texts, decider=decider)


def _replies(say: Wording, replies: Shown) -> None:
    Text("p", say(f"console.replies.{replies['author']}"), "k-line")
    Text("p", say("console.replies.room", fits=replies["fits"], misfits=replies["misfits"]), "k-meta")


def _restated(say: Wording, card: Shown) -> None:
    Text("p", say("console.restated", text=card["restated"]), "k-line")
    if card["heard"]:
        Text("p", say(f"console.heard.{card['heard']['author']}"), "k-line")
        Text("p", say("console.replies.room", fits=card["heard"]["fits"], misfits=card["heard"]["misfits"]), "k-meta")


def _settle(lead: Lead, card: Shown) -> None:
    """What was written on a phone is settled by its author's phone; what was said aloud is asked aloud."""
    known = {"position_id": card["id"], "rev": card["rev"]}
    with box("k-buttons"):
        if not card["spoken"]:
            words = "act.settle_heard" if card["state"] == "restating" else "act.settle"
            button(lead.say(words), lead.act("settle_position", **known), name="settle", look="k-small")
            return
        Text("p", lead.say("console.settle.aloud"), "k-caption")
        for name, aloud in (("yes", True), ("no", False)):
            press = lead.act("settle_position", aloud=aloud, **known)
            button(lead.say(f"console.settle.{name}"), press, name=f"settle-{name}", look="k-small")


def _answers(lead: Lead, card: Shown) -> None:
    say, known = lead.say, {"position_id": card["id"], "rev": card["rev"]}
    with box("k-buttons"):
        if lead.may("restate_need"):
            _restate(lead, card)
        if not lead.may("answer_position"):
            return
        if not card["blocked"]:
            if not card["with"]:
                press = lead.act("answer_position", kind=AnswerKind.ADDED.value, **known)
                button(say("console.answer.added"), press, name="answer-added", look="k-small k-strong")
            _with_words(lead, AnswerKind.CHANGED, known, start=card["restated"] or card["text"])
        if card["conflicts"]:
            _with_words(lead, AnswerKind.SEPARATE, known)
        _with_words(lead, AnswerKind.PARKED, known, owner=True)
        _with_words(lead, AnswerKind.DECLINED, known)
        if card["replies"] or lead.after_check:
            button(say("console.leave"), lead.act("leave_unmet", **known), name="leave", look="k-small")
        elif card["spoken"]:
            press = lead.act("leave_unmet", aloud=True, **known)
            button(say("console.leave.aloud"), press, name="leave-aloud", look="k-small")


def _restate(lead: Lead, card: Shown) -> None:
    """Say the need back before anything is done with it."""
    with box("k-fold", "details"):
        named(Text("summary", lead.say("console.restate"), "k-button k-small"), "restate")
        with box("k-fold-in"):
            lead.form(
                label=lead.say("console.restate.label"),
                name="restate-text",
                do="restate_need",
                args=lambda text: {"position_id": card["id"], "rev": card["rev"], "text": text},
                send=lead.say("console.restate.send"),
                area=True,
            )


def _with_words(lead: Lead, kind: AnswerKind, known: dict[str, Any], *, start: str = "", owner: bool = False) -> None:
    """An answer that needs words: the new wording, the reason, or who takes it up."""
    say, name = lead.say, f"answer-{kind.value}"
    with box("k-fold", "details"):
        named(Text("summary", say(f"console.answer.{kind.value}"), "k-button k-small"), name)
        with box("k-fold-in"):
            who = Field(say("console.owner"), name=f"{name}-owner") if owner else None
            lead.form(
                label=say(f"console.answer.{kind.value}.label"),
                name=f"{name}-text",
                start=start,
                do="answer_position",
                args=lambda text: {
                    "kind": kind.value,
                    "text": text or None,
                    "owner": (who.text or None) if who else None,
                    **known,
                },
                send=say("console.answer.send"),
                area=True,
            )
