"""What a facilitator notices of the undercurrent, for her eyes only: kept in memory, and never written anywhere.

A log, a table or a backup would outlive the meeting; memory does not. So these notes are gone when the meeting closes,
when Kring starts anew, and when she wipes them. They belong to one link: no other console, screen or report has them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from meeting.live.meeting import LiveMeeting
from meeting.procedure.core import Event, Sealed

RUNGS = ("jokes", "excuses", "gossip", "silence", "disruption", "strike", "leaving")
"""The resistance line from light to heavy (method.md 2.1): where a group stands tells what helps it."""


@dataclass(frozen=True)
class Noticed:
    """One thing she noticed; `at` is the time of day as she reads it."""

    id: str
    at: str
    rung: str
    words: str = field(repr=False)


class PrivateNotes:
    """The notes of every console of one meeting, by its link."""

    def __init__(self, live: LiveMeeting) -> None:
        self._live = live
        self._notes: dict[str, list[Noticed]] = {}
        self._watchers: list[Callable[[], object]] = []
        live.listen(self._wipe_at_the_end)

    def of(self, link: str) -> Sequence[Noticed]:
        return tuple(self._notes.get(link, ()))

    def add(self, link: str, at: str, rung: str, words: str) -> None:
        """Keep one; not in a meeting that is over."""
        if self._live.meeting.closed_at is None:
            kept = self._notes.setdefault(link, [])
            kept.append(Noticed(f"{len(kept)}", at, rung, words))
            self._tell()

    def wipe(self, link: str) -> None:
        self._notes.pop(link, None)
        self._tell()

    def watch(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call back after each change; returns what ends it."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback) if callback in self._watchers else None

    def _wipe_at_the_end(self, happened: Sequence[Event | Sealed]) -> None:
        if self._live.meeting.closed_at is not None:
            self._notes.clear()
            self._tell()

    def _tell(self) -> None:
        for callback in tuple(self._watchers):
            callback()


_OF: WeakKeyDictionary[LiveMeeting, PrivateNotes] = WeakKeyDictionary()


def private_notes(live: LiveMeeting) -> PrivateNotes:
    """The private notes of this meeting."""
    if live not in _OF:
        _OF[live] = PrivateNotes(live)
    return _OF[live]
