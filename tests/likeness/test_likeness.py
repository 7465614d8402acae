"""Texts that look alike are found by their letters, whatever else there is, and the opposite is never suggested."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.likeness import ALIKE, SAME, Index, opposed
from meeting.likeness.letters import words

VIEWS = (
    "Meer bankjes bij de vijver",
    "Bankjes bij de vijver, meer zitplekken",
    "Stilte na tien uur 's avonds",
    "Na tien uur 's avonds wil ik stilte",
    "Een veldje om te voetballen",
    "Wij willen hier wel parkeren",
    "Wij willen hier niet parkeren",
    "De markt moet op zaterdag blijven",
)
TEXTS = st.text(alphabet="abcdeinrt '.-éÉ", min_size=1, max_size=60) | st.sampled_from(VIEWS)


def index(*texts: str) -> Index:
    found = Index()
    for number, text in enumerate(texts):
        found.put(str(number), text)
    return found


def near(found: Index, ident: str, least: float = ALIKE) -> list[str]:
    return [each.id for each in found.near(ident, least)]


def test_the_same_thought_in_nearly_the_same_words_is_found() -> None:
    found = index(*VIEWS)
    assert near(found, "0")[0] == "1"
    assert near(found, "2")[0] == "3"
    assert near(found, "4") == []


def test_the_opposite_is_never_suggested_however_alike_it_looks() -> None:
    found = index(*VIEWS)
    assert found.likeness("5", "6") > ALIKE
    assert "6" not in near(found, "5")
    assert "5" not in near(found, "6")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wel parkeren", "niet parkeren"),
        ("auto's op het plein", "geen auto's op het plein"),
        ("meer licht", "minder licht"),
        ("more cars", "no more cars"),
        ("we want the road", "we don't want the road"),
        ("Parkeren: NIET doen", "parkeren doen"),
    ],
)
def test_a_word_that_turns_one_of_two_around_makes_them_opposed(one: str, other: str) -> None:
    assert opposed(one, other)
    assert opposed(other, one)


def test_two_that_both_say_not_may_be_the_same() -> None:
    found = index("Wij willen hier niet parkeren", "Niet parkeren hier, willen wij")
    assert near(found, "0") == ["1"]


def test_case_punctuation_and_composed_letters_make_no_difference() -> None:
    found = index("Café's, graag!", "cafe\u0301's graag")
    assert found.likeness("0", "1") == 1.0
    assert near(found, "0", SAME) == ["1"]


def test_new_words_take_the_place_of_old_ones_and_what_is_gone_is_gone() -> None:
    found = index(*VIEWS)
    found.put("1", "Een fontein")
    assert near(found, "0") == []
    found.drop("3")
    assert near(found, "2") == []


def test_among_many_texts_the_closest_is_still_found() -> None:
    many = [f"Wens nummer {n}: iets met straat {n * 7} en huis {n * 13}" for n in range(300)]
    found = index(*many, "Er moet een rolstoelpad naar de speeltuin", "Een rolstoelpad naar de speeltuin moet er komen")
    assert near(found, "300")[0] == "301"


@given(texts=st.lists(TEXTS, min_size=2, max_size=12))
def test_likeness_is_between_nothing_and_the_same_and_goes_both_ways(texts: list[str]) -> None:
    found = index(*texts)
    for one in range(len(texts)):
        assert found.likeness(str(one), str(one)) == 1.0
        for other in range(one):
            there, back = found.likeness(str(one), str(other)), found.likeness(str(other), str(one))
            assert 0.0 <= there <= 1.0
            assert there == pytest.approx(back)
            assert (words(texts[one]) == words(texts[other])) <= (there == 1.0)


@given(texts=st.lists(TEXTS, min_size=2, max_size=12), least=st.floats(0.0, 1.0))
def test_what_is_suggested_looks_alike_enough_closest_first_and_is_never_itself_or_opposed(
    texts: list[str], least: float
) -> None:
    found = index(*texts)
    for one, text in enumerate(texts):
        suggested = found.near(str(one), least)
        assert str(one) not in {each.id for each in suggested}
        assert [each.likeness for each in suggested] == sorted((each.likeness for each in suggested), reverse=True)
        for each in suggested:
            assert each.likeness >= least
            assert not opposed(text, texts[int(each.id)])


@given(texts=st.lists(TEXTS, min_size=1, max_size=8), extra=TEXTS)
def test_a_text_that_came_and_went_leaves_nothing_behind(texts: list[str], extra: str) -> None:
    here, there = index(*texts), index(*texts)
    there.put("extra", extra)
    there.drop("extra")
    for one in range(len(texts)):
        assert there.near(str(one)) == here.near(str(one))
