"""Wrong join codes: who guesses is slowed, whoever types the right one is let in, and nothing shows which it was."""

from __future__ import annotations

import asyncio
import base64
from types import SimpleNamespace
from typing import Any

import pytest

from meeting.store.catalogue import participant_id
from meeting.web.guesses import WAIT, Guesses
from meeting.web.limits import Bucket

RIGHT, SEAT = "482913", bytes(range(16))
COOKIE = b"seat=" + base64.urlsafe_b64encode(SEAT).rstrip(b"=")


class Door:
    """Guesses before an app that writes down whom it let in, with a clock that stands still."""

    def __init__(self) -> None:
        self.now, self.waits, self.came = 0.0, list[float](), list[str]()
        meeting = SimpleNamespace(participants={participant_id(SEAT, "hall")})
        hall = SimpleNamespace(live=SimpleNamespace(id="hall", meeting=meeting))
        hub: Any = SimpleNamespace(hall=lambda code: hall if code == RIGHT else None)
        self._guesses = Guesses(self._app, hub, Bucket(1, 100, lambda: self.now), self._wait)

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        self.came.append(scope["path"])

    async def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    def ask(self, path: str, *headers: tuple[bytes, bytes], kind: str = "http") -> list[Any]:
        """What is answered before the app."""
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": kind, "path": path, "headers": [(b"host", b"localhost"), *headers], "scheme": kind}
        asyncio.run(self._guesses(scope | {"method": "POST", "query_string": b""}, None, send))  # type: ignore[arg-type]
        return sent


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def attacked(door: Door) -> Door:
    for guess in range(101):
        door.ask(f"/api/{guess:06}/join")
    door.waits.clear()
    return door


def test_a_hundred_mistakes_at_once_cost_nobody_anything(door: Door) -> None:
    for guess in range(99):
        assert door.ask(f"/api/{guess:06}/join")[0]["status"] == 404
    door.ask(f"/api/{RIGHT}/join")
    assert (door.waits, door.came) == ([], [f"/api/{RIGHT}/join"])


@pytest.mark.parametrize(
    "path", ["/api/{}/join", "/api/{}/state", "/qr/{}.svg", "/report/{}", "/console/{}", "/room/{}"]
)
def test_while_somebody_guesses_right_and_wrong_take_equally_long_at_every_door(attacked: Door, path: str) -> None:
    attacked.ask(path.format(RIGHT))
    attacked.ask(path.format("000001"))
    assert attacked.waits == [WAIT, WAIT]
    assert attacked.came[0] == path.format(RIGHT)


def test_a_socket_waits_too(attacked: Door) -> None:
    attacked.ask(f"/api/{RIGHT}/socket", kind="websocket")
    assert (attacked.waits, attacked.came) == ([WAIT], [f"/api/{RIGHT}/socket"])


def test_whoever_takes_part_never_waits_and_a_made_up_seat_does(attacked: Door) -> None:
    attacked.ask(f"/api/{RIGHT}/state", (b"cookie", COOKIE))
    assert attacked.waits == []
    attacked.ask(f"/api/{RIGHT}/state", (b"cookie", b"seat=" + b"A" * 22))
    assert attacked.waits == [WAIT]


def test_addresses_without_a_code_have_nothing_to_do_with_it(attacked: Door) -> None:
    attacked.ask("/api/current")
    attacked.ask("/static/phone.js")
    assert attacked.waits == []


def test_it_is_over_as_soon_as_the_guessing_is(attacked: Door) -> None:
    attacked.now += 2
    attacked.ask(f"/api/{RIGHT}/join")
    assert attacked.waits == []
