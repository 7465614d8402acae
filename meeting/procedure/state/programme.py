"""What an evening is arranged around: its mandate, run sheet, question and agreements, and the path it took."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from meeting.procedure.core import Role
from meeting.procedure.state.kinds import Display, Fit, Level, Phone


@dataclass(frozen=True)
class Mandate:
    """How much participants decide, who decides in the end, and when they get an answer."""

    level: Level = Level.DECIDE
    decider: str | None = None
    answer_by: date | None = None


@dataclass(frozen=True)
class Block:
    """One item of the run sheet: an instance of a step with its own wording and minutes.

    `kind` names the wording of a talk (check_in, talk, check_out, waterline); `seek_no` turns gathering to the no.
    `title` is its own name, `question` what a talk is about, `say` what is said when it begins: typed by people,
    empty where the usual words do. `skipped` is why it is left out.
    """

    id: str
    step: str
    minutes: int
    phone: Phone
    kind: str = ""
    seek_no: bool = False
    display: Display = Display.CALM
    title: str = field(default="", repr=False)
    question: str = field(default="", repr=False)
    say: str = field(default="", repr=False)
    skipped: str | None = None

    @property
    def part(self) -> tuple[str, str, bool]:
        """What kind of block this is: its step, and the wording that a talk or a search for the no has."""
        return self.step, self.kind, self.seek_no


PHONE_BUDGET = 25
"""The part of the minutes, as a percentage, that phones may be out for (rulings 2)."""


@dataclass(frozen=True)
class RunSheet:
    """The blocks of an evening under a name; `budget` is the percentage of the minutes that phones may be out."""

    name: str
    blocks: tuple[Block, ...]
    budget: int = PHONE_BUDGET


@dataclass(frozen=True)
class Asking:
    """One wording of the question of the meeting; `reason` is why it came, None for the first.

    `hands` are those counted for yes, almost and no; `shown` says that the room may see how many said what.
    """

    text: str
    reason: str | None
    at: datetime
    hands: tuple[int, int, int] | None = None
    shown: bool = False


@dataclass(frozen=True)
class Judgement:
    """Whether a wording of the question is somebody's own, and what it would need. `version` counts wordings from 1.

    `author` is None for what was said aloud; `rev` counts what this person said of this wording.
    """

    id: str
    number: int
    version: int
    fit: Fit
    text: str | None
    author: str | None
    rev: int = 1
    shown: bool = False


@dataclass(frozen=True)
class Missing:
    """A group or a role that is not in the room. `author` is None for what was said aloud."""

    id: str
    number: int
    block: str
    text: str
    author: str | None
    shown: bool = False
    withdrawn: bool = False
    held: str | None = None

    @property
    def counts(self) -> bool:
        return not self.withdrawn and self.held is None


@dataclass(frozen=True)
class Agreement:
    """What the group agreed on beside the three agreements of the method."""

    id: str
    text: str


@dataclass(frozen=True)
class Agreements:
    """How people talk with each other tonight. `rev` goes up with every change; `confirmed` is the one agreed to."""

    own: tuple[Agreement, ...] = ()
    rev: int = 1
    confirmed: int = 0


@dataclass(frozen=True)
class Info:
    """What everybody has to know beforehand, in a few short paragraphs. `rev` 0: nothing was written."""

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    rev: int = 0


@dataclass(frozen=True)
class Visit:
    """One stay in a block: the path of the evening. `planned` are the minutes it had when it was entered.

    `reason` is why people jumped here, `words` what was said about that afterwards.
    """

    block: str
    at: datetime
    by: Role
    reason: str | None
    planned: int | None = None
    words: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Note:
    id: str
    block: str
    text: str
