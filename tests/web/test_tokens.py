"""The colours of every theme: letters, lines and shapes stand out from what they are drawn on (trust.md A2)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from meeting.brand import contrast

TOKENS = (Path(__file__).parents[2] / "static" / "tokens.css").read_text()
GROUNDS = ("bg", "surface", "surface-2", "gold-soft", "blue-soft")
LETTERS = ("ink", "ink-2", "against-text")
MARKS = ("line-strong", "for", "against-line", "abstain-line", "ok", "focus")
TEXT, MARK, HALL = 4.5, 3.0, 7.0


def theme(*selectors: str) -> dict[str, str]:
    """The colours of a theme: those of `:root`, and what its own rules put over them."""
    colours: dict[str, str] = {}
    for selector in (":root", *selectors):
        rules = re.search(re.escape(selector) + r" \{(.*?)\}", TOKENS, re.DOTALL)
        assert rules, selector
        found = re.findall(r"--k-([\w-]+): (#[0-9a-f]{3,6})\b", rules[1])
        colours |= {
            name: value if len(value) == 7 else "#" + "".join(2 * each for each in value[1:]) for name, value in found
        }
    return colours


LIGHT, NIGHT, DAY = theme(), theme('[data-theme="hall"]'), theme('[data-theme="day"]')
AUTO = theme('[data-theme="auto"]')
THEMES = pytest.mark.parametrize("colours", [LIGHT, NIGHT, DAY, AUTO], ids=["light", "hall", "day", "dark"])


def weak(colours: dict[str, str], drawn: tuple[str, ...], grounds: tuple[str, ...], least: float) -> list[str]:
    pairs = [(one, ground, contrast(colours[one], colours[ground])) for one in drawn for ground in grounds]
    return [f"{one} on {ground}: {found:.2f}" for one, ground, found in pairs if found < least]


@THEMES
def test_letters_can_be_read_on_every_ground(colours: dict[str, str]) -> None:
    assert weak(colours, LETTERS, GROUNDS, TEXT) == []
    assert weak(colours, ("action", "error"), ("bg", "surface", "surface-2"), TEXT) == []
    assert weak(colours, ("on-action",), ("action", "action-hover"), TEXT) == []


@THEMES
def test_lines_and_shapes_stand_out(colours: dict[str, str]) -> None:
    assert weak(colours, MARKS, GROUNDS, MARK) == []
    assert weak(colours, ("against-centre",), ("against",), MARK) == []


@pytest.mark.parametrize("colours", [NIGHT, DAY], ids=["hall", "day"])
def test_a_projector_may_wash_out_the_letters_of_the_hall(colours: dict[str, str]) -> None:
    assert weak(colours, LETTERS, GROUNDS, HALL) == []


def test_a_page_that_follows_the_device_is_as_dark_as_the_hall() -> None:
    assert AUTO == NIGHT
