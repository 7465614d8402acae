"""The run sheet: which blocks an evening has, and going from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from meeting.procedure.core import FACILITATOR, Event, Refused, StaffCommand, always, decide, done, evolve
from meeting.procedure.state import ROUNDS_BEFORE_TALK, Block, Display, Meeting, Phone, RoundKind, Visit

JUMP_REASONS = ("time", "asked", "rest", "method", "other")
"""Time, the group asked for it, rest is needed, the method goes back here, something else."""


def talk_of_one_evening() -> tuple[Block, ...]:
    """The run sheet of a conversation of five to sixty people; phones are out for a quarter of the minutes."""
    away, tap, write = Phone.AWAY, Phone.TAP, Phone.WRITE
    return (
        Block("arrival", "arrival", 15, away),
        Block("check-in", "talking", 15, away, kind="check_in"),
        Block("gather", "gathering", 7, write),
        Block("talk", "talking", 30, away, kind="talk"),
        Block("seek-no", "gathering", 4, write, seek_no=True),
        Block("spread", "talking", 25, away, kind="spread"),
        Block("propose", "proposing", 5, write),
        Block("vote", "voting", 3, tap),
        Block("minority", "minority", 5, write),
        Block("weave", "weaving", 8, tap),
        Block("decide", "deciding", 4, tap),
        Block("waterline", "talking", 20, away, kind="waterline"),
        Block("close", "closing", 15, away),
    )


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
class SetDisplay(StaffCommand):
    """Choose how viewpoints of the active block reach the room screen."""

    display: Display


@dataclass(frozen=True, kw_only=True)
class DisplaySet(Event):
    block: str
    display: Display


always({EnterBlock: FACILITATOR})


@done.register
def _(command: EnterBlock, meeting: Meeting) -> bool:
    return command.to == meeting.active and command.visit == meeting.visit - 1


@decide.register
def enter_block(command: EnterBlock, meeting: Meeting) -> Iterator[Event]:
    order = [block.id for block in meeting.sheet]
    if command.to not in order:
        raise Refused("unknown_block")
    if command.visit != meeting.visit:
        raise Refused("changed_meanwhile")
    if command.to == meeting.active:
        return
    if meeting.open_round:
        raise Refused("round_open")
    is_next = order.index(command.to) == order.index(meeting.active) + 1
    if not is_next and command.reason not in JUMP_REASONS:
        raise Refused("reason_needed")
    yield BlockEntered(block=command.to, reason=None if is_next else command.reason)


@evolve.register
def block_entered(event: BlockEntered, meeting: Meeting) -> Meeting:
    kinds = (RoundKind.PROPOSAL, RoundKind.SUPPORT)
    stuck = any(meeting.fruitless(kind) >= ROUNDS_BEFORE_TALK for kind in kinds)
    talked = meeting.step == "talking" and stuck
    return replace(
        meeting,
        active=event.block,
        visits=(*meeting.visits, Visit(event.block, event.at, event.by, event.reason)),
        talked_after=len(meeting.rounds) if talked else meeting.talked_after,
    )


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
