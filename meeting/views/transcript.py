"""The room screen as lines of text, for who cannot see it: the same words in the same order, without the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from meeting.views.stage import View, key

_ROUND = ("proposal", "round")
PARTS: Mapping[str, tuple[str, ...]] = {
    "arrival": ("mandate_line",),
    "framing": ("framing",),
    "missing": ("missing",),
    "talking": ("agreements", "waterline", "about"),
    "gathering": ("viewpoints",),
    "picking": ("picking",),
    "reading_back": ("reading_back",),
    "spreading": ("spreading",),
    "clustering": ("clustering",),
    "shortlisting": ("shortlisting",),
    "choosing": ("choosing",),
    "practising": _ROUND,
    "proposing": ("proposal", "options"),
    "voting": ("options", *_ROUND),
    "minority": ("proposal", "minority"),
    "weaving": ("proposal", "weaving"),
    "deciding": _ROUND,
    "teaming": ("teams",),
    "closing": ("decisions",),
}
"""Which parts of the room's view hang in the hall in a step."""

CAPTIONS = {
    "items": "card.addition",
    "package": "card.package",
    "standing": "card.standing",
    "waiting": "card.waiting",
}
"""What stands above each list of a proposal or a decision: without it what waits would sound like what was decided."""


def transcript(room: View) -> list[View]:
    """Lines of `{"key", "values"}`, `{"text"}` or a choice: `{"option", "n"}`, among several with `letter` and `text`.

    The newest viewpoints come first.
    """
    parts: tuple[str, ...] = PARTS[room["step"]]
    if room["over"] or (room["step"] == "deciding" and room["decision"]):
        parts = ("decisions",)
    return [line for part in parts for line in _lines(_newest_first(part, room.get(part)))]


def _newest_first(part: str, shown: Any) -> Any:
    return list(reversed(shown)) if part == "viewpoints" else shown


def _lines(node: Any) -> Iterator[View]:
    """Every sentence in it, in the order in which it stands there."""
    if isinstance(node, list):
        for each in node:
            yield from _lines(each)
    elif isinstance(node, dict):
        yield from _of_card(node)


def _of_card(node: View) -> Iterator[View]:
    if "key" in node and "values" in node:
        yield key(node["key"], **node["values"])
        if node.get("text"):
            yield {"text": node["text"]}
        return
    if node.get("n") is not None and "id" in node:
        lettered: View = {name: node[name] for name in ("letter", "text") if name in node}
        yield {"option": node["id"], "n": node["n"], **lettered}
        return
    if "letter" in node:
        words = {"text": node["text"]} if node.get("text") else {}
        yield {"option": node["id"], "letter": node["letter"], **words}
        return
    if node.get("text"):
        yield {"text": node["text"]}
    elif node.get("name"):
        yield {"text": node["name"]}
    captions = CAPTIONS if node.get("kind") in ("proposal", "decision") else {}
    for name, inside in node.items():
        if name in captions and inside:
            yield key(captions[name])
        if name != "before":
            yield from _lines(inside)
