"""The bank of sentences a practice hall speaks from: own words of residents, and some that mean harm."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("sentences.nl.txt")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


@dataclass(frozen=True)
class Bank:
    """Sentences by what they are for; `hostile` holds what a hall must survive being sent.

    What a person says: `asked` (of the question itself), `missing` (who is not here), `view`, `no` (when the no is
    looked for), `proposal`, `need`, `others` (what others may need), `helping` (what they can do in a team). What a
    facilitator types: `reworded`, with its `because`. What a facilitator answers to a need: `changed`, `declined`,
    `parked`, with an `owner`.
    """

    asked: tuple[str, ...]
    missing: tuple[str, ...]
    reworded: tuple[str, ...]
    because: tuple[str, ...]
    view: tuple[str, ...]
    no: tuple[str, ...]
    proposal: tuple[str, ...]
    need: tuple[str, ...]
    others: tuple[str, ...]
    helping: tuple[str, ...]
    changed: tuple[str, ...]
    declined: tuple[str, ...]
    parked: tuple[str, ...]
    owner: tuple[str, ...]
    hostile: tuple[str, ...]


@cache
def bank() -> Bank:
    """The sentences in Dutch."""
    kinds: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in _FILE.read_text(encoding="utf-8").split("\n"):
        if line.startswith("["):
            lines = kinds.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("# "):
            lines.append(line)
    kinds["hostile"] = [_ESCAPED.sub(lambda found: chr(int(found[1], 16)), line) for line in kinds["hostile"]]
    return Bank(**{field.name: tuple(kinds[field.name]) for field in fields(Bank)})
