"""Forty people over the wire, told what to do by a test that drives a browser beside them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from meeting.rehearsal.client import Phone
from meeting.rehearsal.exchange import Place

PATIENCE = 90.0  # seconds: phones that lost a server come back later and later


class Crowd:
    """Phones in an event loop of their own thread. Each verb returns when every phone has its answer."""

    def __init__(self, address: str, code: str, loop: asyncio.AbstractEventLoop) -> None:
        self._place = Place.read(address)
        self._code = code
        self._loop = loop
        self._chance = Random(20261121)
        self._stirred = asyncio.Event()
        self.phones: list[Phone] = []

    def join(self, people: int) -> None:
        self._do(self._join(people))

    def vote(self, choices: list[str]) -> None:
        """Phone i chooses choices[i]; returns when all are acknowledged."""
        self._do(self._vote(choices))

    def start_voting(self, choices: list[str]) -> None:
        """Send the ballots and wait for nothing."""
        self._do(self._send_votes(choices))

    def settle(self) -> int:
        """Wait until nothing is unanswered; how many ballots were acknowledged."""
        return self._do(self._settle())

    def answer(self, kinds: list[tuple[str, str | None]]) -> None:
        """Phone i answers the question after a round."""
        self._do(self._answer(kinds))

    def reply(self, fits: bool) -> None:
        self._do(self._reply(fits))

    def refusals(self) -> list[str]:
        return [asked.refused or "?" for phone in self.phones for asked in phone.asked if asked.ok is False]

    def blocks(self) -> set[str]:
        return {phone.view.get("block", "") for phone in self.phones}

    async def _join(self, people: int) -> None:
        for _ in range(people):
            phone = Phone(self._place, self._code, Random(self._chance.random()))
            phone.heard = self._stirred.set
            phone.answered = lambda asked: self._stirred.set()
            await phone.join()
            phone.start()
            self.phones.append(phone)
        await self._until(lambda: all(phone.view for phone in self.phones))

    async def _send_votes(self, choices: list[str]) -> None:
        await self._until(lambda: all(self._asks(phone, "cast_ballot") for phone in self.phones))
        for phone, choice in zip(self.phones, choices, strict=True):
            round_id = phone.wanted["id"]
            before = [asked for asked in phone.asked if asked.body.get("round_id") == round_id]
            rev = len(before) + 1  # counted by the phone: an answer may be here before the server's own count
            phone.ask("cast_ballot", round_id=round_id, choice=[choice], rev=rev)

    async def _vote(self, choices: list[str]) -> None:
        await self._send_votes(choices)
        await self._settle()

    async def _settle(self) -> int:
        await self._until(lambda: not any(phone.unanswered for phone in self.phones))
        return sum(asked.ok is True and asked.do == "cast_ballot" for phone in self.phones for asked in phone.asked)

    async def _answer(self, kinds: list[tuple[str, str | None]]) -> None:
        await self._until(lambda: all(self._asks(phone, "give_answer") for phone in self.phones))
        for phone, (kind, text) in zip(self.phones, kinds, strict=True):
            round_id = phone.wanted["id"]
            fields = {"round_id": round_id, "position_id": phone.new_id(), "kind": kind, "text": text, "rev": 1}
            phone.ask("give_answer", **fields)
        await self._settle()

    async def _reply(self, fits: bool) -> None:
        await self._until(lambda: all(self._asks(phone, "reply") for phone in self.phones))
        for phone in self.phones:
            ask = phone.wanted
            rev = phone.next_rev("replies", "reply", ask["id"], ask["position"])
            asked = {"round_id": ask["id"], "position_id": ask["position"], "answer": ask["version"]}
            phone.ask("reply", **asked, fits=fits, rev=rev)
        await self._settle()

    def _asks(self, phone: Phone, do: str) -> bool:
        return bool(phone.view) and phone.wanted.get("do") == do

    async def _until(self, right: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not right():
                self._stirred.clear()
                await self._stirred.wait()
                for problem in filter(None, (phone.failure for phone in self.phones)):
                    raise problem

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE * 2)

    def leave(self) -> None:
        async def stop() -> None:
            await asyncio.gather(*(phone.stop() for phone in self.phones))

        self._do(stop())


@contextmanager
def crowd(address: str, code: str) -> Iterator[Crowd]:
    """A crowd for as long as the test lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    people = Crowd(address, code, loop)
    try:
        yield people
    finally:
        people.leave()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()
