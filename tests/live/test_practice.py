"""A host practises at a table of their own: it is led by itself, nothing of it is kept, and the evening goes before."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from meeting.live import practice
from meeting.live.hub import Hub
from meeting.live.practice import TablePractice
from meeting.procedure.core import HostCommand, Role
from meeting.procedure.on_tables import cards_at, opgaven, unheard_at
from meeting.procedure.picking import HandInCards, PickCard
from meeting.procedure.seating import SetTables
from meeting.procedure.sheet import EnterBlock

from .rooms import Room, in_a_loop, room

CARDS = ("Een bus na acht uur", "Een plek voor jongeren", "Stilte", "Een bankje")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"WELCOME": 0.02, "WRITING": 0.1, "FAREWELL": 0.02, "ALONE": 0.05, "TICK": 0.01}.items():
        monkeypatch.setattr(practice, name, seconds)


async def practising(here: Room) -> TablePractice:
    """A practice for the host of table 3, who looks on."""
    await here.lead(SetTables, count=5)
    hub = Hub(lambda: "http://kring.test", "build")
    begun = TablePractice(here.live, here.live.meeting.tables["3"], CARDS, hub.address, hub.build)
    begun.hall.connect(Role.HOST, table="3")
    return begun


async def until_step(begun: TablePractice, step: str) -> None:
    """Wait for a block; a test that waits for ever is ended by its own time limit."""
    came = asyncio.Event()
    stop = begun.live.listen(lambda events: came.set() if begun.live.meeting.step == step else None)
    if begun.live.meeting.step != step:
        await came.wait()
    stop()


@in_a_loop
async def test_people_write_and_wait_for_the_host_to_pick_and_hand_in(path: Path) -> None:
    async with room(path) as here:
        begun = await practising(here)
        before = here.live.head.version
        going = asyncio.create_task(begun.run())
        await until_step(begun, "picking")
        table = begun.live.meeting
        cards = cards_at(table, "3")
        assert [card.text for card in cards] == list(CARDS)
        assert unheard_at(table, "3") == practice.SILENT
        for kind, fields in [(PickCard, {"viewpoint_id": card.id}) for card in cards[:3]] + [(HandInCards, {})]:
            await begun.live.handle(_by_the_host(begun, kind, **fields))
        await going
        assert begun.live.meeting.closed_at
        assert len(opgaven(begun.live.meeting)) == 3
        assert begun.live.meeting.practice
        assert here.live.head.version == before, "nothing of it is in the meeting itself"
        assert not here.live.meeting.viewpoints


def _by_the_host(begun: TablePractice, kind: type[HostCommand], **fields: str) -> HostCommand:
    at = begun.live.meeting.last_at
    assert at is not None
    return kind(**fields, at=at, role=Role.HOST, table="3")


@in_a_loop
async def test_a_practice_ends_when_the_evening_begins(path: Path) -> None:
    async with room(path) as here:
        begun = await practising(here)
        [looking] = begun.hall.connections
        going = asyncio.create_task(begun.run())
        await until_step(begun, "picking")
        await here.lead(EnterBlock, to="check-in")
        await going
        assert looking.closing == practice.CUT_OVER
        assert not begun.live.meeting.closed_at


@in_a_loop
async def test_a_practice_nobody_looks_at_ends_by_itself(path: Path) -> None:
    async with room(path) as here:
        begun = await practising(here)
        for connection in list(begun.hall.connections):
            begun.hall.leave(connection)
        await begun.run()
        assert begun.live.meeting.step != "closing"
