"""Addressing: what asks something of the commissioner, and her answer to each point, during the evening and after it.

A need may ask something of her (rulings 14); where people advise, or decide together with her, each text that was laid
down and each addition to it is a point she answers (method.md 3.10).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import (
    AFTER_CLOSE,
    COMMISSIONER,
    FACILITATOR,
    NOTE_KEEPER,
    Command,
    Event,
    Refused,
    Role,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    step,
)
from meeting.procedure.minority import changed_position
from meeting.procedure.state import Level, Meeting, MinorityPosition, PointAnswer, Verdict


@dataclass(frozen=True, kw_only=True)
class AddressNeed(StaffCommand):
    """Mark that a need asks something of the commissioner; `asks` False takes it back."""

    position_id: str
    asks: bool = True


@dataclass(frozen=True, kw_only=True)
class NeedAddressed(Event):
    position_id: str
    asks: bool = True


@dataclass(frozen=True, kw_only=True)
class AnswerPoint(Command):
    """The commissioner's answer to a point; staff may type what she says aloud. `said`: her answers to it so far.

    `partly` and `no` need a reason, `later` the date before which she knows. She may answer anew; nothing is erased.
    """

    point_id: str
    said: int
    verdict: Verdict
    text: str | None = None
    due: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class PointAnswered(Event):
    point_id: str
    verdict: Verdict
    text: str | None = personal(default=None)
    due: dt.date | None = None


step("minority", {AddressNeed: NOTE_KEEPER})
step("weaving", {AddressNeed: NOTE_KEEPER})
always({AnswerPoint: COMMISSIONER | FACILITATOR})
AFTER_CLOSE.add(AnswerPoint)


def decision_point(number: int) -> str:
    """The id of the point that is the text of a decision itself."""
    return f"decision-{number}"


def points(meeting: Meeting) -> tuple[str, ...]:
    """What the commissioner answers: each text that was laid down with its additions, then needs she is asked."""
    found: list[str] = []
    if meeting.mandate.level is not Level.DECIDE:
        for decision in meeting.decisions:
            proposal = meeting.proposal_of(decision.proposal)
            if decision.kind.adopted and proposal is not None:
                additions = proposal.versions[decision.version - 1].additions
                found += [decision_point(decision.number), *(each.position for each in additions)]
    asked = (each.id for each in meeting.positions if each.asks and not each.withdrawn)
    return tuple(dict.fromkeys([*found, *asked]))


def answers_to(point: str, meeting: Meeting) -> tuple[PointAnswer, ...]:
    """All the commissioner said to a point, oldest first."""
    return tuple(each for each in meeting.point_answers if each.point == point)


def await_commissioner(position: MinorityPosition, meeting: Meeting) -> None:
    """Raise Refused when the proposal would promise what only the commissioner can, and she did not say yes.

    An advice promises nothing: there she answers afterwards.
    """
    if not position.asks or meeting.mandate.level is Level.ADVISE:
        return
    said = answers_to(position.id, meeting)
    if not said or said[-1].verdict not in (Verdict.YES, Verdict.PARTLY):
        raise Refused("commissioner_first")


@done.register
def _(command: AddressNeed, meeting: Meeting) -> bool:
    known = meeting.position_of(command.position_id)
    return known is not None and known.asks is command.asks


@decide.register
def address_need(command: AddressNeed, meeting: Meeting) -> Iterator[Event]:
    position = meeting.position_of(command.position_id)
    if position is None or position not in meeting.positions_now or position.withdrawn:
        raise Refused("unknown_position")
    if not meeting.mandate.decider:
        raise Refused("no_commissioner")
    if not command.asks and answers_to(position.id, meeting):
        raise Refused("point_answered")
    yield NeedAddressed(position_id=position.id, asks=command.asks)


@evolve.register
def need_addressed(event: NeedAddressed, meeting: Meeting) -> Meeting:
    return changed_position(meeting, event.position_id, asks=event.asks)


def _words(command: AnswerPoint) -> str | None:
    if command.verdict in (Verdict.PARTLY, Verdict.NO):
        return text.clean(command.text or "", text.REASON)
    return text.clean_or_none(command.text, text.REASON)


def _due(command: AnswerPoint) -> dt.date | None:
    if command.verdict is not Verdict.LATER:
        return None
    if command.due is None or command.due <= command.at.date():
        raise Refused("date_needed")
    return command.due


@done.register
def _(command: AnswerPoint, meeting: Meeting) -> bool:
    said = answers_to(command.point_id, meeting)
    if len(said) != command.said + 1:
        return False
    last = said[-1]
    due = command.due if command.verdict is Verdict.LATER else None
    return (last.verdict, last.text, last.due) == (command.verdict, _words(command), due)


@decide.register
def answer_point(command: AnswerPoint, meeting: Meeting) -> Iterator[Event]:
    if command.point_id not in points(meeting):
        raise Refused("unknown_point")
    if len(answers_to(command.point_id, meeting)) != command.said:
        raise Refused("changed_meanwhile")
    yield PointAnswered(point_id=command.point_id, verdict=command.verdict, text=_words(command), due=_due(command))


@evolve.register
def point_answered(event: PointAnswered, meeting: Meeting) -> Meeting:
    said = PointAnswer(
        event.point_id, event.verdict, event.text, event.due, event.at, spoken=event.by is not Role.COMMISSIONER
    )
    return replace(meeting, point_answers=(*meeting.point_answers, said))
