"""Counting: what the ballots of a round add up to, and what that means (method.md 3.4, rulings "Settled figures")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from meeting.procedure.state import ABSTAIN, AGAINST, ALONG, FOR, LEAVE, NOT_YET, Outcome, RoundKind, Tally


def count(choices: Iterable[str], options: Iterable[str], electorate: int) -> Tally:
    """Count what was chosen, option by option; the order in which people chose never matters."""
    chosen = Counter(choices)
    return Tally(tuple((option, chosen[option]) for option in options), electorate)


def outcome(tally: Tally, kind: RoundKind) -> Outcome:
    """Half the electorate must have answered, and more must have chosen than not known; else inconclusive."""
    if 2 * tally.turnout < tally.electorate or not tally.turnout:
        return Outcome.INCONCLUSIVE
    if kind is not RoundKind.SUPPORT and 2 * tally[ABSTAIN] > tally.turnout:
        return Outcome.INCONCLUSIVE
    return meaning(tally, kind)


def meaning(tally: Tally, kind: RoundKind) -> Outcome:
    """What the choices say, leaving aside how many there are. Only more than half of those who chose carries."""
    if kind is RoundKind.SUPPORT:
        return Outcome.NOT_YET if tally[NOT_YET] or not (tally[ALONG] + tally[LEAVE]) else Outcome.ALL_ALONG
    most = tally[FOR] if kind is RoundKind.PROPOSAL else _most(tally)
    chose = tally.turnout - tally[ABSTAIN]
    if 2 * most > chose:
        return Outcome.UNANIMOUS if most == chose else Outcome.CARRIED
    if kind is not RoundKind.PROPOSAL:
        return Outcome.DIVIDED
    return Outcome.REJECTED if 2 * tally[AGAINST] > chose else Outcome.TIE


def _most(tally: Tally) -> int:
    """How many people chose the option that most people chose."""
    return max((n for option, n in tally.counts if option != ABSTAIN), default=0)
