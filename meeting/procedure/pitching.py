"""Pitching: one entry of the shortlist stands before the room while somebody explains it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from meeting.procedure.core import (
    FACILITATOR,
    Event,
    Refused,
    StaffCommand,
    decide,
    done,
    evolve,
    step,
    touches,
)
from meeting.procedure.state import Meeting


@dataclass(frozen=True, kw_only=True)
class PitchEntry(StaffCommand):
    """Put one entry before the room, for who explains it; without one the room sees the whole list again."""

    entry_id: str | None


@dataclass(frozen=True, kw_only=True)
class EntryPitched(Event):
    entry_id: str | None


step("shortlisting", {PitchEntry: FACILITATOR})


def pitched_now(meeting: Meeting) -> str | None:
    """The entry that is being explained."""
    known = meeting.shortlist
    return known.pitched[-1] if known.pitching else None


@done.register
def _(command: PitchEntry, meeting: Meeting) -> bool:
    return pitched_now(meeting) == command.entry_id


@decide.register
def pitch_entry(command: PitchEntry, meeting: Meeting) -> Iterator[Event]:
    if command.entry_id is not None and command.entry_id not in meeting.shortlist.ids:
        raise Refused("unknown_entry")
    yield EntryPitched(entry_id=command.entry_id)


@evolve.register
def entry_pitched(event: EntryPitched, meeting: Meeting) -> Meeting:
    known = meeting.shortlist
    if event.entry_id is None:
        return replace(meeting, shortlist=replace(known, pitching=False))
    before = tuple(each for each in known.pitched if each != event.entry_id)
    return replace(meeting, shortlist=replace(known, pitched=(*before, event.entry_id), pitching=True))


@touches.register(EntryPitched)
def _(event: EntryPitched, meeting: Meeting) -> Iterable[str]:
    return ()
