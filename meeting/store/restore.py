"""Puts a backup in the place of the database, and keeps what it replaces for a day."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from meeting.store.backups import Backups, is_sound, made_at, meetings_in, sync
from meeting.store.opening import StoreError, file_of, guarded

COMPANIONS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Copy:
    """One backup; `meetings` is None where it is damaged, or not Kring's."""

    path: Path
    made_at: datetime
    meetings: int | None

    @property
    def sound(self) -> bool:
        return self.meetings is not None


def copies(database: str | Path) -> list[Copy]:
    """Every backup of this database, the newest first; also those an earlier restore set aside."""
    backups = _backups(file_of(database))
    found = [*backups.all(), *(path for aside in backups.asides() for path in aside.glob("kring-*.db"))]
    return sorted(map(examined, found), key=lambda copy: copy.made_at, reverse=True)


def examined(path: Path) -> Copy:
    """What this file is worth as a backup."""
    return Copy(path, made_at(path), meetings_in(path) if is_sound(path) else None)


def restore(database: str | Path, copy: Path, busy_timeout: int = 1000) -> Path:
    """Put this copy in the place of the database, also where there is none; returns the folder with what it replaced.

    Newer backups are set aside with it, for the next start would take them for leftovers.
    Raises StoreError when the database is in use, belongs to another user, or the copy is damaged.
    """
    path = file_of(database)
    _same_owner(path)
    with closing(guarded(path, busy_timeout)):
        draft = path.with_name(f".{path.name}.restored")
        try:
            _copy(copy, draft)
            if not examined(draft).sound:
                raise StoreError(f"The backup {copy} is damaged.")
            aside = _set_aside(path, made_at(copy))
            os.replace(draft, path)
        except OSError as problem:
            raise StoreError(f"The backup {copy} was not put back: {problem.strerror}.") from None
        finally:
            draft.unlink(missing_ok=True)
        sync(path.parent)
    return aside


def _backups(path: Path) -> Backups:
    return Backups(path.parent / "backups")


def _same_owner(path: Path) -> None:
    """Files made by root would lock out the server that runs as another user."""
    if os.name == "nt":
        return
    owner = path.parent.stat().st_uid
    if owner != os.geteuid():
        import pwd

        with suppress(KeyError):
            name = pwd.getpwuid(owner).pw_name
            raise StoreError(f"The folder {path.parent} belongs to the user {name}; restore as that user.")
        raise StoreError(f"The folder {path.parent} belongs to another user; restore as that user.")


def _copy(source: Path, target: Path) -> None:
    with open(source, "rb") as copy, open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        shutil.copyfileobj(copy, file)
        file.flush()
        os.fsync(file.fileno())


def _set_aside(path: Path, moment: datetime) -> Path:
    """Keep the database, its companions and the backups newer than this moment in a folder of their own.

    The database keeps its place until the copy takes it: a power cut on the way never leaves an empty place,
    where the next start would begin anew.
    """
    backups = _backups(path)
    newer = [backup for backup in backups.all() if made_at(backup) > moment]
    aside = backups.new_aside()
    if path.exists():
        try:
            os.link(path, aside / path.name)
        except OSError:  # a USB stick knows no links
            shutil.copy2(path, aside / path.name)
    for companion in (path.with_name(path.name + ending) for ending in COMPANIONS):
        if companion.exists():
            os.replace(companion, aside / companion.name)
    for backup in newer:
        os.replace(backup, aside / backup.name)
    sync(aside)
    return aside
