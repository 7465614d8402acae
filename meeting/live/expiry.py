"""Lets go of sealed boxes a day after the last thing happened in their meeting: nobody may come back to do it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime

from meeting.live.meeting import LiveMeeting
from meeting.procedure.core import Refused, Role
from meeting.procedure.voting import BOX_LIVES_AT_MOST, ExpireBoxes

EVERY = 600.0  # seconds


async def watch(meetings: Callable[[], Iterable[LiveMeeting]], every: float = EVERY) -> None:
    """Look at the start, for a server that was off, and again and again."""
    while True:
        await expire(list(meetings()), datetime.now(UTC))
        await asyncio.sleep(every)


async def expire(meetings: Iterable[LiveMeeting], at: datetime) -> None:
    for live in meetings:
        meeting = live.meeting
        if meeting.boxes and meeting.last_at and at - meeting.last_at >= BOX_LIVES_AT_MOST:
            with suppress(Refused):  # the disk did not answer: the next look tries again
                await live.handle(ExpireBoxes(at=at, role=Role.SYSTEM))
