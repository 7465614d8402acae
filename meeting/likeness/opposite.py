"""Whether two texts may say the opposite: "wel parkeren" and "niet parkeren" have nearly the same letters."""

from __future__ import annotations

from meeting.likeness.letters import words

TURNING = frozenset(
    (
        *("niet", "geen", "nooit", "niemand", "nergens", "niets", "zonder", "juist", "minder", "stop", "stoppen"),
        *("tegen", "weg", "afschaffen", "verbieden", "dicht", "sluiten", "nee"),
        *("not", "no", "never", "nobody", "nothing", "without", "less", "fewer", "against", "ban", "close", "cannot"),
        *("don", "doesn", "isn", "aren", "won", "shouldn"),
    )
)
"""Words that turn what is said around, in Dutch and English; of don't the first part."""


def opposed(one: str, other: str) -> bool:
    """Whether exactly one of the two has a word that turns it around."""
    return _turns(one) is not _turns(other)


def _turns(text: str) -> bool:
    return not TURNING.isdisjoint(words(text))
