"""A text as what counts when it is compared: its words in small letters, and its runs of three to five characters."""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter

import regex

RUNS = (3, 4, 5)
_WORD = regex.compile(r"\w+")
_SAME = {"avonds": "avond", "ochtends": "ochtend", "middags": "middag", "nachts": "nacht", "km": "kilometer"}
"""Words for one thing that share too few letters (surfaces.md 3.1)."""


def words(text: str) -> list[str]:
    """The words, without case, punctuation and the difference between composed and decomposed letters."""
    found = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return [_SAME.get(word, word) for word in found]


def runs(text: str) -> Counter[str]:
    """How often each run of characters occurs; a space stands at both ends, so that beginnings of words count.

    Texts of one meeting share most runs: each is held once.
    """
    line = f" {' '.join(words(text))} "
    found = (line[at : at + size] for size in RUNS for at in range(len(line) - size + 1))
    return Counter(map(sys.intern, found))
