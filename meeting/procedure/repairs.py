"""Repairs, for the report: what was read back, what tables missed in their own words, and what was repaired."""

from __future__ import annotations

from dataclasses import dataclass

from meeting.procedure.reading_back import MISSING, thing_of
from meeting.procedure.state import Meeting, Viewpoint


@dataclass(frozen=True)
class Repaired:
    """One topic or single voice: how many tables said that it is right, what was missed, and what was repaired."""

    text: str | None
    fits: int
    missed: tuple[str, ...]
    repairs: tuple[str, ...]


def repaired(meeting: Meeting) -> tuple[Repaired, ...]:
    """What tables or the room read back, in the order in which it was put together; what is gone is left out."""
    about = {each.cluster for each in meeting.readings.values()} | {each.thing for each in meeting.repairs}
    known = [thing for each in about if (thing := thing_of(each, meeting))]
    return tuple(of_thing(each.id, meeting) for each in sorted(known, key=lambda thing: (thing.number, thing.id)))


def of_thing(thing: str, meeting: Meeting) -> Repaired:
    """What was said and repaired about one topic or single voice."""
    known = thing_of(thing, meeting)
    said = sorted((each for each in meeting.readings.values() if each.cluster == thing), key=lambda each: each.table)
    return Repaired(
        text=known.text if isinstance(known, Viewpoint) else known.name if known else None,
        fits=sum(each.verdict != MISSING and bool(each.table) for each in said),
        missed=tuple(each.text for each in said if each.verdict == MISSING),
        repairs=tuple(each.text for each in meeting.repairs if each.thing == thing),
    )
