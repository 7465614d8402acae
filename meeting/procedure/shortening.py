"""Shortening: what can be made shorter first when it is late, so that step 4 stays whole.

Pitches go first, then talks and the break; each keeps at least half of the time people were promised. Where people are
asked, choose and decide, and where they begin and end together, nothing is proposed (method.md 4.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from meeting.procedure.pace import coming, pace
from meeting.procedure.sheet import STEP_FOUR
from meeting.procedure.state import Block, Meeting

FIRST = (
    ("shortlisting", ""),
    ("talking", "talk"),
    ("talking", "mix"),
    ("talking", "spread"),
    ("talking", "break"),
    ("spreading", ""),
    ("reading_back", ""),
)
"""What is made shorter, the first before the others: a step, and the kind of a talk."""

SHORTEST = 5  # minutes
ON_TIME = 2  # minutes that are neither late nor early


@dataclass(frozen=True)
class Shortening:
    """One block that can be made shorter: how many minutes it is to have, and how many that wins."""

    block: str
    minutes: int
    won: int


@dataclass(frozen=True)
class Plan:
    """What wins back the time, in the order in which it is proposed; `left` are minutes that stay late."""

    late: int
    shortenings: tuple[Shortening, ...]
    left: int


def plan(meeting: Meeting, now: datetime) -> Plan:
    """How the evening can still end when people were promised."""
    runs = pace(meeting, now)
    late = 0 if runs.late is None else round(runs.late / timedelta(minutes=1))
    if late < ON_TIME or meeting.closed_at:
        return Plan(max(late, 0), (), 0)
    spent = runs.spent.get(meeting.active, timedelta()) / timedelta(minutes=1)
    found = tuple(_until(late, meeting, spent))
    return Plan(late, found, late - sum(each.won for each in found))


def _until(late: int, meeting: Meeting, spent: float) -> Iterator[Shortening]:
    for block, least in sorted(_candidates(meeting, spent), key=lambda each: FIRST.index((each[0].step, each[0].kind))):
        won = min(late, block.minutes - least)
        if won > 0:
            late -= won
            yield Shortening(block.id, block.minutes - won, won)


def _candidates(meeting: Meeting, spent: float) -> Iterator[tuple[Block, int]]:
    """Blocks that can be shorter, with the fewest minutes they keep; the one that is on keeps what it has used."""
    for block in (meeting.block, *coming(meeting)):
        if (block.step, block.kind) in FIRST and not _of_step_four(meeting, block):
            used = int(spent) + 1 if block.id == meeting.active else 0
            promised = meeting.promised_for.get(block.id, block.minutes)
            yield block, max(SHORTEST, -(-promised // 2), used)


def _of_step_four(meeting: Meeting, block: Block) -> bool:
    """Whether this is the talk about what others need: it comes right behind the question."""
    place = [each.id for each in meeting.sheet].index(block.id)
    return place > 0 and meeting.sheet[place - 1].step == STEP_FOUR[0]
