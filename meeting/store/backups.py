"""Copies of the database beside it: the last ten, none of them keeping a sealed box that was destroyed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Container
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

KEPT = 10


class Backups:
    """The folder with backups of one database. A copy made before a migration is not counted among the ten."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, source: sqlite3.Connection, mark: str = "") -> Path:
        """Copy the database as it is committed now; on disk under its own name when this returns."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        time = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        path = self.folder / f"kring-{mark}{time}.db"
        part = path.with_suffix(".part")
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, readable without a companion
        _sync(part)
        os.replace(part, path)
        _sync(self.folder)
        self._prune()
        return path

    def all(self) -> list[Path]:
        """Every finished backup, the newest first."""
        return sorted(self.folder.glob("kring-*.db"), key=_time, reverse=True)

    def last_good(self) -> Path | None:
        return next((path for path in self.all() if _is_sound(path)), None)

    def stale(self, living: Container[str]) -> list[Path]:
        """The files that hold a box which lives no more, or cannot show that they do not."""
        return [*self.folder.glob("kring-*.part*"), *(path for path in self.all() if not _only(path, living))]

    def remove(self, paths: list[Path]) -> None:
        for path in paths:
            path.unlink(missing_ok=True)
        if paths:
            _sync(self.folder)

    def _prune(self) -> None:
        regular = [path for path in self.all() if path.name == f"kring-{_time(path)}"]
        self.remove(regular[KEPT:])


def _time(path: Path) -> str:
    return path.name.rpartition("-")[2]


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # Windows cannot sync a folder
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _is_sound(path: Path) -> bool:
    try:
        with closing(_open(path)) as copy:
            return bool(copy.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def _only(path: Path, living: Container[str]) -> bool:
    """Whether all boxes in this copy live."""
    try:
        with closing(_open(path)) as copy:
            return all(round_id in living for (round_id,) in copy.execute("SELECT round_id FROM boxes"))
    except sqlite3.Error:
        return False
