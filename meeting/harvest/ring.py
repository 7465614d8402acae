"""A round drawn as a ring of people: a dot for each, gold with a dark centre for who chose otherwise.

Shape says the same as colour: filled, filled with a dark centre, hollow. The picture carries its own colours and
classes (`ring-many`, `ring-other`, ...), so that a style sheet may change them and a print without one still reads.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

MOST_DOTS = 800
"""Above this a dot stands for more than one person."""

_SIZE = 320
_OUTER, _INNER = 126.0, 84.0
_MOST_ROWS = 8
_BIGGEST_DOT = 16.0
_STEP_OUT = 14.0
"""How far the dots of who chose otherwise stand outside the circle, on the side where it is open."""
_LINE = 'fill="none" stroke="#767c86" stroke-width="1.5"'


@dataclass(frozen=True)
class Shares:
    """How many people are drawn filled (`many`), gold (`other`) and hollow."""

    many: int
    other: int
    hollow: int

    @property
    def people(self) -> int:
        return self.many + self.other + self.hollow


@dataclass(frozen=True)
class _Place:
    angle: float
    radius: float


def ring(
    shares: Shares,
    *,
    ident: str,
    title: str,
    text: str,
    number: str = "",
    captions: Sequence[str] = (),
    closed: bool = False,
) -> Markup:
    """The picture as SVG. `title` and `text` are its twin in words; `ident` makes its ids unique on the page.

    `number` stands big in the middle with `captions` under it, a line each, the widest first: there is most room.
    The line around is `closed` only when a decision is carried in full: before that, and while a no stands, it is open
    on the side of who chose otherwise.
    """
    name, words = f"{ident}-title", f"{ident}-text"
    drawn = Markup("").join(_dots(shares))
    return Markup(
        '<svg class="ring" viewBox="0 0 {size} {size}" role="img" aria-labelledby="{name}" '
        'aria-describedby="{words}"><title id="{name}">{title}</title><desc id="{words}">{text}</desc>'
        "{circle}{drawn}{middle}</svg>"
    ).format(
        size=_SIZE,
        name=name,
        words=words,
        title=title,
        text=text,
        circle=_circle(shares, closed=closed),
        drawn=drawn,
        middle=_middle(number, captions),
    )


def dot(look: str) -> Markup:
    """One dot for a key: `many`, `other`, `hollow`; anything else leaves the room empty."""
    shapes = {"many": _many, "other": _other, "hollow": _hollow}
    inside = shapes[look](8, 8, 7) if look in shapes else Markup("")
    return Markup('<svg class="dot" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">{}</svg>').format(
        inside
    )


def per_dot(people: int) -> int:
    """How many people one dot stands for."""
    return max(1, math.ceil(people / MOST_DOTS))


def _places(people: int) -> tuple[list[_Place], float]:
    """A place for everybody, those nearest to three o'clock first, and the size of a dot."""
    rows, pitch = max(((rows, _pitch(rows, people)) for rows in range(1, _MOST_ROWS + 1)), key=lambda one: one[1])
    radii = _radii(rows)
    whole, given, places = sum(radii), 0, []
    for index, radius in enumerate(radii):
        here = round(people * sum(radii[: index + 1]) / whole) - given
        given += here
        places += [_Place((place + 0.5) / here * math.tau - math.pi, radius) for place in range(here)]
    places.sort(key=lambda place: (round(abs(place.angle), 6), -place.radius, place.angle))
    return places, min(_BIGGEST_DOT, pitch * 0.38)


def _radii(rows: int) -> list[float]:
    if rows == 1:
        return [_OUTER]
    return [_OUTER - row * (_OUTER - _INNER) / (rows - 1) for row in range(rows)]


def _pitch(rows: int, people: int) -> float:
    """The distance between two dots when so many rows hold everybody."""
    between = (_OUTER - _INNER) / (rows - 1) if rows > 1 else math.inf
    return min(between, sum(_radii(rows)) * math.tau / max(people, 1))


def _dots(shares: Shares) -> Iterator[Markup]:
    unit = per_dot(shares.people)
    other, hollow = math.ceil(shares.other / unit), math.ceil(shares.hollow / unit)
    many = math.ceil(shares.many / unit)
    if not other + hollow + many:
        return
    places, size = _places(other + hollow + many)
    for index, place in enumerate(places):
        out = _STEP_OUT if index < other and many + hollow else 0.0
        x = _SIZE / 2 + math.cos(place.angle) * place.radius + out
        y = _SIZE / 2 + math.sin(place.angle) * place.radius
        shape = _other if index < other else _hollow if index < other + hollow else _many
        yield shape(x, y, size)


def _many(x: float, y: float, size: float) -> Markup:
    return _round("many", x, y, size, 'fill="#14588c"')


def _other(x: float, y: float, size: float) -> Markup:
    line = max(0.8, size * 0.14)
    edge = f'fill="#e5a93a" stroke="#8a5200" stroke-width="{line:.1f}"'
    return _round("other", x, y, size - line / 2, edge) + _round("centre", x, y, size * 0.4, 'fill="#1b2430"')


def _hollow(x: float, y: float, size: float) -> Markup:
    line = max(0.9, size * 0.22)
    return _round("hollow", x, y, size - line / 2, f'fill="none" stroke="#66707c" stroke-width="{line:.1f}"')


def _round(name: str, x: float, y: float, size: float, look: str) -> Markup:
    """A circle; `look` is our own markup, never anybody's text."""
    return Markup('<circle class="ring-{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}" {}/>').format(
        name,
        x,
        y,
        size,
        Markup(look),  # noqa: S704
    )


def _circle(shares: Shares, *, closed: bool) -> Markup:
    """The line around, with an opening as wide as their part of the people, and never none."""
    radius, middle = _OUTER + 23, _SIZE / 2
    if closed:
        return _round("line", middle, middle, radius, _LINE)
    half = min(math.pi * 0.96, math.pi * shares.other / max(shares.people, 1) + 0.14)
    x, rise = middle + radius * math.cos(half), radius * math.sin(half)
    return Markup('<path class="ring-line" {} d="M{:.1f} {:.1f}A{} {} 0 {} 0 {:.1f} {:.1f}"/>').format(
        Markup(_LINE),  # noqa: S704 - our own
        x,
        middle - rise,
        radius,
        radius,
        int(half < math.pi / 2),
        x,
        middle + rise,
    )


def _middle(number: str, captions: Sequence[str]) -> Markup:
    """The words in the middle, clear of the dots; a reader of the text twin does not need them twice."""
    line = Markup('<text class="{}" x="{}" y="{}" font-size="{}"{}>{}</text>')
    middle = _SIZE // 2
    lines = [line.format("ring-number", middle, middle - 8, 56, Markup(' font-weight="700"'), number)]
    lines += [
        line.format("ring-caption", middle, middle + 18 + 24 * index, 20, "", caption)
        for index, caption in enumerate(captions)
    ]
    group = Markup('<g aria-hidden="true" text-anchor="middle">{}</g>').format(Markup("").join(lines))
    return group if number else Markup("")
