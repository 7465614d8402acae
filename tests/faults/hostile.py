"""One attacker beside a voting hall: the others vote as if nobody were there, and nobody honest is limited."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.running import ROOT

from faults.attackers import KINDS
from faults.rig import PATIENCE, Hall, Kring, Verdict, Voter, hall, kring_in, p95

LONGEST = 1.0  # seconds in which 95 of 100 honest ballots must be acknowledged
WHOLE = 300  # people from which on an attack is sat out to its end, and how long ballots take is judged
NEWCOMER = 3.0  # seconds a newcomer may need to come in while somebody guesses codes


async def hostile(
    folder: Path | Kring, *, people: int = 600, seconds: float = 6, attack: str = "", seed: int = 11
) -> Verdict:
    """Each attack in turn beside a voting hall (or some: --attack flood,codes): its p95 is at most a second."""
    verdict = Verdict()
    async with hall(kring_in(folder), people, seed=seed) as made:
        round_id = await made.open_round()
        verdict.figures["p95 in peace, ms"] = p95(await _vote(made, round_id, seconds))
        for kind in attack.split(",") if attack else KINDS:
            async with _attacked(made, kind) as (did, attacker):
                took = await _vote(made, round_id, seconds)
                came = await _newcomers(made) if kind == "codes" else 0.0
                while kind in ("codes", "seatless") and people >= WHOLE and attacker.returncode is None:
                    took += await _vote(made, round_id, seconds)
            verdict.figures[f"p95 beside {kind}, ms"] = p95(took)
            verdict.figures[f"  {kind} managed"] = ", ".join(f"{n} {what}" for what, n in sorted(did.items()))
            verdict.expect(did, f"{kind} did nothing")
            verdict.expect(people < WHOLE or p95(took) <= LONGEST * 1000, f"{kind}: p95 {p95(took)} ms")
            verdict.expect("let in" not in did, f"{kind}: sockets were let in")
            if kind == "codes":
                verdict.figures["slowest newcomer beside it, s"] = round(came, 2)
                verdict.expect(came <= NEWCOMER, f"a newcomer needed {came:.1f} s")
        limited = sum(voter.traffic.refused_lines + voter.traffic.gone.get(4008, 0) for voter in made.voters)
        again = sum(each.tries > 1 for voter in made.voters for each in voter.asked)
        verdict.figures |= {"people behind one address": people, "ballots sent twice": again}
        verdict.expect(not limited, f"{limited} honest lines were refused or cut")
        await made.close_round(round_id)
        made.judge(verdict)
    return verdict


async def _vote(made: Hall, round_id: str, seconds: float) -> list[float]:
    """Everybody changes their mind once, spread over some seconds; how long each waited."""
    loop, asked = asyncio.get_running_loop(), []
    for voter in made.voters:
        choice = made.choose()
        loop.call_later(made.chance.uniform(0, seconds), lambda v=voter, c=choice: asked.append(v.vote(round_id, c)))
    await made.until(lambda: len(asked) == len(made.voters) and all(each.answered_at for each in asked))
    return [each.took or 0.0 for each in asked]


async def _newcomers(made: Hall, people: int = 10) -> float:
    """So many come in one after the other; the longest of them."""
    longest = 0.0
    for _ in range(people):
        voter = Voter(made.place, made.links["code"], made._chance())
        begun = time.monotonic()
        await voter.join()
        longest = max(longest, time.monotonic() - begun)
        await voter.stop()
    return longest


@asynccontextmanager
async def _attacked(made: Hall, kind: str) -> AsyncIterator[tuple[dict[str, int], Process]]:
    """An attacker who managed something already, at work; how much it managed is known afterwards."""
    did: dict[str, int] = {}
    attacker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "faults.attackers",
        kind,
        made.kring.address,
        made.links["code"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "tests", ROOT)))},
    )
    assert attacker.stdout is not None
    try:
        await asyncio.wait_for(attacker.stdout.readline(), PATIENCE)
        yield did, attacker
        said, _ = await attacker.communicate(b"")
        did.update(json.loads(said or b"{}"))
    finally:
        with contextlib.suppress(ProcessLookupError):
            attacker.kill()
        await attacker.wait()
