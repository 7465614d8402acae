"""The minority: one question for every phone; then what is needed, in gold, each in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meeting.web.panels.cards import need_card, proposal_card
from meeting.web.panels.paging import page_now, pages_of, place, turning
from meeting.web.parts import Part, Rows, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    soon = Part(lambda *shown: _soon(say, *shown), "k-fill k-middle")
    asked = box("k-fill k-needs-screen")
    with asked:
        heading = Part(lambda title, line: _heading(say, title, line))
        answered = named(Text("p", "", "k-body k-quiet"), "answered")
        rows = Rows(lambda card: _need(say, card), "k-needs")
        more = named(Text("p", "", "k-meta"), "more")
        others = Part(lambda *shown: _others(say, *shown), "k-words-below")

    def update(view: Shown) -> None:
        known = view["minority"]
        soon.box.visible, asked.visible = known is None, known is not None
        if known is None:
            soon(view["proposal"])
            return
        heading(known["title"], known["reading"] or known["line"])
        answered.text = say.sentence(known["answered"])
        answered.visible = known["answered"] is not None and not known["shared"]
        pages = pages_of(known["positions"])
        now = page_now(pages, view["page"])
        rows(pages[now])
        rows.box.visible = bool(known["positions"])
        more.text = place(say, pages, now)
        more.visible = len(pages) > 1
        others(known["suggestions"], known["shared"], bool(known["positions"] or known["reading"]))

    return update


def _soon(say: Wording, proposal: Shown | None) -> None:
    named(Text("h1", say("need.title"), "k-h1 k-wide"), "heading")
    Text("p", say("need.comfort"), "k-body")
    if proposal:
        proposal_card(say, proposal)


def _heading(say: Wording, title: Shown, line: Shown | None) -> None:
    named(Text("h1", say.sentence(title), "k-h2"), "heading")
    if line:
        Text("p", say.sentence(line), "k-body k-quiet")


def _need(say: Wording, card: Shown) -> None:
    with named(box("k-card k-need", "article"), "need"):
        need_card(say, card)


def _others(say: Wording, suggestions: list[Shown], shared: bool, some: bool) -> None:
    """What others thought of, apart; before sharing a word of comfort, and what to do when nothing was written."""
    if suggestions:
        Text("p", say("card.suggestion"), "k-label")
        with box("k-others", "ul"):
            for item in suggestions[:6]:
                named(Text("li", item["text"]), "suggestion")
    elif not shared:
        Text("p", say("need.comfort"), "k-body")
        Text("p", say("room.need.phones"), "k-body k-quiet")
    elif not some:
        Text("p", say("room.need.none"), "k-body")


# The console


def console(lead: Lead) -> Update:
    say = lead.say
    Text("h2", say("console.needs"), "k-h2")
    state = Part(lambda *shown: _state(lead, *shown))
    paging = Part(lambda pages, now: turning(lead, pages, now), "k-counts")
    rows = Rows(lambda card: _row(lead, card), "k-inbox", many=True)
    named(rows.box, "positions")
    suggested = Part(lambda items: _suggested(lead, items))
    spoken = box()
    with spoken:
        spoken_need(lead)

    def update(view: Shown) -> None:
        known = view["room"]["minority"]
        state(known, view["microphones"])
        pages = pages_of(known["positions"] if known else [])
        paging(len(pages), page_now(pages, lead.projector.page_of(view["block"])))
        rows(view["positions"])
        suggested([*(known["suggestions"] if known else [])])
        spoken.visible = known is not None

    return update


def _state(lead: Lead, known: Shown | None, microphones: int) -> None:
    say = lead.say
    if known is None:
        Text("p", say("console.needs.soon"), "k-quiet")
        return
    if known["answered"]:
        named(Text("p", say.sentence(known["answered"]), "k-number"), "answered-phones")
        if not known["shared"]:
            Text("p", say("console.needs.sealed"), "k-meta")
    if microphones:
        named(Text("p", say.n("console.microphones", microphones), "k-notice"), "microphones")


def _suggested(lead: Lead, items: list[Shown]) -> None:
    """What others thought of: somebody of the minority may say aloud that it is what they need."""
    if not items:
        return
    Text("h3", lead.say("console.suggestions"), "k-h3")
    for item in items:
        with box("k-row"):
            Text("p", item["text"], "k-words")
            press = lead.act(
                "add_position", position_id=f"aloud-{item['id'][:16]}", round_id=lead.round_id, text=item["text"]
            )
            with box("k-buttons"):
                button(lead.say("console.adopt"), press, name="adopt", look="k-small")


def spoken_need(lead: Lead) -> None:
    """A need that somebody says aloud is typed, read back, and marked as spoken."""
    lead.form(
        label=lead.say("console.need.label"),
        help=lead.say("console.spoken.help"),
        name="spoken-need",
        do="add_position",
        new="position_id",
        args=lambda text: {"text": text, "round_id": lead.round_id},
        send=lead.say("console.need.send"),
    )


def _row(lead: Lead, card: Shown) -> None:
    with named(box("k-row k-gold-edge"), f"position-{card['id']}"):
        need_card(lead.say, card)
        screen_press(lead, card)
        if card["spoken"] and card["state"] == "open" and card["answer"] is None:
            with box("k-buttons"):
                press = lead.act("withdraw_position", position_id=card["id"], rev=card["rev"])
                button(lead.say("console.withdraw"), press, name="withdraw", look="k-small")


def screen_press(lead: Lead, card: Shown) -> None:
    """Put a need that was read on the room screen, or take it off; nothing where all of them hang there."""
    on = card["screen"]
    if on is None or not lead.may("show_need"):
        return
    with box("k-buttons"):
        if on:
            press = lead.act("hide_need", position_id=card["id"])
        else:
            press = lead.act("show_need", position_id=card["id"], rev=card["rev"])
        words = "console.need.screen.off" if on else "console.need.screen"
        button(lead.say(words), press, name="need-screen", look="k-small", pressed=on)
