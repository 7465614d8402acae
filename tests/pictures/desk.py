"""`make desk`: four people order three hundred cards at once, each in a browser window of their own, to the last name.

One drags with a mouse, one with a finger on a tablet, one has a keyboard only, and one taps. Photographs are taken as
the desk fills; then the power goes, every window must show what is on disk, and all of it is taken back to the start.
The command ends with 1 when a page complained, when a card lay in two places, or when windows differ.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer
from playwright.async_api import Browser, CDPSession, Error, Page, TimeoutError, WebSocket, async_playwright
from rich.console import Console
from rich.table import Table

from tests.e2e.conftest import CALM, Server, chromium
from tests.pictures.hands import Finger, Hand, Keys, Mouse, Seen, Taps, Topic, look
from tests.pictures.opgaven import as_csv, titles

QUESTION = "Wat staat ons als gemeente de komende vijf jaar te doen?"
SIZES = {"mouse": (1440, 900), "finger": (1024, 768), "keys": (1366, 768), "taps": (768, 1024)}
PATIENCE = 5_000  # milliseconds for what a page should do at once
LONGEST = 1_500  # seconds: the break of a large day
GRIP = 4  # cards that somebody takes together
NAMES_BETWEEN = 0.15  # of the acts, while cards still wait
AT = (0, 100, 200, 300)  # cards laid when photographs are taken
TITLES = titles()
SHOWN = Console(soft_wrap=True)

PICTURE = """async () => {
    document.querySelectorAll('.topic .link[aria-expanded=false]').forEach((each) => each.click());
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const all = (parent, path) => [...parent.querySelectorAll(path)].map((each) => each.dataset.card).sort();
    const cards = (column) => all(document, column + ' [data-card]');
    const topics = [...document.querySelectorAll('.topic')].map((each) => [each.dataset.drop, {
        name: each.querySelector('h3').textContent, agreed: each.classList.contains('agreed'),
        cards: all(each, '[data-card]') }]);
    return { pile: cards('.pile'), loose: cards('.loose'), topics: Object.fromEntries(topics) };
}"""


@dataclass
class Window:
    """Somebody at the desk, and how it went for them."""

    kind: str
    hand: Hand
    line: CDPSession
    chance: Random
    acts: int = 0
    late: int = 0
    refused: int = 0
    undone: int = 0
    told: int = 0
    busy: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.hand.page

    def complained(self, error: Error) -> None:
        self.wrong.append(str(error))

    def listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda _: self._heard())

    def _heard(self) -> None:
        self.told += 1

    async def spent(self) -> float:
        """Seconds of processor time that the page's own thread took so far."""
        found = (await self.line.send("Performance.getMetrics"))["metrics"]
        return float(next(each["value"] for each in found if each["name"] == "TaskDuration"))

    async def picture(self) -> dict[str, Any]:
        """Where every card lies, to the eye."""
        found: dict[str, Any] = await self.page.evaluate(PICTURE)
        return found


async def work(window: Window) -> None:
    """Until every card has its place and every name a second person."""
    while True:
        seen = await look(window.page)
        plan = _plan(seen, window)
        if plan is None:
            if await _at_rest(window):
                return
            await asyncio.sleep(0.2)
            continue
        try:
            await plan()
            window.acts += 1
        except (TimeoutError, AssertionError):
            window.late += 1
            await window.page.keyboard.press("Escape")
        seen = await look(window.page)
        window.refused += bool(seen.error)


async def _at_rest(window: Window) -> bool:
    """Nothing waits for anybody any more."""
    return bool(
        await window.page.evaluate(
            """() => !document.querySelector('.pile [data-card]')
                && [...document.querySelectorAll('.topic')].every((each) => each.classList.contains('agreed'))"""
        )
    )


def _plan(seen: Seen, window: Window) -> Callable[[], Awaitable[None]] | None:
    if seen.pile and window.chance.random() > NAMES_BETWEEN:
        return _laying(seen, window)
    return _naming(seen, window) or (_laying(seen, window) if seen.pile else None)


def _about(topic: Topic) -> str | None:
    return TITLES[topic.cards[0]] if topic.cards else None


def _laying(seen: Seen, window: Window) -> Callable[[], Awaitable[None]] | None:
    hand, near = window.hand, list(seen.pile)[: window.hand.reach]
    first = window.chance.choice(near)
    name = TITLES[seen.pile[first]]
    if name is None:
        return lambda: _seen_through(window, [first], hand.loosen(first))
    like = [each for each in near if each != first and TITLES[seen.pile[each]] == name]
    cards = [first, *window.chance.sample(like, min(len(like), GRIP - 1))]
    home = next((each.id for each in seen.topics if _about(each) == name), None)
    if home is None and len(cards) < 2:
        return None
    return lambda: _seen_through(window, cards, hand.lay(cards, home))


async def _seen_through(window: Window, cards: Sequence[str], act: Awaitable[None]) -> None:
    """Until the cards have left the pile here, or the page says why not."""
    await act
    await window.page.wait_for_function(
        """(cards) => document.querySelector('.banner.error')
            || cards.every((each) => !document.querySelector(`.pile [data-card="${each}"]`))""",
        arg=list(cards),
    )


def _naming(seen: Seen, window: Window) -> Callable[[], Awaitable[None]] | None:
    hand = window.hand
    known: dict[str, str] = {}
    for topic in window.chance.sample(seen.topics, len(seen.topics)):
        name = _about(topic)
        if name is None:
            continue
        if name in known and not seen.pile:
            one, other = sorted((topic.id, known[name]))
            return lambda: hand.join(one, other)
        known[name] = topic.id
        if topic.unnamed:
            return lambda: hand.name(topic.id, name)
        if topic.asks:
            return lambda: hand.agree(topic.id)
    return None


async def windows(browser: Browser, links: Sequence[str]) -> list[Window]:
    made = []
    for (kind, (width, height)), link in zip(SIZES.items(), links, strict=True):
        touch = kind in ("finger", "taps")
        size = {"width": width, "height": height}
        context = await browser.new_context(viewport=size, locale="nl-NL", has_touch=touch)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        line = await context.new_cdp_session(page)
        await line.send("Performance.enable", {"timeDomain": "threadTicks"})
        window = Window(kind, _hand(kind, page, line), line, Random(kind))
        page.on("websocket", window.listen)
        page.on("pageerror", window.complained)
        await page.goto(link)
        await page.locator("#main h1").wait_for()
        made.append(window)
    return made


def _hand(kind: str, page: Page, line: CDPSession) -> Hand:
    match kind:
        case "mouse":
            return Mouse(page)
        case "finger":
            return Finger(page, line)
        case "keys":
            return Keys(page)
    return Taps(page)


async def brought(browser: Browser, server: Server, links: Mapping[str, str]) -> list[str]:
    """The list comes in at the console, as a facilitator brings it; the links of four places at the desk."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="nl-NL")
    page = await context.new_page()
    await page.goto(links["console"].replace("localhost", "127.0.0.1"))
    await page.get_by_test_id("chair-fold").locator("summary").first.click()
    await page.get_by_test_id("import-file").set_input_files(
        {"name": "opgaven.csv", "mimeType": "text/csv", "buffer": as_csv()}
    )
    await page.get_by_test_id("import-send").click()
    await page.get_by_text(f"{len(TITLES)} opgaven").last.wait_for()
    answer = await context.request.get(f"{server.address}/api/{links['code']}/places?desks={len(SIZES)}")
    found = [each["link"].replace("localhost", "127.0.0.1") for each in (await answer.json())["desks"]]
    await context.close()
    return found


class Camera:
    """Photographs the desk as it fills, on a laptop and on a tablet."""

    def __init__(self, folder: Path, looked: Sequence[Window]) -> None:
        self._folder, self._looked, self._left = folder, looked, list(AT)

    async def run(self) -> None:
        while self._left:
            laid = len(TITLES) - await self._looked[0].page.locator(".pile [data-card]").count()
            if laid >= self._left[0]:
                await self.take(f"{self._left.pop(0):03d}")
            await asyncio.sleep(0.3)

    async def take(self, name: str) -> None:
        for window in self._looked:
            width, height = SIZES[window.kind]
            await window.page.screenshot(path=self._folder / f"desk-{name}-{width}x{height}.png")


async def undone(window: Window) -> None:
    """Back and back again, as far as this one's own acts go."""
    while await window.hand.undo():
        window.undone += 1
        await asyncio.sleep(0.2)


def judged(pictures: Mapping[str, dict[str, Any]]) -> list[str]:
    """What is wrong with how the desk stands in these windows."""
    wrong = []
    first = next(iter(pictures.values()))
    for name, each in pictures.items():
        lying = [*each["pile"], *each["loose"], *(card for topic in each["topics"].values() for card in topic["cards"])]
        if len(lying) != len(TITLES) or len(set(lying)) != len(TITLES):
            wrong.append(f"{name}: {len(lying)} places for {len(set(lying))} cards")
        if each != first:
            wrong.append(f"{name} shows another desk")
    return wrong


async def _ordered(browser: Browser, server: Server, folder: Path) -> int:
    links = server.new(QUESTION, "--language", "nl", "--template", "opgaven")
    places = await brought(browser, server, links)
    made = await windows(browser, places)
    camera = Camera(folder, [each for each in made if each.kind in ("mouse", "finger")])
    photographs, begun = asyncio.create_task(camera.run()), time.monotonic()
    async with asyncio.timeout(LONGEST):
        await asyncio.gather(*(work(each) for each in made))
    took = time.monotonic() - begun
    for each in made:
        each.busy = await each.spent() * 1000 / max(each.told, 1)
    await photographs
    await camera.take("named")
    wrong = judged(await _shown(made))
    before = await made[0].picture()
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    await asyncio.sleep(5)
    fresh = (await windows(browser, places))[:1]
    wrong += judged({"before the power went": before, **await _shown(made), "a new window": await fresh[0].picture()})
    ordered = _told(before)
    while await _once_more(made):
        pass
    await camera.take("undone")
    wrong += judged(await _shown(made))
    left = await made[0].picture()
    if left["topics"] or left["loose"]:
        wrong.append(f"not back at the start: {_told(left)}")
    wrong += [f"{each.kind}: {problem}" for each in made for problem in each.wrong]
    _tell(made, took, ordered)
    for problem in wrong:
        SHOWN.print(problem, style="red")
    return len(wrong)


async def _once_more(made: Sequence[Window]) -> bool:
    """All of them take back what they can; whether anybody could."""
    before = sum(each.undone for each in made)
    await asyncio.gather(*map(undone, made))
    await asyncio.sleep(1)
    return sum(each.undone for each in made) > before


async def _shown(made: Sequence[Window]) -> dict[str, dict[str, Any]]:
    await asyncio.sleep(1)
    return {each.kind: await each.picture() for each in made}


def _told(picture: Mapping[str, Any]) -> str:
    topics = picture["topics"].values()
    named = f"{len(topics)} topics, {sum(each['agreed'] for each in topics)} with a name that two people saw"
    return f"{named}; {len(picture['loose'])} single voices, {len(picture['pile'])} cards wait"


def _tell(made: Sequence[Window], took: float, ordered: str) -> None:
    SHOWN.print(f"{took:.0f} s: {ordered}")
    table = Table("window", "acts", "refused", "too late", "undone", "told", "ms of processor for each")
    for each in made:
        row = (each.acts, each.refused, each.late, each.undone, each.told, round(each.busy, 1))
        table.add_row(each.kind, *map(str, row))
    SHOWN.print(table)
    tabs = sorted(count for each in made if isinstance(each.hand, Keys) for count in each.hand.tabs)
    SHOWN.print(f"keyboard: {tabs[len(tabs) // 2]} presses of Tab in the middle, {tabs[-1]} at most")


async def ordering(folder: Path) -> int:
    with tempfile.TemporaryDirectory() as data:
        server = Server(Path(data))
        server.start()
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium(), args=CALM)
                return await _ordered(browser, server, folder)
        finally:
            server.stop()


def main(folder: Annotated[Path, typer.Option(help="Where the photographs go.")] = Path("screenshots/desk")) -> None:
    """Order three hundred cards in four browser windows."""
    folder.mkdir(parents=True, exist_ok=True)
    raise typer.Exit(int(asyncio.run(ordering(folder)) > 0))


if __name__ == "__main__":
    typer.run(main)
