"""Kring as an operator runs it: `run.py` in a process of its own, on a data folder of its own."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Kring:
    """One installation: its settings, its files, and its server while it runs."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.port = free_port()
        self.base = f"http://localhost:{self.port}"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KRING_")}
        self._environment = {
            **clean,
            "KRING_DATA": str(data),
            "KRING_HOST": "127.0.0.1",
            "KRING_PORT": str(self.port),
            "KRING_LANGUAGE": "en",
            "KRING_OPEN_BROWSER": "false",
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        self.server: subprocess.Popen[str] | None = None
        self.said: list[str] = []

    @property
    def database(self) -> Path:
        return self.data / "kring.db"

    @property
    def backups(self) -> list[Path]:
        """The newest first."""
        return sorted((self.data / "backups").glob("kring-*.db"), reverse=True)

    def type(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one command without a terminal, to its end."""
        return subprocess.run(
            [sys.executable, str(ROOT / "run.py"), *command],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def start(self) -> None:
        """Returns once people can come in."""
        with (self.data.parent / "log").open("a") as log:
            self.server = subprocess.Popen(
                [sys.executable, str(ROOT / "run.py")],
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.server.stdout is not None
        for line in self.server.stdout:
            self.said.append(line)
            if "Ctrl+C" in line:
                return
        raise AssertionError(f"Kring did not start: {self.log}")

    def stop(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.wait(PATIENCE)
            self.server = None

    def kill(self) -> None:
        assert self.server is not None
        self.server.kill()
        self.server.wait(PATIENCE)
        self.server = None

    @property
    def log(self) -> str:
        return (self.data.parent / "log").read_text()

    def new(self, question: str = "Wat is ervoor nodig?") -> dict[str, str]:
        """A meeting from the terminal: its code and links."""
        done = self.type("new", "--question", question, "--json")
        assert done.returncode == 0, done.stderr
        made: dict[str, str] = json.loads(done.stdout)
        return made


class Staff:
    """Somebody who leads a meeting over the wire."""

    def __init__(self, base: str, links: dict[str, str], **options: Any) -> None:
        self.code = links["code"]
        self.client = httpx.Client(base_url=base, timeout=PATIENCE, **options)
        assert self.client.get("/in/" + links["console"].rpartition("/")[2]).status_code == 303

    def view(self) -> dict[str, Any]:
        answer = self.client.get(f"/api/{self.code}/state?as=facilitator")
        assert answer.status_code == 200, answer.text
        view: dict[str, Any] = answer.json()["view"]
        return view

    def go_on_to(self, step: str) -> None:
        """Do what the console says is next, until the meeting is there."""
        while (view := self.view())["step"] != step:
            act = view["primary"]
            fresh = {act["new"]: new_id()} if act["new"] else {}
            message = {"id": new_id(), "do": act["do"], "block": view["block"], **act["args"], **fresh}
            answer = self.client.post(f"/api/{self.code}/do?as=facilitator", json=message)
            assert answer.json().get("ok"), answer.text


def new_id() -> str:
    return secrets.token_urlsafe(16)


def damage(path: Path) -> bytes:
    """Overwrite two pages in the middle; returns what stands there now."""
    content = bytearray(path.read_bytes())
    content[4096 : 3 * 4096] = b"\x55" * (2 * 4096)
    path.write_bytes(content)
    return bytes(content)
