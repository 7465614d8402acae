"""Counting that chooses several of many: published examples, and what holds for whatever ballots there are."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from meeting.procedure.choosing import coverage
from meeting.procedure.methods.approval import FEWEST, covered, cut, people, shielded
from meeting.procedure.methods.proportional import sequential
from meeting.procedure.state import ABSTAIN

LETTERS = "abcdefgh"


def ballots(*cast: tuple[int, str]) -> list[tuple[str, ...]]:
    """So many ballots with these letters."""
    return [tuple(letters) for n, letters in cast for _ in range(n)]


# Published examples. L&S: M. Lackner and P. Skowron, Multi-Winner Voting with Approval Preferences (Springer 2023),
# doi.org/10.1007/978-3-031-09016-5. Janson: S. Janson, Phragmén's and Thiele's election methods (2016), example 13.3.

RUNNING = ballots((3, "ab"), (3, "ac"), (2, "ad"), (1, "bcf"), (1, "e"), (1, "f"), (1, "g"))  # L&S, example 2.1


def test_approval_counts_the_running_example_and_says_which_two_are_tied_for_the_last_place():
    counts = people("abcdefg", RUNNING)  # L&S, example 2.2: {a, b, c, d} and {a, b, c, f} both win
    assert counts == {"a": 8, "b": 4, "c": 4, "d": 2, "e": 1, "f": 2, "g": 1}
    assert (cut(counts, 4).chosen, cut(counts, 4).tied) == (("a", "b", "c"), ("d", "f"))


def test_sequential_pav_chooses_what_the_book_says():
    cast = ballots((3, "ab"), (6, "ad"), (4, "b"), (5, "c"), (5, "cd"))  # L&S, example 2.5
    assert sequential("abcd", cast, 2) == (("c", "d"), False)


def test_sequential_pav_differs_from_the_plain_count_where_thiele_says_so():
    cast = ballots(
        (960, "acd"), (3000, "bcd"), (520, "bc"), (1620, "ab"), (1081, "ad"),
        (1240, "ac"), (360, "bd"), (360, "d"), (120, "c"), (60, "b"),
    )  # fmt: skip
    assert sequential("abcd", cast, 2) == (("a", "c"), False)  # by one vote in 3801, as Janson has it
    assert cut(people("abcd", cast), 2).chosen == ("c", "d")


def test_a_tie_in_sequential_pav_goes_to_the_letter_and_that_is_said():
    assert sequential("abc", ballots((2, "a"), (2, "b"), (1, "c")), 1) == (("a",), True)


def test_what_nobody_chose_is_never_in():
    assert cut(people("abc", ballots((1, "a"))), 2).chosen == ("a",)
    assert sequential("abc", ballots((1, "a")), 2) == (("a",), False)


# Whatever ballots there are

CAST = st.lists(
    st.one_of(st.sets(st.sampled_from(LETTERS), min_size=1, max_size=5), st.just({ABSTAIN})).map(
        lambda chosen: tuple(sorted(chosen))
    ),
    max_size=40,
)
quick = settings(max_examples=80, deadline=None)


@quick
@given(CAST, st.randoms(use_true_random=False), st.integers(1, 7))
def test_the_order_of_ballots_never_matters(cast: list[tuple[str, ...]], random, most: int):
    mixed = random.sample(cast, len(cast))
    assert people(LETTERS, mixed) == people(LETTERS, cast)
    assert sequential(LETTERS, mixed, most) == sequential(LETTERS, cast, most)
    assert coverage(mixed, LETTERS[:most]) == coverage(cast, LETTERS[:most])


@quick
@given(CAST, st.integers(1, 7))
def test_everybody_counts_once_for_what_they_chose(cast: list[tuple[str, ...]], most: int):
    counts = people(LETTERS, cast)
    assert all(counts[each] == sum(each in ballot for ballot in cast) for each in LETTERS)
    assert people(LETTERS, [ballot + ballot for ballot in cast]) == counts


@quick
@given(CAST, st.integers(1, 7))
def test_the_cut_takes_nobody_in_above_whom_more_people_wanted_somebody_else(cast: list[tuple[str, ...]], most: int):
    counts = people(LETTERS, cast)
    result = cut(counts, most)
    wanted = (*result.chosen, *result.tied)
    least = min((counts[each] for each in wanted), default=1)
    assert len(result.chosen) <= most
    assert all(counts[each] < least for each in LETTERS if each not in wanted)
    assert all(counts[each] > counts[tied] for each in result.chosen for tied in result.tied)
    assert len({counts[each] for each in result.tied}) <= 1
    assert not result.tied or len(result.chosen) < most < len(wanted)


@quick
@given(st.dictionaries(st.sampled_from("uvwxyz"), st.integers(0, 30), min_size=1))
def test_no_small_number_is_told_nor_found_by_subtracting(numbers: dict[str, int]):
    told = shielded(numbers)
    hidden = [name for name, n in told.items() if n is None]
    assert all(n is None or n == 0 or n >= FEWEST for n in told.values())
    left = sum(numbers.values()) - sum(n for n in told.values() if n)
    assert not hidden or (left == sum(numbers[name] for name in hidden) and _many_ways(numbers, hidden, told, left))


def _many_ways(numbers: dict[str, int], hidden: Sequence[str], told: dict[str, int | None], left: int) -> bool:
    """What is left could be parted otherwise, unless all there is lies hidden."""
    return all(n is None or n == 0 for n in told.values()) or (len(hidden) > 1 and left >= FEWEST)


@quick
@given(CAST, st.sets(st.sampled_from(LETTERS), min_size=1))
def test_coverage_tells_how_many_have_an_own_choice_in_it(cast: list[tuple[str, ...]], chosen: set[str]):
    told = coverage(cast, chosen)
    blank = sum(ABSTAIN in ballot for ballot in cast)
    inside = sum(covered(ballot, chosen) for ballot in cast)
    exact = (inside, len(cast) - inside - blank, blank)
    shown = (told.covered, told.uncovered, told.blank)
    assert all(n is None or n == true for n, true in zip(shown, exact, strict=True))
    assert None not in shown or any(0 < n < FEWEST for n in exact)
    assert not told.nearly or exact[0] >= 4 * exact[1] > 0
