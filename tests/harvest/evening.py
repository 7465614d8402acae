"""Evenings about a square, led through the real rules, so that every part of the report is seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from meeting.procedure import handle
from meeting.procedure.arrival import Join, OpenMeeting
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.core import Command, Event, Role, Sealed, SecretCommand, StaffCommand
from meeting.procedure.deciding import AdoptDecision, EndDecision
from meeting.procedure.gathering import EditViewpoint, SubmitViewpoint, WithdrawViewpoint
from meeting.procedure.minority import AddPosition, AskMinority, GiveAnswer, ShareAnswers, ShareSuggestions
from meeting.procedure.moderating import HoldViewpoint
from meeting.procedure.proposing import AmendProposal, ConfirmProposal, PutProposal, TableProposal
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import AcceptResult, ShowResult
from meeting.procedure.state import AnswerKind, DecisionKind, Level, Meeting, RoundKind
from meeting.procedure.talking import TakeNote
from meeting.procedure.voting import (
    CancelRound,
    CastBallot,
    CloseRound,
    OpenRound,
)
from meeting.procedure.weaving import AnswerPosition, LeaveUnmet, Reply, SettlePosition

START = dt.datetime(2026, 11, 12, 18, 30, tzinfo=dt.UTC)
QUESTION = "Wat is ervoor nodig zodat het plein in 2030 veilig en levendig is?"
PROPOSAL = "Het plein wordt autovrij, te beginnen met een proef in de zomer."
VIEWPOINTS = (
    "Meer licht onder de bomen, nu is het daar ’s avonds aardedonker.",
    "Geen auto’s meer over het plein. Mijn kinderen kunnen er niet spelen.",
    "De winkels leven van mensen die met de auto komen.",
    "Een bankje waar je ook zonder koffie te kopen mag zitten.",
    "Iemand die ’s avonds rondloopt en aanspreekbaar is.",
    "Een plek voor jongeren, want die worden nu overal weggestuurd.",
)
NOES = (
    "Ik ben bang dat mijn moeder straks niet meer voor de deur kan worden afgezet.",
    "Ik geloof niet dat er daarna nog iets verandert. Dat hebben we drie keer meegemaakt.",
)


@dataclass
class Evening:
    """One meeting as it goes, with the log it leaves. Every act takes some time of the clock."""

    meeting: Meeting = field(default_factory=Meeting)
    log: list[Event] = field(default_factory=list)
    now: dt.datetime = START
    people: Sequence[str] = ()
    rev: int = 0

    def do(
        self,
        asked: type[Command],
        /,
        *,
        by: str | None = None,
        role: Role = Role.FACILITATOR,
        seconds: int = 10,
        **fields: Any,
    ) -> None:
        """Ask something, as a participant when `by` is given and in this role otherwise."""
        self.now += dt.timedelta(seconds=seconds)
        if issubclass(asked, StaffCommand):
            fields.setdefault("block", self.meeting.active)
        if asked is Reply:
            fields["answer"] = next(each.rev for each in self.meeting.positions if each.id == fields["position_id"])
        if issubclass(asked, SecretCommand):
            self.rev += 1
            fields |= {"rev": self.rev, "voter": f"sealed-{by}-{fields.get('person', 0)}"}
        role = Role.PARTICIPANT if by else role
        happened, self.meeting = handle(asked(at=self.now, role=role, participant=by, **fields), self.meeting)
        self.log += [event for event in happened if not isinstance(event, Sealed)]

    def go(self, block: str, reason: str | None = None, minutes: int = 4) -> None:
        self.do(EnterBlock, seconds=60 * minutes, to=block, reason=reason, visit=self.meeting.visit)

    def join(self, people: int) -> None:
        self.people = [f"participant-{number:02}" for number in range(1, people + 1)]
        for person in self.people:
            self.do(Join, by=person)

    def view(self, number: int, text: str, by: str | None) -> str:
        viewpoint = f"viewpoint-{number:02}"
        self.do(SubmitViewpoint, by=by, viewpoint_id=viewpoint, block_id=self.meeting.active, text=text)
        return viewpoint

    def propose(self, proposal: str, text: str, by: str | None = None) -> None:
        self.do(PutProposal, by=by, proposal_id=proposal, text=text)
        if by:
            self.do(TableProposal, proposal_id=proposal, table_rev=self.meeting.table_rev)

    def open(self, name: str, kind: RoundKind, reason: str | None = None, **fields: Any) -> None:
        proposal = self.meeting.proposal
        assert proposal is not None
        self.do(
            OpenRound,
            round_id=name,
            kind=kind,
            proposal_id=proposal.id,
            version=proposal.version,
            reason=reason,
            present=len(self.people),
            **fields,
        )

    def vote(self, name: str, kind: RoundKind, counts: Sequence[tuple[str, int]], reason: str | None = None) -> None:
        """A whole round: the first of the people choose the first option, and so on; then it is shown."""
        self.open(name, kind, reason)
        choices = [choice for choice, people in counts for _ in range(people)]
        for person, choice in zip(self.people, choices, strict=False):
            self.do(CastBallot, by=person, seconds=3, round_id=name, choice=(choice,))
        self.do(CloseRound, round_id=name, present=len(self.people))
        self.do(ShowResult, round_id=name)

    def answer(self, person: int, name: str, text: str | None, kind: str = "text") -> None:
        """What somebody answers to the question after the round that is last."""
        last = self.meeting.last_round
        assert last is not None
        self.do(GiveAnswer, by=self.people[person], round_id=last.id, position_id=name, kind=kind, text=text)

    def weave(self, name: str, kind: AnswerKind, author: int | None = None, **fields: Any) -> None:
        """The room's answer to a need; five phones say it fits, and its author, who may be spoken for aloud."""
        self.do(AnswerPosition, position_id=name, rev=self._rev(name), kind=kind, **fields)
        position = self.meeting.position_of(name)
        assert position is not None
        for person in [*self.people[:5], *([self.people[author]] if author is not None else [])]:
            self.do(Reply, by=person, seconds=2, round_id=position.round_id, position_id=name, fits=True)
        aloud = True if position.spoken else None
        self.do(SettlePosition, position_id=name, rev=position.rev, aloud=aloud)

    def refuse(self, name: str, author: int) -> None:
        """An answer its author does not agree with: the need stays as it is."""
        self.do(
            AnswerPosition,
            position_id=name,
            rev=self._rev(name),
            kind=AnswerKind.DECLINED,
            text="Een brug over het plein past niet in wat wij samen kunnen betalen.",
        )
        position = self.meeting.position_of(name)
        assert position is not None
        self.do(Reply, by=self.people[author], round_id=position.round_id, position_id=name, fits=False)
        self.do(SettlePosition, position_id=name, rev=position.rev)
        self.do(LeaveUnmet, position_id=name, rev=position.rev)

    def adopt(self, **fields: Any) -> None:
        proposal = self.meeting.proposal
        assert proposal is not None
        self.do(AdoptDecision, number=self.meeting.decision, version=proposal.version, **fields)

    def end(self, kind: DecisionKind, reason: str) -> None:
        self.do(EndDecision, number=self.meeting.decision, kind=kind, reason=reason)

    def close(self) -> None:
        self.go("close", "time")
        self.do(CloseMeeting, seconds=300)

    def _rev(self, position: str) -> int:
        known = self.meeting.position_of(position)
        assert known is not None
        return known.rev


def until_the_proposal(people: int = 12, **mandate: Any) -> Evening:
    """Arrival, check-in, viewpoints and noes; ends in the block where proposals are made."""
    evening = Evening()
    evening.do(
        OpenMeeting,
        question=QUESTION,
        title="Avond over het Brinkplein",
        place="Buurthuis De Brink",
        date=dt.date(2026, 11, 12),
        **mandate,
    )
    evening.join(people)
    evening.go("check-in", minutes=10)
    evening.go("gather", minutes=12)
    for number, text in enumerate(VIEWPOINTS):
        evening.view(number, text, evening.people[number % people])
    evening.view(20, "Laat het ook een plein voor markt en feest blijven.", None)
    taken_back = evening.view(21, "Dit heb ik toch liever niet gezegd.", evening.people[0])
    evening.do(WithdrawViewpoint, by=evening.people[0], viewpoint_id=taken_back)
    for number, reason in ((22, "person"), (23, "insult"), (24, "insult")):
        held = evening.view(number, f"Een tekst die niemand mag zien, nummer {number}.", evening.people[1])
        evening.do(HoldViewpoint, viewpoint_id=held, rev=1, moderated=0, reason=reason)
    reworded = evening.view(25, "Muziek.", evening.people[2])
    evening.do(
        EditViewpoint,
        by=evening.people[2],
        viewpoint_id=reworded,
        rev=2,
        text="Eén keer per maand muziek op het plein.",
    )
    evening.go("talk")
    evening.do(
        TakeNote,
        note_id="note-1",
        text="Aan twee tafels ging het over licht. Niemand wil hekken. "
        "Iemand zei: “Een plein is pas veilig als er mensen zijn.”",
    )
    evening.do(TakeNote, note_id="note-2", text="De winkeliers vragen wanneer zij mogen laden en lossen.")
    evening.go("seek-no", minutes=26)
    for number, text in enumerate(NOES, 30):
        evening.view(number, text, evening.people[number % people])
    evening.view(33, "Er zit al zo veel in. Straks gebeurt er niets van.", None)
    evening.go("spread")
    evening.go("propose", minutes=22)
    return evening


def square() -> Evening:
    """Split seven to four: needs added, changed, parked, declined; one `not yet` in the first check, none after."""
    evening = until_the_proposal()
    evening.propose("proposal-x", "We zetten hekken om het plein.", evening.people[8])
    evening.propose("proposal-y", "Het plein wordt autovrij.", evening.people[4])
    evening.do(AmendProposal, proposal_id="proposal-y", version=1, text=PROPOSAL)
    evening.do(ConfirmProposal, by=evening.people[4], proposal_id="proposal-y", version=2)
    evening.go("vote")
    evening.open("round-0", RoundKind.PROPOSAL)
    evening.do(CancelRound, round_id="round-0", reason="In het voorstel stond nog niet dat het met een proef begint.")
    evening.vote("round-1", RoundKind.PROPOSAL, [("for", 7), ("against", 4), ("abstain", 1)])
    evening.go("minority")
    evening.do(AskMinority, round_id="round-1", present=12)
    evening.answer(7, "need-1", "Eerst een proef van drie maanden, daarna pas beslissen.")
    evening.answer(8, "need-2", "Mantelzorgers moeten er altijd in kunnen met de auto.")
    evening.answer(9, "need-3", "Een gratis parkeerplek voor iedereen die hier woont.")
    evening.answer(10, "need-s", None, "speak")
    evening.answer(0, "other-1", "Een duidelijk bord bij de ingang, denk ik.")
    evening.do(ShareAnswers, round_id="round-1", seed=b"shuffle")
    evening.do(ShareSuggestions, round_id="round-1", seed=b"shuffle")
    evening.do(
        AddPosition,
        position_id="need-4",
        round_id="round-1",
        text="Dat iemand van de gemeente elk half jaar komt vertellen hoe het gaat.",
    )
    evening.go("weave")
    evening.weave("need-1", AnswerKind.ADDED, author=7)
    evening.weave(
        "need-2",
        AnswerKind.CHANGED,
        author=8,
        text="Wie voor iemand zorgt, mag altijd met de auto tot aan de deur.",
    )
    evening.weave("need-4", AnswerKind.PARKED, owner="Werkgroep Plein")
    evening.weave(
        "need-3",
        AnswerKind.DECLINED,
        text="Er zijn minder plekken dan huizen. We kunnen dat niet iedereen beloven.",
    )
    evening.go("decide")
    evening.vote("check-1", RoundKind.SUPPORT, [("along", 9), ("leave", 1), ("not_yet", 1)])
    evening.go("minority", "method")
    evening.do(AskMinority, round_id="check-1", present=12)
    evening.answer(10, "need-5", "Dat de proef niet in de week van de kermis begint.")
    evening.do(ShareAnswers, round_id="check-1", seed=b"shuffle")
    evening.go("weave")
    evening.weave("need-5", AnswerKind.ADDED)
    evening.go("decide")
    evening.vote("check-2", RoundKind.SUPPORT, [("along", 10), ("leave", 1)])
    evening.adopt(
        owner="Fatima en Joost",
        first_step="Een plan maken met de winkeliers",
        review_on=dt.date(2027, 4, 15),
    )
    evening.close()
    return evening


def advice() -> Evening:
    """An advice to the council that keeps a standing no."""
    evening = until_the_proposal(
        level=Level.ADVISE, decider="Gemeenteraad Voorbeeldstad", answer_by=dt.date(2027, 1, 15)
    )
    evening.propose("proposal-y", PROPOSAL)
    evening.do(ConfirmProposal, proposal_id="proposal-y", version=1)
    evening.go("vote")
    evening.vote("round-1", RoundKind.PROPOSAL, [("for", 6), ("against", 5)])
    evening.go("minority")
    evening.do(AskMinority, round_id="round-1", present=12)
    evening.answer(7, "need-1", "Een brug, zodat de bus er nog door kan.")
    evening.do(ShareAnswers, round_id="round-1", seed=b"shuffle")
    evening.go("weave")
    evening.weave("need-1", AnswerKind.PARKED)
    evening.go("decide")
    evening.vote("check-1", RoundKind.SUPPORT, [("along", 8), ("leave", 1), ("not_yet", 2)])
    evening.go("minority", "asked")
    evening.do(AskMinority, round_id="check-1", present=12)
    evening.answer(9, "need-2", "Ik blijf bij mijn nee: zonder bus komt mijn buurvrouw nergens meer.")
    evening.do(ShareAnswers, round_id="check-1", seed=b"shuffle")
    evening.go("weave")
    evening.refuse("need-2", author=9)
    evening.go("decide")
    evening.vote("check-2", RoundKind.SUPPORT, [("along", 9), ("leave", 1), ("not_yet", 1)])
    evening.go("minority", "method")
    evening.do(AskMinority, round_id="check-2", present=12)
    evening.do(ShareAnswers, round_id="check-2", seed=b"shuffle")
    evening.go("decide", "time")
    evening.adopt()
    evening.close()
    return evening


def unanimous() -> Evening:
    """Everybody for at once, in a small group; still they are asked if there is a no."""
    evening = until_the_proposal(people=6)
    evening.propose("proposal-y", PROPOSAL, evening.people[0])
    evening.go("vote")
    evening.vote("round-1", RoundKind.PROPOSAL, [("for", 6)])
    evening.go("minority")
    evening.do(AskMinority, round_id="round-1", present=6)
    evening.do(ShareAnswers, round_id="round-1", seed=b"shuffle")
    evening.go("decide", "method")
    evening.vote("check-1", RoundKind.SUPPORT, [("along", 6)])
    evening.adopt(owner="De buurtvereniging")
    evening.close()
    return evening


def undecided() -> Evening:
    """Rejected, a tie, few who choose (accepted with a reason), and then postponed."""
    evening = until_the_proposal()
    evening.propose("proposal-x", "We zetten hekken om het plein.", evening.people[8])
    evening.go("vote")
    evening.vote("round-1", RoundKind.PROPOSAL, [("for", 3), ("against", 8)])
    evening.go("propose", "method")
    evening.propose("proposal-y", PROPOSAL, evening.people[4])
    evening.go("vote")
    evening.vote("round-2", RoundKind.PROPOSAL, [("for", 5), ("against", 5), ("abstain", 2)])
    evening.vote("round-3", RoundKind.PROPOSAL, [("for", 3), ("against", 2)])
    evening.do(AcceptResult, round_id="round-3", reason="Een deel moest de laatste bus halen en vond het zo goed.")
    evening.end(DecisionKind.POSTPONED, "Er zijn te weinig mensen over. We praten op 3 december verder.")
    evening.close()
    return evening


def going_on() -> Evening:
    """A meeting in the middle of its second decision: the result of the last vote is not shown yet."""
    evening = until_the_proposal()
    evening.propose("proposal-y", PROPOSAL, evening.people[4])
    evening.go("vote")
    evening.vote("round-1", RoundKind.PROPOSAL, [("for", 7), ("against", 4)])
    evening.go("minority")
    evening.do(AskMinority, round_id="round-1", present=12)
    evening.answer(7, "need-1", "Eerst een proef van drie maanden, daarna pas beslissen.")
    evening.do(ShareAnswers, round_id="round-1", seed=b"shuffle")
    evening.go("weave")
    evening.do(AnswerPosition, position_id="need-1", rev=1, kind=AnswerKind.DECLINED, text="Nog geheim.")
    return evening


EVENINGS: dict[str, Callable[[], Evening]] = {
    each.__name__: each for each in (square, advice, unanimous, undecided, going_on)
}
