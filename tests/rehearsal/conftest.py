"""A real server in its own process, as people start it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class Server:
    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address, self.log = f"http://127.0.0.1:{port}", data / "server.log"
        self.environment = os.environ | {
            "KRING_DATA": str(data),
            "KRING_PORT": str(port),
            "KRING_HOST": "127.0.0.1",
            "KRING_ADDRESS": self.address,
            "KRING_OPEN_BROWSER": "false",
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "run.py"), "--no-browser"],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if str(port).encode() in line and b"/in/" not in line:
                return
        raise AssertionError(self.log.read_text())

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "run.py"), *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)

    def new_meeting(self) -> dict[str, str]:
        return json.loads(self.run("new", "--question", "Wat is er nodig?", "--template", "evening", "--json").stdout)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("kring"))
    yield running
    running.process.terminate()
    running.process.communicate()
