"""A disk that is full, busy, or damaged: people are told the truth, and it goes on without them doing anything."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections import Counter
from pathlib import Path

import httpx
from deploy.running import damage

from faults.rig import PATIENCE, Hall, Kring, Verdict, Voter, gone, hall, sound

TORN = 12 * (4096 + 24)  # bytes: the last dozen frames of the log
LOCKER = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


async def full(folder: Path, *, people: int = 60, times: int = 3, seed: int = 7) -> Verdict:
    """The disk fills up while people vote, and has room again: "not saved" meanwhile, and no restart needed."""
    verdict, kring = Verdict(), Kring(folder)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], check=True)
    told, slowest = Counter[str](), 0.0
    try:
        async with hall(kring, people, seed=seed) as made:
            round_id = await made.open_round()
            for _ in range(times):
                made.start_voting(round_id)
                filled = _fill(folder / "somebody-elses.iso")
                waiting = lambda: [each for voter in made.voters for each in voter.asked if each.refused]  # noqa: E731
                await made.until(lambda waiting=waiting: len(waiting()) >= people / 4)
                told.update(each.refused or "?" for each in waiting())
                _health(kring, 503, verdict)
                filled.unlink()
                begun, before = time.monotonic(), made.acknowledged
                await made.until(lambda before=before: made.acknowledged > before)
                slowest = max(slowest, time.monotonic() - begun)
                await made.stop_voting()
                _health(kring, 200, verdict)
            kring.kill()  # what was acknowledged must be in the file, not in memory only
            await kring.restart()
            made.hurry()
            await made.until(lambda: all(voter.connected and voter.view for voter in made.voters))
            await made.close_round(round_id)
            made.judge(verdict)
        verdict.expect(sound(kring.database), "SQLite finds the file unsound")
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
    verdict.figures |= {"people": people, "times full": times, "told": dict(told), "recovery, s": round(slowest, 2)}
    verdict.expect(set(told) <= {"not_saved", "too_many"}, f"told {dict(told)}")
    verdict.expect(slowest <= 3, f"it took {slowest:.1f} s to go on")
    return verdict


def _fill(path: Path) -> Path:
    """Take all the room there is."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return path


def _health(kring: Kring, wanted: int, verdict: Verdict) -> None:
    """Ask how the server is; it looks at its disk at most once in 5 seconds, so an old answer may still stand."""
    answer = httpx.get(f"{kring.address}/health", timeout=10)
    verdict.expect(answer.status_code in (200, 503), f"/health gave {answer.status_code}, {wanted} was expected")


async def locked(folder: Path, *, seconds: float = 10, people: int = 60, seed: int = 8) -> Verdict:
    """Another program holds the database: ballots wait or are told "not saved", pages go on, nothing is lost."""
    verdict, kring = Verdict(), Kring(folder)
    async with hall(kring, people, seed=seed) as made:
        round_id = await made.open_round()
        locker = await asyncio.create_subprocess_exec(
            "python3", "-c", LOCKER, str(kring.database), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert locker.stdin
        assert locker.stdout
        await locker.stdout.readline()
        before, begun = made.acknowledged, time.monotonic()
        made.start_voting(round_id)
        pages = []
        async with httpx.AsyncClient(base_url=kring.address) as visitor:
            while time.monotonic() < begun + seconds:
                asked = time.monotonic()
                verdict.expect((await visitor.get("/")).status_code == 200, "the page did not come")
                pages.append(time.monotonic() - asked)
                await asyncio.sleep(seconds / 50)
        verdict.expect(made.acknowledged == before, "acknowledged while nothing could be written")
        locker.stdin.close()
        await locker.wait()
        freed = time.monotonic()
        await made.until(lambda: made.acknowledged > before)
        recovery = time.monotonic() - freed
        await made.stop_voting()
        kring.kill()
        await kring.restart()
        made.hurry()
        await made.until(lambda: all(voter.connected and voter.view for voter in made.voters))
        await made.close_round(round_id)
        made.judge(verdict)
    slowest = round(max(pages) * 1000)
    verdict.figures |= {"locked, s": seconds, "slowest page, ms": slowest, "recovery, s": round(recovery, 2)}
    verdict.expect(recovery <= 3, f"it took {recovery:.1f} s to go on")
    verdict.expect(slowest <= 1000, f"a page took {slowest} ms")
    return verdict


class Faithful(Voter):
    """A phone as it really is: it gives an acknowledged ballot again when the server knows an older one."""

    heals = True


async def corrupt(folder: Path, *, people: int = 40, seed: int = 9) -> Verdict:
    """A torn write-ahead log, then a damaged page: refused in words, restored, and phones bring the rest back."""
    verdict, kring = Verdict(), Kring(folder)
    async with hall(kring, people, seed=seed, kind=Faithful) as made:
        round_id = await made.open_round()
        await _some(made, round_id, people * 3)
        kring.kill()
        torn = _tear(kring.database.with_name("kring.db-wal"))
        await _back(made)
        verdict.figures["ballots the torn log lost"] = lost = sum(voter.forgotten for voter in made.voters)
        verdict.expect(lost, "the tear hit nothing")
        await _some(made, round_id, people)
        await asyncio.to_thread(kring.stop)  # makes a backup
        damage(kring.database)
        try:
            await asyncio.wait_for(kring.restart(), PATIENCE)
            verdict.expect(False, "it started on a damaged file")
        except AssertionError:
            gone(kring)
            verdict.expect("is damaged" in kring.log, "not said in words")
        restored = await asyncio.to_thread(kring.type, "restore", "--yes")
        verdict.expect(restored.returncode == 0, f"restore: {restored.stderr}")
        await _back(made)
        await made.settle()
        await made.close_round(round_id)
        made.judge(verdict)
    verdict.figures |= {"people": people, "bytes torn": torn}
    return verdict


async def _some(made: Hall, round_id: str, more: int) -> None:
    enough = made.acknowledged + more
    made.start_voting(round_id)
    await made.until(lambda: made.acknowledged >= enough)
    await made.stop_voting()


async def _back(made: Hall) -> None:
    await made.kring.restart()
    made.hurry()
    await made.until(lambda: all(voter.connected and voter.view for voter in made.voters))
    await made.settle()


def _tear(wal: Path) -> int:
    """Flip bytes near the end of a write-ahead log: what follows the first bad frame is dropped by SQLite."""
    content = bytearray(wal.read_bytes())
    start = max(len(content) - TORN, 0)
    for place in range(start, start + 64):
        content[place] ^= 0xFF
    wal.write_bytes(content)
    return len(content) - start
