"""What a table takes along from what was said: its opgave cards, and what it said of a topic it read back."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Opgave:
    """A viewpoint that goes on as an opgave card. Its title is the viewpoint's own text, which nobody else edits.

    `table` picked it; None where nobody did: it was imported, or its author let it through (`own_way`).
    `deviating`: it stands in the place kept for a view that is unlike the others. `rev` counts what was filled in.
    `source`: from whom it came beforehand.
    """

    viewpoint: str
    table: str | None = None
    for_whom: str = field(default="", repr=False)
    why: str = field(default="", repr=False)
    first_idea: str = field(default="", repr=False)
    deviating: bool = False
    own_way: bool = False
    rev: int = 1
    source: str = field(default="", repr=False)

    @property
    def complete(self) -> bool:
        """Whether it says for whom, why, and a first idea."""
        return bool(self.for_whom and self.why and self.first_idea)


@dataclass(frozen=True)
class Reading:
    """What a table said of a topic it was given to read back: a verdict, and what it misses in own words.

    `table` is empty for what the whole room said; by `id` its words can be taken away.
    """

    table: str
    cluster: str
    verdict: str
    text: str = field(default="", repr=False)
    rev: int = 1
    id: str = ""
