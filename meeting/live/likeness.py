"""Looks, beside the event loop, which viewpoints of a meeting look alike: pairs for the console, questions to authors.

Nothing happens by itself: a pair is laid together by a person, or by nobody; an author is asked, and may say no.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from meeting.likeness import SAME, Index, Near
from meeting.live.meeting import LiveMeeting
from meeting.procedure.core import Refused, Role
from meeting.procedure.spreading import AskAlike
from meeting.procedure.state import Meeting, Viewpoint

AT_ONCE = 20
"""So many texts are looked at before the event loop hears of it, about a tenth of a second's work."""

MOST = 2_000
"""Texts beyond these are compared with nothing: people have their hands full already."""

log = logging.getLogger(__name__)


def alike(texts: Mapping[str, str]) -> set[frozenset[str]]:
    """Which of a few texts look alike, two by two; never two that may say the opposite."""
    index = Index()
    for ident, text in texts.items():
        index.put(ident, text)
    return {frozenset((ident, each.id)) for ident in texts for each in index.near(ident)}


class Likeness:
    """Of one meeting. `pairs` holds who looks like whom, and how much; it grows as texts come in.

    `serial` goes up whenever there are other pairs.
    """

    def __init__(self, live: LiveMeeting) -> None:
        self.pairs: dict[frozenset[str], float] = {}
        self.serial = 0
        self._live = live
        self._index = Index()
        self._taken: dict[str, int] = {}
        self._looked_at: object = None
        self._busy: asyncio.Task[None] | None = None
        self._watchers: list[Callable[[], object]] = []

    def watch(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call back when there are other pairs; returns what ends it."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback) if callback in self._watchers else None

    @property
    def same(self) -> set[frozenset[str]]:
        """The pairs that may well say the same."""
        return {pair for pair, likeness in self.pairs.items() if likeness >= SAME}

    def look(self) -> None:
        """See whether texts came in or changed; costs nothing where none did. A closed meeting is compared no more."""
        meeting = self._live.meeting
        if self._busy:
            return
        if meeting.closed_at:
            self._let_go()
        elif meeting.viewpoints is not self._looked_at:
            self._busy = asyncio.get_running_loop().create_task(self._catch_up())

    def stop(self) -> None:
        if self._busy:
            self._busy.cancel()

    async def _catch_up(self) -> None:
        try:
            while (meeting := self._live.meeting).viewpoints is not self._looked_at and not meeting.closed_at:
                changed = self._changed(meeting)
                if not changed:
                    self._looked_at = meeting.viewpoints
                    return
                found = await asyncio.to_thread(self._compare, changed[:AT_ONCE])
                await self._ask(found)
                self._tell()
        except Exception as problem:  # suggestions may fail; the evening may not
            log.error("Looking for what is alike failed: %s", type(problem).__name__)
        finally:
            self._busy = None
            if self._live.meeting.closed_at:
                self._let_go()

    def _let_go(self) -> None:
        """The index takes about 30 kB a text: a server may hold many evenings that are over."""
        self._index = Index()
        self._taken.clear()
        self.pairs.clear()

    def _changed(self, meeting: Meeting) -> list[Viewpoint]:
        """What came in, was worded anew, or went, since it was looked at."""
        seen = (each for each in meeting.viewpoints.values() if each.number <= MOST)
        return [each for each in seen if self._taken.get(each.id, 0) != (each.rev if each.counts else 0)]

    def _compare(self, changed: Iterable[Viewpoint]) -> dict[str, list[Near]]:
        """In a thread of its own: nobody else touches the index."""
        found: dict[str, list[Near]] = {}
        for each in changed:
            self._taken[each.id] = each.rev if each.counts else 0
            if each.counts:
                self._index.put(each.id, each.text)
            else:
                self._index.drop(each.id)
            found[each.id] = self._index.near(each.id) if each.counts else []
        return found

    async def _ask(self, found: dict[str, list[Near]]) -> None:
        for ident, near in found.items():
            for gone in [pair for pair in self.pairs if ident in pair]:
                del self.pairs[gone]
            self.pairs |= {frozenset((ident, each.id)): each.likeness for each in near}
            same = [each.id for each in near if each.likeness >= SAME and self._live.meeting.viewpoints[each.id].seen]
            if same:
                await self._ask_author(ident, same[0])

    async def _ask_author(self, ident: str, other: str) -> None:
        """Whoever wrote last is asked, and only about what the room has seen (rulings 19)."""
        with suppress(Refused):  # it was withdrawn meanwhile, or the disk is busy: nobody misses the question
            at = datetime.now(UTC)
            await self._live.handle(AskAlike(at=at, role=Role.SYSTEM, viewpoint_id=ident, other=other))

    def _tell(self) -> None:
        self.serial += 1
        for callback in list(self._watchers):
            callback()
