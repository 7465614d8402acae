"""Approval: everybody chooses some of many, what most people choose is in; no order among what is chosen.

A ballot is a set of ids. The order of ballots never matters, and nobody counts twice for one option.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

Ballot = Collection[str]


@dataclass(frozen=True)
class Cut:
    """What is in, and what is tied at the cut: equally many people want each, and not all of them fit."""

    chosen: tuple[str, ...]
    tied: tuple[str, ...] = ()


def people(options: Sequence[str], ballots: Iterable[Ballot]) -> dict[str, int]:
    """How many people chose each option."""
    counted = Counter(option for ballot in ballots for option in set(ballot))
    return {option: counted[option] for option in options}


def cut(counts: dict[str, int], most: int, needed: int = 1) -> Cut:
    """The `most` options that most people chose, each by at least `needed`; both parts in the order of the options."""
    wanted = {option: n for option, n in counts.items() if n >= needed}
    if len(wanted) <= most:
        return Cut(tuple(wanted))
    last = sorted(wanted.values(), reverse=True)[most - 1]
    sure = tuple(option for option, n in wanted.items() if n > last)
    level = tuple(option for option, n in wanted.items() if n == last)
    if len(sure) + len(level) == most:
        return Cut(tuple(option for option, n in wanted.items() if n >= last))
    return Cut(sure, level)


def covered(ballot: Ballot, chosen: Collection[str]) -> bool:
    """Whether somebody has at least one own choice among the chosen."""
    return any(option in chosen for option in ballot)


FEWEST = 5
"""A smaller number of people could point at somebody (method.md 3.11, 8)."""


def shielded(cells: dict[str, int]) -> dict[str, int | None]:
    """Cells that add up to a known total, without the small ones, nor what would give those away by subtraction.

    Nobody is no small number: it points at nobody.
    """
    hidden = {name for name, n in cells.items() if 0 < n < FEWEST}
    rest = sorted((name for name, n in cells.items() if n >= FEWEST), key=lambda name: (cells[name], name))
    while hidden and rest and (len(hidden) == 1 or sum(cells[name] for name in hidden) < FEWEST):
        hidden.add(rest.pop(0))
    return {name: None if name in hidden else n for name, n in cells.items()}
