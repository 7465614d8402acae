"""Copies of the database beside it: the last ten, none of them keeping a sealed box that was destroyed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Container, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

KEPT = 10
ASIDE_KEPT = timedelta(hours=24)
_TIME = "%Y%m%dT%H%M%S.%fZ"


class Backups:
    """The folder with backups of one database. A copy made before a migration is not counted among the ten."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, source: sqlite3.Connection, mark: str = "") -> Path:
        """Copy the database as it is committed now; on disk under its own name when this returns."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        path = self.folder / f"kring-{mark}{datetime.now(UTC).strftime(_TIME)}.db"
        part = path.with_suffix(".part")
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, readable without a companion
        sync(part)
        os.replace(part, path)
        sync(self.folder)
        self._prune()
        return path

    def all(self) -> list[Path]:
        """Every finished backup, the newest first."""
        return sorted(self.folder.glob("kring-*.db"), key=_time, reverse=True)

    def last_good(self) -> Path | None:
        return next((path for path in self.all() if is_sound(path)), None)

    def stale(self, living: Container[str], last_end: Callable[[], datetime | None]) -> list[Path]:
        """The files that hold a box which lives no more, or cannot show that they do not.

        `last_end()` tells when the last box was destroyed.
        """
        copies = (path for path in self.all() if not _only(path, living))
        return [*self.folder.glob("kring-*.part*"), *copies, *self._outlived(last_end)]

    def everything(self) -> list[Path]:
        """Every copy there is, also what a restore set aside: none may keep words that were erased."""
        asides = (path for folder in self.asides() for path in folder.iterdir())
        return [*self.folder.glob("kring-*.part*"), *self.all(), *asides]

    def remove(self, paths: list[Path]) -> None:
        for path in paths:
            path.unlink(missing_ok=True)
        for emptied in {path.parent for path in paths} - {self.folder}:
            with suppress(OSError):
                emptied.rmdir()
        if paths:
            sync(self.folder)

    def new_aside(self) -> Path:
        """A new folder for what a restore replaces."""
        path = self.folder / f"aside-{datetime.now(UTC).strftime(_TIME)}"
        path.mkdir(mode=0o700, parents=True)
        return path

    def asides(self) -> list[Path]:
        return sorted(self.folder.glob("aside-*"), reverse=True)

    def _outlived(self, last_end: Callable[[], datetime | None]) -> Iterator[Path]:
        """What was set aside, once a box was destroyed since or a day went by: nobody can tell what is in it."""
        for folder in self.asides():
            ended_at = last_end()
            if datetime.now(UTC) - made_at(folder) > ASIDE_KEPT or (ended_at and ended_at > made_at(folder)):
                yield from folder.iterdir()

    def _prune(self) -> None:
        regular = [path for path in self.all() if path.name == f"kring-{_time(path)}"]
        self.remove(regular[KEPT:])


def made_at(path: Path) -> datetime:
    """When this backup was made, or this folder set aside; of a renamed one when it was last written."""
    try:
        return datetime.strptime(_time(path).removesuffix(".db"), _TIME).replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def is_sound(path: Path) -> bool:
    """Whether this is a whole database; the file must have no companions."""
    try:
        with closing(_open(path)) as copy:
            return bool(copy.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def meetings_in(path: Path) -> int | None:
    """How many meetings a backup holds; None where it is not Kring's."""
    try:
        with closing(_open(path)) as copy:
            return int(copy.execute("SELECT count(*) FROM meetings").fetchone()[0])
    except sqlite3.Error:
        return None


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to disk."""
    if os.name == "nt" and path.is_dir():  # Windows cannot sync a folder
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _time(path: Path) -> str:
    return path.name.rpartition("-")[2]


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _only(path: Path, living: Container[str]) -> bool:
    """Whether all boxes in this copy live."""
    try:
        with closing(_open(path)) as copy:
            return all(round_id in living for (round_id,) in copy.execute("SELECT round_id FROM boxes"))
    except sqlite3.Error:
        return False
