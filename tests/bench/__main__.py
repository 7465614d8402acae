"""`make bench`: measures Kring beside a bare floor, prints a table, and keeps the figures in a file."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from meeting import descriptors
from meeting.app import _loop
from tests.bench.book import Book, medians
from tests.bench.scenarios import LONG, SCENARIOS, Bench, Floors, Plan, floor
from tests.bench.servers import OWN_CORE, FloorServer, Kring
from tests.bench.stage import Impatient

FRAME = 1536  # bytes: the whole private frame of a block change, which the floor sends too
say = Console(stderr=True).print


def main(
    phones: Annotated[str, typer.Option(help="Sizes of the hall, with commas.")] = "150,600",
    only: Annotated[str | None, typer.Option(help=f"Some of: {', '.join(SCENARIOS)}; with commas.")] = None,
    runs: Annotated[int, typer.Option(help="How often each thing is measured.")] = 3,
    storms: Annotated[int, typer.Option(help="How often all join.")] = 2,
    minute: Annotated[float, typer.Option(help="Seconds in which everybody sends one viewpoint.")] = 60.0,
    cut: Annotated[float, typer.Option(help="Seconds without a network.")] = 30.0,
    stalled: Annotated[float, typer.Option(help="Seconds in which a tenth reads nothing.")] = 45.0,
    out: Annotated[Path, typer.Option(help="The file for the figures.")] = Path("bench.json"),
    compare: Annotated[Path | None, typer.Option(help="An earlier file of figures.")] = None,
) -> None:
    """Measure how fast Kring is on this computer."""
    earlier = medians(compare) if compare else None  # before it may be overwritten
    if not hasattr(os, "sched_setaffinity") or (os.cpu_count() or 1) < 2:
        raise typer.BadParameter("this needs Linux and two cores")
    os.sched_setaffinity(0, {OWN_CORE})
    descriptors.raise_limit()
    wanted = only.split(",") if only else [name for name in SCENARIOS if name not in LONG]
    if unknown := set(wanted) - set(SCENARIOS):
        raise typer.BadParameter(f"there is no {', '.join(sorted(unknown))}")
    plan, book = Plan(runs=runs, storms=storms, minute=minute, cut=cut, stalled=stalled), Book()
    try:
        for size in map(int, phones.split(",")):
            with asyncio.Runner(loop_factory=_loop) as runner:
                runner.run(_measure(size, wanted, plan, book))
    finally:
        book.save(out)
        book.show(earlier)


async def _measure(size: int, wanted: list[str], plan: Plan, book: Book) -> None:
    with tempfile.TemporaryDirectory(prefix="kring-bench-") as folder:
        floors = await _floor(size, plan, book, Path(folder) / "floor")
        kring = Kring(Path(folder) / "kring")
        await asyncio.to_thread(kring.start)
        bench = Bench(kring, floors, plan, book, size)
        try:
            for name in (each for each in SCENARIOS if each in wanted):
                begun = time.monotonic()
                try:
                    await SCENARIOS[name](bench)
                except Impatient as problem:
                    book.add(name, size, "failed", "", [1], bar=0, note=str(problem))
                    await bench.leave()
                say(f"{size} phones, {name}: {time.monotonic() - begun:.0f} s")
            await bench.leave()
            book.add("server log", size, "complaints", "lines", [kring.complaints], bar=0)
        finally:
            kring.stop()


async def _floor(size: int, plan: Plan, book: Book, folder: Path) -> Floors:
    server = await asyncio.to_thread(FloorServer, folder)
    try:
        floors = await floor(server, size, plan.runs, FRAME)
    finally:
        server.stop()
    named = {
        "one frame to all": floors.block,
        "commit, then one frame to all": floors.durable_block,
        "echo p99": floors.echo,
        "commit, then echo p99": floors.durable,
    }
    for name, values in named.items():
        book.add("floor", size, name, "ms", values, note=f"frames of {FRAME} bytes" if "frame" in name else "")
    book.add("floor", size, "commit, then one frame: CPU a phone", "ms", floors.cpu_block)
    book.add("floor", size, "commit, then echo: CPU a phone", "ms", floors.cpu_durable)
    return floors


if __name__ == "__main__":
    typer.run(main)
