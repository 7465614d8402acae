"""What an attacker's program does, in a process of its own: `python -m faults.attackers KIND ADDRESS CODE`.

Says when it managed something for the first time, goes on until its input ends, then prints what it managed as JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

import orjson
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from meeting.rehearsal.client import Phone, Refusal
from meeting.rehearsal.exchange import Exchange, Place

CHANCE = Random(666)


class Did(Counter[str]):
    """How often what was managed; that something was, is said in a line at once."""

    def __setitem__(self, what: str, times: int) -> None:
        if times and not any(self.values()):
            sys.stdout.write("begun\n")
            sys.stdout.flush()
        super().__setitem__(what, times)


async def flood(place: Place, code: str, did: Did) -> None:
    """One phone that sends 200 messages a second, and comes back whenever it is cut off."""
    phone = await _joined(place, code)
    phone.answered = lambda asked: None
    while True:
        if phone.connected and phone._line:
            phone._line.send(orjson.dumps({"id": phone.new_id(), "do": "nonsense"}))
            did["messages"] += 1
        else:
            phone.regain_network()
        did["cut off"] = sum(phone.traffic.gone.values())
        await asyncio.sleep(1 / 200)


async def half_open(place: Place, code: str, did: Did) -> None:
    """Five hundred connections that never finish their first line."""
    kept = []
    for _ in range(500):
        kept.append(await asyncio.open_connection(place.host, place.port))
        kept[-1][1].write(b"GET / HT")
        did["half open"] += 1
    await asyncio.Event().wait()


async def frames(place: Place, code: str, did: Did) -> None:
    """One phone that sends frames of a megabyte, ten a second."""
    phone = await _joined(place, code)
    frame = orjson.dumps({"id": "x", "do": "nonsense", "pad": "x" * 900_000})
    while True:
        if phone.connected and phone._line:
            phone._line.send(frame)
            did["megabytes"] += 1
        did["cut off"] = sum(phone.traffic.gone.values())
        phone.regain_network()
        await asyncio.sleep(0.1)


async def codes(place: Place, code: str, did: Did) -> None:
    """Ten thousand wrong codes, over a thousand connections."""
    guesses = iter([each for each in range(10_100) if f"{each:06}" != code][:10_000])

    async def guess() -> None:
        desk = Exchange(place)
        for number in guesses:
            with contextlib.suppress(OSError):
                reply = await desk.post(f"/api/{number:06}/join", {})
                did[f"answered {reply.status}"] += 1

    await asyncio.gather(*(guess() for _ in range(1_000)))


async def foreign(place: Place, code: str, did: Did) -> None:
    """Sockets that a page elsewhere opens, with a seat."""
    phone = await _joined(place, code, start=False)
    cookie = phone._door.cookie
    while True:
        did[await _knock(place, code, {"Cookie": cookie, "Origin": "http://evil.example"})] += 1


async def seatless(place: Place, code: str, did: Did) -> None:
    """Three thousand sockets, without a seat and with made-up ones, fifty at a time."""
    knocks = iter(range(3_000))

    async def knock() -> None:
        for number in knocks:
            made_up = {"Cookie": f"seat={secrets.token_urlsafe(16)}"} if number % 2 else {}
            did[await _knock(place, code, {"Origin": place.origin, **made_up})] += 1

    await asyncio.gather(*(knock() for _ in range(50)))


KINDS: dict[str, Callable[[Place, str, Did], Coroutine[Any, Any, None]]] = {
    "flood": flood,
    "half_open": half_open,
    "frames": frames,
    "codes": codes,
    "foreign": foreign,
    "seatless": seatless,
}


async def _joined(place: Place, code: str, *, start: bool = True) -> Phone:
    phone = Phone(place, code, CHANCE)
    await phone.join()
    if start:
        phone.start()
    return phone


class Knocker(WSListener):
    """Leaves as soon as it is told to."""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            self.told = frame.get_close_code().value
            transport.disconnect()

    told: int | None = None


async def _knock(place: Place, code: str, headers: dict[str, str]) -> str:
    """Open a socket; what came of it."""
    try:
        transport, knocker = await ws_connect(Knocker, place.socket(f"/api/{code}/socket"), extra_headers=headers)
    except WSError as problem:
        status = getattr(getattr(problem, "response", None), "status", None)
        return f"refused {int(status)}" if status else "refused"
    except OSError:
        return "no connection"
    try:
        await asyncio.wait_for(transport.wait_disconnected(), 5)
    except TimeoutError:
        transport.disconnect()
        return "let in"
    assert isinstance(knocker, Knocker)
    return f"closed {knocker.told}"


async def _until_told(kind: str, address: str, code: str) -> Did:
    did = Did()
    attack = asyncio.create_task(KINDS[kind](Place.read(address), code, did))
    told = asyncio.create_task(_told_to_stop())
    await asyncio.wait({attack, told}, return_when=asyncio.FIRST_COMPLETED)
    attack.cancel()
    for problem in await asyncio.gather(attack, return_exceptions=True):
        if isinstance(problem, OSError | Refusal):
            did[f"ended by {type(problem).__name__}"] += 1
        elif isinstance(problem, Exception):
            raise problem
    return did


async def _told_to_stop() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


if __name__ == "__main__":
    json.dump(asyncio.run(_until_told(*sys.argv[1:])), sys.stdout)
