"""Framing: "is this your question too?", and the new wording of the question that comes of it, with its reason."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    NOTE_KEEPER,
    PARTICIPANT,
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
from meeting.procedure.state import Asking, Fit, Judgement, Meeting

MOST_HANDS = 10_000


@dataclass(frozen=True, kw_only=True)
class JudgeQuestion(Command):
    """Say whether this wording of the question is one's own, and what it would need. `rev` is one more than before."""

    version: int
    fit: Fit
    text: str | None = None
    rev: int = 1


@dataclass(frozen=True, kw_only=True)
class NoteJudgement(StaffCommand):
    """Type what somebody says aloud about the question."""

    judgement_id: str
    version: int
    fit: Fit
    text: str


@dataclass(frozen=True, kw_only=True)
class QuestionJudged(Event):
    """`author` is None for what was said aloud."""

    judgement_id: str
    version: int
    fit: Fit
    text: str | None = personal(default=None)
    author: str | None = personal(default=None)
    rev: int = 1


@dataclass(frozen=True, kw_only=True)
class CountHands(StaffCommand):
    """Enter how many hands went up for yes, almost and no; of people whose phone says nothing."""

    version: int
    yes: int
    almost: int
    no: int


@dataclass(frozen=True, kw_only=True)
class HandsCounted(Event):
    version: int
    hands: tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class ShowFit(StaffCommand):
    """Show how many said yes, almost and no."""

    version: int


@dataclass(frozen=True, kw_only=True)
class FitShown(Event):
    version: int


@dataclass(frozen=True, kw_only=True)
class ShowJudgement(StaffCommand):
    """Put one person's words on the room screen. `rev` is what was read."""

    judgement_id: str
    rev: int


@dataclass(frozen=True, kw_only=True)
class JudgementShown(Event):
    judgement_id: str


@dataclass(frozen=True, kw_only=True)
class RewordQuestion(StaffCommand):
    """Give the question another wording, for a reason everybody sees. `version` is the one that was on the screen."""

    version: int
    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class QuestionReworded(Event):
    text: str
    reason: str


step(
    "framing",
    {
        NoteJudgement: NOTE_KEEPER,
        CountHands: NOTE_KEEPER,
        ShowFit: FACILITATOR,
        ShowJudgement: FACILITATOR,
        RewordQuestion: FACILITATOR,
    },
)
always({JudgeQuestion: PARTICIPANT})


def fits(meeting: Meeting, version: int) -> dict[Fit, int]:
    """How many people said what of a wording: phones, and hands that were counted."""
    phones = Counter(each.fit for each in meeting.judgements.values() if each.version == version and each.author)
    hands = dict(zip(Fit, meeting.askings[version - 1].hands or (0, 0, 0), strict=True))
    return {fit: phones[fit] + hands[fit] for fit in Fit}


def judgement_of(participant: str, version: int) -> str:
    """The id of what this person says of this wording: one a person, and nobody can tell whose it is."""
    mark = hashlib.sha256(f"{participant} {version}".encode()).digest()
    return base64.urlsafe_b64encode(mark[:16]).decode().rstrip("=")


def _words(raw: str | None) -> str | None:
    return text.clean_or_none(raw, text.VIEWPOINT)


def _is_current(version: int, meeting: Meeting) -> None:
    if version != len(meeting.askings):
        raise Refused("question_changed")


@done.register
def _(command: JudgeQuestion, meeting: Meeting) -> bool:
    known = meeting.judgements.get(judgement_of(command.participant or "", command.version))
    if known is None or command.rev > known.rev:
        return False
    if (command.rev, command.fit, _words(command.text)) == (known.rev, known.fit, known.text):
        return True
    raise Refused("changed_elsewhere")


@decide.register
def judge_question(command: JudgeQuestion, meeting: Meeting) -> Iterator[Event]:
    if meeting.frozen or not any(meeting.block_of(visit.block).step == "framing" for visit in meeting.visits):
        raise Refused("framing_closed")
    _is_current(command.version, meeting)
    assert command.participant is not None
    judgement_id = judgement_of(command.participant, command.version)
    known = meeting.judgements.get(judgement_id)
    if command.rev != (known.rev if known else 0) + 1:
        raise Refused("changed_elsewhere")
    yield QuestionJudged(
        judgement_id=judgement_id,
        version=command.version,
        fit=command.fit,
        text=_words(command.text),
        author=command.participant,
        rev=command.rev,
    )


@done.register
def _(command: NoteJudgement, meeting: Meeting) -> bool:
    known = meeting.judgements.get(command.judgement_id)
    if known is None:
        return False
    if known.author or (known.fit, known.text) != (command.fit, _words(command.text)):
        raise Refused("id_taken")
    return True


@decide.register
def note_judgement(command: NoteJudgement, meeting: Meeting) -> Iterator[Event]:
    _is_current(command.version, meeting)
    words = text.clean(command.text, text.VIEWPOINT)
    yield QuestionJudged(judgement_id=command.judgement_id, version=command.version, fit=command.fit, text=words)


@touches.register
def _(event: QuestionJudged, meeting: Meeting) -> Iterable[str]:
    return (event.author,) if event.author else ()


@evolve.register
def question_judged(event: QuestionJudged, meeting: Meeting) -> Meeting:
    before = meeting.judgements.get(event.judgement_id)
    judgement = Judgement(
        id=event.judgement_id,
        number=before.number if before else len(meeting.judgements) + 1,
        version=event.version,
        fit=event.fit,
        text=event.text,
        author=event.author,
        rev=event.rev,
        shown=before is not None and before.shown and before.text == event.text,
    )
    participants = meeting.participants
    if event.author and before is None:
        author = participants[event.author]
        participants = participants.set(author.id, replace(author, judged=(*author.judged, judgement.id)))
    return replace(meeting, judgements=meeting.judgements.set(judgement.id, judgement), participants=participants)


@decide.register
def count_hands(command: CountHands, meeting: Meeting) -> Iterator[Event]:
    _is_current(command.version, meeting)
    hands = (command.yes, command.almost, command.no)
    if not all(0 <= each <= MOST_HANDS for each in hands):
        raise Refused("not_a_count")
    if hands != meeting.askings[-1].hands:
        yield HandsCounted(version=command.version, hands=hands)


@touches.register(HandsCounted)
@touches.register(FitShown)
@touches.register(JudgementShown)
def _(event: Event, meeting: Meeting) -> Iterable[str]:
    return ()


@evolve.register
def hands_counted(event: HandsCounted, meeting: Meeting) -> Meeting:
    return _asked(meeting, event.version, hands=event.hands)


@decide.register
def show_fit(command: ShowFit, meeting: Meeting) -> Iterator[Event]:
    _is_current(command.version, meeting)
    if not meeting.askings[-1].shown:
        yield FitShown(version=command.version)


@evolve.register
def fit_shown(event: FitShown, meeting: Meeting) -> Meeting:
    return _asked(meeting, event.version, shown=True)


def _asked(meeting: Meeting, version: int, **changes: object) -> Meeting:
    askings = list(meeting.askings)
    askings[version - 1] = replace(askings[version - 1], **changes)  # type: ignore[arg-type]
    return replace(meeting, askings=tuple(askings))


@decide.register
def show_judgement(command: ShowJudgement, meeting: Meeting) -> Iterator[Event]:
    known = meeting.judgements.get(command.judgement_id)
    if known is None or known.rev != command.rev or known.text is None:
        raise Refused("changed_meanwhile")
    if not known.shown:
        yield JudgementShown(judgement_id=known.id)


@evolve.register
def judgement_shown(event: JudgementShown, meeting: Meeting) -> Meeting:
    known = replace(meeting.judgements[event.judgement_id], shown=True)
    return replace(meeting, judgements=meeting.judgements.set(known.id, known))


@done.register
def _(command: RewordQuestion, meeting: Meeting) -> bool:
    if command.version != len(meeting.askings) - 1:
        return False
    now = meeting.askings[-1]
    return (now.text, now.reason) == (text.clean(command.text, text.QUESTION), text.clean(command.reason, text.REASON))


@decide.register
def reword_question(command: RewordQuestion, meeting: Meeting) -> Iterator[Event]:
    if command.version != len(meeting.askings):
        raise Refused("changed_meanwhile")
    words = text.clean(command.text, text.QUESTION)
    if words == meeting.question:
        raise Refused("same_question")
    yield QuestionReworded(text=words, reason=text.clean(command.reason, text.REASON))


@evolve.register
def question_reworded(event: QuestionReworded, meeting: Meeting) -> Meeting:
    """A meeting that was called after its question is called after the new one."""
    return replace(
        meeting,
        question=event.text,
        title=event.text if meeting.title == meeting.question else meeting.title,
        askings=(*meeting.askings, Asking(event.text, event.reason, event.at)),
    )
