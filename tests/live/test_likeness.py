"""Beside the event loop: what looks alike is found, an author is asked about what the room saw, and nothing else."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable
from pathlib import Path

from meeting.live.hub import Hub
from meeting.live.likeness import Likeness
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.gathering import SubmitViewpoint, WithdrawViewpoint
from meeting.procedure.sheet import EnterBlock, SetDisplay
from meeting.procedure.state import Display

from .rooms import Room, an_id, in_a_loop, room

SAID = ("Meer bankjes bij de vijver", "De markt blijft op zaterdag", "Bij de vijver meer bankjes")


async def said(here: Room, seat: bytes, text: str) -> str:
    ident = an_id()
    await here.ask(seat, SubmitViewpoint, viewpoint_id=ident, block_id="gather", text=text)
    return ident


async def until(likeness: Likeness, right: Callable[[], bool]) -> None:
    """Wait for what is found; a test that waits for ever is ended by its own time limit."""
    told = asyncio.Event()
    stop = likeness.watch(told.set)
    while not right():
        await told.wait()
        told.clear()
    stop()


@in_a_loop
async def test_pairs_are_found_and_the_last_author_is_asked_about_what_the_room_saw(path: Path) -> None:
    async with room(path, people=3) as here:
        await here.gather()
        hall = Hub(lambda: "http://x", "test").add(here.live)
        ids = [await said(here, seat, text) for seat, text in zip(here.seats, SAID, strict=True)]
        await until(hall.likeness, lambda: frozenset((ids[0], ids[2])) in hall.likeness.pairs)
        await until(hall.likeness, lambda: here.live.meeting.viewpoints[ids[2]].alike == ids[0])
        assert here.live.meeting.viewpoints[ids[1]].alike is None
        await here.ask(here.seats[0], WithdrawViewpoint, viewpoint_id=ids[0])
        await until(hall.likeness, lambda: not hall.likeness.pairs)
        hall.close()


@in_a_loop
async def test_nobody_is_asked_about_what_still_waits_to_be_shown(path: Path) -> None:
    async with room(path, people=3) as here:
        await here.gather()
        await here.lead(SetDisplay, display=Display.READ)
        hall = Hub(lambda: "http://x", "test").add(here.live)
        ids = [await said(here, seat, text) for seat, text in zip(here.seats, SAID, strict=True)]
        await until(hall.likeness, lambda: frozenset((ids[0], ids[2])) in hall.likeness.pairs)
        assert all(each.alike is None for each in here.live.meeting.viewpoints.values())
        hall.close()


@in_a_loop
async def test_a_meeting_that_is_closed_keeps_no_texts_to_compare(path: Path) -> None:
    async with room(path, people=3) as here:
        await here.gather()
        hall = Hub(lambda: "http://x", "test").add(here.live)
        for seat, text in zip(here.seats, SAID, strict=True):
            await said(here, seat, text)
        await until(hall.likeness, lambda: bool(hall.likeness.pairs))
        gone, loop = asyncio.Event(), asyncio.get_running_loop()
        weakref.finalize(hall.likeness._index, loop.call_soon_threadsafe, gone.set)
        await here.lead(EnterBlock, to="close", reason="time")
        await here.lead(CloseMeeting)
        await gone.wait()
        hall.close()
