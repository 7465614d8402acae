"""A whole practice evening from the terminal: people come in, somebody leads, and a summary says how it went."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from random import Random, SystemRandom
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from meeting.rehearsal.check import Broken, check, check_several
from meeting.rehearsal.client import Phone, Refusal, staff
from meeting.rehearsal.crew import gathered
from meeting.rehearsal.exchange import Exchange, Place
from meeting.rehearsal.figures import Figures, Spread, measure
from meeting.rehearsal.hall import Hall
from meeting.rehearsal.leader import BRISK_PACE, HURRY, REAL, Evening, Leader, Pace, Stuck
from meeting.rehearsal.people import BRISK, BRISK_HELPERS, DAY, EVENING, FAST, Tempo, crowd
from meeting.words import Words

ARRIVES_WITHIN, ARRIVES_FAST = 20.0, 1.0  # seconds in which a hall comes in
MOST_PEOPLE = 10_000


@dataclass(frozen=True)
class Wish:
    """What to practise: where, with how many, and how. `console` is a facilitator's link, for who leads.

    `fast` leaves the pauses out, `brisk` those of who leads and helps; `real` takes the minutes of the run sheet. With
    `tables` it is a day at which hosts and a desk help.
    """

    address: str
    code: str
    console: str | None = None
    people: int = 60
    lead: bool = False
    fast: bool = False
    brisk: bool = False
    real: bool = False
    seed: int | None = None
    polls: float = 0.0
    calm: bool = False
    tables: int = 0


@dataclass(frozen=True)
class Outcome:
    """How it went.

    `counted` is how many votes were compared, `broken` holds the promises that were not kept, `stuck` why the evening
    could not go on; `desk` how long the acts of the ordering desk took; `amounts` how much people brought.
    """

    code: str
    seed: int
    figures: Figures
    counted: int
    decision: str | None
    report: str | None
    broken: list[Broken]
    stuck: str | None
    desk: Spread | None = None
    amounts: dict[str, int] = field(default_factory=dict)

    def line(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))


class NotAllowed(Exception):
    """This address may be somebody else's server."""


def rehearse(wish: Wish, words: Words, *, anywhere: bool = False, quiet: bool = False) -> Outcome:
    """Play the evening; progress goes to the terminal's error stream. Raises NotAllowed, Refusal, OSError.

    Without `lead` it goes on until the meeting closes, or Ctrl+C.
    """
    try:
        place = Place.read(wish.address)
    except ValueError as problem:
        raise NotAllowed(wish.address) from problem
    if not (anywhere or place.is_near()):
        raise NotAllowed(place.origin)
    _many_files()
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(_play(wish, place, words, quiet))


async def _play(wish: Wish, place: Place, words: Words, quiet: bool) -> Outcome:
    seed = SystemRandom().randrange(1_000_000) if wish.seed is None else wish.seed
    people = crowd(seed, wish.people, DAY if wish.tables else EVENING, wish.calm)
    tempo, helping = _tempos(wish)
    hall = Hall(place, wish.code, people, seed, tempo, wish.polls, wish.tables)
    line = await _console(wish, place, seed)
    crew = await gathered(place, line, wish.tables, seed, helping) if line and wish.tables else None
    begun, stuck, evening = time.monotonic(), None, Evening()
    try:
        with _progress(hall, line, words, quiet):
            await hall.arrive(ARRIVES_FAST if wish.fast else ARRIVES_WITHIN)
            if wish.lead and line is not None:
                chance = Random(f"{seed}/{wish.code}")  # noqa: S311
                leader = Leader(line, chance, hall=hall, crew=crew, pace=_pace(wish))
                evening = leader.evening
                await leader.lead()
            else:
                await _watch(hall, line, evening)
            await hall.rest(hall.latest, HURRY.patience)
    except Stuck as problem:
        stuck = str(problem)
    except asyncio.CancelledError:  # Ctrl+C: tell what is known so far
        current = asyncio.current_task()
        if current is not None:
            current.uncancel()
    report = next((guest.phone.view["report"] for guest in hall.inside if guest.phone.view.get("report")), None)
    page = await _page(place, report) if report else None
    phones = [guest.phone for guest in hall.inside]
    most = max((phone.view.get("people", 0) for phone in phones), default=0)
    strangers = max(0, most - len(phones))
    closed = any(phone.view.get("over") for phone in phones)
    broken = check(
        phones,
        evening.tallies,
        people=max(most, len(phones)),
        strangers=strangers,
        report=page if closed else None,
    )
    broken += check_several(phones, evening.chosen)
    figures = measure(hall, time.monotonic() - begun, line.asked if line and wish.lead else ())
    desk = crew.figures() if crew else None
    if crew:
        await crew.leave()
    await hall.leave()
    if line:
        await line.stop()
    address = f"{place.origin}{report}" if report else None
    counted = len(evening.tallies) + len(evening.chosen)
    return Outcome(wish.code, seed, figures, counted, evening.decision, address, broken, stuck, desk, evening.amounts)


def _tempos(wish: Wish) -> tuple[Tempo, Tempo]:
    """How long people take, and those who help."""
    if wish.fast:
        return FAST, FAST
    return (BRISK, BRISK_HELPERS) if wish.brisk else (Tempo(), Tempo())


def _pace(wish: Wish) -> Pace:
    if wish.real:
        return REAL
    return HURRY if wish.fast else BRISK_PACE if wish.brisk else Pace()


async def _console(wish: Wish, place: Place, seed: int) -> Phone | None:
    """The facilitator's line, where a link was given."""
    if wish.console is None:
        return None
    token = wish.console.rstrip("/").rpartition("/")[2]
    line = await staff(place, token, "facilitator", Random(f"{seed}/{wish.code}/console"), wish.code)  # noqa: S311
    line.start()
    return line


async def _watch(hall: Hall, line: Phone | None, evening: Evening) -> None:
    """Until the meeting is over; the console's wire tells the tallies, where there is one."""
    if line is not None:
        line.heard = lambda: evening.see(line.view)
    await hall.over()


async def _page(place: Place, path: str) -> str | None:
    exchange = Exchange(place)
    with contextlib.suppress(OSError):
        reply = await exchange.get(path)
        return reply.body.decode() if reply.status == 200 else None
    return None


# On the terminal


@contextlib.contextmanager
def _progress(hall: Hall, line: Phone | None, words: Words, quiet: bool) -> Iterator[None]:
    """Who is inside, where the evening is, and how much was acknowledged, while it goes on."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet, transient=True) as progress:
        inside = progress.add_task(words("rehearse.inside"), total=len(hall.guests))
        answered = progress.add_task(words("rehearse.acknowledged"), total=None)
        ticker = asyncio.get_running_loop().create_task(_tick(progress, inside, answered, hall, words))
        try:
            yield
        finally:
            ticker.cancel()


async def _tick(progress: Progress, inside: TaskID, answered: TaskID, hall: Hall, words: Words) -> None:
    while True:
        step = hall.latest.get("step")
        where = words(f"rehearse.step.{step}") if step else ""
        progress.update(inside, completed=len(hall.inside), description=f"{words('rehearse.inside')} {where}")
        progress.update(answered, completed=hall.done)
        await asyncio.sleep(0.25)


def summary(outcome: Outcome, words: Words) -> None:
    """The figures as a table on the terminal."""
    figures = outcome.figures
    table = Table(title=words("rehearse.summary", code=outcome.code, seed=outcome.seed), show_header=False)
    table.add_column()
    table.add_column()
    rows: list[tuple[str, Any]] = [
        ("joined", f"{figures.joined} / {figures.people}"),
        ("turned_away", _counts(figures.turned_away)),
        ("acknowledged", figures.acknowledged),
        ("refused", _counts(figures.refused)),
        ("unanswered", figures.unanswered or None),
        ("mishaps", _counts(figures.mishaps)),
        ("reconnects", figures.reconnects),
        ("given_up", figures.given_up or None),
        ("closed", _counts(figures.closed)),
        ("page_ms", _row(figures.page_ms)),
        ("join_ms", _row(figures.join_ms)),
        ("state_ms", _row(figures.state_ms)),
        ("ack_ms", _row(figures.ack_ms)),
        ("block_ms", _row(figures.block_ms)),
        ("frames", _row(figures.frames_a_phone)),
        ("bytes", _row(figures.bytes_a_phone)),
        ("largest_view", max(figures.largest_view.values(), default=None)),
        ("desk_ms", _row(outcome.desk)),
        ("seconds", f"{figures.seconds:.1f} ({words('rehearse.row.cpu', seconds=f'{figures.own_cpu_seconds:.1f}')})"),
        ("report", outcome.report),
    ]
    for name, value in rows:
        if value is not None:
            table.add_row(words(f"rehearse.row.{name}"), str(value))
    console = Console(soft_wrap=True)
    console.print(table)
    for broken in outcome.broken:
        console.print(f"{broken.invariant}: {broken.what}", markup=False)
    verdict = "broken" if outcome.broken else "kept" if outcome.counted else "not_counted"
    console.print(words(f"rehearse.{verdict}"), markup=False)
    if outcome.stuck:
        console.print(words("rehearse.stuck", reason=outcome.stuck), markup=False)


def _counts(counts: dict[str, int]) -> str | None:
    return ", ".join(f"{name} {n}" for name, n in sorted(counts.items()) if n) or None


def _row(known: Spread | None) -> str | None:
    if known is None:
        return None
    return f"p50 {known.p50:g}  p95 {known.p95:g}  p99 {known.p99:g}  max {known.worst:g}"


def _many_files() -> None:
    """A hall needs a file descriptor a phone: as many as the system lets us have."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST_PEOPLE * 3 if most == resource.RLIM_INFINITY else min(most, MOST_PEOPLE * 3)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # there is none for Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


__all__ = ["NotAllowed", "Outcome", "Refusal", "Wish", "rehearse", "summary"]
