"""A box nobody came back for is destroyed after a day, and not before, whatever the computer's clock says."""

from __future__ import annotations

from datetime import timedelta

from live.rooms import Room, in_a_loop, room, writing
from meeting.live import expiry

HOUR = 3600.0


class Clock:
    """Time that passes as the test says."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def voting(made: Room) -> str:
    round_id = await made.open_round()
    await made.vote(made.seats[0], round_id, "for")
    return round_id


@in_a_loop
async def test_a_box_goes_a_day_after_the_last_thing_that_happened(path):
    clock = Clock()
    async with room(path, people=2, clock=clock) as made:
        round_id = await voting(made)
        clock.now += 23.9 * HOUR
        await expiry.expire([made.live])
        assert round_id in made.live.meeting.boxes
        clock.now += 0.2 * HOUR
        await expiry.expire([made.live])
        assert round_id not in made.live.meeting.boxes
        assert round_id not in made.writer.store.keyring
        version = made.live.head.version
        clock.now += 24 * HOUR
        await expiry.expire([made.live])
        assert made.live.head.version == version, "nothing is left to let go of"


@in_a_loop
async def test_a_clock_that_jumps_more_than_a_day_ahead_leaves_an_open_box_alone(path):
    async with room(path, people=2, behind=timedelta(hours=30)) as made:  # and now it is 30 hours later
        round_id = await voting(made)
        await expiry.expire([made.live])
        assert round_id in made.live.meeting.boxes
        await made.vote(made.seats[1], round_id, "against")


@in_a_loop
async def test_a_clock_that_went_back_keeps_no_box_longer_than_a_day(path):
    clock = Clock()
    async with room(path, people=2, behind=timedelta(hours=-30), clock=clock) as made:
        round_id = await voting(made)
        clock.now += 24.1 * HOUR
        await expiry.expire([made.live])
        assert round_id not in made.live.meeting.boxes


@in_a_loop
async def test_what_a_server_that_was_off_for_a_day_finds_is_let_go_at_its_start(path):
    async with room(path, people=2, behind=timedelta(hours=25)) as made:
        round_id, code = await voting(made), made.live.code
    async with writing(path) as writer:
        live = await writer.meeting(code)
        assert round_id in live.meeting.boxes
        await expiry.expire([live])
        assert round_id not in live.meeting.boxes
