"""Phones that sleep, a Wi-Fi that goes, a clock that jumps: afterwards everybody sees what is so, without a touch."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from faults.rig import Hall, Kring, Verdict, Voter, hall, kring_in, p95

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


async def asleep(
    folder: Path | Kring, *, seconds: float = 600, people: int = 60, share: float = 0.5, seed: int = 12
) -> Verdict:
    """Some phones stop reading for ten minutes while the others vote on; awake they show what is so, and their vote."""
    verdict = Verdict()
    async with hall(kring_in(folder), people, seed=seed) as made:
        round_id = await made.open_round()
        await _vote(made, made.voters, round_id)
        sleepers = made.voters[: int(people * share)]
        awake = made.voters[len(sleepers) :]
        for voter in sleepers:
            assert voter._line is not None
            voter._line.stall()
            voter._network.clear()  # a sleeping page tries nothing
        took: list[float] = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            took += await _vote(made, awake, round_id)
            await asyncio.sleep(min(2.0, seconds / 5))
        begun = time.monotonic()
        for voter in sleepers:
            voter.reload()  # the browser wakes the page: the old line is dead, whatever it says
            voter.regain_network()
        await made.until(lambda: all(voter.connected and voter.view for voter in sleepers))
        back = time.monotonic() - begun
        wrong = sum(voter.wanted.get("id") != round_id or voter.known.get(round_id) != 1 for voter in sleepers)
        await _vote(made, sleepers, round_id)
        await made.close_round(round_id)
        made.judge(verdict)
    verdict.figures |= {"asleep": len(sleepers), "for, s": seconds, "all back in, s": round(back, 2)}
    verdict.figures["p95 of the others, ms"] = p95(took)
    verdict.expect(not wrong, f"{wrong} phones woke to something else than their vote")
    verdict.expect(back <= 3, f"waking took {back:.1f} s")
    return verdict


async def wifi(folder: Path, *, seconds: float = 30, people: int = 600, seed: int = 13) -> Verdict:
    """The hall's Wi-Fi is cut while all vote, and returns: everybody is back in 15 s, and every ballot arrives."""
    verdict = Verdict()
    outside = ("ip", "netns", "exec", "kring")
    for command in (
        "mount -t tmpfs tmpfs /run",
        "ip netns add kring",
        "ip link add hall type veth peer name stage netns kring",
        "ip addr add 10.77.0.1/24 dev hall",
        "ip link set hall up",
        "ip link set lo up",
        "ip -n kring addr add 10.77.0.2/24 dev stage",
        "ip -n kring link set stage up",
        "ip -n kring link set lo up",
    ):
        subprocess.run(command.split(), check=True)
    async with hall(Kring(folder, *outside, host="10.77.0.2"), people, seed=seed) as made:
        round_id = await made.open_round()
        await _vote(made, made.voters, round_id)
        _hall_link("down")
        for voter in made.voters:
            voter.vote(round_id, made.choose())
        await asyncio.sleep(seconds)
        _hall_link("up")
        begun = time.monotonic()
        made.hurry()
        await made.until(lambda: not any(voter.unanswered for voter in made.voters))
        arrived = time.monotonic() - begun
        first = await _vote(made, made.voters, round_id)
        await made.until(lambda: all(voter.connected and voter.view for voter in made.voters))
        await made.close_round(round_id)
        made.judge(verdict)
    verdict.figures |= {"people": people, "cut, s": seconds, "all ballots in after, s": round(arrived, 1)}
    verdict.figures["p95 of the next ballot, ms"] = p95(first)
    verdict.expect(arrived <= 15, f"it took {arrived:.1f} s until everybody was back")
    return verdict


def _hall_link(way: str) -> None:
    subprocess.run(["ip", "link", "set", "hall", way], check=True)


async def clock(folder: Path, *, people: int = 40, seed: int = 14) -> Verdict:
    """The server's clock jumps by hours and days, both ways, while people vote: no ballot and no line is lost by it."""
    if FAKETIME is None:
        return Verdict({"skipped": "It needs libfaketime: sudo apt-get install faketime"})
    verdict, jumps = Verdict(), ("+1h", "-1h", "+20h", "-3d", "+0")
    stamp = folder.parent / "time"
    stamp.write_text("+0")
    faked = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(stamp),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    async with hall(Kring(folder, **faked), people, seed=seed) as made:
        round_id = await made.open_round()
        shifts = []
        for jump in jumps:
            stamp.write_text(jump)
            await _vote(made, made.voters, round_id)
            reply = await made.leader._desk.get(f"/api/{made.links['code']}/state?as=facilitator")
            shifts.append(reply.status)
        lines = sum(voter.traffic.lines for voter in made.voters)
        await made.close_round(round_id)
        made.judge(verdict)
    verdict.figures |= {"jumps": ", ".join(jumps), "lines of phones": lines, "console": shifts}
    verdict.expect(lines == people, f"{lines - people} lines were lost by a jump")
    verdict.expect(set(shifts) == {200}, f"the console got {shifts}")
    return verdict


async def _vote(made: Hall, voters: Sequence[Voter], round_id: str) -> list[float]:
    asked = [voter.vote(round_id, made.choose()) for voter in voters]
    await made.until(lambda: all(each.answered_at for each in asked))
    return [each.took or 0.0 for each in asked]
