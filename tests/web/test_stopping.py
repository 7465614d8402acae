"""Stopping and starting again: everybody is told, it is quick, and every meeting stands where it stood."""

import json
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.web.conftest import Line

SERVE = """
import dataclasses, json, sys
from meeting import settings
from meeting.app import serve
chosen = settings.read(data=sys.argv[1], host="127.0.0.1", port="0")
serve(chosen, lambda links: print(json.dumps(dataclasses.asdict(links)), flush=True))
"""


@contextmanager
def started(data):
    """A server in a process of its own, and the address of its phones."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        links = json.loads(process.stdout.readline())
        yield process, links
    finally:
        process.kill()
        process.communicate()


def new_meeting(links, data):
    from meeting import instance, settings

    chosen = settings.read(data=str(data), host="127.0.0.1")
    running = instance.Running(**json.loads((data / instance.RUNNING).read_text()))
    wishes = {"question": "Wat is ervoor nodig zodat we doorgaan?"}
    return instance.ask_for_meeting(running, instance.new_meeting_pass(chosen), wishes)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_phones_are_told_and_the_server_goes_quickly(tmp_path, how):
    with started(tmp_path) as (process, links):
        code = new_meeting(links, tmp_path).code
        base = links["phone"].rstrip("/")
        with httpx.Client(base_url=base) as client:
            client.post(f"/api/{code}/join", json={})
            seat = client.cookies["seat"]
        address = base.replace("http", "ws") + f"/api/{code}/socket"
        with connect(address, additional_headers={"Cookie": f"seat={seat}"}, close_timeout=1) as line:
            line.recv(5)
            began = time.monotonic()
            process.send_signal(how)
            with pytest.raises(ConnectionClosed, match="4013"):
                Line(line).until(lambda frame: False)
        _, errors = process.communicate(timeout=5)
        assert process.returncode == 0
        assert time.monotonic() - began < 3
        assert errors == ""


def test_after_kill_9_a_phone_returns_to_what_was_acknowledged(tmp_path):
    with started(tmp_path) as (process, links):
        code = new_meeting(links, tmp_path).code
        with httpx.Client(base_url=links["phone"]) as client:
            client.post(f"/api/{code}/join", json={"language": "en"})
            seat = client.cookies["seat"]
        process.kill()
        process.wait(5)
    with started(tmp_path) as (_, again), httpx.Client(base_url=again["phone"], cookies={"seat": seat}) as client:
        state = client.get(f"/api/{code}/state").json()
        assert state["mine"]["language"] == "en"
        assert again["console"].rpartition("/")[2] == links["console"].rpartition("/")[2]
        assert client.get("/api/current").json() == {"code": code}
