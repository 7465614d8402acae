"""The order of system calls: a kill proves nothing about the disk, but a sync before each acknowledgement does."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from dataclasses import dataclass, field
from pathlib import Path

from faults.rig import Kring, Verdict, hall

CALLS = "pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg"
_CALL = re.compile(r"(?P<at>\d+\.\d+) (?P<name>\w+)\((?P<rest>.*) = -?\d+.* <(?P<took>[\d.]+)>$")
_ANSWER = re.compile(r'\\"re\\":\\"(?P<id>[\w-]+)\\",\\"ok\\":true')


@dataclass
class Trace:
    """What the server did, in seconds of the clock: log writes, finished syncs (begin, end), acknowledgements."""

    writes: list[float] = field(default_factory=list)
    syncs: list[tuple[float, float]] = field(default_factory=list)
    answers: dict[str, float] = field(default_factory=dict)


async def sync(folder: Path, *, alone: int = 200, people: int = 40, wave: int = 400, seed: int = 10) -> Verdict:
    """Each acknowledgement leaves only after its commit was written and then synced (strace)."""
    trace = folder.parent / "trace"
    tracing = ("strace", "-D", "-ff", "-ttt", "-T", "-y", "-s", "200", "-e", f"trace={CALLS}", "-o", str(trace))
    verdict, sent = Verdict(), dict[str, float]()
    async with hall(Kring(folder, *tracing), people, seed=seed) as made:
        round_id = await made.open_round()
        for _ in range(alone):
            asked = made.voters[made.acknowledged % people].vote(round_id, made.choose())
            await made.until(lambda asked=asked: asked.answered_at)
        enough = made.acknowledged + wave
        made.start_voting(round_id)
        await made.until(lambda: made.acknowledged >= enough)
        await made.stop_voting()
        await made.close_round(round_id)
        day = time.time() - time.monotonic()  # strace writes the time of day
        for voter in made.voters:
            sent |= {each.id: each.sent_at + day for each in voter.asked if each.do == "cast_ballot"}
        made.judge(verdict)
    seen = _read(trace)
    known = [each for each in sent if each in seen.answers]
    bad = [each for each in known if not _was_synced(seen, sent[each], seen.answers[each])]
    verdict.figures |= {"acknowledgements seen": len(known), "of which one at a time": alone, "syncs": len(seen.syncs)}
    verdict.expect(len(known) >= made.acknowledged * 0.99, f"the trace shows {len(known)} of {made.acknowledged}")
    verdict.expect(not bad, f"{len(bad)} acknowledgements left before a sync")
    return verdict


def _was_synced(trace: Trace, sent: float, answered: float) -> bool:
    """Whether the log was written after this was sent, and a sync begun after that write was over before the answer."""
    first = bisect_left(trace.writes, sent)
    if first == len(trace.writes):
        return False
    begun = bisect_left(trace.syncs, (trace.writes[first], 0.0))
    return begun < len(trace.syncs) and trace.syncs[begun][1] <= answered


def _read(prefix: Path) -> Trace:
    trace = Trace()
    for path in prefix.parent.glob(f"{prefix.name}.*"):
        for line in path.read_text(errors="replace").splitlines():
            if not (call := _CALL.match(line)):
                continue
            at, log = float(call["at"]), "kring.db-wal" in call["rest"]
            if call["name"] == "pwrite64" and log:
                trace.writes.append(at)
            elif call["name"] in ("fdatasync", "fsync") and log:
                trace.syncs.append((at, at + float(call["took"])))
            else:
                for found in _ANSWER.finditer(call["rest"]):
                    trace.answers.setdefault(found["id"], at)
    trace.writes.sort()
    trace.syncs.sort()
    return trace
