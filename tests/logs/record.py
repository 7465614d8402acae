"""Writes the report of every recorded meeting anew: `python -m tests.logs.record`.

With the names of evenings (`python -m tests.logs.record square`) it first records those, from tests/harvest/evening.py
and conversations.py.
A log of a real meeting is put here as `<name>.jsonl`, as the store exports it.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from meeting.harvest.page import render
from meeting.procedure import replay
from meeting.procedure.report import report
from meeting.procedure.state import Meeting
from meeting.store.codec import CODEC
from meeting.words import translator

HERE = Path(__file__).parent
LOGS = sorted(HERE.glob("*.jsonl"))
ZONE = dt.timezone(dt.timedelta(hours=1))


def page_of(log: Path) -> str:
    """The report of a recorded meeting, in Dutch."""
    meeting = replay(CODEC.from_lines(log.read_text(encoding="utf-8").splitlines()), Meeting())
    return render(report(meeting), translator("nl"), styles=("tokens.css", "report.css"), version="…", zone=ZONE)


def record(name: str) -> Path:
    """Lead one of the evenings anew and keep its log."""
    from tests.harvest.conversations import CONVERSATIONS
    from tests.harvest.evening import EVENINGS

    log = HERE / f"{name}.jsonl"
    led = {**EVENINGS, **CONVERSATIONS}[name]()
    log.write_text("".join(line + "\n" for line in CODEC.lines(led.log)), encoding="utf-8")
    return log


if __name__ == "__main__":
    for log in sorted({*LOGS, *map(record, sys.argv[1:])}):
        log.with_suffix(".report.html").write_text(page_of(log), encoding="utf-8")
        sys.stdout.write(f"{log.stem}\n")
