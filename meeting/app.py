"""Where the parts meet: the store, the live meetings, the web, and the server that carries them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import logging.config
import signal
import socket
import threading
import time
import traceback
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import APIRouter, FastAPI, Request
from nicegui import core, ui
from nicegui.translations import translations
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp

from meeting import __version__, instance, memory, network, words
from meeting.live import expiry
from meeting.live.hub import Hub
from meeting.live.writer import Writer
from meeting.network import Links, MeetingLinks, Network
from meeting.procedure.core import Role
from meeting.settings import Settings
from meeting.store import catalogue
from meeting.store.opening import open_store
from meeting.web import (
    ambassadors,
    commissioner,
    console,
    desk,
    doors,
    guesses,
    handouts,
    health,
    helping,
    light,
    paper,
    phone,
    report,
    room,
    scriptless,
    sheet,
    socketio_guard,
    staff,
    taken_off,
    taking_away,
    transcript,
)
from meeting.web.assets import Assets
from meeting.web.house import House, links_of, make_meeting
from meeting.web.limits import Bucket
from meeting.web.lines import Line
from meeting.web.plain import refusal
from meeting.web.reading import in_turns
from meeting.words import translator

NETWORK_LASTS = 10.0  # seconds before the addresses of this computer are looked up again
LONGEST_FRAME = 1_000_000  # bytes; NiceGUI's screens need it, phones are held to 4 kB by their own handler
PULSE = 15.0  # seconds between two looks whether a line still lives, and for its answer
EARS = 16  # new connections that may be taken in one turn of the event loop
LAST_WORDS = 2  # seconds open requests get when the server stops


class Discreet(logging.Formatter):
    """What went wrong and where, never with which words: an exception's message may hold what people wrote."""

    def format(self, record: logging.LogRecord) -> str:
        if isinstance(record.msg, BaseException):
            record.msg, record.args = type(record.msg).__name__, ()
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        kind, _, trace = ei
        frames = traceback.extract_tb(trace)
        places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
        return f"{kind.__name__ if kind else 'nothing'} at {places}"


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": Discreet, "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {name: {"level": "WARNING"} for name in ("uvicorn", "uvicorn.error", "alembic", "nicegui")},
}


def serve(settings: Settings, on_ready: Callable[[Links], object]) -> None:
    """Serve until Ctrl+C or SIGTERM; `on_ready` is called once people can come in.

    Raises AlreadyRunning, PortTaken, StoreError.
    """
    logging.config.dictConfig(LOGGING)
    with (
        instance.hold(settings.folder()) as hold,
        network.listen(settings) as listener,
        asyncio.Runner(loop_factory=_loop) as runner,
    ):
        runner.run(_serve(settings, listener, hold, on_ready))


def new_meeting(settings: Settings, **wishes: Any) -> MeetingLinks:
    """Make a meeting while no server runs on this data folder. Raises Refused, StoreError."""
    return asyncio.run(_new_meeting(settings, wishes))


def build_app(house: House) -> ASGIApp:
    """All addresses of a server. One a process: NiceGUI keeps its pages in the module."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_ticking(house))
    app.include_router(_staff_routes(house))
    app.include_router(phone.routes(house))
    app.include_router(light.routes(house))
    app.include_router(handouts.routes(house))
    app.include_router(ambassadors.routes(house))
    app.include_router(transcript.routes(house))
    app.include_router(scriptless.routes(house))
    app.include_router(report.routes(house))
    app.include_router(sheet.routes(house))
    app.include_router(paper.routes(house))
    app.include_router(health.routes(house.writer, __version__))
    for known in (app, core.app):  # NiceGUI would build a whole page for every address that is not there
        known.add_exception_handler(HTTPException, _http_problem)
        known.add_exception_handler(404, _http_problem)
        known.add_exception_handler(Exception, _broken)
    _add_screens(app, house)
    phones = phone.Phones(app, house)
    mistakes = Bucket(*house.settings.limits.codes)
    return doors.Doors(guesses.Guesses(phones, house.hub, mistakes), names=lambda: _names(house))


async def open_house(settings: Settings, writer: Writer, port: int) -> House:
    """Everything a server needs, with all its meetings; on `port` people will find it."""
    find = _remembered(lambda: network.find(settings, port))
    words.address_people(settings.form)
    assets = Assets(__version__, brand=settings.brand)
    house = House(settings, writer, Hub(lambda: find().phones, __version__), assets, find)
    for row in reversed(await writer.run(catalogue.meetings)):
        house.hub.add(await writer.meeting(row.code))
    return house


class Server(uvicorn.Server):
    """Uvicorn that says goodbye to phones before it stops, and does not die of its own signal afterwards."""

    def __init__(self, house: House, on_ready: Callable[[], object]) -> None:
        super().__init__(_config(build_app(house), in_turns(house.writer.wakings)))
        self._house = house
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(_with_more_ears(sockets or []))
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await self._house.hub.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {known: signal.signal(known, self.handle_exit) for known in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for known, handler in before.items():
                signal.signal(known, handler)


def _with_more_ears(listeners: list[socket.socket]) -> list[socket.socket]:
    """uvloop lets one newcomer in for each listener in a turn, so that who is inside would go before a whole queue."""
    more = EARS - 1 if type(asyncio.get_running_loop()).__module__.startswith("uvloop") else 0
    return [*listeners, *(listener.dup() for listener in listeners for _ in range(more))]


async def _serve(
    settings: Settings, listener: socket.socket, hold: instance.Hold, on_ready: Callable[[Links], object]
) -> None:
    port = listener.getsockname()[1]
    writer = Writer(open_store(settings.database))
    try:
        house = await open_house(settings, writer, port)
        links = await _links(house)

        def ready() -> None:
            hold.announce(port, network.here(settings, port))  # `run.py new` asks there
            on_ready(links)

        server = Server(house, ready)
        memory.settle()  # before the first of those who wait at the door
        await server.serve(sockets=[listener])
    finally:
        await writer.close()


async def _new_meeting(settings: Settings, wishes: Mapping[str, Any]) -> MeetingLinks:
    writer = Writer(open_store(settings.database))
    try:
        live = await make_meeting(writer, settings, wishes)
        return await links_of(writer, live, network.find(settings, settings.port))
    finally:
        await writer.close()


async def _links(house: House) -> Links:
    """Where the terminal sends the host: to the desk, or to the one meeting that is open."""
    found = house.network()
    console = await house.server_link(Role.FACILITATOR)
    room = await house.server_link(Role.SCREEN)
    return Links(console=f"{found.local}/in/{console}", room=f"{found.local}/in/{room}", phone=f"{found.phones}/")


def _add_screens(app: FastAPI, house: House) -> None:
    """NiceGUI's pages, after all other addresses: what it is mounted on takes everything that is left."""
    translations["nl"] = {
        name: translator("nl")(f"popup.{name}")
        for name in ("connection_lost", "trying_to_reconnect", "message_too_long", "message_too_long_body")
    }
    for screen in (desk, console, helping, taking_away, ambassadors, commissioner, room, paper):
        screen.pages(house)
    socketio_guard.guard()
    taken_off.guard()
    ui.run_with(
        app,
        mount_path="/",
        title="Kring",
        language="nl",
        reconnect_timeout=30,
        binding_refresh_interval=None,
        gzip_middleware_factory=None,
        tailwind=False,  # we use none of it, and it would compile styles in the page, against the policy of doors.py
        show_welcome_message=False,
    )


def _ticking(house: House) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def ticking(_: FastAPI) -> AsyncIterator[None]:
        house.hub.start()
        halls = house.hub.halls
        expiring = asyncio.create_task(expiry.watch(lambda: [hall.live for hall in halls()]))
        counting = asyncio.create_task(expiry.watch_checks(lambda: [hall.live for hall in halls()]))
        forgetting = asyncio.create_task(expiry.watch_contacts(house.writer.expire_contacts))
        tidying = asyncio.create_task(memory.watch(lambda: house.writer.asked, lambda: house.hub.connections))
        yield
        expiring.cancel()
        counting.cancel()
        forgetting.cancel()
        tidying.cancel()
        house.practice.close()
        house.tables.close()
        await house.hub.close()

    return ticking


async def _http_problem(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 404
    return refusal(request.scope, status, "not_found" if status in (404, 405) else "unreadable")


async def _broken(request: Request, problem: Exception) -> Response:
    return refusal(request.scope, 500, "failed")


def _staff_routes(house: House) -> APIRouter:
    terminal_pass = instance.new_meeting_pass(house.settings)
    return staff.routes(house, instance.NEW_MEETING_PATH, instance.EXPORT_PATH, terminal_pass)


def _names(house: House) -> set[str]:
    """The host names this server answers to, beside localhost and private addresses."""
    found = house.network()
    places = (found.phones, found.local, house.settings.address or "")
    return {name for place in places if (name := urlsplit(place).hostname)}


def _remembered(find: Callable[[], Network]) -> Callable[[], Network]:
    kept = find()
    until = time.monotonic() + NETWORK_LASTS

    def remembered() -> Network:
        nonlocal kept, until
        if time.monotonic() > until:
            kept, until = find(), time.monotonic() + NETWORK_LASTS
        return kept

    return remembered


def _config(app: ASGIApp, http: type[asyncio.Protocol]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=http,
        ws=Line,
        ws_per_message_deflate=False,
        ws_max_size=LONGEST_FRAME,
        ws_ping_interval=PULSE,
        ws_ping_timeout=PULSE,
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=LAST_WORDS,
    )


def _loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # there is none for Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
