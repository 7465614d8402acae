"""`make soak`: plays practice evenings one after another on one server, and says how its memory grew.

An evening is a whole one (every message of about three hours), led over the staff wire without the pauses, with phones
that reload, sleep and lose the network; each is checked: what phones were told is what was counted and printed.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from meeting import descriptors
from meeting.rehearsal.evening import Wish, rehearse
from meeting.words import translator
from tests.bench.servers import OWN_CORE, Kring

BAR = 10.0  # MB an evening
WARM = 2  # evenings before the slope is taken


class Watch:
    """The server's memory, once a second, in a thread of its own."""

    def __init__(self, kring: Kring) -> None:
        self.samples: list[tuple[float, float]] = []
        self._kring, self._end = kring, Event()
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        begun = time.monotonic()
        while not self._end.wait(1.0):
            self.samples.append((time.monotonic() - begun, self._kring.memory / 1e6))


def slope(samples: list[tuple[float, float]]) -> float:
    """Growth for each unit of the first column, by least squares."""
    if len(samples) < 2:
        return 0.0
    x = sum(at for at, _ in samples) / len(samples)
    y = sum(value for _, value in samples) / len(samples)
    spread = sum((at - x) ** 2 for at, _ in samples)
    return sum((at - x) * (value - y) for at, value in samples) / spread if spread else 0.0


def main(
    minutes: Annotated[float, typer.Option(help="For how long evenings are begun.")] = 20.0,
    people: Annotated[int, typer.Option(help="How many people come to each.")] = 600,
    polls: Annotated[float, typer.Option(help="The share of phones without sockets.")] = 0.05,
    real: Annotated[
        bool, typer.Option(help="Take the minutes of the run sheet, more than two hours an evening.")
    ] = False,
    out: Annotated[Path, typer.Option(help="The file for the figures.")] = Path("soak.json"),
) -> None:
    """Play evening after evening and watch the memory of the server."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {OWN_CORE})
    descriptors.raise_limit()
    with tempfile.TemporaryDirectory(prefix="kring-soak-") as folder:
        kring = Kring(Path(folder))
        kring.start()
        watch = Watch(kring)
        begun = time.monotonic()
        try:
            evenings = _evenings(kring, begun + minutes * 60, people, polls, real)
        finally:
            watch.stop()
            kring.stop()
        _tell(evenings, watch, kring, begun, out)


def _evenings(kring: Kring, end: float, people: int, polls: float, real: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while time.monotonic() < end:
        links, cpu, begun = kring.new(), kring.cpu, time.monotonic()
        wish = Wish(
            kring.place.origin,
            links["code"],
            links["console"],
            people,
            lead=True,
            fast=not real,
            real=real,
            polls=polls,
        )
        played = rehearse(wish, translator("en"), quiet=True)
        ack = played.figures.ack_ms
        found.append(
            {
                "seed": played.seed,
                "seconds": round(time.monotonic() - begun, 1),
                "acknowledged": played.figures.acknowledged,
                "ack p99 ms": ack.p99 if ack else None,
                "reconnects": played.figures.reconnects,
                "broken": [f"{each.invariant}: {each.what}" for each in played.broken],
                "stuck": played.stuck,
                "server cpu s": round(kring.cpu - cpu, 1),
                "memory MB": round(kring.memory / 1e6, 1),
            }
        )
        Console(stderr=True).print(found[-1])
    return found


def _tell(evenings: list[dict[str, Any]], watch: Watch, kring: Kring, begun: float, out: Path) -> None:
    stalls = kring.stalls(begun, time.monotonic())
    steady = [(float(number), each["memory MB"]) for number, each in enumerate(evenings)][WARM:]
    growth = slope(steady) if len(steady) > 1 else None
    summary: dict[str, Any] = {
        "evenings": len(evenings),
        "acknowledged": sum(each["acknowledged"] for each in evenings),
        "promises broken": sum(len(each["broken"]) for each in evenings),
        "memory at most MB": round(max((value for _, value in watch.samples), default=0.0), 1),
        "growth MB an evening": round(growth, 2) if growth is not None else None,
        "bar MB an evening": BAR,
        "stalls above 20 ms": len(stalls),
        "longest stall ms": max((stall.late for stall in stalls), default=0.0),
        "lines in the server's log": kring.complaints,
    }
    table = Table(title="Soak", show_header=False)
    for name, value in summary.items():
        table.add_row(name, "too few evenings" if value is None else str(value))
    Console().print(table)
    out.write_text(json.dumps({"summary": summary, "evenings": evenings, "memory": watch.samples}, indent=1) + "\n")
    if summary["promises broken"] or (growth is not None and growth > BAR):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
