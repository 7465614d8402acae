"""A simulated phone outlives what a server does to it: who is lost in the hall must have left it."""

import asyncio
from random import Random

import orjson
import pytest

from meeting.rehearsal.client import Phone
from meeting.rehearsal.exchange import Place

PATIENCE = 20.0


class Door:
    """A server that does one thing to whoever comes, and counts them; who comes is in a hurry."""

    def __init__(self, treat):
        self.came, self._treat = 0, treat
        self.guest = None
        self.enough = asyncio.Event()

    async def open(self):
        self._server = await asyncio.start_server(self._let_in, "127.0.0.1", 0)
        return Place("http", *self._server.sockets[0].getsockname())

    async def _let_in(self, reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        self.came += 1
        self.guest.regain_network()
        if self.came == 3:
            self.enough.set()
        self._treat(writer)

    async def close(self):
        self._server.close()
        await self._server.wait_closed()


def answer(status):
    def treat(writer):
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()

    return treat


def cut(writer):
    writer.transport.abort()


@pytest.mark.parametrize("treat", [cut, answer("503 Busy"), answer("500 Broken"), answer("nonsense")])
def test_a_phone_comes_back_after_whatever_a_server_did_in_the_handshake(treat):
    async def scene():
        door = Door(treat)
        phone = door.guest = Phone(await door.open(), "123456", Random(1))
        phone.start()
        try:
            async with asyncio.timeout(PATIENCE):
                await door.enough.wait()
        finally:
            await phone.stop()
            await door.close()
        assert phone.failure is None

    asyncio.run(scene())


def test_a_phone_with_a_mistake_says_so_to_who_waits_for_it():
    async def scene():
        door = Door(cut)
        phone, told = Phone(await door.open(), "123456", Random(1)), asyncio.Event()
        phone.heard = told.set
        phone.place = None
        phone.start()
        async with asyncio.timeout(PATIENCE):
            await told.wait()
        assert isinstance(phone.failure, AttributeError)
        await phone.stop()
        await door.close()

    asyncio.run(scene())


def test_a_phone_knows_how_large_its_view_became_in_each_step():
    phone = Phone(Place("http", "127.0.0.1", 1), "123456", Random(1))
    frames = ({"view": {"step": "arrival"}}, {"patch": {"title": "x" * 500}}, {"view": {"step": "talking"}})
    for frame in frames:
        phone.received(orjson.dumps(frame))
    talking = len(orjson.dumps({"step": "talking"}))
    assert phone.traffic.largest == {"arrival": talking + len(',"title":""') + 500, "talking": talking}
