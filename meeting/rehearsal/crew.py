"""Who helps in a large practice hall: a host at each table, and a few people at the ordering desk."""

from __future__ import annotations

import asyncio
import contextlib
from random import Random
from typing import TypeVar

import orjson

from meeting.rehearsal.client import Phone, Refusal, staff
from meeting.rehearsal.desk import Worker
from meeting.rehearsal.exchange import Exchange, Place
from meeting.rehearsal.figures import Spread, spread
from meeting.rehearsal.hosts import Helper, Host
from meeting.rehearsal.people import Tempo

H = TypeVar("H", bound=Helper)
DESKS = 4
SET_WITHIN = 20.0  # seconds for the tables to be set
AT_THE_DOOR = 16  # helpers that come in at the same time


class Crew:
    """Hosts by the number of their table, and the workers of the desk."""

    def __init__(self) -> None:
        self.hosts: dict[int, Host] = {}
        self.workers: list[Worker] = []
        self._moved = asyncio.Event()

    @property
    def helpers(self) -> list[Helper]:
        return [*self.hosts.values(), *self.workers]

    def stirred(self) -> None:
        self._moved.set()

    def at_rest(self, block: str) -> bool:
        """Whether every host sees this block, and all whom it waits for are done: the desk where topics are made."""
        here = (host.view.get("block") == block for host in self.hosts.values())
        desk = [worker for worker in self.workers if worker.view.get("step") == "clustering"]
        return all(here) and not any(helper.busy for helper in (*self.hosts.values(), *desk))

    async def rest(self, block: str, patience: float) -> bool:
        """Wait until all are at rest; False when nobody got anything done for as long as the patience."""
        loop, known = asyncio.get_running_loop(), self._done
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience) as limit:
                while not self.at_rest(block):
                    self._moved.clear()
                    await self._moved.wait()
                    if self._done != known:
                        known = self._done
                        limit.reschedule(loop.time() + patience)
                return True
        return False

    @property
    def _done(self) -> int:
        """How much helpers did so far."""
        return sum(len(helper.line.asked) - helper.line.unanswered for helper in self.helpers)

    def figures(self) -> Spread | None:
        """How long the desk's acts took, from sending to the answer on disk."""
        acts = [asked for worker in self.workers for asked in worker.acts]
        return spread(asked.took * 1000 for asked in acts if asked.ok and asked.took is not None)

    async def leave(self) -> None:
        await asyncio.gather(*(helper.leave() for helper in self.helpers))


async def gathered(place: Place, console: Phone, tables: int, seed: int, tempo: Tempo) -> Crew:
    """Set so many tables, and let a host come to each and people to the desk. Raises Refusal, OSError."""
    await _set(console, tables)
    exchange = Exchange(place, console.cookies)
    reply = await exchange.get(f"/api/{console.code}/places?desks={DESKS}")
    exchange.close()
    if reply.status != 200:
        raise Refusal(reply.status, "places")
    links = orjson.loads(reply.body)
    crew, door = Crew(), asyncio.Semaphore(AT_THE_DOOR)

    async def come(link: str, role: str, kind: type[H]) -> H:
        chance = Random(f"{seed}/{role}/{link[-6:]}")  # noqa: S311 - practice
        async with door:
            line = await staff(place, link.rpartition("/")[2], role, chance, console.code)
        helper = kind(line, chance, tempo, crew.stirred)
        line.start()
        return helper

    async with asyncio.TaskGroup() as group:
        hosts = {each["n"]: group.create_task(come(each["link"], "host", Host)) for each in links["hosts"]}
        workers = [group.create_task(come(each["link"], "desk", Worker)) for each in links["desks"]]
    crew.hosts = {n: task.result() for n, task in hosts.items()}
    crew.workers = [task.result() for task in workers]
    return crew


async def _set(console: Phone, tables: int) -> None:
    """Through the console's line, once it is there."""
    answered = asyncio.Event()
    before = console.heard, console.answered
    console.heard, console.answered = answered.set, lambda _: answered.set()
    try:
        async with asyncio.timeout(SET_WITHIN):
            while not console.view:
                await answered.wait()
                answered.clear()
            asked = console.ask("set_tables", block=console.view["block"], count=tables)
            while asked.answered_at is None:
                await answered.wait()
                answered.clear()
    finally:
        console.heard, console.answered = before
    if not asked.ok:
        raise Refusal(409, asked.refused or "refused")
