"""`make screenshots`: leads a whole meeting with a practice hall and photographs every surface at every moment.

Room, console and one phone, at the sizes people have, by day and by night, in Dutch and in English; what stands still
is photographed once, when the meeting is over: desk, helpers, texts, run sheet, paper, report and the commissioner's
page. Beside the pictures comes a contact sheet for each surface, to look at all of them at once.
"""

from __future__ import annotations

import asyncio
import html
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from playwright.async_api import Browser, Page, TimeoutError, async_playwright

from meeting.procedure.templates import OFFERED
from meeting.web.panels.gathering import ARRIVAL, CARDS
from tests.e2e.conftest import CALM, Server, chromium
from tests.pictures.posing import QUESTION, SETTLED, evening, invitation, moment_of, visitor

SURFACES = ("room", "console", "phone")


@dataclass(frozen=True)
class Look:
    """One way to look at a surface: how large, and by day or by night."""

    surface: str
    width: int
    height: int
    theme: str

    @property
    def name(self) -> str:
        return f"{self.surface}-{self.width}x{self.height}-{self.theme}"


LOOKS = (
    Look("room", 1920, 1080, "night"),
    Look("room", 1920, 1080, "day"),
    Look("room", 1366, 768, "night"),
    Look("room", 1024, 768, "night"),
    Look("room", 2000, 1000, "night"),
    Look("console", 1440, 900, "day"),
    Look("console", 1024, 768, "day"),
    Look("console", 768, 1024, "day"),
    Look("phone", 390, 844, "day"),
    Look("phone", 390, 844, "night"),
    Look("phone", 320, 568, "day"),
)
STILL = {
    "desk": "/desk",
    "helpers": "/console/{code}/helpers",
    "texts": "/console/{code}/texts",
    "sheet": "/sheet/{code}",
    "paper": "/paper/{code}",
    "report": "/report/{code}",
}
STILL_LOOKS = (Look("pages", 1280, 900, "day"), Look("pages", 390, 844, "day"))
ROOM_THEME = {"night": "hall", "day": "day"}


@dataclass
class Camera:
    """Photographs each moment once; `shots` holds what was taken, by the look's name."""

    pages: Mapping[str, Page]
    folder: Path
    language: str
    looks: tuple[Look, ...] = LOOKS
    shots: dict[str, list[Path]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    async def take(self, view: Mapping[str, Any]) -> None:
        moment = moment_of(view)
        if moment in self._seen:
            return
        self._seen.add(moment)
        await asyncio.sleep(SETTLED)
        if view["step"] == "gathering":
            await _all_in(self.pages["room"])
        for look in self.looks:
            page = self.pages[look.surface]
            await page.set_viewport_size({"width": look.width, "height": look.height})
            await self._dress(page, look)
            await asyncio.sleep(SETTLED / 2)
            path = self.folder / f"{len(self._seen):02d}-{moment}-{look.name}-{self.language}.png"
            await page.screenshot(path=path, full_page=look.surface == "phone")
            self.shots.setdefault(look.name, []).append(path)

    async def take_still(self, name: str, page: Page) -> None:
        """A page that stands still, from top to bottom."""
        for look in STILL_LOOKS:
            await page.set_viewport_size({"width": look.width, "height": look.height})
            await asyncio.sleep(SETTLED)
            path = self.folder / f"{name}-{look.name}-{self.language}.png"
            await page.screenshot(path=path, full_page=True)
            self.shots.setdefault(look.name, []).append(path)

    async def _dress(self, page: Page, look: Look) -> None:
        """Phones and staff's pages follow the device; the hall's theme is the facilitator's choice."""
        await page.emulate_media(color_scheme="dark" if look.theme == "night" else "light")
        if look.surface == "room":
            await page.evaluate(
                "theme => document.querySelectorAll('[data-theme]').forEach(each => { each.dataset.theme = theme; })",
                ROOM_THEME[look.theme],
            )


async def _all_in(room: Page) -> None:
    """Cards come on the room screen one after the other: wait until there are as many as it holds."""
    with suppress(TimeoutError):
        await room.get_by_test_id("card").nth(CARDS - 1).wait_for(timeout=CARDS * (ARRIVAL + SETTLED) * 1000)


async def _evening(browser: Browser, server: Server, wish: Wish, folder: Path, language: str) -> Camera:
    links = server.new(QUESTION, "--language", language, "--template", wish.template)
    visitors = [await visitor(browser, language) for _ in SURFACES]
    pages = {name: await each.new_page() for name, each in zip(SURFACES, visitors, strict=True)}
    for name, page in pages.items():
        await page.goto(links[name].replace("localhost", "127.0.0.1"))
    camera = Camera(pages, folder, language)
    try:
        await evening(server, links, wish.people, camera)
        await _stand_still(browser, server, links["code"], camera)
    finally:
        for each in visitors:
            await each.close()
    return camera


async def _stand_still(browser: Browser, server: Server, code: str, camera: Camera) -> None:
    """The pages of the facilitator that stand still, and the commissioner's own."""
    staff = await camera.pages["console"].context.new_page()
    await staff.goto(server.desk)
    for name, address in STILL.items():
        await staff.goto(server.address + address.format(code=code))
        await camera.take_still(name, staff)
    hers = await (await visitor(browser, camera.language)).new_page()
    link = await invitation(staff, server.address + STILL["helpers"].format(code=code))
    await hers.goto(link.replace("localhost", "127.0.0.1"))
    await camera.take_still("commissioner", hers)
    await hers.context.close()


def _sheet(name: str, shots: list[Path]) -> str:
    """A page with all pictures of one look, in the order of the evening."""
    figures = "".join(
        f'<figure><img src="{html.escape(shot.name)}" alt=""><figcaption>{html.escape(shot.stem)}</figcaption></figure>'
        for shot in shots
    )
    style = "body{font:14px sans-serif;display:flex;flex-wrap:wrap;gap:12px}figure{margin:0}img{height:300px}"
    return f'<!doctype html><meta charset="utf-8"><title>{name}</title><style>{style}</style>{figures}'


async def _contact(browser: Browser, folder: Path, shots: Mapping[str, list[Path]]) -> None:
    page = await browser.new_page(viewport={"width": 1800, "height": 900})
    for name, taken in shots.items():
        place = folder / f"{name}.html"
        place.write_text(_sheet(name, taken))
        await page.goto(place.as_uri())
        await page.screenshot(path=folder / f"contact-{name}.png", full_page=True)


@dataclass(frozen=True)
class Wish:
    """How many people, in which languages, and by which run sheet."""

    people: int
    languages: tuple[str, ...]
    template: str


async def _all(wish: Wish, folder: Path) -> dict[str, list[Path]]:
    shots: dict[str, list[Path]] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=CALM)
        with tempfile.TemporaryDirectory(prefix="kring-pictures-") as data:
            server = Server(Path(data))
            server.start()
            try:
                for language in wish.languages:
                    camera = await _evening(browser, server, wish, folder, language)
                    for name, taken in camera.shots.items():
                        shots.setdefault(f"{name}-{language}", []).extend(taken)
            finally:
                server.stop()
        await _contact(browser, folder, shots)
        await browser.close()
    return shots


def main(
    people: Annotated[int, typer.Option(help="How many people answer in the hall.")] = 30,
    languages: Annotated[str, typer.Option(help="Which languages, with commas.")] = "nl,en",
    template: Annotated[str, typer.Option(help=f"Which run sheet: {', '.join(OFFERED)}.")] = "neighbourhood",
    out: Annotated[Path, typer.Option(help="The folder for the pictures.")] = Path("screenshots"),
) -> None:
    """Lead a meeting and photograph every moment of it."""
    out.mkdir(parents=True, exist_ok=True)
    shots = asyncio.run(_all(Wish(people, tuple(languages.split(",")), template), out.resolve()))
    typer.echo(
        f"{sum(map(len, shots.values()))} pictures in {out}, with a contact sheet for each of {len(shots)} looks."
    )


if __name__ == "__main__":
    typer.run(main)
