"""Closing: thanks, what was decided, and where the report is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nicegui import ui

from meeting import qr
from meeting.procedure.core import Role
from meeting.web.parts import Part, Shown, Text, Update, box, link, named
from meeting.web.wording import Wording, short

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill")

    def update(view: Shown) -> None:
        report = f"{view['address']}/report/{view['code']}"
        awaited = view["mandate_line"] if view["mandate"]["answer_by"] else None
        part(view["over"], view["rounded"], view["heard"], view["decisions"], awaited, report)

    return update


def _draw(
    say: Wording,
    over: bool,
    rounded: bool,
    heard: bool,
    decisions: list[Shown],
    awaited: Shown | None,
    report: str,
) -> None:
    """Thanks, what was laid down, and where somebody else decides: who does, and when people hear of it."""
    with box("k-closing"):
        with box("k-closing-words"):
            title = "closing.over" if over else "closing.thanks" if rounded else "room.closing.title"
            named(Text("h1", say(title), "k-h1"), "heading")
            if over or heard or not rounded:
                Text("p", say("closing.thanks" if over else "room.heard" if heard else "room.closing.sub"), "k-body")
            for card in decisions[-1:]:
                _decision(say, card)
            if awaited:
                named(Text("p", say.sentence(awaited), "k-mandate"), "awaited")
        if decisions or over:
            with box("k-closing-report"):
                named(ui.html(qr.svg(report), sanitize=False).classes("k-qr"), "report-qr")
                Text("p", say("room.closing.report"), "k-meta")
                host, _, path = short(report).partition("/")
                for line in (f"{host}/", path):
                    Text("p", line, "k-meta k-break")


def _decision(say: Wording, card: Shown) -> None:
    """What was decided, short enough to stand beside the QR code: the report has the rest."""
    with named(box("k-card k-decision", "section"), "decision"):
        Text("p", say.sentence(card["label"]), "k-label")
        if card["text"]:
            Text("p", card["text"], "k-words")
        if card["items"]:
            Text("p", say.n("room.closing.additions", len(card["items"])), "k-label k-gold")
        if card["standing"]:
            Text("p", say.n("room.closing.standing", len(card["standing"])), "k-label k-gold")


# The console


def console(lead: Lead) -> Update:
    say = lead.say
    Text("h2", say("console.closing"), "k-h2")
    part = Part(lambda *shown: _report(lead, *shown))
    answered = named(Text("p", "", "k-number"), "heard-answered")

    def update(view: Shown) -> None:
        answered.visible = view["heard"] is not None
        answered.text = say("console.checked_out", **view["heard"]) if view["heard"] else ""
        known = view["teaming"]
        part(view["code"], view["over"], bool(view["room"]["decisions"]), bool(known and known["teams"]))

    return update


def _report(lead: Lead, code: str, over: bool, decided: bool, teams: bool) -> None:
    Text("p", lead.say("console.closing.over" if over else "console.closing.before"), "k-quiet")
    if over or decided:
        with box("k-buttons"):
            link(lead.say("console.report"), f"/report/{code}", name="closing-report", new_tab=True)
    if teams and lead.role is Role.FACILITATOR:
        with box("k-buttons"):
            link(lead.say("console.teams.reached"), f"/console/{code}/teams", name="closing-teams", new_tab=True)
