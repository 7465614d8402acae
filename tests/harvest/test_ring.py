"""A round as a ring of people: everybody is a dot, shape says what colour says, and words say it all again."""

import math
import re
from xml.etree import ElementTree

import pytest

from meeting.harvest.ring import MOST_DOTS, Shares, per_dot, ring

SVG = "{http://www.w3.org/2000/svg}"
WIDE, DIGIT = 0.58, 0.7
"""How wide a letter and a bold digit are in the widest of the usual fonts: a part of their size."""


def drawn(shares, **more):
    return ring(
        shares, ident="r1", title="De stemming", text="Voor: 7", number="7", captions=["voor", "van 12"], **more
    )


def circles(svg, look):
    found = re.findall(rf'class="ring-{look}" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', svg)
    return [tuple(map(float, each)) for each in found]


@pytest.mark.parametrize("shares", [Shares(5, 0, 0), Shares(7, 4, 1), Shares(318, 73, 15), Shares(500, 299, 1)])
def test_everybody_is_a_dot(shares):
    svg = drawn(shares)
    assert len(circles(svg, "many")) == shares.many
    assert len(circles(svg, "other")) == len(circles(svg, "centre")) == shares.other
    assert len(circles(svg, "hollow")) == shares.hollow


@pytest.mark.parametrize("people", [5, 6, 12, 40, 61, 200, 406, 800])
def test_dots_stay_inside_the_picture_and_apart(people):
    other = people // 4
    svg = drawn(Shares(people - other, other, 0))
    dots = circles(svg, "many") + circles(svg, "other")
    assert all(x - r >= 0 and x + r <= 320 and y - r >= 0 and y + r <= 320 for x, y, r in dots)
    here = circles(svg, "many")
    nearest = min(math.dist(a[:2], b[:2]) for i, a in enumerate(here) for b in here[:i])
    assert nearest > 1.2 * here[0][2]


@pytest.mark.parametrize("people", [5, 12, 25, 40, 61, 200, 406, 800])
@pytest.mark.parametrize("caption", ["kunnen mee", "come along", "kozen dit"])
def test_the_words_in_the_middle_stand_clear_of_the_dots(people, caption):
    svg = ring(
        Shares(people, 0, 0), ident="r", title="t", text="t", number=str(people), captions=[caption, f"van de {people}"]
    )
    clear = min(math.dist((x, y), (160, 160)) - r for x, y, r in circles(svg, "many"))
    for y, size, words in re.findall(r'<text class="ring-caption" x="160" y="(\d+)" font-size="(\d+)">([^<]+)<', svg):
        half, low = len(words) * int(size) * WIDE / 2, int(y) - 160
        assert math.hypot(half, low) < clear
    number = re.search(r'class="ring-number" x="160" y="(\d+)" font-size="(\d+)"', svg)
    top = 160 - int(number[1]) + int(number[2]) * 0.73
    assert math.hypot(len(str(people)) * int(number[2]) * DIGIT / 2, top) < clear


def test_more_people_than_dots_share_a_dot():
    assert per_dot(MOST_DOTS) == 1
    assert per_dot(MOST_DOTS + 1) == 2


def test_the_ring_is_closed_only_for_a_decision_that_is_carried_in_full():
    assert '<path class="ring-line"' in drawn(Shares(12, 0, 0))
    assert '<path class="ring-line"' in drawn(Shares(11, 1, 0))
    assert '<circle class="ring-line"' in drawn(Shares(12, 0, 0), closed=True)


def test_words_are_escaped_and_name_the_picture():
    svg = ring(Shares(1, 0, 0), ident="x", title="<b>", text="a & b", number="<i>", captions=["<u>"])
    whole = str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    root = ElementTree.fromstring(whole)  # noqa: S314 - our own picture
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "<b>"
    assert root.find(f"{SVG}desc").text == "a & b"
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")


def test_a_round_in_which_nobody_chose_is_an_empty_ring():
    assert circles(drawn(Shares(0, 0, 0)), "many") == []
