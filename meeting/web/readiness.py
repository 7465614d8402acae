"""Whether this server is ready for a hall, really tried: a write to the disk, the space that is left, the report."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from dataclasses import dataclass

from meeting.harvest.page import render
from meeting.live.hub import Hall
from meeting.procedure.report import report
from meeting.store import pulse
from meeting.web.house import House
from meeting.words import LANGUAGES, translator

PATIENCE = 5.0  # seconds a write may take before it counts as failed
ENOUGH = 200  # megabytes: an evening takes a few, its backups some more
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Readiness:
    """`disk_ms` is how long a write took, None when it failed; `free_mb` is None where it cannot be told."""

    disk_ms: int | None
    free_mb: int | None
    reports: bool

    @property
    def roomy(self) -> bool:
        return self.free_mb is None or self.free_mb >= ENOUGH


async def try_out(house: House, hall: Hall) -> Readiness:
    """Write to the disk, look how full it is, and make the report of the meeting as it is now."""
    return Readiness(await _write(house), _free(house), await asyncio.to_thread(_reports, hall))


async def _write(house: House) -> int | None:
    before = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            await house.writer.run(pulse.beat)
    except Exception as problem:  # told to the facilitator; the writer has logged why
        _log.warning("A trial write failed: %s", type(problem).__name__)
        return None
    return round((time.perf_counter() - before) * 1000)


def _free(house: House) -> int | None:
    try:
        return shutil.disk_usage(house.writer.store.path.parent).free // 1_000_000
    except OSError:
        return None


def _reports(hall: Hall) -> bool:
    meeting = hall.live.meeting
    other = next(known for known in LANGUAGES if known != meeting.language)
    try:
        render(report(meeting), translator(meeting.language), styles=[], version=hall.build, other=(other, ""))
    except Exception as problem:
        _log.warning("A trial report failed: %s", type(problem).__name__)
        return False
    return True
