"""Who helps in a practice hall: how long the leader waits for them."""

import asyncio
import time
from random import Random

import orjson

from meeting.rehearsal.client import Phone
from meeting.rehearsal.crew import Crew
from meeting.rehearsal.exchange import Place
from meeting.rehearsal.hosts import Helper
from meeting.rehearsal.people import FAST

PATIENCE = 0.2


class Busy(Helper):
    """Somebody who is never done."""

    def next_act(self):
        return "look", {}


def crew_of_one():
    crew = Crew()
    phone = Phone(Place("http", "127.0.0.1", 1), "123456", Random(1))
    crew.hosts = {1: Busy(phone, Random(1), FAST, crew.stirred)}
    return crew, phone


def test_helpers_who_get_something_done_are_waited_for_beyond_the_patience_and_those_who_do_not_are_left():
    async def waited():
        crew, phone = crew_of_one()
        resting = asyncio.ensure_future(crew.rest("topics", PATIENCE))
        begun = time.monotonic()
        while time.monotonic() < begun + 3 * PATIENCE:
            asked = phone.ask("look")
            phone.received(orjson.dumps({"re": asked.id, "ok": True}))
            await asyncio.sleep(PATIENCE / 4)
        return resting.done(), await resting

    assert asyncio.run(waited()) == (False, False)
