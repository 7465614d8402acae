"""What one accepted command may and may not have done, of which nothing may be rewritten or told of anybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import event as label

from meeting.procedure import handle
from meeting.procedure.addressing import AddressNeed
from meeting.procedure.announcing import EndAnnouncement
from meeting.procedure.arrival import Join, OpenMeeting, SetVoting
from meeting.procedure.ballots import BallotCast, chosen
from meeting.procedure.capacities import DropCapacity, SetCapacity, TakeCapacity
from meeting.procedure.channels import counted
from meeting.procedure.choosing import ChoiceCounted
from meeting.procedure.closing import MeetingClosed
from meeting.procedure.clustering import JudgePlace, TellApart
from meeting.procedure.conflicting import FlagConflict
from meeting.procedure.core import Apart, Command, Event, Role, Sealed, SecretCommand
from meeting.procedure.counting import count
from meeting.procedure.deciding import DecisionAdopted, DecisionEnded
from meeting.procedure.entrusting import EntrustOpgave
from meeting.procedure.erasing import EraseMine
from meeting.procedure.first_needs import HideNeed, ShowNeed
from meeting.procedure.framing import CountHands
from meeting.procedure.gathering import ShowViewpoints
from meeting.procedure.grouping import GroupNeeds, UngroupNeed, together
from meeting.procedure.hands import EnterCount
from meeting.procedure.later import CountLater, KeepCheckOpen, LaterAnswered, LaterCounted
from meeting.procedure.letting_through import LetThrough
from meeting.procedure.minority import (
    STILL,
    AddPosition,
    AnswerGiven,
    PositionShared,
    ShareAnswers,
    ShareSuggestions,
    SuggestionShared,
)
from meeting.procedure.packaging import PackageMade
from meeting.procedure.picking import HandInCards, PickCard, TakeCardsBack, UnpickCard
from meeting.procedure.proposing import ConfirmProposal
from meeting.procedure.reading_back import BringToRoom, NoteReading, ReadBack
from meeting.procedure.regrouping import MergeTables, SplitTable
from meeting.procedure.restating import RestatementSettled
from meeting.procedure.sealing import ExpireBoxes, HasAnswered
from meeting.procedure.seating import SetTables, Sit
from meeting.procedure.sheet import JUMP_REASONS, BlockEntered, ExplainJump, SetDisplay
from meeting.procedure.shortlisting import FixRule, FreezeShortlist, ListEntries, ThawShortlist, UnlistEntry
from meeting.procedure.showing import ResultShown
from meeting.procedure.signing_up import ForgetContact, LeaveTeam
from meeting.procedure.spreading import AskAlike, Recognise, RecogniseAloud, SpreadViewpoint, WithdrawRecognition
from meeting.procedure.state import (
    ROUNDS_BEFORE_TALK,
    SEVERAL,
    AnswerKind,
    DecisionKind,
    Meeting,
    Option,
    Outcome,
    RoundKind,
)
from meeting.procedure.teaming import AddTeam, DropTeam
from meeting.procedure.undoing import DropNote, HideViewpoints, RejectResult
from meeting.procedure.voting import RoundCancelled, RoundClosed, RoundOpened, chosen_in
from meeting.procedure.waterline import KeepGrain, NameSides
from meeting.procedure.weaving import LeaveUnmet, PositionSettled, ReplyGiven

from ..acts import Hall
from .rounds import known_round, of_rounds

ANSWERED_ONCE: frozenset[type[Command]] = frozenset({OpenMeeting})
"""Sent again at once, this is refused instead of answered ok."""

DONE_ANEW: frozenset[type[Command]] = frozenset(
    {
        AddPosition,
        ConfirmProposal,
        CountLater,
        EntrustOpgave,
        ExpireBoxes,
        ExplainJump,
        Join,
        KeepCheckOpen,
        SetDisplay,
        ShareAnswers,
        ShareSuggestions,
        ShowViewpoints,
    }
    | {BringToRoom, EndAnnouncement, ReadBack, NoteReading}
    | {AddressNeed, FlagConflict, GroupNeeds, HideNeed, KeepGrain, NameSides, ShowNeed, UngroupNeed}
    | {FixRule, FreezeShortlist, ListEntries, ThawShortlist, UnlistEntry}
    | {DropNote, EraseMine, HideViewpoints, RejectResult, SetVoting}
    | {DropCapacity, MergeTables, SetCapacity, SetTables, Sit, SplitTable, TakeCapacity}
    | {AddTeam, DropTeam, ForgetContact, LeaveTeam}
    | {HandInCards, LetThrough, PickCard, TakeCardsBack, UnpickCard}
    | {AskAlike, CountHands, JudgePlace, LeaveUnmet, Recognise, RecogniseAloud, SpreadViewpoint, TellApart}
    | {WithdrawRecognition}
)
"""Sent again after something else was done in between, these are done once more: they say how things should be."""

REACHED: Counter[str] = Counter()
"""How deep the walks got, over a whole run."""


class Promises:
    """What one accepted command may and may not have done. A walk keeps what is asked of it here."""

    hall: Hall
    accepted: list[Command]
    screens: list[Meeting]
    voters: set[str]
    authors: dict[str, str]
    ballots: dict[str, dict[str, tuple[str, ...]]]
    expired: set[str]
    refusals: Counter[str]

    def check(self, command: Command, happened: tuple[Event | Sealed, ...], before: Meeting, after: Meeting) -> None:
        """What one accepted command may and may not have done."""
        if happened:
            self.accepted.append(command)
            self.screens.append(before)
            self.refusals[f"+{type(command).__name__}"] += 1
        else:
            assert after == before
        if isinstance(command, ExpireBoxes):
            self.expired |= set(before.boxes) - set(after.boxes)
        for event in happened:
            if isinstance(event, Event):
                assert event.by is command.role
                assert event.at == command.at
                self.check_event(event, before, after)
            elif not isinstance(event, Apart):
                assert isinstance(command, SecretCommand | EnterCount) or isinstance(event, HasAnswered)
                assert not hasattr(event, "at")
                self.voters.add(event.voter)
                if isinstance(event, AnswerGiven):
                    assert self.authors.setdefault(event.position_id, event.voter) == event.voter
        self.check_silence(command, happened)
        self.check_history(before, after)
        if happened and type(command) not in ANSWERED_ONCE:
            assert handle(command, after) == ((), after), "sent again at once, it must be ok and change nothing"

    def check_silence(self, command: Command, happened: tuple[Event | Sealed, ...]) -> None:
        """The log holds no voter at all, and no participant for anything staff do or that follows from a ballot."""
        told = {each for event in happened if isinstance(event, Event) for each in strings(event)}
        assert not told & self.voters
        people = {person.id for person in self.hall.people}
        if isinstance(command, SecretCommand):
            assert not [event for event in happened if isinstance(event, Event)]
        if command.role is not Role.PARTICIPANT:
            assert not told & people
        assert not {each for event in happened if isinstance(event, Sealed) for each in strings(event)} & people

    def check_event(self, event: Event, before: Meeting, after: Meeting) -> None:
        """What must have come before this, or come with it."""
        match event:
            case BlockEntered():
                assert event.reason in JUMP_REASONS or self.comes_next(event.block, before)
            case RoundOpened():
                assert before.open_round is None
                assert event.round_id in of_rounds(after) <= {event.round_id, event.of, *chosen_in(after)}
                self.check_opened(event, before)
            case RoundClosed():
                box = before.boxes[event.round_id]
                known = known_round(before, event.round_id)
                voters = [ballot for ballot in box.values() if isinstance(ballot, BallotCast)]
                self.ballots[event.round_id] = {ballot.voter: ballot.choice for ballot in voters}
                assert event.tally == count(chosen(box), known.choices, event.tally.electorate)
                assert event.tally.turnout == len(voters) + counted(box).total() <= event.tally.electorate
                assert event.tally.electorate >= known.present + known.beside
                assert sum(n for _, n in event.channels) in (0, event.tally.turnout)
                nothing = event.outcome in (Outcome.REJECTED, Outcome.TIE, Outcome.DIVIDED)
                assert (event.round_id in after.boxes) is not (nothing or known.kind is RoundKind.PRACTICE)
            case ChoiceCounted():
                self.check_choice(event, before, after)
            case PackageMade():
                assert after.package is not None
                assert set(event.chosen) | set(event.waiting) == set(before.shortlist.ids)
            case RoundCancelled():
                assert event.round_id not in after.boxes
            case ResultShown():
                known = known_round(before, event.round_id)
                assert known.tally is not None or known.choice is not None
                if known.kind is RoundKind.OPTIONS and known.carried:
                    assert after.tabled == known.carried
            case PositionShared() if not event.spoken:
                self.check_author(event.position_id, event.round_id, before)
            case SuggestionShared():
                assert self.author_voted(event.suggestion_id, event.round_id) is False
                assert after.position_of(event.suggestion_id) is None
            case RestatementSettled():
                self.check_authors_word(event.position_id, event.author, before)
            case PositionSettled():
                self.check_settled(event, before, after)
            case DecisionAdopted():
                self.check_adopted(event, before, after)
            case DecisionEnded():
                assert not of_rounds(after)
            case MeetingClosed():
                assert not after.secrets
            case LaterCounted():
                self.check_later(event, before, after)

    def comes_next(self, block_id: str, before: Meeting) -> bool:
        """Whether nothing lies between the active block and this one, as the run sheet was, but what was left out."""
        order = [block.id for block in before.sheet]
        here, there = order.index(before.active), order.index(block_id)
        return here < there and all(block.skipped in JUMP_REASONS for block in before.sheet[here + 1 : there])

    def check_choice(self, event: ChoiceCounted, before: Meeting, after: Meeting) -> None:
        """Everybody counts once for each thing they chose; nothing small is told; from dots nothing is kept."""
        known, box = known_round(before, event.round_id), before.boxes[event.round_id]
        cast = {ballot.voter: ballot.choice for ballot in box.values() if isinstance(ballot, BallotCast)}
        self.ballots[event.round_id] = cast
        assert event.choice.phones == len(cast)
        assert event.choice.ballots <= event.choice.electorate
        wanted = Counter(each for choice in cast.values() for each in choice)
        beside = event.choice.beside
        assert all(n is None or 0 <= n - wanted[each] <= beside for each, n in event.choice.counts)
        assert all(n is None or n >= 5 or known.kind is RoundKind.EACH for _, n in event.choice.counts)
        assert len(event.choice.chosen) <= known.most
        assert not set(event.choice.chosen) & set(event.choice.tied)
        assert (event.round_id in after.boxes) is not (known.kind is RoundKind.DOTS or bool(known.of))

    def check_opened(self, event: RoundOpened, before: Meeting) -> None:
        """A round is about what lies on the table, word for word; a practice round about nothing of it."""
        if event.kind in SEVERAL:
            assert before.shortlist.frozen
            assert {option.id for option in event.options} <= set(before.shortlist.ids)
            return
        if event.kind is RoundKind.PRACTICE:
            assert not before.secrets
            return
        assert event.reason or before.fruitless(event.kind) < ROUNDS_BEFORE_TALK
        if event.kind is RoundKind.OPTIONS:
            laid = [proposal for each in before.options if (proposal := before.proposal_of(each))]
            assert event.options == tuple(Option(each.id, each.version) for each in laid)
            assert 2 <= len(laid) <= 8
            assert all(each.confirmed and each.in_play for each in laid)
            return
        proposal = before.proposal
        assert proposal is not None
        assert proposal.confirmed
        assert (event.proposal_id, event.version) == (proposal.id, proposal.version)

    def author_voted(self, position_id: str, round_id: str) -> bool:
        """Whether the author belongs to the minority of this round, counted apart from the code under test."""
        known = known_round(self.hall.meeting, round_id)
        ballots, voter = self.ballots[round_id], self.authors[position_id]
        if known.question and known.question.form == STILL:
            return voter in ballots
        if known.kind is RoundKind.OPTIONS:
            counts = {option: n for option, n in known.tally.counts if option != "abstain"}
            return bool(set(ballots.get(voter, ())) - {"abstain", max(counts, key=counts.__getitem__)})
        return bool({"against", "not_yet"} & set(ballots.get(voter, ()))) or self.lacks(voter, known)

    def lacks(self, voter: str, known: Any) -> bool:
        """Whether this phone chose something of which nothing is in the package; found by the phone itself."""
        package = self.hall.meeting.package_of(known.proposal) if known.kind is RoundKind.PROPOSAL else None
        person = next((each for each in self.hall.people if self.hall.voter(each, known.id) == voter), None)
        if package is None or person is None or package.round_id not in self.hall.meeting.boxes:
            return False
        choice = self.ballots[package.round_id].get(self.hall.voter(person, package.round_id) or "", ("abstain",))
        return "abstain" not in choice and not set(choice) & set(package.chosen)

    def check_author(self, position_id: str, round_id: str, before: Meeting) -> None:
        """Only who chose otherwise authors a position, and sharing tells what is in the box now."""
        assert self.author_voted(position_id, round_id)
        sealed = [each for each in before.boxes[round_id].values() if isinstance(each, AnswerGiven)]
        assert [each.voter for each in sealed if each.position_id == position_id] == [self.authors[position_id]]

    def check_settled(self, event: PositionSettled, before: Meeting, after: Meeting) -> None:
        """Nobody but the author says that a need is met, and changed words never stand without that."""
        position = before.position_of(event.position_id)
        assert position is not None
        assert position.answer is not None
        self.check_authors_word(position.id, event.author, before)
        if event.author == "misfits" or (event.author == "silent" and position.answer.kind is AnswerKind.CHANGED):
            assert not event.stands
        carries = event.stands and position.answer.kind in (AnswerKind.ADDED, AnswerKind.CHANGED)
        assert before.proposal is not None
        assert after.proposal is not None
        if len(together(position, before)) > 1:  # one version for all that stand
            assert after.proposal.version <= before.proposal.version + 1
            now = {one for each in after.proposal.current.additions for one in (each.position, *each.also)}
            assert not carries or position.id in now
            return
        assert after.proposal.version == before.proposal.version + carries
        assert not carries or after.proposal.current.cause == position.id

    def check_authors_word(self, position_id: str, word: str, before: Meeting) -> None:
        """Of a need that was written only its author's phone says whether a text about it is right."""
        position = before.position_of(position_id)
        assert position is not None
        if not position.spoken and position.round_id in before.boxes:
            asked = before.asked_position if position.group else position  # one of a group is asked about for all
            assert asked is not None
            said = before.boxes[position.round_id].get((asked.id, self.authors[position.id]))
            current = isinstance(said, ReplyGiven) and said.answer == asked.rev
            assert word == ("silent" if not current else "fits" if said.fits else "misfits")  # type: ignore[union-attr]

    def check_adopted(self, event: DecisionAdopted, before: Meeting, after: Meeting) -> None:
        last, proposal = before.last_round, before.proposal
        assert last is not None
        assert last.tally is not None
        assert proposal is not None
        assert last.kind is RoundKind.SUPPORT
        assert last.shown
        assert (last.proposal, last.version) == (proposal.id, proposal.version)
        assert before.carried is not None
        assert proposal.id in (before.carried.proposal, before.carried.carried)
        quorum = 2 * last.tally.turnout >= last.tally.electorate
        stands = any(position.final and position.unmet for position in before.positions_now)
        stands = stands or (last.later is not None and last.later.first_no)
        assert (event.kind is DecisionKind.FULL) is (last.tally["not_yet"] == 0 and quorum and not stands)
        for position in before.positions_now:
            assert position.settled or position.unmet or position.withdrawn
            carried = (
                position.settled and position.answer and position.answer.kind in (AnswerKind.ADDED, AnswerKind.CHANGED)
            )
            assert (
                position.id in {one for each in proposal.current.additions for one in (each.position, *each.also)}
            ) is carried
        for known in before.rounds_on(before.decision):
            heard = known in (before.carried, last) or known.id not in self.expired
            if heard and known.outcome in (Outcome.CARRIED, Outcome.UNANIMOUS, Outcome.NOT_YET):
                assert known.question is not None
                assert known.question.shared
        assert not of_rounds(after)
        woven = bool(proposal.current.additions)
        label(f"adopted {event.kind.value}, {'with a woven need' if woven else 'nothing woven'}")
        label(f"adopted after {len(before.rounds_on(before.decision, RoundKind.SUPPORT))} checks")
        REACHED["adopted woven" if woven else "adopted"] += 1

    def check_later(self, event: LaterCounted, before: Meeting, after: Meeting) -> None:
        """Each phone that was there and did not answer in the room counts once; nothing small is told of it."""
        known, box = known_round(before, event.round_id), before.boxes[event.round_id]
        given = {voter: each.choice for (item, voter), each in box.items() if isinstance(each, LaterAnswered)}
        assert not any(("ballot", voter) in box for voter in given)
        assert event.answered in (None, len(given))
        assert all(n in (None, 0, list(given.values()).count(choice)) for choice, n in event.cells)
        assert event.first_no is (known.tally["not_yet"] == 0 and "not_yet" in given.values())
        ended = [each for each in after.decisions if each.number == known.decision]
        assert not event.first_no or all(each.kind is not DecisionKind.FULL for each in ended)
        REACHED["counted later"] += 1

    def check_history(self, before: Meeting, after: Meeting) -> None:
        """What was is never rewritten: rounds keep what they asked and counted, proposals their versions."""
        assert len(after.rounds) >= len(before.rounds)
        for old, new in zip(before.rounds, after.rounds, strict=False):
            frozen = ("id", "kind", "decision", "number", "proposal", "version", "opened_at", "present", "reason")
            frozen += ("options", "text", "method", "beside")
            assert all(getattr(old, name) == getattr(new, name) for name in frozen)
            assert old.tally in (None, new.tally)
            assert not (old.shown and not new.shown)
            assert not (old.closed_at and new.cancelled)
        for old_proposal, new_proposal in zip(before.proposals, after.proposals, strict=False):
            erased = new_proposal.erased and not old_proposal.erased
            assert erased or new_proposal.versions[: old_proposal.version] == old_proposal.versions
        for old_end, new_end in zip(before.decisions, after.decisions, strict=False):
            lowered = (old_end.kind, new_end.kind) == (DecisionKind.FULL, DecisionKind.STANDING)
            assert new_end == (replace(old_end, kind=DecisionKind.STANDING) if lowered else old_end)
        stays = [(each.block, each.at, each.by, each.reason) for each in after.visits]
        assert stays[: len(before.visits)] == [(each.block, each.at, each.by, each.reason) for each in before.visits]
        assert not set(before.viewpoints) - set(after.viewpoints)
        assert not set(before.participants) - set(after.participants)


def strings(value: Any) -> set[str]:
    """Every string inside a value, however deep."""
    if isinstance(value, str):
        return {str(value)}
    if isinstance(value, tuple | list | frozenset | set):
        return {each for item in value for each in strings(item)}
    if hasattr(value, "__dataclass_fields__"):
        return {each for name in value.__dataclass_fields__ for each in strings(getattr(value, name))}
    return set()
