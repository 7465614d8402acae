"""The moments of a day in which all choose at once: among many, about the package, and which team to join."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from meeting.rehearsal.client import Asked, Phone
from meeting.rehearsal.leader import LISTED, Leader, Pace
from tests.bench.servers import Kring
from tests.bench.stage import CHANCE, Stage, answered, until

WRITERS, JOIN_SHARE = 60, 0.3
PACE = Pace(talk=0.0, look=0.0, patience=3.0, quiet=0.5)
FEWEST = LISTED * 2  # views, so that a full list is left when some are laid together


class Afternoon:
    """One meeting in which so many phones are led from one of those moments to the next."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._leader = Leader(stage.console, Random(CHANCE.random()), pace=PACE)

    @classmethod
    async def open(cls, kring: Kring, phones: int) -> Afternoon:
        """At the list to choose from, with an open ballot."""
        stage = await Stage.open(kring, "opgaven")
        await stage.join(phones, phones / 200)
        afternoon = cls(stage)
        await stage.enter("gather")
        writers = stage.phones[:WRITERS]
        await answered([_view(phone, f"Opgave {n} van de wijk.") for n, phone in enumerate(writers)][:FEWEST])
        await stage.enter("topics")
        shown = [each["id"] for each in stage.console.view["inbox"]]
        await answered([stage.console.ask("show_viewpoints", block="topics", viewpoint_ids=shown)])
        await stage.enter("shortlist")
        await afternoon._led("cast_ballot")
        return afternoon

    async def choosing(self) -> list[float]:
        """Everybody chooses as many as may be, in one instant."""
        return await answered([self._ballot(phone, several=True) for phone in self.stage.phones])

    async def package(self) -> None:
        """Lead on to the vote on what was chosen, past a run-off where there is one."""
        chosen = self.stage.phones[0].wanted["id"]
        for phone in self.stage.phones:
            phone.heard = partial(self._plays_along, phone, {chosen})
        await self._led("cast_ballot", lambda ask: any(option["id"] == "for" for option in ask["options"]))

    async def voting(self) -> list[float]:
        return await answered([self._ballot(phone, several=False) for phone in self.stage.phones])

    async def signing_up(self) -> list[float]:
        """About a third joins a team in one instant."""
        await self._led("join_team")
        joining = [phone for phone in self.stage.phones if CHANCE.random() < JOIN_SHARE]
        return await answered([_join(phone) for phone in joining])

    async def _led(self, do: str, right: Callable[[dict[str, Any]], bool] = lambda ask: True) -> None:
        """Lead until every phone is asked this."""

        def asked(phone: Phone) -> bool:
            return phone.wanted.get("do") == do and right(phone.wanted)

        await self._leader.lead(until=lambda view: asked(self.stage.phones[0]))
        await until(lambda: all(map(asked, self.stage.phones)), do)
        await asyncio.sleep(1)

    def _plays_along(self, phone: Phone, been: set[str]) -> None:
        """What is not measured: chooses in a run-off and says yes to every check, once."""
        ask = phone.wanted
        if ask.get("do") != "cast_ballot" or ask["id"] in been:
            return
        been.add(ask["id"])
        if "most" in ask:
            self._ballot(phone, several=True)
        elif ask["key"] == "support":
            phone.ask("cast_ballot", round_id=ask["id"], choice=["along"], rev=1)

    def _ballot(self, phone: Phone, *, several: bool) -> Asked:
        ask = phone.wanted
        options = [each["id"] for each in ask["options"] if not several or "letter" in each]
        choice = _liked(options, ask["most"]) if several else CHANCE.choices(options, (8, 1, 1))
        rev = phone.next_rev("ballots", "cast_ballot", ask["id"])
        return phone.ask("cast_ballot", round_id=ask["id"], choice=choice, rev=rev)


def _liked(options: list[str], most: int) -> list[str]:
    """As many as may be; what comes first on the list is liked somewhat more, so that few are equal."""
    likes = {each: CHANCE.random() - 0.5 * place / len(options) for place, each in enumerate(options)}
    return sorted(options, key=lambda each: -likes[each])[:most]


def _view(phone: Phone, text: str) -> Asked:
    return phone.ask("submit_viewpoint", viewpoint_id=phone.new_id(), block_id="gather", text=text)


def _join(phone: Phone) -> Asked:
    ask = phone.wanted
    team, effort = CHANCE.choice(ask["options"])["id"], CHANCE.choice([None, *ask["efforts"]])
    return phone.ask("join_team", sign_up_id=phone.new_id(), team_id=team, rev=1, effort=effort, helps=None)
