"""The run sheet: going from one block to another, and how what stands in a block reaches the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    AFTER_CLOSE,
    FACILITATOR,
    NOTE_KEEPER,
    Event,
    Refused,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    touches,
)
from meeting.procedure.state import ROUNDS_BEFORE_TALK, Block, Display, Meeting, RoundKind, Visit

JUMP_REASONS = ("time", "asked", "rest", "method", "other")
"""Time, the group asked for it, rest is needed, the method goes back here, something else."""

STEP_FOUR = ("minority", "weaving", "deciding")
"""Where who chose otherwise is heard: that is never left out because it is late (method.md 4.5)."""


def next_block(meeting: Meeting) -> Block | None:
    """The block that comes after the active one; what is skipped is passed by."""
    order = [block.id for block in meeting.sheet]
    coming = meeting.sheet[order.index(meeting.active) + 1 :]
    return next((block for block in coming if not block.skipped), None)


@dataclass(frozen=True, kw_only=True)
class EnterBlock(StaffCommand):
    """Go to another block. Anything but the next one is a jump and names one of JUMP_REASONS.

    `visit` is the stay from which this was asked: the same block may be active again when it comes.
    """

    to: str
    visit: int
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class BlockEntered(Event):
    block: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class ExplainJump(StaffCommand):
    """Say afterwards, in words, why people jumped. `visit` is the stay it led to, counted from 1."""

    visit: int
    text: str


@dataclass(frozen=True, kw_only=True)
class JumpExplained(Event):
    visit: int
    text: str = personal()


@dataclass(frozen=True, kw_only=True)
class SetDisplay(StaffCommand):
    """Choose how viewpoints of the active block reach the room screen."""

    display: Display


@dataclass(frozen=True, kw_only=True)
class DisplaySet(Event):
    block: str
    display: Display


always({EnterBlock: FACILITATOR, ExplainJump: NOTE_KEEPER})
AFTER_CLOSE.add(ExplainJump)


@done.register
def _(command: EnterBlock, meeting: Meeting) -> bool:
    return command.to == meeting.active and command.visit == meeting.visit - 1


@decide.register
def enter_block(command: EnterBlock, meeting: Meeting) -> Iterator[Event]:
    if command.to not in {block.id for block in meeting.sheet}:
        raise Refused("unknown_block")
    if command.visit != meeting.visit:
        raise Refused("changed_meanwhile")
    if command.to == meeting.active:
        return
    if meeting.open_round:
        raise Refused("round_open")
    following = next_block(meeting)
    is_next = following is not None and following.id == command.to
    if not is_next and command.reason not in JUMP_REASONS:
        raise Refused("reason_needed")
    if command.reason == "time" and _passes_by_step_four(command.to, meeting):
        raise Refused("step_four_stays")
    yield BlockEntered(block=command.to, reason=None if is_next else command.reason)


def _passes_by_step_four(to: str, meeting: Meeting) -> bool:
    """Whether people wait to be asked what they need, and this goes past the block where they are."""
    order = [block.id for block in meeting.sheet]
    passed = meeting.sheet[order.index(meeting.active) + 1 : order.index(to)]
    return meeting.unasked and any(block.step == STEP_FOUR[0] for block in passed)


@evolve.register
def block_entered(event: BlockEntered, meeting: Meeting) -> Meeting:
    kinds = (RoundKind.PROPOSAL, RoundKind.SUPPORT)
    stuck = any(meeting.fruitless(kind) >= ROUNDS_BEFORE_TALK for kind in kinds)
    talked = meeting.step == "talking" and stuck
    block = meeting.block_of(event.block)
    visit = Visit(event.block, event.at, event.by, event.reason, planned=block.minutes)
    return replace(
        meeting,
        active=event.block,
        visits=(*meeting.visits, visit),
        talked_after=len(meeting.rounds) if talked else meeting.talked_after,
        promised=meeting.promised or minutes_of(meeting.sheet[1:]),
        **_taken_back(block, meeting),
    )


def minutes_of(blocks: Iterable[Block]) -> int:
    """How long these blocks are planned to take; what is skipped takes no time."""
    return sum(block.minutes for block in blocks if not block.skipped)


def _taken_back(block: Block, meeting: Meeting) -> dict[str, Any]:
    """A skipped block that people go into after all is skipped no more."""
    if not block.skipped:
        return {}
    sheet = tuple(replace(each, skipped=None) if each.id == block.id else each for each in meeting.sheet)
    return {"sheet": sheet, "sheet_rev": meeting.sheet_rev + 1}


@done.register
def _(command: ExplainJump, meeting: Meeting) -> bool:
    if not 1 <= command.visit <= meeting.visit:
        return False
    known = meeting.visits[command.visit - 1].words
    return known is not None and known == text.clean(command.text, text.REASON)


@decide.register
def explain_jump(command: ExplainJump, meeting: Meeting) -> Iterator[Event]:
    if not 1 <= command.visit <= meeting.visit or meeting.visits[command.visit - 1].reason is None:
        raise Refused("not_a_jump")
    yield JumpExplained(visit=command.visit, text=text.clean(command.text, text.REASON))


@touches.register
def _(event: JumpExplained, meeting: Meeting) -> Iterable[str]:
    return ()


@evolve.register
def jump_explained(event: JumpExplained, meeting: Meeting) -> Meeting:
    place = event.visit - 1
    explained = replace(meeting.visits[place], words=event.text)
    return replace(meeting, visits=(*meeting.visits[:place], explained, *meeting.visits[place + 1 :]))


@decide.register
def set_display(command: SetDisplay, meeting: Meeting) -> Iterator[Event]:
    if command.display is not meeting.block.display:
        yield DisplaySet(block=meeting.active, display=command.display)


@evolve.register
def display_set(event: DisplaySet, meeting: Meeting) -> Meeting:
    sheet = tuple(
        replace(block, display=event.display) if block.id == event.block else block for block in meeting.sheet
    )
    return replace(meeting, sheet=sheet)
