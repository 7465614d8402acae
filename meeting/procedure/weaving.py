"""Weaving in: the room answers each need, and every phone is asked whether the answer is right before it stands.

The same asking serves a need that was said back (restating.py): is it heard right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.addressing import await_commissioner
from meeting.procedure.conflicting import refuse_both
from meeting.procedure.core import (
    FACILITATOR,
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
    step,
)
from meeting.procedure.grouping import together
from meeting.procedure.minority import ASKING, author, changed_position
from meeting.procedure.proposing import ProposalAmended
from meeting.procedure.restating import RestatementSettled
from meeting.procedure.sealing import living_box, may_seal, sealed_before
from meeting.procedure.state import (
    Addition,
    Answer,
    AnswerKind,
    Box,
    Meeting,
    MinorityPosition,
    Proposal,
    Replies,
    RoundKind,
)

FITS, MISFITS, SILENT = "fits", "misfits", "silent"


@dataclass(frozen=True, kw_only=True)
class AnswerPosition(StaffCommand):
    """The room's answer to a need; every phone is asked if it is right.

    `added`: the proposal carries the need in its own words. `changed`: it carries `text`, once the author agrees.
    `parked`: with an `owner`, or none. `separate`: it gets a decision of its own. `declined`: `text` is the reason in
    plain words.
    """

    position_id: str
    rev: int
    kind: AnswerKind
    text: str | None = None
    owner: str | None = None


@dataclass(frozen=True, kw_only=True)
class PositionAnswered(Event):
    position_id: str
    kind: AnswerKind
    text: str | None = personal(default=None)
    owner: str | None = personal(default=None)


@dataclass(frozen=True, kw_only=True)
class Reply(SecretCommand):
    """Every phone's word on whether an answer is right; the author's counts. `answer` is the `version` on the phone."""

    position_id: str
    answer: int
    fits: bool


@dataclass(frozen=True, kw_only=True)
class ReplyGiven(Sealed):
    """`answer` is the revision of the position that was on the phone: a new answer asks anew."""

    position_id: str = personal()
    answer: int
    fits: bool = personal()

    @property
    def item(self) -> str:
        return self.position_id


@dataclass(frozen=True, kw_only=True)
class SettlePosition(StaffCommand):
    """Stop asking. `aloud` is what the person said aloud, for a need that was typed for somebody."""

    position_id: str
    rev: int
    aloud: bool | None = None


@dataclass(frozen=True, kw_only=True)
class PositionSettled(Event):
    """The author's word (`fits`, `misfits` or `silent`) and the room's; `stands` is false when it is held back."""

    position_id: str
    author: str
    fits: int
    misfits: int
    stands: bool


@dataclass(frozen=True, kw_only=True)
class LeaveUnmet(StaffCommand):
    """Let a need stand as it is, in its own words: heard, and not met.

    `aloud`: who said the need aloud said so, and wants no more questions. `unmet` False: it can be answered after all.
    """

    position_id: str
    rev: int
    aloud: bool = False
    unmet: bool = True


@dataclass(frozen=True, kw_only=True)
class PositionLeft(Event):
    """`unmet` False: that was taken back."""

    position_id: str
    final: bool = False
    unmet: bool = True


step(
    "weaving",
    {
        AnswerPosition: FACILITATOR,
        Reply: PARTICIPANT,
        SettlePosition: FACILITATOR,
        LeaveUnmet: FACILITATOR,
        **ASKING,
    },
)


def _open_position(command: AnswerPosition | SettlePosition | LeaveUnmet, meeting: Meeting) -> MinorityPosition:
    position = meeting.position_of(command.position_id)
    if position is None or position not in meeting.positions_now:
        raise Refused("unknown_position")
    if position.rev != command.rev:
        raise Refused("changed_meanwhile")
    if not position.open:
        raise Refused("need_answered")
    return position


@done.register
def _(command: AnswerPosition, meeting: Meeting) -> bool:
    known = meeting.position_of(command.position_id)
    return known is not None and known.rev == command.rev + 1 and known.answer == _answer(command)


@decide.register
def answer_position(command: AnswerPosition, meeting: Meeting) -> Iterator[Event]:
    position = _open_position(command, meeting)
    if meeting.asked_position is not None:
        raise Refused("settle_first")
    answer, alike = _answer(command), together(position, meeting)
    if answer.kind is AnswerKind.ADDED and len(alike) > 1:
        raise Refused("group_in_one_wording")
    if answer.kind.carried and any(each.id in other.conflicts for each in alike for other in alike):
        raise Refused("needs_conflict")
    for each in alike:
        if answer.kind.carried:
            refuse_both(each, meeting)
            await_commissioner(each, meeting)
        yield PositionAnswered(position_id=each.id, kind=answer.kind, text=answer.text, owner=answer.owner)


def _answer(command: AnswerPosition) -> Answer:
    words = None
    if command.kind is AnswerKind.CHANGED:
        words = text.clean(command.text or "", text.NEED)
    elif command.kind is AnswerKind.DECLINED:
        words = text.clean(command.text or "", text.REASON)
    elif command.kind in (AnswerKind.PARKED, AnswerKind.SEPARATE):
        words = text.clean_or_none(command.text, text.REASON)
    owner = text.clean_or_none(command.owner, text.NAME) if command.kind is AnswerKind.PARKED else None
    return Answer(command.kind, words, owner)


@evolve.register
def position_answered(event: PositionAnswered, meeting: Meeting) -> Meeting:
    before = meeting.position_of(event.position_id)
    assert before is not None
    answer = Answer(event.kind, event.text, event.owner)
    return changed_position(meeting, before.id, answer=answer, replies=None, rev=before.rev + 1)


@done.register
def _(command: Reply, meeting: Meeting) -> bool:
    before = sealed_before(command, command.position_id, meeting)
    if not isinstance(before, ReplyGiven) or before.rev < command.rev:
        return False
    if (before.fits, before.answer) == (command.fits, command.answer):
        return True
    raise Refused("changed_elsewhere")


@decide.register
def reply(command: Reply, meeting: Meeting) -> Iterator[Sealed]:
    position = meeting.asked_position
    if position is None or (position.id, position.round_id) != (command.position_id, command.round_id):
        raise Refused("reply_closed")
    if command.answer != position.rev:
        raise Refused("answer_changed")
    living_box(meeting, command.round_id)
    yield ReplyGiven(
        round_id=command.round_id,
        voter=may_seal(command, meeting),
        rev=command.rev,
        position_id=position.id,
        answer=position.rev,
        fits=command.fits,
    )


def replies_to(position: MinorityPosition, box: Box) -> dict[str, bool]:
    """What each phone said to the answer as it stands now."""
    return {
        voter: sealed.fits
        for (_, voter), sealed in box.items()
        if isinstance(sealed, ReplyGiven) and sealed.position_id == position.id and sealed.answer == position.rev
    }


@done.register
def _(command: SettlePosition, meeting: Meeting) -> bool:
    known = meeting.position_of(command.position_id)
    if known is None or known.rev != command.rev or known.asking:
        return False
    return known.replies is not None or known.heard is not None


@decide.register
def settle_position(command: SettlePosition, meeting: Meeting) -> Iterator[Event]:
    position = _open_position(command, meeting)
    answer = position.answer
    if answer is None and not position.restating:
        raise Refused("answer_first")
    said = replies_to(position, meeting.boxes.get(position.round_id, Box()))
    word = _authors_word(position, command.aloud, said, meeting)
    fits = sum(said.values())
    if position.restating or answer is None:
        yield RestatementSettled(position_id=position.id, author=word, fits=fits, misfits=len(said) - fits)
        return
    standing = []
    for each in together(position, meeting):
        word = _authors_word(each, command.aloud, said, meeting)
        stands = word == FITS or (word == SILENT and answer.kind is not AnswerKind.CHANGED)
        standing += [each] if stands else []
        yield PositionSettled(position_id=each.id, author=word, fits=fits, misfits=len(said) - fits, stands=stands)
    if standing and answer.kind.carried:
        proposal = meeting.proposal
        assert proposal is not None
        yield _carried(proposal, standing, answer)


def _authors_word(position: MinorityPosition, aloud: bool | None, said: dict[str, bool], meeting: Meeting) -> str:
    """Nobody else can say that a need is met."""
    if position.spoken:
        if aloud is None:
            raise Refused("ask_aloud")
        return FITS if aloud else MISFITS
    box = meeting.boxes.get(position.round_id)
    voter = author(position, box) if box is not None else None
    return SILENT if voter not in said else FITS if said[voter] else MISFITS


def _carried(proposal: Proposal, standing: list[MinorityPosition], answer: Answer) -> ProposalAmended:
    """The version of the proposal that carries this need, and those that were answered with it or in the same words."""
    position = standing[0]
    words = answer.text if answer.kind is AnswerKind.CHANGED and answer.text else position.text
    ids, before = tuple(each.id for each in standing), proposal.current.additions
    if any(each.text == words for each in before):
        additions = tuple(replace(each, also=each.also + ids) if each.text == words else each for each in before)
    else:
        additions = (*before, Addition(ids[0], words, ids[1:]))
    return ProposalAmended(proposal_id=proposal.id, text=proposal.current.text, additions=additions, cause=position.id)


@evolve.register
def position_settled(event: PositionSettled, meeting: Meeting) -> Meeting:
    """Who says that the answer is not right leaves the group, and is heard by itself."""
    replies = Replies(event.author, event.fits, event.misfits)
    apart = {} if event.stands else {"group": 0}
    return changed_position(meeting, event.position_id, replies=replies, settled=event.stands, **apart)


@done.register
def _(command: LeaveUnmet, meeting: Meeting) -> bool:
    known = meeting.position_of(command.position_id)
    return known is not None and known.unmet == command.unmet


@decide.register
def leave_unmet(command: LeaveUnmet, meeting: Meeting) -> Iterator[Event]:
    """Only after the room tried to answer; at once for a no after the check, or at the word of who said it aloud."""
    if not command.unmet:
        yield _taken_up_again(command, meeting)
        return
    position = _open_position(command, meeting)
    asked_in = meeting.round_of(position.round_id)
    after_check = asked_in is not None and asked_in.kind is RoundKind.SUPPORT
    if command.aloud and not position.spoken:
        raise Refused("not_yours")
    at_once = command.aloud or (after_check and position.answer is None)
    if position.replies is None and not at_once:
        raise Refused("answer_first")
    yield PositionLeft(position_id=position.id, final=command.aloud)


def _taken_up_again(command: LeaveUnmet, meeting: Meeting) -> PositionLeft:
    position = meeting.position_of(command.position_id)
    if position is None or position not in meeting.positions_now:
        raise Refused("unknown_position")
    if position.rev != command.rev:
        raise Refused("changed_meanwhile")
    return PositionLeft(position_id=position.id, final=command.aloud, unmet=False)


@evolve.register
def position_left(event: PositionLeft, meeting: Meeting) -> Meeting:
    return changed_position(meeting, event.position_id, unmet=event.unmet, final=event.final)
