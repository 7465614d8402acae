"""What the report is made of: a frozen class for each thing that stands in it, filled by `report`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from meeting.procedure.beginning import Beginning
from meeting.procedure.chosen import Choosing, Packed
from meeting.procedure.onward import Onward
from meeting.procedure.repairs import Repaired
from meeting.procedure.state import (
    AnswerKind,
    Audience,
    DecisionKind,
    Heard,
    Mandate,
    Origin,
    Outcome,
    RoundKind,
    Tally,
    Verdict,
)


@dataclass(frozen=True)
class Part:
    """What a block of the run sheet was: its step, the wording that a talk or a search for the no has, its own name."""

    step: str
    kind: str
    seek_no: bool
    title: str = ""


@dataclass(frozen=True)
class Stay:
    """One stay in a block, until the next; `reason` is why people jumped to it, `words` what was said of that.

    `planned` are the minutes it was to take: for the first stay in a block, as far as the plan is known.
    """

    part: Part
    at: datetime
    until: datetime | None
    reason: str | None
    planned: int | None = None
    words: str | None = None


@dataclass(frozen=True)
class Skipped:
    """A block that was left out, and why."""

    part: Part
    reason: str


@dataclass(frozen=True)
class Talk:
    part: Part
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Voice:
    """One viewpoint. `no`: it came when people looked for the no.

    `recognised`: how many others recognise it, of whom `aloud` said so; `otherwise`: what it sees otherwise;
    `misfit`: its author says that it does not belong where it lies; `carried`: it stands with its opgave.
    """

    text: str
    no: bool
    origin: Origin
    recognised: int = 0
    aloud: int = 0
    otherwise: str | None = None
    misfit: bool = False
    carried: bool = False


@dataclass(frozen=True)
class Gathered:
    part: Part
    voices: tuple[Voice, ...]

    @property
    def loose(self) -> tuple[Voice, ...]:
        """What stands nowhere else in the report."""
        return tuple(voice for voice in self.voices if not voice.carried)


@dataclass(frozen=True)
class Topic:
    """Viewpoints that people laid together, each in its own words. `confirmed`: the room said the name is right."""

    name: str | None
    confirmed: bool
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Placed:
    """Of the cards that were ordered at a desk and have an author here: in how many cases that author said it fits."""

    cards: int
    fits: int
    misfits: int

    @property
    def percent(self) -> int:
        """The share that was confirmed, rounded down: nobody is counted who said nothing."""
        return 100 * self.fits // self.cards


@dataclass(frozen=True)
class Wording:
    """One version. `cause` is `put`, `wording` or `need`; `added` and `need` are set where a need was woven in."""

    number: int
    text: str
    cause: str
    at: datetime
    need: str | None = None
    added: str | None = None


@dataclass(frozen=True)
class Text:
    """A proposal with all its wordings. `chosen`: this is what was decided, or lies on the table."""

    wordings: tuple[Wording, ...]
    spoken: bool
    chosen: bool
    withdrawn: bool


@dataclass(frozen=True)
class Vote:
    """One round. `tally` is None while it is open, was not shown yet, or was cancelled.

    `other` is the text people voted on, where that is another proposal than the one the decision is about. Among
    several proposals `options` are their texts, in the order of their letters, by which the tally counts them; `chosen`
    is the letter that carried. `channels`: how many people voted in which way, where not all did on their own phone.
    `by_phone`: whether anybody could; else what is needed was asked aloud.
    """

    kind: RoundKind
    number: int
    version: int
    at: datetime
    other: str | None
    reason: str | None
    cancelled: str | None
    tally: Tally | None
    outcome: Outcome | None
    accepted: str | None
    form: str | None
    asked: int | None
    answered: int | None
    options: tuple[str, ...] = ()
    chosen: str | None = None
    channels: tuple[tuple[str, int], ...] = ()
    by_phone: bool = True


@dataclass(frozen=True)
class Need:
    """What the minority brought, and what became of it.

    `answer` is None while the room's answer does not stand yet. `word` is what the author said of it
    (`fits`, `misfits`, `silent`); `fits` and `misfits` count all phones. `point` is its number in the decision.
    `restated` is how the room said it back, `heard` what its author said of that. `final`: its author stays with a no
    and wants no more questions. `against` are needs it contradicts; `asks`: it asks something of the commissioner.
    """

    text: str
    spoken: bool
    unmet: bool
    answer: AnswerKind | None = None
    answer_text: str | None = None
    owner: str | None = None
    word: str | None = None
    fits: int = 0
    misfits: int = 0
    point: int | None = None
    restated: str | None = None
    heard: str | None = None
    final: bool = False
    against: tuple[str, ...] = ()
    asks: bool = False


@dataclass(frozen=True)
class Later:
    """Who answered the check after the room did. Until it is `counted` nobody knows; None would point at people.

    `first_no`: nobody said `not yet` in the room, and later somebody did.
    """

    until: datetime
    counted: bool
    answered: int | None
    cells: tuple[tuple[str, int | None], ...]
    first_no: bool


@dataclass(frozen=True)
class Decided:
    """One decision with all that led to it. `kind` is None while it is being made."""

    number: int
    kind: DecisionKind | None
    at: datetime | None
    text: str | None
    additions: tuple[str, ...]
    owner: str | None
    first_step: str | None
    review_on: date | None
    reason: str | None
    votes: tuple[Vote, ...]
    needs: tuple[Need, ...]
    suggestions: tuple[str, ...]
    texts: tuple[Text, ...]
    archived: tuple[Need, ...] = ()
    few: bool = False
    later: Later | None = None
    """`archived` are needs about another proposal; `few`: too few people answered the last check to be sure; `later`:
    where that check stayed open for those who left."""

    @property
    def adopted(self) -> bool:
        return self.kind in (DecisionKind.FULL, DecisionKind.STANDING)

    @property
    def check(self) -> Tally | None:
        """What people said when they were last asked whether they can come along."""
        return next(
            (vote.tally for vote in reversed(self.votes) if vote.tally and vote.kind is RoundKind.SUPPORT), None
        )

    @property
    def woven(self) -> tuple[Need, ...]:
        """Needs that were added, changed or parked, and those without an answer yet."""
        return tuple(n for n in self.needs if not n.unmet and n.answer is not AnswerKind.DECLINED)

    @property
    def declined(self) -> tuple[Need, ...]:
        return tuple(n for n in self.needs if not n.unmet and n.answer is AnswerKind.DECLINED)

    @property
    def unmet(self) -> tuple[Need, ...]:
        return tuple(n for n in self.needs if n.unmet)


@dataclass(frozen=True)
class Said:
    """One answer of the commissioner. `late`: it came on or after the day that was promised."""

    verdict: Verdict
    text: str | None
    due: date | None
    at: datetime
    spoken: bool
    late: bool


@dataclass(frozen=True)
class Point:
    """What the commissioner answers: `kind` is `text`, `addition` or `need`; `due` is when she promised to."""

    kind: str
    text: str
    decision: int
    due: date | None
    said: tuple[Said, ...]

    @property
    def answered(self) -> bool:
        return bool(self.said) and self.said[-1].verdict is not Verdict.LATER


@dataclass(frozen=True)
class Below:
    """One talk below the waterline: its two sides, and the grains the room kept, each said aloud or written."""

    sides: tuple[str, str] | None
    grains: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Came:
    """In one capacity: how many were invited (None: not known) and how many came (None: that is not told)."""

    name: str
    invited: int | None
    n: int | None


@dataclass(frozen=True)
class Told:
    """One announcement, to table hosts or to everybody."""

    at: datetime
    audience: Audience
    text: str


@dataclass(frozen=True)
class Shortened:
    """A block that got fewer minutes than people were promised."""

    part: Part
    was: int
    minutes: int


@dataclass(frozen=True)
class Day:
    """`unsaid` is how many came and did not say in which capacity: None where that is not told."""

    came: tuple[Came, ...] = ()
    unsaid: int | None = 0
    told: tuple[Told, ...] = ()
    shortened: tuple[Shortened, ...] = ()

    @property
    def hides(self) -> bool:
        """Whether a number of people is not told."""
        return None in (self.unsaid, *(each.n for each in self.came))


@dataclass(frozen=True)
class LeftOver:
    """A proposal that became no decision; `voted` tells whether people voted on it, `dropped` why it was let go."""

    text: str
    spoken: bool
    voted: bool
    dropped: str | None = None
    merged: bool = False


@dataclass(frozen=True)
class Account:
    """How it was counted and moderated, in numbers. `wiped_at`: when the last box was destroyed.

    `by_phone` counts the votes in which people could choose secretly on a phone, `hands` those with hands in the room.
    """

    phones: int
    voices: int
    spoken: int
    before: int
    absent: int
    withdrawn: int
    held: tuple[tuple[str, int], ...]
    votes: int
    cancelled: int
    boxes: int
    late: int
    wiped_at: datetime | None
    returned: int = 0
    practised: int = 0
    watching: int = 0
    erased: int = 0
    undone: int = 0
    by_phone: int = 0
    hands: int = 0


@dataclass(frozen=True)
class Report:
    """The harvest on paper. A meeting that is not closed gives a draft."""

    title: str
    question: str
    place: str | None
    date: date | None
    language: str
    practice: bool
    mandate: Mandate
    opened_at: datetime | None
    closed_at: datetime | None
    people: int
    path: tuple[Stay, ...]
    skipped: tuple[Skipped, ...]
    talks: tuple[Talk, ...]
    beginning: Beginning
    gathered: tuple[Gathered, ...]
    decisions: tuple[Decided, ...]
    left_over: tuple[LeftOver, ...]
    account: Account
    points: tuple[Point, ...] = ()
    below: tuple[Below, ...] = ()
    heard: Heard | None = None
    choosings: tuple[Choosing, ...] = ()
    packages: tuple[Packed, ...] = ()
    topics: tuple[Topic, ...] = ()
    single: tuple[Voice, ...] = ()
    placed: Placed | None = None
    onward: Onward = Onward()
    repaired: tuple[Repaired, ...] = ()
    day: Day = Day()

    @property
    def draft(self) -> bool:
        return self.closed_at is None

    @property
    def adopted(self) -> tuple[Decided, ...]:
        return tuple(decided for decided in self.decisions if decided.adopted)

    @property
    def undecided(self) -> tuple[Decided, ...]:
        """Decisions that ended without one; of a meeting that is over also the one that was not finished."""
        ended = (decided for decided in self.decisions if decided.kind or not self.draft)
        return tuple(decided for decided in ended if not decided.adopted)
