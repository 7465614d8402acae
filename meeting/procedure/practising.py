"""Practising: a vote on a harmless question, on the same screens as a real one; it counts for nothing.

Its box is destroyed at its close, and it may not open while the box of a real vote lives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meeting.procedure import text
from meeting.procedure.core import FACILITATOR, Event, Refused, StaffCommand, decide, done, stamped, step
from meeting.procedure.showing import ShowResult
from meeting.procedure.state import FEWEST_OPTIONS, Meeting, Option, RoundKind
from meeting.procedure.voting import CancelRound, CloseRound, RoundOpened

USUAL = ("coffee", "tea")
"""What people choose between where nobody thought of something else: surfaces have words for these."""

MOST_TO_PRACTISE = 4


@dataclass(frozen=True, kw_only=True)
class OpenPractice(StaffCommand):
    """Open a practice vote on a question of one's own with two to four answers; without: coffee or tea."""

    round_id: str
    question: str | None = None
    answers: tuple[str, ...] = ()
    present: int = stamped(default=0)


step(
    "practising",
    {OpenPractice: FACILITATOR, CloseRound: FACILITATOR, CancelRound: FACILITATOR, ShowResult: FACILITATOR},
)


@done.register
def _(command: OpenPractice, meeting: Meeting) -> bool:
    return meeting.round_of(command.round_id) is not None


@decide.register
def open_practice(command: OpenPractice, meeting: Meeting) -> Iterator[Event]:
    if meeting.open_round:
        raise Refused("round_open")
    if meeting.secrets:
        raise Refused("real_vote_first")
    yield RoundOpened(
        round_id=command.round_id,
        kind=RoundKind.PRACTICE,
        proposal_id="",
        version=0,
        present=command.present,
        options=_options(command),
        text=text.clean_or_none(command.question, text.QUESTION) or "",
    )


def _options(command: OpenPractice) -> tuple[Option, ...]:
    answers = [text.clean(answer, text.VIEWPOINT) for answer in command.answers]
    asked = text.clean_or_none(command.question, text.QUESTION)
    if not answers and not asked:
        return tuple(Option(each) for each in USUAL)
    if not asked or not FEWEST_OPTIONS <= len(set(answers)) == len(answers) <= MOST_TO_PRACTISE:
        raise Refused("practice_incomplete", n=MOST_TO_PRACTISE)
    return tuple(Option(f"answer-{number}", text=answer) for number, answer in enumerate(answers, 1))
