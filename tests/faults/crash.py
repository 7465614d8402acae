"""A server that dies, or is told to go, in the middle of a vote: nothing acknowledged may be lost."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from faults.rig import Kring, Verdict, hall, kring_in, sound


async def kill(
    folder: Path | Kring, *, kills: int = 200, people: int = 40, least: int = 20_000, seed: int = 1
) -> Verdict:
    """kill -9 in a loop while everybody keeps changing their ballot. Phones here never give a lost ballot again."""
    verdict, kring = Verdict(), kring_in(folder)
    each = least / max(kills, 1) * 1.05
    down: list[float] = []
    async with hall(kring, people, seed=seed) as made:
        round_id = await made.open_round()
        made.start_voting(round_id)
        for _ in range(kills):
            enough = made.acknowledged + made.chance.uniform(0.4, 1.6) * each
            await made.until(lambda enough=enough: made.acknowledged >= enough)
            kring.kill()
            begun = time.monotonic()
            await kring.restart()
            made.hurry()
            await made.until(lambda: all(voter.connected and voter.view for voter in made.voters))
            down.append(time.monotonic() - begun)
        await made.until(lambda: made.acknowledged >= least)
        await made.stop_voting()
        tally = await made.close_round(round_id)
        counted = sum(option["n"] for option in tally["options"])
        verdict.figures |= {
            "kills": kills,
            "people": people,
            "counted": counted,
            "longest away, s": round(max(down), 1),
        }
        verdict.expect(counted == people, f"{people} people voted, {counted} are counted")
        made.judge(verdict)
    if kring.server is None:
        verdict.expect(sound(kring.database), "SQLite finds the file unsound")
    return verdict


async def drain(folder: Path | Kring, *, stops: int = 20, people: int = 60, seed: int = 2) -> Verdict:
    """SIGTERM while everybody votes: phones are told to come back (4013), and do."""
    verdict, kring = Verdict(), kring_in(folder)
    async with hall(kring, people, seed=seed) as made:
        round_id = await made.open_round()
        made.start_voting(round_id)
        longest = 0.0
        for _ in range(stops):
            enough = made.acknowledged + people * made.chance.uniform(0.5, 3)
            await made.until(lambda enough=enough: made.acknowledged >= enough)
            begun = time.monotonic()
            await asyncio.to_thread(kring.stop)
            longest = max(longest, time.monotonic() - begun)
            await kring.restart()
            made.hurry()
            await made.until(lambda: all(voter.connected and voter.view for voter in made.voters))
        await made.stop_voting()
        await made.close_round(round_id)
        told = sum(voter.traffic.gone.get(4013, 0) for voter in made.voters)
        verdict.figures |= {"stops": stops, "people": people, "told 4013": told, "longest stop, s": round(longest, 1)}
        verdict.expect(told == stops * people, f"{told} of {stops * people} lines ended with 4013")
        made.judge(verdict)
    verdict.expect("Traceback" not in kring.log, "the server's log holds a traceback")
    return verdict
