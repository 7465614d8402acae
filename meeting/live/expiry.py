"""Lets go of what was kept for a while: sealed boxes a day after the last thing happened in their meeting, checks that
stayed open when their hour comes, and what people left to be reached by when its last day is over. Nobody may come
back to do it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime

from meeting.live.meeting import LiveMeeting
from meeting.procedure.core import Refused, Role
from meeting.procedure.later import CountLater, due
from meeting.procedure.sealing import BOX_LIVES_AT_MOST, ExpireBoxes

EVERY = 600.0  # seconds
LOOKS = 10.0  # seconds between two looks whether an hour has come that people were told


async def watch(meetings: Callable[[], Iterable[LiveMeeting]], every: float = EVERY) -> None:
    """Look at the start, for a server that was off, and again and again."""
    while True:
        await expire(list(meetings()))
        await asyncio.sleep(every)


async def expire(meetings: Iterable[LiveMeeting]) -> None:
    """Destroy the boxes of meetings that were quiet for a day, by time that passed and not by the clock on the wall.

    A laptop that finds its network may put its clock ahead by days in the middle of a vote.
    """
    for live in meetings:
        meeting = live.meeting
        if meeting.boxes and meeting.last_at and live.quiet >= BOX_LIVES_AT_MOST:
            with suppress(Refused):  # the disk did not answer: the next look tries again
                await live.handle(ExpireBoxes(at=meeting.last_at + live.quiet, role=Role.SYSTEM))


async def watch_checks(meetings: Callable[[], Iterable[LiveMeeting]], every: float = LOOKS) -> None:
    """Count the checks whose hour has come, at the start and again and again."""
    while True:
        await count_later(list(meetings()), datetime.now(UTC))
        await asyncio.sleep(every)


async def count_later(meetings: Iterable[LiveMeeting], now: datetime) -> None:
    """The hour was said to people as one on the clock, so it is the clock on the wall that tells it."""
    for live in meetings:
        if due(live.meeting, now):
            with suppress(Refused):  # the disk did not answer: the next look tries again
                await live.handle(CountLater(at=now, role=Role.SYSTEM))


async def watch_contacts(let_go: Callable[[date], Awaitable[None]], every: float = EVERY) -> None:
    """Have contacts let go whose last day is over, at the start and again and again."""
    while True:
        with suppress(Refused):
            await let_go(datetime.now(UTC).date())
        await asyncio.sleep(every)
