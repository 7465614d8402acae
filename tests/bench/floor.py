"""The least that any server of this kind must do, on the same uvicorn settings: what Kring is compared with.

    python -m tests.bench.floor CORE FOLDER

A WebSocket that answers each command, after one durable commit where the command says so (`durable`), and that sends
one frame of a wished length to all (`do: block`). It knows no people, no rules and no views. Prints its port.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
import sys
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from meeting.app import _config, _loop

Wish = tuple[str, "asyncio.Future[None]"]


class Disk:
    """One thread that writes what waits in one commit (WAL, synchronous=FULL), and then says so."""

    def __init__(self, path: Path) -> None:
        self._wishes: SimpleQueue[Wish] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        Thread(target=self._work, args=(path,), daemon=True).start()

    async def keep(self, text: str) -> None:
        """Returns when the text is on disk."""
        kept: asyncio.Future[None] = self._loop.create_future()
        self._wishes.put((text, kept))
        await kept

    def _work(self, path: Path) -> None:
        store = sqlite3.connect(path, isolation_level=None)
        for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE kept (text TEXT)"):
            store.execute(line)
        while True:
            wishes = [self._wishes.get()]
            while len(wishes) < 500:
                try:
                    wishes.append(self._wishes.get_nowait())
                except Empty:
                    break
            store.execute("BEGIN")
            store.executemany("INSERT INTO kept VALUES (?)", [(text,) for text, _ in wishes])
            store.execute("COMMIT")
            self._loop.call_soon_threadsafe(_settle, [kept for _, kept in wishes])


def _settle(wishes: list[asyncio.Future[None]]) -> None:
    for kept in wishes:
        if not kept.done():
            kept.set_result(None)


class Floor:
    """All sockets, and the one disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._disk: Disk | None = None
        self._sockets: set[WebSocket] = set()
        self._block = 0

    async def socket(self, websocket: WebSocket) -> None:
        self._disk = self._disk or Disk(self._folder / "floor.db")
        await websocket.accept()
        self._sockets.add(websocket)
        try:
            await websocket.send_text(_frame(self._block, 1024))
            while True:
                await self._answer(websocket, await websocket.receive_text())
        except WebSocketDisconnect:
            self._sockets.discard(websocket)

    async def _answer(self, websocket: WebSocket, text: str) -> None:
        message: dict[str, Any] = orjson.loads(text)
        if message.get("durable") and self._disk:
            await self._disk.keep(text)
        if message["do"] == "block":
            self._block += 1
            frame = _frame(self._block, message["length"])
            for each in list(self._sockets):
                await each.send_text(frame)
        await websocket.send_text(orjson.dumps({"re": message["id"], "ok": True}).decode())


def _frame(block: int, length: int) -> str:
    frame = {"view": {"block": str(block)}, "mine": {}, "retry": 3000, "pad": ""}
    bare = len(orjson.dumps(frame))
    return orjson.dumps({**frame, "pad": " " * max(0, length - bare)}).decode()


def main(core: int, folder: Path) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})
    floor = Floor(folder)
    app = Starlette(routes=[WebSocketRoute("/api/{code}/socket", floor.socket)])
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        config = _config(app, HttpToolsProtocol)
        config.lifespan, config.ws = "off", "websockets-sansio"
        with asyncio.Runner(loop_factory=_loop) as runner:
            runner.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
