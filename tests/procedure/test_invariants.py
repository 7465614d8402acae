"""The procedure under random hands: two facilitators, resends, late ballots, leavers, garbage; its promises hold.

Every step of a walk is either guided (the next sensible act of an evening, so that walks reach adoption) or wild (any
command of any step, with fields drawn from what there is, was, or never will be). After every command the invariants
of method.md 3.11, as rulings.md amends them, are checked.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import event as label
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from meeting.procedure import handle, replay
from meeting.procedure.addressing import AddressNeed, AnswerPoint, answers_to, points
from meeting.procedure.agreeing import ConfirmAgreements
from meeting.procedure.announcing import EndAnnouncement
from meeting.procedure.arranging import AddBlock, RestoreBlock, SkipBlock
from meeting.procedure.arrival import Join, OpenMeeting, SetVoting
from meeting.procedure.ballots import BallotCast, chosen
from meeting.procedure.beside import AgreeToMerge, DropProposal, LayBeside, MergeProposals
from meeting.procedure.capacities import DropCapacity, SetCapacity, TakeCapacity
from meeting.procedure.channels import counted
from meeting.procedure.checking_out import AskHeard, HeardAsked
from meeting.procedure.choosing import ChoiceCounted, OpenChoosing, OpenRunOff, standing
from meeting.procedure.closing import CloseMeeting, MeetingClosed
from meeting.procedure.clustering import JudgePlace, MergeViewpoints, TellApart, cards, members, single_voices, topics
from meeting.procedure.conflicting import FlagConflict
from meeting.procedure.core import (
    AFTER_CLOSE,
    ALWAYS,
    STEPS,
    Apart,
    Command,
    Event,
    Refused,
    Role,
    Sealed,
    SecretCommand,
)
from meeting.procedure.counting import count
from meeting.procedure.deciding import DecisionAdopted, DecisionEnded
from meeting.procedure.entrusting import EntrustOpgave
from meeting.procedure.erasing import EraseMine
from meeting.procedure.first_needs import HideNeed, ShowNeed, being_read
from meeting.procedure.framing import CountHands, JudgeQuestion, NoteJudgement, RewordQuestion, ShowFit
from meeting.procedure.gathering import HOLD_REASONS, WELCOMING, EditViewpoint, HoldViewpoint, ShowViewpoints
from meeting.procedure.grouping import MOST_GROUPS, GroupNeeds, UngroupNeed, together
from meeting.procedure.hands import EnterCount
from meeting.procedure.importing_opgaven import Card, ImportOpgaven
from meeting.procedure.informing import WriteInfo
from meeting.procedure.later import AnswerLater, CountLater, KeepCheckOpen, LaterAnswered, LaterCounted
from meeting.procedure.minority import (
    ANSWERS,
    STILL,
    AddPosition,
    AnswerGiven,
    AskMinority,
    PositionShared,
    ShareAnswers,
    ShareSuggestions,
    SuggestionShared,
    WithdrawPosition,
)
from meeting.procedure.missing import HoldMissing, NameMissing, WithdrawMissing
from meeting.procedure.ordering import JoinTopics, Seen
from meeting.procedure.packaging import MakePackage, PackageMade
from meeting.procedure.picking import CompleteCard, HandInCards, LetThrough, PickCard, TakeCardsBack, UnpickCard
from meeting.procedure.practising import OpenPractice
from meeting.procedure.proposing import AmendProposal, ConfirmProposal, PutProposal, TableProposal
from meeting.procedure.reading_back import (
    THE_ROOM,
    VERDICTS,
    BringToRoom,
    NoteReading,
    NoteRepair,
    ReadBack,
    ShareTopics,
)
from meeting.procedure.reading_back import before_the_room as in_the_room
from meeting.procedure.regrouping import MergeTables, SplitTable
from meeting.procedure.restating import RestatementSettled, RestateNeed
from meeting.procedure.sealing import BoxDestroyed, ExpireBoxes, HasAnswered
from meeting.procedure.seating import SetTables, Sit
from meeting.procedure.sheet import JUMP_REASONS, BlockEntered, EnterBlock, ExplainJump, SetDisplay
from meeting.procedure.shortlisting import FixRule, FreezeShortlist, ListEntries, PitchEntry, ThawShortlist, UnlistEntry
from meeting.procedure.showing import AcceptResult, ResultShown
from meeting.procedure.spreading import (
    AskAlike,
    Recognise,
    RecogniseAloud,
    SpreadViewpoint,
    WithdrawRecognition,
    before_the_room,
)
from meeting.procedure.state import (
    OPTIONS,
    ROUNDS_BEFORE_TALK,
    SEVERAL,
    VOTES,
    AnswerKind,
    Audience,
    DecisionKind,
    Display,
    Effort,
    Fit,
    Level,
    Meeting,
    Method,
    Option,
    Origin,
    Outcome,
    Phone,
    Round,
    RoundKind,
    RunSheet,
    Verdict,
)
from meeting.procedure.teaming import AddTeam, ArrangeTeam, DropTeam, ForgetContact, JoinTeam, LeaveTeam
from meeting.procedure.templates import EVENING, MODELS, TEMPLATES
from meeting.procedure.undoing import DropNote, HideViewpoints, RejectResult
from meeting.procedure.voting import RoundCancelled, RoundClosed, RoundOpened, chosen_in
from meeting.procedure.waterline import AskGrains, GiveGrain, KeepGrain, NameSides
from meeting.procedure.weaving import PositionSettled, ReplyGiven

from .acts import Hall, Person

ROLES: dict[type[Command], frozenset[Role]] = dict(ALWAYS)
for each_step in STEPS.values():
    for each_kind, each_roles in each_step.accepts.items():
        ROLES[each_kind] = ROLES.get(each_kind, frozenset()) | each_roles
COMMANDS = sorted(ROLES, key=lambda kind: kind.__name__)

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
    | {FixRule, FreezeShortlist, ListEntries, PitchEntry, ThawShortlist, UnlistEntry}
    | {DropNote, EraseMine, HideViewpoints, RejectResult, SetVoting}
    | {DropCapacity, MergeTables, SetCapacity, SetTables, Sit, SplitTable, TakeCapacity}
    | {AddTeam, DropTeam, ForgetContact, LeaveTeam}
    | {HandInCards, LetThrough, PickCard, TakeCardsBack, UnpickCard}
    | {AskAlike, CountHands, JudgePlace, Recognise, RecogniseAloud, SpreadViewpoint, TellApart, WithdrawRecognition}
)
"""Sent again after something else was done in between, these are done once more: they say how things should be."""

WORDS = (
    "Meer bankjes",
    "Stilte na tien uur",
    " Koffie  voor iedereen ",
    "Iets anders",
    "👨‍👩‍👧",
    "",
    "   ",
    "a" * 700,
    "é" * 130,
)
GARBAGE = ("", "x", "0" * 22, "🦊", "none", "put")


def every_step() -> RunSheet:
    """The run sheet of an evening, with a block of each step that it does not have."""
    known = {block.step for block in EVENING.blocks}
    missing = {block.step: block for block in MODELS.values() if block.step not in known}
    return RunSheet("walk", (*EVENING.blocks[:-1], *missing.values(), EVENING.blocks[-1]))


class Fields:
    """Picks a value for every field a command can have: from what there is and was, sometimes garbage."""

    def __init__(self, hall: Hall, seen: Meeting, chance: Random) -> None:
        self.hall, self.seen, self.chance = hall, seen, chance

    def one_of(self, ids: list[str]) -> str:
        """A known id mostly, the latest most of all; else a new one or garbage."""
        how = self.chance.randrange(20)
        if how == 0:
            return self.chance.choice(GARBAGE)
        if how < 4 or not ids:
            return self.hall.id()
        return ids[-1] if how < 12 else self.chance.choice(ids)

    def rev(self, kind: type[Command], known: dict[str, Any]) -> int:
        """The revision that is there, one more, or a stale one."""
        if kind is JudgeQuestion:
            return self.chance.choice((1, 1, 1, 2, 0))
        seen = 0
        if "cluster_id" in known:
            cluster = self.seen.clusters.get(known["cluster_id"])
            seen = cluster.rev if cluster else 0
        elif known.get("viewpoint_id") in self.seen.viewpoints:
            seen = self.seen.viewpoints[known["viewpoint_id"]].rev
        elif position := self.seen.position_of(known.get("position_id", "")):
            seen = position.rev
        elif known.get("judgement_id") in self.seen.judgements:
            seen = self.seen.judgements[known["judgement_id"]].rev
        seen = {ConfirmAgreements: self.seen.agreements.rev, WriteInfo: self.seen.info.rev}.get(kind, seen)
        return seen + self.chance.choice((1, 1, 1, 0, 2) if kind is EditViewpoint else (0, 0, 0, 0, 1, -1))

    def position(self) -> str:
        boxes = self.seen.boxes.values()
        sealed = [each.position_id for box in boxes for each in box.values() if isinstance(each, AnswerGiven)]
        asked = self.seen.asked_position
        return self.one_of(
            [*sorted(sealed), *(each.id for each in self.seen.positions), *([asked.id] if asked else [])]
        )

    def some(self) -> int:
        """Of so many viewpoints at once."""
        return min(len(self.seen.viewpoints), self.chance.choice((0, 1, 2, 2, 3)))

    def of(self, kind: type[Command], name: str, annotation: str, known: dict[str, Any]) -> Any:
        """A value for this field; a field nobody thought of fails the test."""
        meeting, chance = self.seen, self.chance
        may_be_none = "None" in annotation
        match name:
            case "count" if kind is SetTables:
                return chance.choice((0, 3, 5, 8, -1, 10_000))
            case "into":
                return self.one_of(sorted(meeting.tables))
            case "table" if kind in (Join, MergeTables, Sit, SplitTable):
                return None if may_be_none and chance.random() < 0.3 else self.one_of(sorted(meeting.tables))
            case "round_id":
                return self.one_of([each.id for each in meeting.rounds])
            case "proposal_ids":
                known_ids = [each.id for each in meeting.proposals if each.in_play]
                return tuple(chance.sample(known_ids, min(len(known_ids), chance.choice((0, 1, 2, 2, 3)))))
            case "options":
                laid = [each for each in map(meeting.proposal_of, meeting.options) if each]
                return tuple(Option(each.id, each.version) for each in laid[chance.choice((0, 0, 0, 1)) :])
            case "entry_ids":
                found = [*sorted(meeting.viewpoints), *sorted(meeting.clusters)]
                return tuple(chance.sample(found, min(len(found), chance.choice((0, 1, 3, 5)))))
            case "entry_id" if may_be_none and chance.random() < 0.3:
                return None
            case "entry_id":
                return self.one_of(list(meeting.shortlist.ids))
            case "most" | "cap":
                return chance.choice((1, 1, 2, 3, 3, 5, 0, 99))
            case "leaders":
                return chance.choice((None, 0, 3, 12, -1))
            case "chosen":
                return tuple(
                    chance.sample(meeting.shortlist.ids, min(len(meeting.shortlist.ids), chance.choice((1, 2))))
                )
            case "method" if kind is FixRule:
                return chance.choice((RoundKind.APPROVAL, RoundKind.APPROVAL, RoundKind.EACH, RoundKind.DOTS))
            case "kind" if kind is OpenChoosing:
                return chance.choice((RoundKind.APPROVAL, RoundKind.EACH, RoundKind.DOTS, RoundKind.PROPOSAL))
            case "rev" if kind in (FreezeShortlist, ThawShortlist, OpenChoosing):
                return meeting.shortlist.rev + chance.choice((0, 0, 0, 0, 1, -1))
            case "method":
                return chance.choice((*Method, *[Method.PHONES] * 12))
            case "beside":
                return chance.choice((0, 3, 3, 3, -1, 10_000))
            case "people":
                return chance.choice((None, 0, 2, 3, -1))
            case "counts":
                opened = meeting.open_round
                choices = opened.choices if opened else ("for",)
                return tuple((choice, chance.choice((0, 1, 1, 2))) for choice in choices)
            case "again":
                return chance.choice((False, True))
            case "answers":
                return tuple(WORDS[: chance.randrange(5)])
            case "proposal_id":
                tabled = [meeting.tabled] if meeting.tabled else []
                return self.one_of([each.id for each in meeting.proposals] + tabled)
            case "position_id":
                return self.position()
            case "viewpoint_id" if kind is Recognise and (now := before_the_room(meeting)) and chance.random() < 0.8:
                return now.id
            case "viewpoint_id" if kind is WithdrawRecognition and meeting.recognitions:
                return self.one_of(sorted(meeting.recognitions))
            case "viewpoint_id":
                return self.one_of(sorted(meeting.viewpoints))
            case "viewpoint_ids" if chance.random() < 0.7:
                return tuple(chance.sample(sorted(meeting.viewpoints), min(2, len(meeting.viewpoints))))
            case "viewpoint_ids":
                return tuple(self.one_of(sorted(meeting.viewpoints)) for _ in range(chance.randrange(4)))
            case "cluster_id" | "other" if kind is JoinTopics:
                return self.one_of([each.id for each in topics(meeting) if each.id != known.get("cluster_id")])
            case "cluster_id":
                return self.one_of(sorted(meeting.clusters) if chance.random() < 0.8 else [])
            case "other" | "otherwise_of":
                return None if may_be_none and chance.random() < 0.6 else self.one_of(sorted(meeting.viewpoints))
            case "hands":
                return chance.choice((0, 1, 7, -1))
            case "rev" if kind is CompleteCard:
                card = meeting.opgaven.get(known["viewpoint_id"])
                return (card.rev if card else 0) + chance.choice((1, 1, 1, 0, 2))
            case "deviating" | "goes":
                return chance.choice((True, False))
            case "for_whom" | "why" | "first_idea":
                return chance.choice(WORDS)
            case "team_id":
                return self.one_of(sorted(meeting.teams))
            case "sign_up_id":
                return self.one_of(sorted(meeting.sign_ups))
            case "helps" | "seeks" | "reach" | "lead" | "wanted":
                return chance.choice((None, *WORDS))
            case "effort":
                return chance.choice((None, *Effort))
            case "keeps":
                return chance.choice((False, True))
            case "rev" if kind is JoinTeam:
                joined = meeting.sign_ups.get(known.get("sign_up_id", ""))
                return (joined.rev if joined else 0) + chance.choice((1, 1, 1, 0, 2))
            case "rev" if kind is ArrangeTeam:
                team = meeting.teams.get(known.get("team_id", ""))
                return (team.rev if team else 1) + chance.choice((0, 0, 0, 1, -1))
            case "table":
                return self.one_of(sorted(meeting.to_read or meeting.tables))
            case "act_id":
                return self.hall.id()
            case "cards" if kind is not ImportOpgaven:
                seen = [meeting.viewpoints[each] for each in chance.sample(sorted(meeting.viewpoints), k=self.some())]
                return tuple(Seen(each.id, each.moved - chance.choice((0, 0, 0, 0, 1))) for each in seen)
            case "other_rev":
                there = meeting.clusters.get(known["other"])
                return (there.rev if there else 0) + chance.choice((0, 0, 0, 1))
            case "move":
                return self.one_of([move.id for move in meeting.ordering.moves if not move.undone])
            case "worker":
                return chance.choice(("desk-1", "desk-2"))
            case "count":
                return chance.choice((0, 2, 3, 3, -1))
            case "table_id" if chance.random() < 0.3:
                return None
            case "table_id":
                return self.one_of(sorted(meeting.to_read))
            case "thing_id" if kind in (BringToRoom, NoteRepair):
                return self.one_of([*sorted(meeting.viewpoints), *(each.id for each in topics(meeting))])
            case "repair_id":
                return self.one_of([each.id for each in meeting.repairs])
            case "announcement_id":
                return self.one_of([each.id for each in meeting.announcements])
            case "audience":
                return chance.choice(list(Audience))
            case "verdict" if kind in (ReadBack, NoteReading):
                return chance.choice((*VERDICTS, "mooi"))
            case "rev" if kind in (ReadBack, NoteReading):
                of = known.get("table") or known.get("table_id") or THE_ROOM
                said = meeting.readings.get((of, known["cluster_id"]))
                return (said.rev if said else 0) + chance.choice((1, 1, 1, 0, 2))
            case "name":
                return chance.choice(WORDS)
            case "watching":
                return chance.choice((*(None,) * 30, True, False))
            case "newcomers":
                return chance.random() < 0.97
            case "thing_id":
                return self.one_of([*sorted(meeting.viewpoints), *(each.id for each in meeting.notes)])
            case "act":
                return len(meeting.acts) - chance.choice((0, 0, 0, 1, 2, -1))
            case "call_id":
                return self.one_of([call.id for call in meeting.calls.values()])
            case "note_id":
                return self.one_of([each.id for each in meeting.notes])
            case "block":
                return meeting.active
            case "to" | "after":
                return chance.choice([*(each.id for each in meeting.sheet), "nowhere"])
            case "block_id" if kind is AddBlock:
                return chance.choice((self.hall.id(), self.hall.id(), meeting.active, "no id"))
            case "block_id" if kind is RestoreBlock and any(each.skipped for each in meeting.sheet):
                return chance.choice([each.id for each in meeting.sheet if each.skipped])
            case "block_id" if kind is NameMissing and chance.random() < 0.7:
                return next((each.id for each in meeting.sheet if each.step == "missing"), meeting.active)
            case "block_id":
                return chance.choice([*(each.id for each in meeting.sheet), "gather", "gather", "nowhere"])
            case "visit" if kind is ExplainJump:
                return meeting.visit + chance.choice((0, 0, -1, 1))
            case "visit":
                return meeting.visit
            case "sheet_rev":
                return meeting.sheet_rev + chance.choice((0, 0, 0, 0, -1, 1))
            case "model":
                return chance.choice((*MODELS, "nonsense"))
            case "minutes":
                return chance.choice((None, 1, 20, 240, 0, 241))
            case "phone":
                return chance.choice((None, *Phone))
            case "template":
                return chance.choice((*TEMPLATES, "nonsense"))
            case "sheet":
                return chance.choice((None, *TEMPLATES.values(), RunSheet("Leeg", ())))
            case "instead" if kind is BringToRoom:
                brought = in_the_room(meeting)
                return brought.id if brought else None
            case "instead" if kind is SpreadViewpoint:
                now = before_the_room(meeting)
                return now.id if now else None
            case "table_rev":
                return meeting.table_rev + chance.choice((0, 0, 0, 0, -1, 1))
            case "moderated":
                view = meeting.viewpoints.get(known.get("viewpoint_id", ""))
                return view.moderated if view else 0
            case "answer":
                asked = meeting.position_of(known.get("position_id", ""))
                return (asked.rev if asked else 1) + chance.choice((0, 0, 0, -1))
            case "version" if kind in (JudgeQuestion, NoteJudgement, CountHands, ShowFit, RewordQuestion):
                return len(meeting.askings) + chance.choice((0, 0, 0, 0, 0, -1))
            case "version":
                proposal = meeting.proposal_of(known.get("proposal_id")) or meeting.proposal
                return (proposal.version if proposal else 1) + chance.choice((0, 0, 0, 0, 1, -1))
            case "number":
                return meeting.decision + chance.choice((0, 0, 0, 0, -1, 1))
            case "rev":
                return self.rev(kind, known)
            case "reason" if kind in (HoldViewpoint, HoldMissing):
                return chance.choice((*HOLD_REASONS, "disagree"))
            case "reason" if kind in (EnterBlock, SkipBlock):
                return chance.choice((*JUMP_REASONS, None, "zomaar"))
            case "choice" if kind is AnswerLater:
                return chance.choice((*OPTIONS[RoundKind.SUPPORT], "misschien"))
            case "until":
                return self.hall.now + timedelta(hours=chance.choice((1, 1, 26, 26, -1, 999)))
            case "choice":
                options = [option for each in OPTIONS.values() for option in each]
                options += [*meeting.open_round.choices] * 3 if meeting.open_round else []
                return tuple(chance.choice(options) for _ in range(chance.choice((1, 1, 1, 1, 0, 2))))
            case "kind":
                kinds: dict[str, Any] = {"RoundKind": RoundKind, "AnswerKind": AnswerKind, "DecisionKind": DecisionKind}
                return chance.choice(list(kinds.get(annotation, (*ANSWERS, "text", "nonsense"))))
            case "text" | "question" | "title" | "place" | "decider" | "owner" | "first_step" | "reason" | "say":
                return chance.choice((None, *WORDS) if may_be_none else WORDS)
            case "date" | "answer_by" | "review_on" | "first_on" | "back_on":
                return chance.choice((None, date(2026, 3, 1)))
            case "fits":
                return chance.random() < 0.7
            case "practice":
                return chance.choice((False, True))
            case "aloud":
                return chance.choice((None, True, False))
            case "language":
                return chance.choice(("nl", "en", "xx"))
            case "level":
                return chance.choice(list(Level))
            case "display":
                return chance.choice((None, *Display) if may_be_none else tuple(Display))
            case "other_id":
                return self.position()
            case "grain_id":
                return self.one_of([each.id for each in meeting.grains])
            case "point_id":
                return self.one_of([*points(meeting), *(each.id for each in meeting.positions)])
            case "said":
                return len(answers_to(known.get("point_id", ""), meeting)) + chance.choice((0, 0, 0, 1))
            case "verdict":
                return chance.choice(list(Verdict))
            case "due":
                return chance.choice((None, date(2025, 1, 1), date(2027, 3, 1)))
            case "asks" | "kept" | "on":
                return chance.random() < 0.7
            case "final":
                return chance.random() < 0.2
            case "first" | "second":
                return chance.choice(WORDS)
            case "judgement_id":
                return self.one_of(sorted(meeting.judgements))
            case "missing_id":
                return self.one_of(sorted(meeting.missing))
            case "missing_ids":
                return tuple(self.one_of(sorted(meeting.missing)) for _ in range(chance.randrange(4)))
            case "was":
                named = meeting.missing.get(known.get("missing_id", ""))
                return named.held if named else None
            case "agreement_id":
                return self.one_of([each.id for each in meeting.agreements.own])
            case "import_id":
                return self.one_of(list(meeting.imports))
            case "cards" if kind is ImportOpgaven:
                return tuple(Card(chance.choice(WORDS)) for _ in range(chance.randrange(3)))
            case "texts":
                return tuple(chance.choice(WORDS) for _ in range(chance.randrange(4)))
            case "fit":
                return chance.choice(list(Fit))
            case "yes" | "almost" | "no":
                return chance.choice((0, 3, 12, -1))
            case "info":
                return chance.choice((None, *WORDS))
            case "origin":
                return chance.choice((None, *Origin))
            case "person":
                return chance.choice((0, 0, 0, 1, 2, 9))
            case "present":
                return chance.randrange(len(self.hall.people) + 2)
            case "seed":
                return chance.randbytes(9)
            case "route":
                return chance.choice((None, *WORDS))
            case "mix":
                return meeting.mixes + chance.choice((1, 1, 0, 2))
            case "key":
                return chance.choice((None, *GARBAGE, *(known.key for known in meeting.capacities.values())))
            case "capacity_id":
                return self.one_of(sorted(meeting.capacities))
            case "invited":
                return chance.choice((None, 0, 40, -1))
            case "votes" | "unmet" | "apart":
                return chance.random() < 0.97
        raise AssertionError(f"{kind.__name__}.{name} is new: say in Fields.of how to draw it")


BY_SERVER = {"at", "role", "participant", "voter", "earlier", "holder"}


def any_command(hall: Hall, seen: Meeting, kind: type[Command], who: Person, chance: Random) -> Command:
    """A command of this kind as somebody could send it who saw the meeting as it was `seen`."""
    values = Fields(hall, seen, chance)
    known: dict[str, Any] = {}
    for each in sorted(fields(kind), key=lambda field: not field.name.endswith("_id")):
        if each.name not in BY_SERVER:
            known[each.name] = values.of(kind, each.name, str(each.type), known)
    roles = sorted(ROLES[kind])
    role = chance.choice(roles)
    if role is Role.PARTICIPANT:
        who = author_of(hall, known, chance) or who
        if issubclass(kind, SecretCommand):
            items = {"CastBallot": "ballot", "GiveAnswer": "answer", "AnswerLater": "later"}
            item = items.get(kind.__name__, known.get("position_id", ""))
            known["rev"] = hall.next_rev(who, known["round_id"], item) + chance.choice((0, 0, 0, 0, -1, 2))
        return hall.as_person(who, kind, **known)
    if role in (Role.SYSTEM, Role.HOST, Role.DESK):
        return kind(at=hall.tick(), role=role, **known)
    return hall.as_staff(kind, **known)


def author_of(hall: Hall, known: dict[str, Any], chance: Random) -> Person | None:
    """Who brought the viewpoint or the proposal that a command is about, mostly."""
    thing = hall.meeting.viewpoints.get(known.get("viewpoint_id", "")) or hall.meeting.proposal_of(
        known.get("proposal_id")
    )
    if thing is None or chance.random() < 0.3:
        return None
    return next((person for person in hall.people if person.id == thing.author), None)


# The next sensible act of an evening


def forward(hall: Hall, chance: Random) -> None:
    """What a facilitator and the phones would sensibly do now, on the way to a decision."""
    meeting = hall.meeting
    last, opened, proposal = meeting.last_round, meeting.open_round, meeting.proposal
    waiting = tuple(view.id for view in meeting.viewpoints.values() if view.counts and not view.shown)
    if _below_the_waterline(hall, chance):
        return
    if meeting.step == "gathering" and waiting:
        hall.lead(ShowViewpoints, viewpoint_ids=waiting)
    elif meeting.step == "gathering" and len(meeting.viewpoints) < 4:
        _bring_and_edit(hall, chance)
    elif opened:
        _vote_and_close(hall, chance)
    elif last is not None and not last.shown:
        _in_block(hall, "decide" if last.kind is RoundKind.SUPPORT else "vote", lambda: hall.show(last))
    elif meeting.options:
        _choose_among(hall, chance)
    elif proposal is None or (not proposal.confirmed and not meeting.carried):
        _propose(hall, chance) if proposal is None else _confirm(hall)
    elif last is not None and last.outcome is Outcome.INCONCLUSIVE and last.tally.turnout and last.id in meeting.boxes:
        _in_block(hall, "decide" if last.kind is RoundKind.SUPPORT else "vote", lambda: _accept(hall, last.id, chance))
    elif last is None or not meeting.carried:
        hall.open_round(reason="De groep vroeg het.")
    elif last.outcome in (Outcome.CARRIED, Outcome.UNANIMOUS, Outcome.NOT_YET) and not _heard(hall):
        if last.id not in meeting.boxes:  # nobody can be asked any more: only a new round helps
            kind = RoundKind.SUPPORT if last.kind is RoundKind.SUPPORT else RoundKind.PROPOSAL
            hall.open_round(kind, reason="De groep vroeg het.")
            return
        _ask_and_share(hall, chance)
    elif meeting.open_positions:
        _weave(hall, chance)
    elif last.kind in VOTES or last.outcome is Outcome.INCONCLUSIVE or last.version != proposal.version:
        hall.open_round(RoundKind.SUPPORT, reason="De groep vroeg het.")
    else:
        _in_block(hall, "decide", lambda: _lay_down(hall, last, chance))


def _lay_down(hall: Hall, check: Round, chance: Random) -> None:
    """The decision, and now and then those who left may answer for a while."""
    kept = chance.random() < 0.4 and check.method.by_phone and check.id in hall.meeting.boxes
    if kept and check.later is None:
        hall.lead(KeepCheckOpen, round_id=check.id, until=hall.now + timedelta(hours=1))
    hall.adopt()
    waits = known_round(hall.meeting, check.id).waits
    for person in chance.sample(hall.people, len(hall.people) if waits else 0):
        answered = ("ballot", hall.voter(person, check.id)) in hall.meeting.boxes[check.id]
        if person.id in known_round(hall.meeting, check.id).later.here and not answered:
            choice = chance.choice(OPTIONS[RoundKind.SUPPORT])
            rev = hall.next_rev(person, check.id, "later")
            if hall.meeting.participants[person.id].votes:
                hall.ask(person, AnswerLater, round_id=check.id, rev=rev, choice=choice)


def _in_block(hall: Hall, block: str, act: Callable[[], Any]) -> None:
    hall.go(block)
    act()


def _accept(hall: Hall, round_id: str, chance: Random) -> None:
    """Go on although too few people chose, and now and then not after all."""
    hall.lead(AcceptResult, round_id=round_id, reason="De bus vertrekt zo.")
    if chance.random() < 0.2:
        hall.lead(RejectResult, round_id=round_id)


def _bring_and_edit(hall: Hall, chance: Random) -> None:
    person = chance.choice(hall.people)
    viewpoint_id = hall.view(person, f"Idee {hall.id()}", block=hall.meeting.active)
    if chance.random() < 0.5:
        hall.ask(person, EditViewpoint, viewpoint_id=viewpoint_id, rev=2, text="Beter gezegd")


def _propose(hall: Hall, chance: Random) -> None:
    """Typed by the facilitator and confirmed, from a participant, tabled and worded anew, or several of them."""
    if chance.random() < 0.4:
        hall.propose()
        return
    if chance.random() < 0.4 and not hall.meeting.choosings:
        _choose_several(hall, chance)
        return
    if chance.random() < 0.4:
        _practise(hall, chance)
        _lay_several(hall, chance)
        return
    hall.go("propose")
    proposal_id = hall.id()
    hall.ask(chance.choice(hall.people), PutProposal, proposal_id=proposal_id, text="We planten bomen.")
    hall.lead(TableProposal, proposal_id=proposal_id)
    hall.lead(AmendProposal, proposal_id=proposal_id, version=1, text="We planten twaalf bomen.")


def _choose_several(hall: Hall, chance: Random) -> None:
    """From a shortlist: dots first now and then, a run-off where there is a tie, and a package of what was chosen."""
    hall.go("shortlisting")
    known = hall.meeting.shortlist
    if not known.frozen:
        living = [each.id for each in hall.meeting.viewpoints.values() if each.counts and each.id not in known.ids]
        hall.lead(ListEntries, entry_ids=tuple(living[:5]))
        hall.lead(FixRule, method=RoundKind.APPROVAL, most=chance.choice((1, 2)), cap=chance.choice((3, 5)))
        hall.lead(FreezeShortlist, rev=hall.meeting.shortlist.rev)
    hall.go("choosing")
    rule = hall.meeting.shortlist.rule
    assert rule is not None
    _choose_in(hall, chance, OpenChoosing, kind=rule.method, rev=hall.meeting.shortlist.rev)
    now = standing(hall.meeting)
    if now is not None and now.tied and chance.random() < 0.5:
        _choose_in(hall, chance, OpenRunOff)
        now = standing(hall.meeting)
    if now is None or not (now.chosen or now.tied):
        return
    words = {"text": "Hiermee aan de slag?", "reason": "De zaal wil het zo."}
    first = hall.meeting.choosings[0].id
    hall.lead(MakePackage, proposal_id=hall.id(), round_id=first, chosen=now.chosen or now.tied[:1], **words)


def _choose_in(hall: Hall, chance: Random, opens: type[Command], **fields: Any) -> None:
    method = chance.choice((Method.PHONES, Method.PHONES, Method.PHONES_HANDS, Method.PHONES_PAPER))
    hall.lead(opens, round_id=hall.id(), present=len(hall.people), method=method, beside=2, **fields)
    known = hall.last
    options = [option.id for option in known.options]
    if method is not Method.PHONES:
        hall.count(chance.choice(options), 2, again=method.on_paper)
    for person in hall.people:
        some = chance.sample(options, min(len(options), known.cap))
        hall.vote(person, *chance.choice((some, some[:1], ["none_of_these"], ["abstain"])), round_id=known.id)
    hall.close()
    hall.show()


def _practise(hall: Hall, chance: Random) -> None:
    if not hall.meeting.boxes:
        hall.go("practising")
        hall.lead(OpenPractice, round_id=hall.id())


def _lay_several(hall: Hall, chance: Random) -> None:
    if hall.meeting.open_round:
        _vote_and_close(hall, chance)
    hall.go("propose")
    put = [hall.put(person) for person in chance.sample(hall.people, 3)]
    hall.lead(LayBeside, proposal_ids=tuple(put))
    if chance.random() < 0.4:
        hall.lead(DropProposal, proposal_id=put[0], reason="De zaal laat het los.")
    elif chance.random() < 0.5:
        merged = hall.id()
        hall.lead(MergeProposals, proposal_id=merged, proposal_ids=tuple(put[1:]), text="Samen één plan.")
        _agree(hall, merged)


def _agree(hall: Hall, merged_id: str) -> None:
    """The proposers of what was merged say yes to it."""
    merged = hall.meeting.proposal_of(merged_id)
    assert merged is not None
    authors = {source.author for each in merged.sources if (source := hall.meeting.proposal_of(each))}
    for person in hall.people:
        if person.id in authors:
            hall.ask(person, AgreeToMerge, proposal_id=merged.id, version=merged.version)


def _choose_among(hall: Hall, chance: Random) -> None:
    """A vote on what lies beside each other, by phone or with hands as well; words that changed are confirmed first."""
    laid = [proposal for each in hall.meeting.options if (proposal := hall.meeting.proposal_of(each))]
    unsure = [proposal for proposal in laid if not proposal.confirmed]
    if unsure:
        hall.go("propose")
        if unsure[0].sources:
            _agree(hall, unsure[0].id)
        else:
            hall.lead(ConfirmProposal, proposal_id=unsure[0].id, version=unsure[0].version)
        return
    method = chance.choice((Method.PHONES, Method.PHONES, Method.PHONES_HANDS, Method.PAPER))
    hall.choose_among(method=method, beside=2, reason="De groep vroeg het.")


def _confirm(hall: Hall) -> None:
    hall.go("propose")
    if hall.tabled.sources:
        _agree(hall, hall.tabled.id)
        return
    hall.lead(ConfirmProposal, proposal_id=hall.tabled.id, version=hall.tabled.version)


def _heard(hall: Hall) -> bool:
    last = hall.meeting.last_round
    return last is not None and last.question is not None and last.question.shared


def _vote_and_close(hall: Hall, chance: Random) -> None:
    opened = hall.meeting.open_round
    assert opened is not None
    first, second, third = opened.choices[:3]
    choices = [first, first, first, second, third]
    turnout = chance.choice((0.9, 0.9, 0.9, 0.4))
    for person in hall.people:
        if opened.method.by_phone and chance.random() < turnout:
            hall.vote(person, chance.choice(choices), round_id=opened.id)
    if opened.method is not Method.PHONES:
        hall.count(first, again=opened.method.on_paper)
    hall.close()
    if opened.kind is RoundKind.PRACTICE or opened.kind in SEVERAL:
        hall.show()


def _ask_and_share(hall: Hall, chance: Random) -> None:
    last = hall.meeting.last_round
    assert last is not None
    hall.go("minority")
    hall.lead(AskMinority, round_id=last.id)
    for person in chance.sample(hall.people, len(hall.people)):
        if chance.random() < 0.8:
            kind = chance.choice(["text", "text", "text", "speak", "none", "pass"])
            hall.answer(person, f"Wens {hall.id()}", kind=kind, round_id=last.id)
    many = hall.meeting.package is not None and chance.random() < 0.4
    for _ in range(MOST_GROUPS + 1 if many else chance.random() < 0.2):
        hall.lead(AddPosition, position_id=hall.id(), round_id=last.id, text="Hardop gezegd")
    hall.share(round_id=last.id)
    if being_read(hall.meeting):
        first = hall.meeting.open_positions[0]
        hall.lead(ShowNeed, position_id=first.id, rev=first.rev)
        if chance.random() < 0.3:
            hall.lead(HideNeed, position_id=first.id)


def _below_the_waterline(hall: Hall, chance: Random) -> bool:
    """Name the sides, ask, give and keep, when people talk there; False where they do not."""
    meeting = hall.meeting
    if meeting.step != "talking" or meeting.block.kind != "waterline" or chance.random() < 0.3:
        return False
    grain = hall.id()
    hall.lead(NameSides, first="Rust", second=f"Leven {grain}")
    hall.lead(AskGrains)
    hall.ask(chance.choice(hall.people), GiveGrain, grain_id=grain, text="Dat raakte me")
    hall.lead(KeepGrain, grain_id=grain)
    return True


def _group(hall: Hall, chance: Random) -> None:
    """Lay two needs together, and now and then apart again."""
    written = [each.id for each in hall.meeting.open_positions if not each.spoken and each.answer is None]
    if len(written) < 2:
        return
    hall.lead(GroupNeeds, position_id=written[0], other_id=written[-1])
    if chance.random() < 0.3:
        hall.lead(UngroupNeed, position_id=written[0])


def _mark(hall: Hall, chance: Random) -> None:
    """Say of two needs that they contradict, and of one that it asks something of who decides."""
    needs = [each.id for each in hall.meeting.positions_now if not each.withdrawn and not each.carried]
    if len(needs) > 1 and chance.random() < 0.5:
        hall.lead(FlagConflict, position_id=needs[0], other_id=needs[-1])
    elif needs and hall.meeting.mandate.decider and chance.random() < 0.5:
        said = len(answers_to(needs[0], hall.meeting))
        hall.lead(AddressNeed, position_id=needs[0])
        hall.lead(AnswerPoint, point_id=needs[0], said=said, verdict=Verdict.YES)


def _weave(hall: Hall, chance: Random) -> None:
    hall.go("weave")
    if hall.meeting.asked_position is None and chance.random() < 0.15:
        _mark(hall, chance)
    if hall.meeting.asked_position is None and chance.random() < 0.2:
        _group(hall, chance)
    position = hall.meeting.asked_position or hall.meeting.open_positions[0]
    if position.replies is not None and chance.random() < 0.5:
        hall.leave(position.id)
        return
    if position.spoken and position.answer is None and chance.random() < 0.3:
        hall.lead(WithdrawPosition, position_id=position.id, rev=position.rev)
        return
    if not position.asking and position.restated is None and chance.random() < 0.2:
        hall.lead(RestateNeed, position_id=position.id, rev=position.rev, text="Zo hebben wij het gehoord")
        return
    if not position.asking:
        kinds = [each for each in AnswerKind if each is not AnswerKind.ADDED or not position.group]
        hall.treat(position.id, chance.choice(kinds), text="Zo dan", owner="Fatima")
    for person in hall.people:
        if chance.random() < 0.8:
            hall.reply(person, position.id, fits=chance.random() < 0.8, round_id=position.round_id)
    hall.settle(position.id, aloud=chance.random() < 0.8 if position.spoken else None)


# What must hold


def strings(value: Any) -> set[str]:
    """Every string inside a value, however deep."""
    if isinstance(value, str):
        return {str(value)}
    if isinstance(value, tuple | list | frozenset | set):
        return {each for item in value for each in strings(item)}
    if hasattr(value, "__dataclass_fields__"):
        return {each for name in value.__dataclass_fields__ for each in strings(getattr(value, name))}
    return set()


SEEDS = st.integers(0, 2**32)
RARE = (CloseMeeting, OpenMeeting, ExpireBoxes)
TRIES = 8
FIRST: dict[str, tuple[type[Command], ...]] = {
    "clustering": (MergeViewpoints, MergeViewpoints),
    "missing": (NameMissing,),
    "picking": (PickCard,),
    "reading_back": (ShareTopics, NoteRepair),
    "shortlisting": (ListEntries,),
    "spreading": (SpreadViewpoint,),
    "teaming": (AddTeam,),
}
"""What has to be there before there is something to do in a step."""
BELONGS: dict[str, tuple[type[Command], ...]] = {
    "spreading": (Recognise, WithdrawRecognition, RecogniseAloud),
    "missing": (NameMissing, HoldMissing, WithdrawMissing),
    "framing": (JudgeQuestion, NoteJudgement, SetVoting),
    "teaming": (AddTeam, ArrangeTeam, DropTeam, ForgetContact, JoinTeam, LeaveTeam),
}
"""Commands that are accepted everywhere and make most sense in this step."""


class Walk(RuleBasedStateMachine):
    """One evening, led by two facilitators of whom one may look at an older screen."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = Watched(self)
        self.screens: list[Meeting] = []
        self.accepted: list[Command] = []
        self.voters: set[str] = set()
        self.authors: dict[str, str] = {}
        """Position id → voter, as it was first sealed."""
        self.ballots: dict[str, dict[str, tuple[str, ...]]] = {}
        """The box of a round when it closed, kept outside as no real store may."""
        self.expired: set[str] = set()
        """Rounds whose box was destroyed because nothing happened for a day: nobody could be asked any more."""
        self.refusals: Counter[str] = Counter()

    @initialize(n=st.integers(3, 9), display=st.sampled_from(Display), seed=SEEDS)
    def people_come_in(self, n: int, display: Display, seed: int) -> None:
        self.hall.open(sheet=every_step(), level=Level.TOGETHER, decider="de wethouder")
        self.hall.join(n)
        for each in ("framing", "missing"):  # what comes before counting is closed once a vote was open
            self._stay(each, 4, self.chance(seed))
        self.hall.go("gather")
        self.hall.lead(SetDisplay, display=display)
        for person in self.hall.people[:2]:
            self.hall.view(person, "Iets dat er vanaf het begin is")

    def chance(self, seed: int) -> Random:
        """Chance that differs at every step, so that a small seed is as good as a large one."""
        return Random(f"{seed} {len(self.hall.log)} {len(self.accepted)}")

    # What people do

    @rule(acts=st.integers(1, 3), seed=SEEDS)
    def go_on(self, acts: int, seed: int) -> None:
        self._forward(acts, seed)

    @rule(acts=st.integers(3, 9), seed=SEEDS)
    def go_far(self, acts: int, seed: int) -> None:
        self._forward(acts, seed)

    def _forward(self, acts: int, seed: int) -> None:
        chance = self.chance(seed)
        for _ in range(acts):
            try:
                forward(self.hall, chance)
            except Refused as refusal:
                note(f"going on was refused: {refusal.reason}")
                return

    @rule(seed=SEEDS, times=st.integers(1, 10))
    def do_anything(self, seed: int, times: int) -> None:
        chance = self.chance(seed)
        for _ in range(times):
            self._wild(chance.choice(COMMANDS), self.hall.meeting, chance)

    @rule(seed=SEEDS, times=st.integers(1, 10))
    def do_what_this_step_allows(self, seed: int, times: int) -> None:
        chance = self.chance(seed)
        for _ in range(times):
            here = [kind for kind in STEPS[self.hall.meeting.step].accepts if kind is not CloseMeeting]
            roaming = [kind for kind in ALWAYS if kind not in RARE]
            self._wild(chance.choice(here if here and chance.random() < 0.8 else roaming), self.hall.meeting, chance)

    @rule(seed=SEEDS, times=st.integers(3, 12))
    def stay_in_some_block(self, seed: int, times: int) -> None:
        """Every step gets its turn, also those that lie beside the way to a decision."""
        chance = self.chance(seed)
        to = chance.choice([block for block in self.hall.meeting.sheet if block.step != "closing"])
        self._stay(to.id, times, chance)

    def _stay(self, block_id: str, times: int, chance: Random) -> None:
        self.send(self.hall.as_staff(EnterBlock, to=block_id, reason="other"))
        for first in FIRST.get(self.hall.meeting.step, ()):
            self._insist(first, chance)
        for _ in range(times):
            step = self.hall.meeting.step
            here = [kind for kind in STEPS[step].accepts if kind is not CloseMeeting]
            everywhere = BELONGS.get(step) or [kind for kind in ALWAYS if kind not in RARE]
            self._insist(chance.choice(here if here and chance.random() < 0.8 else everywhere), chance)

    @precondition(lambda self: self.screens)
    @rule(seed=SEEDS, back=st.integers(1, 6))
    def do_something_from_an_older_screen(self, seed: int, back: int) -> None:
        seen, chance = self.screens[-min(back, len(self.screens))], self.chance(seed)
        staff = [kind for kind in COMMANDS if Role.FACILITATOR in ROLES[kind] and kind not in RARE]
        for _ in range(3):
            self._wild(chance.choice(staff), seen, chance)

    def _wild(self, kind: type[Command], seen: Meeting, chance: Random) -> None:
        self.send(any_command(self.hall, seen, kind, chance.choice(self.hall.people), chance))

    def _insist(self, kind: type[Command], chance: Random) -> None:
        """Somebody tries a few times, with other words or about something else, until it is carried out."""
        tried = len(self.accepted)
        for _ in range(TRIES):
            self._wild(kind, self.hall.meeting, chance)
            if len(self.accepted) > tried:
                return

    @precondition(lambda self: self.accepted)
    @rule(seed=SEEDS, times=st.integers(1, 10))
    def send_something_again(self, seed: int, times: int) -> None:
        chance = self.chance(seed)
        for _ in range(times):
            self._again(chance.choice(self.accepted))

    def _again(self, again: Command) -> None:
        """What was sealed or made once is never made twice; what changed since is told, never undone."""
        before, again = self.hall.meeting, replace(again, at=self.hall.tick())
        try:
            happened, _ = handle(again, before)
        except Refused as refusal:
            lives = isinstance(again, SecretCommand) and again.round_id in of_rounds(before)
            if lives and refusal.reason != "changed_elsewhere":
                raise AssertionError("refused while its box lives") from refusal
            return
        if type(again) in DONE_ANEW:
            self.send(again)
        else:
            assert happened == ()

    @rule(n=st.integers(1, 2))
    def somebody_comes_late(self, n: int) -> None:
        if not self.hall.meeting.closed_at and len(self.hall.people) < 12:
            self.hall.join(n)

    @rule(seed=SEEDS)
    def people_talk_below_the_waterline(self, seed: int) -> None:
        chance, meeting = self.chance(seed), self.hall.meeting
        if meeting.open_round or meeting.closed_at or chance.random() < 0.7:
            return
        block = next((each.id for each in meeting.sheet if each.kind == "waterline" and not each.skipped), None)
        if block is not None:
            self.hall.go(block)
            _below_the_waterline(self.hall, chance)

    @rule(present=st.none() | st.integers(0, 12))
    def phones_sleep_and_wake(self, present: int | None) -> None:
        self.hall.present = present

    @rule(hours=st.sampled_from((0, 0, 0, 1, 23, 25)))
    def time_goes_by(self, hours: int) -> None:
        if self.hall.meeting.open_round is None:  # a round that stays open for a day is in test_mishaps.py
            self.hall.wait(hours=hours)
            self.send(ExpireBoxes(at=self.hall.tick(), role=Role.SYSTEM))
            assert hours < 24 or not self.hall.meeting.secrets
            self.send(CountLater(at=self.hall.tick(), role=Role.SYSTEM))

    # What is checked at every command

    def send(self, command: Command) -> None:
        try:
            self.hall.do(command)
        except Refused as refusal:
            self.refusals[refusal.reason] += 1

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

    # What holds at every moment

    @invariant()
    def who_can_be_reached_is_who_left_a_way_and_did_not_take_it_back(self) -> None:
        reachable = {each.id for each in self.hall.meeting.sign_ups.values() if each.reachable}
        assert reachable == self.hall.contacts
        assert not any(each.left for each in self.hall.meeting.sign_ups.values() if each.reachable)

    @invariant()
    def one_round_is_open_and_one_box_lives(self) -> None:
        meeting = self.hall.meeting
        assert sum(known.open for known in meeting.rounds) <= 1
        assert len(of_rounds(meeting) - chosen_in(meeting) - {known.of for known in meeting.rounds}) <= 1
        assert set(meeting.boxes) == set(self.hall.keys)
        assert not (meeting.closed_at and meeting.secrets)

    @invariant()
    def one_live_ballot_for_each_voter(self) -> None:
        for box in self.hall.meeting.boxes.values():
            for (item, voter), sealed in box.items():
                assert (item, voter) == (sealed.item, sealed.voter)
                assert item == "ballot" or not isinstance(sealed, BallotCast)
                if isinstance(sealed, BallotCast):
                    assert 1 <= len(sealed.choice) <= known_round(self.hall.meeting, sealed.round_id).cap

    @invariant()
    def a_result_is_shown_only_after_the_close(self) -> None:
        for known in self.hall.meeting.rounds:
            counted_up = known.choice if known.kind in SEVERAL else known.tally
            assert (counted_up is not None) is (known.closed_at is not None)
            assert not (known.shown and counted_up is None)
            assert not (known.cancelled and (counted_up or known.shown))

    @invariant()
    def boxes_live_exactly_as_long_as_they_may(self) -> None:
        meeting = self.hall.meeting
        for known in meeting.rounds:
            if known.later is not None and known.later.emptied and known.id in meeting.boxes:
                assert known.waits
                assert known.decision < meeting.decision
                assert {item for item, _ in meeting.boxes[known.id]} <= {"ballot", "later"}
                assert not any(isinstance(each, BallotCast) for each in meeting.boxes[known.id].values())
            elif known.id in meeting.boxes:
                assert known.decision == meeting.decision
                assert not known.cancelled
                assert known.outcome not in (Outcome.REJECTED, Outcome.TIE, Outcome.DIVIDED)
                behind = {*chosen_in(meeting), meeting.rounds[-1].of}
                assert known is meeting.rounds[-1] or known.id in behind
            elif known.open:
                raise AssertionError("an open round without a box")
        told = [event.round_id for event in self.hall.log if isinstance(event, BoxDestroyed)]
        opened = [event.round_id for event in self.hall.log if isinstance(event, RoundOpened | HeardAsked)]
        assert set(opened) - set(told) == set(meeting.boxes)

    @invariant()
    def needs_that_contradict_each_other_are_never_both_added(self) -> None:
        for position in self.hall.meeting.positions:
            for other in map(self.hall.meeting.position_of, position.conflicts):
                assert other is not None
                assert position.id in other.conflicts
                assert not (position.carried and other.carried)

    @invariant()
    def a_no_that_wants_no_more_questions_is_never_asked_about(self) -> None:
        assert not any(position.final and position.open for position in self.hall.meeting.positions)

    @invariant()
    def what_is_told_of_being_heard_points_at_nobody(self) -> None:
        heard = self.hall.meeting.heard
        assert heard is None or all(n is None or n >= 5 for _, n in heard.cells)

    @invariant()
    def every_viewpoint_can_be_reached(self) -> None:
        views = self.hall.meeting.viewpoints.values()
        assert sorted(view.number for view in views) == list(range(1, len(views) + 1))
        blocks = {block.id for block in self.hall.meeting.sheet if block.step in WELCOMING}
        assert all(view.block in blocks for view in views)

    @invariant()
    def every_voice_lies_in_one_topic_or_stands_by_itself(self) -> None:
        meeting = self.hall.meeting
        together = [each.id for topic in topics(meeting) for each in members(meeting, topic)]
        alone = [each.id for each in single_voices(meeting)]
        assert sorted([*together, *alone]) == sorted({each.id for each in cards(meeting)} | set(together))
        for topic in meeting.clusters.values():
            assert all(meeting.viewpoints[each].cluster == topic.id for each in topic.viewpoints)

    @invariant()
    def who_recognises_what_is_known_once(self) -> None:
        meeting = self.hall.meeting
        for viewpoint_id, known in meeting.recognitions.items():
            assert known.people == {
                each.id for each in meeting.participants.values() if viewpoint_id in each.recognised
            }

    @invariant()
    def every_stay_has_its_time(self) -> None:
        for here, there in itertools.pairwise(self.hall.meeting.visits):
            assert there.at >= here.at

    @rule(seed=SEEDS)
    def the_log_and_the_boxes_in_any_order_make_the_same_meeting(self, seed: int) -> None:
        self.check_replay(seed)

    def check_replay(self, seed: int) -> None:
        meeting = self.hall.meeting
        sealed = [each for box in meeting.boxes.values() for each in box.values()]
        Random(seed).shuffle(sealed)
        assert replay([*self.hall.log, *sealed], Meeting(id="hall")) == meeting

    def teardown(self) -> None:
        self.check_replay(7)
        self.check_end()
        REACHED.update(self.refusals)
        REACHED["walks"] += 1

    def check_end(self) -> None:
        """After the close every box is gone, and nothing that is asked changes anything."""
        if self.hall.meeting.open_round:
            self.hall.cancel()
        if not self.hall.meeting.closed_at:
            self.hall.go("close")
            if self.hall.meeting.check_out is None:
                self.hall.lead(AskHeard, round_id=self.hall.id())
            self.hall.lead(CloseMeeting)
        self.one_round_is_open_and_one_box_lives()
        closed, chance = self.hall.meeting, Random(7)
        for kind in COMMANDS:
            if kind not in AFTER_CLOSE:
                self._wild(kind, closed, chance)
        for again in self.accepted[-20:]:
            if type(again) not in AFTER_CLOSE:
                self.send(again)
        assert self.hall.meeting is closed
        self.check_replay(7)


REACHED: Counter[str] = Counter()
"""How deep the walks got, over a whole run."""


class Watched(Hall):
    """A hall whose every accepted command is looked at."""

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self.walk = walk

    def do(self, command: Command) -> tuple[Event | Sealed, ...]:
        before, written = self.meeting, len(self.log)
        try:
            happened = super().do(command)
        except Refused:
            assert self.meeting is before
            assert len(self.log) == written
            raise
        self.walk.check(command, happened, before, self.meeting)
        return happened


def of_rounds(meeting: Meeting) -> set[str]:
    """The boxes of rounds; that of the question at the end lives until the meeting closes, an emptied one longer."""
    emptied = {known.id for known in meeting.rounds if known.later is not None and known.later.emptied}
    return set(meeting.boxes) - emptied - {meeting.check_out and meeting.check_out.id}


def known_round(meeting: Meeting, round_id: str) -> Any:
    known = meeting.round_of(round_id)
    assert known is not None
    return known


PROFILE = "thorough" if settings.get_current_profile_name() == "thorough" else "suite"


@pytest.mark.timeout(7200 if PROFILE == "thorough" else 300)
def test_random_walks_keep_every_promise_and_reach_decisions_with_a_woven_need() -> None:
    """A walk that never reaches adoption is worth little."""
    REACHED.clear()
    run_state_machine_as_test(Walk, settings=settings.get_profile(PROFILE))
    assert REACHED["adopted woven"] + REACHED["adopted"] > REACHED["walks"] / 5
    assert REACHED["adopted woven"] > REACHED["walks"] / 20


MOST_EVENINGS = 200


@given(st.just(0))  # the walk notes what it does, and only an example of hypothesis takes notes
@settings(max_examples=1, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_command_is_carried_out_in_some_evening(first: int) -> None:
    """Evenings that visit every step, one after the other, until nothing is left out."""
    left_out = set(COMMANDS)
    for seed in range(first, MOST_EVENINGS):
        evening(seed, left_out)
        if not left_out:
            return
    assert sorted(kind.__name__ for kind in left_out) == []


def evening(seed: int, left_out: set[type[Command]]) -> None:
    """A walk that tries in every step what no evening carried out yet; every other one has tables, and no order."""
    walk, chance = Walk(), Random(seed)
    walk.people_come_in(n=5, display=Display.CALM, seed=seed)
    blocks = [block.id for block in walk.hall.meeting.sheet if block.step != "closing"]
    if seed % 2:
        sit_at_tables(walk.hall)
        chance.shuffle(blocks)
        blocks.sort(key=lambda each: each != "picking")  # while each card still lies where it was written
    for block_id in blocks:
        walk._stay(block_id, 4, chance)
        for act in range(4):
            try_out(walk, left_out, chance)
            walk._forward(1, seed + act)
    if not walk.hall.meeting.open_round:
        walk.time_goes_by(hours=25)
    walk.teardown()
    left_out -= carried_out(walk)


def sit_at_tables(hall: Hall) -> None:
    """Two tables with people and cards at them, and a capacity that nobody has."""
    hall.lead(SetTables, count=2)
    hall.lead(SetCapacity, capacity_id=hall.id(), name="Bewoner", votes=True)
    tables = itertools.cycle(sorted(hall.meeting.tables))
    for person, table in zip(hall.people, tables, strict=False):
        hall.ask(person, Sit, table=table)
        hall.view(person, f"Van tafel {table}")


def try_out(walk: Walk, left_out: set[type[Command]], chance: Random) -> None:
    for kind in sorted(left_out - {CloseMeeting}, key=lambda kind: kind.__name__):
        walk._insist(kind, chance)
    left_out -= carried_out(walk)


def carried_out(walk: Walk) -> set[type[Command]]:
    return {kind for kind in COMMANDS if walk.refusals[f"+{kind.__name__}"]}


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_every_field_of_every_command_can_be_drawn(kind: type[Command]) -> None:
    hall = Hall().open()
    hall.join(1)
    assert any_command(hall, hall.meeting, kind, hall.people[0], Random(1))
