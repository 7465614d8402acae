"""Announcing: the facilitator tells the table hosts, or everybody, something that the run sheet does not say.

One holds at a time for each audience; it goes with the block it was made in, or when staff take it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    NEVER,
    Command,
    Event,
    Refused,
    Role,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    inverse,
    personal,
    told,
    touches,
)
from meeting.procedure.state import Announcement, Audience, Meeting

LONGEST = 140


@dataclass(frozen=True, kw_only=True)
class Announce(StaffCommand):
    """Tell `audience` this: it takes the place of what they were told before."""

    announcement_id: str
    audience: Audience
    text: str


@dataclass(frozen=True, kw_only=True)
class Announced(Event):
    announcement_id: str
    audience: Audience
    text: str = personal()


@dataclass(frozen=True, kw_only=True)
class EndAnnouncement(StaffCommand):
    """Take an announcement away from the screens; that it was made stays."""

    announcement_id: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementEnded(Event):
    announcement_id: str


always({Announce: FACILITATOR, EndAnnouncement: FACILITATOR})


def announced(meeting: Meeting, audience: Audience) -> Announcement | None:
    """What these people are told now; what is for everybody is for hosts too, and the newest goes before."""
    meant = {audience, Audience.EVERYBODY}
    latest = next((each for each in reversed(meeting.announcements) if each.audience in meant and not each.ended), None)
    return latest if latest and latest.visit == meeting.visit and not meeting.closed_at else None


def _known(announcement_id: str, meeting: Meeting) -> Announcement | None:
    return next((each for each in meeting.announcements if each.id == announcement_id), None)


@touches.register(Announced)
@touches.register(AnnouncementEnded)
def _(event: Event, meeting: Meeting) -> Iterable[str]:
    return ()


@done.register
def _(command: Announce, meeting: Meeting) -> bool:
    known = _known(command.announcement_id, meeting)
    if known is not None and known.text != text.clean(command.text, LONGEST):
        raise Refused("changed_elsewhere")
    return known is not None


@decide.register
def announce(command: Announce, meeting: Meeting) -> Iterator[Event]:
    words = text.clean(command.text, LONGEST)
    yield Announced(announcement_id=command.announcement_id, audience=command.audience, text=words)


@evolve.register
def now_announced(event: Announced, meeting: Meeting) -> Meeting:
    """A newer one to the same people takes the place of what still stood there."""
    before = (_ended(each) if each.audience is event.audience else each for each in meeting.announcements)
    made = Announcement(event.announcement_id, event.text, event.audience, meeting.visit, event.at)
    return replace(meeting, announcements=(*before, made))


def _ended(known: Announcement) -> Announcement:
    return replace(known, ended=True)


@inverse.register
def _(event: Announced, before: Meeting) -> Command:
    asked = event.announcement_id
    return EndAnnouncement(at=NEVER, role=Role.FACILITATOR, block="", announcement_id=asked)


@told.register
def _(event: Announced, before: Meeting) -> Mapping[str, Any]:
    return {"audience": event.audience.value}


@done.register
def _(command: EndAnnouncement, meeting: Meeting) -> bool:
    known = _known(command.announcement_id, meeting)
    return known is not None and known.ended


@decide.register
def end_announcement(command: EndAnnouncement, meeting: Meeting) -> Iterator[Event]:
    if _known(command.announcement_id, meeting) is not None:
        yield AnnouncementEnded(announcement_id=command.announcement_id)


@evolve.register
def announcement_ended(event: AnnouncementEnded, meeting: Meeting) -> Meeting:
    changed = (_ended(each) if each.id == event.announcement_id else each for each in meeting.announcements)
    return replace(meeting, announcements=tuple(changed))
