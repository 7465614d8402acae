"""A driver for tests: a hall with a clock, ids, seats and voters, and short verbs for what people do."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from meeting.procedure import handle
from meeting.procedure.arrival import Join, OpenMeeting
from meeting.procedure.ballots import BallotCast
from meeting.procedure.beside import LayBeside
from meeting.procedure.checking_out import AskHeard, HeardAsked
from meeting.procedure.core import Apart, Command, Event, Refused, Role, Sealed, SecretCommand, StaffCommand
from meeting.procedure.deciding import AdoptDecision, EndDecision
from meeting.procedure.gathering import SubmitViewpoint
from meeting.procedure.hands import EnterCount
from meeting.procedure.minority import AddPosition, AskMinority, GiveAnswer, ShareAnswers
from meeting.procedure.moderating import HoldViewpoint, ReleaseViewpoint, SendBackViewpoint
from meeting.procedure.practising import OpenPractice
from meeting.procedure.proposing import ConfirmProposal, PutProposal, TableProposal
from meeting.procedure.sealing import BoxDestroyed
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import ShowResult
from meeting.procedure.signing_up import ContactGone, ContactKept
from meeting.procedure.spreading import ShowCounts, SpreadViewpoint
from meeting.procedure.state import (
    SEVERAL,
    AnswerKind,
    DecisionKind,
    Meeting,
    MinorityPosition,
    Option,
    Proposal,
    Round,
    RoundKind,
    RunSheet,
)
from meeting.procedure.templates import EVENING, MODELS
from meeting.procedure.uncovered import behind
from meeting.procedure.voting import (
    CancelRound,
    CastBallot,
    CloseRound,
    OpenChoice,
    OpenRound,
    RoundOpened,
)
from meeting.procedure.weaving import AnswerPosition, LeaveUnmet, Reply, SettlePosition

START = datetime(2025, 11, 21, 19, 30, tzinfo=UTC)
QUESTION = "Wat is ervoor nodig zodat iedereen zich hier thuis voelt?"

Happened = tuple[Event | Sealed | Apart, ...]


def sheet_with(*models: str) -> RunSheet:
    """The usual run sheet with these blocks between check-in and gathering."""
    first, second, *others = EVENING.blocks
    return replace(EVENING, blocks=(first, second, *(MODELS[model] for model in models), *others))


@dataclass(frozen=True)
class Person:
    """Somebody with a phone. The seat is the secret in the phone's cookie; the log only ever sees `id`."""

    id: str
    seat: bytes


@dataclass
class Hall:
    """One meeting and the people in it.

    `log` is what the store would keep for good, `keys` the keys of the boxes that live. `present` is how many
    people with the right to vote the hub would count; None means everybody who joined.
    """

    meeting: Meeting = field(default_factory=lambda: Meeting(id="hall"))
    now: datetime = START
    log: list[Event] = field(default_factory=list)
    keys: dict[str, bytes] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    present: int | None = None
    contacts: set[str] = field(default_factory=set)
    """The sign-ups for which a way to reach somebody is kept apart."""
    _made: int = 0

    # Ids, seats and voters

    def bytes(self, purpose: str = "") -> bytes:
        """Sixteen bytes that look random and are the same in every run."""
        self._made += 1
        return hashlib.sha256(f"{purpose}{self._made}".encode()).digest()[:16]

    def id(self) -> str:
        """An id as a phone makes it: 22 characters."""
        return base64.urlsafe_b64encode(self.bytes()).decode().rstrip("=")

    def voter(self, person: Person, round_id: str, helped: int = 0) -> str | None:
        """The pseudonym of this person in this round; None once the key of the round is gone."""
        key = self.keys.get(round_id)
        return key and hmac.new(key, person.seat + bytes([helped]), hashlib.sha256).hexdigest()

    def holder(self, person: Person) -> str:
        """The mark of this person's seat in the teams."""
        return hashlib.sha256(b"team" + person.seat).hexdigest()[:22]

    # Commands

    def do(self, command: Command) -> Happened:
        """Carry out a command, and keep log and keys as the store would."""
        happened, self.meeting = handle(command, self.meeting)
        for event in happened:
            if isinstance(event, Event):
                self.log.append(event)
            if isinstance(event, RoundOpened | HeardAsked):
                self.keys[event.round_id] = self.bytes("key")
            if isinstance(event, BoxDestroyed):
                self.keys.pop(event.round_id, None)
            if isinstance(event, ContactKept):
                self.contacts.add(event.sign_up_id)
            if isinstance(event, ContactGone):
                self.contacts.discard(event.sign_up_id)
        return happened

    def refused(self, verb: Callable[..., Any], /, *args: Any, **fields: Any) -> str:
        """The reason why this is refused; fails when it is not."""
        try:
            verb(*args, **fields)
        except Refused as refusal:
            return refusal.reason
        raise AssertionError("this was not refused")

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def wait(self, **lapse: float) -> None:
        """Let time go by: `hall.wait(hours=24)`."""
        self.now += timedelta(**lapse)

    def as_staff(self, kind: type[Command], /, **fields: Any) -> Command:
        """A facilitator's command, looking at the active block unless `block` says otherwise."""
        if issubclass(kind, StaffCommand):
            fields.setdefault("block", self.meeting.active)
        if kind in (EnterBlock, SpreadViewpoint, ShowCounts):
            fields.setdefault("visit", self.meeting.visit)
        moderating = kind in (HoldViewpoint, ReleaseViewpoint, SendBackViewpoint)
        if moderating and fields.get("viewpoint_id") in self.meeting.viewpoints:
            fields.setdefault("moderated", self.meeting.viewpoints[fields["viewpoint_id"]].moderated)
        if kind in (TableProposal, LayBeside):
            fields.setdefault("table_rev", self.meeting.table_rev)
        if kind in (OpenRound, OpenChoice, OpenPractice, CloseRound, AskMinority, AskHeard):
            fields.setdefault("present", len(self.people) if self.present is None else self.present)
        if kind is ShareAnswers:
            fields.setdefault("seed", self.bytes("seed"))
        return kind(at=self.tick(), role=Role.FACILITATOR, **fields)

    def as_person(self, person: Person, kind: type[Command], /, **fields: Any) -> Command:
        """What comes from a phone; a secret command gets its voter here, as `live` would stamp it."""
        if kind is Reply and "answer" not in fields:
            position = self.meeting.position_of(fields["position_id"])
            fields["answer"] = position.rev if position else 1
        if issubclass(kind, SecretCommand) and "voter" not in fields:
            fields["voter"] = self.voter(person, fields["round_id"], fields.get("person", 0))
        if issubclass(kind, SecretCommand) and "earlier" not in fields:
            source = behind(self.meeting, fields["round_id"])
            fields["earlier"] = self.voter(person, source) if source else None
        if "holder" in kind.__dataclass_fields__:
            fields.setdefault("holder", self.holder(person))
        return kind(at=self.tick(), role=Role.PARTICIPANT, participant=person.id, **fields)

    def lead(self, kind: type[Command], /, **fields: Any) -> Happened:
        """The facilitator does something."""
        return self.do(self.as_staff(kind, **fields))

    def ask(self, person: Person, kind: type[Command], /, **fields: Any) -> Happened:
        """Somebody does something on the phone."""
        return self.do(self.as_person(person, kind, **fields))

    # Arrival and the run sheet

    def open(self, **fields: Any) -> Hall:
        """Open the meeting."""
        self.lead(OpenMeeting, **{"question": QUESTION, **fields})
        return self

    def newcomer(self) -> Person:
        """Somebody who has scanned the code and not joined yet."""
        return Person(self.id(), self.bytes("seat"))

    def join(self, n: int = 1, language: str = "nl") -> list[Person]:
        """`n` people come in."""
        came = [self.newcomer() for _ in range(n)]
        for person in came:
            self.ask(person, Join, language=language)
        self.people += came
        return came

    def go(self, block: str) -> Happened:
        """Go to a block, with a reason where it is a jump."""
        return self.lead(EnterBlock, to=block, reason="other")

    # Viewpoints and proposals

    def view(self, person: Person, text: str, block: str = "gather") -> str:
        """Somebody puts a viewpoint on the table; returns its id."""
        viewpoint_id = self.id()
        self.ask(person, SubmitViewpoint, viewpoint_id=viewpoint_id, block_id=block, text=text)
        return viewpoint_id

    def propose(self, text: str = "We openen de kantine ook op zondag.") -> Proposal:
        """The facilitator types a proposal and the room confirms it."""
        self.go("propose")
        proposal_id = self.id()
        self.lead(PutProposal, proposal_id=proposal_id, text=text)
        self.lead(ConfirmProposal, proposal_id=proposal_id, version=1)
        return self.tabled

    def put(self, person: Person, text: str = "") -> str:
        """Somebody proposes something on the phone; returns its id."""
        proposal_id = self.id()
        self.ask(person, PutProposal, proposal_id=proposal_id, text=text or f"Voorstel {proposal_id}")
        return proposal_id

    def lay(self, *texts: str) -> list[str]:
        """The first people propose these, and they are laid on the table beside each other; returns their ids."""
        self.go("propose")
        put = [self.put(person, text) for person, text in zip(self.people, texts, strict=False)]
        self.lead(LayBeside, proposal_ids=tuple(put))
        return put

    @property
    def tabled(self) -> Proposal:
        """The proposal on the table."""
        assert self.meeting.proposal is not None
        return self.meeting.proposal

    # Rounds

    @property
    def last(self) -> Round:
        """The latest round, cancelled or not."""
        return self.meeting.rounds[-1]

    def open_round(self, kind: RoundKind = RoundKind.PROPOSAL, **fields: Any) -> Round:
        """Open a round on the proposal as it stands, in the block of its kind."""
        self.go("vote" if kind is RoundKind.PROPOSAL else "decide")
        proposal = self.meeting.proposal
        known = {"round_id": self.id(), "kind": kind, "proposal_id": "", "version": 1}
        if proposal is not None:
            known |= {"proposal_id": proposal.id, "version": proposal.version}
        self.lead(OpenRound, **{**known, **fields})
        return self.last

    def choose_among(self, **fields: Any) -> Round:
        """Open a vote among what lies on the table beside each other, word for word."""
        self.go("vote")
        laid = [proposal for each in self.meeting.options if (proposal := self.meeting.proposal_of(each))]
        frozen = tuple(Option(proposal.id, proposal.version) for proposal in laid)
        self.lead(OpenChoice, **{"round_id": self.id(), "options": frozen, **fields})
        return self.last

    def run_choice(self, *choices: str, **fields: Any) -> Round:
        """A whole vote among several: the first people choose these in order, it closes and the result is shown."""
        self.choose_among(**fields)
        for person, choice in zip(self.people, choices, strict=False):
            self.vote(person, choice)
        self.close()
        self.show()
        return self.last

    def vote(self, voting: Person, /, *choice: str, rev: int | None = None, **fields: Any) -> Happened:
        """Somebody chooses, or chooses anew."""
        fields.setdefault("round_id", self.last.id if self.meeting.rounds else "")
        if rev is None:
            rev = self.next_rev(voting, fields["round_id"], "ballot")
        return self.ask(voting, CastBallot, choice=choice, rev=rev, **fields)

    def next_rev(self, person: Person, round_id: str, item: str) -> int:
        """One more than the revision this person has in the box."""
        box = self.meeting.boxes.get(round_id)
        before = box.get((item, self.voter(person, round_id))) if box is not None else None
        return 1 if before is None else before.rev + 1

    def close(self, **fields: Any) -> Round:
        """Close the open round."""
        self.lead(CloseRound, round_id=self.last.id, **fields)
        return self.last

    def show(self, known: Round | None = None) -> None:
        self.lead(ShowResult, round_id=(known or self.last).id)

    def count(self, choice: str, n: int = 1, *, again: bool = False) -> None:
        """So many people without a phone chose this and nothing else; papers are counted twice with `again`."""
        counts = tuple((each, n if each == choice else 0) for each in self.last.choices)
        people = n if self.last.kind in SEVERAL else None
        for second in (False, True) if again else (False,):
            self.lead(EnterCount, round_id=self.last.id, counts=counts, again=second, people=people)

    def cancel(self, reason: str = "De vraag klopte niet.") -> None:
        self.lead(CancelRound, round_id=self.last.id, reason=reason)

    def run_round(self, *choices: str, kind: RoundKind = RoundKind.PROPOSAL, **fields: Any) -> Round:
        """A whole round: the first people make these choices in order, it closes and the result is shown."""
        self.open_round(kind, **fields)
        for person, choice in zip(self.people, choices, strict=False):
            self.vote(person, choice)
        self.close()
        self.show()
        return self.last

    def check(self, *choices: str, **fields: Any) -> Round:
        """A whole support check."""
        return self.run_round(*choices, kind=RoundKind.SUPPORT, **fields)

    # The minority

    def ask_minority(self) -> Round:
        """Ask on every phone what is needed."""
        self.go("minority")
        self.lead(AskMinority, round_id=self.last.id)
        return self.last

    def answer(self, person: Person, text: str | None = None, kind: str = "text", **fields: Any) -> str:
        """Somebody answers the question after a round; returns the id of the position."""
        fields.setdefault("round_id", self.last.id)
        position_id = fields.pop("position_id", None) or self.own_position(person, fields["round_id"])
        fields.setdefault("rev", self.next_rev(person, fields["round_id"], "answer"))
        self.ask(person, GiveAnswer, position_id=position_id, kind=kind, text=text, **fields)
        return position_id

    def own_position(self, person: Person, round_id: str) -> str:
        """The id of this person's answer: the one in the box, or a new one."""
        box = self.meeting.boxes.get(round_id)
        before = box.get(("answer", self.voter(person, round_id))) if box is not None else None
        return getattr(before, "position_id", None) or self.id()

    def share(self, **fields: Any) -> Happened:
        return self.lead(ShareAnswers, **{"round_id": self.last.id, **fields})

    def say_aloud(self, text: str) -> str:
        """Somebody says a need aloud and the facilitator types it; returns its id."""
        position_id = self.id()
        self.lead(AddPosition, position_id=position_id, round_id=self.last.id, text=text)
        return position_id

    def position(self, position_id: str) -> MinorityPosition:
        position = self.meeting.position_of(position_id)
        assert position is not None
        return position

    # Weaving

    def treat(self, position_id: str, kind: AnswerKind = AnswerKind.ADDED, **fields: Any) -> Happened:
        """The room answers a need."""
        rev = fields.pop("rev", None) or self.position(position_id).rev
        return self.lead(AnswerPosition, position_id=position_id, rev=rev, kind=kind, **fields)

    def reply(self, person: Person, position_id: str, fits: bool = True, **fields: Any) -> Happened:
        """Somebody says whether the answer is right."""
        fields.setdefault("round_id", self.last.id)
        fields.setdefault("rev", self.next_rev(person, fields["round_id"], position_id))
        return self.ask(person, Reply, position_id=position_id, fits=fits, **fields)

    def settle(self, position_id: str, **fields: Any) -> Happened:
        rev = fields.pop("rev", None) or self.position(position_id).rev
        return self.lead(SettlePosition, position_id=position_id, rev=rev, **fields)

    def leave(self, position_id: str) -> Happened:
        return self.lead(LeaveUnmet, position_id=position_id, rev=self.position(position_id).rev)

    # Deciding

    def adopt(self, **fields: Any) -> Happened:
        """Lay down the decision as it stands."""
        known = {"number": self.meeting.decision, "version": self.tabled.version}
        return self.lead(AdoptDecision, **{**known, **fields})

    def end(self, kind: DecisionKind = DecisionKind.POSTPONED, reason: str = "We slapen er een nacht over.") -> None:
        self.lead(EndDecision, number=self.meeting.decision, kind=kind, reason=reason)

    # Looking

    def ballots(self, round_id: str) -> dict[str, tuple[str, ...]]:
        """Voter → choice, as sealed in the box of a round."""
        box = self.meeting.boxes[round_id]
        return {voter: each.choice for (_, voter), each in box.items() if isinstance(each, BallotCast)}


# Halls that stand where a test begins


def hall(n: int = 5) -> Hall:
    """A meeting with `n` people, at its first block."""
    opened = Hall().open()
    opened.join(n)
    return opened


def hall_with_proposal(n: int = 5) -> Hall:
    ready = hall(n)
    ready.propose()
    return ready


def hall_in_a_vote(n: int = 5) -> Hall:
    voting = hall_with_proposal(n)
    voting.open_round()
    return voting


def hall_after_a_vote(*choices: str) -> Hall:
    """A hall of as many people as there are choices, with the result on the screen."""
    voted = hall_with_proposal(len(choices))
    voted.run_round(*choices)
    return voted


def hall_asked(*choices: str) -> Hall:
    """A hall where the question what is needed is on every phone."""
    asked = hall_after_a_vote(*choices)
    asked.ask_minority()
    return asked


def split(for_: int, against: int, abstain: int = 0) -> list[str]:
    """So many choices of each kind; the first people are against."""
    return ["against"] * against + ["for"] * for_ + ["abstain"] * abstain


def hall_weaving(needs: Iterable[str], for_: int = 5) -> tuple[Hall, list[str]]:
    """A hall where the minority's needs were shared and the weaving begins; with their ids, author i first."""
    needs = list(needs)
    woven = hall_asked(*split(for_, len(needs)))
    ids = [woven.answer(person, need) for person, need in zip(woven.people, needs, strict=False)]
    woven.share()
    woven.go("weave")
    return woven, ids


def hall_heard(*choices: str) -> Hall:
    """A hall where the minority was asked and nobody needed anything: ready for the support check."""
    heard = hall_asked(*choices)
    heard.share()
    return heard
