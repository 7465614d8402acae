"""What every drill needs: the real server in a process of its own, a meeting led to an open vote, and its voters."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from deploy import running
from meeting.rehearsal.check import Broken, check
from meeting.rehearsal.client import Asked, Frame, Phone, staff
from meeting.rehearsal.exchange import Place

PATIENCE = 60.0  # seconds any single thing in a drill may take
AT_THE_DOOR = 32  # phones that join at the same time
MOSTLY_AGAINST = (("for", 1), ("against", 9))  # so that no majority ends the voting before the drill is over


@dataclass
class Verdict:
    """What a drill found: its figures, and every promise that was not kept."""

    figures: dict[str, object] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def expect(self, kept: object, otherwise: str) -> None:
        if not kept:
            self.broken.append(otherwise)

    def take(self, broken: Sequence[Broken]) -> None:
        self.broken += [f"{each.invariant} {each.what}" for each in broken]


class Kring(running.Kring):
    """A server that may run inside something else: `before` stands before its command line."""

    def __init__(self, data: Path, *before: str, host: str = "127.0.0.1", **environment: str) -> None:
        self.address = f"http://{host}:{(port := running.free_port())}"
        super().__init__(
            data, KRING_PORT=str(port), KRING_HOST=host, KRING_ADDRESS=self.address, KRING_LANGUAGE="nl", **environment
        )
        self.port, self._before = port, before

    def start(self) -> None:
        """Returns once people can come in."""
        with (self.data.parent / "log").open("a") as log:
            self.server = subprocess.Popen(
                [*self._before, sys.executable, str(running.ROOT / "run.py")],
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.server.stdout is not None
        if not any("Ctrl+C" in line for line in self.server.stdout):
            raise AssertionError(f"Kring did not start: {self.log}")

    async def restart(self) -> None:
        """Start again, while phones go on trying."""
        await asyncio.to_thread(self.start)

    @property
    def pid(self) -> int:
        assert self.server is not None
        return self.server.pid


def kring_in(place: Path | Kring) -> Kring:
    """The server in a data folder; one that is there already stays."""
    return place if isinstance(place, Kring) else Kring(place)


class Voter(Phone):
    """A phone that counts its own revisions, and notices when the server forgot what it had acknowledged.

    `heals` is whether it then gives its ballot again, as the real page does; without it a loss stays a loss.
    """

    heals = False
    forgotten = 0
    _rev = 0

    def vote(self, round_id: str, choice: str) -> Asked:
        self._rev += 1
        return self.ask("cast_ballot", round_id=round_id, choice=[choice], rev=self._rev)

    @property
    def known(self) -> dict[str, int]:
        """The revisions of this phone's ballots as the server told them last."""
        return {each["round_id"]: each["rev"] for each in self.mine.get("ballots", ())}

    def _heal(self) -> None:
        ask = self.view.get("ask") or {}
        kept = self._ballots.get(ask.get("id", ""))
        if kept and self._fresh and self.known.get(ask["id"], 0) < kept.body["rev"]:
            self.forgotten += 1
        if self.heals:
            super()._heal()


class Hall:
    """One meeting with a leader and voters over the wire."""

    def __init__(self, kring: Kring, seed: int = 20261121) -> None:
        self.kring = kring
        self.place = Place.read(kring.address)
        self.chance = Random(seed)
        self.voters: list[Voter] = []
        self.links: dict[str, str] = {}
        self.acknowledged = 0
        self.tallies: dict[str, Frame] = {}
        self.leader: Phone
        self.voting: str | None = None
        self.voted: Callable[[Voter, Asked], None] = lambda voter, asked: None
        self._stirred = asyncio.Event()
        self._others: list[Phone] = []

    # Waiting

    async def until(self, right: Callable[[], object], patience: float = PATIENCE) -> None:
        """Wait until something is so; looks again whenever a line brings something. Raises TimeoutError."""
        async with asyncio.timeout(patience):
            while not right():
                self._stirred.clear()
                await self._stirred.wait()

    def stir(self, *_: object) -> None:
        self._stirred.set()

    # People

    async def open(self) -> None:
        """Make the meeting, and let its leader come in."""
        self.links = await asyncio.to_thread(self.kring.new)
        self.leader = await self.line("facilitator")
        await self.until(lambda: self.leader.view)

    async def line(self, role: str) -> Phone:
        """A staff line of this meeting."""
        token = self.links["console" if role == "facilitator" else "room"].rpartition("/")[2]
        line = await staff(self.place, token, role, self._chance(), self.links["code"])
        line.heard = line.answered = self.stir
        line.start()
        self._others.append(line)
        await self.until(lambda: line.view)
        return line

    async def join(self, people: int, kind: type[Voter] = Voter) -> None:
        door = asyncio.Semaphore(AT_THE_DOOR)
        new = [kind(self.place, self.links["code"], self._chance()) for _ in range(people)]
        async with asyncio.TaskGroup() as group:
            for voter in new:
                group.create_task(self._come_in(voter, door))
        self.voters += new
        await self.until(lambda: all(voter.view for voter in new))

    async def _come_in(self, voter: Voter, door: asyncio.Semaphore) -> None:
        voter.heard = self.stir
        voter.answered = lambda asked: self._answered(voter, asked)
        async with door:
            await voter.join()
        voter.start()

    def _chance(self) -> Random:
        return Random(self.chance.getrandbits(64))

    def hurry(self) -> None:
        """Everybody looks at their phone: those without a line try now."""
        for phone in (*self._others, *self.voters):
            if not phone.connected:
                phone.regain_network()

    async def leave(self) -> None:
        await asyncio.gather(*(phone.stop() for phone in (*self._others, *self.voters)))

    # Leading

    async def lead(self, do: str, **fields: Any) -> Asked:
        asked = self.leader.ask(do, block=self.leader.view["block"], **fields)
        await self.until(lambda: asked.answered_at is not None)
        assert asked.ok, f"{do}: {asked.refused}"
        return asked

    async def enter(self, step: str) -> None:
        view = self.leader.view
        to = next(each["id"] for each in view["sheet"] if each["step"] == step)
        if view["block"] != to:
            await self.lead("enter_block", to=to, visit=view["visit"], reason="other")
        await self.until(lambda: self.leader.view["step"] == step)

    async def open_round(self) -> str:
        """A vote that every phone shows; returns its id. Another one only after a round without a majority."""
        if self.leader.view["room"]["proposal"] is None:
            await self.enter("proposing")
            proposal_id = self.leader.new_id()
            await self.lead("put_proposal", proposal_id=proposal_id, text="We openen de kantine ook op zondag.")
            await self.lead("confirm_proposal", proposal_id=proposal_id, version=1)
            await self.enter("voting")
            self._voted_on = {"proposal_id": proposal_id, "version": 1}
        round_id = self.leader.new_id()
        again = {"reason": "We praatten erover en stemmen opnieuw."} if self.tallies else {}
        await self.lead("open_round", round_id=round_id, kind="proposal", **self._voted_on, **again)
        await self.until(lambda: all(voter.wanted.get("id") == round_id for voter in self.voters if voter.connected))
        return round_id

    async def close_round(self, round_id: str) -> Frame:
        await self.lead("close_round", round_id=round_id)
        return await self.tally(round_id)

    async def tally(self, round_id: str) -> Frame:
        """Show the result of a closed round; its exact count."""
        await self.lead("show_result", round_id=round_id)
        await self.until(
            lambda: (known := self.leader.view["round"]) and known["id"] == round_id and known.get("exact")
        )
        self.tallies[round_id] = self.leader.view["round"]["exact"]
        return self.tallies[round_id]

    # Voting

    def choose(self) -> str:
        options, weights = zip(*MOSTLY_AGAINST, strict=True)
        return str(self.chance.choices(options, weights)[0])

    def start_voting(self, round_id: str) -> None:
        """From now on everybody has a ballot under way: each answer is followed by another choice."""
        self.voting = round_id
        for voter in self.voters:
            voter.vote(round_id, self.choose())

    async def stop_voting(self) -> None:
        """Nobody changes their mind any more; returns when every ballot has its answer."""
        self.voting = None
        await self.settle()

    async def settle(self, patience: float = PATIENCE) -> None:
        await self.until(lambda: not any(voter.unanswered for voter in self.voters), patience)

    def _answered(self, voter: Voter, asked: Asked) -> None:
        if asked.do == "cast_ballot":
            self.acknowledged += bool(asked.ok)
            self.voted(voter, asked)
            if self.voting and asked.ok:
                voter.vote(self.voting, self.choose())
        self.stir()

    # Judging

    def judge(self, verdict: Verdict) -> Verdict:
        """Compare what phones were told with what was counted."""
        verdict.take(check(self.voters, self.tallies, people=len(self.voters)))
        forgotten = sum(voter.forgotten for voter in self.voters if not voter.heals)
        verdict.figures["acknowledged"] = self.acknowledged
        verdict.expect(not forgotten, f"after a return {forgotten} acknowledged ballots were unknown")
        return verdict


@asynccontextmanager
async def hall(kring: Kring, people: int, *, seed: int = 20261121, kind: type[Voter] = Voter) -> AsyncIterator[Hall]:
    """A server with a meeting and so many voters; gone afterwards, unless the server ran already."""
    made: Hall | None = None
    own = kring.server is None
    if own:
        await kring.restart()
    try:
        made = Hall(kring, seed)
        await made.open()
        await made.join(people, kind)
        yield made
    finally:
        if made is not None:
            await made.leave()
        if own:
            await asyncio.to_thread(gone, kring)


def gone(kring: Kring) -> None:
    """Stop the server, whatever state it is in."""
    if kring.server is None:
        return
    kring.server.terminate()
    try:
        kring.server.wait(running.PATIENCE)
    except subprocess.TimeoutExpired:
        kring.kill()
    kring.server = None


def sound(database: Path) -> bool:
    """Whether SQLite finds nothing wrong with a file nobody uses."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def p95(seconds: Sequence[float]) -> float:
    """Milliseconds in which 95 of 100 were done."""
    return round(sorted(seconds)[int(len(seconds) * 0.95)] * 1000, 1) if seconds else 0.0
