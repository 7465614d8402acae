"""A timer that rings a hair too early, as uvloop's may: the console still hears of the last change."""

from __future__ import annotations

import asyncio
from pathlib import Path

from live.rooms import in_a_loop, room

from meeting.live.audience import TICK
from meeting.live.hub import Hub
from meeting.procedure.core import Role
from meeting.procedure.talking import TakeNote


@in_a_loop
async def test_a_change_that_had_to_wait_is_told_without_another_one(path: Path) -> None:
    async with room(path, people=1) as made:
        hall = Hub(lambda: "http://localhost", "1").add(made.live)
        console = hall.connect(Role.FACILITATOR)
        console.whole()
        console.news.clear()
        hall._audiences[Role.FACILITATOR]._told_at = asyncio.get_running_loop().time() + TICK
        await made.lead(TakeNote, note_id="note", text="De sleutel ligt bij de buren.")
        await asyncio.wait_for(console.news.wait(), 3)
        assert [note["text"] for note in hall.view(Role.FACILITATOR)["notes"]] == ["De sleutel ligt bij de buren."]
        hall.close()
