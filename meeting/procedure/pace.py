"""How the evening runs against its plan: what was spent, when what comes is expected, and how late it gets.

The moment it is comes in from outside. What is promised is the end people were given when the arrival ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from meeting.procedure.sheet import minutes_of
from meeting.procedure.state import Block, Meeting, Phone

NOTHING = timedelta()


@dataclass(frozen=True)
class Pace:
    """`spent`: how long people have been in each block they were in. `expected`: when each coming one begins.

    `late` is how much later than promised it ends (negative: earlier), None until the arrival has ended.
    `phones` is how long phones were out.
    """

    spent: dict[str, timedelta]
    expected: dict[str, datetime]
    ends_at: datetime
    late: timedelta | None
    phones: timedelta


def pace(meeting: Meeting, now: datetime) -> Pace:
    """How it runs at this moment; of a meeting that was closed, how it ran."""
    now = meeting.closed_at or now
    spent: dict[str, timedelta] = {}
    for block_id, stay in _stays(meeting, now):
        spent[block_id] = spent.get(block_id, NOTHING) + stay
    expected, ends_at = _expected(meeting, now, spent)
    out = {block.id for block in meeting.sheet if block.phone is not Phone.AWAY}
    phones = sum((stay for block_id, stay in spent.items() if block_id in out), NOTHING)
    return Pace(spent, expected, ends_at, _late(meeting, ends_at), phones)


def _stays(meeting: Meeting, now: datetime) -> Iterator[tuple[str, timedelta]]:
    ends = [visit.at for visit in meeting.visits[1:]] + [now]
    for visit, until in zip(meeting.visits, ends, strict=True):
        yield visit.block, max(until - visit.at, NOTHING)


def _expected(meeting: Meeting, now: datetime, spent: dict[str, timedelta]) -> tuple[dict[str, datetime], datetime]:
    """When each coming block begins, one after the other, and when the last of them ends."""
    if meeting.closed_at:
        return {}, now
    expected: dict[str, datetime] = {}
    at = now + max(_planned(meeting.block) - spent[meeting.active], NOTHING)
    for block in coming(meeting):
        expected[block.id] = at
        at += _planned(block)
    return expected, at


def coming(meeting: Meeting) -> tuple[Block, ...]:
    """The blocks behind the active one that nobody has been in, without those that are skipped."""
    been = {visit.block for visit in meeting.visits}
    place = [block.id for block in meeting.sheet].index(meeting.active)
    return tuple(block for block in meeting.sheet[place + 1 :] if block.id not in been and not block.skipped)


def _planned(block: Block) -> timedelta:
    return timedelta(minutes=block.minutes)


def _late(meeting: Meeting, ends_at: datetime) -> timedelta | None:
    if len(meeting.visits) < 2:
        return None
    return ends_at - (meeting.visits[1].at + timedelta(minutes=meeting.promised))


def phone_percent(blocks: tuple[Block, ...]) -> int:
    """The part of the planned minutes in which phones are out, as a percentage, rounded up: a budget is a limit."""
    out = minutes_of(block for block in blocks if block.phone is not Phone.AWAY)
    return -(-100 * out // max(minutes_of(blocks), 1))
