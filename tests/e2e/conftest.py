"""A real server in its own process, a real browser, and a crowd over the wire."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CALM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]


class Server:
    """`python run.py` as people start it, with a data folder of its own; may be killed and started again."""

    def __init__(self, data: Path, language: str = "nl") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **os.environ,
            "KRING_DATA": str(data),
            "KRING_PORT": str(self.port),
            "KRING_HOST": "127.0.0.1",
            "KRING_ADDRESS": self.address,
            "KRING_OPEN_BROWSER": "false",
            "KRING_LANGUAGE": language,
        }
        self._log = (data / "server.log").open("ab")
        self.log = data / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.desk = ""

    def start(self) -> None:
        """Returns when it said where people can come in."""
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py")], env=self._environment, stdout=subprocess.PIPE, stderr=self._log
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            found = re.search(rb"Console\S* (http\S+/in/\S+)", line)
            self.desk = found[1].decode().replace("localhost", "127.0.0.1") if found else self.desk
            if str(self.port).encode() in line and b"/in/" not in line:
                return
        raise AssertionError(f"the server did not start: {self.log.read_text()}")

    def kill(self) -> None:
        """As if the power went."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=10)
        self._log.close()

    def new(self, question: str, *more: str) -> dict[str, str]:
        """A meeting made from the terminal, with the short evening unless told otherwise: code and links."""
        more = more if "--template" in more else (*more, "--template", "evening")
        made = subprocess.run(
            [sys.executable, str(ROOT / "run.py"), "new", "--question", question, *more, "--json"],
            env=self._environment,
            capture_output=True,
            check=True,
            text=True,
        )
        links: dict[str, str] = json.loads(made.stdout)
        return links


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    running.start()
    yield running
    running.stop()


def chromium() -> str:
    """The program of the browser."""
    found = os.environ.get("KRING_CHROMIUM") or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert found, "no Chromium: `make test` installs one"
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium(), args=CALM) as launched:
        yield launched
