"""Spreading: one viewpoint at a time is before the room, and people recognise it or say how they see it otherwise.

Recognition is asked first. Who recognises what is told to nobody; how many do, only when the room has done with it
(rulings 18).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from meeting.procedure.core import (
    FACILITATOR,
    MODERATOR,
    NOTE_KEEPER,
    PARTICIPANT,
    SYSTEM,
    Command,
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
from meeting.procedure.gathering import NO, ShowViewpoints, authors, changed_viewpoint
from meeting.procedure.looking import once
from meeting.procedure.state import Meeting, Participant, Recognition, Spread, Viewpoint

MOST_HANDS = 3_000


@dataclass(frozen=True, kw_only=True)
class SpreadViewpoint(StaffCommand):
    """Put one viewpoint before the room and on every phone, `instead` of the one that was there in this stay."""

    viewpoint_id: str
    visit: int
    instead: str | None = None


@dataclass(frozen=True, kw_only=True)
class ViewpointSpread(Event):
    viewpoint_id: str


@dataclass(frozen=True, kw_only=True)
class Recognise(Command):
    """Say "I recognise this" of the viewpoint before the room, or of one that may say the same as an own one."""

    viewpoint_id: str


@dataclass(frozen=True, kw_only=True)
class ViewpointRecognised(Event):
    viewpoint_id: str
    participant: str = personal()


@dataclass(frozen=True, kw_only=True)
class WithdrawRecognition(Command):
    viewpoint_id: str


@dataclass(frozen=True, kw_only=True)
class RecognitionWithdrawn(Event):
    viewpoint_id: str
    participant: str = personal()


@dataclass(frozen=True, kw_only=True)
class RecogniseAloud(StaffCommand):
    """How many hands went up for a viewpoint: a number that takes the place of an earlier one."""

    viewpoint_id: str
    hands: int


@dataclass(frozen=True, kw_only=True)
class RecognisedAloud(Event):
    viewpoint_id: str
    hands: int


@dataclass(frozen=True, kw_only=True)
class ShowCounts(StaffCommand):
    """End this stay: nobody adds a recognition any more, and the room sees how many there are."""

    visit: int


@dataclass(frozen=True, kw_only=True)
class CountsShown(Event):
    visit: int


@dataclass(frozen=True, kw_only=True)
class AskAlike(Command):
    """Have the author of a viewpoint asked whether one on the screen says the same (rulings 19)."""

    viewpoint_id: str
    other: str


@dataclass(frozen=True, kw_only=True)
class AlikeAsked(Event):
    viewpoint_id: str
    other: str


step(
    "spreading",
    {SpreadViewpoint: FACILITATOR, ShowCounts: FACILITATOR, ShowViewpoints: MODERATOR},
)
always(
    {
        Recognise: PARTICIPANT,
        WithdrawRecognition: PARTICIPANT,
        RecogniseAloud: NOTE_KEEPER,
        AskAlike: SYSTEM,
    }
)


# Looking


def before_the_room(meeting: Meeting) -> Viewpoint | None:
    """The viewpoint that every phone is asked about now."""
    if meeting.step != "spreading" or not meeting.spreads or meeting.closed_at or counts_shown(meeting):
        return None
    last = meeting.spreads[-1]
    viewpoint = meeting.viewpoints[last.viewpoint]
    return viewpoint if last.visit == meeting.visit and viewpoint.counts else None


def counts_shown(meeting: Meeting) -> bool:
    """Whether this stay has ended by showing its numbers."""
    return meeting.counted == meeting.visit


def countable(meeting: Meeting) -> bool:
    """Whether anybody may see how many people recognise what."""
    return meeting.step != "spreading" or counts_shown(meeting) or meeting.closed_at is not None


def recognised(meeting: Meeting, viewpoint: Viewpoint) -> int:
    """How many others recognise a viewpoint; whoever wrote it does not count."""
    known = meeting.recognitions.get(viewpoint.id, Recognition())
    return len(known.people - {viewpoint.author}) + known.aloud


@once
def queue(meeting: Meeting) -> list[Viewpoint]:
    """What can still be put before the room: a no first, then what nobody recognised yet, in mixed order.

    A question that is with its author waits for the new words. Ids are random, so their order tells nothing.
    """
    been = {each.viewpoint for each in meeting.spreads}
    waiting = [
        each for each in meeting.viewpoints.values() if each.counts and not each.returned and each.id not in been
    ]
    return sorted(waiting, key=lambda each: (each.kind != NO, each.id in meeting.recognitions, each.id))


def spread_in_this_stay(meeting: Meeting) -> int:
    return sum(each.visit == meeting.visit for each in meeting.spreads)


def _known(viewpoint_id: str, meeting: Meeting) -> Viewpoint:
    viewpoint = meeting.viewpoints.get(viewpoint_id)
    if viewpoint is None or not viewpoint.counts:
        raise Refused("unknown_viewpoint")
    return viewpoint


# Putting before the room


@done.register
def _(command: SpreadViewpoint, meeting: Meeting) -> bool:
    now = before_the_room(meeting)
    return now is not None and now.id == command.viewpoint_id


@decide.register
def spread_viewpoint(command: SpreadViewpoint, meeting: Meeting) -> Iterator[Event]:
    viewpoint, now = _known(command.viewpoint_id, meeting), before_the_room(meeting)
    if command.visit != meeting.visit or command.instead != (now.id if now else None):
        raise Refused("changed_meanwhile")
    if counts_shown(meeting):
        raise Refused("counts_shown")
    yield ViewpointSpread(viewpoint_id=viewpoint.id)


@evolve.register
def viewpoint_spread(event: ViewpointSpread, meeting: Meeting) -> Meeting:
    meeting = changed_viewpoint(meeting, event.viewpoint_id, shown=True, returned=False)
    return replace(meeting, spreads=(*meeting.spreads, Spread(meeting.visit, event.viewpoint_id)))


# Recognising


@touches.register
def _(event: ViewpointRecognised, meeting: Meeting) -> Iterable[str]:
    return (event.participant,)


@touches.register
def _(event: RecognitionWithdrawn, meeting: Meeting) -> Iterable[str]:
    return (event.participant,)


@touches.register
def _(event: RecognisedAloud, meeting: Meeting) -> Iterable[str]:
    return ()


@touches.register
def _(event: AlikeAsked, meeting: Meeting) -> Iterable[str]:
    return authors((event.viewpoint_id,), meeting)


@done.register
def _(command: Recognise, meeting: Meeting) -> bool:
    return command.viewpoint_id in _recognised_by(command, meeting)


@decide.register
def recognise(command: Recognise, meeting: Meeting) -> Iterator[Event]:
    assert command.participant is not None
    viewpoint, now = _known(command.viewpoint_id, meeting), before_the_room(meeting)
    asked = now is not None and now.id == viewpoint.id
    if not asked and viewpoint.id not in _asked_alike(meeting.participants[command.participant], meeting):
        raise Refused("recognising_closed")
    yield ViewpointRecognised(viewpoint_id=viewpoint.id, participant=command.participant)


def _asked_alike(participant: Participant, meeting: Meeting) -> set[str | None]:
    """What this person was asked about because an own viewpoint may say the same."""
    return {meeting.viewpoints[each].alike for each in participant.viewpoints}


def _recognised_by(command: Recognise | WithdrawRecognition, meeting: Meeting) -> tuple[str, ...]:
    participant = meeting.participants.get(command.participant or "")
    return participant.recognised if participant else ()


@evolve.register
def viewpoint_recognised(event: ViewpointRecognised, meeting: Meeting) -> Meeting:
    participant = meeting.participants.get(event.participant)
    if participant is None:
        return meeting
    known = meeting.recognitions.get(event.viewpoint_id, Recognition())
    known = replace(known, people=known.people | {participant.id})
    participant = replace(participant, recognised=(*participant.recognised, event.viewpoint_id))
    return _with(meeting, event.viewpoint_id, known, participant)


def _with(meeting: Meeting, viewpoint_id: str, known: Recognition, participant: Participant) -> Meeting:
    return replace(
        meeting,
        recognitions=meeting.recognitions.set(viewpoint_id, known),
        participants=meeting.participants.set(participant.id, participant),
    )


@done.register
def _(command: WithdrawRecognition, meeting: Meeting) -> bool:
    return command.viewpoint_id not in _recognised_by(command, meeting)


@decide.register
def withdraw_recognition(command: WithdrawRecognition, meeting: Meeting) -> Iterator[Event]:
    assert command.participant is not None
    yield RecognitionWithdrawn(viewpoint_id=command.viewpoint_id, participant=command.participant)


@evolve.register
def recognition_withdrawn(event: RecognitionWithdrawn, meeting: Meeting) -> Meeting:
    participant = meeting.participants.get(event.participant)
    if participant is None:
        return meeting
    known = meeting.recognitions[event.viewpoint_id]
    known = replace(known, people=known.people - {participant.id})
    left = tuple(each for each in participant.recognised if each != event.viewpoint_id)
    return _with(meeting, event.viewpoint_id, known, replace(participant, recognised=left))


@done.register
def _(command: RecogniseAloud, meeting: Meeting) -> bool:
    return meeting.recognitions.get(command.viewpoint_id, Recognition()).aloud == command.hands


@decide.register
def recognise_aloud(command: RecogniseAloud, meeting: Meeting) -> Iterator[Event]:
    if not 0 <= command.hands <= MOST_HANDS:
        raise Refused("not_a_number")
    yield RecognisedAloud(viewpoint_id=_known(command.viewpoint_id, meeting).id, hands=command.hands)


@evolve.register
def recognised_aloud(event: RecognisedAloud, meeting: Meeting) -> Meeting:
    known = meeting.recognitions.get(event.viewpoint_id, Recognition())
    known = replace(known, aloud=event.hands)
    return replace(meeting, recognitions=meeting.recognitions.set(event.viewpoint_id, known))


# Showing the numbers


@done.register
def _(command: ShowCounts, meeting: Meeting) -> bool:
    return meeting.counted == command.visit


@decide.register
def show_counts(command: ShowCounts, meeting: Meeting) -> Iterator[Event]:
    if command.visit != meeting.visit:
        raise Refused("changed_meanwhile")
    yield CountsShown(visit=meeting.visit)


@evolve.register
def numbers_shown(event: CountsShown, meeting: Meeting) -> Meeting:
    return replace(meeting, counted=event.visit)


# Two that may say the same


@done.register
def _(command: AskAlike, meeting: Meeting) -> bool:
    known = meeting.viewpoints.get(command.viewpoint_id)
    return known is not None and known.alike == command.other


@decide.register
def ask_alike(command: AskAlike, meeting: Meeting) -> Iterator[Event]:
    if meeting.closed_at:
        return
    viewpoint, other = _known(command.viewpoint_id, meeting), _known(command.other, meeting)
    if not other.seen or viewpoint.author is None or viewpoint.author == other.author or viewpoint.alike is not None:
        return
    yield AlikeAsked(viewpoint_id=viewpoint.id, other=other.id)


@evolve.register
def alike_asked(event: AlikeAsked, meeting: Meeting) -> Meeting:
    return changed_viewpoint(meeting, event.viewpoint_id, alike=event.other)
