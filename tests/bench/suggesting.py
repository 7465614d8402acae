"""Fifteen hundred texts are compared with each other while people answer: what that costs who waits for an answer."""

from __future__ import annotations

import asyncio
import time

from meeting.rehearsal.sentences import bank
from tests.bench.servers import Kring
from tests.bench.stage import CHANCE, Stage, answered, until

TEXTS = 1_500
AT_REST = 0.1  # the share of a core below which the server compares nothing any more
LONGEST = 240.0  # seconds for all comparing
PAUSE = 1.0


async def written(stage: Stage) -> None:
    """As many texts as a large day brings, as fast as they are acknowledged."""
    await stage.enter("gather")
    short = [each for each in bank().view if len(each) < 120]
    asked = []
    for number in range(TEXTS):
        phone = stage.phones[number % len(stage.phones)]
        text = f"{CHANCE.choice(short)} Dat zegt nummer {number}."
        asked.append(phone.ask("submit_viewpoint", viewpoint_id=phone.new_id(), block_id="gather", text=text))
    await answered(asked)
    assert all(each.ok for each in asked), {each.refused for each in asked}


async def answers(stage: Stage) -> list[float]:
    """A wave of ballots with a second after it; milliseconds each took."""
    took = await answered([stage.ballot(phone) for phone in stage.phones])
    await asyncio.sleep(PAUSE)
    return took


async def compared(kring: Kring, since: float) -> float:
    """Wait until the server has compared all; seconds that took, counted from `since`."""
    while True:
        cpu, begun = kring.cpu, time.monotonic()
        await asyncio.sleep(PAUSE)
        if (kring.cpu - cpu) / (time.monotonic() - begun) < AT_REST:
            return begun - since
        await until(lambda: time.monotonic() - since < LONGEST, "the end of comparing", 0.1)
