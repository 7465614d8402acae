"""What a client sends, read strictly: a JSON text becomes a command of the procedure, or a refusal."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

import orjson

from meeting.procedure.core import ALWAYS, STEPS, Command, Refused, Role, name_of

LONGEST_MESSAGE = 4096
LONGEST_READ = 65_536  # what is longer is not even looked at for the name its answer would go by
LONGEST_LIST = 200
LARGEST_NUMBER = 2**31
_ID = re.compile(r"[A-Za-z0-9_-]{1,22}\Z")
_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,64}\Z")
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


def command(message: Mapping[str, Any], *, role: Role, participant: str | None, at: datetime) -> Command:
    """The command a message asks for; who asks, in what capacity and when are never the client's to say.

    Raises Refused: unknown_command, unreadable.
    """
    kind = _commands().get(message["do"])
    if kind is None:
        raise Refused("unknown_command")
    return kind(**_values(kind, message), at=at, role=role, participant=participant)


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
    hints = _hints(kind)
    values = {}
    for field in dataclasses.fields(kind):
        if field.metadata.get("stamped") or not field.init:
            continue
        if field.name in message:
            values[field.name] = _value(message[field.name], hints[field.name], field.name)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise Refused("unreadable")
    return values


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _value(value: Any, hint: Any, name: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _one_of(value, typing.get_args(hint), name)
    if origin is tuple:
        return _list(value, typing.get_args(hint), name)
    if hint is None or hint is type(None):
        return _checked(value, value is None)
    if hint is str:
        return _checked(value, isinstance(value, str) and _fits(value, name))
    if hint is bool:
        return _checked(value, isinstance(value, bool))
    if hint is int:
        return _checked(value, type(value) is int and abs(value) < LARGEST_NUMBER)
    if hint is date:
        return _date(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _member(value, hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint(**_values(hint, _checked(value, isinstance(value, dict))))
    raise TypeError(f"the wire cannot carry {hint!r}, asked for by {name}")


def _one_of(value: Any, hints: tuple[Any, ...], name: str) -> Any:
    if value is None and type(None) in hints:
        return None
    for hint in hints:
        try:
            return _value(value, hint, name)
        except Refused:
            continue
    raise Refused("unreadable")


def _list(value: Any, hints: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        raise Refused("unreadable")
    if len(hints) == 2 and hints[1] is Ellipsis:
        return tuple(_value(item, hints[0], name) for item in value)
    if len(hints) != len(value):
        raise Refused("unreadable")
    return tuple(_value(item, hint, name) for item, hint in zip(value, hints, strict=True))


def _fits(value: str, name: str) -> bool:
    """Whether a string can stand here: an id has the form of one; a text is judged by the procedure."""
    return bool(_ID.match(value)) if _NAMES_AN_ID.match(name) else True


def _date(value: Any) -> date:
    if not isinstance(value, str) or len(value) != len("2027-01-15"):
        raise Refused("unreadable")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Refused("unreadable") from None


def _member(value: Any, kind: type[Enum]) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise Refused("unreadable") from None


def _checked(value: Any, right: bool) -> Any:
    if not right:
        raise Refused("unreadable")
    return value
