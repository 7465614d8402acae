"""Checking out: "did you feel heard?", asked once on every phone, sealed, and told in numbers that point at nobody.

Answers lie in a sealed box of their own until the meeting closes. The log then gets no cell under five, and none that
can be found by subtraction; so no report, screen or export can tell more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from immutables import Map

from meeting.procedure.ballots import chosen
from meeting.procedure.core import FACILITATOR, Event, Refused, StaffCommand, decide, done, evolve, stamped, step
from meeting.procedure.counting import count
from meeting.procedure.state import Heard, Meeting, Round, RoundKind, Tally

FEWEST = 5
"""A smaller number of people could point at somebody (method.md 3.11, 8)."""


@dataclass(frozen=True, kw_only=True)
class AskHeard(StaffCommand):
    """Ask on every phone whether people felt heard."""

    round_id: str
    present: int = stamped(default=0)


@dataclass(frozen=True, kw_only=True)
class HeardAsked(Event):
    round_id: str
    present: int


@dataclass(frozen=True, kw_only=True)
class HeardCounted(Event):
    """What may be told of the answers; comes with the close of the meeting."""

    round_id: str
    heard: Heard


step("closing", {AskHeard: FACILITATOR})


@done.register
def _(command: AskHeard, meeting: Meeting) -> bool:
    return meeting.check_out is not None and meeting.check_out.id == command.round_id


@decide.register
def ask_heard(command: AskHeard, meeting: Meeting) -> Iterator[Event]:
    if meeting.check_out is not None:
        raise Refused("asked_before")
    if meeting.open_round:
        raise Refused("round_open")
    if meeting.round_of(command.round_id) is not None:
        raise Refused("id_taken")
    yield HeardAsked(round_id=command.round_id, present=command.present)


@evolve.register
def heard_asked(event: HeardAsked, meeting: Meeting) -> Meeting:
    asked = Round(
        id=event.round_id,
        kind=RoundKind.HEARD,
        decision=0,
        number=1,
        proposal="",
        version=0,
        opened_at=event.at,
        present=event.present,
    )
    return replace(meeting, check_out=asked, boxes=meeting.boxes.set(asked.id, Map()))


def count_heard(meeting: Meeting) -> Iterator[HeardCounted]:
    """What was answered, when the question is out and its box lives; said as the meeting closes."""
    asked = meeting.check_out
    if asked is None or asked.id not in meeting.boxes or asked.closed_at:
        return
    choices = tuple(chosen(meeting.boxes[asked.id]))
    yield HeardCounted(round_id=asked.id, heard=safe(count(choices, asked.choices, len(choices))))


def safe(tally: Tally) -> Heard:
    """The counts without any cell under five, nor one that the others give away."""
    if tally.turnout < FEWEST:
        return Heard(None, tuple((option, None) for option, _ in tally.counts), None)
    hidden = {option for option, n in tally.counts if n < FEWEST}
    rest = sorted((option for option, _ in tally.counts if option not in hidden), key=tally.__getitem__)
    while hidden and rest and (len(hidden) == 1 or sum(tally[option] for option in hidden) < FEWEST):
        hidden.add(rest.pop(0))
    cells = tuple((option, None if option in hidden else n) for option, n in tally.counts)
    most = next((option for option, n in tally.counts if 2 * n > tally.turnout), None)
    return Heard(tally.turnout, cells, most)


@evolve.register
def heard_counted(event: HeardCounted, meeting: Meeting) -> Meeting:
    assert meeting.check_out is not None
    return replace(meeting, heard=event.heard, check_out=replace(meeting.check_out, closed_at=event.at))
