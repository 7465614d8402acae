"""What people write, made safe to keep and to show: one line of plain text, or a refusal that says why."""

from __future__ import annotations

import unicodedata

import regex

from meeting.procedure.core import Refused

VIEWPOINT = NEED = 140
PROPOSAL = 240
QUESTION = 120
REASON = 240
NAME = 80
STORY = 600
CODE_POINTS = 1_000
MARKS_ON_ONE_BASE = 4

# Joiners and variation selectors build emoji and Arabic or Indic letters: they stay between two visible characters.
_JOINERS = "\u200c\u200d"
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
_TAGS = "\U000e0020-\U000e007f"  # spell the flags of regions after a black flag, and hide anything elsewhere
_INVISIBLE = regex.compile(
    rf"(?:\U0001f3f4[{_TAGS}]+)(*SKIP)(*FAIL)|[\p{{Cc}}\p{{Cs}}\p{{Co}}\p{{Cn}}\p{{Cf}}{_BLANK_LETTERS}--[{_JOINERS}]]",
    regex.V1,
)
_LOOSE_JOINER = regex.compile(rf"(?<![^\s{_JOINERS}])[{_JOINERS}]+|[{_JOINERS}]+(?!\S)")
_SELECTORS = r"\uFE00-\uFE0F"
_REPEATED = regex.compile(
    rf"([{_SELECTORS}])[{_SELECTORS}]+|([{_SELECTORS}]?[{_JOINERS}])(?:[{_SELECTORS}]*[{_JOINERS}])+[{_SELECTORS}]*"
)
_SPACES = regex.compile(r"\s+")
_TOO_MANY_MARKS = regex.compile(
    rf"(?:[{_SELECTORS}{_JOINERS}]*[\p{{M}}--[{_SELECTORS}]]){{{MARKS_ON_ONE_BASE + 1},}}", regex.V1
)
_GRAPHEME = regex.compile(r"\X")


def graphemes(text: str) -> int:
    """How many characters a reader sees."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def clean(raw: str, limit: int) -> str:
    """One line of at most `limit` graphemes, composed, without control, bidirectional or zero-width characters.

    Raises Refused: text_empty, text_too_long (with `over`), text_marks.
    """
    if len(raw) > 4 * CODE_POINTS:
        raise Refused("text_too_long", over=len(raw) - limit)
    text: str = _LOOSE_JOINER.sub("", _INVISIBLE.sub("", _SPACES.sub(" ", raw)))
    text = _REPEATED.sub(lambda found: found[1] or found[2], text)
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text).strip())
    if not any(character.isalnum() or unicodedata.category(character)[0] == "S" for character in text):
        raise Refused("text_empty")
    if _TOO_MANY_MARKS.search(unicodedata.normalize("NFD", text)):
        raise Refused("text_marks")
    over = max(graphemes(text) - limit, len(text) - CODE_POINTS)
    if over > 0:
        raise Refused("text_too_long", over=over)
    return text


def clean_or_none(raw: str | None, limit: int) -> str | None:
    """The same for a field that may stay empty."""
    return clean(raw, limit) if raw and raw.strip() else None
