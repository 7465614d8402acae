"""Channels: in which ways people vote, and what was counted in the room of those who vote without a phone.

What is counted lies sealed in the box of its round until that closes; after it only totals are told, never which way
a channel voted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from meeting.procedure.core import Sealed, personal
from meeting.procedure.state import Box

PHONES, HELPED, HANDS, PAPER = "phones", "helped", "hands", "paper"
RAISED, FIRST, SECOND = "#hands", "#paper", "#paper again"
"""Who sealed a count: the hands that were counted, and the papers that are counted twice."""

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class CountEntered(Sealed):
    """How many people without a phone chose what; `people` where one of them may choose several."""

    counts: Counts = personal()
    people: int = personal(default=0)

    @property
    def item(self) -> str:
        return "count"

    @property
    def voters(self) -> int:
        """How many people were counted."""
        return self.people or sum(n for _, n in self.counts)


def entered(box: Box, voter: str) -> CountEntered | None:
    """What was counted by hand, or of the papers the first or the second time."""
    found = box.get(("count", voter))
    return found if isinstance(found, CountEntered) else None


def confirmed(box: Box, *, on_paper: bool) -> CountEntered | None:
    """The count that stands: hands at once, papers only when they were counted twice with the same result."""
    if not on_paper:
        return entered(box, RAISED)
    first, second = entered(box, FIRST), entered(box, SECOND)
    return first if first and second and alike(first, second) else None


def alike(one: CountEntered, other: CountEntered) -> bool:
    """Whether two counts say the same."""
    return (Counter(dict(one.counts)), one.people) == (Counter(dict(other.counts)), other.people)


def counted(box: Box) -> Counter[str]:
    """How many people without a phone chose each option."""
    return sum((Counter(dict(each.counts)) for each in _standing(box)), Counter())


def beside_phones(box: Box) -> int:
    """How many people without a phone were counted."""
    return sum(each.voters for each in _standing(box))


def _standing(box: Box) -> list[CountEntered]:
    found = (confirmed(box, on_paper=False), confirmed(box, on_paper=True))
    return [each for each in found if each]


def totals(box: Box, ballots: Iterable[bool]) -> Counts:
    """How many people voted in which way; `ballots` says of each whether it was cast on somebody else's phone.

    Nothing where everybody voted on a phone of their own.
    """
    helped = Counter(ballots)
    hands, paper = confirmed(box, on_paper=False), confirmed(box, on_paper=True)
    channels = (
        (PHONES, helped[False]),
        (HELPED, helped[True]),
        (HANDS, hands.voters if hands else 0),
        (PAPER, paper.voters if paper else 0),
    )
    return tuple((name, n) for name, n in channels if n) if helped[True] or hands or paper else ()
