"""The minority: who chose otherwise is asked what it needs to come along, on phones that all look the same.

Answers stay sealed until they are shared, shuffled and without author (rulings 8-13).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from meeting.procedure import text, uncovered
from meeting.procedure.ballots import BallotCast
from meeting.procedure.core import (
    FACILITATOR,
    NOTE_KEEPER,
    PARTICIPANT,
    Event,
    Refused,
    Sealed,
    SecretCommand,
    StaffCommand,
    decide,
    done,
    evolve,
    personal,
    stamped,
    step,
)
from meeting.procedure.methods.approval import FEWEST
from meeting.procedure.sealing import (
    LATER,
    changed,
    living_box,
    may_seal,
    sealed_before,
)
from meeting.procedure.state import (
    Box,
    Meeting,
    MinorityPosition,
    Outcome,
    Question,
    Round,
    Suggestion,
)
from meeting.procedure.voting import round_or_refuse

TEXT, SPEAK, NOTHING, PASS = "text", "speak", "none", "pass"
ANSWERS = (TEXT, SPEAK, NOTHING, PASS)

ITEMS = ("ballot", "answer", LATER)
"""What else lies in a box, so that no position may be called so."""

OWN, SAME, STILL = "own", "same", "still"
"""Forms of the question: own and others' (equal looks), literally the same, and `is there a no all the same`."""


@dataclass(frozen=True, kw_only=True)
class AskMinority(StaffCommand):
    """Ask, on every phone, what is needed to come along."""

    round_id: str
    present: int = stamped(default=0)


@dataclass(frozen=True, kw_only=True)
class MinorityAsked(Event):
    """`people` is the number of phones asked: all of them."""

    round_id: str
    form: str
    people: int


@dataclass(frozen=True, kw_only=True)
class GiveAnswer(SecretCommand):
    """Every phone's answer: `text`, `speak` (say it myself), `none` (I need nothing) or `pass` (I'd rather not).

    `final` goes with a text: I stay with my choice, do not ask me any more (rulings 12).
    """

    position_id: str
    kind: str
    text: str | None = None
    final: bool = False


@dataclass(frozen=True, kw_only=True)
class AnswerGiven(Sealed):
    """`uncovered`: as in a ballot."""

    position_id: str = personal()
    kind: str = personal()
    text: str | None = personal(default=None)
    final: bool = personal(default=False)
    uncovered: bool = personal(default=False)

    @property
    def item(self) -> str:
        return "answer"


@dataclass(frozen=True, kw_only=True)
class ShareAnswers(StaffCommand):
    """Bring the minority's answers into the room, shuffled; again for what changed since."""

    round_id: str
    seed: bytes = stamped(default=b"", repr=False)


@dataclass(frozen=True, kw_only=True)
class AnswersShared(Event):
    """How many of the minority were asked and answered: said once. `asked` is None where it would point at people."""

    round_id: str
    asked: int | None
    answered: int


@dataclass(frozen=True, kw_only=True)
class PositionShared(Event):
    """A need enters the log, without author. The same id again is a new wording.

    `final`: it stands as a no in its own words, and nobody asks its author any more.
    """

    position_id: str
    round_id: str
    text: str = personal()
    spoken: bool = False
    final: bool = False


@dataclass(frozen=True, kw_only=True)
class PositionWithdrawn(Event):
    position_id: str


@dataclass(frozen=True, kw_only=True)
class AddPosition(StaffCommand):
    """Type a need that was said aloud; the same id again words it anew."""

    position_id: str
    round_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class WithdrawPosition(StaffCommand):
    """Take back a need that was typed for somebody, at that person's word."""

    position_id: str
    rev: int


@dataclass(frozen=True, kw_only=True)
class ShareSuggestions(StaffCommand):
    """Show apart what others wrote ("Anderen dachten aan")."""

    round_id: str
    seed: bytes = stamped(default=b"", repr=False)


@dataclass(frozen=True, kw_only=True)
class SuggestionShared(Event):
    suggestion_id: str
    round_id: str
    text: str = personal()


ASKING = {
    GiveAnswer: PARTICIPANT,
    ShareAnswers: FACILITATOR,
    AddPosition: NOTE_KEEPER,
    WithdrawPosition: NOTE_KEEPER,
    ShareSuggestions: FACILITATOR,
}
"""Accepted while the question is out, in weaving too: a prompt stays open until its answers are dealt with."""

step("minority", {AskMinority: FACILITATOR, **ASKING})


# Who the minority is


def dissent(known: Round) -> int:
    """How many people chose otherwise, in every way of voting together."""
    return sum(known.tally[choice] for choice in known.others) if known.tally else 0


def small(people: int, electorate: int) -> bool:
    """A minority so small that figures and different questions could point at people (rulings 11)."""
    return people <= 3 or (people < 5 and electorate <= 40)


def minority(known: Round, box: Box) -> frozenset[str]:
    """The voters whose answers are needs: who chose otherwise, and who has no own choice in the package voted on.

    With nobody of either, anyone who voted may still have a small no.
    """
    if known.question and known.question.form == STILL:
        return frozenset(voter for (_, voter), sealed in box.items() if isinstance(sealed, BallotCast))
    return frozenset(voter for (_, voter), sealed in box.items() if _sees_otherwise(sealed, known))


def _sees_otherwise(sealed: Sealed, known: Round) -> bool:
    if isinstance(sealed, BallotCast):
        return sealed.uncovered or bool(known.others & set(sealed.choice))
    return isinstance(sealed, AnswerGiven) and sealed.uncovered


def form_of(meeting: Meeting, known: Round) -> str:
    """In which form the question is put: said by numbers that everybody was told, never by who is in both of them."""
    assert known.tally is not None
    against, lacking = dissent(known), uncovered.people(meeting, known.id)
    if not against and not lacking:
        return STILL
    return SAME if small(against, known.tally.electorate) and lacking < FEWEST else OWN


def _asked_of(known: Round, box: Box) -> int | None:
    """How many the minority are; None where the sum would tell of a few who are in both parts of it."""
    said = [(voter, sealed) for (_, voter), sealed in box.items() if isinstance(sealed, BallotCast | AnswerGiven)]
    against = {voter for voter, each in said if isinstance(each, BallotCast) and known.others & set(each.choice)}
    lacking = {voter for voter, each in said if each.uncovered}
    parts = (len(against & lacking), len(against - lacking), len(lacking - against))
    return None if lacking and any(0 < n < FEWEST for n in parts) else len(minority(known, box))


def answers(box: Box) -> dict[str, AnswerGiven]:
    """Who answered what, for all phones."""
    return {voter: sealed for (_, voter), sealed in box.items() if isinstance(sealed, AnswerGiven)}


def author(position: MinorityPosition, box: Box) -> str | None:
    """The voter whose need this is, looked up in the box."""
    return next((voter for voter, answer in answers(box).items() if answer.position_id == position.id), None)


# Asking and answering


@done.register
def _(command: AskMinority, meeting: Meeting) -> bool:
    known = meeting.round_of(command.round_id)
    return known is not None and known.question is not None


@decide.register
def ask_minority(command: AskMinority, meeting: Meeting) -> Iterator[Event]:
    known = round_or_refuse(meeting, command.round_id)
    if known is not meeting.last_round or known.tally is None or not known.shown:
        raise Refused("show_first")
    if known.outcome not in (Outcome.CARRIED, Outcome.UNANIMOUS, Outcome.NOT_YET):
        raise Refused("not_carried")
    living_box(meeting, known.id)
    people = max(known.tally.electorate, command.present)
    yield MinorityAsked(round_id=known.id, form=form_of(meeting, known), people=people)


@evolve.register
def minority_asked(event: MinorityAsked, meeting: Meeting) -> Meeting:
    return changed(meeting, event.round_id, question=Question(event.form, event.people))


@done.register
def _(command: GiveAnswer, meeting: Meeting) -> bool:
    before = sealed_before(command, "answer", meeting)
    if not isinstance(before, AnswerGiven) or before.rev < command.rev:
        return False
    now = (command.position_id, command.kind, _words(command), _is_final(command))
    if (before.position_id, before.kind, before.text, before.final) == now:
        return True
    raise Refused("changed_elsewhere")


def _is_final(command: GiveAnswer) -> bool:
    return command.final and command.kind == TEXT


def _words(command: GiveAnswer) -> str | None:
    return text.clean(command.text or "", text.NEED) if command.kind == TEXT else None


@decide.register
def give_answer(command: GiveAnswer, meeting: Meeting) -> Iterator[Sealed]:
    known = round_or_refuse(meeting, command.round_id)
    if known.question is None:
        raise Refused("not_asked")
    box = living_box(meeting, known.id)
    voter = may_seal(command, meeting)
    if command.kind not in ANSWERS:
        raise Refused("unknown_choice")
    before = answers(box).get(voter)
    if before is not None and before.position_id != command.position_id:
        raise Refused("changed_elsewhere")
    if before is None and _taken(command.position_id, meeting, box):
        raise Refused("id_taken")
    shared = meeting.position_of(command.position_id)
    if shared is not None and not _changeable(shared, final=_is_final(command)):
        raise Refused("need_answered")
    yield AnswerGiven(
        round_id=known.id,
        voter=voter,
        rev=command.rev,
        position_id=command.position_id,
        kind=command.kind,
        text=_words(command),
        final=_is_final(command),
        uncovered=uncovered.stamp(command, meeting),
    )


def _changeable(shared: MinorityPosition, *, final: bool) -> bool:
    """Whether its author may say something else of a need in the room: until it is answered, or to end the asking."""
    if shared.withdrawn or shared.final:
        return True
    return shared.open and (shared.answer is None or final)


def _taken(position_id: str, meeting: Meeting, box: Box) -> bool:
    """Whether an id is somebody else's, or would be mistaken for another item of the box."""
    in_box = any(answer.position_id == position_id for answer in answers(box).values())
    return in_box or position_id in ITEMS or meeting.position_of(position_id) is not None


# Sharing


@decide.register
def share_answers(command: ShareAnswers, meeting: Meeting) -> Iterator[Event]:
    known = _asked(meeting, command.round_id)
    box = living_box(meeting, known.id)
    voters = minority(known, box)
    given = [answer for voter, answer in answers(box).items() if voter in voters]
    news = unshared(meeting, known)
    assert known.question is not None
    news.sort(key=lambda event: event.position_id)  # the shuffle alone decides the order, not the box
    Random(command.seed).shuffle(news)  # noqa: S311 - the seed is what must be random, and it comes from outside
    yield from news
    if not known.question.shared:
        yield AnswersShared(round_id=known.id, asked=_asked_of(known, box), answered=len(given))


def unshared(meeting: Meeting, known: Round) -> list[PositionShared | PositionWithdrawn]:
    """What the minority of a round said that the room has not heard."""
    box = meeting.boxes.get(known.id)
    if box is None or known.question is None:
        return []
    voters = minority(known, box)
    given = [answer for voter, answer in answers(box).items() if voter in voters]
    return [event for answer in given if (event := _news(answer, meeting))]


def _asked(meeting: Meeting, round_id: str) -> Round:
    known = round_or_refuse(meeting, round_id)
    if known.question is None:
        raise Refused("not_asked")
    return known


def _news(answer: AnswerGiven, meeting: Meeting) -> PositionShared | PositionWithdrawn | None:
    """What sharing this answer now would tell, if anything."""
    shared = meeting.position_of(answer.position_id)
    words = answer.text if answer.kind == TEXT else None
    known = shared is not None and not shared.withdrawn
    if shared is not None and known and not _changeable(shared, final=answer.final):
        return None
    if words is None:
        return PositionWithdrawn(position_id=answer.position_id) if known else None
    if _stands_already(answer, meeting) or (shared and known and (shared.text, shared.final) == (words, answer.final)):
        return None
    return PositionShared(position_id=answer.position_id, round_id=answer.round_id, text=words, final=answer.final)


def _stands_already(answer: AnswerGiven, meeting: Meeting) -> bool:
    """A no that stays stands since an earlier round: its phone gives it again, the room need not hear it twice."""
    return answer.final and any(
        each.final and each.text == answer.text and each.round_id != answer.round_id
        for each in meeting.positions_on(meeting.decision)
    )


@evolve.register
def answers_shared(event: AnswersShared, meeting: Meeting) -> Meeting:
    known = meeting.round_of(event.round_id)
    assert known is not None
    assert known.question is not None
    question = replace(known.question, shared=True, asked=event.asked, answered=event.answered)
    return changed(meeting, event.round_id, question=question)


@evolve.register
def position_shared(event: PositionShared, meeting: Meeting) -> Meeting:
    before = meeting.position_of(event.position_id)
    if before is not None:
        return changed_position(
            meeting,
            before.id,
            text=event.text,
            rev=before.rev + 1,
            withdrawn=False,
            final=event.final,
            unmet=event.final,
            restated=None,
            heard=None,
            shown=False,
        )
    position = MinorityPosition(
        id=event.position_id,
        round_id=event.round_id,
        decision=meeting.decision,
        number=len(meeting.positions_on(meeting.decision)) + 1,
        text=event.text,
        spoken=event.spoken,
        final=event.final,
        unmet=event.final,
        proposal=meeting.tabled or "",
    )
    return replace(meeting, positions=(*meeting.positions, position))


def changed_position(meeting: Meeting, position_id: str, **changes: Any) -> Meeting:
    """The meeting with one position changed."""
    return replace(
        meeting,
        positions=tuple(
            replace(position, **changes) if position.id == position_id else position for position in meeting.positions
        ),
    )


@done.register
def _(command: AddPosition, meeting: Meeting) -> bool:
    known = meeting.position_of(command.position_id)
    return known is not None and known.spoken and known.text == text.clean(command.text, text.NEED)


@decide.register
def add_position(command: AddPosition, meeting: Meeting) -> Iterator[Event]:
    known = _asked(meeting, command.round_id)
    if known is not meeting.last_round:
        raise Refused("not_asked")
    before = meeting.position_of(command.position_id)
    if before is None and _taken(command.position_id, meeting, meeting.boxes.get(known.id, Box())):
        raise Refused("id_taken")
    if before is not None and (not before.spoken or before.decision != meeting.decision):
        raise Refused("id_taken")
    if before is not None and (before.answer is not None or not before.open):
        raise Refused("need_answered")
    yield PositionShared(
        position_id=command.position_id,
        round_id=known.id,
        text=text.clean(command.text, text.NEED),
        spoken=True,
    )


@done.register
def _(command: WithdrawPosition, meeting: Meeting) -> bool:
    known = meeting.position_of(command.position_id)
    return known is not None and known.withdrawn


@decide.register
def withdraw_position(command: WithdrawPosition, meeting: Meeting) -> Iterator[Event]:
    known = meeting.position_of(command.position_id)
    if known is None or (known.rev, known.decision) != (command.rev, meeting.decision):
        raise Refused("changed_meanwhile")
    if not known.spoken:
        raise Refused("not_yours")
    if known.answer is not None or not known.open:
        raise Refused("need_answered")
    yield PositionWithdrawn(position_id=known.id)


@evolve.register
def position_withdrawn(event: PositionWithdrawn, meeting: Meeting) -> Meeting:
    return changed_position(meeting, event.position_id, withdrawn=True)


@decide.register
def share_suggestions(command: ShareSuggestions, meeting: Meeting) -> Iterator[Event]:
    known = _asked(meeting, command.round_id)
    assert known.question is not None
    if not known.question.shared:
        raise Refused("share_first")
    box = living_box(meeting, known.id)
    voters, shown = minority(known, box), {suggestion.id for suggestion in meeting.suggestions}
    texts = [
        SuggestionShared(suggestion_id=answer.position_id, round_id=known.id, text=answer.text)
        for voter, answer in answers(box).items()
        if voter not in voters and answer.text and not answer.final and answer.position_id not in shown
    ]
    texts.sort(key=lambda event: event.suggestion_id)
    Random(command.seed).shuffle(texts)  # noqa: S311
    yield from texts


@evolve.register
def suggestion_shared(event: SuggestionShared, meeting: Meeting) -> Meeting:
    suggestion = Suggestion(event.suggestion_id, event.round_id, event.text)
    return replace(meeting, suggestions=(*meeting.suggestions, suggestion))
