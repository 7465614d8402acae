"""What screens ask over a socket or a request: who speaks, how much they may ask, and the answer they get."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson

from meeting.live.connection import Connection
from meeting.live.hub import CUT_SLOW, Hall
from meeting.procedure.core import Command, Refused, Role
from meeting.procedure.seating import standing
from meeting.settings import Limits
from meeting.store.catalogue import participant_id
from meeting.web import wire
from meeting.web.house import Staff
from meeting.web.limits import Bucket, Buckets
from meeting.web.lines import Line
from meeting.web.plain import sentence

TOO_MANY = 20  # refusals for one connection before it is closed
CUT_UNREADABLE = 1008
ECHO = "echo"
"""What a phone says back in the hall test: no command of the meeting, but as long as a vote."""
WORKER = 12  # characters that tell the links of the ordering desk apart

Say = Callable[[dict[str, Any]], None]
_log = logging.getLogger(__name__)


class Counter:
    """Takes what anybody asks, as long as it is not too much."""

    def __init__(self, limits: Limits) -> None:
        self._commands = Bucket(*limits.commands)
        self._of_seats, self._of_staff = Buckets(*limits.seat), Buckets(*limits.staff)

    def hear(self, visitor: Visitor, raw: bytes, say: Say) -> int | None:
        """Have one message carried out; `say` gets what came of it, now or when it is on disk.

        Returns the close code when the message ends the connection.
        """
        try:
            message = wire.read(raw)
        except Refused as refused:
            say(_refusal(refused, visitor.language))
            return CUT_UNREADABLE
        done = partial(self._done, visitor, message["id"], say)
        try:
            self._weigh(visitor, raw)
            if message["do"] == ECHO:
                visitor.echo(message)
                done(None)
            elif message["do"] == wire.HOLD:
                visitor.hold(wire.held(message))
                done(None)
            else:
                visitor.ask(wire.command(message, **visitor.stamps()), done)
        except Refused as refused:
            done(refused)
        except Exception as problem:
            report(problem)
            done(Refused("failed"))
        return None

    def _weigh(self, visitor: Visitor, raw: bytes) -> None:
        of_one = self._of_staff if visitor.staff else self._of_seats
        if not (self._commands.take() and of_one.take(visitor.name)):
            raise Refused("too_many", again=True)
        if len(raw) > wire.LONGEST_MESSAGE:
            raise Refused("message_too_long")

    def _done(self, visitor: Visitor, name: str, say: Say, refused: Refused | None) -> None:
        visitor.after(refused)
        say({"re": name, "ok": True} if refused is None else {"re": name} | _refusal(refused, visitor.language))


class Conversation:
    """One socket: messages are taken one after the other, in turn with everybody else's."""

    def __init__(self, counter: Counter, visitor: Visitor, line: Line) -> None:
        self.connection: Connection = visitor.connect(line)
        self._counter, self._visitor, self._line = counter, visitor, line
        self._turns = visitor.hall.live.turns
        self._queued = False
        self._refusals = 0

    def readable(self) -> None:
        if not self._queued:
            self._queued = True
            self._turns.add(self._listen)

    def drained(self) -> None:
        self.connection.drained()

    def _listen(self) -> None:
        self._queued = False
        if self.connection.closing is not None or (raw := self._line.message()) is None:
            return
        ending = self._counter.hear(self._visitor, raw, self._say)
        if ending is not None:
            self.connection.cut(ending)
        self.readable()

    def _say(self, answer: dict[str, Any]) -> None:
        self.connection.answer(orjson.dumps(answer))
        self._refusals = self._refusals + 1 if answer.get("refused") == "too_many" else 0
        if self._refusals > TOO_MANY:
            self.connection.cut(CUT_SLOW)


class Visitor:
    """Who speaks over one connection: a participant with a seat, or staff with a right.

    `origin` is the network address they call from; it is written nowhere.
    """

    def __init__(
        self, hall: Hall, language: str, *, seat: bytes | None = None, staff: Staff | None = None, origin: str = ""
    ) -> None:
        self.hall = hall
        self.origin = origin
        self.staff = staff
        self.seat = seat
        self.participant = participant_id(seat, hall.live.id) if seat else None
        self.name = self.participant or f"staff {id(staff)}"
        self._language = language
        self._asking: set[asyncio.Task[None]] = set()

    @property
    def role(self) -> Role:
        return self.staff.role if self.staff else Role.PARTICIPANT

    @property
    def language(self) -> str:
        known = self.hall.live.meeting.participants.get(self.participant or "")
        return known.language if known else self._language

    @property
    def takes_part(self) -> bool:
        return self.participant in self.hall.live.meeting.participants

    @property
    def table(self) -> str | None:
        """The table of a host, where it is now."""
        if self.staff is None:
            return None
        table = standing(self.hall.live.meeting, self.staff.table)
        return table.id if table else None

    @property
    def worker(self) -> str | None:
        """The mark of somebody at the ordering desk."""
        return self.staff.link[:WORKER] if self.staff and self.role is Role.DESK else None

    def connect(self, line: Line | None = None) -> Connection:
        if self.staff is None:
            return self.hall.connect(self.role, self.participant, self.seat, line)
        return self.hall.connect(self.role, line=line, table=self.staff.table, worker=self.worker)

    def stamps(self) -> dict[str, Any]:
        who = {"role": self.role, "participant": self.participant, "table": self.table, "worker": self.worker}
        return {**who, "at": datetime.now(UTC)}

    def ask(self, command: Command, done: Callable[[Refused | None], None]) -> None:
        """Have a command carried out; `done` hears what came of it. Raises Refused."""
        if self.staff is None:
            self.hall.live.ask(command, self.seat, done)
            return
        asking = asyncio.get_running_loop().create_task(_ask_as_staff(self.staff, command, done))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)

    def echo(self, message: dict[str, Any]) -> None:
        """The answer of a phone to a call of the hall test."""
        self.hall.calls.answer(self.participant, message.get("mark"), message.get("by"), self.origin)

    def hold(self, things: tuple[str, ...]) -> None:
        """What somebody at the ordering desk has in hand."""
        if self.worker is None:
            raise Refused("not_your_role")
        self.hall.hold(self.worker, things)

    def after(self, refused: Refused | None) -> None:
        """What this person sent is known to their own screens only; after a clash those learn what stands.

        A host sees at once what came of it.
        """
        if self.staff is not None and self.role is Role.HOST:
            self.hall.acted(self.staff.table)
        person = self.hall.people.get(self.participant or "")
        if person and (refused is None or refused.reason == "changed_elsewhere"):
            self.hall.touch(person, anyway=refused is not None)


def report(problem: Exception) -> None:
    """Log where something went wrong, never with what: messages of exceptions may hold people's words."""
    where = traceback.extract_tb(problem.__traceback__)[-1:]
    place = f"{where[0].filename.rpartition('/')[2]}:{where[0].lineno}" if where else "?"
    _log.error("A command failed: %s at %s", type(problem).__name__, place)


async def _ask_as_staff(staff: Staff, command: Command, done: Callable[[Refused | None], None]) -> None:
    """The right is looked up again each time; what is asked in order arrives in order."""
    try:
        await staff.carry_out(command)
    except Refused as refused:
        done(refused)
    except Exception as problem:
        report(problem)
        done(Refused("failed"))
    else:
        done(None)


def _refusal(refused: Refused, language: str) -> dict[str, Any]:
    text = sentence(refused, language)
    return {"ok": False, "refused": refused.reason, "again": refused.again, "text": text}
