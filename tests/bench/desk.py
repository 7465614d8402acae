"""Four people order three hundred cards: how long until an act is on disk, and until the room screen shows it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from meeting.rehearsal.client import Asked, Phone
from meeting.rehearsal.crew import Crew, gathered
from meeting.rehearsal.people import FAST
from meeting.rehearsal.sentences import bank
from tests.bench.servers import Kring
from tests.bench.stage import CHANCE, Stage, answered, until

CARDS, WRITERS = 300, 150
SEED = 20261122
BATCH = 50  # ids in one message
LONGEST = 120  # characters of a sentence, so that something fits behind it
SEEN_WITHIN = 5.0  # seconds after which an act that the screen never showed was overtaken by another


class Watch:
    """Looks at the room screen for what the desk did: `seen` holds milliseconds from the act until it stands there."""

    def __init__(self, room: Phone, crew: Crew) -> None:
        self.seen: dict[str, float] = {}
        self._room, self._crew = room, crew
        room.heard = self._look

    def _look(self) -> None:
        now = time.monotonic()
        topics = {each["id"]: each for each in (self._room.view.get("clustering") or {}).get("topics", ())}
        for act in acts(self._crew):
            if act.id not in self.seen and now - act.sent_at < SEEN_WITHIN and _stands(act, topics):
                self.seen[act.id] = (now - act.sent_at) * 1000


def _stands(act: Asked, topics: dict[str, Any]) -> bool:
    """Whether the screen shows what this act did."""
    topic = topics.get(act.body.get("cluster_id", ""))
    if topic is None or act.do not in ("lay_together", "name_topic"):
        return False
    if act.do == "name_topic":
        return bool(topic["name"] == act.body["name"])
    there = {each["id"] for each in topic["cards"]}
    return all(each["viewpoint_id"] in there for each in act.body["cards"])


def acts(crew: Crew) -> list[Asked]:
    return [asked for worker in crew.workers for asked in worker.acts]


async def ordered(kring: Kring) -> tuple[list[float], list[float]]:
    """Milliseconds of each act to its answer, and of what the room screen shows to the screen."""
    stage = await Stage.open(kring, "opgaven")
    await stage.join(WRITERS, WRITERS / 200)
    await _write(stage)
    await stage.enter("topics")
    ids = [each["id"] for each in stage.console.view["inbox"]]
    batches = [ids[at : at + BATCH] for at in range(0, len(ids), BATCH)]
    await answered([stage.console.ask("show_viewpoints", block="topics", viewpoint_ids=batch) for batch in batches])
    stage.room.start()
    await until(lambda: bool(stage.room.view.get("clustering")), "the room screen")
    crew = await gathered(kring.place, stage.console, 1, SEED, FAST)
    watch = Watch(stage.room, crew)
    await until(lambda: crew.at_rest("topics"), "the desk")
    await asyncio.sleep(1)
    await crew.leave()
    await stage.leave()
    return [act.took * 1000 for act in acts(crew) if act.ok and act.took is not None], list(watch.seen.values())


async def _write(stage: Stage) -> None:
    await stage.enter("gather")
    asked, short = [], [each for each in bank().view if len(each) < LONGEST]
    for number in range(CARDS):
        phone = stage.phones[number % WRITERS]
        text = f"{CHANCE.choice(short)} Dat zegt nummer {number}."
        asked.append(phone.ask("submit_viewpoint", viewpoint_id=phone.new_id(), block_id="gather", text=text))
    await answered(asked)
    came = sum(each.ok is True for each in asked)
    await until(
        lambda: len(stage.console.view["inbox"]) == came == CARDS, f"{CARDS} cards, of which {came} came in", 20
    )
