"""Calling: somebody asks for help, or rather says it aloud, with a tap; whoever helps in the hall sees where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import (
    MODERATOR,
    NOTE_KEEPER,
    PARTICIPANT,
    Command,
    Event,
    Refused,
    Role,
    always,
    decide,
    done,
    evolve,
    personal,
    touches,
)
from meeting.procedure.state import Call, Meeting

HELP, SPEAK = "help", "speak"
KINDS = (HELP, SPEAK)
"""Help with the phone or the meeting; saying aloud what others write."""

PLACE = 40  # graphemes: a table, a row, a chair


@dataclass(frozen=True, kw_only=True)
class CallSomebody(Command):
    """Ask somebody to come. `place` is where one sits, in own words."""

    call_id: str
    kind: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Called(Event):
    call_id: str
    participant: str = personal()
    kind: str
    place: str = personal()


@dataclass(frozen=True, kw_only=True)
class EndCall(Command):
    """Somebody came, or it is no longer needed."""

    call_id: str


@dataclass(frozen=True, kw_only=True)
class CallEnded(Event):
    """Staff may end a call, and no act of staff names a person: whose it was stands with the call."""

    call_id: str


always({CallSomebody: PARTICIPANT, EndCall: PARTICIPANT | NOTE_KEEPER | MODERATOR})


@touches.register
def _(event: Called, meeting: Meeting) -> Iterable[str]:
    return (event.participant,)


@done.register
def _(command: CallSomebody, meeting: Meeting) -> bool:
    known = meeting.calls.get(command.participant or "")
    return command.call_id in meeting.dropped or (known is not None and known.id == command.call_id)


def _call(call_id: str, meeting: Meeting) -> Call | None:
    return next((call for call in meeting.calls.values() if call.id == call_id), None)


@decide.register
def call_somebody(command: CallSomebody, meeting: Meeting) -> Iterator[Event]:
    if command.kind not in KINDS:
        raise Refused("unknown_choice")
    if _call(command.call_id, meeting):
        raise Refused("id_taken")
    place = text.clean_or_none(command.place, PLACE) or ""
    yield Called(call_id=command.call_id, participant=command.participant or "", kind=command.kind, place=place)


@evolve.register
def called(event: Called, meeting: Meeting) -> Meeting:
    call = Call(event.call_id, event.participant, event.kind, event.place, event.at)
    before = meeting.calls.get(call.participant)
    over = {before.id} if before else set()
    return replace(meeting, calls=meeting.calls.set(call.participant, call), dropped=meeting.dropped | over)


@done.register
def _(command: EndCall, meeting: Meeting) -> bool:
    return _call(command.call_id, meeting) is None


@decide.register
def end_call(command: EndCall, meeting: Meeting) -> Iterator[Event]:
    call = _call(command.call_id, meeting)
    assert call is not None
    if command.role is Role.PARTICIPANT and command.participant != call.participant:
        raise Refused("not_yours")
    yield CallEnded(call_id=call.id)


@evolve.register
def call_ended(event: CallEnded, meeting: Meeting) -> Meeting:
    call = _call(event.call_id, meeting)
    calls = meeting.calls.delete(call.participant) if call else meeting.calls
    return replace(meeting, calls=calls, dropped=meeting.dropped | {event.call_id})
