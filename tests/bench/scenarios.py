"""What is measured: one function a scenario of the plan, each on a hall that is already there."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from meeting.rehearsal.check import check
from meeting.rehearsal.client import Phone
from meeting.rehearsal.evening import rehearse
from meeting.rehearsal.figures import spread
from meeting.words import translator
from tests.bench.afternoon import Afternoon
from tests.bench.book import Book
from tests.bench.day import day_of
from tests.bench.desk import CARDS, ordered
from tests.bench.servers import FloorServer, Kring
from tests.bench.stage import CHANCE, Clock, Returns, Stage, answered, until
from tests.bench.suggesting import TEXTS, answers, compared, written

JOINS_WITHIN = 2.0  # seconds
PAUSE = 0.3  # seconds between two changes of the block
WAVE = 5.0  # seconds in which a phone may hear one frame beside its own answer
CPU = "server CPU a phone"
TOO_LONG = 20.0  # milliseconds nothing may hold the event loop


@dataclass
class Plan:
    """How much is measured."""

    runs: int = 3
    storms: int = 2
    minute: float = 60.0
    idle: float = 10.0
    cut: float = 30.0
    stalled: float = 45.0


@dataclass
class Floors:
    """What the bare server took, run by run, in milliseconds; `cpu_…` is its processor time a phone."""

    block: list[float] = field(default_factory=list)
    durable_block: list[float] = field(default_factory=list)
    echo: list[float] = field(default_factory=list)
    durable: list[float] = field(default_factory=list)
    cpu_block: list[float] = field(default_factory=list)
    cpu_durable: list[float] = field(default_factory=list)


class Bench:
    """Everything a scenario needs: the server, the hall, the floors, the book."""

    def __init__(self, kring: Kring, floors: Floors, plan: Plan, book: Book, phones: int) -> None:
        self.kring, self.floors, self.plan, self.book, self.phones = kring, floors, plan, book, phones
        self._stage: Stage | None = None
        self._run_since = time.monotonic()

    async def stage(self) -> Stage:
        """The hall of this size; it comes in when the first scenario wants it."""
        if self._stage is None:
            self._stage = await Stage.open(self.kring)
            await self._stage.join(self.phones, self.phones / 200)
            await asyncio.sleep(1)
        return self._stage

    async def leave(self) -> None:
        if self._stage:
            await self._stage.leave()
            self._stage = None

    def stalls(self, scenario: str, since: float) -> None:
        """How long the event loop answered nobody while it computed: what others do on its core is only noted."""
        found = self.kring.stalls(since, time.monotonic())
        most = max((stall.computed for stall in found), default=0.0)
        late = max((stall.late for stall in found), default=0.0)
        held = sum(stall.computed > TOO_LONG for stall in found)
        note = f"{held} above {TOO_LONG:g} ms; with waiting for the core {len(found)}, the longest {late:g} ms"
        self.book.add(scenario, self.phones, "event loop held", "ms", [most], bar=TOO_LONG, note=note)


# The floor


async def floor(server: FloorServer, phones: int, runs: int, length: int) -> Floors:
    """The same clients at the bare server: one frame to all, an echo, and both after a durable commit.

    In the rhythm of what is compared with it: a server that had a pause is slower than one in full swing.
    """
    lines = [Phone(server.place, "000000", Random(CHANCE.random())) for _ in range(phones)]
    console = Phone(server.place, "000000", Random(CHANCE.random()))
    for line in (*lines, console):
        line.start()
        await asyncio.sleep(0.001)
    await until(lambda: all(line.view for line in (*lines, console)), "the floor")
    found = Floors()
    for durable, blocks, echoes in ((False, found.block, found.echo), (True, found.durable_block, found.durable)):
        for _ in range(runs):
            cpu = server.cpu
            blocks.append(await _floor_block(console, lines, length, durable))
            found.cpu_block += [(server.cpu - cpu) * 1000 / phones] * durable
            await asyncio.sleep(PAUSE)
        for _ in range(runs):
            fields = {"round_id": "r", "choice": ["for"], "rev": 1, "durable": durable}
            cpu, clock = server.cpu, Clock()
            took = await answered([line.ask("cast_ballot", **fields) for line in lines])
            echoes.append(_p99(took))
            found.cpu_durable += [(server.cpu - cpu) * 1000 / phones] * durable
            await asyncio.sleep(max(0.0, WAVE - clock.seconds) if durable else PAUSE)
    for line in (*lines, console):
        await line.stop()
    return found


async def _floor_block(console: Phone, lines: Sequence[Phone], length: int, durable: bool) -> float:
    block = str(int(console.view["block"]) + 1)
    asked = console.ask("block", length=length, durable=durable)
    await until(lambda: all(line.view["block"] == block for line in (*lines, console)), "a frame of the floor")
    return (max(line.shown[-1].at for line in lines) - asked.sent_at) * 1000


# The scenarios


async def joining(bench: Bench) -> None:
    """All open the page, join, connect and get their first state within two seconds; and what a phone costs."""
    first, begun = True, time.monotonic()
    figures: dict[str, list[float]] = {"page": [], "join": [], "state": [], "cpu": []}
    busy, memory = 0.0, 0.0
    for _ in range(bench.plan.storms):
        stage = await Stage.open(bench.kring)
        await stage.join(5, 0)
        await asyncio.sleep(1)
        cpu, before, clock = bench.kring.cpu, bench.kring.memory, Clock()
        phones = await stage.join(bench.phones, JOINS_WITHIN)
        busy = max(busy, clock.busy)
        await asyncio.sleep(0.5)
        if first:
            memory, first = (bench.kring.memory - before) / bench.phones / 1000, False
        figures["cpu"].append((bench.kring.cpu - cpu) * 1000 / bench.phones)
        for name in ("page", "join", "state"):
            known = spread(getattr(phone.traffic, f"{name}_ms") for phone in phones)
            assert known is not None
            figures[name].append(known.p95)
        refused = sum(phone.traffic.refused_lines for phone in phones)
        await stage.leave()
    note = f"{refused} refused"
    for name, words in (("page", "page and its files"), ("join", "join"), ("state", "socket and first state")):
        values = figures[name]
        bench.book.add("join storm", bench.phones, f"{words} p95", "ms", values, bar=300, generator=busy, note=note)
    bench.book.add("join storm", bench.phones, CPU, "ms", figures["cpu"], bar=3)
    bench.book.add("memory", bench.phones, "server memory a phone", "kB", [memory], bar=60)
    bench.stalls("join storm", begun)


async def idle(bench: Bench) -> None:
    """A hall in which nothing happens, beside a server without a hall: the probe's clock is in both."""
    await asyncio.sleep(5)  # who was here before has left
    cpu, clock = bench.kring.cpu, Clock()
    await asyncio.sleep(bench.plan.idle / 2)
    empty = (bench.kring.cpu - cpu) / clock.seconds * 100
    await bench.stage()
    await asyncio.sleep(2)
    cpu, clock = bench.kring.cpu, Clock()
    await asyncio.sleep(bench.plan.idle)
    share = max(0.0, (bench.kring.cpu - cpu) / clock.seconds * 100 - empty)
    note = f"less the {empty:.1f} % of an empty server"
    bench.book.add(
        "idle hall", bench.phones, "server CPU", "% of a core", [share], bar=2, generator=clock.busy, note=note
    )


async def blocks(bench: Bench) -> None:
    """The block changes: from the act, over the disk, to the last phone."""
    stage = await bench.stage()
    begun, values, costs, busy = time.monotonic(), [], [], 0.0
    for number in range(bench.plan.runs * 2):
        clock, cpu = Clock(), bench.kring.cpu
        values.append(await stage.enter("talk" if number % 2 == 0 else "check-in"))
        costs.append((bench.kring.cpu - cpu) * 1000 / bench.phones)
        busy = max(busy, clock.busy)
        await asyncio.sleep(PAUSE)
    floor = bench.floors.durable_block
    note = f"frames of about {_length(stage)} bytes"
    bench.book.add(
        "block change", bench.phones, "last phone has it", "ms", values, floor=floor, ratio_bar=2, note=note,
        generator=busy,
    )  # fmt: skip
    bench.book.add("block change", bench.phones, CPU, "ms", costs, floor=bench.floors.cpu_block)
    bench.stalls("block change", begun)


async def votes(bench: Bench) -> None:
    """Everybody votes in one instant; each is answered once it is on disk; and what one phone hears of it."""
    stage = await bench.stage()
    await stage.open_round()
    await asyncio.sleep(6)  # the number of people has been told
    begun, slowest, heard, costs, busy = time.monotonic(), [], [], [], 0.0
    for _ in range(bench.plan.runs):
        frames = [phone.traffic.frames for phone in stage.phones]
        clock, cpu = Clock(), bench.kring.cpu
        took = await answered([stage.ballot(phone) for phone in stage.phones])
        costs.append((bench.kring.cpu - cpu) * 1000 / bench.phones)
        busy = max(busy, clock.busy)
        slowest.append(_p99(took))
        await asyncio.sleep(max(1.0, WAVE - clock.seconds))
        heard.append(max(phone.traffic.frames - known for phone, known in zip(stage.phones, frames, strict=True)))
    bench.book.add(
        "votes in one instant", bench.phones, "acknowledgement p99", "ms", slowest, floor=bench.floors.durable,
        ratio_bar=2, generator=busy,
    )  # fmt: skip
    bench.book.add("votes in one instant", bench.phones, CPU, "ms", costs, floor=bench.floors.cpu_durable)
    turnout = stage.console.view["round"]["progress"]["turnout"]
    bench.book.add("votes in one instant", bench.phones, "not counted", "ballots", [bench.phones - turnout], bar=0)
    note = "its own answer, its own part, and at most one more in 5 s"
    bench.book.add("vote wave", bench.phones, "frames to one phone", "in 5 s", heard, bar=3, note=note)
    bench.stalls("votes in one instant", begun)


async def viewpoints(bench: Bench) -> None:
    """As many viewpoints as phones in a minute, with a console and a room screen open."""
    stage = await bench.stage()
    await stage.enter("gather")
    stage.room.start()
    await until(lambda: bool(stage.room.view), "the room screen")
    seen: dict[str, dict[str, float]] = {"console": {}, "room": {}}
    tell = stage.console.heard

    def look(where: str) -> None:
        view = stage.console.view["inbox"] if where == "console" else stage.room.view["viewpoints"]
        now, known = time.monotonic(), seen[where]
        for each in view:
            known.setdefault(each["text"], now)

    def on_console() -> None:
        tell()
        look("console")

    stage.console.heard, stage.room.heard = on_console, lambda: look("room")
    begun, cpu, clock, asked = time.monotonic(), bench.kring.cpu, Clock(), []
    block = stage.console.view["block"]
    for number, phone in enumerate(stage.phones):
        due = begun + number * bench.plan.minute / len(stage.phones)
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        text = f"Bij nummer {number} is het te donker om te lopen."
        asked.append(phone.ask("submit_viewpoint", viewpoint_id=phone.new_id(), block_id=block, text=text))
    took = await answered(asked)
    texts = [each.body["text"] for each in asked]
    await until(lambda: all(text in known for known in seen.values() for text in texts), "both screens", 10)
    share = (bench.kring.cpu - cpu) / clock.seconds * 100
    current = [max(known[each.body["text"]] for known in seen.values()) - (each.answered_at or 0.0) for each in asked]
    worst = [max(0.0, max(current)) * 1000]
    note = f"server CPU {share:.0f} % of a core"
    bench.book.add(
        "viewpoints in a minute", bench.phones, "acknowledgement p99", "ms", [_p99(took)], bar=150,
        floor=bench.floors.durable, generator=clock.busy, note=note,
    )  # fmt: skip
    bench.book.add("viewpoints in a minute", bench.phones, "both screens current, worst", "ms", worst, bar=500)
    bench.stalls("viewpoints in a minute", begun)
    stage.console.heard = tell
    await stage.room.stop()


async def slow(bench: Bench) -> None:
    """A tenth of the phones stop reading; the others vote on."""
    stage = await bench.stage()
    await stage.open_round()
    some, others = stage.phones[::10], [phone for at, phone in enumerate(stage.phones) if at % 10]
    before = [await _calm_wave(stage, others) for _ in range(bench.plan.runs * 5)]
    memory, files, begun = bench.kring.memory, bench.kring.files, time.monotonic()
    for phone in some:
        phone.give_up = lambda: None  # type: ignore[method-assign]
        if phone._line:
            phone._line.stall()
    after: list[float] = []
    gone: float | None = None
    while time.monotonic() - begun < bench.plan.stalled:
        after.append(await _calm_wave(stage, others))
        if gone is None and bench.kring.files <= files - len(some) + 1:
            gone = time.monotonic() - begun
    grown = (bench.kring.memory - memory) / 1e6
    returns = Returns(some)
    back = time.monotonic()
    for phone in some:
        del phone.give_up
        if phone._line:
            phone._line.stall(reading=True)
        phone.regain_network()
    if gone is not None:
        await until(lambda: len(returns.at) == len(some), "the slow ones", 40)
        bench.book.add("10 % stop reading", bench.phones, "all back after", "s", [max(returns.at.values()) - back])
    runs = [sorted(after)[len(after) // 2]]
    bench.book.add(
        "10 % stop reading", bench.phones, "the others' acknowledgement p95", "ms", runs, floor=before, ratio_bar=1.2,
        note=f"median of {len(after)} waves; floor: {len(before)} before, in the same rhythm",
    )  # fmt: skip
    bench.book.add("10 % stop reading", bench.phones, "memory grew by", "MB", [grown], bar=50)
    note = "" if gone is not None else f"none within {bench.plan.stalled:g} s"
    bench.book.add("10 % stop reading", bench.phones, "let go after", "s", [gone or bench.plan.stalled], note=note)


async def _calm_wave(stage: Stage, phones: Sequence[Phone]) -> float:
    """The p95 of a wave with a second after it."""
    p95 = _p95(await _wave(stage, phones))
    await asyncio.sleep(1)
    return p95


async def _wave(stage: Stage, phones: Sequence[Phone]) -> list[float]:
    return await answered([stage.ballot(phone) for phone in phones])


async def restart(bench: Bench) -> None:
    """The server is stopped with ballots in flight and started again; seconds count from when it listens."""
    stage = await bench.stage()
    await stage.open_round()
    returns = Returns(stage.phones)
    asked = [stage.ballot(phone) for phone in stage.phones]
    down = Clock()
    await asyncio.to_thread(bench.kring.stop, signal.SIGTERM)
    await asyncio.to_thread(bench.kring.start)
    away = down.seconds
    begun, clock = time.monotonic(), Clock()
    await until(lambda: len(returns.at) == len(stage.phones), "everybody after the restart", 60)
    await answered(asked, 60)
    times = [max(0.0, at - begun) for at in returns.at.values()]
    wrong = sum(phone.view.get("block") != "vote" for phone in stage.phones)
    note = f"away for {away:.1f} s; {wrong} in a wrong block"
    name = "restart under load"
    bench.book.add(name, bench.phones, "95 % back after", "s", [_p95(times)], bar=5, generator=clock.busy, note=note)
    bench.book.add(name, bench.phones, "all back after", "s", [max(times)], bar=15)
    bench.stalls(name, begun)


async def loss(bench: Bench) -> None:
    """The Wi-Fi is gone for all and comes back for all in one moment; each votes again at once."""
    stage = await bench.stage()
    await stage.open_round()
    for phone in stage.phones:
        phone.lose_network()
    await asyncio.sleep(bench.plan.cut)
    asked = []
    returns = Returns(stage.phones, lambda phone: asked.append(stage.ballot(phone)))
    begun, clock, cpu = time.monotonic(), Clock(), bench.kring.cpu
    for phone in stage.phones:
        phone.regain_network()
    await until(lambda: len(returns.at) == len(stage.phones), "everybody after the loss", 60)
    busy = clock.busy
    took = await answered(asked, 60)
    times = [at - begun for at in returns.at.values()]
    name = f"{bench.plan.cut:g} s of lost Wi-Fi"
    note = f"all at once; server CPU {(bench.kring.cpu - cpu) * 1000 / bench.phones:.2f} ms a phone"
    bench.book.add(name, bench.phones, "all restored after", "s", [max(times)], bar=15, generator=busy, note=note)
    bench.book.add(name, bench.phones, "first acknowledgement p99", "ms", [_p99(took)], bar=1000)
    bench.stalls(name, begun)


async def counted(bench: Bench) -> None:
    """After everything that was voted: what phones were told is what is counted."""
    stage = await bench.stage()
    await stage.open_round()
    await _wave(stage, stage.phones)
    tally = await stage.close_round()
    broken = check(stage.phones, {str(stage.round_id): tally}, people=bench.phones)
    ballots = sum(each.ok is True and each.do == "cast_ballot" for phone in stage.phones for each in phone.asked)
    note = f"{ballots} acknowledged ballots compared with the count"
    bench.book.add("all counted", bench.phones, "promises broken", "", [len(broken)], bar=0, note=note)


async def polling(bench: Bench) -> None:
    """Everybody on plain requests instead of a socket."""
    await bench.leave()
    stage = await Stage.open(bench.kring)
    begun = time.monotonic()
    await stage.join(bench.phones, bench.phones / 200, polls=True)
    changes = [await stage.enter(block) for block in ("talk", "check-in", "talk")]
    await stage.open_round()
    slowest, busy = [], 0.0
    for _ in range(bench.plan.runs):
        await asyncio.sleep(1)
        clock = Clock()
        slowest.append(_p99(await _wave(stage, stage.phones)))
        busy = max(busy, clock.busy)
    name = "long-poll fallback"
    bench.book.add(name, bench.phones, "acknowledgement p99", "ms", slowest, bar=500, generator=busy)
    bench.book.add(name, bench.phones, "block change, last phone", "ms", changes, floor=bench.floors.durable_block)
    bench.stalls(name, begun)
    await stage.leave()


async def desk(bench: Bench) -> None:
    """Four people at the ordering desk of a new meeting, as often as there are runs, until all cards lie somewhere."""
    begun, clock = time.monotonic(), Clock()
    found = [await ordered(bench.kring) for _ in range(bench.plan.runs)]
    name, busy = f"desk of {CARDS} cards", clock.busy
    for at, words, bar in ((0, "answer on disk p95", 200), (1, "room screen shows it p95", 500)):
        note = f"{sum(len(each[at]) for each in found)} acts of four people"
        bench.book.add(
            name, bench.phones, words, "ms", [_p95(each[at]) for each in found], bar=bar, generator=busy, note=note
        )
    bench.stalls(name, begun)


async def likeness(bench: Bench) -> None:
    """Ballots while 1,500 texts are compared with each other, and the same when that is done."""
    await bench.leave()
    stage = await Stage.open(bench.kring)
    await stage.join(bench.phones, bench.phones / 200)
    await written(stage)
    begun = time.monotonic()
    await stage.open_round()
    busy = [await answers(stage) for _ in range(bench.plan.runs)]
    lasted = time.monotonic() - begun
    seconds = await compared(bench.kring, begun)
    calm = [await answers(stage) for _ in range(bench.plan.runs)]
    during = f"compared for {seconds:.0f} s, the waves took {lasted:.0f} s"
    note = during if seconds >= lasted else f"NOT all the while: {during}"
    name = f"{TEXTS} texts compared"
    p95 = [_p95(each) for each in calm]
    bench.book.add(
        name, bench.phones, "acknowledgement p95", "ms", [_p95(each) for each in busy], floor=p95, ratio_bar=1.2,
        note=f"floor: without comparing; {note}",
    )  # fmt: skip
    bench.book.add(name, bench.phones, "… without comparing", "ms", p95, floor=bench.floors.durable)
    bench.stalls(name, begun)
    await stage.leave()


async def choices(bench: Bench) -> None:
    """Choosing several of a full list, the vote on the package and signing up for teams: each in one instant."""
    await bench.leave()
    begun, afternoon = time.monotonic(), await Afternoon.open(bench.kring, bench.phones)
    found = {"choose up to five of the list": [await afternoon.choosing() for _ in range(bench.plan.runs)]}
    await afternoon.package()
    found["vote on the package"] = [await afternoon.voting() for _ in range(bench.plan.runs)]
    found["join a team"] = [await afternoon.signing_up()]
    for name, runs in found.items():
        bench.book.add(
            name, bench.phones, "acknowledgement p99", "ms", [_p99(took) for took in runs],
            floor=bench.floors.durable, ratio_bar=2, note=f"{len(runs[0])} in one instant",
        )  # fmt: skip
    bench.stalls("afternoon", begun)
    await afternoon.stage.leave()


async def day(bench: Bench) -> None:
    """A whole day of opgaven with hosts and a desk, at a pace that people have: the bars hold throughout, or not."""
    await bench.leave()
    begun, clock = time.monotonic(), Clock()
    links = await asyncio.to_thread(bench.kring.new, "opgaven")
    wish = day_of(bench.kring.place.origin, links, bench.phones)
    outcome = await asyncio.to_thread(rehearse, wish, translator("en"), quiet=True)
    figures, name = outcome.figures, f"a day at {wish.tables} tables"
    brought = ", ".join(f"{n} {what}" for what, n in outcome.amounts.items())
    wrong = [*(str(each) for each in outcome.broken), *([outcome.stuck] if outcome.stuck else [])]
    told: list[tuple[str, str, float | None, float | None]] = [
        ("acknowledgement p95", "ms", figures.ack_ms and figures.ack_ms.p95, None),
        ("acknowledgement p99", "ms", figures.ack_ms and figures.ack_ms.p99, 150),
        ("desk: answer on disk p95", "ms", outcome.desk and outcome.desk.p95, 200),
        ("block change, last phone, worst", "ms", figures.block_ms and figures.block_ms.worst, 500),
        ("promises broken, or stuck", "", len(wrong), 0),
    ]
    told += [(f"largest view: {step}", "bytes", size, 4096) for step, size in figures.largest_view.items()]
    for what, unit, value, bar in told:
        note = "; ".join(wrong) or brought if bar == 0 else ""
        bench.book.add(name, bench.phones, what, unit, [] if value is None else [value], bar=bar, note=note)
    share = f"{figures.acknowledged} acts in {figures.seconds:.0f} s"
    bench.book.add(name, bench.phones, "generator", "% of a core", [clock.busy * 100], bar=60, note=share)
    bench.stalls(name, begun)


def _length(stage: Stage) -> int:
    """Bytes of a whole private frame, as Kring sent it last: for the floor and the record."""
    known = spread(phone.traffic.bytes / max(1, phone.traffic.frames) for phone in stage.phones)
    return int(known.p50) if known else 0


def _p99(values: Sequence[float]) -> float:
    known = spread(values)
    return known.p99 if known else 0.0


def _p95(values: Sequence[float]) -> float:
    known = spread(values)
    return known.p95 if known else 0.0


LONG = ("day",)
"""What is measured only when it is asked for: it takes as long as people do."""

SCENARIOS: dict[str, Callable[[Bench], Awaitable[None]]] = {
    "join": joining,
    "idle": idle,
    "blocks": blocks,
    "viewpoints": viewpoints,
    "votes": votes,
    "slow": slow,
    "restart": restart,
    "loss": loss,
    "desk": desk,
    "likeness": likeness,
    "choices": choices,
    "day": day,
    "counted": counted,
    "polling": polling,
}
