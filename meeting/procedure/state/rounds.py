"""Votes of the whole room, what the minority brings, and how a decision ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from meeting.procedure.state.choosing import Cells, Choice
from meeting.procedure.state.kinds import (
    ABSTAIN,
    AGAINST,
    NONE_OF_THESE,
    NOT_YET,
    OPTIONS,
    SEVERAL,
    AnswerKind,
    DecisionKind,
    Method,
    Outcome,
    RoundKind,
    Verdict,
)


@dataclass(frozen=True)
class Option:
    """One thing to choose, frozen when its round opened: a proposal at a version, or a text to practise with.

    A practice option without a text has words of its own: `option.<id>`.
    """

    id: str
    version: int = 1
    text: str = field(default="", repr=False)


@dataclass(frozen=True)
class Tally:
    """The counts of a closed round: option → people, out of an electorate."""

    counts: tuple[tuple[str, int], ...]
    electorate: int

    def __getitem__(self, option: str) -> int:
        return dict(self.counts)[option]

    @property
    def turnout(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def silent(self) -> int:
        return self.electorate - self.turnout


@dataclass(frozen=True)
class Question:
    """What is asked after a round (rulings 8-11).

    `form` is `own` (two questions of equal looks), `same` (a small minority: literally one question) or
    `still` (nobody against: is there a no all the same). `asked` and `answered` are filled once, at sharing.
    """

    form: str
    people: int
    shared: bool = False
    asked: int | None = None
    answered: int | None = None


@dataclass(frozen=True)
class Later:
    """Until when a support check stays open for those who left; `here` took part then, and nobody else may answer.

    `emptied`: the decision was laid down, and what people chose in the room is gone. Once counted: how many `answered`
    later and what, None where that would point at people. `first_no`: nobody said `not yet` in the room, and later
    somebody did.
    """

    until: datetime
    here: frozenset[str] = frozenset()
    emptied: bool = False
    counted_at: datetime | None = None
    answered: int | None = None
    cells: Cells = ()
    first_no: bool = False


@dataclass(frozen=True)
class Round:
    """One vote of the whole room. `number` counts the rounds of its kind on this decision that were not cancelled.

    `accepted` is why an inconclusive result was used; `figures` says that a small minority's number may be shown.
    `options` are what is chosen among where that is not for or against; then there is no `proposal`. `text` is the
    question of a practice round. `beside` is how many people have no phone, or how many papers were handed out;
    `channels` how many people voted in which way, once it is counted. Where several are chosen: `most` of them, up to
    `cap` by one person; `of` is the round whose tie this one decides; `choice` what it came to, in place of a tally.
    `later` is set where a check stays open for those who left.
    """

    id: str
    kind: RoundKind
    decision: int
    number: int
    proposal: str
    version: int
    opened_at: datetime
    present: int
    reason: str | None = None
    closed_at: datetime | None = None
    cancelled: str | None = None
    tally: Tally | None = None
    outcome: Outcome | None = None
    accepted: str | None = None
    shown: bool = False
    figures: bool = False
    question: Question | None = None
    destroyed_at: datetime | None = None
    options: tuple[Option, ...] = ()
    text: str = field(default="", repr=False)
    method: Method = Method.PHONES
    beside: int = 0
    channels: tuple[tuple[str, int], ...] = ()
    cap: int = 1
    most: int = 0
    of: str = ""
    choice: Choice | None = None
    later: Later | None = None

    @property
    def waits(self) -> bool:
        """Whether those who left may still answer: until the hour, and as long as its box lives."""
        return self.later is not None and self.later.counted_at is None and self.destroyed_at is None

    @property
    def open(self) -> bool:
        return self.closed_at is None and self.cancelled is None

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen: ids of options, in the order of their letters where they have them."""
        none = (NONE_OF_THESE,) if self.kind in SEVERAL else ()
        return OPTIONS.get(self.kind) or (*(option.id for option in self.options), *none, ABSTAIN)

    @property
    def fruitless(self) -> bool:
        """Whether it counts toward the three after which people talk."""
        without = (Outcome.REJECTED, Outcome.TIE, Outcome.DIVIDED, Outcome.INCONCLUSIVE, Outcome.NOT_YET)
        return self.outcome in without

    @property
    def carried(self) -> str | None:
        """The choice that got its majority: `for`, or the id of an option."""
        if self.outcome not in (Outcome.CARRIED, Outcome.UNANIMOUS) or self.tally is None:
            return None
        return max((choice for choice in self.choices if choice != ABSTAIN), key=self.tally.__getitem__)

    @property
    def others(self) -> frozenset[str]:
        """The choices of the minority: every other than the room's, but not `I don't know yet`."""
        if self.kind is RoundKind.SUPPORT:
            return frozenset({NOT_YET})
        if self.kind is RoundKind.PROPOSAL:
            return frozenset({AGAINST})
        return frozenset(self.choices) - {ABSTAIN, self.carried} if self.carried else frozenset()


@dataclass(frozen=True)
class Answer:
    """The room's answer to a need. `text` is the new wording (changed) or the reason (declined)."""

    kind: AnswerKind
    text: str | None
    owner: str | None


@dataclass(frozen=True)
class Replies:
    """What phones said to "is this right for you": the author's word counts, the others' are the room's check."""

    author: str  # fits, misfits, silent, aloud
    fits: int
    misfits: int


@dataclass(frozen=True)
class MinorityPosition:
    """What the minority brings: a need in its own words, and the room's answer to it.

    `rev` goes up with every change of words or answer. `settled` means the answer stands; `unmet` that it stays a no,
    `final` that its author said so and wants no more questions. `proposal` is what it was about. `restated` is how the
    room heard it, `heard` what phones said to that. `conflicts` are needs that cannot be carried together with it;
    `asks`: it asks something of the commissioner; `group`: needs with the same number are answered together, 0: alone.
    `shown`: it hangs in the hall while others are still being read.
    """

    id: str
    round_id: str
    decision: int
    number: int
    text: str
    spoken: bool
    rev: int = 1
    answer: Answer | None = None
    replies: Replies | None = None
    settled: bool = False
    unmet: bool = False
    withdrawn: bool = False
    final: bool = False
    proposal: str = ""
    restated: str | None = None
    heard: Replies | None = None
    conflicts: tuple[str, ...] = ()
    asks: bool = False
    group: int = 0
    shown: bool = False

    @property
    def open(self) -> bool:
        """Whether it still waits for a word of the room."""
        return not (self.settled or self.unmet or self.withdrawn)

    @property
    def restating(self) -> bool:
        """Whether every phone is being asked if the room heard this need right."""
        return self.open and self.restated is not None and self.heard is None

    @property
    def asking(self) -> bool:
        """Whether every phone is being asked about it: is it heard right, or is the room's answer right."""
        return self.restating or (self.open and self.answer is not None and self.replies is None)

    @property
    def carried(self) -> bool:
        """Whether the proposal carries it."""
        return self.settled and self.answer is not None and self.answer.kind.carried


@dataclass(frozen=True)
class Suggestion:
    """What others wrote when the minority was asked: shown apart, never counted as a need."""

    id: str
    round_id: str
    text: str


@dataclass(frozen=True)
class Decision:
    """How one decision ended, on which version of the proposal. `reason` is set where nothing was adopted."""

    number: int
    kind: DecisionKind
    proposal: str
    version: int
    at: datetime
    owner: str | None = None
    first_step: str | None = None
    review_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True)
class PointAnswer:
    """What the commissioner said to a point: a text that was laid down, or a need. `spoken`: staff typed it for her.

    `text` is her reason or what she takes over, `due` the day before which she finds out.
    """

    point: str
    verdict: Verdict
    text: str | None
    due: date | None
    at: datetime
    spoken: bool


@dataclass(frozen=True)
class Grain:
    """A grain of wisdom from below the waterline; `kept`: the room keeps it, read aloud and with consent."""

    id: str
    block: str
    text: str
    spoken: bool
    kept: bool = False


@dataclass(frozen=True)
class Waterline:
    """One talk below the waterline: its two sides in neutral words, and whether people are asked what touched them."""

    block: str
    sides: tuple[str, str] | None = None
    asked: bool = False


@dataclass(frozen=True)
class Heard:
    """What people said to "did you feel heard", in numbers that point at nobody.

    `answered` and each cell are None where there are too few; `most` is what more than half said.
    """

    answered: int | None
    cells: tuple[tuple[str, int | None], ...]
    most: str | None
