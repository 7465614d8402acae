"""Where hosts practise with a table of their own: one practice for each link, and not more than a laptop carries."""

from __future__ import annotations

import asyncio
from functools import partial

from meeting.live.hub import Hall, Hub
from meeting.live.practice import TablePractice, may_practise
from meeting.procedure.core import Refused
from meeting.procedure.seating import standing
from meeting.words import Words, translator

MOST = 100
"""Hosts that practise at the same time: a hall has about seventy."""
CARDS = range(1, 8)


class TablePractices:
    """The practices that go on now, by the link of the host they are for."""

    def __init__(self) -> None:
        self._going: dict[str, tuple[TablePractice, asyncio.Task[None]]] = {}

    def hall(self, hub: Hub, beside: Hall, link: str, at: str | None) -> Hall:
        """The practice of the host who has this link to this table, begun when there is none. Raises Refused."""
        if link in self._going and not self._going[link][0].done:
            return self._going[link][0].hall
        meeting = beside.live.meeting
        table = standing(meeting, at)
        if table is None:
            raise Refused("no_table")
        if not may_practise(meeting):
            raise Refused("practice_not_now")
        if len(self._going) >= MOST:
            raise Refused("practice_full")
        cards = _cards(translator(meeting.language))
        practice = TablePractice(beside.live, table, cards, hub.address, hub.build)
        task = asyncio.get_running_loop().create_task(practice.run())
        self._going[link] = practice, task
        task.add_done_callback(partial(self._ended, link))
        return practice.hall

    def close(self) -> None:
        for _, task in self._going.values():
            task.cancel()

    def _ended(self, link: str, task: asyncio.Task[None]) -> None:
        if link in self._going and self._going[link][1] is task:  # who practises once more has another one
            del self._going[link]


def _cards(words: Words) -> list[str]:
    return [words(f"host.practice.card.{number}") for number in CARDS]
