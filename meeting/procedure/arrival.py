"""Arrival: a meeting is opened with its question and mandate, and people join."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

from meeting.procedure import text
from meeting.procedure.arranging import sound
from meeting.procedure.capacities import CapacityTaken, shown, votes
from meeting.procedure.core import (
    FACILITATOR,
    PARTICIPANT,
    SYSTEM,
    Command,
    Event,
    Refused,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    step,
    touches,
)
from meeting.procedure.informing import InfoWritten, sheet_of
from meeting.procedure.seating import ParticipantSeated, standing
from meeting.procedure.state import (
    PHONE_BUDGET,
    Asking,
    Block,
    Level,
    Mandate,
    Meeting,
    Participant,
    RunSheet,
    Table,
    Visit,
)
from meeting.procedure.templates import EVENING, TEMPLATES

LANGUAGES = ("nl", "en")


@dataclass(frozen=True, kw_only=True)
class OpenMeeting(Command):
    """Open a meeting around one question. Only the question is needed; a mandate to advise names who decides.

    A `practice` meeting is marked as such on every surface. `template` names one of TEMPLATES to start from; a
    `sheet` of one's own goes before it. `info` is what people have to know, a paragraph a line.
    """

    newcomer: ClassVar[bool] = True

    question: str
    title: str | None = None
    place: str | None = None
    date: dt.date | None = None
    language: str = "nl"
    level: Level = Level.DECIDE
    decider: str | None = None
    answer_by: dt.date | None = None
    practice: bool = False
    template: str = EVENING.name
    sheet: RunSheet | None = None
    info: str | None = None


@dataclass(frozen=True, kw_only=True)
class MeetingOpened(Event):
    title: str
    question: str
    place: str | None = None
    date: dt.date | None = None
    language: str = "nl"
    mandate: Mandate = field(default_factory=Mandate)
    practice: bool = False
    sheet: tuple[Block, ...] = ()
    template: str = ""
    budget: int = PHONE_BUDGET


@dataclass(frozen=True, kw_only=True)
class Join(Command):
    """Take part, or change the language one takes part in."""

    newcomer: ClassVar[bool] = True

    language: str = "nl"
    watching: bool | None = None
    """True: by the door for those who do not vote. False: after all one of those who do. None: nothing said."""
    table: str | None = None
    """The table whose QR was scanned, if any. One that is not there keeps nobody out: people can still say where."""
    key: str | None = None
    """What the QR of a card carries to prove in what capacity its holder takes part. A wrong one proves nothing."""


@dataclass(frozen=True, kw_only=True)
class ParticipantJoined(Event):
    participant: str = personal()
    language: str = "nl"
    votes: bool = True
    watching: bool = False


@dataclass(frozen=True, kw_only=True)
class SetVoting(StaffCommand):
    """Say, before the first vote, whether those who come in from now on have the right to vote."""

    newcomers: bool


@dataclass(frozen=True, kw_only=True)
class VotingSet(Event):
    newcomers: bool


step("arrival", {})
always({OpenMeeting: FACILITATOR | SYSTEM, Join: PARTICIPANT, SetVoting: FACILITATOR})


@decide.register
def open_meeting(command: OpenMeeting, meeting: Meeting) -> Iterator[Event]:
    if meeting.opened_at:
        raise Refused("already_open")
    if command.language not in LANGUAGES:
        raise Refused("unknown_language")
    question = text.clean(command.question, text.QUESTION)
    decider = text.clean_or_none(command.decider, text.NAME)
    if command.level is not Level.DECIDE and not decider:
        raise Refused("decider_needed")
    sheet = _run_sheet(command)
    _, paragraphs = sheet_of(None, command.info or "")
    yield MeetingOpened(
        title=text.clean_or_none(command.title, text.NAME) or question,
        question=question,
        place=text.clean_or_none(command.place, text.NAME),
        date=command.date,
        language=command.language,
        mandate=Mandate(command.level, decider, command.answer_by),
        practice=command.practice,
        template=sheet.name,
        budget=sheet.budget,
        sheet=sheet.blocks,
    )
    if paragraphs:
        yield InfoWritten(title="", paragraphs=paragraphs)


def _run_sheet(command: OpenMeeting) -> RunSheet:
    if command.sheet is not None:
        return sound(command.sheet)
    if command.template not in TEMPLATES:
        raise Refused("unknown_template")
    return TEMPLATES[command.template]


@evolve.register
def meeting_opened(event: MeetingOpened, meeting: Meeting) -> Meeting:
    first = event.sheet[0].id
    return replace(
        meeting,
        title=event.title,
        question=event.question,
        place=event.place,
        date=event.date,
        language=event.language,
        mandate=event.mandate,
        practice=event.practice,
        opened_at=event.at,
        askings=(Asking(event.question, None, event.at),),
        sheet=event.sheet,
        template=event.template,
        budget=event.budget,
        active=first,
        visits=(Visit(first, event.at, event.by, None, planned=event.sheet[0].minutes),),
    )


@done.register
def _(command: Join, meeting: Meeting) -> bool:
    known = meeting.participants.get(command.participant or "")
    if known is None or _as_joined(command, meeting) != _joined(known):
        return False
    return not _sits_down(command, meeting) and not _card(command, meeting)


def _joined(known: Participant) -> tuple[str, bool, bool]:
    return known.language, known.admitted, known.watching


def _as_joined(command: Join, meeting: Meeting) -> tuple[str, bool, bool]:
    return command.language, *_right(command, meeting)


def _sits_down(command: Join, meeting: Meeting) -> Table | None:
    """The table this person comes to sit at, by its QR; None: no table, or they sit there."""
    known = meeting.participants.get(command.participant or "")
    table = standing(meeting, command.table)
    return None if known and table and known.table == table.id else table


def _card(command: Join, meeting: Meeting) -> CapacityTaken | None:
    return shown(meeting, command.participant or "", command.key, table=command.table is not None)


def _right(command: Join, meeting: Meeting) -> tuple[bool, bool]:
    """Whether this person was let in to vote, and came to watch. Nobody's right changes while a vote is open.

    Who came by the door for watchers may say that this was a mistake; who was let in without the right may not.
    """
    known = meeting.participants.get(command.participant or "")
    if known is None:
        return meeting.newcomers_vote and not command.watching, bool(command.watching)
    if command.watching is None or meeting.open_round:
        return known.admitted, known.watching
    if command.watching:
        return False, known.watching or known.admitted
    return known.admitted or (known.watching and meeting.newcomers_vote), False


@decide.register
def join(command: Join, meeting: Meeting) -> Iterator[Event]:
    if command.participant is None:
        raise Refused("missing_seat")
    if command.language not in LANGUAGES:
        raise Refused("unknown_language")
    known = meeting.participants.get(command.participant)
    if known is None or _as_joined(command, meeting) != _joined(known):
        language, votes, watching = _as_joined(command, meeting)
        yield ParticipantJoined(participant=command.participant, language=language, votes=votes, watching=watching)
    if table := _sits_down(command, meeting):
        yield ParticipantSeated(participant=command.participant, table=table.id)
    if card := _card(command, meeting):
        yield card


@touches.register
def _(event: ParticipantJoined, meeting: Meeting) -> Iterable[str]:
    return (event.participant,)


@evolve.register
def participant_joined(event: ParticipantJoined, meeting: Meeting) -> Meeting:
    came = Participant(event.participant, event.votes, "", joined_in=meeting.visit)
    before = meeting.participants.get(event.participant, came)
    known = replace(before, admitted=event.votes, watching=event.watching, language=event.language)
    known = replace(known, votes=votes(meeting, known))
    return replace(meeting, participants=meeting.participants.set(event.participant, known))


@decide.register
def set_voting(command: SetVoting, meeting: Meeting) -> Iterator[Event]:
    if meeting.rounds:
        raise Refused("vote_begun")
    if command.newcomers != meeting.newcomers_vote:
        yield VotingSet(newcomers=command.newcomers)


@touches.register
def _(event: VotingSet, meeting: Meeting) -> Iterable[str]:
    return ()


@evolve.register
def voting_set(event: VotingSet, meeting: Meeting) -> Meeting:
    return replace(meeting, newcomers_vote=event.newcomers)
