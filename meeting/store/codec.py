"""Events as rows and back: stored names, fields as JSON, and what old events mean today."""

from __future__ import annotations

import types
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import orjson

from meeting.procedure.core import Event, Role, Sealed
from meeting.store.names import NAMES

Upcast = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
"""Turns the stored fields of an old event into a name and fields of today."""

IN_COLUMNS = {Event: ("at", "by"), Sealed: ("round_id", "voter", "rev")}
"""The fields that have a column of their own and stay out of the body."""


WHO = frozenset({"author", "participant", "holder"})
"""Personal fields that hold no words but a mark of a seat, which only the phone that has the seat can read."""


class Unreadable(Exception):
    """A log holds what this version of Kring cannot read."""


class Codec:
    """Turns events into text and back, by a table of stored names.

    A name lives for ever and is never an import path: a class may move, its name may not change.
    A changed meaning gets a new name, or an entry in `upcasts` under the old one.
    """

    def __init__(self, names: Mapping[str, type], upcasts: Mapping[str, Upcast] | None = None) -> None:
        self._classes = dict(names)
        self._names = {kind: name for name, kind in names.items()}
        if len(self._names) != len(self._classes):
            raise ValueError("two stored names for one class")
        self._upcasts = dict(upcasts or {})

    def name(self, happened: Event | Sealed) -> str:
        """The stored name; raises Unreadable for a class that has none."""
        try:
            return self._names[type(happened)]
        except KeyError:
            raise Unreadable(f"{type(happened).__name__} has no stored name") from None

    def body(self, event: Event) -> str:
        """The fields of an event that have no column of their own, as JSON."""
        return _json(_own_fields(event)).decode()

    def without_words(self, name: str, body: str, things: Container[str]) -> str | None:
        """A stored body after the words of these things were taken out; None where it is about none of them."""
        stored, kind = orjson.loads(body), self._classes.get(name)
        if kind is None:
            return None
        emptied = stored | _alone(kind, stored, things) | _among_others(kind, stored, things)
        return None if emptied == stored else _json(emptied).decode()

    def sealed_body(self, sealed: Sealed) -> str:
        """A sealed event without round, voter and rev; its table has no column for the name."""
        return _json({"name": self.name(sealed), "body": _own_fields(sealed)}).decode()

    def event(self, name: str, at: datetime, by: str, body: str) -> Event:
        event: Event = self._make(name, orjson.loads(body), at=at, by=Role(by))
        return event

    def sealed(self, round_id: str, voter: str, rev: int, body: str) -> Sealed:
        stored = orjson.loads(body)
        columns = {"round_id": round_id, "voter": voter, "rev": rev}
        sealed: Sealed = self._make(stored["name"], stored["body"], **columns)
        return sealed

    def lines(self, events: Iterable[Event]) -> Iterator[str]:
        """A whole log as JSON lines.

        An event's own fields stand under `body`, because some of them are called `version` too.
        """
        for version, event in enumerate(events, 1):
            head = {"version": version, "name": self.name(event), "at": event.at, "by": event.by}
            yield _json(head | {"body": _own_fields(event)}).decode()

    def from_lines(self, lines: Iterable[str]) -> Iterator[Event]:
        """The events of an exported log; raises Unreadable when a line is missing."""
        for version, line in enumerate(filter(str.strip, lines), 1):
            stored = orjson.loads(line)
            if stored["version"] != version:
                raise Unreadable(f"line {version} of this log is missing")
            at = datetime.fromisoformat(stored["at"])
            yield self._make(stored["name"], stored["body"], at=at, by=Role(stored["by"]))

    def _make(self, name: str, body: dict[str, Any], **columns: Any) -> Any:
        if name in self._upcasts:
            name, body = self._upcasts[name](body)
        if name not in self._classes:
            raise Unreadable(f"this log holds '{name}', which this version of Kring does not know")
        return _built(self._classes[name], body, **columns)


def _alone(kind: type, stored: Mapping[str, Any], things: Container[str]) -> dict[str, str]:
    """All words of an event that is about one of these things, emptied."""
    if not any(key.endswith("_id") and value in things for key, value in stored.items()):
        return {}
    words = {field.name for field in fields(kind) if field.metadata.get("personal")} - WHO
    return {key: "" for key in words if isinstance(stored.get(key), str)}


def _among_others(kind: type, stored: Mapping[str, Any], things: Container[str]) -> dict[str, list[str]]:
    """The fields with many texts, those of these things emptied."""
    found = {}
    for many in fields(kind):
        if (ids := many.metadata.get("each")) and many.name in stored:
            found[many.name] = [
                "" if thing in things else words for thing, words in zip(ids(stored), stored[many.name], strict=True)
            ]
    return found


def _json(value: Any) -> bytes:
    return orjson.dumps(value)  # knows dataclasses, tuples, enums, dates and times itself


@cache
def _body_names(kind: type) -> tuple[str, ...]:
    base = Event if issubclass(kind, Event) else Sealed
    return tuple(field.name for field in fields(kind) if field.name not in IN_COLUMNS[base])


def _own_fields(happened: Event | Sealed) -> dict[str, Any]:
    kind: type = type(happened)
    return {name: getattr(happened, name) for name in _body_names(kind)}


@cache
def _readers(kind: type) -> dict[str, Callable[[Any], Any]]:
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}


def _built(kind: type, stored: dict[str, Any], **given: Any) -> Any:
    """An instance from its stored fields; a field that is missing takes its default, an unknown one is dropped."""
    readers = _readers(kind)
    values = {name: readers[name](value) for name, value in stored.items() if name in readers}
    try:
        return kind(**values | given)
    except TypeError:  # its text tells field names only, but not which event
        raise Unreadable(f"a stored {kind.__name__} lacks a field that has no default") from None


def _reader(hint: Any) -> Callable[[Any], Any]:
    """What turns JSON back into a value of this type; raises TypeError for a type nobody stores yet."""
    if hint in (str, int, float, bool, type(None)) or get_origin(hint) is Literal:
        return _same
    if get_origin(hint) in (Union, types.UnionType):
        return _union_reader(get_args(hint))
    if get_origin(hint) is tuple:
        return _tuple_reader(get_args(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if hint in (datetime, date):
        return datetime.fromisoformat if hint is datetime else date.fromisoformat
    if is_dataclass(hint):
        return lambda stored: _built(hint, stored)  # type: ignore[arg-type]
    raise TypeError(f"the codec cannot read {hint}")


def _same(value: Any) -> Any:
    return value


def _union_reader(kinds: tuple[Any, ...]) -> Callable[[Any], Any]:
    readers = [_reader(kind) for kind in kinds if kind is not type(None)]
    if all(reader is _same for reader in readers):
        return _same
    if len(readers) > 1:
        raise TypeError("the codec cannot tell these types apart: " + ", ".join(map(str, kinds)))
    return lambda value: None if value is None else readers[0](value)


def _tuple_reader(kinds: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        each = _reader(kinds[0])
        return lambda stored: tuple(each(value) for value in stored)
    parts = [_reader(kind) for kind in kinds]
    return lambda stored: tuple(read(value) for read, value in zip(parts, stored, strict=True))


CODEC = Codec(NAMES)
