"""Four ways to work at the ordering desk in a real browser: a mouse, a finger that drags, a keyboard, taps."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import CDPSession, Locator, Page

STEPS = 12  # pieces in which a drag goes from one place to the other
STEP = 0.016  # seconds between two of them: a frame
STAYED = 0.33  # seconds a finger stays on a card to take it up
MOST_TABS = 400  # presses after which what somebody looks for is not on the page
Point = tuple[float, float]

LOOK = """() => {
    const words = (face) => ({id: face.dataset.card, text: face.querySelector('.words').textContent});
    const free = (face) => face.getAttribute('aria-disabled') !== 'true';
    const offered = (topic) => [...topic.querySelectorAll('.buttons > .plain')].map((each) => each.textContent);
    return {
        pile: [...document.querySelectorAll('.pile [data-card]')].filter(free).map(words),
        topics: [...document.querySelectorAll('.topic')].map((topic) => ({
            id: topic.dataset.drop.slice('topic:'.length),
            name: topic.querySelector('h3').textContent,
            cards: [...topic.querySelectorAll('[data-card]')].map(words),
            unnamed: offered(topic).includes('Geef een naam'),
            asks: offered(topic).includes('Goede naam'),
        })),
        error: (document.querySelector('.banner.error') || {}).textContent || '',
    };
}"""


@dataclass(frozen=True)
class Topic:
    """A topic as it stands on the page; `unnamed` and `asks`: whether this window offers to name it, or to agree."""

    id: str
    name: str
    cards: tuple[str, ...]
    unnamed: bool
    asks: bool


@dataclass(frozen=True)
class Seen:
    """What somebody sees: the cards that wait, by their ids, as far as nobody else has them in hand; and the topics."""

    pile: dict[str, str]
    topics: tuple[Topic, ...]
    error: str


async def look(page: Page) -> Seen:
    found: dict[str, Any] = await page.evaluate(LOOK)
    topics = (
        Topic(each["id"], each["name"], tuple(card["text"] for card in each["cards"]), each["unnamed"], each["asks"])
        for each in found["topics"]
    )
    return Seen({each["id"]: each["text"] for each in found["pile"]}, tuple(topics), found["error"])


class Hand(ABC):
    """Somebody in a window of their own. They lay what they chose, name topics, and agree with what others named."""

    reach = 300  # cards of the pile that they look through

    def __init__(self, page: Page) -> None:
        self.page = page

    def card(self, card: str) -> Locator:
        return self.page.locator(f'[data-card="{card}"]')

    def topic(self, topic: str) -> Locator:
        return self.page.locator(f'[data-drop="topic:{topic}"]')

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page.locator("body")).get_by_role("button", name=name, exact=True)

    @abstractmethod
    async def lay(self, cards: Sequence[str], topic: str | None) -> None:
        """These cards to a topic; to a new one where there is none."""

    @abstractmethod
    async def loosen(self, card: str) -> None: ...

    @abstractmethod
    async def press(self, button: Locator) -> None: ...

    async def name(self, topic: str, name: str) -> None:
        """Whoever finds a name in the field leaves it: somebody else was first."""
        await self.press(self.button("Geef een naam", self.topic(topic)))
        field = self.page.locator("#name")
        if await field.input_value():
            return await self.page.keyboard.press("Escape")
        await self.page.keyboard.type(name)
        return await self.page.keyboard.press("Enter")

    async def agree(self, topic: str) -> None:
        await self.press(self.button("Goede naam", self.topic(topic)))

    async def join(self, one: str, other: str) -> None:
        """Through the list of topics, as everybody can."""
        await self.press(self.topic(other).locator("summary"))
        await self.topic(other).get_by_label("Voeg samen met").select_option(value=one)
        await self.press(self.button("Voeg samen", self.topic(other)))

    async def undo(self) -> bool:
        """Take the last own act back; False when there is none."""
        button = self.page.get_by_role("button", name="Terugdraaien")
        if await button.get_attribute("aria-disabled"):
            return False
        await button.press("Enter")
        return True


def way(start: Point, end: Point) -> Iterator[Point]:
    """The points of a drag."""
    for step in range(1, STEPS + 1):
        part = step / STEPS
        yield start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


async def middle(place: Locator) -> Point:
    """Where on the screen this is, brought into sight."""
    await place.scroll_into_view_if_needed()
    box = await place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 24)


class Mouse(Hand):
    async def lay(self, cards: Sequence[str], topic: str | None) -> None:
        for each in cards:
            await self.card(each).click()
        handle = self.topic(topic).locator(".handle") if topic else self.page.locator(".fresh")
        await self._drag(self.card(cards[-1]), handle)

    async def loosen(self, card: str) -> None:
        await self._drag(self.card(card), self.page.locator(".loose h2"))

    async def press(self, button: Locator) -> None:
        await button.click()

    async def join(self, one: str, other: str) -> None:
        """By its head, onto the other one."""
        await self._drag(self.topic(other).locator(".handle"), self.topic(one).locator(".handle"))

    async def _drag(self, what: Locator, to: Locator) -> None:
        end = await middle(to)
        start = await middle(what)
        await self.page.mouse.move(*start)
        await self.page.mouse.down()
        for point in way(start, end):
            await self.page.mouse.move(*point)
            await asyncio.sleep(STEP)
        await self.page.mouse.move(*await middle(to))  # it may have moved meanwhile, and the hand follows
        await self.page.mouse.up()


class Finger(Hand):
    """A finger on a tablet: it stays on a card to take it up, and pulls it along."""

    def __init__(self, page: Page, line: CDPSession) -> None:
        super().__init__(page)
        self._line = line

    async def lay(self, cards: Sequence[str], topic: str | None) -> None:
        for each in cards:
            await self.card(each).tap()
        handle = self.topic(topic).locator(".handle") if topic else self.page.locator(".fresh")
        await self._drag(self.card(cards[-1]), handle)

    async def loosen(self, card: str) -> None:
        await self._drag(self.card(card), self.page.locator(".loose h2"))

    async def press(self, button: Locator) -> None:
        await button.tap()

    async def _drag(self, what: Locator, to: Locator) -> None:
        end = await middle(to)
        start = await middle(what)
        await self._touch("touchStart", start)
        await asyncio.sleep(STAYED)
        for point in way(start, end):
            await self._touch("touchMove", point)
            await asyncio.sleep(STEP)
        await self._touch("touchMove", await middle(to))  # it may have moved meanwhile, and the finger follows
        await self._touch("touchEnd")

    async def _touch(self, kind: str, *points: Point) -> None:
        there = [{"x": x, "y": y} for x, y in points]
        await self._line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": there})


class Taps(Hand):
    """Nothing is dragged: cards are chosen, and what can be done with them is tapped."""

    async def lay(self, cards: Sequence[str], topic: str | None) -> None:
        for each in cards:
            await self.card(each).tap()
        if topic is None:
            await self.button("Nieuw onderwerp").tap()
        else:
            n = len(cards)
            await self.button(f"Leg {n} kaart{'en' if n > 1 else ''} hier", self.topic(topic)).tap()

    async def loosen(self, card: str) -> None:
        await self.card(card).tap()
        await self.button("Laat los staan").tap()

    async def press(self, button: Locator) -> None:
        await button.tap()


class Keys(Hand):
    """No pointer at all: Tab, arrows, space bar and Enter. `tabs` counts how far each thing was away."""

    reach = 40

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.tabs: list[int] = []

    async def lay(self, cards: Sequence[str], topic: str | None) -> None:
        await self._choose(cards)
        if topic is None:
            return await self.press(self.button("Nieuw onderwerp"))
        await self._reach(self.page.get_by_label("Leg bij"), back=True)
        await self.page.keyboard.type((await self.topic(topic).locator("h3").inner_text())[:40])
        return await self.press(self.button("Leg erbij"))

    async def loosen(self, card: str) -> None:
        await self._choose([card])
        await self.press(self.button("Laat los staan"))

    async def press(self, button: Locator) -> None:
        await self._reach(button, back=await self._above(button))
        await self.page.keyboard.press("Enter")

    async def _choose(self, cards: Sequence[str]) -> None:
        pile = self.page.locator('.pile [data-card][tabindex="0"]')
        await self._reach(pile, back=await self._above(pile))
        for each in await self._in_order(cards):
            await self._walk_to(each)
            await self.page.keyboard.press("Space")

    async def _in_order(self, cards: Sequence[str]) -> list[str]:
        there: list[str] = await self.page.eval_on_selector_all(
            ".pile [data-card]", "faces => faces.map(each => each.dataset.card)"
        )
        return sorted(set(cards) & set(there), key=there.index)

    async def _walk_to(self, card: str) -> None:
        """By arrows, which end at the ends of the list."""
        away: int = await self.card(card).evaluate(
            """face => {
                const faces = [...face.closest('.cards').querySelectorAll('[data-card]')];
                return faces.indexOf(face) - faces.indexOf(document.activeElement);
            }"""
        )
        for _ in range(abs(away)):
            await self.page.keyboard.press("ArrowDown" if away > 0 else "ArrowUp")

    async def _above(self, place: Locator) -> bool:
        """Whether this comes before what has the keyboard now."""
        return bool(
            await place.evaluate(
                "one => !!(document.activeElement.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING)"
            )
        )

    async def _reach(self, place: Locator, *, back: bool) -> None:
        for pressed in range(MOST_TABS):
            if await place.evaluate("one => one === document.activeElement"):
                self.tabs.append(pressed)
                return
            await self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"not reached by keyboard: {place}")
