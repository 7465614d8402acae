"""An organisation's own look: its name, one colour that is sure to be readable, and a logo checked by its content."""

from __future__ import annotations

import colorsys
import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

READABLE = 4.5
"""The contrast that letters need (WCAG 1.4.3)."""
PAPER = ("#fbf9f4", "#ffffff", "#f1ede4")
NIGHT = ("#0e1726", "#16233a", "#1e2e4a")
"""The backgrounds of `static/tokens.css` by day and in the dark; the first of the dark ones is also written with."""
LARGEST_LOGO = 200_000
LONGEST_NAME = 60

_STEP = 1 / 400
_HOVER = 0.07
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "http://www.w3.org/2000/svg svg"


class Unusable(ValueError):
    """Something that cannot be shown; its text ends the sentence 'it must be …'."""


@dataclass(frozen=True)
class Logo:
    """A small picture, as it lies in the file. `kind` is png or svg."""

    body: bytes
    kind: str


@dataclass(frozen=True)
class Brand:
    """What an organisation lends to Kring; vote colours are never part of it."""

    organisation: str = ""
    colour: str | None = None
    logo: Logo | None = None

    def tokens(self) -> str:
        """What to add to `static/tokens.css`."""
        if self.colour is None:
            return ""
        day, night = _rules(self.colour, -_HOVER), _rules(in_the_dark(self.colour), _HOVER)
        return (
            f"\n:root {{ {day} }}\n[data-theme=hall] {{ {night} }}\n"
            f"@media (prefers-color-scheme: dark) {{ [data-theme=auto] {{ {night} }} }}\n"
        )


NO_BRAND = Brand()


def readable_colour(colour: str) -> str:
    """The colour when it can be read by day, as letters and under white letters. Raises Unusable."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise Unusable("a colour such as #0b5a6f: a # and six digits or letters from a to f")
    colour = colour.lower()
    nearest = _until_readable(colour, PAPER, -_STEP)
    if nearest != colour:
        raise Unusable(
            f"darker, to be read on paper and under white letters. The nearest that is: {nearest} "
            f"(lightness {_lightness(nearest):.0%} instead of {_lightness(colour):.0%})"
        )
    return colour


def in_the_dark(colour: str) -> str:
    """The same colour, as light as it must be to be read on the dark backgrounds."""
    return _until_readable(colour, NIGHT, _STEP)


def contrast(one: str, other: str) -> float:
    """How far two colours are apart in light: 1 to 21 (WCAG 2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def read_logo(path: Path) -> Logo:
    """The logo in this file. Raises Unusable, whatever is wrong with it."""
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST_LOGO + 1)
    except OSError:
        raise Unusable("a file Kring may read") from None
    if len(body) > LARGEST_LOGO:
        raise Unusable(f"a picture of at most {LARGEST_LOGO // 1000} kB")
    kind = "png" if _is_png(body) else "svg" if _is_svg(body) else None
    if kind is None:
        raise Unusable("a whole PNG or SVG picture")
    return Logo(body, kind)


def _rules(colour: str, hover: float) -> str:
    return f"--k-action: {colour}; --k-action-hover: {_shifted(colour, hover)};"


def _until_readable(colour: str, backgrounds: Iterable[str], step: float) -> str:
    """The colour, made darker or lighter step by step until it can be read on all of these."""
    grounds, found, shift = tuple(backgrounds), colour, 0.0
    while min(contrast(found, ground) for ground in grounds) < READABLE:
        shift += step
        found = _shifted(colour, shift)
    return found


def _shifted(colour: str, shift: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    parts = colorsys.hls_to_rgb(hue, min(max(lightness + shift, 0), 1), saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _lightness(colour: str) -> float:
    return colorsys.rgb_to_hls(*_parts(colour))[1]


def _luminance(colour: str) -> float:
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def _is_png(body: bytes) -> bool:
    """Whether every piece of the picture is there and whole."""
    if not body.startswith(_PNG):
        return False
    at, kinds = len(_PNG), []
    while at + 12 <= len(body):
        (length,) = struct.unpack_from(">I", body, at)
        piece, after = body[at + 4 : at + 8 + length], at + 12 + length
        if after > len(body) or struct.unpack_from(">I", body, after - 4)[0] != zlib.crc32(piece):
            return False
        kinds.append(piece[:4])
        at = after
    return at == len(body) and kinds[:1] == [b"IHDR"] and b"IDAT" in kinds and kinds[-1] == b"IEND"


def _is_svg(body: bytes) -> bool:
    """Whether this is whole XML that begins with an svg element and declares no entities of its own."""
    names: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: names.append(name)
    parser.EntityDeclHandler = _no_entities
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, Unusable):
        return False
    return names[:1] == [_SVG]


def _no_entities(*_: object) -> None:
    raise Unusable("a picture without entities")
