"""Noticing: what a facilitator sees of the undercurrent, on her console and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from meeting.web.parts import Field, Rows, Select, Shown, Text, box, button, named
from meeting.web.private_notes import RUNGS, Noticed, private_notes
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def noticing(lead: Lead) -> None:
    """A fold with her notes on the resistance line, one to add, and a button that erases them."""
    say = lead.say
    with named(box("k-fold k-private", "details"), "private"):
        Text("summary", say("console.private"), "k-button k-small")
        with box("k-fold-in"):
            Text("p", say("console.private.help"), "k-help")
            shown = Rows(lambda note: _noticed(say, note), "k-note-list")
            _form(lead)
    notes = private_notes(lead.live)

    def update() -> None:
        shown([{"id": each.id, "note": each} for each in notes.of(lead.link)])

    update()
    shown.box.client.on_delete(notes.watch(update))


def _form(lead: Lead) -> None:
    say, notes = lead.say, private_notes(lead.live)
    rungs = [(each, say(f"console.private.{each}")) for each in RUNGS]
    rung = Select(say("console.private.rung"), rungs, name="private-rung")
    words = Field(say("console.private.note"), name="private-note")

    def keep() -> None:
        notes.add(lead.link, f"{datetime.now(UTC).astimezone():%H:%M}", rung.value, words.text.strip()[:240])
        words.clear()

    with box("k-buttons"):
        button(say("console.note.send"), keep, name="private-keep", look="k-small")
        button(say("console.private.wipe"), lambda: notes.wipe(lead.link), name="private-wipe", look="k-small")


def _noticed(say: Wording, shown: Shown) -> None:
    note: Noticed = shown["note"]
    line = f"{note.at} · {say(f'console.private.{note.rung}')}"
    Text("p", f"{line}: {note.words}" if note.words else line)
