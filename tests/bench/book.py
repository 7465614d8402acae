"""Keeps what was measured: median and worst of several runs, the ratio to the floor, the bar; a table and a file."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One figure of one scenario. `bar` limits the value, `ratio_bar` its ratio to the floor."""

    scenario: str
    phones: int
    name: str
    unit: str
    median: float
    worst: float
    runs: int
    floor: float | None = None
    ratio: float | None = None
    worst_ratio: float | None = None
    bar: float | None = None
    ratio_bar: float | None = None
    generator: float | None = None
    note: str = ""

    @property
    def key(self) -> tuple[str, int, str]:
        return self.scenario, self.phones, self.name

    @property
    def verdict(self) -> str:
        """`met` by the worst run, `median` where only the worst misses, `missed`; empty without a bar."""
        limits = [(self.median, self.worst, self.bar), (self.ratio, self.worst_ratio, self.ratio_bar)]
        known = [(mid, worst, bar) for mid, worst, bar in limits if bar is not None and mid is not None]
        if not known:
            return ""
        if all(worst is not None and worst <= bar for _, worst, bar in known):
            return "met"
        return "median" if all(mid <= bar for mid, _, bar in known) else "missed"


class Book:
    """All figures of one run, in the order they came. `bars` are those for this many phones."""

    def __init__(self, bars_at: int = 600) -> None:
        self.figures: list[Figure] = []
        self._bars_at = bars_at

    def add(
        self,
        scenario: str,
        phones: int,
        name: str,
        unit: str,
        values: Sequence[float],
        *,
        floor: Sequence[float] = (),
        bar: float | None = None,
        ratio_bar: float | None = None,
        generator: float | None = None,
        note: str = "",
    ) -> None:
        """Take up the values of several runs; a bar counts for halls up to the size it was set for."""
        if not values:
            return
        judged = phones <= self._bars_at
        median, worst = statistics.median(values), max(values)
        base = statistics.median(floor) if floor else None
        self.figures.append(
            Figure(
                scenario,
                phones,
                name,
                unit,
                round(median, 2),
                round(worst, 2),
                len(values),
                floor=round(base, 2) if base else None,
                ratio=round(median / base, 2) if base else None,
                worst_ratio=round(worst / max(floor), 2) if base else None,
                bar=bar if judged else None,
                ratio_bar=ratio_bar if judged else None,
                generator=round(generator * 100, 0) if generator is not None else None,
                note=note,
            )
        )

    def save(self, path: Path) -> None:
        conditions = {
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load": [round(each, 2) for each in os.getloadavg()],
        }
        figures = [asdict(each) | {"verdict": each.verdict} for each in self.figures]
        path.write_text(json.dumps({"conditions": conditions, "figures": figures}, indent=1) + "\n")

    def show(self, earlier: dict[tuple[str, int, str], float] | None = None) -> None:
        """The table; with an earlier run, each median's change against it."""
        table = Table(title=f"Kring, measured with a load average of {os.getloadavg()[0]:.1f}")
        table.add_column("scenario")
        for name in ("phones", "figure", "unit", "median", "worst", "floor", "ratio", "bar", "verdict", "generator"):
            table.add_column(name, justify="left" if name in ("figure", "unit", "verdict") else "right")
        if earlier is not None:
            table.add_column("change", justify="right")
        table.add_column("note")
        for each in self.figures:
            bar = f"× {each.ratio_bar:g}" if each.ratio_bar is not None else _number(each.bar)
            cells = [each.scenario, str(each.phones), each.name, each.unit, _number(each.median), _number(each.worst)]
            cells += [_number(each.floor), _number(each.ratio), bar, each.verdict]
            cells.append(f"{each.generator:g} %" if each.generator is not None else "")
            if earlier is not None:
                before = earlier.get(each.key)
                cells.append(f"{(each.median / before - 1) * 100:+.0f} %" if before else "")
            table.add_row(*cells, each.note)
        Console(width=190).print(table)


def medians(path: Path) -> dict[tuple[str, int, str], float]:
    """What an earlier run found, by scenario, phones and name."""
    figures: list[dict[str, Any]] = json.loads(path.read_text())["figures"]
    return {(each["scenario"], each["phones"], each["name"]): each["median"] for each in figures}


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
