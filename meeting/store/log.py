"""The store: the logs of all meetings and their sealed boxes in one SQLite file, and what keeps it sound.

Once open, a store is used by one thread only (live/writer.py): its one connection writes, checkpoints and
copies, because SQLite before 3.51.3 can damage a write-ahead log that two connections work on.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import DBAPIError as Trouble
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from meeting.procedure import core
from meeting.procedure.core import Event, Sealed
from meeting.procedure.state import Meeting
from meeting.store import contacts
from meeting.store.backups import Backups
from meeting.store.catalogue import forget_meeting
from meeting.store.codec import Codec
from meeting.store.draft import Draft
from meeting.store.keyring import Keyring
from meeting.store.sealed import ENDS_BOX, destroy, owe_scrub, read_keys
from meeting.store.tables import boxes, events, sealed

log = logging.getLogger(__name__)
T = TypeVar("T")

__all__ = ["Draft", "EventLog", "Session", "Store", "Trouble"]
"""`Session` and `Trouble` (any failure of the database) are named here: nothing above the store knows SQL."""


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
    """One open database file, made by `opening.open_store`."""

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
                owe_scrub(session.connection())
        if gone:
            self.wipe()

    def forget(self, meeting_id: str) -> None:
        """Take a meeting out of every table and every file."""
        with self.transaction() as session:
            rounds = forget_meeting(session, meeting_id)
            destroy(session.connection(), rounds)
            owe_scrub(session.connection())
        self.keyring = self.keyring.without(rounds)
        self.wipe()

    def reload_keys(self) -> None:
        """Take the keys from disk again, when it is not sure what the last transaction did."""
        with self.transaction() as session:
            self.keyring = read_keys(session.connection())

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


def _engine(driver: sqlite3.Connection) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a deferred one that writes later may fail at once

    return engine


def _is_busy(problem: OperationalError) -> bool:
    return code_of(problem).startswith("SQLITE_BUSY")


def code_of(problem: BaseException) -> str:
    cause = getattr(problem, "orig", None) or problem
    return getattr(cause, "sqlite_errorname", "") or ""
