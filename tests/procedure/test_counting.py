"""What ballots add up to, and what that means: only more than half carries, and silence is never yes."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


# Among several


def among(*counts: int, abstain: int = 0, electorate: int | None = None) -> Tally:
    """A tally of so many people for the options A, B, C, ..."""
    options = (*zip("ABCDEFGH", counts, strict=False), ("abstain", abstain))
    return Tally(options, sum(counts) + abstain if electorate is None else electorate)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (among(6, 3, 2), Outcome.CARRIED),
        (among(2, 3, 6), Outcome.CARRIED),  # whichever letter it has
        (among(7, 6, 5), Outcome.DIVIDED),  # most votes, and less than half
        (among(5, 5), Outcome.DIVIDED),
        (among(5, 3, 2), Outcome.DIVIDED),  # exactly half is not more than half
        (among(0, 9, 0), Outcome.UNANIMOUS),
        (among(0, 5, 0, abstain=4), Outcome.UNANIMOUS),
        (among(3, 1, 0, abstain=5), Outcome.INCONCLUSIVE),  # more do not know yet than chose
        (among(3, 0, 0, electorate=9), Outcome.INCONCLUSIVE),  # no quorum
        (among(0, 0, 0, abstain=3), Outcome.INCONCLUSIVE),
        (among(0, 0, electorate=0), Outcome.INCONCLUSIVE),
        (among(1, 1, 1, 1, 1, 1, 1, 8), Outcome.CARRIED),
        (among(1, 1, 1, 1, 1, 1, 1, 7), Outcome.DIVIDED),
    ],
)
def test_of_several_only_more_than_half_of_those_who_chose_carries(given: Tally, expected: Outcome) -> None:
    assert outcome(given, RoundKind.OPTIONS) is expected


@given(st.lists(st.integers(0, 40), min_size=2, max_size=8), st.integers(0, 40))
def test_at_most_one_of_several_has_a_majority_and_it_is_strict(counts: list[int], abstain: int) -> None:
    result = outcome(among(*counts, abstain=abstain), RoundKind.OPTIONS)
    winners = [n for n in counts if 2 * n > sum(counts)]
    assert len(winners) <= 1
    assert (result in (Outcome.CARRIED, Outcome.UNANIMOUS)) is (bool(winners) and abstain <= sum(counts))
    assert (result is Outcome.UNANIMOUS) is (result is not Outcome.INCONCLUSIVE and winners == [sum(counts)])


@given(st.lists(st.sampled_from(["A", "B", "C", "D", "abstain"]), max_size=60), st.randoms())
def test_neither_the_order_of_ballots_nor_that_of_options_changes_a_result(chosen: list[str], chance: Random) -> None:
    options = ["A", "B", "C", "D", "abstain"]
    first = count(chosen, options, len(chosen))
    chance.shuffle(chosen)
    chance.shuffle(options)
    again = count(chosen, options, len(chosen))
    assert dict(first.counts) == dict(again.counts)
    assert outcome(first, RoundKind.OPTIONS) is outcome(again, RoundKind.OPTIONS)


@given(st.lists(st.integers(0, 30), min_size=2, max_size=8), st.randoms())
def test_all_options_are_weighed_alike(counts: list[int], chance: Random) -> None:
    shuffled = chance.sample(counts, len(counts))
    assert outcome(among(*counts), RoundKind.OPTIONS) is outcome(among(*shuffled), RoundKind.OPTIONS)


@given(st.integers(0, 30), st.integers(0, 30))
def test_between_two_proposals_half_and_half_is_no_majority(first: int, second: int) -> None:
    result = outcome(among(first, second), RoundKind.OPTIONS)
    assert (result is Outcome.DIVIDED) is (first == second and first > 0)
