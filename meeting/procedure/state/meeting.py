"""A meeting as a whole: frozen, and changed by copying what an event touches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter

from immutables import Map

from meeting.procedure.core import Act, Sealed
from meeting.procedure.state.announcements import Announcement
from meeting.procedure.state.choosing import Package, Shortlist
from meeting.procedure.state.kinds import CHOICES, VOTES, Outcome, RoundKind
from meeting.procedure.state.opgaven import Opgave, Reading
from meeting.procedure.state.ordering import Ordering
from meeting.procedure.state.programme import (
    PHONE_BUDGET,
    Agreements,
    Asking,
    Block,
    Info,
    Judgement,
    Mandate,
    Missing,
    Note,
    Visit,
)
from meeting.procedure.state.reading import Brought, Repair
from meeting.procedure.state.rounds import (
    Decision,
    Grain,
    Heard,
    MinorityPosition,
    PointAnswer,
    Round,
    Suggestion,
    Waterline,
)
from meeting.procedure.state.tables import Capacity, Table
from meeting.procedure.state.teams import SignUp, Team
from meeting.procedure.state.voices import Call, Cluster, Participant, Proposal, Recognition, Spread, Viewpoint

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
    promised_for: Map[str, int] = field(default_factory=Map)
    """The minutes a block had then, of blocks that got other ones since."""
    active: str = ""
    visits: tuple[Visit, ...] = ()
    notes: tuple[Note, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    participants: Map[str, Participant] = field(default_factory=Map)
    tables: Map[str, Table] = field(default_factory=Map)
    """The tables in the hall; none in a meeting without tables."""
    seated: Map[str, frozenset[str]] = field(default_factory=Map)
    """Who sits at which table: so that what one table sees costs what that table holds."""
    mixes: int = 0
    """How often people were mixed over the tables; `mixing`: the last of these was not called off."""
    mixing: bool = False
    capacities: Map[str, Capacity] = field(default_factory=Map)
    taken: Map[tuple[str, bool], int] = field(default_factory=Map)
    """How many people take part in which capacity, proven and not."""
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
    ordering: Ordering = Ordering()
    opgaven: Map[str, Opgave] = field(default_factory=Map)
    """The cards that go to the ordering desk, by the viewpoint that is their title."""
    handed: Map[str, str] = field(default_factory=Map)
    """In which block of picking a table last handed in its cards."""
    readings: Map[tuple[str, str], Reading] = field(default_factory=Map)
    """What tables said of topics: (table, topic) → the latest of it."""
    to_read: Map[str, tuple[str, ...]] = field(default_factory=Map)
    """The topics that each table was given to read back."""
    brought: tuple[Brought, ...] = ()
    repairs: tuple[Repair, ...] = ()
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
    shortlist: Shortlist = Shortlist()
    packages: tuple[Package, ...] = ()
    check_out: Round | None = None
    """The question at the end, did people feel heard: sealed as a round is, and no vote of the room."""
    heard: Heard | None = None

    teams: Map[str, Team] = field(default_factory=Map)
    sign_ups: Map[str, SignUp] = field(default_factory=Map)
    holders: Map[str, tuple[str, ...]] = field(default_factory=Map)
    """What each mark of a seat for teams signed up for."""

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

    @cached_property
    def path(self) -> tuple[tuple[str, str], ...]:
        """The stays so far, each as (block, step): looked up once, not for each person."""
        steps = {block.id: block.step for block in self.sheet}
        return tuple((visit.block, steps[visit.block]) for visit in self.visits)

    @cached_property
    def arrived(self) -> tuple[Viewpoint, ...]:
        """The viewpoints in the order in which they came: looked up once, not by all who list them."""
        return tuple(sorted(self.viewpoints.values(), key=attrgetter("number")))

    @cached_property
    def laid_at(self) -> dict[str | None, list[Viewpoint]]:
        """The viewpoints by the table at which they were laid, as they came: looked up once, not for each table."""
        laid: dict[str | None, list[Viewpoint]] = {}
        for viewpoint in self.arrived:
            laid.setdefault(viewpoint.table, []).append(viewpoint)
        return laid

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

    @property
    def choosings(self) -> tuple[Round, ...]:
        """The latest choosing round on the current decision, and after it the run-offs of its ties, oldest first."""
        rounds = self.rounds_on(self.decision, *CHOICES)
        first = next((known for known in reversed(rounds) if not known.of), None)
        return (first, *(known for known in rounds if known.of == first.id)) if first else ()

    def package_of(self, proposal_id: str | None) -> Package | None:
        return next((package for package in self.packages if package.proposal == proposal_id), None)

    @property
    def package(self) -> Package | None:
        """The package on the table."""
        return self.package_of(self.tabled)

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
    def secrets(self) -> bool:
        """Whether a box lives of what is going on; one that only waits for later answers is about what was."""
        return any(not (known and known.later and known.later.emptied) for known in map(self.round_of, self.boxes))

    @property
    def frozen(self) -> bool:
        """Whether proposals are frozen: a round on the current decision was opened."""
        return bool(self.rounds_on(self.decision))
