"""A box nobody came back for is destroyed after a day, and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from live.rooms import in_a_loop, room
from meeting.live import expiry


@in_a_loop
async def test_a_box_goes_a_day_after_the_last_thing_that_happened(path):
    async with room(path, people=2) as made:
        round_id = await made.open_round()
        await made.vote(made.seats[0], round_id, "for")
        now = datetime.now(UTC)
        await expiry.expire([made.live], now + timedelta(hours=23, minutes=59))
        assert round_id in made.live.meeting.boxes
        await expiry.expire([made.live], now + timedelta(hours=24, minutes=1))
        assert round_id not in made.live.meeting.boxes
        assert round_id not in made.writer.store.keyring
        version = made.live.head.version
        await expiry.expire([made.live], now + timedelta(hours=48))
        assert made.live.head.version == version, "nothing is left to let go of"
