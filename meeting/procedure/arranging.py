"""Arranging the run sheet: blocks changed, added, moved, skipped and taken back while the meeting runs.

What was is not rewritten: a block people have been in stays where it is, and a skipped one stays to be seen with
its reason. Every change names the revision of the run sheet it was made on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    NEVER,
    Command,
    Event,
    Refused,
    Role,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    inverse,
    told,
    touches,
)
from meeting.procedure.sheet import JUMP_REASONS, STEP_FOUR
from meeting.procedure.state import Block, Display, Meeting, Phone, RunSheet
from meeting.procedure.templates import ENDS, MODELS, PARTS

MOST_BLOCKS = 60
LONGEST_BLOCK = 240  # minutes
BUDGETS = range(1, 101)  # percent
OWN_WORDS = {"title": text.NAME, "question": text.QUESTION, "say": text.REASON}
"""The fields of a block that hold people's own words, and how long they may be."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,22}\Z")

Blocks = tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class SheetCommand(StaffCommand):
    """A change of the run sheet. `sheet_rev` is the revision that was on the screen."""

    sheet_rev: int


@dataclass(frozen=True, kw_only=True)
class ChangeBlock(SheetCommand):
    """Give a block other minutes, another use of phones, or words of its own; None leaves a field as it is."""

    block_id: str
    minutes: int | None = None
    phone: Phone | None = None
    display: Display | None = None
    title: str | None = None
    question: str | None = None
    say: str | None = None


@dataclass(frozen=True, kw_only=True)
class AddBlock(SheetCommand):
    """Add a block like `model` (a name in MODELS) behind the block `after`."""

    block_id: str
    model: str
    after: str
    minutes: int | None = None
    title: str | None = None


@dataclass(frozen=True, kw_only=True)
class MoveBlock(SheetCommand):
    """Put a block nobody has been in behind the block `after`."""

    block_id: str
    after: str


@dataclass(frozen=True, kw_only=True)
class SkipBlock(SheetCommand):
    """Leave out a block nobody has been in, for one of JUMP_REASONS."""

    block_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RestoreBlock(SheetCommand):
    """Do a skipped block after all."""

    block_id: str


@dataclass(frozen=True, kw_only=True)
class BlockChanged(Event):
    block: Block


@dataclass(frozen=True, kw_only=True)
class BlockAdded(Event):
    block: Block
    after: str


@dataclass(frozen=True, kw_only=True)
class BlockMoved(Event):
    block_id: str
    after: str


@dataclass(frozen=True, kw_only=True)
class BlockSkipped(Event):
    block_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class BlockRestored(Event):
    block_id: str


always(dict.fromkeys((ChangeBlock, AddBlock, MoveBlock, SkipBlock, RestoreBlock), FACILITATOR))


# A run sheet as a whole


def sound(sheet: RunSheet) -> RunSheet:
    """A run sheet that an evening can be led with, its words made clean. Raises Refused, with the block's `number`."""
    blocks = tuple(_numbered(number, block) for number, block in enumerate(sheet.blocks, 1))
    in_order(blocks)
    if sheet.budget not in BUDGETS:
        raise Refused("sheet_budget")
    return RunSheet(text.clean(sheet.name, text.NAME), blocks, sheet.budget)


def _numbered(number: int, block: Block) -> Block:
    try:
        return tidy(block)
    except Refused as refused:
        raise Refused(refused.reason, **{**refused.values, "number": number}) from None


def tidy(block: Block) -> Block:
    """A block by itself, its words made clean. Raises Refused."""
    if not _ID.match(block.id):
        raise Refused("block_id")
    if block.part not in PARTS:
        raise Refused("block_unknown")
    if not 1 <= block.minutes <= LONGEST_BLOCK:
        raise Refused("block_minutes", most=LONGEST_BLOCK)
    if block.step == "talking" and block.phone is not Phone.AWAY:
        raise Refused("block_talk_phone")
    words: dict[str, Any] = {name: own_words(name, getattr(block, name)) for name in OWN_WORDS}
    return replace(block, **words)


def own_words(field: str, raw: str) -> str:
    """What people typed in this field of a block, made clean; it may stay empty. Raises Refused."""
    return text.clean_or_none(raw, OWN_WORDS[field]) or ""


def in_order(blocks: Blocks) -> None:
    """Raise Refused unless these blocks make an evening: arrival first, then a spoken check-in, closing last."""
    if len(blocks) > MOST_BLOCKS:
        raise Refused("sheet_full", most=MOST_BLOCKS)
    if len({block.id for block in blocks}) < len(blocks):
        raise Refused("sheet_same_id")
    first, last = ENDS
    steps = [block.step for block in blocks]
    if steps[:1] != [first] or steps[-1:] != [last] or steps.count(first) + steps.count(last) > len(ENDS):
        raise Refused("sheet_ends")
    if blocks[1].kind != "check_in":
        raise Refused("check_in_first")


# Changes


def _known(block_id: str, meeting: Meeting) -> Block:
    known = next((block for block in meeting.sheet if block.id == block_id), None)
    if known is None:
        raise Refused("unknown_block")
    return known


def _seen(command: SheetCommand, meeting: Meeting) -> None:
    if command.sheet_rev != meeting.sheet_rev:
        raise Refused("sheet_changed")


def _ahead(block_id: str, meeting: Meeting) -> Block:
    """A block nobody has been in, and that is not one of the ends. Raises Refused."""
    block = _known(block_id, meeting)
    if block.id == meeting.active:
        raise Refused("block_active")
    if any(visit.block == block.id for visit in meeting.visits):
        raise Refused("block_visited")
    if block.step in ENDS:
        raise Refused("block_fixed")
    return block


def _as_asked(command: ChangeBlock, block: Block) -> Block:
    wishes = {name: getattr(command, name) for name in ("minutes", "phone", "display", *OWN_WORDS)}
    return tidy(replace(block, **{name: wish for name, wish in wishes.items() if wish is not None}))


@done.register
def _(command: ChangeBlock, meeting: Meeting) -> bool:
    block = next((each for each in meeting.sheet if each.id == command.block_id), None)
    if block is None or command.sheet_rev >= meeting.sheet_rev:
        return False
    try:
        return _as_asked(command, block) == block
    except Refused:
        return False


@decide.register
def change_block(command: ChangeBlock, meeting: Meeting) -> Iterator[Event]:
    _seen(command, meeting)
    block = _known(command.block_id, meeting)
    if block.id != meeting.active and any(visit.block == block.id for visit in meeting.visits):
        raise Refused("block_visited")
    changed = _as_asked(command, block)
    if changed != block:
        yield BlockChanged(block=changed)


@done.register
def _(command: AddBlock, meeting: Meeting) -> bool:
    known = next((block for block in meeting.sheet if block.id == command.block_id), None)
    if known is not None and (model := MODELS.get(command.model)) and known.part != model.part:
        raise Refused("changed_elsewhere")
    return known is not None


@decide.register
def add_block(command: AddBlock, meeting: Meeting) -> Iterator[Event]:
    _seen(command, meeting)
    model = MODELS.get(command.model)
    if model is None:
        raise Refused("block_unknown")
    minutes = model.minutes if command.minutes is None else command.minutes
    block = tidy(replace(model, id=command.block_id, minutes=minutes, title=command.title or ""))
    in_order(_put(block, _known(command.after, meeting).id, meeting.sheet))
    yield BlockAdded(block=block, after=command.after)


@done.register
def _(command: MoveBlock, meeting: Meeting) -> bool:
    return command.sheet_rev < meeting.sheet_rev and _is_behind(command, meeting)


def _is_behind(command: MoveBlock, meeting: Meeting) -> bool:
    order = [block.id for block in meeting.sheet]
    return (command.after, command.block_id) in pairwise(order)


@decide.register
def move_block(command: MoveBlock, meeting: Meeting) -> Iterator[Event]:
    _seen(command, meeting)
    block = _ahead(command.block_id, meeting)
    _known(command.after, meeting)
    if command.after == command.block_id or _is_behind(command, meeting):
        return
    in_order(_put(block, command.after, meeting.sheet))
    yield BlockMoved(block_id=command.block_id, after=command.after)


@done.register
def _(command: SkipBlock, meeting: Meeting) -> bool:
    return any(block.id == command.block_id and block.skipped == command.reason for block in meeting.sheet)


@decide.register
def skip_block(command: SkipBlock, meeting: Meeting) -> Iterator[Event]:
    _seen(command, meeting)
    block = _ahead(command.block_id, meeting)
    if command.reason not in JUMP_REASONS:
        raise Refused("reason_needed")
    if command.reason == "time" and block.step in STEP_FOUR:
        raise Refused("step_four_stays")
    yield BlockSkipped(block_id=command.block_id, reason=command.reason)


@done.register
def _(command: RestoreBlock, meeting: Meeting) -> bool:
    return any(block.id == command.block_id and not block.skipped for block in meeting.sheet)


@decide.register
def restore_block(command: RestoreBlock, meeting: Meeting) -> Iterator[Event]:
    _seen(command, meeting)
    _known(command.block_id, meeting)
    yield BlockRestored(block_id=command.block_id)


# Effects


def _put(block: Block, after: str, blocks: Blocks) -> Blocks:
    """These blocks with this one behind `after`, wherever it was."""
    others = [each for each in blocks if each.id != block.id]
    place = [each.id for each in others].index(after) + 1
    return (*others[:place], block, *others[place:])


def _with(meeting: Meeting, blocks: Iterable[Block]) -> Meeting:
    return replace(meeting, sheet=tuple(blocks), sheet_rev=meeting.sheet_rev + 1)


def _instead(meeting: Meeting, block: Block) -> Meeting:
    return _with(meeting, (block if each.id == block.id else each for each in meeting.sheet))


@evolve.register
def block_changed(event: BlockChanged, meeting: Meeting) -> Meeting:
    return _instead(_promised(meeting, event.block), event.block)


def _promised(meeting: Meeting, changed: Block) -> Meeting:
    """With the minutes this block had when people were promised when it ends: that is once the arrival is over."""
    before = meeting.block_of(changed.id).minutes
    if len(meeting.visits) < 2 or changed.minutes == before or changed.id in meeting.promised_for:
        return meeting
    return replace(meeting, promised_for=meeting.promised_for.set(changed.id, before))


@evolve.register
def block_added(event: BlockAdded, meeting: Meeting) -> Meeting:
    return _with(meeting, _put(event.block, event.after, meeting.sheet))


@evolve.register
def block_moved(event: BlockMoved, meeting: Meeting) -> Meeting:
    return _with(meeting, _put(meeting.block_of(event.block_id), event.after, meeting.sheet))


@evolve.register
def block_skipped(event: BlockSkipped, meeting: Meeting) -> Meeting:
    return _instead(meeting, replace(meeting.block_of(event.block_id), skipped=event.reason))


@evolve.register
def block_restored(event: BlockRestored, meeting: Meeting) -> Meeting:
    return _instead(meeting, replace(meeting.block_of(event.block_id), skipped=None))


@touches.register(BlockChanged)
@touches.register(BlockAdded)
@touches.register(BlockMoved)
@touches.register(BlockSkipped)
@touches.register(BlockRestored)
def _(event: Event, meeting: Meeting) -> Iterable[str]:
    return ()


# What takes a change back, as long as no other was made on top of it; and what the act log tells


def _next(kind: type[SheetCommand], before: Meeting, **fields: Any) -> Command:
    return kind(at=NEVER, role=Role.FACILITATOR, block="", sheet_rev=before.sheet_rev + 1, **fields)


@inverse.register
def _(event: BlockChanged, before: Meeting) -> Command:
    block = before.block_of(event.block.id)
    was = {name: getattr(block, name) for name in ("minutes", "phone", "display", *OWN_WORDS)}
    return _next(ChangeBlock, before, block_id=block.id, **was)


@inverse.register
def _(event: BlockAdded, before: Meeting) -> Command:
    return _next(SkipBlock, before, block_id=event.block.id, reason="other")


@inverse.register
def _(event: BlockMoved, before: Meeting) -> Command:
    order = [block.id for block in before.sheet]
    return _next(MoveBlock, before, block_id=event.block_id, after=order[order.index(event.block_id) - 1])


@inverse.register
def _(event: BlockSkipped, before: Meeting) -> Command:
    was = before.block_of(event.block_id).skipped
    if was:
        return _next(SkipBlock, before, block_id=event.block_id, reason=was)
    return _next(RestoreBlock, before, block_id=event.block_id)


@inverse.register
def _(event: BlockRestored, before: Meeting) -> Command:
    return _next(SkipBlock, before, block_id=event.block_id, reason=before.block_of(event.block_id).skipped)


@told.register(BlockChanged)
@told.register(BlockAdded)
def _(event: BlockChanged, before: Meeting) -> Mapping[str, Any]:
    return {"block": event.block.id}


@told.register(BlockMoved)
@told.register(BlockSkipped)
@told.register(BlockRestored)
def _(event: BlockMoved, before: Meeting) -> Mapping[str, Any]:
    return {"block": event.block_id}
