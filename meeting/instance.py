"""One Kring per data folder: who holds it, where that one is found, and how to ask it for a meeting."""

import hashlib
import hmac
import http.client
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from meeting.network import MeetingLinks
from meeting.settings import Settings, write_private

LOCK, RUNNING = "lock", "running.json"
NEW_MEETING_PATH = "/api/meetings"
EXPORT_PATH = "/api/export"
PATIENCE = 10.0  # seconds a process may take between taking the folder and saying where it listens


@dataclass(frozen=True)
class Running:
    """The server that holds a data folder; `address` is where this computer reaches it."""

    pid: int
    port: int
    address: str


class AlreadyRunning(Exception):
    """Another process holds the data folder; `running` tells where, or None when it did not say so."""

    def __init__(self, running: Running | None) -> None:
        super().__init__(running)
        self.running = running


class NotAnswered(Exception):
    """The running server gave no meeting; its text is the server's own sentence, or what went wrong."""


class Hold:
    """This process' sole right to write in a data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def announce(self, port: int, address: str) -> None:
        """Tells later processes on this folder where the server listens."""
        running = Running(os.getpid(), port, address)
        write_private(self._data / RUNNING, json.dumps(asdict(running)).encode())


@contextmanager
def hold(data: Path, patience: float = PATIENCE) -> Iterator[Hold]:
    """Holds the data folder until the block ends or the process dies, however it dies.

    Raises AlreadyRunning when a server has it. Somebody who holds it without having said where is
    only starting, or making one meeting: that one is waited for, at most `patience` seconds.
    """
    descriptor = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + patience
        while not _locked(descriptor):
            running = _announced(data)
            if running or time.monotonic() > deadline:
                raise AlreadyRunning(running)
            time.sleep(0.05)
        (data / RUNNING).unlink(missing_ok=True)  # of a server that was killed
        try:
            yield Hold(data)
        finally:
            (data / RUNNING).unlink(missing_ok=True)
    finally:
        os.close(descriptor)  # and with it goes the lock


def new_meeting_pass(settings: Settings) -> str:
    """What a process shows the running server to prove that it may read the same data folder."""
    return hmac.new(settings.secret(), b"new meeting", hashlib.sha256).hexdigest()


def ask_for_meeting(running: Running, token: str, wishes: Mapping[str, object]) -> MeetingLinks:
    """Lets the running server make the meeting, because only one process may write the database."""
    answer = _asked(running, NEW_MEETING_PATH, token, wishes)
    try:
        return MeetingLinks(**{name: str(answer[name]) for name in ("code", "phone", "console", "room")})
    except (LookupError, TypeError) as problem:
        raise NotAnswered(f"{type(problem).__name__}: {problem}") from problem


def ask_for_log(running: Running, token: str, code: str) -> list[str]:
    """Lets the running server read the log of a meeting: one line for each event."""
    return [str(line) for line in _asked(running, EXPORT_PATH, token, {"code": code}).get("lines", [])]


def _asked(running: Running, path: str, token: str, wishes: Mapping[str, object]) -> dict[str, Any]:
    body = json.dumps(dict(wishes)).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    place = urlsplit(running.address)
    connection = http.client.HTTPConnection(place.hostname or "localhost", running.port, timeout=PATIENCE)
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read())
        if response.status >= 300:
            raise NotAnswered(str(answer.get("text") or answer.get("refused") or response.status))
        return answer
    except (
        OSError,
        http.client.HTTPException,
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
    ) as problem:
        raise NotAnswered(f"{type(problem).__name__}: {problem}") from problem
    finally:
        connection.close()


def _announced(data: Path) -> Running | None:
    try:
        return Running(**json.loads((data / RUNNING).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


if sys.platform == "win32":
    import msvcrt

    def _locked(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
