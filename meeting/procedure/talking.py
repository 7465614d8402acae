"""Talking: phones away, people speak; what must not be lost is noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import (
    NOTE_KEEPER,
    Event,
    Refused,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    step,
    touches,
)
from meeting.procedure.state import Meeting, Note


@dataclass(frozen=True, kw_only=True)
class TakeNote(StaffCommand):
    """Write down what was said, with the consent of who said it."""

    note_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class NoteTaken(Event):
    note_id: str
    block: str
    text: str = personal()


step("talking", {})
always({TakeNote: NOTE_KEEPER})


@done.register
def _(command: TakeNote, meeting: Meeting) -> bool:
    if command.note_id in meeting.dropped:
        return True
    known = next((note for note in meeting.notes if note.id == command.note_id), None)
    if known is not None and known.text != text.clean(command.text, text.STORY):
        raise Refused("changed_elsewhere")
    return known is not None


@decide.register
def take_note(command: TakeNote, meeting: Meeting) -> Iterator[Event]:
    yield NoteTaken(note_id=command.note_id, block=meeting.active, text=text.clean(command.text, text.STORY))


@touches.register
def _(event: NoteTaken, meeting: Meeting) -> Iterable[str]:
    return ()


@evolve.register
def note_taken(event: NoteTaken, meeting: Meeting) -> Meeting:
    return replace(meeting, notes=(*meeting.notes, Note(event.note_id, event.block, event.text)))
