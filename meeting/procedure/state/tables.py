"""The hall: its tables, and in what capacity people take part."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """A table in the hall. `number` is what people say and what stands on its card.

    `merged` is the table that its people walked to, `route` how they walked there; None: people sit here.
    """

    id: str
    number: int
    merged: str | None = None
    route: str = field(default="", repr=False)


@dataclass(frozen=True)
class Capacity:
    """In what capacity somebody takes part (resident, professional, guest), under the name it has in this meeting.

    `votes`: who takes part so has the right to vote. `invited` is how many were; None: not known. Who brings `key`,
    which stands in the QR of the card that was handed out, has proven it; anybody else only says so.
    """

    id: str
    name: str
    votes: bool
    invited: int | None = None
    key: str = field(default="", repr=False)
