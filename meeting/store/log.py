"""The store: the logs of all meetings and their sealed boxes in one SQLite file, and what keeps it sound.

Once open, a store is used by one thread only (live/writer.py): its one connection writes, checkpoints and
copies, because SQLite before 3.51.3 can damage a write-ahead log that two connections work on.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import orjson
from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.exc import DBAPIError as Trouble
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel

from meeting.procedure import core
from meeting.procedure.core import Apart, Event, Refused, Sealed
from meeting.procedure.sealing import LATER
from meeting.procedure.state import Meeting
from meeting.store import contacts, tables
from meeting.store.backups import Backups
from meeting.store.catalogue import forget_meeting
from meeting.store.codec import CODEC, Codec
from meeting.store.keyring import Keyring, new_key
from meeting.store.schema import ForeignFile, NewerSchema, migrate

log = logging.getLogger(__name__)
T = TypeVar("T")

ERASES = "words_erased"
"""The stored name of the event with which words leave the log."""

OPENS_BOX, ENDS_BOX = frozenset({"round_opened", "heard_asked"}), "box_destroyed"
"""The stored names of the events, all with a `round_id`, between which a sealed box lives."""

EMPTIES_BOX = "box_emptied"
"""The stored name of the event with which all leaves a box, that lives on, but what stays in it."""

__all__ = ["Draft", "EventLog", "Session", "Store", "StoreError", "Trouble", "open_store"]
"""`Session` and `Trouble` (any failure of the database) are named here: nothing above the store knows SQL."""

DAMAGED = "damaged"
BUSY_TIMEOUT = 5000  # milliseconds SQLite waits for another program; the store asks twice

meetings, events, sealed, boxes = (
    SQLModel.metadata.tables[kind.__tablename__]
    for kind in (tables.MeetingRow, tables.EventRow, tables.SealedRow, tables.BoxRow)
)


class StoreError(Exception):
    """The database cannot be used; the text is a sentence for the person who starts Kring."""


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
            _owe_scrub(connection)
        opened = [row for row in self._boxes if row["round_id"] not in self.destroyed]
        if opened:
            connection.execute(insert(boxes), opened)
        if self.emptied:
            _empty(connection, self.emptied)
        kept = [row for row in self._sealed.values() if row["round_id"] not in self.destroyed]
        if kept:
            _seal(connection, kept)
        if self.destroyed:
            _destroy(connection, self.destroyed)

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


class EventLog:
    """Reads what meetings did; `Draft` is the only thing that writes it."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def read(self, connection: Connection, meeting_id: str, after: int = 0) -> list[Event]:
        """The events of a meeting after a version, in order."""
        chosen = select(events.c.name, events.c.at, events.c.by, events.c.body)
        of_meeting = chosen.where(events.c.meeting_id == meeting_id, events.c.version > after)
        found = connection.execute(of_meeting.order_by(events.c.version))
        return [self._codec.event(*row) for row in found]

    def living(self, connection: Connection, meeting_id: str) -> list[Sealed]:
        """What lies in the boxes of a meeting that live, in no order that means anything."""
        chosen = select(sealed.c.round_id, sealed.c.voter, sealed.c.rev, sealed.c.body)
        in_boxes = chosen.join(boxes, boxes.c.round_id == sealed.c.round_id)
        found = connection.execute(in_boxes.where(boxes.c.meeting_id == meeting_id))
        return [self._codec.sealed(*row) for row in found]

    def recover(self, connection: Connection, meeting_id: str) -> tuple[Meeting, int]:
        """A meeting and its version from what is on disk: the log folded first, then the boxes that live."""
        logged = self.read(connection, meeting_id)
        meeting = core.replay(logged, Meeting(id=meeting_id))
        return core.replay(self.living(connection, meeting_id), meeting), len(logged)


class Store:
    """One open database file, made by `open_store`."""

    def __init__(
        self, path: Path, driver: sqlite3.Connection, guard: sqlite3.Connection, codec: Codec, busy_timeout: int
    ) -> None:
        self.engine = _engine(driver)
        self.path = path
        self.log = EventLog(codec)
        self.keyring = Keyring()
        self.backups = Backups(path.parent / "backups")
        self.unwiped = False
        self._driver = driver
        self._guard = guard
        self._codec = codec
        self._busy_timeout = busy_timeout

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session in a transaction of its own that is committed at the end, or rolled back."""
        connection = self._begun()
        try:
            with Session(bind=connection, expire_on_commit=False) as session:
                yield session
                session.flush()
            connection.commit()
        finally:
            connection.close()  # rolls back what was not committed

    def draft(self) -> Draft:
        return Draft(self._codec, self.keyring)

    def save(self, draft: Draft, first: Callable[[Session], T]) -> T:
        """Write a draft, after `first` in the same transaction; it is on disk when this returns."""
        with self.transaction() as session:
            answer = first(session)
            draft.write(session.connection())
        self.keyring = draft.keyring
        if draft.destroyed or draft.emptied or draft.erased or draft.let_go:
            self.wipe()
        return answer

    def expire_contacts(self, today: date) -> None:
        """Let go of contacts whose last day is over, in every file."""
        with self.transaction() as session:
            gone = contacts.expire(session, today)
            if gone:
                _owe_scrub(session.connection())
        if gone:
            self.wipe()

    def forget(self, meeting_id: str) -> None:
        """Take a meeting out of every table and every file."""
        with self.transaction() as session:
            rounds = forget_meeting(session, meeting_id)
            _destroy(session.connection(), rounds)
            _owe_scrub(session.connection())
        self.keyring = self.keyring.without(rounds)
        self.wipe()

    def reload_keys(self) -> None:
        """Take the keys from disk again, when it is not sure what the last transaction did."""
        with self.transaction() as session:
            self.keyring = _read_keys(session.connection())

    def wipe(self) -> bool:
        """Empty the write-ahead log and replace backups, so that no file keeps a destroyed box or erased words.

        False, and `unwiped` stays, when another program holds on to a file: call it again later.
        """
        again, self.unwiped = self.unwiped, True
        try:
            owed = self._owes_scrub()
            if owed:
                self._driver.execute("VACUUM")  # emptied cells leave scraps in pages that were once rearranged
            emptied = self._empty_wal()
            everything = self.backups.everything() if owed else []
            self._replace([*everything, *self.backups.stale(self.keyring, self._last_end)])
            if owed and emptied:
                self._driver.execute("PRAGMA user_version = 0")
            self.unwiped = not emptied
        except (OSError, sqlite3.Error) as problem:
            log.error("Backups were not replaced: %s", type(problem).__name__)
        if self.unwiped and not again:
            log.error("A destroyed box may still be in a file; trying again")
        return not self.unwiped

    def _owes_scrub(self) -> bool:
        """Whether words were erased since all pages and backups were last made anew, perhaps before a crash."""
        return bool(self._driver.execute("PRAGMA user_version").fetchone()[0])

    @property
    def changes(self) -> int:
        """Grows with every row that is written."""
        return self._driver.total_changes

    def backup(self) -> Path:
        return self.backups.make(self._driver)

    def close(self) -> None:
        self._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.engine.dispose()
        self._driver.close()
        self._guard.close()

    def _begun(self) -> Connection:
        """A connection with the right to write; waits twice for another program that has it."""
        for patient in (True, False):
            connection = self.engine.connect()
            try:
                connection.begin()
            except OperationalError as problem:
                connection.close()
                if not (patient and _is_busy(problem)):
                    raise
            else:
                return connection
        raise AssertionError("the second attempt returns or raises")

    def _empty_wal(self) -> bool:
        """Bring everything into the database and cut the log beside it; False while another program reads it."""
        self._driver.execute("PRAGMA busy_timeout=100")  # people wait for the writer meanwhile
        try:
            busy, *_ = self._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._driver.execute(f"PRAGMA busy_timeout={self._busy_timeout}")
        wal = self.path.with_name(f"{self.path.name}-wal")
        return not busy and (not wal.exists() or wal.stat().st_size == 0)

    def _last_end(self) -> datetime | None:
        """When the last box was destroyed."""
        found = self._driver.execute("SELECT max(at) FROM events WHERE name = ?", (ENDS_BOX,)).fetchone()[0]
        return datetime.fromisoformat(found).replace(tzinfo=UTC) if found else None

    def _replace(self, stale: list[Path]) -> None:
        """Put a fresh backup in the place of these; without room for one they go all the same."""
        if stale:
            try:
                self.backup()
            finally:
                self.backups.remove(stale)


def open_store(database: str | Path, *, codec: Codec = CODEC, busy_timeout: int = BUSY_TIMEOUT) -> Store:
    """Open the database of this file or `sqlite:///` address, made or migrated when it must be.

    Raises StoreError when it is not to be used: held by another process, damaged, or made by a newer Kring.
    """
    path = file_of(database)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as when_refused:
        guard = when_refused.enter_context(closing(guarded(path, busy_timeout)))
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            driver = when_refused.enter_context(closing(_connected(path)))
            store = Store(path, driver, guard, codec, busy_timeout)
            _set_up(driver, busy_timeout)
            migrate(store.engine, driver, lambda mark: store.backups.make(driver, mark))
            _finish(store)
        except (sqlite3.Error, DatabaseError, OSError, NewerSchema, ForeignFile) as problem:
            raise StoreError(_sentence(problem, path)) from None
        when_refused.pop_all()
    log.info("Database open, SQLite %s", sqlite3.sqlite_version)
    return store


def file_of(database: str | Path) -> Path:
    """The file of this path or `sqlite:///` address. Raises StoreError for any other kind."""
    if isinstance(database, Path) or "://" not in database:
        return Path(database).absolute()
    try:
        url = make_url(database)
    except ArgumentError:
        raise StoreError("Kring cannot read the address of its database.") from None
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise StoreError("Kring keeps its meetings in a SQLite file for now: use sqlite:///… with a file.")
    return Path(url.database).absolute()


def guarded(path: Path, busy_timeout: int = BUSY_TIMEOUT) -> sqlite3.Connection:
    """Holds a lock beside the database until it is closed or the process dies, however it dies.

    Raises StoreError when another process has it.
    """
    guard = sqlite3.connect(f"{path}.lock", timeout=busy_timeout / 1000, isolation_level=None, check_same_thread=False)
    try:
        guard.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        guard.close()
        raise StoreError(f"Another Kring is using the database {path}; stop that one first.") from None
    return guard


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)


def _set_up(driver: sqlite3.Connection, busy_timeout: int) -> None:
    """Choose safety; raises sqlite3.DatabaseError when the file is damaged."""
    for setting in (
        f"busy_timeout={busy_timeout}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "foreign_keys=ON",
        "temp_store=MEMORY",  # no scraps of texts in temporary files
    ):
        driver.execute(f"PRAGMA {setting}")
    if driver.execute("PRAGMA quick_check").fetchone() != ("ok",):
        raise sqlite3.DatabaseError(DAMAGED)


def _engine(driver: sqlite3.Connection) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a deferred one that writes later may fail at once

    return engine


def _finish(store: Store) -> None:
    """Do what a process that died left undone: boxes that the log says are destroyed, and traces of them."""
    with store.transaction() as session:
        connection = session.connection()
        ended = select(events.c.body).where(
            events.c.name == ENDS_BOX, events.c.meeting_id.in_(select(boxes.c.meeting_id))
        )
        destroyed = {round_of(body) for (body,) in connection.execute(ended)}
        living = set(_read_keys(connection)) - destroyed
        lost = connection.execute(select(sealed.c.round_id).where(sealed.c.round_id.not_in(living)).distinct())
        _destroy(connection, destroyed | set(lost.scalars()))
        store.keyring = _read_keys(connection)
    store.wipe()


def _read_keys(connection: Connection) -> Keyring:
    keyring = Keyring()
    for row in connection.execute(select(boxes.c.round_id, boxes.c.meeting_id, boxes.c.key)):
        keyring = keyring.opened(*row)
    return keyring


def _seal(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Put rows in their boxes; one with an equal or lower rev never wins.

    One statement for all: with one for each, this thread would let go of the interpreter and wait for it again
    hundreds of times, while the event loop has a hall to answer.
    """
    each = func.json_each(bindparam("rows")).table_valued("value")
    names = ("round_id", "item", "voter", "rev", "body")
    given = select(*(func.json_extract(each.c.value, f"$.{name}") for name in names)).where(true())
    put = upsert(sealed).from_select(names, given)
    newer = put.on_conflict_do_update(
        index_elements=["round_id", "item", "voter"],
        set_={"rev": put.excluded.rev, "body": put.excluded.body},
        where=put.excluded.rev > sealed.c.rev,
    )
    connection.execute(newer, {"rows": orjson.dumps(rows).decode()})
    touched = boxes.c.round_id.in_({row["round_id"] for row in rows})
    connection.execute(update(boxes).where(touched).values(generation=boxes.c.generation + 1))


def _destroy(connection: Connection, rounds: Iterable[str]) -> None:
    """Empty both tables and put back the boxes that live.

    Deleting single rows leaves scraps of them in pages that were rearranged before, whatever secure_delete does;
    emptying a table clears its pages whole.
    """
    rounds = set(rounds)
    if not rounds:
        return
    for table in (sealed, boxes):
        kept = connection.execute(select(table).where(table.c.round_id.not_in(rounds))).mappings().all()
        connection.execute(delete(table))
        if kept:
            connection.execute(insert(table), [dict(row) for row in kept])


def _empty(connection: Connection, rounds: Iterable[str]) -> None:
    """Take all but what stays out of these boxes; a copy that has it is known by no key, so all are made anew."""
    connection.execute(delete(sealed).where(sealed.c.round_id.in_(set(rounds)), sealed.c.item != LATER))
    _owe_scrub(connection)


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
    _owe_scrub(connection)


def _owe_scrub(connection: Connection) -> None:
    """Remember, in the same transaction, that every page and backup must be made anew."""
    connection.exec_driver_sql("PRAGMA user_version = 1")


def things_of(body: str) -> tuple[str, ...]:
    """The ids whose words a stored event erases."""
    return tuple(orjson.loads(body)["things"])


def round_of(body: str) -> str:
    """The round that a stored event is about."""
    return str(orjson.loads(body)["round_id"])


def _described(meeting: Meeting) -> dict[str, Any]:
    """What the list of meetings copies from the log."""
    names = ("title", "question", "practice", "closed_at")
    return {name: getattr(meeting, name) for name in names}


def _code(problem: BaseException) -> str:
    cause = getattr(problem, "orig", None) or problem
    return getattr(cause, "sqlite_errorname", "") or ""


def _is_busy(problem: OperationalError) -> bool:
    return _code(problem).startswith("SQLITE_BUSY")


def _sentence(problem: Exception, path: Path) -> str:
    if isinstance(problem, NewerSchema):
        return f"The database {path} was made by a newer version of Kring; start that version."
    if isinstance(problem, ForeignFile):
        return f"The file {path} is a database of another program; give Kring a file of its own."
    if str(problem) == DAMAGED or _code(problem).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return f"The database {path} is damaged. {_way_back(path)}"
    return f"Kring cannot use the database {path}: {_code(problem) or type(problem).__name__}."


def _way_back(path: Path) -> str:
    good = Backups(path.parent / "backups").last_good()
    if good is None:
        return "There is no good backup; move the file away to start with an empty one."
    return f"The last good backup is {good}. To put it back, type: python run.py restore"
