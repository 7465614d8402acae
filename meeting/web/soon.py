"""Drawing that may come a moment later: in short turns, between which the event loop serves everybody else.

A row with its buttons takes milliseconds to make, and a page of staff has a hundred of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from weakref import WeakKeyDictionary

from meeting.live.turns import Turns

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, Turns] = WeakKeyDictionary()


def soon(draw: Callable[[], object]) -> None:
    """Draw this after what was asked for before it."""
    loop = asyncio.get_running_loop()
    if loop not in _turns:
        _turns[loop] = Turns()
    _turns[loop].add(draw)
