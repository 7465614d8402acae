"""The processes that are measured: Kring and the bare floor, each on its own core, seen from outside."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from meeting.rehearsal.exchange import Place

ROOT = Path(__file__).parents[2]
SERVER_CORE, OWN_CORE = 0, 1


@dataclass(frozen=True)
class Stall:
    """A moment in which the event loop answered nobody: `late` milliseconds, `computed` of them by its own thread."""

    at: float
    late: float
    computed: float


class Process:
    """A child whose memory, time and open files are read from /proc."""

    process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def memory(self) -> int:
        """Resident bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) * 1024

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, of the threads that live."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    @property
    def files(self) -> int:
        """Open descriptors: one a connection, and a few of its own."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=20)
        if self.process and self.process.stdout:
            self.process.stdout.close()


class Kring(Process):
    """The real server with a data folder of its own; may be stopped and started again."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.place = Place("http", "127.0.0.1", port)
        self._data = data
        data.mkdir(parents=True, exist_ok=True)
        others = {name: value for name, value in os.environ.items() if not name.startswith("KRING_")}
        self._environment = others | {
            "KRING_DATA": str(data),
            "KRING_PORT": str(port),
            "KRING_HOST": "127.0.0.1",
            "KRING_ADDRESS": self.place.origin,
            "KRING_OPEN_BROWSER": "false",
            "PYTHONUNBUFFERED": "1",
        }

    def start(self) -> None:
        """Returns when it said where people can come in."""
        command = [sys.executable, "-m", "tests.bench.probe", str(SERVER_CORE), str(self._data / "stalls")]
        with (self._data / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if str(self.place.port) in line and "/in/" not in line:
                return
        raise RuntimeError(f"the server did not start: {(self._data / 'log').read_text()}")

    def new(self, template: str = "evening") -> dict[str, str]:
        """A meeting, made from the terminal: code, phone, console and room. Without a template the short evening."""
        command = [sys.executable, str(ROOT / "run.py"), "new", "--question", "Wat doen we met het plein?", "--json"]
        command += ["--template", template]
        made = subprocess.run(command, env=self._environment, capture_output=True, check=True, text=True)
        links: dict[str, str] = json.loads(made.stdout)
        return links

    def stalls(self, since: float, until: float) -> list[Stall]:
        path = self._data / "stalls"
        lines = path.read_text().splitlines() if path.exists() else []
        found = [Stall(*map(float, line.split())) for line in lines]
        return [stall for stall in found if since <= stall.at <= until]

    @property
    def complaints(self) -> int:
        """Lines in the server's log: none is wanted."""
        return len((self._data / "log").read_text().splitlines())


class FloorServer(Process):
    """The bare floor."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.bench.floor", str(SERVER_CORE), str(folder)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.place = Place("http", "127.0.0.1", int(self.process.stdout.readline()))
