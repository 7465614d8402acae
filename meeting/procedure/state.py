"""What a meeting is at one moment: frozen values, changed by copying what an event touches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from immutables import Map

from meeting.procedure.core import Role, Sealed


class Level(StrEnum):
    """How much the participants decide."""

    DECIDE = "decide"
    TOGETHER = "together"
    ADVISE = "advise"


class Phone(StrEnum):
    """What a block asks of the phone."""

    AWAY = "away"
    TAP = "tap"
    WRITE = "write"


class Display(StrEnum):
    """How viewpoints reach the room screen: one by one, all at once, or after reading."""

    CALM = "calm"
    TOGETHER = "together"
    READ = "read"


class Origin(StrEnum):
    """Where a viewpoint comes from: an own phone, a voice in the room, the preparation, or the empty chair."""

    WRITTEN = "written"
    SAID = "said"
    BEFORE = "before"
    ABSENT = "absent"


class RoundKind(StrEnum):
    PROPOSAL = "proposal"
    SUPPORT = "support"


class Outcome(StrEnum):
    """What a tally means (method.md 3.4): `CARRIED` is more than half of those who chose."""

    UNANIMOUS = "unanimous"
    CARRIED = "carried"
    REJECTED = "rejected"
    TIE = "tie"
    INCONCLUSIVE = "inconclusive"
    ALL_ALONG = "all_along"
    NOT_YET = "not_yet"


class AnswerKind(StrEnum):
    """What the room does with a need."""

    ADDED = "added"
    CHANGED = "changed"
    PARKED = "parked"
    DECLINED = "declined"


class DecisionKind(StrEnum):
    """How a decision ended; the honest kinds."""

    FULL = "full"
    STANDING = "standing"
    POSTPONED = "postponed"
    HANDED_OVER = "handed_over"
    NONE = "none"

    @property
    def adopted(self) -> bool:
        return self in (DecisionKind.FULL, DecisionKind.STANDING)


FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
ALONG, LEAVE, NOT_YET = "along", "leave", "not_yet"
OPTIONS = {
    RoundKind.PROPOSAL: (FOR, AGAINST, ABSTAIN),
    RoundKind.SUPPORT: (ALONG, LEAVE, NOT_YET),
}
"""The choices of a round, in the order every screen shows them."""

ROUNDS_BEFORE_TALK = 3


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
    """

    id: str
    step: str
    minutes: int
    phone: Phone
    kind: str = ""
    seek_no: bool = False
    display: Display = Display.CALM


@dataclass(frozen=True)
class Visit:
    """One stay in a block: the path of the evening."""

    block: str
    at: datetime
    by: Role
    reason: str | None


@dataclass(frozen=True)
class Note:
    id: str
    block: str
    text: str


@dataclass(frozen=True)
class Participant:
    """One who takes part. What was put on the table is indexed here, so that a private view costs what they did."""

    id: str
    votes: bool
    language: str
    viewpoints: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Viewpoint:
    """What somebody sees. `number` gives the order of arrival; `author` is None for what was typed by staff.

    `rev` counts its wordings, `moderated` how often it was held back or released; `late`: its block was over.
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

    @property
    def counts(self) -> bool:
        """Whether it belongs to the harvest."""
        return not self.withdrawn and self.held is None


@dataclass(frozen=True)
class Addition:
    """A need carried by the proposal; `text` is the person's own words or the agreed wording."""

    position: str
    text: str


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
    """

    id: str
    decision: int
    author: str | None
    versions: tuple[Version, ...]
    confirmed: bool
    questioned: bool = False
    withdrawn: bool = False

    @property
    def version(self) -> int:
        return len(self.versions)

    @property
    def current(self) -> Version:
        return self.versions[-1]


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
class Round:
    """One vote of the whole room. `number` counts the rounds of its kind on this decision that were not cancelled.

    `accepted` is why an inconclusive result was used; `figures` says that a small minority's number may be shown.
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

    @property
    def open(self) -> bool:
        return self.closed_at is None and self.cancelled is None

    @property
    def fruitless(self) -> bool:
        """Whether it counts toward the three after which people talk."""
        return self.outcome in (Outcome.REJECTED, Outcome.TIE, Outcome.INCONCLUSIVE, Outcome.NOT_YET)


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

    `rev` goes up with every change of words or answer. `settled` means the answer stands; `unmet` that it stays a no.
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

    @property
    def open(self) -> bool:
        """Whether it still waits for a word of the room."""
        return not (self.settled or self.unmet or self.withdrawn)

    @property
    def asking(self) -> bool:
        """Whether every phone is being asked if this answer is right."""
        return self.open and self.answer is not None and self.replies is None


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


Box = Map[tuple[str, str], Sealed]
"""What is sealed in one round: (item, voter) → the latest of it."""


@dataclass(frozen=True)
class Meeting:
    """Everything that is known of one meeting. Made by folding its log, then the boxes that live."""

    id: str = ""
    title: str = ""
    question: str = ""
    place: str | None = None
    date: date | None = None
    language: str = "nl"
    mandate: Mandate = Mandate()
    practice: bool = False
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    last_at: datetime | None = None
    sheet: tuple[Block, ...] = ()
    active: str = ""
    visits: tuple[Visit, ...] = ()
    notes: tuple[Note, ...] = ()
    participants: Map[str, Participant] = field(default_factory=Map)
    viewpoints: Map[str, Viewpoint] = field(default_factory=Map)
    proposals: tuple[Proposal, ...] = ()
    tabled: str | None = None
    rounds: tuple[Round, ...] = ()
    talked_after: int = 0
    """How many rounds there were when the last long talk ended: those no longer count toward three."""
    boxes: Map[str, Box] = field(default_factory=Map)
    positions: tuple[MinorityPosition, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def block(self) -> Block:
        return self.block_of(self.active)

    @property
    def step(self) -> str:
        return self.block.step if self.active else ""

    @property
    def decision(self) -> int:
        """The number of the decision that is being made."""
        return len(self.decisions) + 1

    def block_of(self, block_id: str) -> Block:
        return next(block for block in self.sheet if block.id == block_id)

    @property
    def visit(self) -> int:
        """Which stay in a block this is, counted from 1: a block may be entered again."""
        return len(self.visits)

    def proposal_of(self, proposal_id: str | None) -> Proposal | None:
        return next((proposal for proposal in self.proposals if proposal.id == proposal_id), None)

    def round_of(self, round_id: str) -> Round | None:
        return next((known for known in self.rounds if known.id == round_id), None)

    def position_of(self, position_id: str) -> MinorityPosition | None:
        return next((position for position in self.positions if position.id == position_id), None)

    @property
    def proposal(self) -> Proposal | None:
        """The proposal on the table."""
        return self.proposal_of(self.tabled)

    @property
    def open_round(self) -> Round | None:
        return next((known for known in self.rounds if known.open), None)

    def rounds_on(self, decision: int, kind: RoundKind | None = None) -> tuple[Round, ...]:
        """The rounds of one decision that were not cancelled, oldest first."""
        return tuple(
            known
            for known in self.rounds
            if known.decision == decision and not known.cancelled and kind in (None, known.kind)
        )

    @property
    def last_round(self) -> Round | None:
        """The latest round on the current decision that was not cancelled."""
        rounds = self.rounds_on(self.decision)
        return rounds[-1] if rounds else None

    def positions_on(self, decision: int) -> tuple[MinorityPosition, ...]:
        return tuple(position for position in self.positions if position.decision == decision)

    @property
    def open_positions(self) -> tuple[MinorityPosition, ...]:
        return tuple(position for position in self.positions_on(self.decision) if position.open)

    @property
    def asked_position(self) -> MinorityPosition | None:
        """The position whose answer every phone is looking at."""
        return next((position for position in self.positions_on(self.decision) if position.asking), None)

    def fruitless(self, kind: RoundKind) -> int:
        """How many rounds of this kind on the current decision carried nothing since the last long talk."""
        return sum(
            1
            for known in self.rounds[self.talked_after :]
            if known.decision == self.decision and known.kind is kind and known.fruitless
        )

    @property
    def carried(self) -> Round | None:
        """The round in which the proposal on the table got its majority."""
        votes = self.rounds_on(self.decision, RoundKind.PROPOSAL)
        return votes[-1] if votes and votes[-1].outcome in (Outcome.CARRIED, Outcome.UNANIMOUS) else None

    @property
    def frozen(self) -> bool:
        """Whether proposals are frozen: a round on the current decision was opened."""
        return bool(self.rounds_on(self.decision))
