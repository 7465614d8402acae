"""Calling: somebody, or the host of a table, asks for help with a tap; whoever helps in the hall sees where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import (
    HOST,
    MODERATOR,
    NOTE_KEEPER,
    PARTICIPANT,
    Event,
    HostCommand,
    Refused,
    Role,
    always,
    decide,
    done,
    evolve,
    personal,
    touches,
)
from meeting.procedure.seating import standing
from meeting.procedure.state import Call, Meeting
from meeting.procedure.state.voices import called_at

HELP, SPEAK = "help", "speak"
KINDS = (HELP, SPEAK)
"""Help with the phone or the meeting; saying aloud what others write."""

PLACE = 40  # graphemes: a table, a row, a chair


@dataclass(frozen=True, kw_only=True)
class CallSomebody(HostCommand):
    """Ask somebody to come. `place` is where one sits, in own words; a host needs none: it is the table."""

    call_id: str
    kind: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Called(Event):
    call_id: str
    participant: str = personal()
    kind: str
    place: str = personal()
    table: str | None = None


@dataclass(frozen=True, kw_only=True)
class EndCall(HostCommand):
    """Somebody came, or it is no longer needed."""

    call_id: str


@dataclass(frozen=True, kw_only=True)
class CallEnded(Event):
    """Staff may end a call, and no act of staff names a person: whose it was stands with the call."""

    call_id: str


always({CallSomebody: PARTICIPANT | HOST, EndCall: PARTICIPANT | HOST | NOTE_KEEPER | MODERATOR})


@touches.register
def _(event: Called, meeting: Meeting) -> Iterable[str]:
    return (event.participant,) if event.participant else ()


@done.register
def _(command: CallSomebody, meeting: Meeting) -> bool:
    known = meeting.calls.get(_caller(command, meeting))
    return command.call_id in meeting.dropped or (known is not None and known.id == command.call_id)


def call_of(table: str, meeting: Meeting) -> Call | None:
    """What the host of this table asked for and is waiting for."""
    return meeting.calls.get(called_at(table))


def _caller(command: HostCommand, meeting: Meeting) -> str:
    return command.participant or called_at(_table(command, meeting))


def _table(command: HostCommand, meeting: Meeting) -> str | None:
    """Where the people of a host's table sit."""
    table = standing(meeting, command.table) if command.role is Role.HOST else None
    return table.id if table else None


def _call(call_id: str, meeting: Meeting) -> Call | None:
    return next((call for call in meeting.calls.values() if call.id == call_id), None)


@decide.register
def call_somebody(command: CallSomebody, meeting: Meeting) -> Iterator[Event]:
    if command.kind not in KINDS:
        raise Refused("unknown_choice")
    if _call(command.call_id, meeting):
        raise Refused("id_taken")
    if command.role is Role.HOST and _table(command, meeting) is None:
        raise Refused("no_table")
    place = text.clean_or_none(command.place, PLACE) or ""
    yield Called(
        call_id=command.call_id,
        participant=command.participant or "",
        kind=command.kind,
        place=place,
        table=_table(command, meeting),
    )


@evolve.register
def called(event: Called, meeting: Meeting) -> Meeting:
    call = Call(event.call_id, event.participant, event.kind, event.place, event.at, event.table)
    before = meeting.calls.get(call.caller)
    over = {before.id} if before else set()
    return replace(meeting, calls=meeting.calls.set(call.caller, call), dropped=meeting.dropped | over)


@done.register
def _(command: EndCall, meeting: Meeting) -> bool:
    return _call(command.call_id, meeting) is None


@decide.register
def end_call(command: EndCall, meeting: Meeting) -> Iterator[Event]:
    call = _call(command.call_id, meeting)
    assert call is not None
    if command.role in (Role.PARTICIPANT, Role.HOST) and _caller(command, meeting) != call.caller:
        raise Refused("not_yours")
    yield CallEnded(call_id=call.id)


@evolve.register
def call_ended(event: CallEnded, meeting: Meeting) -> Meeting:
    call = _call(event.call_id, meeting)
    calls = meeting.calls.delete(call.caller) if call else meeting.calls
    return replace(meeting, calls=calls, dropped=meeting.dropped | {event.call_id})
