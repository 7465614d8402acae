"""Announcing: from the console to the table hosts or to everybody, and taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meeting.procedure.announcing import LONGEST
from meeting.procedure.state import Audience
from meeting.web.parts import Rows, Select, Shown, Text, Update, box, button, named

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def console(lead: Lead) -> Update:
    """A fold below the step's own work; what is told now stands in sight."""
    say = lead.say
    with named(box("k-notes", "section"), "announcing") as whole:
        rows = Rows(lambda item: _row(lead, item), "k-inbox")
        with named(box("k-fold", "details"), "announce-fold"):
            Text("summary", say("console.announce"), "k-button k-small")
            with box("k-fold-in"):
                _form(lead)

    def update(view: Shown) -> None:
        whole.visible = lead.may("announce") and not view["over"]
        rows(view["announcements"])
        rows.box.visible = bool(view["announcements"])

    return update


def _form(lead: Lead) -> None:
    say = lead.say
    choices = [(each.value, say(f"console.announce.{each.value}")) for each in reversed(Audience)]
    audience = Select(say("console.announce.audience"), choices, name="announce-audience")
    lead.form(
        label=say("console.announce.label"),
        help=say("console.announce.help", most=LONGEST),
        name="announce-text",
        do="announce",
        new="announcement_id",
        args=lambda text: {"text": text, "audience": audience.value},
        send=say("console.announce.send"),
    )


def _row(lead: Lead, item: Shown) -> None:
    say = lead.say
    with named(box("k-row k-on"), f"announcement-{item['id']}"):
        Text("p", say(f"console.announced.{item['audience']}"), "k-meta")
        Text("p", item["text"], "k-words")
        with box("k-buttons"):
            press = lead.act("end_announcement", announcement_id=item["id"])
            button(say("console.announce.end"), press, name="announce-end", look="k-small")
