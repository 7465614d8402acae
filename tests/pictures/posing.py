"""Leads a whole evening with a practice hall for somebody who looks on: before each act they look at every page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, Protocol

from playwright.async_api import Browser, BrowserContext, Page

from meeting.rehearsal.client import staff
from meeting.rehearsal.exchange import Place
from meeting.rehearsal.hall import Hall
from meeting.rehearsal.leader import Leader, Pace
from meeting.rehearsal.people import FAST, crowd
from tests.e2e.conftest import Server

QUESTION = "Wat is ervoor nodig zodat ons plein in 2030 veilig en levendig is, ook in de avond?"
SETTLED = 0.7  # seconds in which a surface has drawn what it was told
PACE = Pace(talk=0.0, look=0.0, patience=20.0, quiet=1.0)
SEED = 7
LOCALES = {"nl": "nl-NL", "en": "en-GB"}


class Onlooker(Protocol):
    """Looks at the pages as they stand, given what the console shows."""

    async def take(self, view: Mapping[str, Any]) -> None: ...


class Posing(Leader):
    """A leader who waits for the onlooker before each act."""

    onlooker: Onlooker

    async def _take_time(self) -> None:
        await self.onlooker.take(self.view)


async def evening(
    server: Server, links: Mapping[str, str], people: int, onlooker: Onlooker, *, several: bool = False
) -> None:
    """From the door to the closed meeting, and once more when it is over; `several` chooses among proposals."""
    place = Place.read(server.address)
    hall = Hall(place, links["code"], crowd(SEED, people, calm=True), SEED, FAST, 0.0)
    line = await staff(place, links["console"].rpartition("/")[2], "facilitator", Random(SEED), links["code"])
    line.start()
    await hall.arrive(1.0)
    leader = Posing(line, Random(SEED), hall=hall, several=several, pace=PACE)
    leader.onlooker = onlooker
    try:
        await leader.lead()
        await onlooker.take({**leader.view, "block": "over"})
    finally:
        await hall.leave()
        await line.stop()


async def visitor(browser: Browser, language: str, **wishes: Any) -> BrowserContext:
    """A browser of somebody who speaks this language."""
    return await browser.new_context(locale=LOCALES[language], **wishes)


async def invitation(staff: Page, helpers: str) -> str:
    """The commissioner's own link, made as a facilitator makes it."""
    await staff.goto(helpers)
    await staff.get_by_test_id("helper-role-commissioner").check()
    await staff.get_by_test_id("helper-make").click()
    return await staff.get_by_test_id("helper-link").input_value()


def _heard(view: Mapping[str, Any]) -> Iterator[str]:
    """How far the room is with a question, with views, with topics, and below the waterline."""
    voices, arranged = view.get("spreading") or {}, view.get("clustering") or {}
    below = view["room"].get("waterline")
    told = {
        "fits": (view.get("framing") or {}).get("fits"),
        "voice": voices.get("now"),
        "named": any(topic["name"] for topic in arranged.get("topics", ())),
        "counted": voices.get("counted") or arranged.get("counted"),
        "sides": below and below["sides"],
        "grains": below and view["grains"],
    }
    yield from (name for name, so in told.items() if so)


def moment_of(view: Mapping[str, Any]) -> str:
    """What makes a moment another one: where the meeting is, and how far a vote, a need or what is heard is."""
    known, minority = view.get("round") or {}, view["room"].get("minority") or {}
    needs = sorted({each["state"] for each in view["positions"]})
    parts = [view["block"], known.get("kind"), known.get("state"), "shared" if minority.get("shared") else None]
    parts += _heard(view)
    if view["step"] in ("weaving", "minority"):
        parts += needs
    if view["decision"]["number"] > 1:
        parts.append("decided")
    return "-".join(str(part) for part in parts if part)
