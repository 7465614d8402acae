"""Who takes part, what they put on the table, and what people lay together or propose."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from meeting.procedure.state.kinds import Origin


@dataclass(frozen=True)
class Participant:
    """One who takes part. What was put on the table is indexed here, so that a private view costs what they did."""

    id: str
    votes: bool
    language: str
    watching: bool = False
    """Came in by the door for those who do not vote."""
    table: str | None = None
    """The table this person sits at; None: at none, or nothing was said of it."""
    came_from: str | None = None
    """The table this person was sent from, as long as they did not say that they sit down; `came_in`: in which stay."""
    came_in: int = 0
    capacity: str | None = None
    """In what capacity this person takes part; `proven` where it came with the card that was handed out for it."""
    proven: bool = False
    joined_in: int = 1
    """The stay in a block in which this person came in."""
    admitted: bool = True
    """Was let in as somebody who votes, in whatever capacity."""
    viewpoints: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()
    recognised: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """Somebody asked for help (`help`) or wants to say it aloud (`speak`), from this place in the hall.

    `table` called through its host: then there is no participant.
    """

    id: str
    participant: str
    kind: str
    place: str
    at: datetime
    table: str | None = None

    @property
    def caller(self) -> str:
        """Who called, of whom there is one call at a time."""
        return self.participant or called_at(self.table)


def called_at(table: str | None) -> str:
    """The name under which a table's call is kept, which no participant has."""
    return f"table {table}"


@dataclass(frozen=True)
class Viewpoint:
    """What somebody sees. `number` gives the order of arrival; `author` is None for what was typed by staff.

    `rev` counts its wordings, `moderated` how often it was held back, sent back or released; `late`: its block was
    over. `otherwise_of`: who wrote it sees that viewpoint otherwise. `returned`: it is with its author, who was asked
    to make an opinion of a question, `returns` times so far. `alike`: a viewpoint on the screen that may say the same.
    `cluster`: the topic it lies with; `fits`: what its author says of that. `table`: where it was laid.
    `alone`: somebody at the ordering desk said that it lies with no other. `moved` counts how often it changed places.
    """

    id: str
    number: int
    block: str
    text: str
    kind: str
    author: str | None
    origin: Origin = Origin.WRITTEN
    rev: int = 1
    late: bool = False
    shown: bool = False
    withdrawn: bool = False
    held: str | None = None
    moderated: int = 0
    erased: bool = False
    otherwise_of: str | None = None
    returned: bool = False
    returns: int = 0
    alike: str | None = None
    cluster: str | None = None
    fits: bool | None = None
    table: str | None = None
    alone: bool = False
    moved: int = 0

    @cached_property
    def counts(self) -> bool:
        """Whether it belongs to the harvest: looked up once, since every list asks it of every view."""
        return not self.withdrawn and self.held is None

    @property
    def seen(self) -> bool:
        """Whether the room may see it."""
        return self.shown and self.counts


@dataclass(frozen=True)
class Recognition:
    """Who recognise a viewpoint: participants, of whom only the number is ever told, and hands counted in the room."""

    people: frozenset[str] = frozenset()
    aloud: int = 0


@dataclass(frozen=True)
class Spread:
    """A viewpoint that was put before the room, and in which stay."""

    visit: int
    viewpoint: str


@dataclass(frozen=True)
class Cluster:
    """Viewpoints that people laid together: a topic. `confirmed`: the room said that its name is right.

    `rev` goes up with every change, `settled` is what it was when the name last changed. Its viewpoints keep their own
    words and can be taken out. `named_by`: in what role, or by which mark of the ordering desk, it got its name;
    `agreed`: a second person there said that it is right.
    """

    id: str
    number: int
    viewpoints: tuple[str, ...]
    name: str | None = None
    confirmed: bool = False
    rev: int = 1
    settled: int = 1
    named_by: str = ""
    agreed: bool = False


@dataclass(frozen=True)
class Addition:
    """A need carried by the proposal; `text` is the person's own words or the agreed wording.

    `also`: the needs that are carried with it, where several were answered in one wording.
    """

    position: str
    text: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """One wording of a proposal and why it came: `put`, `wording`, or the id of a position."""

    text: str
    additions: tuple[Addition, ...]
    cause: str
    at: datetime


@dataclass(frozen=True)
class Proposal:
    """What is put to the vote. `author` is None when staff typed it.

    `confirmed`: proposer or room said that this wording is right; `questioned`: the proposer said that it is not.
    `sources` are the proposals it was made of, `agreed` those whose proposer said yes to that; once all did, each of
    them is `merged` into it. `dropped` is why the room let it go.
    """

    id: str
    decision: int
    author: str | None
    versions: tuple[Version, ...]
    confirmed: bool
    questioned: bool = False
    withdrawn: bool = False
    erased: bool = False
    sources: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    merged: str | None = None
    dropped: str | None = field(default=None, repr=False)

    @property
    def version(self) -> int:
        return len(self.versions)

    @property
    def current(self) -> Version:
        return self.versions[-1]

    @property
    def in_play(self) -> bool:
        """Whether people can still choose it."""
        return not self.withdrawn and self.merged is None and self.dropped is None
