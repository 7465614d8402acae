"""Counting: what the ballots of a round add up to, and what that means (method.md 3.4, rulings "Settled figures")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from meeting.procedure.state import (
    ABSTAIN,
    AGAINST,
    ALONG,
    FOR,
    LEAVE,
    NOT_YET,
    Outcome,
    RoundKind,
    Tally,
)


def count(choices: Iterable[str], options: Iterable[str], electorate: int) -> Tally:
    """Count what was chosen, option by option; the order in which people chose never matters."""
    chosen = Counter(choices)
    return Tally(tuple((option, chosen[option]) for option in options), electorate)


def outcome(tally: Tally, kind: RoundKind) -> Outcome:
    """Half the electorate must have answered, and more must have chosen than not known; else inconclusive."""
    if 2 * tally.turnout < tally.electorate or not tally.turnout:
        return Outcome.INCONCLUSIVE
    if kind is RoundKind.PROPOSAL and tally[ABSTAIN] > tally[FOR] + tally[AGAINST]:
        return Outcome.INCONCLUSIVE
    return meaning(tally, kind)


def meaning(tally: Tally, kind: RoundKind) -> Outcome:
    """What the choices say, leaving aside how many there are. Only more than half carries."""
    if kind is RoundKind.SUPPORT:
        return Outcome.NOT_YET if tally[NOT_YET] or not (tally[ALONG] + tally[LEAVE]) else Outcome.ALL_ALONG
    chose = tally[FOR] + tally[AGAINST]
    if 2 * tally[FOR] > chose:
        return Outcome.CARRIED if tally[AGAINST] else Outcome.UNANIMOUS
    return Outcome.REJECTED if 2 * tally[AGAINST] > chose else Outcome.TIE
