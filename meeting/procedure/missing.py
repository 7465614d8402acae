"""Missing: which groups and roles are not in the room; what they would say is typed for them (the empty chair)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    MODERATOR,
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
from meeting.procedure.gathering import still_open
from meeting.procedure.moderating import HOLD_REASONS
from meeting.procedure.state import Meeting, Missing


@dataclass(frozen=True, kw_only=True)
class NameMissing(Command):
    """Name a group or a role that is not here; staff type what was said aloud."""

    missing_id: str
    block_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class MissingNamed(Event):
    """`author` is None for what was said aloud."""

    missing_id: str
    block: str
    text: str = personal()
    author: str | None = personal(default=None)


@dataclass(frozen=True, kw_only=True)
class WithdrawMissing(Command):
    missing_id: str


@dataclass(frozen=True, kw_only=True)
class MissingWithdrawn(Event):
    missing_id: str


@dataclass(frozen=True, kw_only=True)
class ShowMissing(StaffCommand):
    """Put these on the room screen; those withdrawn or held meanwhile stay off."""

    missing_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MissingShown(Event):
    missing_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HoldMissing(StaffCommand):
    """Keep it off the screen for a reason its author sees, or let it back (None). `was` is what was read."""

    missing_id: str
    reason: str | None
    was: str | None = None


@dataclass(frozen=True, kw_only=True)
class MissingHeld(Event):
    missing_id: str
    reason: str | None


step("missing", {ShowMissing: MODERATOR})
always(
    {
        NameMissing: PARTICIPANT | NOTE_KEEPER,
        WithdrawMissing: PARTICIPANT | NOTE_KEEPER,
        HoldMissing: MODERATOR,
    }
)


def still_asked(meeting: Meeting, block_id: str) -> bool:
    """Whether names for this block are welcome: while it is active, and late ones until proposals freeze."""
    return still_open(meeting, block_id, ("missing",))


@done.register
def _(command: NameMissing, meeting: Meeting) -> bool:
    known = meeting.missing.get(command.missing_id)
    if known is None:
        return False
    if (known.author, known.text) != (command.author, text.clean(command.text, text.NAME)):
        raise Refused("id_taken")
    return True


@decide.register
def name_missing(command: NameMissing, meeting: Meeting) -> Iterator[Event]:
    if not still_asked(meeting, command.block_id):
        raise Refused("missing_closed")
    words = text.clean(command.text, text.NAME)
    yield MissingNamed(missing_id=command.missing_id, block=command.block_id, text=words, author=command.author)


@evolve.register
def missing_named(event: MissingNamed, meeting: Meeting) -> Meeting:
    named = Missing(event.missing_id, len(meeting.missing) + 1, event.block, event.text, event.author)
    participants = meeting.participants
    if event.author is not None:
        author = participants[event.author]
        participants = participants.set(author.id, replace(author, missing=(*author.missing, named.id)))
    return replace(meeting, missing=meeting.missing.set(named.id, named), participants=participants)


def _own(command: WithdrawMissing, meeting: Meeting) -> Missing:
    """It, if it is this person's; staff own what they typed."""
    known = meeting.missing.get(command.missing_id)
    if known is None or known.author != command.author:
        raise Refused("not_yours")
    return known


@done.register
def _(command: WithdrawMissing, meeting: Meeting) -> bool:
    return _own(command, meeting).withdrawn


@decide.register
def withdraw_missing(command: WithdrawMissing, meeting: Meeting) -> Iterator[Event]:
    yield MissingWithdrawn(missing_id=_own(command, meeting).id)


@evolve.register
def missing_withdrawn(event: MissingWithdrawn, meeting: Meeting) -> Meeting:
    return _changed(meeting, event.missing_id, withdrawn=True)


@decide.register
def show_missing(command: ShowMissing, meeting: Meeting) -> Iterator[Event]:
    known = [meeting.missing[each] for each in dict.fromkeys(command.missing_ids) if each in meeting.missing]
    waiting = tuple(each.id for each in known if each.counts and not each.shown)
    if waiting:
        yield MissingShown(missing_ids=waiting)


@evolve.register
def missing_shown(event: MissingShown, meeting: Meeting) -> Meeting:
    for missing_id in event.missing_ids:
        meeting = _changed(meeting, missing_id, shown=True)
    return meeting


@done.register
def _(command: HoldMissing, meeting: Meeting) -> bool:
    known = meeting.missing.get(command.missing_id)
    return known is not None and known.held == command.reason != command.was


@decide.register
def hold_missing(command: HoldMissing, meeting: Meeting) -> Iterator[Event]:
    known = meeting.missing.get(command.missing_id)
    if known is None or known.held != command.was:
        raise Refused("changed_meanwhile")
    if command.reason is not None and command.reason not in HOLD_REASONS:
        raise Refused("reason_needed")
    if command.reason != known.held:
        yield MissingHeld(missing_id=known.id, reason=command.reason)


@evolve.register
def missing_held(event: MissingHeld, meeting: Meeting) -> Meeting:
    return _changed(meeting, event.missing_id, held=event.reason)


@touches.register(MissingNamed)
@touches.register(MissingWithdrawn)
@touches.register(MissingHeld)
def _(event: MissingNamed, meeting: Meeting) -> Iterable[str]:
    return _authors((event.missing_id,), meeting)


@touches.register
def _(event: MissingShown, meeting: Meeting) -> Iterable[str]:
    return _authors(event.missing_ids, meeting)


def _authors(missing_ids: Iterable[str], meeting: Meeting) -> set[str]:
    return {author for each in missing_ids if (author := meeting.missing[each].author) is not None}


def _changed(meeting: Meeting, missing_id: str, **changes: Any) -> Meeting:
    known = replace(meeting.missing[missing_id], **changes)
    return replace(meeting, missing=meeting.missing.set(missing_id, known))
