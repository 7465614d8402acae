"""What a meeting is at one moment: frozen values, changed by copying what an event touches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from immutables import Map

from meeting.procedure.core import Act, Role, Sealed


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


class Fit(StrEnum):
    """What somebody says to "is this your question too?"."""

    YES = "yes"
    ALMOST = "almost"
    NO = "no"


class RoundKind(StrEnum):
    """What a round asks: for or against one proposal, which of several, who comes along, or something to practise."""

    PROPOSAL = "proposal"
    OPTIONS = "options"
    PRACTICE = "practice"
    SUPPORT = "support"
    HEARD = "heard"


VOTES = (RoundKind.PROPOSAL, RoundKind.OPTIONS)
"""Rounds that can give a proposal its majority: they are numbered, and count toward three, together."""


class Method(StrEnum):
    """How people vote. Those without a phone raise a hand or get a paper; without phones everybody does."""

    PHONES = "phones"
    PHONES_HANDS = "phones_hands"
    PHONES_PAPER = "phones_paper"
    HANDS = "hands"
    PAPER = "paper"

    @property
    def by_phone(self) -> bool:
        return self in (Method.PHONES, Method.PHONES_HANDS, Method.PHONES_PAPER)

    @property
    def on_paper(self) -> bool:
        return self in (Method.PHONES_PAPER, Method.PAPER)


class Outcome(StrEnum):
    """What a tally means (method.md 3.4): `CARRIED` is more than half of those who chose.

    `DIVIDED`: of several proposals none has more than half.
    """

    UNANIMOUS = "unanimous"
    CARRIED = "carried"
    REJECTED = "rejected"
    TIE = "tie"
    DIVIDED = "divided"
    INCONCLUSIVE = "inconclusive"
    ALL_ALONG = "all_along"
    NOT_YET = "not_yet"


class AnswerKind(StrEnum):
    """What the room does with a need."""

    ADDED = "added"
    CHANGED = "changed"
    PARKED = "parked"
    SEPARATE = "separate"
    DECLINED = "declined"

    @property
    def carried(self) -> bool:
        """Whether the proposal carries the need."""
        return self in (AnswerKind.ADDED, AnswerKind.CHANGED)


class Verdict(StrEnum):
    """What the commissioner says to a point: she takes it over, in part, not, or finds out before a date."""

    YES = "yes"
    PARTLY = "partly"
    LATER = "later"
    NO = "no"


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
HEARD, PARTLY, UNHEARD = "heard", "partly", "unheard"
OPTIONS = {
    RoundKind.PROPOSAL: (FOR, AGAINST, ABSTAIN),
    RoundKind.SUPPORT: (ALONG, LEAVE, NOT_YET),
    RoundKind.HEARD: (HEARD, PARTLY, UNHEARD),
}
"""The choices of a round that has the same ones always, in the order every screen shows them."""

FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
LETTERS = "ABCDEFGH"
"""The letters of the options of a round, in the order in which they were frozen."""

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


@dataclass(frozen=True)
class Participant:
    """One who takes part. What was put on the table is indexed here, so that a private view costs what they did."""

    id: str
    votes: bool
    language: str
    watching: bool = False
    """Came in by the door for those who do not vote."""
    viewpoints: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()
    recognised: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """Somebody asked for help (`help`) or wants to say it aloud (`speak`), from this place in the hall."""

    id: str
    participant: str
    kind: str
    place: str
    at: datetime


@dataclass(frozen=True)
class Viewpoint:
    """What somebody sees. `number` gives the order of arrival; `author` is None for what was typed by staff.

    `rev` counts its wordings, `moderated` how often it was held back, sent back or released; `late`: its block was
    over. `otherwise_of`: who wrote it sees that viewpoint otherwise. `returned`: it is with its author, who was asked
    to make an opinion of a question, `returns` times so far. `alike`: a viewpoint on the screen that may say the same.
    `cluster`: the topic it lies with; `fits`: what its author says of that.
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

    @property
    def counts(self) -> bool:
        """Whether it belongs to the harvest."""
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

    `rev` goes up with every change. Its viewpoints keep their own words and can be taken out.
    """

    id: str
    number: int
    viewpoints: tuple[str, ...]
    name: str | None = None
    confirmed: bool = False
    rev: int = 1


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
class Round:
    """One vote of the whole room. `number` counts the rounds of its kind on this decision that were not cancelled.

    `accepted` is why an inconclusive result was used; `figures` says that a small minority's number may be shown.
    `options` are what is chosen among where that is not for or against; then there is no `proposal`. `text` is the
    question of a practice round. `beside` is how many people have no phone, or how many papers were handed out;
    `channels` how many people voted in which way, once it is counted.
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

    @property
    def open(self) -> bool:
        return self.closed_at is None and self.cancelled is None

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen: ids of options, in the order of their letters where they have them."""
        return OPTIONS.get(self.kind) or (*(option.id for option in self.options), ABSTAIN)

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
    `asks`: it asks something of the commissioner.
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
    sheet_rev: int = 1
    """Goes up with every change of the run sheet's blocks."""
    newcomers_vote: bool = True
    template: str = ""
    """What the run sheet was made from; empty in meetings from before there was a choice."""
    budget: int = PHONE_BUDGET
    promised: int = 0
    """The minutes people were promised: those of the run sheet when the arrival ended, without the arrival."""
    active: str = ""
    visits: tuple[Visit, ...] = ()
    notes: tuple[Note, ...] = ()
    participants: Map[str, Participant] = field(default_factory=Map)
    calls: Map[str, Call] = field(default_factory=Map)
    askings: tuple[Asking, ...] = ()
    """The wordings of the question; `question` is that of the last."""
    judgements: Map[str, Judgement] = field(default_factory=Map)
    missing: Map[str, Missing] = field(default_factory=Map)
    agreements: Agreements = Agreements()
    info: Info = Info()
    imports: tuple[str, ...] = ()
    """Batches of viewpoints that were read from a file."""
    viewpoints: Map[str, Viewpoint] = field(default_factory=Map)
    recognitions: Map[str, Recognition] = field(default_factory=Map)
    spreads: tuple[Spread, ...] = ()
    clusters: Map[str, Cluster] = field(default_factory=Map)
    apart: frozenset[frozenset[str]] = frozenset()
    """Pairs of viewpoints that look alike and are not."""
    counted: int = 0
    """The latest stay in which it was shown how many people recognise what, or how large topics are."""
    proposals: tuple[Proposal, ...] = ()
    table_rev: int = 0
    """Goes up with every change of what lies on the table."""
    tabled: str | None = None
    options: tuple[str, ...] = ()
    """The proposals that lie on the table beside each other; none where `tabled` is the only one."""
    rounds: tuple[Round, ...] = ()
    talked_after: int = 0
    """How many rounds there were when the last long talk ended: those no longer count toward three."""
    boxes: Map[str, Box] = field(default_factory=Map)
    positions: tuple[MinorityPosition, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    decisions: tuple[Decision, ...] = ()
    point_answers: tuple[PointAnswer, ...] = ()
    waterlines: tuple[Waterline, ...] = ()
    grains: tuple[Grain, ...] = ()
    check_out: Round | None = None
    """The question at the end, did people feel heard: sealed as a round is, and no vote of the room."""
    heard: Heard | None = None

    dropped: frozenset[str] = frozenset()
    """Notes and agreements that were taken back, and calls that are over: sent again, they do not come back."""
    erased: int = 0
    """How many texts were taken away for good because somebody asked for it."""
    acts: tuple[Act, ...] = ()
    undoing: int = 0
    """How many of the next events carry out an undo: those are no acts of their own."""

    @cached_property
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
        asked = (self.check_out,) if self.check_out else ()
        return next((known for known in (*self.rounds, *asked) if known.id == round_id), None)

    def position_of(self, position_id: str) -> MinorityPosition | None:
        return next((position for position in self.positions if position.id == position_id), None)

    @property
    def proposal(self) -> Proposal | None:
        """The proposal on the table."""
        return self.proposal_of(self.tabled)

    @property
    def open_round(self) -> Round | None:
        return next((known for known in self.rounds if known.open), None)

    def rounds_on(self, decision: int, *kinds: RoundKind) -> tuple[Round, ...]:
        """The rounds on one decision (of these kinds) that were not cancelled, oldest first."""
        wanted = kinds or (*VOTES, RoundKind.SUPPORT)
        rounds = (known for known in self.rounds if known.decision == decision and not known.cancelled)
        return tuple(known for known in rounds if known.kind in wanted)

    @property
    def last_round(self) -> Round | None:
        """The latest round on the current decision that was not cancelled."""
        rounds = self.rounds_on(self.decision)
        return rounds[-1] if rounds else None

    def positions_on(self, decision: int) -> tuple[MinorityPosition, ...]:
        return tuple(position for position in self.positions if position.decision == decision)

    @property
    def open_positions(self) -> tuple[MinorityPosition, ...]:
        """Needs that wait for a word, about the proposal on the table: those about another one are history."""
        return tuple(position for position in self.positions_now if position.open)

    @property
    def positions_now(self) -> tuple[MinorityPosition, ...]:
        """The needs about the proposal on the table."""
        return tuple(each for each in self.positions_on(self.decision) if each.proposal in ("", self.tabled))

    @cached_property
    def asked_position(self) -> MinorityPosition | None:
        """The position whose answer every phone is looking at: looked up once, not for each of them."""
        return next((position for position in self.positions_now if position.asking), None)

    def fruitless(self, kind: RoundKind) -> int:
        """How many rounds like this one on the current decision carried nothing since the last long talk."""
        alike = VOTES if kind in VOTES else (kind,)
        return sum(
            1
            for known in self.rounds[self.talked_after :]
            if known.decision == self.decision and known.kind in alike and known.fruitless
        )

    @property
    def carried(self) -> Round | None:
        """The round in which the proposal on the table got its majority, or will have when its result is shown."""
        votes = self.rounds_on(self.decision, *VOTES)
        if not votes or votes[-1].outcome not in (Outcome.CARRIED, Outcome.UNANIMOUS):
            return None
        last = votes[-1]
        about = last.carried if last.kind is RoundKind.OPTIONS else last.proposal
        return None if self.reopened and about != self.tabled else last

    @property
    def reopened(self) -> bool:
        """Whether people talked long since the last vote and nobody waits to be asked: then they may vote anew."""
        votes = self.rounds_on(self.decision, *VOTES)
        return bool(votes) and self.rounds.index(votes[-1]) < self.talked_after and not self.unasked

    @property
    def unasked(self) -> bool:
        """Whether the last round left a minority that can still be asked what it needs, and was not."""
        last = self.last_round
        if last is None or last.id not in self.boxes or (last.question and last.question.shared):
            return False
        return last.outcome in (Outcome.CARRIED, Outcome.UNANIMOUS, Outcome.NOT_YET)

    @property
    def frozen(self) -> bool:
        """Whether proposals are frozen: a round on the current decision was opened."""
        return bool(self.rounds_on(self.decision))
