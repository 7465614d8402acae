"""The live meetings of this process and everybody who looks at them.

What changed is worked out once and told to all; whoever is slow gets the latest later, never a queue.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import orjson

from meeting import views
from meeting.live.audience import TICK, Audience, shuffled
from meeting.live.connection import Connection, Line, Person
from meeting.live.echo import ASKED, Calls, Echoes
from meeting.live.likeness import Likeness
from meeting.live.meeting import LiveMeeting
from meeting.live.ordering import Desk
from meeting.procedure.core import Event, Role, Sealed, touches
from meeting.procedure.seating import standing

HOST_TICK = 1.0  # seconds between two tellings of the same table host: there are as many views as tables
HEARTBEAT = 15.0  # seconds of silence after which a connection is told that we are there
PATIENCE = 10.0  # seconds a frame may take to go out
AT_ONCE = 10  # people whose own part is worked out in one turn, about a millisecond
CUT_SLOW, CUT_RESTART, CUT_SEAT, CUT_LINK = 4008, 4013, 4001, 4003

_log = logging.getLogger(__name__)


class Hub:
    """The halls by join code. `address()` is where phones find this server, now; `build` is its version."""

    def __init__(self, address: Callable[[], str], build: str) -> None:
        self.address = address
        self.build = build
        self._halls: dict[str, Hall] = {}
        self._clock: asyncio.Task[None] | None = None

    def add(self, live: LiveMeeting) -> Hall:
        """Let people look at a meeting, from now on."""
        if live.code not in self._halls:
            self._halls[live.code] = Hall(live, self.address, self.build)
        return self._halls[live.code]

    def remove(self, code: str) -> None:
        """Let nobody look at this meeting any more: it was erased. Phones ask for it anew, and learn that."""
        hall = self._halls.pop(code, None)
        if hall is None:
            return
        for connection in list(hall.connections):
            connection.cut(CUT_SEAT)
        hall.close()

    def hall(self, code: str) -> Hall | None:
        return self._halls.get(code)

    def halls(self) -> list[Hall]:
        """All of them, in the order they were added."""
        return list(self._halls.values())

    def watch(self, live: LiveMeeting, callback: Callable[[], object]) -> Callable[[], None]:
        """Call back in the event loop after changes, at most five times a second; returns what ends it."""
        return self.add(live).watch(callback)

    def view(self, live: LiveMeeting, role: Role) -> dict[str, Any]:
        """What the room screen (Role.SCREEN) or the console of a role shows now."""
        return self.add(live).view(role)

    @property
    def connections(self) -> int:
        return sum(len(hall.connections) for hall in self._halls.values())

    def start(self) -> None:
        """Start the clock for heartbeats, slow connections and the number of people."""
        self._clock = asyncio.get_running_loop().create_task(self._tick())

    async def close(self, code: int = CUT_RESTART) -> None:
        """Tell every connection that the server goes, and wait for a moment till they are out."""
        if self._clock:
            self._clock.cancel()
        going = [connection for hall in self.halls() for connection in hall.connections]
        for connection in going:
            connection.cut(code)
        tasks = [connection.task for connection in going if connection.task]
        if tasks:
            await asyncio.wait(tasks, timeout=1)
        for hall in self.halls():
            hall.close()
        self._halls.clear()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1)
            for hall in self.halls():
                try:
                    hall.tick()
                except Exception as problem:  # one broken meeting must not stop the clock of the others
                    _log.error("A tick failed: %s", type(problem).__name__)


class Hall:
    """One meeting with its audiences: phones, consoles, room screens, the ordering desk, and the host of each table."""

    def __init__(self, live: LiveMeeting, address: Callable[[], str], build: str) -> None:
        self.live = live
        self.build = build
        self._address = address
        self.people: dict[str, Person] = {}
        self.connections: set[Connection] = set()
        self.likeness = Likeness(live)
        self._desk = Desk(live, self.likeness)
        self.calls = Calls()
        self._watchers: list[Callable[[], object]] = []
        self._audiences = {
            Role.PARTICIPANT: Audience(self._phone_view, rare=frozenset({"people"})),
            Role.SCREEN: Audience(self._room_view),
            Role.DESK: Audience(self._desk_view),
            **{role: Audience(partial(self._console_view, role)) for role in views.LEADING},
        }
        self._hosts: dict[str | None, Audience] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._next_at = 0.0
        self._closed = False
        self._presence = self.live.presence
        self._stop = live.listen(self._happened)

    def view(self, role: Role) -> dict[str, Any]:
        """What this role sees now; who is connected to it gets it too."""
        return self._renewed(self._audiences[role]).view

    def _renewed(self, audience: Audience) -> Audience:
        if audience.stale and audience.renew():
            audience.wake()
        return audience

    def connect(
        self,
        role: Role,
        participant: str | None = None,
        seat: bytes | None = None,
        line: Line | None = None,
        *,
        table: str | None = None,
        worker: str | None = None,
    ) -> Connection:
        """A new connection; its first frame is the whole state. Participants bring their id and seat.

        A host brings the `table` of their link; who works at the ordering desk their mark, which that frame tells.

        Without a line it is told that there is `news`, and takes it itself.
        """
        person = None
        if participant is not None and seat is not None:
            person = self.people.setdefault(participant, Person(participant, seat))
            person.mine = self._mine(person)
        audience = self._renewed(self._host(table) if role is Role.HOST else self._audiences[role])
        connection = Connection(self, audience, person, line, worker)
        self.connections.add(connection)
        audience.listeners.add(connection)
        if worker:
            self._desk.come(worker)
            self._tell_desk()
        if person:
            person.connections.append(connection)
            self.live.attendance.connect(person.id)
        connection.wake()
        return connection

    def _host(self, table: str | None) -> Audience:
        """Those who see what the host of this table sees; where people of two tables sit together, what both see."""
        if table not in self._hosts:
            self._hosts[table] = Audience(partial(self._host_view, table), pace=HOST_TICK)
        return self._hosts[table]

    def acted(self, table: str | None) -> None:
        """The host of this table did something: they see it at once. What others do comes at their own pace."""
        self._renewed(self._host(table))

    def leave(self, connection: Connection) -> None:
        self.connections.discard(connection)
        connection.audience.listeners.discard(connection)
        if connection.worker:
            self._desk.go(connection.worker)
            self._tell_desk()
        person = connection.person
        if person and connection in person.connections:
            person.connections.remove(connection)
            self.live.attendance.disconnect(person.id)
            if not person.connections:
                self.people.pop(person.id, None)

    def hold(self, worker: str, things: Iterable[str]) -> None:
        """Somebody at the ordering desk has these in hand: the others learn it at once."""
        self._desk.hold(worker, things)
        self._tell_desk()

    def watch(self, callback: Callable[[], object]) -> Callable[[], None]:
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback) if callback in self._watchers else None

    def touch(self, person: Person, *, anyway: bool = False) -> None:
        """Bring a person's own part up to date, on each of their tabs; `anyway` also when it is the same."""
        before = person.mine
        person.mine = self._mine(person)
        if anyway or person.mine != before:
            for connection in person.connections:
                connection.mine_due = True
                connection.wake()

    async def call_out(self, here: str, *, local: bool) -> Echoes:
        """How fast a few phones answer, chance says which; `here` is the network address of who asks."""
        there = {line.person.id: line for line in shuffled(self.connections) if line.person and line.carries}
        some = dict(list(there.items())[:ASKED])
        frame = orjson.dumps({"echo": self.calls.begin(some, here, local=local)})
        for connection in some.values():
            connection.answer(frame)
        return await self.calls.over()

    def close(self) -> None:
        self._closed = True
        self._stop()
        self.likeness.stop()
        if self._timer:
            self._timer.cancel()

    def tick(self) -> None:
        """Once a second: the number of people, heartbeats, and whoever is too slow."""
        now = asyncio.get_running_loop().time()
        present = self.live.presence
        if present != self._presence:
            self._presence = present
            self._changed()
        self._tell_phones()
        if self._desk.forget():
            self._tell_desk()
        for connection in list(self.connections):
            if connection.stuck_since is not None and now - connection.stuck_since > PATIENCE:
                connection.cut(CUT_SLOW)
            elif now - connection.last_out > HEARTBEAT:
                connection.beat_due = True
                connection.wake()

    def _happened(self, events: Iterable[Event | Sealed]) -> None:
        """After a commit. What is sealed touches nobody here but the one who sent it, and phones get no turnout."""
        open_events = [event for event in events if isinstance(event, Event)]
        if open_events:
            touched = self._touched(open_events)
            if touched is None:
                self._renew_everybody()
            else:
                changed = self._renew_in_turns(touched)
                self.live.turns.add(lambda: self._owe(changed))
            self.live.turns.add(self._tell_phones)
            self.likeness.look()
        self._changed()

    def _touched(self, events: list[Event]) -> list[Person] | None:
        """Whose own part these events change; None is everybody's."""
        ids: set[str] = set()
        for event in events:
            named = touches(event, self.live.meeting)
            if named is None:
                return None
            ids.update(named)
        return [self.people[known] for known in ids if known in self.people]

    def _renew_everybody(self) -> None:
        """A change that concerns everybody reaches all, also whose part stayed the same: who gets a frame must not

        tell who is asked what.
        """
        people = list(self.people.values())
        changed = self._renew_in_turns(people)
        self.live.turns.add(lambda: self._owe(people if changed else ()))

    def _renew_in_turns(self, people: Sequence[Person]) -> list[Person]:
        """Have own parts worked out anew, some people in a turn; the list tells afterwards whose is another."""
        changed: list[Person] = []
        some = [people[at : at + AT_ONCE] for at in range(0, len(people), AT_ONCE)]
        self.live.turns.extend(partial(self._renew, each, changed) for each in some)
        return changed

    def _renew(self, people: Iterable[Person], changed: list[Person]) -> None:
        """Work out own parts anew."""
        for person in people:
            mine = self._mine(person)
            if mine != person.mine:
                person.mine = mine
                changed.append(person)

    def _owe(self, people: Iterable[Person]) -> None:
        """Send these people their own part."""
        for connection in shuffled(connection for person in people for connection in person.connections):
            connection.mine_due = True
            connection.wake()

    def _tell_phones(self) -> None:
        self._audiences[Role.PARTICIPANT].tell(asyncio.get_running_loop().time())

    def _tell_desk(self) -> None:
        """At once what somebody has in hand; the rest at the pace of all that are told."""
        audience = self._audiences[Role.DESK]
        audience.tell(asyncio.get_running_loop().time())
        if audience.stale:
            self._arm()

    def _mine(self, person: Person) -> dict[str, Any]:
        voters, helped = self.live.voters(person.seat), self.live.helped(person.seat)
        return views.mine(self.live.meeting, person.id, voters, helped, self.live.holder(person.seat))

    def _changed(self) -> None:
        """Something changed for all but the phones: tell them, at most five times a second."""
        for role, audience in self._audiences.items():
            audience.stale = audience.stale or role is not Role.PARTICIPANT
        for audience in self._hosts.values():
            audience.stale = True
        self._arm()

    def _arm(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(self._next_at, loop.time()), self._tell_all)

    def _tell_all(self) -> None:
        """Each audience and each screen in a turn of its own: there are many of them in a hall with tables."""
        self._timer = None
        now = asyncio.get_running_loop().time()
        self._next_at = now + TICK
        ready = [audience for audience in self._waiting() if audience.ready(now)]
        self.live.turns.extend(partial(self._tell, audience) for audience in ready)
        self.live.turns.extend(partial(self._show, callback) for callback in self._watchers)
        self.live.turns.add(self._told_all)

    def _tell(self, audience: Audience) -> None:
        if audience.stale:
            audience.tell(asyncio.get_running_loop().time())

    def _show(self, callback: Callable[[], object]) -> None:
        if callback not in self._watchers:  # it left while it waited for its turn
            return
        try:
            callback()
        except Exception as problem:  # a broken screen must not hold up the others
            _log.error("A screen could not be updated: %s", type(problem).__name__, exc_info=True)

    def _told_all(self) -> None:
        if self._waiting() and not self._closed:
            self._arm()

    def _waiting(self) -> list[Audience]:
        """Those who look on, and have not been told the latest."""
        everybody = (*self._audiences.values(), *self._hosts.values())
        return [audience for audience in everybody if audience.stale and audience.listeners]

    @property
    def _secure(self) -> bool:
        return self._address().startswith("https:")

    def _phone_view(self) -> dict[str, Any]:
        return views.phone(self.live.meeting, self.live.presence, secure=self._secure, code=self.live.code)

    def _console_view(self, role: Role) -> dict[str, Any]:
        return views.console(
            self.live.meeting,
            self.live.presence,
            role=role,
            secure=self._secure,
            code=self.live.code,
            address=self._address(),
        )

    def _host_view(self, table: str | None) -> dict[str, Any]:
        meeting = self.live.meeting
        return views.host(meeting, self.live.presence, standing(meeting, table))

    def _desk_view(self) -> dict[str, Any]:
        return self._desk.view()

    def _room_view(self) -> dict[str, Any]:
        return views.room(self.live.meeting, self.live.presence, code=self.live.code, address=self._address())
