"""Sequential proportional approval voting (Thiele): each next place goes to who is still least heard.

A ballot of which k options are in already weighs 1/(1+k). Shown beside the plain count, never in its place
(method.md 3.8, 4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import lcm

from meeting.procedure.methods.approval import Ballot


def sequential(options: Sequence[str], ballots: Iterable[Ballot], most: int) -> tuple[tuple[str, ...], bool]:
    """What sequential PAV chooses, in the order of the options, and whether only their order broke a tie.

    A tie goes to what more people chose, then to what stands first among the options.
    """
    alike = Counter(frozenset(ballot) for ballot in ballots)
    plain = _weighed(options, alike, ())
    chosen: list[str] = []
    lettered = False
    for _ in range(min(most, len(options))):
        score = _weighed(options, alike, chosen)
        left = [option for option in options if option not in chosen and plain[option]]
        if not left:
            break
        best = max((score[option], plain[option]) for option in left)
        level = [option for option in left if (score[option], plain[option]) == best]
        lettered = lettered or len(level) > 1
        chosen.append(level[0])
    return tuple(option for option in options if option in chosen), lettered


def _weighed(options: Sequence[str], alike: Counter[frozenset[str]], chosen: Sequence[str]) -> dict[str, int]:
    """The weight of the ballots for each option, in whole numbers: every fraction times one number they all divide."""
    whole = lcm(*range(1, len(chosen) + 2))
    score = dict.fromkeys(options, 0)
    for ballot, n in alike.items():
        weight = n * whole // (1 + len(ballot.intersection(chosen)))
        for option in ballot:
            if option in score:
                score[option] += weight
    return score
