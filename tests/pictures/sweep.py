"""`make accessible`: leads whole meetings and holds every page, at every moment, against WCAG 2.2.

Each page is looked at by axe (A, AA and best practices), in dark for what depends on colour, and at 320 pixels with
and without a reader's own spacing of text. A page that is built as one that was right is not looked at again, also
not by a later run, until its style sheets change: so a run may be broken off, and `--anew` looks at everything. What is
found is told at once; the command ends with 1 if there was anything.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, Page, async_playwright
from rich.console import Console
from rich.table import Table

from meeting.procedure.templates import OFFERED
from tests.e2e.accessible import FINGER, NARROW, OPTIONS, POINTER, REFLOW, SPACED
from tests.e2e.conftest import CALM, Server, chromium
from tests.pictures.known import Known, mark_of, words_of
from tests.pictures.posing import QUESTION, SETTLED, evening, invitation, moment_of, visitor

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
HALL = {"width": 1920, "height": 1080}
COLOUR = {**OPTIONS, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RIGHT = Path(__file__).parents[2] / "accessible.txt"
THEMES = ("light", "dark")
ROOM_THEME = {"light": "day", "dark": "hall"}
DRESS = "theme => document.querySelectorAll('.k-hall').forEach(each => { each.dataset.theme = theme; })"
OPEN = "() => document.querySelectorAll('details').forEach(each => { each.open = true; })"
STILL = "() => document.getAnimations().forEach(each => { try { each.finish(); } catch { each.cancel(); } })"
SHOWN = Console(soft_wrap=True)


@dataclass(frozen=True)
class Surface:
    """One page of the meeting: who opens it, at which size, and whether it follows the meeting by itself.

    One that hardly changes is opened anew at every so many moments (`rarely`), and when the meeting is over.
    """

    name: str
    who: str
    size: dict[str, int] = field(default_factory=lambda: WIDE, hash=False)
    live: bool = True
    rarely: int = 1

    @property
    def least(self) -> int:
        """How high a button is at least."""
        return FINGER if self.size is PHONE else POINTER


SURFACES = (
    Surface("room", "screen", HALL),
    Surface("console", "staff"),
    Surface("phone", "phone", PHONE),
    Surface("plain", "plain", PHONE, live=False),
    Surface("desk", "staff", live=False, rarely=10),
    Surface("helpers", "staff", live=False, rarely=10),
    Surface("texts", "staff"),
    Surface("paper", "staff"),
    Surface("sheet", "staff", live=False, rarely=10),
    Surface("commissioner", "commissioner"),
    Surface("report", "staff", live=False),
)


@dataclass(frozen=True)
class Wrong:
    """Something that is not as it should be; `what` is the rule, or what is lost at 320 pixels."""

    surface: str
    what: str
    where: str
    first: str


@dataclass
class Inspector:
    """Looks at every page at each moment; `wrong` counts what is broken, once an element, with where it was first.

    `stood` counts the pages there were, `looks` those that were built as none before.
    """

    pages: Mapping[Surface, Page]
    language: str
    known: Known
    wrong: Counter[Wrong] = field(default_factory=Counter)
    looks: Counter[str] = field(default_factory=Counter)
    stood: Counter[str] = field(default_factory=Counter)
    moments: set[str] = field(default_factory=set)

    async def take(self, view: Mapping[str, Any]) -> None:
        moment = moment_of(view)
        if moment in self.moments:
            return
        rank, over = len(self.moments), view["over"]
        self.moments.add(moment)
        SHOWN.print(f"{datetime.now().astimezone():%H:%M:%S} {self.language}: {moment}")
        await asyncio.sleep(SETTLED)
        for surface, page in self.pages.items():
            if over or rank % surface.rarely == 0:
                await self._look_at(surface, page, moment)

    async def _look_at(self, surface: Surface, page: Page, moment: str) -> None:
        self.stood[surface.name] += 1
        if not surface.live:
            await page.reload()
        if surface.name != "console":  # its folded parts would open over each other
            await page.evaluate(OPEN)
        for theme in THEMES:
            await self._axe(surface, page, f"{moment} {theme} {self.language}", theme)
        if surface.name != "room":
            await self._narrow(surface, page, f"{moment} {self.language}")

    async def _axe(self, surface: Surface, page: Page, first: str, theme: str) -> None:
        """Colours are the same in every language; all other rules are looked at by light, in each."""
        if surface.name == "room":
            await page.evaluate(DRESS, ROOM_THEME[theme])
        mark = await mark_of(page, surface.name, theme, self.language if theme == "light" else "")
        if not self.known.is_new(mark):
            return
        await page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        await page.evaluate(STILL)
        self.looks[f"{surface.name} axe"] += 1
        found = await _standing(page, OPTIONS if theme == "light" else COLOUR)
        for each in found:
            for node in each["nodes"]:
                self._note(Wrong(surface.name, each["id"], _bare(node["html"]), first), node["failureSummary"])
        if not found:
            self.known.is_right(mark)

    async def _narrow(self, surface: Surface, page: Page, first: str) -> None:
        mark = await mark_of(page, surface.name, "320", await words_of(page))
        if not self.known.is_new(mark):
            return
        await page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        lost = False
        for spaced in (False, True):
            await page.evaluate(SPACED, spaced)
            self.looks[f"{surface.name} 320"] += 1
            for each in await page.evaluate(REFLOW, surface.least):
                lost = True
                what, _, where = each.partition(": ")
                self._note(Wrong(surface.name, f"320 {what}", _bare(where), f"{first}{' spaced' * spaced}"))
        await page.evaluate(SPACED, False)
        await page.set_viewport_size(surface.size)  # type: ignore[arg-type]
        if not lost:
            self.known.is_right(mark)

    def _note(self, found: Wrong, why: str = "") -> None:
        """The same element is one mistake, however often it is seen."""
        known = next((each for each in self.wrong if _same(each, found)), None)
        self.wrong[known or found] += 1
        if known is None:
            SHOWN.print(f"  {found.surface}: {found.what} ({found.first}) {found.where}", markup=False)
            if why:
                SHOWN.print(f"    {' '.join(why.split())}", markup=False)


async def _standing(page: Page, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is broken and is so still a moment later: a page that changes while axe reads it is read wrong."""
    if not await _violations(page, options):
        return []
    await asyncio.sleep(SETTLED)
    await page.evaluate(STILL)
    return await _violations(page, options)


async def _violations(page: Page, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What axe finds; it is brought into a page once."""
    if not await page.evaluate("() => Boolean(window.axe)"):
        await page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = await page.evaluate(
        "options => axe.run(options).then(results => results.violations)", options
    )
    return found


def _bare(markup: str) -> str:
    return re.sub(r'\s(?:id|for|aria-labelledby|aria-describedby|style)="[^"]*"', "", markup)[:180]


def _same(one: Wrong, other: Wrong) -> bool:
    return (one.surface, one.what, one.where) == (other.surface, other.what, other.where)


async def _pages(browser: Browser, server: Server, links: Mapping[str, str], language: str) -> dict[Surface, Page]:
    """Every surface, opened by who opens it in a hall."""
    code = links["code"]
    people = {each.who: await visitor(browser, language) for each in SURFACES}
    staff = await people["staff"].new_page()
    for door in (server.desk, links["console"]):
        await staff.goto(door.replace("localhost", "127.0.0.1"))
    hers = await invitation(staff, f"{server.address}/console/{code}/helpers")
    came_in = await people["plain"].new_page()
    await came_in.goto(f"{server.address}/{code}/plain")
    await came_in.locator("main button").first.click()
    await came_in.close()
    addresses = {
        "room": links["room"],
        "phone": links["phone"],
        "plain": f"/{code}/plain",
        "desk": "/desk",
        "helpers": f"/console/{code}/helpers",
        "texts": f"/console/{code}/texts",
        "commissioner": hers,
        "report": f"/report/{code}?lang={language}",
    }
    pages = {}
    for surface in SURFACES:
        page = await people[surface.who].new_page()
        address = addresses.get(surface.name, f"/{surface.name}/{code}").replace("localhost", "127.0.0.1")
        await page.set_viewport_size(surface.size)  # type: ignore[arg-type]
        await page.goto(address if address.startswith("http") else server.address + address)
        pages[surface] = page
    await staff.close()
    return pages


async def _all(people: int, language: str, known: Known, template: str) -> Inspector:
    """Two evenings in a language: one proposal, and several to choose among."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=CALM)
        with tempfile.TemporaryDirectory(prefix="kring-accessible-") as data:
            server = Server(Path(data), language)
            server.start()
            inspector = Inspector({}, language, known)
            try:
                for several in (False, True):
                    links = server.new(QUESTION, "--language", language, "--template", template)
                    inspector.pages = await _pages(browser, server, links, language)
                    await evening(server, links, people, inspector, several=several)
                    for context in browser.contexts:
                        await context.close()
            finally:
                server.stop()
        await browser.close()
    return inspector


def _rows(inspectors: list[Inspector]) -> Iterator[tuple[str, ...]]:
    for surface in SURFACES:
        looks = [sum(each.looks[f"{surface.name} {kind}"] for each in inspectors) for kind in ("axe", "320")]
        wrong = [found for each in inspectors for found in each.wrong if found.surface == surface.name]
        narrow = sum(found.what.startswith("320") for found in wrong)
        stood = sum(each.stood[surface.name] for each in inspectors)
        yield surface.name, *map(str, (stood, looks[0], len(wrong) - narrow, looks[1], narrow))


def main(
    people: Annotated[int, typer.Option(help="How many people answer in the hall.")] = 24,
    languages: Annotated[str, typer.Option(help="Which languages, with commas.")] = "nl,en",
    template: Annotated[str, typer.Option(help=f"Which run sheet: {', '.join(OFFERED)}.")] = "neighbourhood",
    anew: Annotated[bool, typer.Option(help="Also look at what was right before.")] = False,
) -> None:
    """Lead meetings, and hold every page at every moment against WCAG 2.2."""
    known = Known(RIGHT)
    if anew:
        known.forget()
    inspectors = [asyncio.run(_all(people, language, known, template)) for language in languages.split(",")]
    table = Table("page", "seen", "axe runs", "broken", "looks at 320 px", "lost")
    for row in _rows(inspectors):
        table.add_row(*row)
    SHOWN.print(table)
    SHOWN.print(f"{sum(len(each.moments) for each in inspectors)} moments.")
    raise typer.Exit(1 if any(each.wrong for each in inspectors) else 0)


if __name__ == "__main__":
    typer.run(main)
