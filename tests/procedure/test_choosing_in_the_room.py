"""Choosing several without a phone: hands and papers are counted as sums, and what sums cannot tell is not told."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.procedure.choosing import ChoiceCounted, InRoom, OpenRunOff, counted, standing
from meeting.procedure.core import NEVER
from meeting.procedure.hands import EnterCount
from meeting.procedure.packaging import MakePackage
from meeting.procedure.state import ABSTAIN, NONE_OF_THESE, Choice, Coverage, Method, Option, Round, RoundKind

from .acts import Hall
from .test_choosing import DOTS, EACH, chosen, finish, hall_to_choose, lettered, open_choosing

Papers = list[str]


def count(hall: Hall, ids: list[str], papers: Papers, *, again: bool | None = None, people: int | None = None) -> None:
    """Staff enter sums of these papers; of papers twice, unless one time is asked."""
    numbers = Counter(option for letters in papers for option in chosen(ids, letters))
    counts = tuple((option, numbers[option]) for option in hall.last.choices)
    people = len(papers) if people is None else people
    times = ((False, True) if hall.last.method.on_paper else (False,)) if again is None else (again,)
    for second in times:
        hall.lead(EnterCount, round_id=hall.last.id, counts=counts, people=people, again=second)


def in_the_room(way: Method, papers: Papers, *ballots: str, **rule: object) -> tuple[Hall, list[str], Choice]:
    """A whole round with so many papers or hands beside the phones."""
    hall, ids = hall_to_choose(people=max(len(ballots), 1), **rule)  # type: ignore[arg-type]
    rules = hall.meeting.shortlist.rule
    assert rules is not None
    open_choosing(hall, rules.method, method=way, beside=max(len(papers), 1))
    count(hall, ids, papers)
    return hall, ids, finish(hall, ids, *ballots)


def test_papers_join_what_was_chosen_on_phones() -> None:
    _, ids, choice = in_the_room(Method.PHONES_PAPER, ["AB"] * 6 + ["?"], *["A"] * 5, *["CD"] * 7)
    assert lettered(ids, choice.chosen) == "ACD"  # C and D have seven people, B six, A eleven
    assert dict(choice.counts)[ids[0]] == 11
    assert (choice.ballots, choice.beside, choice.phones, choice.electorate) == (19, 7, 12, 19)


@pytest.mark.parametrize("method", [Method.HANDS, Method.PAPER])
def test_without_any_phone_the_room_still_chooses_and_nothing_is_said_of_coverage(method: Method) -> None:
    hall, ids, choice = in_the_room(method, ["ABC"] * 6 + ["AD"] * 5 + ["-"] * 2)
    assert (lettered(ids, choice.chosen), choice.quorum, choice.ballots) == ("ABC", True, 13)
    assert (choice.coverage, choice.proportional, choice.differs) == (None, (), False)
    hall.lead(MakePackage, proposal_id="pakket", round_id=hall.last.id, chosen=choice.chosen, text="Aan de slag?")
    assert hall.meeting.packages[-1].coverage is None


def test_coverage_is_that_of_the_phones_where_papers_were_counted_beside_them() -> None:
    hall, ids, choice = in_the_room(Method.PHONES_PAPER, ["D"] * 8, *["A"] * 9, *["B"] * 7, *["C"] * 6, most=2)
    assert lettered(ids, choice.chosen) == "AD"
    assert choice.coverage == Coverage(9, 13, 0)
    assert choice.phones == 22
    assert choice.proportional == ()  # sums do not tell whose second choice is whose
    known = hall.last.id
    hall.lead(MakePackage, proposal_id="pakket", round_id=known, chosen=choice.chosen, text="Aan de slag?")
    assert hall.meeting.packages[-1].coverage == Coverage(9, 13, 0)


def test_a_number_is_not_told_where_taking_off_the_hands_would_leave_a_few_phones() -> None:
    _, ids, choice = in_the_room(Method.PHONES_HANDS, ["AB"] * 9, "A", "A", *["B"] * 6, "C", "C")
    told = {ids.index(option): n for option, n in choice.counts}
    assert (told[0], told[1], told[2]) == (None, 15, None)


def test_yes_or_no_to_each_needs_more_than_half_of_all_who_answered_in_any_way() -> None:
    _, ids, choice = in_the_room(Method.PHONES_PAPER, ["AB"] * 6 + ["?"], *["A"] * 5, *["C"] * 5, method=EACH)
    assert lettered(ids, choice.chosen) == "A"  # eleven of sixteen; B six, C five
    assert dict(choice.counts)[ids[0]] == 11


def test_dots_on_paper_join_the_picture_and_are_forgotten_with_it() -> None:
    hall, ids = hall_to_choose(people=3)
    open_choosing(hall, DOTS, method=Method.PHONES_PAPER, beside=4)
    count(hall, ids, ["AAA", "AAB"])
    choice = finish(hall, ids, "AAA")
    assert dict(choice.counts)[ids[0]] is None  # eight dots, of which three lay on phones
    assert not hall.meeting.boxes


def test_a_tie_is_run_off_on_paper_too() -> None:
    hall, ids, choice = in_the_room(Method.PAPER, ["AC"] * 5 + ["AD"] * 5, most=2)
    assert lettered(ids, choice.tied) == "CD"
    hall.lead(OpenRunOff, round_id=hall.id(), method=Method.PAPER, beside=10)
    count(hall, ids, ["C"] * 6 + ["D"] * 4)
    finish(hall, ids)
    now = standing(hall.meeting)
    assert now is not None
    assert lettered(ids, now.chosen) == "AC"


def test_who_is_counted_is_said_beforehand_and_no_phone_chooses_where_all_choose_on_paper() -> None:
    hall, ids = hall_to_choose()
    assert hall.refused(open_choosing, hall, method=Method.PAPER) == "how_many_beside"
    open_choosing(hall, method=Method.PAPER, beside=12)
    assert hall.refused(hall.vote, hall.people[0], ids[0]) == "no_phones_now"


@pytest.mark.parametrize(
    ("papers", "people", "reason"),
    [
        (["AB"] * 13, 13, "count_too_high"),
        (["AB"] * 6, -1, "how_many_counted"),
        (["AB"] * 6, 5, "counts_do_not_fit"),  # six people want A, and only five were counted
        (["AB"] * 3 + ["C"] * 2, 9, "counts_do_not_fit"),  # eight crosses, and nine people who chose
        (["A", "B", "C", "D"], 1, "counts_do_not_fit"),  # four crosses on one paper
        (["?", "?"], 1, "counts_do_not_fit"),
    ],
)
def test_numbers_that_cannot_be_are_not_taken(papers: Papers, people: int, reason: str) -> None:
    hall, ids = hall_to_choose()
    open_choosing(hall, method=Method.PHONES_PAPER, beside=12)
    assert hall.refused(count, hall, ids, papers, again=False, people=people) == reason
    assert hall.refused(hall.close) == "count_first"


def test_sums_need_the_number_of_people_and_one_choice_each_does_not() -> None:
    hall, _ = hall_to_choose()
    open_choosing(hall, method=Method.HANDS, beside=12)
    none = tuple((option, 0) for option in hall.last.choices)
    assert hall.refused(hall.lead, EnterCount, round_id=hall.last.id, counts=none) == "how_many_counted"
    hall.lead(EnterCount, round_id=hall.last.id, counts=none, people=0)
    assert hall.close().choice == Choice(0, 12, False, tuple((option.id, None) for option in hall.last.options), ())


def test_a_second_count_of_other_people_with_the_same_sums_is_another_count() -> None:
    hall, ids = hall_to_choose()
    open_choosing(hall, method=Method.PAPER, beside=12)
    count(hall, ids, ["AB", "C"], again=False)
    assert hall.refused(count, hall, ids, ["AB", "C"], again=True, people=3) == "counts_differ"
    count(hall, ids, ["AC", "B"], again=True)
    assert hall.close().choice is not None


def test_the_log_tells_how_many_chose_in_which_way_and_never_what() -> None:
    hall, _, _ = in_the_room(Method.PHONES_HANDS, ["AB"] * 6, *["A"] * 5)
    [told] = [event for event in hall.log if isinstance(event, ChoiceCounted)]
    assert told.channels == (("phones", 5), ("hands", 6)) == hall.last.channels
    assert not [event for event in hall.log if hasattr(event, "counts") and not isinstance(event, ChoiceCounted)]


LETTERED = st.lists(st.sets(st.sampled_from("ABCDEF"), min_size=1, max_size=3).map("".join), max_size=7)
OTHER = st.lists(st.sampled_from(["?", "-"]), max_size=2)


@given(phones=LETTERED, papers=LETTERED, blank=OTHER, method=st.sampled_from([RoundKind.APPROVAL, EACH]))
def test_a_paper_weighs_what_a_phone_weighs(phones: Papers, papers: Papers, blank: Papers, method: RoundKind) -> None:
    known = Round("r", method, 1, 1, "", 0, NEVER, 0, options=tuple(map(Option, "ABCDEF")), cap=3, most=3)
    on_phones, on_paper = ([chosen(list("ABCDEF"), letters) for letters in each] for each in (phones, papers + blank))
    sums = Counter(option for ballot in on_paper for option in ballot)
    mixed = counted(known, on_phones, 30, InRoom(len(on_paper), sums))
    plain = counted(known, on_phones + on_paper, 30)
    assert (mixed.chosen, mixed.tied, mixed.ballots) == (plain.chosen, plain.tied, plain.ballots)
    for (_, told), (_, exact) in zip(mixed.counts, plain.counts, strict=True):
        assert told in (None, exact)


def test_everything_that_is_no_letter_is_a_choice_of_its_own_on_paper_too() -> None:
    hall, _ = hall_to_choose()
    open_choosing(hall, method=Method.PAPER, beside=3)
    assert hall.last.choices[-2:] == (NONE_OF_THESE, ABSTAIN)
