"""How large the letters of the room screen must be, from how far the last row sits and how high the picture is."""

from __future__ import annotations

import math

READING = 4.4
"""The size of reading text in hundredths of the picture's height, at scale 1 (surfaces.md 2.3)."""

SMALLEST, LARGEST = 1.0, 1.6
STEP = 0.1
FARTHEST, HIGHEST = 200.0, 30.0  # metres

_ARC = math.radians(10 / 60)
"""Ten minutes of arc: the height of an x at which reading is comfortable (surfaces.md 2.3, after the 8H rule)."""

_X_HEIGHT = 0.5
"""The height of an x as a part of the letter size: with it surfaces.md gets 4.2, 5.3 and 6.8 hundredths for a last
row at 20 m and a picture of 2.8, 2.2 and 1.7 m."""


def scale_for(distance: float, height: float) -> float:
    """The scale for a last row at `distance` and a picture of `height`, both in metres; rounded up to a tenth.

    x = tan(10′)·distance is how high an x must be; x / 0.5 is the letter size, as a part of `height` against 4.4 %.
    """
    wanted = 100 * math.tan(_ARC) * distance / (_X_HEIGHT * height)
    return within(math.ceil(wanted / READING * 10 - 1e-9) / 10)


def readable(distance: float, height: float) -> bool:
    """Whether the largest letters are large enough for the last row."""
    return 100 * math.tan(_ARC) * distance / (_X_HEIGHT * height) <= READING * LARGEST


def within(scale: float) -> float:
    """The nearest scale that is allowed."""
    return round(min(max(scale, SMALLEST), LARGEST), 1)


def amount(text: str, most: float) -> float | None:
    """A number as people type it, with a comma or a point, with or without "m"; None when it is none."""
    try:
        length = float(text.strip().lower().removesuffix("m").strip().replace(",", "."))
    except ValueError:
        return None
    return length if 0.2 <= length <= most else None
