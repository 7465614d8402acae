"""What hangs in the hall beside the meeting itself: what covers the screen, its looks, its pages and its clock.

All of it lives in memory, and none of it is part of the meeting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

from meeting.live.meeting import LiveMeeting
from meeting.web.countdown import Countdown
from meeting.web.letters import within

LEAF_LASTS = 20.0  # seconds: some eighty words at an easy pace
SLIDE_LASTS = 12.0  # seconds: one sentence, twice
MOST_LEAVES = 99
MOST_PIXELS = 20_000


class Cover(StrEnum):
    """What may stand before the picture of the step."""

    NONE = ""
    QR = "qr"
    INFO = "info"
    BLANK = "blank"
    TEST = "test"


@dataclass(frozen=True)
class Screen:
    """What an open room screen says of itself; `leaves` is how many pages its picture takes."""

    width: int = 1920
    height: int = 1080
    leaves: int = 1
    full: bool = False
    visible: bool = True

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Screen:
        """From what a browser sent: numbers within bounds, whatever came."""
        return cls(
            width=_number(told.get("width"), 1, MOST_PIXELS, 1920),
            height=_number(told.get("height"), 1, MOST_PIXELS, 1080),
            leaves=_number(told.get("leaves"), 1, MOST_LEAVES, 1),
            full=told.get("full") is True,
            visible=told.get("visible") is True,
        )


@dataclass
class Projector:
    """Of one meeting. `page` counts from 0; None is what the screen shows by itself.

    A page is a handful of cards that a step chose; a leaf is a part of a picture that is too long for one screen.
    """

    cover: Cover = Cover.NONE
    light: bool = False
    still: bool = False
    scale: float = 1.0
    page: int | None = None
    block: str = ""
    leaf: int = 0
    turning: bool = True
    clock_in_room: bool = True
    countdown: Countdown = field(default_factory=Countdown)
    screens: dict[str, Screen] = field(default_factory=dict)
    _preview_leaves: int = 1
    _at: str = ""
    _clock_of: str = ""
    _leaf_timer: asyncio.TimerHandle | None = None
    _slide: int = 0
    _slide_timer: asyncio.TimerHandle | None = None
    _second_timer: asyncio.TimerHandle | None = None
    _watchers: list[Callable[[], object]] = field(default_factory=list)
    _clocks: list[Callable[[], object]] = field(default_factory=list)

    def watch(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call back after each change; returns what ends it."""
        return _kept(self._watchers, callback)

    def watch_clock(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call back each second while the countdown runs, and when it is set; returns what ends it."""
        return _kept(self._clocks, callback)

    # What covers the screen, and how it looks

    def show(self, cover: Cover) -> None:
        """Put this before the picture, or take it away when it is there."""
        self.cover = Cover.NONE if self.cover is cover else cover
        self._tell()

    def look(self, *, light: bool | None = None, still: bool | None = None, scale: float | None = None) -> None:
        self.light = self.light if light is None else light
        self.still = self.still if still is None else still
        self.scale = self.scale if scale is None else within(scale)
        self._tell()

    def enter(self, block: str) -> None:
        """The meeting stands in this block: what covered the screen of the block before goes away, and its clock."""
        if block == self._at:
            return
        first, self._at = not self._at, block
        self.leaf, self.turning = 0, True
        if not first:
            self.cover = Cover.NONE
            self.countdown.stop()
            self._second()

    # Pages and leaves

    def turn(self, block: str, page: int | None) -> None:
        """Show a page of this block; None: what the screen shows by itself."""
        self.page, self.block = page, block
        self._tell()

    def page_of(self, block: str) -> int | None:
        """The page that was chosen for this block; another block starts with the newest."""
        return self.page if self.block == block else None

    @property
    def leaves(self) -> int:
        """How many leaves the picture takes on the room screen; on the console's picture where none is open."""
        if self.screens:
            return max(screen.leaves for screen in self.screens.values())
        return self._preview_leaves

    @property
    def screen(self) -> Screen | None:
        """The room screen that was opened last."""
        return next(reversed(self.screens.values()), None)

    def leaf_to(self, leaf: int) -> None:
        """Turn by hand; from then on leaves stay where they are."""
        self.turning = False
        self._turn_leaf(leaf)

    def turn_by_itself(self) -> None:
        self.turning = True
        self._turn_leaf(self.leaf)

    def opened(self, screen_id: str, screen: Screen, *, fresh: bool) -> None:
        """A room screen measured its picture; `fresh` when there is another one on it."""
        before = self.screens.get(screen_id), self.leaves, self.leaf
        self.screens[screen_id] = screen
        self._measured(fresh)
        if before != (screen, self.leaves, self.leaf):
            self._tell()

    def closed(self, screen_id: str) -> None:
        if self.screens.pop(screen_id, None):
            self._measured(fresh=False)
            self._tell()

    def previewed(self, leaves: object, *, fresh: bool) -> None:
        """The picture on a console was measured; it counts while no room screen is open."""
        before = self.leaves, self.leaf
        self._preview_leaves = _number(leaves, 1, MOST_LEAVES, 1)
        if not self.screens:
            self._measured(fresh)
        if before != (self.leaves, self.leaf):
            self._tell()

    def _measured(self, fresh: bool) -> None:
        self.leaf = 0 if fresh else min(self.leaf, self.leaves - 1)
        self._wait_for_leaf(anew=fresh)

    def _turn_leaf(self, leaf: int) -> None:
        self.leaf = leaf % self.leaves
        self._wait_for_leaf(anew=True)
        self._tell()

    def _wait_for_leaf(self, *, anew: bool = False) -> None:
        """Turn to the next leaf after a while, as long as there is one and nobody turns by hand."""
        wanted = self.leaves > 1 and self.turning
        if self._leaf_timer and (anew or not wanted):
            self._leaf_timer.cancel()
            self._leaf_timer = None
        if wanted and self._leaf_timer is None:
            self._leaf_timer = asyncio.get_running_loop().call_later(LEAF_LASTS, self._next_leaf)

    def _next_leaf(self) -> None:
        self._leaf_timer = None
        if self._watchers:
            self._turn_leaf(self.leaf + 1)

    # Slides

    def slide_of(self, slides: int) -> int:
        """Which of so many slides is on, from 0. They turn by themselves, unless the screen is to be calm."""
        if slides > 1 and not self.still and self._slide_timer is None:
            self._slide_timer = asyncio.get_running_loop().call_later(SLIDE_LASTS, self._next_slide)
        return self._slide % max(slides, 1)

    def _next_slide(self) -> None:
        """The next one; who looks asks for the one after that."""
        self._slide_timer = None
        if not self.still:
            self._slide += 1
            self._tell()

    # The clock

    def start_clock(self, seconds: float, of: str = "") -> None:
        """Set the clock; with `of` for one thing before the hall only."""
        self._clock_of = of
        self.countdown.start(seconds, _now())
        self._second()
        self._tell()

    def pause_clock(self) -> None:
        """Pause, or go on when it is paused."""
        if self.countdown.running:
            self.countdown.pause(_now())
        else:
            self.countdown.resume(_now())
        self._second()
        self._tell()

    def more_time(self, seconds: float) -> None:
        self.countdown.add(seconds, _now())
        self._second()
        self._tell()

    def before_hall(self, thing: str) -> None:
        """This stands before the hall now, or nothing in particular: a clock that was set for another thing stops."""
        if self._clock_of not in ("", thing):
            self._clock_of = ""
            self.countdown.stop()
            self._second()

    def stop_clock(self) -> None:
        self.countdown.stop()
        self._second()
        self._tell()

    def show_clock(self, on: bool) -> None:
        self.clock_in_room = on
        self._tell()

    def time_left(self) -> int | None:
        """Whole seconds; None when no time was set."""
        return self.countdown.left(_now())

    def _second(self) -> None:
        """Tell the clocks, and come back each second for as long as there is time left."""
        if self._second_timer:
            self._second_timer.cancel()
            self._second_timer = None
        for callback in list(self._clocks):
            callback()
        wait = self.countdown.next_second(_now())
        if wait is not None:
            self._second_timer = asyncio.get_running_loop().call_later(wait, self._second)

    def _tell(self) -> None:
        for callback in list(self._watchers):
            callback()


_PROJECTORS: WeakKeyDictionary[LiveMeeting, Projector] = WeakKeyDictionary()


def projector(live: LiveMeeting) -> Projector:
    """The projector of this meeting."""
    return _PROJECTORS.setdefault(live, Projector())


def _kept(callbacks: list[Callable[[], object]], callback: Callable[[], object]) -> Callable[[], None]:
    callbacks.append(callback)
    return lambda: callbacks.remove(callback) if callback in callbacks else None


def _number(told: object, least: int, most: int, otherwise: int) -> int:
    return min(max(told, least), most) if type(told) is int else otherwise


def _now() -> float:
    return asyncio.get_running_loop().time()
