"""Any command somebody could send: every field drawn from what there is, was, or never will be."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from random import Random
from typing import Any

from meeting.procedure.addressing import answers_to, points
from meeting.procedure.agreeing import ConfirmAgreements
from meeting.procedure.arranging import AddBlock, RestoreBlock, SkipBlock
from meeting.procedure.arrival import Join
from meeting.procedure.choosing import OpenChoosing
from meeting.procedure.clustering import topics
from meeting.procedure.core import ALWAYS, STEPS, Command, Role, SecretCommand
from meeting.procedure.framing import CountHands, JudgeQuestion, NoteJudgement, RewordQuestion, ShowFit
from meeting.procedure.gathering import EditViewpoint
from meeting.procedure.importing_opgaven import Card, ImportOpgaven
from meeting.procedure.informing import WriteInfo
from meeting.procedure.later import AnswerLater
from meeting.procedure.minority import ANSWERS, AnswerGiven
from meeting.procedure.missing import HoldMissing, NameMissing
from meeting.procedure.moderating import HOLD_REASONS, HoldViewpoint
from meeting.procedure.ordering import JoinTopics, Seen
from meeting.procedure.picking import CompleteCard
from meeting.procedure.reading_back import THE_ROOM, VERDICTS, BringToRoom, NoteReading, NoteRepair, ReadBack
from meeting.procedure.reading_back import before_the_room as in_the_room
from meeting.procedure.regrouping import MergeTables, SplitTable
from meeting.procedure.seating import SetTables, Sit
from meeting.procedure.sheet import JUMP_REASONS, EnterBlock, ExplainJump
from meeting.procedure.shortlisting import FixRule, FreezeShortlist, ThawShortlist
from meeting.procedure.signing_up import JoinTeam
from meeting.procedure.spreading import Recognise, SpreadViewpoint, WithdrawRecognition, before_the_room
from meeting.procedure.state import (
    OPTIONS,
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
    Phone,
    RoundKind,
    RunSheet,
    Verdict,
)
from meeting.procedure.teaming import ArrangeTeam
from meeting.procedure.templates import EVENING, MODELS, TEMPLATES

from ..acts import Hall, Person

ROLES: dict[type[Command], frozenset[Role]] = dict(ALWAYS)
for each_step in STEPS.values():
    for each_kind, each_roles in each_step.accepts.items():
        ROLES[each_kind] = ROLES.get(each_kind, frozenset()) | each_roles
COMMANDS = sorted(ROLES, key=lambda kind: kind.__name__)

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


NOT_MINE: Any = object()
"""What a group of fields answers for a field that is not its own."""


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
        parts = (self._words, self._choices, self._numbers, self._revisions, self._places, self._cards, self._things)
        for part in parts:
            value = part(kind, name, annotation, known)
            if value is not NOT_MINE:
                return value
        raise AssertionError(f"{kind.__name__}.{name} is new: say in walks/fields.py how to draw it")

    def _words(self, kind: type[Command], name: str, annotation: str, known: dict[str, Any]) -> Any:
        """What somebody types, or leaves out."""
        chance = self.chance
        may_be_none = "None" in annotation
        match name:
            case "answers":
                return tuple(WORDS[: chance.randrange(5)])
            case "for_whom" | "why" | "first_idea":
                return chance.choice(WORDS)
            case "helps" | "seeks" | "reach" | "lead" | "wanted":
                return chance.choice((None, *WORDS))
            case "name":
                return chance.choice(WORDS)
            case "reason" if kind in (HoldViewpoint, HoldMissing):
                return chance.choice((*HOLD_REASONS, "disagree"))
            case "reason" if kind in (EnterBlock, SkipBlock):
                return chance.choice((*JUMP_REASONS, None, "zomaar"))
            case "text" | "question" | "title" | "place" | "decider" | "owner" | "first_step" | "reason" | "say":
                return chance.choice((None, *WORDS) if may_be_none else WORDS)
            case "language":
                return chance.choice(("nl", "en", "xx"))
            case "first" | "second":
                return chance.choice(WORDS)
            case "texts":
                return tuple(chance.choice(WORDS) for _ in range(chance.randrange(4)))
            case "info":
                return chance.choice((None, *WORDS))
            case "route":
                return chance.choice((None, *WORDS))
        return NOT_MINE

    def _choices(self, kind: type[Command], name: str, annotation: str, known: dict[str, Any]) -> Any:
        """One of a few: yes or no, a kind, a day."""
        meeting, chance = self.seen, self.chance
        may_be_none = "None" in annotation
        match name:
            case "options":
                laid = [each for each in map(meeting.proposal_of, meeting.options) if each]
                return tuple(Option(each.id, each.version) for each in laid[chance.choice((0, 0, 0, 1)) :])
            case "chosen":
                return tuple(
                    chance.sample(meeting.shortlist.ids, min(len(meeting.shortlist.ids), chance.choice((1, 2))))
                )
            case "method" if kind is FixRule:
                return chance.choice((RoundKind.APPROVAL, RoundKind.APPROVAL, RoundKind.EACH, RoundKind.DOTS))
            case "kind" if kind is OpenChoosing:
                return chance.choice((RoundKind.APPROVAL, RoundKind.EACH, RoundKind.DOTS, RoundKind.PROPOSAL))
            case "method":
                return chance.choice((*Method, *[Method.PHONES] * 12))
            case "again":
                return chance.choice((False, True))
            case "deviating" | "goes":
                return chance.choice((True, False))
            case "effort":
                return chance.choice((None, *Effort))
            case "keeps":
                return chance.choice((False, True))
            case "audience":
                return chance.choice(list(Audience))
            case "verdict" if kind in (ReadBack, NoteReading):
                return chance.choice((*VERDICTS, "mooi"))
            case "watching":
                return chance.choice((*(None,) * 30, True, False))
            case "newcomers":
                return chance.random() < 0.97
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
            case "date" | "answer_by" | "review_on" | "first_on" | "back_on":
                return chance.choice((None, date(2026, 3, 1)))
            case "fits":
                return chance.random() < 0.7
            case "practice":
                return chance.choice((False, True))
            case "aloud":
                return chance.choice((None, True, False))
            case "level":
                return chance.choice(list(Level))
            case "display":
                return chance.choice((None, *Display) if may_be_none else tuple(Display))
            case "verdict":
                return chance.choice(list(Verdict))
            case "due":
                return chance.choice((None, date(2025, 1, 1), date(2027, 3, 1)))
            case "asks" | "kept" | "on":
                return chance.random() < 0.7
            case "final":
                return chance.random() < 0.2
            case "fit":
                return chance.choice(list(Fit))
            case "origin":
                return chance.choice((None, *Origin))
            case "votes" | "unmet" | "apart":
                return chance.random() < 0.97
        return NOT_MINE

    def _numbers(self, kind: type[Command], name: str, annotation: str, known: dict[str, Any]) -> Any:
        """How many."""
        meeting, chance = self.seen, self.chance
        match name:
            case "count" if kind is SetTables:
                return chance.choice((0, 3, 5, 8, -1, 10_000))
            case "most" | "cap":
                return chance.choice((1, 1, 2, 3, 3, 5, 0, 99))
            case "leaders":
                return chance.choice((None, 0, 3, 12, -1))
            case "beside":
                return chance.choice((0, 3, 3, 3, -1, 10_000))
            case "people":
                return chance.choice((None, 0, 2, 3, -1))
            case "counts":
                opened = meeting.open_round
                choices = opened.choices if opened else ("for",)
                return tuple((choice, chance.choice((0, 1, 1, 2))) for choice in choices)
            case "hands":
                return chance.choice((0, 1, 7, -1))
            case "count":
                return chance.choice((0, 2, 3, 3, -1))
            case "minutes":
                return chance.choice((None, 1, 20, 240, 0, 241))
            case "yes" | "almost" | "no":
                return chance.choice((0, 3, 12, -1))
            case "person":
                return chance.choice((0, 0, 0, 1, 2, 9))
            case "present":
                return chance.randrange(len(self.hall.people) + 2)
            case "seed":
                return chance.randbytes(9)
            case "invited":
                return chance.choice((None, 0, 40, -1))
        return NOT_MINE

    def _revisions(self, kind: type[Command], name: str, annotation: str, known: dict[str, Any]) -> Any:
        """What somebody saw when they sent it: mostly as it is, sometimes stale."""
        meeting, chance = self.seen, self.chance
        match name:
            case "rev" if kind in (FreezeShortlist, ThawShortlist, OpenChoosing):
                return meeting.shortlist.rev + chance.choice((0, 0, 0, 0, 1, -1))
            case "rev" if kind is CompleteCard:
                card = meeting.opgaven.get(known["viewpoint_id"])
                return (card.rev if card else 0) + chance.choice((1, 1, 1, 0, 2))
            case "rev" if kind is JoinTeam:
                joined = meeting.sign_ups.get(known.get("sign_up_id", ""))
                return (joined.rev if joined else 0) + chance.choice((1, 1, 1, 0, 2))
            case "rev" if kind is ArrangeTeam:
                team = meeting.teams.get(known.get("team_id", ""))
                return (team.rev if team else 1) + chance.choice((0, 0, 0, 1, -1))
            case "other_rev":
                there = meeting.clusters.get(known["other"])
                return (there.rev if there else 0) + chance.choice((0, 0, 0, 1))
            case "rev" if kind in (ReadBack, NoteReading):
                of = known.get("table") or known.get("table_id") or THE_ROOM
                said = meeting.readings.get((of, known["cluster_id"]))
                return (said.rev if said else 0) + chance.choice((1, 1, 1, 0, 2))
            case "act":
                return len(meeting.acts) - chance.choice((0, 0, 0, 1, 2, -1))
            case "visit" if kind is ExplainJump:
                return meeting.visit + chance.choice((0, 0, -1, 1))
            case "visit":
                return meeting.visit
            case "sheet_rev":
                return meeting.sheet_rev + chance.choice((0, 0, 0, 0, -1, 1))
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
            case "said":
                return len(answers_to(known.get("point_id", ""), meeting)) + chance.choice((0, 0, 0, 1))
            case "was":
                named = meeting.missing.get(known.get("missing_id", ""))
                return named.held if named else None
            case "mix":
                return meeting.mixes + chance.choice((1, 1, 0, 2))
        return NOT_MINE

    def _places(self, kind: type[Command], name: str, annotation: str, known: dict[str, Any]) -> Any:
        """Where in the run sheet or in the hall, and who is there."""
        meeting, chance = self.seen, self.chance
        may_be_none = "None" in annotation
        match name:
            case "into":
                return self.one_of(sorted(meeting.tables))
            case "table" if kind in (Join, MergeTables, Sit, SplitTable):
                return None if may_be_none and chance.random() < 0.3 else self.one_of(sorted(meeting.tables))
            case "table":
                return self.one_of(sorted(meeting.to_read or meeting.tables))
            case "worker":
                return chance.choice(("desk-1", "desk-2"))
            case "table_id" if chance.random() < 0.3:
                return None
            case "table_id":
                return self.one_of(sorted(meeting.to_read))
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
            case "model":
                return chance.choice((*MODELS, "nonsense"))
            case "phone":
                return chance.choice((None, *Phone))
            case "template":
                return chance.choice((*TEMPLATES, "nonsense"))
            case "sheet":
                return chance.choice((None, *TEMPLATES.values(), RunSheet("Leeg", ())))
            case "key":
                return chance.choice((None, *GARBAGE, *(known.key for known in meeting.capacities.values())))
            case "capacity_id":
                return self.one_of(sorted(meeting.capacities))
        return NOT_MINE

    def _cards(self, kind: type[Command], name: str, annotation: str, known: dict[str, Any]) -> Any:
        """A card, a topic, or what was said of them."""
        meeting, chance = self.seen, self.chance
        may_be_none = "None" in annotation
        match name:
            case "entry_ids":
                found = [*sorted(meeting.viewpoints), *sorted(meeting.clusters)]
                return tuple(chance.sample(found, min(len(found), chance.choice((0, 1, 3, 5)))))
            case "entry_id" if may_be_none and chance.random() < 0.3:
                return None
            case "entry_id":
                return self.one_of(list(meeting.shortlist.ids))
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
            case "cards" if kind is not ImportOpgaven:
                seen = [meeting.viewpoints[each] for each in chance.sample(sorted(meeting.viewpoints), k=self.some())]
                return tuple(Seen(each.id, each.moved - chance.choice((0, 0, 0, 0, 1))) for each in seen)
            case "move":
                return self.one_of([move.id for move in meeting.ordering.moves if not move.undone])
            case "thing_id" if kind in (BringToRoom, NoteRepair):
                return self.one_of([*sorted(meeting.viewpoints), *(each.id for each in topics(meeting))])
            case "repair_id":
                return self.one_of([each.id for each in meeting.repairs])
            case "thing_id":
                return self.one_of([*sorted(meeting.viewpoints), *(each.id for each in meeting.notes)])
            case "instead" if kind is BringToRoom:
                brought = in_the_room(meeting)
                return brought.id if brought else None
            case "instead" if kind is SpreadViewpoint:
                now = before_the_room(meeting)
                return now.id if now else None
            case "import_id":
                return self.one_of(list(meeting.imports))
            case "cards" if kind is ImportOpgaven:
                return tuple(Card(chance.choice(WORDS)) for _ in range(chance.randrange(3)))
        return NOT_MINE

    def _things(self, kind: type[Command], name: str, annotation: str, known: dict[str, Any]) -> Any:
        """Anything else that has an id."""
        meeting, chance = self.seen, self.chance
        match name:
            case "round_id":
                return self.one_of([each.id for each in meeting.rounds])
            case "proposal_ids":
                known_ids = [each.id for each in meeting.proposals if each.in_play]
                return tuple(chance.sample(known_ids, min(len(known_ids), chance.choice((0, 1, 2, 2, 3)))))
            case "proposal_id":
                tabled = [meeting.tabled] if meeting.tabled else []
                return self.one_of([each.id for each in meeting.proposals] + tabled)
            case "position_id":
                return self.position()
            case "team_id":
                return self.one_of(sorted(meeting.teams))
            case "sign_up_id":
                return self.one_of(sorted(meeting.sign_ups))
            case "act_id":
                return self.hall.id()
            case "announcement_id":
                return self.one_of([each.id for each in meeting.announcements])
            case "call_id":
                return self.one_of([call.id for call in meeting.calls.values()])
            case "note_id":
                return self.one_of([each.id for each in meeting.notes])
            case "other_id":
                return self.position()
            case "grain_id":
                return self.one_of([each.id for each in meeting.grains])
            case "point_id":
                return self.one_of([*points(meeting), *(each.id for each in meeting.positions)])
            case "judgement_id":
                return self.one_of(sorted(meeting.judgements))
            case "missing_id":
                return self.one_of(sorted(meeting.missing))
            case "missing_ids":
                return tuple(self.one_of(sorted(meeting.missing)) for _ in range(chance.randrange(4)))
            case "agreement_id":
                return self.one_of([each.id for each in meeting.agreements.own])
        return NOT_MINE


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
