"""A server of docs/wire.md without a meeting behind it: scaffolding for the page's own tests.

The test says what phones see; commands are kept in `received` and answered by `reply`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from babel.messages.pofile import read_po
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

ROOT = Path(__file__).parents[2]
CODE = "482913"

Reply = Callable[[dict[str, Any]], "dict[str, Any] | None"]


def accept(_command: dict[str, Any]) -> dict[str, Any] | None:
    return {"ok": True}


def ignore(_command: dict[str, Any]) -> dict[str, Any] | None:
    return None


def view(**changes: Any) -> dict[str, Any]:
    """What phones see while nothing is asked, with changes."""
    return {
        "step": "talking",
        "block": "block-1",
        "title": "Het plein",
        "question": "Wat is ervoor nodig zodat ons plein in 2030 veilig en levendig is?",
        "mandate": {"level": "decide", "decider": "", "answer_by": None},
        "people": 12,
        "secure": True,
        "practice": False,
        "heading": {"key": "talk.away"},
        "lines": [],
        "cards": [],
        "tally": None,
        "ask": {"form": "look"},
        "over": False,
        "report": None,
        **changes,
    }


class FakeWire:
    """Serves the real page and speaks the wire. All attributes may be changed by the test at any moment."""

    def __init__(self) -> None:
        self.view: dict[str, Any] = view()
        self.mine: dict[str, Any] = {"participant": "p1", "votes": True}
        self.build = "test"
        self.retry = 0
        self.reply: Reply = accept
        self.sockets_allowed = True
        self.received: list[dict[str, Any]] = []
        self.joins: list[dict[str, Any]] = []
        self.polls = 0
        self._lines: set[WebSocket] = set()
        self._changed = asyncio.Event()
        self._version = 0
        self._loop = asyncio.new_event_loop()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            self._app(), port=self.port, log_level="warning", lifespan="off", timeout_graceful_shutdown=2
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> FakeWire:
        self._thread.start()
        with contextlib.suppress(OSError):
            for _ in range(2000):
                try:
                    socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                    break
                except ConnectionRefusedError:
                    continue
        return self

    def stop(self) -> None:
        self.sockets_allowed = False
        self.hang_up()
        self._loop.call_soon_threadsafe(self._changed.set)
        self._server.should_exit = True
        self._thread.join(10)

    def show(self, **changes: Any) -> None:
        """Everybody gets the whole state with this view."""
        self.view = view(**changes)
        self.push()

    def push(self) -> None:
        self.send(self.state())

    def send(self, frame: dict[str, Any]) -> None:
        self._version += 1
        asyncio.run_coroutine_threadsafe(self._send(frame), self._loop).result(10)

    def hang_up(self, code: int = 1012) -> None:
        """Close every socket, as a server that restarts."""

        async def close() -> None:
            for line in list(self._lines):
                with contextlib.suppress(RuntimeError):
                    await line.close(code)

        asyncio.run_coroutine_threadsafe(close(), self._loop).result(10)

    def state(self) -> dict[str, Any]:
        return {"view": self.view, "mine": self.mine, "build": self.build, "retry": self.retry, "now": ""}

    def sent(self, do: str) -> list[dict[str, Any]]:
        return [command for command in list(self.received) if command["do"] == do]

    async def _send(self, frame: dict[str, Any]) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
        for line in list(self._lines):
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await line.send_json(frame)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._server.serve())

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/static/{name}", self._static),
                Route("/favicon.ico", lambda _request: Response(status_code=204)),
                Route("/api/{code}/join", self._join, methods=["POST"]),
                Route("/api/{code}/state", self._state),
                Route("/api/{code}/do", self._do, methods=["POST"]),
                WebSocketRoute("/api/{code}/socket", self._socket),
                Route("/", self._page),
                Route("/{code}", self._page),
            ]
        )

    async def _page(self, _request: Request) -> Response:
        html = (ROOT / "static/phone.html").read_text()
        html = re.sub(r"\{\{asset:([\w.]+)\}\}", r"/static/\1", html)
        html = html.replace("{{build}}", "test").replace("{{organisation}}", "")
        html = re.sub(r"\{\{words_(\w+)\}\}", r"/static/words.\1.json", html)
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; "
            f"connect-src 'self' ws://127.0.0.1:{self.port}"
        )
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
        return Response(html, media_type="text/html", headers=headers)

    async def _static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name.startswith("words."):
            return JSONResponse(words(name.split(".")[1]))
        kind = {"js": "text/javascript", "css": "text/css"}[name.rpartition(".")[2]]
        return Response((ROOT / "static" / name).read_bytes(), media_type=kind)

    async def _join(self, request: Request) -> Response:
        if request.path_params["code"] != CODE:
            text = "Deze code klopt niet. Kijk op het grote scherm."
            return JSONResponse({"refused": "unknown_code", "text": text}, status_code=404)
        self.joins.append(await request.json())
        response = Response(status_code=204)
        response.set_cookie("seat", "s1", httponly=True, samesite="strict")
        return response

    async def _state(self, request: Request) -> Response:
        self.polls += 1
        if request.headers.get("if-none-match") == f'"{self._version}"':
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), 5)
        tag = f'"{self._version}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return JSONResponse(self.state(), headers={"ETag": tag})

    async def _do(self, request: Request) -> Response:
        command = await request.json()
        return JSONResponse(self._answer(command) or {})

    async def _socket(self, line: WebSocket) -> None:
        if not self.sockets_allowed:
            await line.close(4403)
            return
        await line.accept()
        await line.send_json(self.state())
        self._lines.add(line)
        try:
            while True:
                answer = self._answer(json.loads(await line.receive_text()))
                if answer:
                    await line.send_json(answer)
        except WebSocketDisconnect:
            pass
        finally:
            self._lines.discard(line)

    def _answer(self, command: dict[str, Any]) -> dict[str, Any] | None:
        self.received.append(command)
        answer = self.reply(command)
        return {"re": command["id"], **answer} if answer else None


def words(language: str) -> dict[str, str | list[str]]:
    with (ROOT / "meeting/words" / language / "phone.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            message.string if isinstance(message.string, str) else list(message.string)
        )
        for message in catalogue
        if message.id
    }
