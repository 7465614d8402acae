"""Choosing several of many: the shortlist, how is counted, what the ballots came to, and the package of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from meeting.procedure.state.kinds import RoundKind

MOST_ENTRIES = 24
"""More is too long to read on a phone before choosing (method.md 3.8, 1)."""

MOST_EACH = 7
"""Of more opgaven people are not asked yes or no to each (method.md 3.8, 2)."""

SMALLEST_CAP, LARGEST_CAP, USUAL_CAP = 3, 7, 5
"""How many one person may choose."""

Cells = tuple[tuple[str, int | None], ...]
"""Numbers of people by name; None where the number could point at somebody."""


@dataclass(frozen=True)
class Rule:
    """How is counted, fixed before anybody chooses: `most` are chosen, each person chooses up to `cap`.

    `leaders` is how many process facilitators there are for what is chosen; None: nobody said.
    """

    method: RoundKind
    most: int
    cap: int
    leaders: int | None = None


@dataclass(frozen=True)
class Entry:
    """One thing on the shortlist: the id of a topic or of a viewpoint. `text` is its wording since it was frozen."""

    id: str
    text: str = field(default="", repr=False)


@dataclass(frozen=True)
class Shortlist:
    """What people will choose among, in the order of the letters. `rev` goes up with every change.

    `pitched` were explained before the room, the last of them now where `pitching`.
    """

    entries: tuple[Entry, ...] = ()
    rule: Rule | None = None
    frozen: bool = False
    rev: int = 1
    pitched: tuple[str, ...] = ()
    pitching: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(entry.id for entry in self.entries)

    def text_of(self, entry_id: str) -> str:
        return next((entry.text for entry in self.entries if entry.id == entry_id), "")


@dataclass(frozen=True)
class Coverage:
    """How many people have an own choice in what is chosen, how many have none, and how many did not know yet.

    None where a number could point at somebody, by itself or by subtraction; `nearly`: only a few have none.
    """

    covered: int | None
    uncovered: int | None
    blank: int | None
    nearly: bool = False


@dataclass(frozen=True)
class Choice:
    """What the ballots of a choosing round came to; ids stand in the order of their letters, never in one of rank.

    `ballots` with those who did not know yet; `counts` the people an option (or its dots). `chosen` are in; of `tied`
    equally many people want each and there is no place for all. `proportional` is what sequential PAV would have
    chosen; `lettered`: it met a tie that only the order of the letters broke. `quorum`: half of all answered.
    `beside` of those who chose were counted in the room: of them only sums are known, so `coverage` is that of the
    others, and nothing can be counted proportionally.
    """

    ballots: int
    electorate: int
    quorum: bool
    counts: Cells
    chosen: tuple[str, ...]
    tied: tuple[str, ...] = ()
    coverage: Coverage | None = None
    proportional: tuple[str, ...] = ()
    lettered: bool = False
    beside: int = 0

    @property
    def phones(self) -> int:
        """How many chose on a phone: the people coverage is about."""
        return self.ballots - self.beside

    @property
    def differs(self) -> bool:
        """Whether a proportional count would have chosen otherwise."""
        return bool(self.proportional) and not self.tied and set(self.proportional) != set(self.chosen)


@dataclass(frozen=True)
class Entrusted:
    """Who owns an opgave of a package; `back_on` is when one that waits comes back."""

    entry: str
    owner: str | None = field(default=None, repr=False)
    back_on: date | None = None


@dataclass(frozen=True)
class Package:
    """The chosen opgaven as one proposal; `waiting` are the others on the list. Both are sets, in letter order.

    `round_id` is the choosing round whose box tells who has no own choice in it. `reason` is why it is not what was
    counted. `coverage` is left out where the difference with what was told before would point at somebody.
    """

    round_id: str
    proposal: str
    decision: int
    chosen: tuple[str, ...]
    waiting: tuple[str, ...]
    coverage: Coverage | None = None
    reason: str | None = None
    entrusted: tuple[Entrusted, ...] = ()

    def entrusted_with(self, entry: str) -> Entrusted:
        """Who owns this opgave, as far as anybody said."""
        return next((known for known in self.entrusted if known.entry == entry), Entrusted(entry))
