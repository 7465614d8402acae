"""`make screenshots`: leads a whole meeting with a practice hall and photographs every surface at every moment.

Room, console and one phone, at the sizes people have, by day and by night, in Dutch and in English. Beside the
pictures comes a contact sheet for each surface, to look at all of them at once.
"""

from __future__ import annotations

import asyncio
import html
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer
from playwright.async_api import Browser, Page, async_playwright

from meeting.rehearsal.client import staff
from meeting.rehearsal.exchange import Place
from meeting.rehearsal.hall import Hall
from meeting.rehearsal.leader import Leader, Pace
from meeting.rehearsal.people import FAST, SPLIT, crowd
from tests.e2e.conftest import CALM, Server, chromium

QUESTION = "Wat is ervoor nodig zodat ons plein in 2030 veilig en levendig is, ook in de avond?"
SETTLED = 0.7  # seconds in which a surface has drawn what it was told
PACE = Pace(talk=0.0, look=0.0, patience=20.0, quiet=1.0)
SEED = 7


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
    Look("phone", 390, 844, "day"),
    Look("phone", 390, 844, "night"),
    Look("phone", 320, 568, "day"),
)
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
        moment = _moment(view)
        if moment in self._seen:
            return
        self._seen.add(moment)
        await asyncio.sleep(SETTLED)
        for look in self.looks:
            page = self.pages[look.surface]
            await page.set_viewport_size({"width": look.width, "height": look.height})
            await self._dress(page, look)
            await asyncio.sleep(SETTLED / 2)
            path = self.folder / f"{len(self._seen):02d}-{moment}-{look.name}-{self.language}.png"
            await page.screenshot(path=path, full_page=look.surface == "phone")
            self.shots.setdefault(look.name, []).append(path)

    async def _dress(self, page: Page, look: Look) -> None:
        """Phones and staff's pages follow the device; the hall's theme is the facilitator's choice."""
        await page.emulate_media(color_scheme="dark" if look.theme == "night" else "light")
        if look.surface == "room":
            await page.evaluate(
                "theme => document.querySelectorAll('[data-theme]').forEach(each => { each.dataset.theme = theme; })",
                ROOM_THEME[look.theme],
            )


def _moment(view: Mapping[str, Any]) -> str:
    """What makes a moment another one: where the meeting is, and how far a vote or a need is."""
    known, minority = view.get("round") or {}, view["room"].get("minority") or {}
    needs = sorted({each["state"] for each in view["positions"]})
    parts = [view["block"], known.get("state"), "shared" if minority.get("shared") else None]
    if view["step"] in ("weaving", "minority"):
        parts += needs
    if view["decision"]["number"] > 1:
        parts.append("decided")
    return "-".join(str(part) for part in parts if part)


class Posing(Leader):
    """A leader who waits for the camera before each act."""

    camera: Camera

    async def _take_time(self) -> None:
        await self.camera.take(self.view)


async def _evening(browser: Browser, server: Server, wish: Wish, folder: Path, language: str) -> Camera:
    links = server.new(QUESTION, "--language", language)
    place = Place.read(server.address)
    pages = {name: await _open(browser, links[name], language) for name in ("room", "console", "phone")}
    camera = Camera(pages, folder, language)
    hall = Hall(place, links["code"], crowd(SEED, wish.people, SPLIT, calm=True), SEED, FAST, 0.0)
    line = await staff(place, links["console"].rpartition("/")[2], "facilitator", Random(SEED), links["code"])
    line.start()
    await hall.arrive(1.0)
    leader = Posing(line, Random(SEED), hall=hall, pace=PACE)
    leader.camera = camera
    try:
        await leader.lead()
        await camera.take({**leader.view, "block": "over"})
    finally:
        await hall.leave()
        await line.stop()
        for page in pages.values():
            await page.context.close()
    return camera


async def _open(browser: Browser, address: str, language: str) -> Page:
    context = await browser.new_context(locale="nl-NL" if language == "nl" else "en-GB")
    page = await context.new_page()
    await page.goto(address.replace("localhost", "127.0.0.1"))
    return page


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
    """How many people, and in which languages."""

    people: int
    languages: tuple[str, ...]


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
    out: Annotated[Path, typer.Option(help="The folder for the pictures.")] = Path("screenshots"),
) -> None:
    """Lead a meeting and photograph every moment of it."""
    out.mkdir(parents=True, exist_ok=True)
    shots = asyncio.run(_all(Wish(people, tuple(languages.split(","))), out.resolve()))
    typer.echo(
        f"{sum(map(len, shots.values()))} pictures in {out}, with a contact sheet for each of {len(shots)} looks."
    )


if __name__ == "__main__":
    typer.run(main)
