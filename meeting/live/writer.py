"""The one thread that writes: it takes what all meetings ask, decides it, and brings it to disk in one commit."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakSet

from meeting.live.clock import passing
from meeting.live.meeting import Done, Head, LiveMeeting
from meeting.live.presence import Attendance
from meeting.live.turns import WAKING, Turns
from meeting.procedure import core
from meeting.procedure.core import Apart, Command, Event, Refused, Sealed, SecretCommand
from meeting.procedure.state import Meeting
from meeting.procedure.uncovered import behind
from meeting.store import catalogue
from meeting.store.log import Draft, Session, Store, Trouble

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

MOST_AT_ONCE = 500
RETRY_WIPE = 1.0  # seconds between attempts to get a destroyed box out of every file


@dataclass(frozen=True)
class Asked:
    """A command on its way to the disk."""

    live: LiveMeeting
    command: Command = field(repr=False)
    seat: bytes | None = field(repr=False)
    done: Done = field(repr=False)


Answer = tuple[Done, Refused | None]
Settled = tuple[LiveMeeting, Meeting, Sequence[Event | Sealed]]


@dataclass(frozen=True)
class Job:
    """Anything else that must be done by the thread that writes."""

    work: Callable[[], Any]
    answer: asyncio.Future[Any]


@dataclass
class Batch:
    """Commands decided together: nothing of it counts until all of it is on disk."""

    draft: Draft
    heads: dict[LiveMeeting, Head] = field(default_factory=dict)
    happened: defaultdict[LiveMeeting, list[Event | Sealed]] = field(default_factory=lambda: defaultdict(list))
    answers: list[Answer] = field(default_factory=list)


class Writer:
    """Owns the store and its thread; made inside the event loop that it answers to. `asked` counts what it was asked.

    Batches grow with load: while one is being brought to disk the next one gathers.
    """

    def __init__(
        self,
        store: Store,
        *,
        backup_every: float = 60.0,
        clock: Callable[[], float] = passing,
    ) -> None:
        self.store = store
        self.turns = Turns()
        self.wakings = Turns(WAKING)
        self.asked = 0
        self._loop = asyncio.get_running_loop()
        self._clock = clock
        self._backup_every = backup_every
        self._backup_due: float | None = None
        self._backed_up = store.changes
        self._inbox: SimpleQueue[Asked | Job | None] = SimpleQueue()
        self._open: dict[str, LiveMeeting] = {}
        self._doubtful: set[LiveMeeting] = set()
        self._gone: WeakSet[LiveMeeting] = WeakSet()
        self._closed = False
        self._thread = Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def ask(self, live: LiveMeeting, command: Command, seat: bytes | None, done: Done) -> None:
        """Have a command carried out; `done` hears in the event loop when it is on disk, or why not.

        Raises Refused when the writer is closed.
        """
        self._ask(Asked(live, command, seat, done))

    async def run(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work(session, ...)` in a transaction of its own; what it wrote is on disk when this returns.

        Raises what `work` raises, and Refused when the database does not answer.
        """

        def in_transaction() -> T:
            with self.store.transaction() as session:
                return work(session, *args, **kwargs)

        return await self._do(in_transaction)

    async def meeting(self, code: str) -> LiveMeeting:
        """The live meeting with this join code, always the same one. Raises Refused unknown_code."""
        return await self._do(lambda: self._opened(code))

    async def make_meeting(self, command: Command) -> LiveMeeting:
        """Open a new meeting: its row and the first events of its log are on disk when this returns."""
        return await self._do(lambda: self._made(command))

    async def forget(self, live: LiveMeeting) -> None:
        """Erase a meeting: it is in no table and, once the store is wiped, in no file of ours."""
        await self._do(lambda: self._forgotten(live))

    async def expire_contacts(self, today: date) -> None:
        """Let go of what people left to be reached by, where its last day is over."""
        await self._do(lambda: self.store.expire_contacts(today))

    async def close(self) -> None:
        """Finish what was asked, make a last backup, and close the store."""
        self._closed = True
        self._inbox.put(None)
        await asyncio.to_thread(self._thread.join)

    async def _do(self, work: Callable[[], T]) -> T:
        answer: asyncio.Future[T] = self._loop.create_future()
        self._ask(Job(work, answer))
        return await answer

    def _ask(self, wish: Asked | Job) -> None:
        if self._closed:
            raise _not_saved()
        self.asked += 1
        self._inbox.put(wish)

    # From here on: the writing thread.

    def _work(self) -> None:
        going = True
        while going:
            wishes = self._waiting()
            going = None not in wishes
            asked = [wish for wish in wishes if isinstance(wish, Asked)]
            if asked:
                self._carry_out(asked)
            for wish in wishes:
                if isinstance(wish, Job):
                    self._do_job(wish)
            self._tidy(last=not going)
        self.store.close()

    def _waiting(self) -> list[Asked | Job | None]:
        """Everything that waits now; waits for the first, as long as there is nothing else to do."""
        wishes: list[Asked | Job | None] = []
        with suppress(Empty):
            wishes.append(self._inbox.get(timeout=self._idle()))
            while len(wishes) < MOST_AT_ONCE and wishes[-1] is not None:
                wishes.append(self._inbox.get_nowait())
        return wishes

    def _idle(self) -> float | None:
        if self.store.unwiped:
            return RETRY_WIPE
        return None if self._backup_due is None else max(0.0, self._backup_due - self._clock())

    def _carry_out(self, asked: list[Asked]) -> None:
        try:
            self._dispel_doubt()
            batch = Batch(self.store.draft())
            for one in asked:
                batch.answers.append((one.done, self._decided(one, batch)))
            if not batch.draft.empty:
                self.store.save(batch.draft, lambda _: None)
        except Exception as problem:
            log.error("%d commands were not saved: %s", len(asked), _place(problem))
            self._doubtful.update(one.live for one in asked)
            self._tell([(one.done, _not_saved()) for one in asked], [])
            return
        for live, head in batch.heads.items():
            live.head = head
        self._tell(batch.answers, [(live, head.meeting, batch.happened[live]) for live, head in batch.heads.items()])

    def _decided(self, one: Asked, batch: Batch) -> Refused | None:
        """Decide a command against what the batch made of its meeting so far; a refused one leaves no trace."""
        if one.live in self._gone:
            return Refused("meeting_erased")
        head = batch.heads.get(one.live, one.live.head)
        try:
            happened, after = core.handle(_voting(one, batch.draft, head.meeting), head.meeting)
            version = batch.draft.add(happened, head.meeting, after, head.version)
        except Refused as refused:
            return refused.with_traceback(None)  # its frames hold the meeting of this moment, and hold themselves
        except Exception as problem:
            log.error("%s was not carried out: %s", type(one.command).__name__, _place(problem))
            return _not_saved()
        if happened:
            batch.heads[one.live] = Head(after, version)
            batch.happened[one.live] += [each for each in happened if not isinstance(each, Apart)]
        return None

    def _dispel_doubt(self) -> None:
        """After a commit that failed, take what is really on disk before deciding anything."""
        if not self._doubtful:
            return
        self.store.reload_keys()
        for live in self._doubtful:
            with self.store.transaction() as session:
                missed = self.store.log.read(session.connection(), live.id, after=live.head.version)
                live.head = Head(*self.store.log.recover(session.connection(), live.id))
            self._tell([], [(live, live.head.meeting, missed)])
        self._doubtful.clear()

    def _do_job(self, job: Job) -> None:
        try:
            answer = job.work()
        except Trouble as problem:
            log.error("A request to the database failed: %s", _place(problem))
            self._call(_fail, job.answer, _not_saved())
        except Exception as problem:
            self._call(_fail, job.answer, problem)
        else:
            self._call(_answer, job.answer, answer)

    def _opened(self, code: str) -> LiveMeeting:
        with self.store.transaction() as session:
            row = catalogue.find_meeting(session, code)
            if row is None:
                raise Refused("unknown_code")
            if row.id not in self._open:
                head = Head(*self.store.log.recover(session.connection(), row.id))
                self._open[row.id] = self._live(row.code, head)
        return self._open[row.id]

    def _made(self, command: Command) -> LiveMeeting:
        empty = Meeting(id=catalogue.new_meeting_id())
        draft = self.store.draft()
        try:
            happened, after = core.handle(command, empty)
            version = draft.add(happened, empty, after, 0)
        except Refused:
            raise
        except Exception as problem:
            log.error("%s was not carried out: %s", type(command).__name__, _place(problem))
            raise _not_saved() from None
        row = self.store.save(draft, lambda session: catalogue.add_meeting(session, after, command.at))
        self._open[after.id] = self._live(row.code, Head(after, version))
        return self._open[after.id]

    def _forgotten(self, live: LiveMeeting) -> None:
        self.store.forget(live.id)
        self._open.pop(live.id, None)
        self._doubtful.discard(live)
        self._gone.add(live)

    def _live(self, code: str, head: Head) -> LiveMeeting:
        return LiveMeeting(self, code, head, Attendance(self._clock), self._clock)

    def _tidy(self, last: bool) -> None:
        if self.store.unwiped:
            self.store.wipe()
        if self._backup_due is None and self.store.changes != self._backed_up:
            self._backup_due = self._clock() + self._backup_every
        if self._backup_due is not None and (last or self._clock() >= self._backup_due):
            self._backup_due = None
            self._backed_up = self.store.changes
            try:
                self.store.backup()
            except Exception as problem:
                log.error("No backup was made: %s", _place(problem))

    def _tell(self, answers: list[Answer], settled: Sequence[Settled]) -> None:
        self._call(self._told, answers, settled)

    def _told(self, answers: list[Answer], settled: Sequence[Settled]) -> None:
        """In the event loop, once a batch: the meetings as they are on disk, then the answers, in turns."""
        for live, meeting, happened in settled:
            live.settle(meeting, happened)
        self.turns.extend(partial(done, refused) for done, refused in answers)

    def _call(self, function: Callable[..., None], *args: Any) -> None:
        with suppress(RuntimeError):  # the loop is gone, and with it whoever waited
            self._loop.call_soon_threadsafe(function, *args)


def _voting(one: Asked, draft: Draft, meeting: Meeting) -> Command:
    """A secret command with its pseudonym, in place of whatever it brought.

    In a vote on a package with that of the phone in the round in which it was chosen, too.
    """
    command, seat = one.command, one.seat
    if not isinstance(command, SecretCommand):
        return command
    if seat is None:
        return core.copied(command, voter=None, earlier=None)
    source = behind(meeting, command.round_id)
    earlier = draft.keyring.voter(source, seat) if source else None
    return core.copied(command, voter=draft.keyring.voter(command.round_id, seat, command.person), earlier=earlier)


def _answer(future: asyncio.Future[Any], value: object) -> None:
    if not future.done():
        future.set_result(value)


def _fail(future: asyncio.Future[Any], problem: Exception) -> None:
    if not future.done():
        future.set_exception(problem)


def _not_saved() -> Refused:
    return Refused("not_saved", again=True)


def _place(problem: BaseException) -> str:
    """What kind of failure and where; its text could hold what people wrote."""
    place = problem.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}" if place else "?"
    return f"{type(problem).__name__} at {where}"
