"""What the facilitator chose to show on the room screen beside the meeting itself: the QR code, or an older page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from meeting.live.meeting import LiveMeeting


@dataclass
class Projector:
    """Of one meeting, in memory. `page` counts from 0; None is what the screen shows by itself."""

    qr: bool = False
    page: int | None = None
    block: str = ""
    _watchers: list[Callable[[], object]] = field(default_factory=list)

    def watch(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call back after each change; returns what ends it."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback) if callback in self._watchers else None

    def show_qr(self, on: bool) -> None:
        self.qr = on
        self._tell()

    def turn(self, block: str, page: int | None) -> None:
        """Show a page of this block; None: what the screen shows by itself."""
        self.page, self.block = page, block
        self._tell()

    def page_of(self, block: str) -> int | None:
        """The page that was chosen for this block; another block starts with the newest."""
        return self.page if self.block == block else None

    def _tell(self) -> None:
        for callback in list(self._watchers):
            callback()


_PROJECTORS: WeakKeyDictionary[LiveMeeting, Projector] = WeakKeyDictionary()


def projector(live: LiveMeeting) -> Projector:
    """The projector of this meeting."""
    return _PROJECTORS.setdefault(live, Projector())
