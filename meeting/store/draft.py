"""What one batch of commands will write, in the order in which it must be written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, insert, select, update

from meeting.procedure.core import Apart, Event, Refused, Sealed
from meeting.procedure.sealing import LATER
from meeting.procedure.state import Meeting
from meeting.store import contacts
from meeting.store.codec import Codec
from meeting.store.keyring import Keyring, new_key
from meeting.store.sealed import EMPTIES_BOX, ENDS_BOX, OPENS_BOX, destroy, empty, owe_scrub, round_of, seal
from meeting.store.tables import boxes, events, meetings

ERASES = "words_erased"
"""The stored name of the event with which words leave the log."""


class Draft:
    """What one batch will write, and the keyring as it will be then. Nothing here is on disk yet."""

    def __init__(self, codec: Codec, keyring: Keyring) -> None:
        self.keyring = keyring
        self.destroyed: set[str] = set()
        self.emptied: set[str] = set()
        self.erased: dict[str, set[str]] = {}
        self._codec = codec
        self._events: list[dict[str, Any]] = []
        self._sealed: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._boxes: list[dict[str, Any]] = []
        self._meetings: dict[str, dict[str, Any]] = {}
        self._apart: dict[str, list[Apart]] = {}
        self.let_go = False

    @property
    def empty(self) -> bool:
        return not (self._events or self._sealed or self._apart)

    def add(self, happened: Iterable[Event | Sealed | Apart], before: Meeting, after: Meeting, version: int) -> int:
        """Take in all that one command brought about, or nothing when it raises; returns the new version."""
        rows, secrets, apart = [], [], []
        for one in happened:
            if isinstance(one, Apart):
                apart.append(one)
            elif isinstance(one, Sealed):
                secrets.append(self._sealed_row(one))
            else:
                version += 1
                rows.append(self._event_row(one, after.id, version))
        self._turn_keys(rows, secrets, after.id)
        self._events += rows
        if apart:
            self._apart.setdefault(after.id, []).extend(apart)
        for row in rows:
            if row["name"] == ERASES:
                self.erased.setdefault(after.id, set()).update(things_of(row["body"]))
            elif row["name"] == EMPTIES_BOX:
                self._empty(round_of(row["body"]))
        for row in secrets:
            self._put(row)
        if _described(before) != _described(after):
            self._meetings[after.id] = _described(after)
        return version

    def write(self, connection: Connection) -> None:
        for meeting_id, row in self._meetings.items():
            connection.execute(update(meetings).where(meetings.c.id == meeting_id).values(**row))
        if self._events:
            connection.execute(insert(events), self._events)
        for meeting_id, things in self.erased.items():
            _erase(connection, self._codec, meeting_id, things)
        for meeting_id, apart in self._apart.items():
            self.let_go |= contacts.write(connection, meeting_id, apart)
        if self.let_go:
            owe_scrub(connection)
        opened = [row for row in self._boxes if row["round_id"] not in self.destroyed]
        if opened:
            connection.execute(insert(boxes), opened)
        if self.emptied:
            empty(connection, self.emptied)
        kept = [row for row in self._sealed.values() if row["round_id"] not in self.destroyed]
        if kept:
            seal(connection, kept)
        if self.destroyed:
            destroy(connection, self.destroyed)

    def _event_row(self, one: Event, meeting_id: str, version: int) -> dict[str, Any]:
        name, body = self._codec.name(one), self._codec.body(one)
        head = {"meeting_id": meeting_id, "version": version, "name": name}
        return head | {"at": one.at, "by": one.by.value, "body": body}

    def _sealed_row(self, one: Sealed) -> dict[str, Any]:
        place = {"round_id": one.round_id, "item": one.item, "voter": one.voter}
        return place | {"rev": one.rev, "body": self._codec.sealed_body(one)}

    def _turn_keys(self, rows: list[dict[str, Any]], secrets: list[dict[str, Any]], meeting_id: str) -> None:
        """Make and drop keys as the events say. Raises ValueError without a box, Refused for a second one."""
        keyring, opened, ended = self.keyring, [], set()
        for row in rows:
            if row["name"] in OPENS_BOX:
                round_id, key = round_of(row["body"]), new_key()
                if round_id in keyring:  # of another meeting: an id that was not made at random
                    raise Refused("id_taken")
                keyring = keyring.opened(round_id, meeting_id, key)
                opened.append({"round_id": round_id, "meeting_id": meeting_id, "key": key, "generation": 0})
            elif row["name"] == ENDS_BOX:
                ended.add(round_of(row["body"]))
        if not all(row["voter"] and row["round_id"] in keyring for row in secrets):
            raise ValueError("sealed without a box")
        self.keyring = keyring.without(ended)
        self._boxes += opened
        self.destroyed |= ended

    def _empty(self, round_id: str) -> None:
        """What came into this box before, in the same batch, does not reach the disk."""
        self.emptied.add(round_id)
        gone = [place for place in self._sealed if place[0] == round_id and place[1] != LATER]
        for place in gone:
            del self._sealed[place]

    def _put(self, row: dict[str, Any]) -> None:
        place = (row["round_id"], row["item"], row["voter"])
        if place not in self._sealed or row["rev"] > self._sealed[place]["rev"]:
            self._sealed[place] = row


def _erase(connection: Connection, codec: Codec, meeting_id: str, things: set[str]) -> None:
    """Take the words of these things out of the log of a meeting, in one pass; its events stay."""
    stored = select(events.c.version, events.c.name, events.c.body).where(events.c.meeting_id == meeting_id)
    bodies = [
        {"place": version, "emptied": emptied}
        for version, name, body in connection.execute(stored)
        if (emptied := codec.without_words(name, body, things)) is not None
    ]
    if bodies:
        place = (events.c.meeting_id == meeting_id) & (events.c.version == bindparam("place"))
        connection.execute(update(events).where(place).values(body=bindparam("emptied")), bodies)
    owe_scrub(connection)


def things_of(body: str) -> tuple[str, ...]:
    """The ids whose words a stored event erases."""
    return tuple(orjson.loads(body)["things"])


def _described(meeting: Meeting) -> dict[str, Any]:
    """What the list of meetings copies from the log."""
    names = ("title", "question", "practice", "closed_at")
    return {name: getattr(meeting, name) for name in names}
