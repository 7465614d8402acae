"""What happened at the ordering desk: each act there, so that it can be taken back, and whether the desk is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Place:
    """Where a card lies: in a topic, by itself because somebody said so (`alone`), or where nobody looked yet."""

    cluster: str | None = None
    alone: bool = False

    @property
    def sorted(self) -> bool:
        """Whether somebody said where it belongs."""
        return self.alone or self.cluster is not None


@dataclass(frozen=True)
class Shift:
    """One card that an act took from one place to another."""

    viewpoint: str
    before: Place
    after: Place


@dataclass(frozen=True)
class Move:
    """One act at the desk. `worker` is a mark, nobody's name; `kind` is what was done.

    `cluster` is the topic it was about, `rev` what that became by it, and `name` what it was called before. `pair`:
    the two cards that it told apart.
    """

    id: str
    worker: str
    at: datetime
    kind: str
    shifts: tuple[Shift, ...] = ()
    cluster: str | None = None
    rev: int = 0
    name: str | None = None
    pair: tuple[str, ...] = ()
    undone: bool = False

    @property
    def sorted(self) -> int:
        """How many cards more have a place by this act."""
        return sum(shift.after.sorted - shift.before.sorted for shift in self.shifts)


@dataclass(frozen=True)
class Ordering:
    """The desk where several people lay cards together. It is open until the facilitator closes it."""

    moves: tuple[Move, ...] = ()
    workers: tuple[str, ...] = ()
    """The marks of those who did something, in the order in which they began: their numbers at the desk."""
    closed_at: datetime | None = None
