"""Framing: the question hangs large in the room; on the console what people say of it, and its new words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from meeting.procedure.state import Fit
from meeting.web.parts import Field, Part, Rows, Select, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    head = Part(lambda *shown: _head(say, *shown), "k-framing-head")
    counted = Part(lambda *shown: _counted(say, *shown))
    rows = Rows(lambda item: _words(say, item), "k-framing-words")

    def update(view: Shown) -> None:
        known = view["framing"]
        if known is None:
            return
        head(view["question"], known["reason"], known["fits"] is None)
        counted(known["fits"], known["answered"])
        rows(known["judgements"])

    return update


def _head(say: Wording, question: str, reason: str | None, asking: bool) -> None:
    named(Text("h1", question, "k-h1 k-wide"), "heading")
    if reason:
        named(Text("p", say("framing.reworded", reason=reason), "k-body"), "because")
    Text("p", say("room.framing.title"), "k-h2")
    if asking:
        Text("p", say("room.framing.sub"), "k-body k-quiet")


def _counted(say: Wording, fits: list[Shown] | None, answered: int) -> None:
    """How many said what once it was shown; until then only how many answered."""
    if fits is None:
        named(Text("p", say.n("room.framing.answered", answered) if answered else "", "k-meta"), "answered")
        return
    with named(box("k-fits", "ul"), "fits"):
        for each in fits:
            with box("k-fit", "li"):
                Text("strong", str(each["n"]))
                Text("span", say(f"option.{each['id']}"))


def _words(say: Wording, item: Shown) -> None:
    with named(box("k-card k-view", "article"), "judgement"):
        spoken = [say.sentence(item["label"])] if item["label"] else []
        Text("p", " · ".join([say(f"option.{item['fit']}"), *spoken]), "k-label")
        Text("p", item["text"], "k-words")


# The console


def console(lead: Lead) -> Update:
    say = lead.say
    Text("h2", say("console.block.framing"), "k-h2")
    state = Part(lambda *shown: _state(lead, *shown))
    said = box()
    with said:
        _say_aloud(lead)
    hands = Part(lambda *shown: _hands(lead, *shown))
    Text("h3", say("console.framing.words"), "k-h3")
    none = Part(lambda some: None if some else Text("p", say("console.framing.none"), "k-quiet"))
    rows = Rows(lambda item: _row(lead, item), "k-inbox", many=True)
    named(rows.box, "judgements")
    reword = Part(lambda *shown: _reword(lead, *shown))
    before = Part(lambda *shown: _before(say, *shown))

    def update(view: Shown) -> None:
        known = view["framing"]
        if known is None:
            return
        state(known["answered"], known["fits"], known["hands"])
        hands(known["version"])
        none(bool(known["judgements"]))
        rows(known["judgements"])
        reword(known["version"], known["question"])
        before(known["wordings"])

    return update


def _state(lead: Lead, answered: int, fits: list[Shown] | None, hands: list[int]) -> None:
    say = lead.say
    named(Text("p", say.n("console.framing.answered", answered), "k-line"), "framing-answered")
    if fits is None:
        Text("p", say("console.framing.hidden"), "k-meta")
    else:
        with named(box("k-exact", "dl"), "framing-fits"):
            for each in fits:
                Text("dt", say(f"option.{each['id']}"))
                Text("dd", str(each["n"]))
    if hands:
        named_hands = dict(zip((fit.value for fit in Fit), hands, strict=True))
        Text("p", say("console.framing.hands.now", **named_hands), "k-meta")


def _say_aloud(lead: Lead) -> None:
    """What somebody says without a phone, with the answer it belongs to."""
    say = lead.say
    if not lead.may("note_judgement"):
        return
    fits = [(fit.value, say(f"option.{fit.value}")) for fit in (Fit.ALMOST, Fit.NO, Fit.YES)]
    fit = Select(say("console.framing.fit"), fits, name="judgement-fit")
    lead.form(
        label=say("console.framing.said"),
        help=say("console.spoken.help"),
        name="judgement-text",
        do="note_judgement",
        new="judgement_id",
        args=lambda text: {"text": text, "fit": fit.value, "version": lead.view["framing"]["version"]},
        send=say("console.framing.said.send"),
    )


def _hands(lead: Lead, version: int) -> None:
    if not lead.may("count_hands"):
        return
    say = lead.say
    with box("k-fold", "details"):
        named(Text("summary", say("console.framing.hands"), "k-button k-small"), "hands")
        with box("k-fold-in"):
            Text("p", say("console.framing.hands.help"), "k-help")
            fields = {
                fit: Field(say(f"option.{fit.value}"), name=f"hands-{fit.value}", kind="number", start="0")
                for fit in Fit
            }
            press = partial(_send_hands, lead, version, fields)
            button(say("console.framing.hands.send"), press, name="hands-send", look="k-small")


async def _send_hands(lead: Lead, version: int, fields: dict[Fit, Field]) -> None:
    for field in fields.values():
        field.refuse(None)
    wrong = next((field for field in fields.values() if not field.text.strip().isdecimal()), None)
    if wrong is not None:
        wrong.refuse(lead.say("console.framing.hands.wrong"))
        return
    counted: dict[str, Any] = {fit.value: int(field.text) for fit, field in fields.items()}
    await lead.ask("count_hands", fields[Fit.YES].refuse, version=version, **counted)


def _row(lead: Lead, item: Shown) -> None:
    say = lead.say
    with named(box("k-row"), f"judgement-{item['id']}"):
        Text("p", item["text"], "k-words")
        tags = [say(f"option.{item['fit']}")]
        tags += [say.sentence(item["label"])] if item["label"] else []
        tags += [say("console.tag.shown")] if item["shown"] else []
        Text("p", " · ".join(tags), "k-meta")
        if not item["shown"]:
            press = lead.act("show_judgement", judgement_id=item["id"], rev=item["rev"])
            with box("k-buttons"):
                button(say("console.show"), press, name="show", look="k-small")


def _reword(lead: Lead, version: int, question: str) -> None:
    """New words for the question, with the reason that everybody sees."""
    if not lead.may("reword_question"):
        return
    say = lead.say
    with box("k-fold", "details"):
        named(Text("summary", say("console.framing.reword"), "k-button k-small k-strong"), "reword")
        with box("k-fold-in"):
            reason = Field(say("console.framing.reword.reason"), name="reword-reason", kind="area")
            lead.form(
                label=say("console.framing.reword.label"),
                name="reword-text",
                start=question,
                do="reword_question",
                args=lambda text: {"text": text, "reason": reason.text, "version": version},
                send=say("console.framing.reword.send"),
                area=True,
            )


def _before(say: Wording, wordings: list[Shown]) -> None:
    if not wordings:
        return
    Text("h3", say("console.framing.before"), "k-h3")
    with named(box("k-note-list", "ul"), "wordings"):
        for each in wordings:
            because = say("console.framing.because", reason=each["reason"]) if each["reason"] else ""
            Text("li", f"{each['text']} {because}".strip())
