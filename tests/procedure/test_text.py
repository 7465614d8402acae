"""What people write: made safe silently where that is harmless, refused in plain words where it is not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.procedure import text
from meeting.procedure.core import Refused

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG_OF_SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


def reason(raw: str, limit: int = text.VIEWPOINT) -> str:
    with pytest.raises(Refused) as refusal:
        text.clean(raw, limit)
    return refusal.value.reason


@pytest.mark.parametrize(
    "raw", ["", " ", "\t\n  ", "\u00a0\u3000", "\u200b\ufeff", "\u200d\u200d", "\u202e\u2066", "...", "?!"]
)
def test_text_that_says_nothing_is_refused(raw: str) -> None:
    assert reason(raw) == "text_empty"


@pytest.mark.parametrize("raw", ["\u0301" * 3, "\ufe0f", "\x00\x07\x1b"])
def test_text_of_marks_or_control_characters_alone_is_refused(raw: str) -> None:
    assert reason(raw) == "text_empty"


@pytest.mark.parametrize("raw", ["ja", "7", "❤", "👍", FAMILY, "نعم", "是", "€"])
def test_one_word_digit_or_picture_is_enough(raw: str) -> None:
    assert text.clean(raw, text.VIEWPOINT) == raw


def test_line_breaks_tabs_and_wide_spaces_become_one_space() -> None:
    assert text.clean("  meer\t\tgroen \r\n en\u2028minder\u3000stenen\u00a0", 140) == "meer groen en minder stenen"


@pytest.mark.parametrize(
    "hidden",
    [
        "\x00",  # control
        "\x1b",
        "\x7f",
        "\u0090",
        "\u202e",  # bidirectional override
        "\u202a",
        "\u2066",  # bidirectional isolate
        "\u200e",
        "\u200f",
        "\u061c",
        "\u200b",  # zero width
        "\u2060",
        "\ufeff",
        "\u00ad",  # soft hyphen
        "\ue000",  # private use
        "\ud800",  # half a surrogate pair
        "\uffff",  # no character
    ],
)
def test_control_bidirectional_and_zero_width_characters_vanish_silently(hidden: str) -> None:
    assert text.clean(f"{hidden}sa{hidden}men{hidden}", 140) == "samen"


def test_markup_is_ordinary_text() -> None:
    assert text.clean("<script>alert('hoi')</script> & meer", 140) == "<script>alert('hoi')</script> & meer"


def test_text_is_composed() -> None:
    assert text.clean("cafe\u0301", 140) == "caf\u00e9"


def test_a_family_of_emoji_counts_as_one_and_stays_whole() -> None:
    assert text.clean(FAMILY * 140, 140) == FAMILY * 140
    assert text.graphemes(FAMILY) == 1


def test_a_flag_made_of_tags_counts_as_one_and_stays_whole() -> None:
    assert text.clean(FLAG_OF_SCOTLAND, 1) == FLAG_OF_SCOTLAND


def test_joiner_inside_a_word_stays_and_a_loose_one_goes() -> None:
    assert text.clean("می\u200cخواهم", 140) == "می\u200cخواهم"
    assert text.clean("\u200d ja \u200c nee\u200d", 140) == "ja nee"


def test_graphemes_are_counted_and_not_code_points() -> None:
    assert text.clean("e\u0323\u0302" * 140, 140)
    assert reason("e\u0323\u0302" * 141) == "text_too_long"


def test_text_at_the_limit_is_accepted_and_one_more_is_refused_with_how_many() -> None:
    assert text.clean("a" * 140, 140) == "a" * 140
    with pytest.raises(Refused) as refusal:
        text.clean("a" * 143, 140)
    assert (refusal.value.reason, refusal.value.values) == ("text_too_long", {"over": 3})


def test_spaces_around_do_not_count() -> None:
    assert text.clean(" " * 300 + "a" * 140 + "\n" * 300, 140) == "a" * 140


def test_few_graphemes_of_very_many_code_points_are_too_long() -> None:
    assert reason(FAMILY * 143, limit=600) == "text_too_long"


def test_ten_kilobytes_are_refused_before_they_are_read() -> None:
    assert reason("a" * 10_000, limit=text.STORY) == "text_too_long"
    assert reason("\u200b" * 10_000) == "text_too_long"


def test_five_hundred_combining_marks_are_refused() -> None:
    assert reason("z" + "\u0335" * 500) == "text_marks"


def test_four_marks_on_one_base_are_accepted_and_five_refused() -> None:
    assert text.clean("z" + "\u0335\u0336\u0337\u0338", 140)
    assert reason("z" + "\u0335\u0336\u0337\u0338\u0334") == "text_marks"


def test_marks_are_counted_decomposed() -> None:
    assert reason("\u1ec7" + "\u0335\u0336\u0337") == "text_marks"  # ệ holds two marks of its own


def test_a_field_that_may_stay_empty_stays_empty() -> None:
    assert text.clean_or_none(None, text.NAME) is None
    assert text.clean_or_none("  \n ", text.NAME) is None
    assert text.clean_or_none(" Fatima ", text.NAME) == "Fatima"


ANY_TEXT = st.text(st.characters(), max_size=60) | st.text(
    st.sampled_from("ab e\u0301\u0308\u200b\u200d\u200c\u202e\ufe0f\u00a0\n\x07👨👩\u0940\U000e0067🏴"), max_size=40
)


@given(ANY_TEXT)
def test_whatever_is_kept_is_one_clean_line_within_its_limit(raw: str) -> None:
    try:
        kept = text.clean(raw, 40)
    except Refused as refusal:
        kept = refusal.reason
    if kept in {"text_empty", "text_too_long", "text_marks"}:
        return
    assert kept == kept.strip()
    assert "  " not in kept
    assert text.graphemes(kept) <= 40
    allowed = set("\u200c\u200d") | {chr(tag) for tag in range(0xE0020, 0xE0080)}
    assert not [c for c in kept if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"} and c not in allowed]
    kept.encode()
