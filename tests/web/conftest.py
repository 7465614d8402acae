"""A real server for the tests of the edge: the real app under the real uvicorn, on a free port, on a real file."""

import asyncio
import dataclasses
import json
import logging
import secrets
import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest
from websockets.sync.client import connect

from meeting import settings
from meeting.app import LOGGING, Discreet, Server, open_house
from meeting.live.writer import Writer
from meeting.procedure.core import Role
from meeting.store import catalogue
from meeting.store.opening import open_store

from .browsing import Leading, chromium, page_of

QUESTION = "Wat is ervoor nodig zodat iedereen veilig kan spelen?"
PATIENCE = 5.0
NO_TLS = False  # plain http: loading certificates takes longer than most tests


class Running:
    """A server in a thread of its own, and what a test needs to look inside."""

    def __init__(self, data):
        self.settings = settings.read(data=str(data), host="127.0.0.1", port=0, open_browser=False)
        self._ready = threading.Event()
        self._failed = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(30)
        if self._failed:
            raise self._failed

    def _run(self):
        try:
            asyncio.run(self._serve())
        except BaseException as problem:
            self._failed = problem
            self._ready.set()

    async def _serve(self):
        self.loop = asyncio.get_running_loop()
        self.settings.folder()
        writer = Writer(open_store(self.settings.database))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
            self.house = await open_house(self.settings, writer, self.port)
            self._server = Server(self.house, self._ready.set)
            await self._server.serve(sockets=[listener])
        await writer.close()

    def stop(self):
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        return not self._thread.is_alive()

    def run(self, coroutine):
        """The result of a coroutine in the server's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(PATIENCE)

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    def client(self, **options):
        return httpx.Client(base_url=self.base, timeout=PATIENCE, verify=NO_TLS, **options)

    def meeting(self, question=QUESTION, **wishes):
        """A new meeting: its links, and its live meeting."""
        links = self.run(self.house.new_meeting({"question": question, **wishes}))
        return Room(self, links)


class Room:
    """One meeting of a running server."""

    def __init__(self, server, links):
        self.server, self.links, self.code = server, links, links.code
        self.live = server.house.hub.hall(links.code).live

    @property
    def version(self):
        return self.live.head.version

    @property
    def meeting(self):
        return self.live.meeting

    def stored(self):
        """Everything that stands in the database of this meeting: its log and its boxes."""
        store = self.server.house.writer.store

        def read(session):
            connection = session.connection()
            return store.log.read(connection, self.live.id), set(map(repr, store.log.living(connection, self.live.id)))

        return self.server.run(self.server.house.writer.run(read))

    def phone(self, **join):
        return Phone(self, **join)

    def staff(self, role=Role.FACILITATOR):
        """A client that came in by a link."""
        client = self.server.client(follow_redirects=False)
        link = self.links.console if role is Role.FACILITATOR else self.links.room
        answer = client.get("/in/" + link.rpartition("/")[2])
        assert answer.status_code == 303
        return client

    def ask(self, kind, /, **fields):
        """Something the facilitator does, straight into the meeting."""
        on_screen = {"block": self.meeting.active, "visit": self.meeting.visit}
        seen = {name: on_screen[name] for name in on_screen.keys() & {each.name for each in dataclasses.fields(kind)}}
        command = kind(**seen, **fields, at=datetime.now(UTC), role=Role.FACILITATOR)
        self.server.run(self.live.handle(command))


class Phone:
    """One phone over the real wire."""

    def __init__(self, room, language="nl"):
        self.room, self.client = room, room.server.client()
        answer = self.client.post(f"/api/{room.code}/join", json={"language": language})
        assert answer.status_code == 204, answer.text
        self.cookie = "seat=" + self.client.cookies["seat"]

    @property
    def participant(self):
        from base64 import urlsafe_b64decode

        seat = urlsafe_b64decode(self.client.cookies["seat"] + "==")
        return catalogue.participant_id(seat, self.room.live.id)

    @contextmanager
    def socket(self, **headers):
        address = f"ws://127.0.0.1:{self.room.server.port}/api/{self.room.code}/socket"
        given = {"Cookie": self.cookie, **headers}
        with connect(address, additional_headers=given, open_timeout=PATIENCE, close_timeout=1) as line:
            yield Line(line)

    def post(self, message):
        return self.client.post(f"/api/{self.room.code}/do", json=message)


class Line:
    """A socket, read frame by frame."""

    def __init__(self, line):
        self.raw = line
        self.frames = []
        self.view, self.mine = {}, {}

    def receive(self):
        text = self.raw.recv(PATIENCE)
        frame = json.loads(text)
        self.frames.append(text)
        self.view = frame.get("view", self.view) | frame.get("patch", {})
        self.mine = frame.get("mine", self.mine)
        return frame

    def until(self, wanted):
        """The first frame for which this holds."""
        while not wanted(frame := self.receive()):
            pass
        return frame

    def ask(self, do, /, **fields):
        """Send a command; its answer."""
        name = new_id()
        self.raw.send(json.dumps({"id": name, "do": do, **fields}, ensure_ascii=False))
        return self.until(lambda frame: frame.get("re") == name)


def new_id():
    return secrets.token_urlsafe(16)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for all: NiceGUI can be started once in a process."""
    running = Running(tmp_path_factory.mktemp("data"))
    yield running
    assert running.stop(), "the server must stop soon"


@pytest.fixture
def room(server):
    return server.meeting()


@pytest.fixture(scope="module")
def browser():
    with chromium() as known:
        yield known


@pytest.fixture
def leading(browser, room):
    with page_of(browser, room.links.console) as page:
        yield Leading(page)


@pytest.fixture
def screen(browser, room):
    with page_of(browser, room.links.room, size=(1920, 1080)) as page:
        yield page


@pytest.fixture
def log(caplog):
    """Everything that is logged, as it would be written down; of our own modules at every level."""
    caplog.set_level(LOGGING["root"]["level"])
    for name, setting in LOGGING["loggers"].items():
        caplog.set_level(setting["level"], logger=name)
    caplog.set_level(logging.DEBUG, logger="meeting")
    caplog.handler.setFormatter(Discreet("%(name)s %(message)s"))
    return caplog
