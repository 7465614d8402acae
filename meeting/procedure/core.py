"""The heart of a meeting: a command is refused or becomes events, and events make the meeting what it is.

Everything here is pure: time, randomness and who is present come in with the command.
A step of the procedure stands in a module of its own and adds to three functions: `decide` (its rules),
`evolve` (its effects) and `done` (whether a command that comes again was already carried out).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, singledispatch
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    from meeting.procedure.state import Meeting

T = TypeVar("T")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Role(StrEnum):
    """In what capacity somebody acts."""

    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"
    CO_FACILITATOR = "co_facilitator"
    NOTE_KEEPER = "note_keeper"
    MODERATOR = "moderator"
    COMMISSIONER = "commissioner"
    HOST = "host"
    DESK = "desk"
    SCREEN = "screen"
    SYSTEM = "system"


PARTICIPANT = frozenset({Role.PARTICIPANT})
FACILITATOR = frozenset({Role.FACILITATOR, Role.CO_FACILITATOR})
NOTE_KEEPER = FACILITATOR | {Role.NOTE_KEEPER}
MODERATOR = FACILITATOR | {Role.MODERATOR}
LEADER = frozenset({Role.FACILITATOR})
COMMISSIONER = frozenset({Role.COMMISSIONER})
HOST = frozenset({Role.HOST})
DESK = frozenset({Role.DESK})
SYSTEM = frozenset({Role.SYSTEM})
"""Who may ask something: a step declares its commands with one of these sets, or several together.

`LEADER` is the facilitator alone: what ends a meeting or takes words out of it is not a co-facilitator's.
"""

STAFF = NOTE_KEEPER | MODERATOR | COMMISSIONER
"""Whose acts stand in the act log."""


class Refused(Exception):
    """A normal answer: this is not possible now.

    `reason` is the key of the sentence the person gets (words: `refused.<reason>`), `values` fill it.
    `again` tells the client to keep the command and send it later.
    """

    def __init__(self, reason: str, *, again: bool = False, **values: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.values = values


def stamped(**options: Any) -> Any:
    """A field the server fills; what a client sends under this name is ignored."""
    return field(metadata={"stamped": True}, **options)


def personal(*, each: Callable[[Mapping[str, Any]], Iterable[str]] | None = None, **options: Any) -> Any:
    """A field with words or the id of a person: kept out of every log line, emptied when the person is erased.

    Of a field with many texts, `each` tells from the event's fields what each of them is about: the ids, in the order
    of the texts.
    """
    return field(metadata={"personal": True, "each": each}, repr=False, **options)


@dataclass(frozen=True, kw_only=True)
class Command:
    """What somebody asks for. `at` is aware UTC; `participant` is set for participants only."""

    newcomer: ClassVar[bool] = False
    """Whether somebody who has not joined yet may ask this."""

    at: datetime = stamped()
    role: Role = stamped()
    participant: str | None = stamped(default=None, repr=False)

    @property
    def author(self) -> str | None:
        """The participant who says this; None for what staff typed for somebody."""
        return self.participant if self.role is Role.PARTICIPANT else None


@dataclass(frozen=True, kw_only=True)
class StaffCommand(Command):
    """What a facilitator asks for, naming the block that was on her screen."""

    block: str


@dataclass(frozen=True, kw_only=True)
class HostCommand(Command):
    """What a table host asks for. `table` is the id of the table that the host's link is for, where it is now."""

    table: str | None = stamped(default=None)


@dataclass(frozen=True, kw_only=True)
class DeskCommand(Command):
    """What somebody at the ordering desk asks for. `worker` is the mark of the link they came by: nobody's name."""

    worker: str | None = stamped(default=None)


@dataclass(frozen=True, kw_only=True)
class SecretCommand(Command):
    """What follows from a secret ballot. `voter` is a pseudonym for this round; `person` is 0 or a helped person.

    `earlier` is the same phone in the box of the choosing round behind it, where there is one (see uncovered.py).
    """

    round_id: str
    rev: int
    person: int = 0
    voter: str | None = stamped(default=None, repr=False)
    earlier: str | None = stamped(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened. The core stamps when and in what role; no staff act names a person."""

    at: datetime = NEVER
    by: Role = Role.SYSTEM


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """What happened in secret: kept in the box of its round, without time or order. A higher `rev` replaces."""

    round_id: str
    voter: str = field(repr=False)
    rev: int

    @property
    def item(self) -> str:
        """What in the box this is: `ballot`, `answer`, or the id of a position."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Apart:
    """What is kept beside the log in a table of its own, and can leave it: in no event, no state, no line of a log."""


@dataclass(frozen=True)
class Act:
    """One act of staff, as the act log has it: what happened, when and in what role; no words, no person.

    `kind` is the event (`viewpoint_held`) and `values` what its line tells. `inverse` is what would take it back.
    """

    number: int
    at: datetime
    by: Role
    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    inverse: Command | None = field(default=None, repr=False)
    undone: bool = False


@singledispatch
def decide(command: Command, meeting: Meeting) -> Iterable[Event | Sealed | Apart]:
    """The rules: what happens when this is asked now. Raises Refused."""
    raise NotImplementedError(type(command).__name__)


@singledispatch
def evolve(event: Event | Sealed, meeting: Meeting) -> Meeting:
    """The effects: the meeting after this event."""
    raise NotImplementedError(type(event).__name__)


@singledispatch
def done(command: Command, meeting: Meeting) -> bool:
    """Whether this was already carried out just so. Raises Refused when something else was, under the same name."""
    return False


@singledispatch
def touches(event: Event | Sealed, meeting: Meeting) -> Iterable[str] | None:
    """The participants whose own view this event changes; None: everybody's, for all anyone can say."""
    return None


@singledispatch
def inverse(event: Event, before: Meeting) -> Command | None:
    """What would take this back, asked of the meeting as it was `before`; None: nothing does.

    `at`, `role` and `block` are filled in by whoever asks for it.
    """
    return None


@singledispatch
def told(event: Event, before: Meeting) -> Mapping[str, Any] | None:
    """What the act log tells beside the name of the event, never somebody's words; None: it is no act of its own."""
    return {}


@dataclass(frozen=True)
class Step:
    """One step of the procedure: its name and who may ask what in it."""

    name: str
    accepts: Mapping[type[Command], frozenset[Role]]


STEPS: dict[str, Step] = {}
ALWAYS: dict[type[Command], frozenset[Role]] = {}
AFTER_CLOSE: set[type[Command]] = set()
"""Commands that are accepted after the meeting was closed too."""


def step(name: str, accepts: Mapping[type[Command], frozenset[Role]]) -> Step:
    """Declare a step, or what else a step accepts; the console draws its buttons from the same declaration."""
    known = STEPS[name].accepts if name in STEPS else {}
    STEPS[name] = Step(name, {**known, **accepts})
    _roles_of.cache_clear()
    return STEPS[name]


def always(accepts: Mapping[type[Command], frozenset[Role]]) -> None:
    """Declare commands that are accepted in every step."""
    ALWAYS.update(accepts)
    _roles_of.cache_clear()


@cache
def _roles_of(kind: type) -> frozenset[Role]:
    """Who may ask this at all, in whatever step."""
    declared = [ALWAYS.get(kind, frozenset()), *(known.accepts.get(kind, frozenset()) for known in STEPS.values())]
    return frozenset().union(*declared)


def gate(command: Command, meeting: Meeting) -> None:
    """Raise Refused unless this role may ask this in this step, looking at the block that is active."""
    kind: type = type(command)
    if not meeting.opened_at and not command.newcomer:
        raise Refused("not_open_yet")
    if command.role not in _roles_of(kind):
        raise Refused("not_your_role")
    if command.role is Role.PARTICIPANT and not command.newcomer and command.participant not in meeting.participants:
        raise Refused("missing_seat")
    if meeting.closed_at and command.role is not Role.SYSTEM and kind not in AFTER_CLOSE:
        raise Refused("meeting_over")
    if isinstance(command, StaffCommand) and meeting.opened_at and command.block != meeting.active:
        raise Refused("changed_meanwhile")
    if kind in ALWAYS:
        return
    if command.role not in STEPS[meeting.step].accepts.get(kind, ()):
        raise Refused("not_in_this_step")


def handle(command: Command, meeting: Meeting) -> tuple[tuple[Event | Sealed | Apart, ...], Meeting]:
    """Carry out a command: what happened (nothing, when it was done before) and the meeting after it."""
    if done(command, meeting):
        return (), meeting
    gate(command, meeting)
    happened: list[Event | Sealed | Apart] = []
    after = meeting
    for event in decide(command, meeting):
        if isinstance(event, Event):
            event = replace(event, at=command.at, by=command.role)
        happened.append(event)
        after = after if isinstance(event, Apart) else apply(event, after)
    return tuple(happened), after


def copied(before: T, **changes: Any) -> T:
    """A frozen dataclass with other values in some of its fields.

    As `dataclasses.replace`, in a fifth of the time and without its look at the names: for every ballot of a hall.
    """
    kind: type = type(before)
    after: T = object.__new__(kind)
    known = vars(before)
    vars(after).update({name: known[name] for name in _fields_of(kind)}, **changes)
    return after


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def apply(event: Event | Sealed, meeting: Meeting) -> Meeting:
    """The meeting after this event, and when that was; what is sealed has no time."""
    after = evolve(event, meeting)
    return _recorded(event, meeting, copied(after, last_at=event.at)) if isinstance(event, Event) else after


def _recorded(event: Event, before: Meeting, after: Meeting) -> Meeting:
    """The meeting with this event in its act log, unless it is nobody's act or carries out an undo."""
    if before.undoing:
        return replace(after, undoing=before.undoing - 1)
    values = told(event, before) if event.by in STAFF else None
    if values is None:
        return after
    act = Act(len(before.acts) + 1, event.at, event.by, name_of(type(event)), values, inverse(event, before))
    return replace(after, acts=(*after.acts, act))


def name_of(kind: type[Command] | type[Event]) -> str:
    """What a command or event is called outside of the code: `viewpoint_held`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def replay(events: Iterable[Event | Sealed], meeting: Meeting) -> Meeting:
    """Fold what happened; boxes may be folded in any order after the log."""
    for event in events:
        meeting = apply(event, meeting)
    return meeting
