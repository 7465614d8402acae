"""What ballots add up to, and what that means: only more than half carries, and silence is never yes."""

from __future__ import annotations

import pytest

from meeting.procedure.counting import count, meaning, outcome
from meeting.procedure.state import OPTIONS, Outcome, RoundKind, Tally


def tally(*counts: int, electorate: int | None = None, kind: RoundKind = RoundKind.PROPOSAL) -> Tally:
    options = tuple(zip(OPTIONS[kind], counts, strict=True))
    return Tally(options, sum(counts) if electorate is None else electorate)


@pytest.mark.parametrize(
    ("counts", "electorate", "expected"),
    [
        ((3, 2, 0), 5, Outcome.CARRIED),
        ((14, 13, 0), 27, Outcome.CARRIED),
        ((13, 13, 0), 26, Outcome.TIE),  # never by lot, never the chair's vote
        ((1, 1, 0), 2, Outcome.TIE),
        ((2, 3, 0), 5, Outcome.REJECTED),
        ((0, 5, 0), 5, Outcome.REJECTED),
        ((5, 0, 0), 5, Outcome.UNANIMOUS),
        ((1, 0, 0), 1, Outcome.UNANIMOUS),
        ((4, 0, 3), 7, Outcome.UNANIMOUS),  # abstentions do not break it
        ((1, 0, 2), 3, Outcome.INCONCLUSIVE),  # more abstentions than choices
        ((2, 1, 3), 6, Outcome.CARRIED),  # as many as choices is not more
        ((2, 1, 4), 7, Outcome.INCONCLUSIVE),
        ((0, 0, 5), 5, Outcome.INCONCLUSIVE),
        ((0, 0, 0), 5, Outcome.INCONCLUSIVE),
        ((0, 0, 0), 0, Outcome.INCONCLUSIVE),
        ((3, 0, 0), 6, Outcome.UNANIMOUS),  # half is a quorum
        ((3, 0, 0), 7, Outcome.INCONCLUSIVE),
        ((2, 1, 1), 8, Outcome.CARRIED),  # abstentions count as present
        ((2, 1, 0), 8, Outcome.INCONCLUSIVE),
    ],
)
def test_more_than_half_of_those_who_chose_carries(counts: tuple[int, ...], electorate: int, expected: Outcome) -> None:
    assert outcome(tally(*counts, electorate=electorate), RoundKind.PROPOSAL) is expected


@pytest.mark.parametrize(
    ("counts", "electorate", "expected"),
    [
        ((5, 0, 0), 5, Outcome.ALL_ALONG),
        ((0, 5, 0), 5, Outcome.ALL_ALONG),
        ((4, 0, 1), 5, Outcome.NOT_YET),
        ((0, 0, 1), 1, Outcome.NOT_YET),
        ((3, 0, 0), 6, Outcome.ALL_ALONG),
        ((2, 0, 0), 5, Outcome.INCONCLUSIVE),  # silence is never yes
        ((0, 0, 0), 5, Outcome.INCONCLUSIVE),
        ((0, 0, 0), 0, Outcome.INCONCLUSIVE),
    ],
)
def test_one_not_yet_is_enough_and_silence_is_never_yes(
    counts: tuple[int, ...], electorate: int, expected: Outcome
) -> None:
    assert outcome(tally(*counts, electorate=electorate, kind=RoundKind.SUPPORT), RoundKind.SUPPORT) is expected


def test_the_meaning_leaves_aside_how_many_chose() -> None:
    assert meaning(tally(1, 0, 9, electorate=100), RoundKind.PROPOSAL) is Outcome.UNANIMOUS
    assert meaning(tally(0, 0, 9, electorate=100), RoundKind.PROPOSAL) is Outcome.TIE


def test_no_ballots_count_to_nothing() -> None:
    nothing = tally(0, 0, 0, electorate=7, kind=RoundKind.SUPPORT)
    assert count([], OPTIONS[RoundKind.SUPPORT], 7) == nothing
