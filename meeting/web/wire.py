"""What a client sends, read strictly: a JSON text becomes a command of the procedure, or a refusal."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache, partial
from typing import Any

import orjson

from meeting.procedure.core import ALWAYS, STEPS, Command, DeskCommand, HostCommand, Refused, Role, name_of

LONGEST_MESSAGE = 4096
LONGEST_READ = 65_536  # what is longer is not even looked at for the name its answer would go by
LONGEST_LIST = 200
LARGEST_NUMBER = 2**31
LONGEST_MOMENT = len("2027-01-15T20:00:00.000000+01:00")
HOLD = "hold"
"""What is no command: the others at the ordering desk hear it, and it is kept nowhere."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,22}\Z")
_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,64}\Z")
Reader = Callable[[Any], Any]
_NAMES_AN_ID = re.compile(r"(?:block|\w+_id)\Z")


def read(text: str | bytes) -> dict[str, Any]:
    """The message in a frame: an object that says what to `do`, and `id`, the name its answer goes by.

    Raises Refused: message_too_long (for LONGEST_READ), unreadable. Who sends such a thing is not one of our pages.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > LONGEST_READ:
        raise Refused("message_too_long")
    try:
        message = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Refused("unreadable") from None
    if not isinstance(message, dict) or not isinstance(message.get("do"), str):
        raise Refused("unreadable")
    if not isinstance(message.get("id"), str) or not _MESSAGE_ID.match(message["id"]):
        raise Refused("unreadable")
    return message


def command(
    message: Mapping[str, Any],
    *,
    role: Role,
    participant: str | None,
    at: datetime,
    table: str | None = None,
    worker: str | None = None,
) -> Command:
    """The command a message asks for; who asks, in what capacity and when are never the client's to say.

    Nor is the `table` of a host, or the mark of a `worker` at the ordering desk.
    Raises Refused: unknown_command, unreadable.
    """
    kind = _commands().get(message["do"])
    if kind is None:
        raise Refused("unknown_command")
    values: dict[str, Any] = {**_values(kind, message), "at": at, "role": role, "participant": participant}
    if issubclass(kind, HostCommand):
        values["table"] = table
    if issubclass(kind, DeskCommand):
        values["worker"] = worker
    return kind(**values)


def held(message: Mapping[str, Any]) -> tuple[str, ...]:
    """What somebody at the ordering desk has in hand. Raises Refused unreadable."""
    return _list(_id, message.get("things"))


@cache
def _commands() -> dict[str, type[Command]]:
    kinds = {*ALWAYS, *(kind for step in STEPS.values() for kind in step.accepts)}
    reachable = {kind for kind in kinds if _roles(kind) - {Role.SYSTEM}}
    return {name_of(kind): kind for kind in reachable}


def _roles(kind: type[Command]) -> set[Role]:
    declared = [ALWAYS.get(kind, ()), *(step.accepts.get(kind, ()) for step in STEPS.values())]
    return {role for roles in declared for role in roles}


def _values(kind: type, message: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a dataclass that the client may fill, each of the type it is declared with."""
    values = {}
    for name, read_value, needed in _plan(kind):
        if name in message:
            values[name] = read_value(message[name])
        elif needed:
            raise Refused("unreadable")
    return values


@cache
def _plan(kind: type) -> tuple[tuple[str, Reader, bool], ...]:
    """Of each such field its name, what reads it, and whether it must be there."""
    hints = typing.get_type_hints(kind)
    fields = [field for field in dataclasses.fields(kind) if field.init and not field.metadata.get("stamped")]
    return tuple((field.name, _reader(hints[field.name], field.name), _is_needed(field)) for field in fields)


def _is_needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _reader(hint: Any, name: str) -> Reader:
    """What reads a value of this type in a field of this name; it raises Refused for anything else."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return partial(_one_of, [_reader(each, name) for each in inside])
    if origin is tuple and inside[1:] == (Ellipsis,):
        return partial(_list, _reader(inside[0], name))
    if origin is tuple:
        return partial(_exactly, [_reader(each, name) for each in inside])
    if hint is str and _NAMES_AN_ID.match(name):
        return _id
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return partial(_member, hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return partial(_inside, hint)
    raise TypeError(f"the wire cannot carry {hint!r}, asked for by {name}")


def _one_of(readers: Iterable[Reader], value: Any) -> Any:
    for each in readers:
        try:
            return each(value)
        except Refused:
            continue
    raise Refused("unreadable")


def _list(each: Reader, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        raise Refused("unreadable")
    return tuple(map(each, value))


def _exactly(readers: list[Reader], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) != len(readers):
        raise Refused("unreadable")
    return tuple(each(item) for each, item in zip(readers, value, strict=True))


def _inside(kind: type, value: Any) -> Any:
    return kind(**_values(kind, _checked(value, isinstance(value, dict))))


def _nothing(value: Any) -> None:
    _checked(value, value is None)


def _text(value: Any) -> Any:
    """Any text: the procedure judges what it says."""
    return _checked(value, isinstance(value, str))


def _id(value: Any) -> Any:
    return _checked(value, isinstance(value, str) and bool(_ID.match(value)))


def _truth(value: Any) -> Any:
    return _checked(value, isinstance(value, bool))


def _number(value: Any) -> Any:
    return _checked(value, type(value) is int and abs(value) < LARGEST_NUMBER)


def _date(value: Any) -> date:
    if not isinstance(value, str) or len(value) != len("2027-01-15"):
        raise Refused("unreadable")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Refused("unreadable") from None


def _moment(value: Any) -> datetime:
    """A moment with its zone, to the minute or finer."""
    if not isinstance(value, str) or not len("2027-01-15T20:00Z") <= len(value) <= LONGEST_MOMENT:
        raise Refused("unreadable")
    try:
        moment = datetime.fromisoformat(value)
        _checked(value, moment.tzinfo is not None)
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):
        raise Refused("unreadable") from None


def _member(kind: type[Enum], value: Any) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise Refused("unreadable") from None


def _checked(value: Any, right: bool) -> Any:
    if not right:
        raise Refused("unreadable")
    return value


_PLAIN: dict[Any, Reader] = {
    str: _text,
    bool: _truth,
    int: _number,
    date: _date,
    datetime: _moment,
    types.NoneType: _nothing,
}
