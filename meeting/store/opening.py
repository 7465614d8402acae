"""Opening a store: one process holds it, the file is sound and of this Kring, and what a killed one left is done."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from meeting.store.backups import Backups
from meeting.store.codec import CODEC, Codec
from meeting.store.log import Store, code_of
from meeting.store.schema import ForeignFile, NewerSchema, migrate
from meeting.store.sealed import ENDS_BOX, destroy, read_keys, round_of
from meeting.store.tables import boxes, events, sealed

log = logging.getLogger(__name__)

DAMAGED = "damaged"
BUSY_TIMEOUT = 5000  # milliseconds SQLite waits for another program; the store asks twice


class StoreError(Exception):
    """The database cannot be used; the text is a sentence for the person who starts Kring."""


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


def _finish(store: Store) -> None:
    """Do what a process that died left undone: boxes that the log says are destroyed, and traces of them."""
    with store.transaction() as session:
        connection = session.connection()
        ended = select(events.c.body).where(
            events.c.name == ENDS_BOX, events.c.meeting_id.in_(select(boxes.c.meeting_id))
        )
        destroyed = {round_of(body) for (body,) in connection.execute(ended)}
        living = set(read_keys(connection)) - destroyed
        lost = connection.execute(select(sealed.c.round_id).where(sealed.c.round_id.not_in(living)).distinct())
        destroy(connection, destroyed | set(lost.scalars()))
        store.keyring = read_keys(connection)
    store.wipe()


def _sentence(problem: Exception, path: Path) -> str:
    if isinstance(problem, NewerSchema):
        return f"The database {path} was made by a newer version of Kring; start that version."
    if isinstance(problem, ForeignFile):
        return f"The file {path} is a database of another program; give Kring a file of its own."
    if str(problem) == DAMAGED or code_of(problem).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return f"The database {path} is damaged. {_way_back(path)}"
    return f"Kring cannot use the database {path}: {code_of(problem) or type(problem).__name__}."


def _way_back(path: Path) -> str:
    good = Backups(path.parent / "backups").last_good()
    if good is None:
        return "There is no good backup; move the file away to start with an empty one."
    return f"The last good backup is {good}. To put it back, type: python run.py restore"
