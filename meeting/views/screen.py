"""One screen of the phone, as a step fills it: every phone of a meeting gets the same one."""

from __future__ import annotations

from dataclasses import dataclass

from meeting.views.stage import View


@dataclass(frozen=True)
class Screen:
    """One screen of the phone: a heading, a few lines, what is on stage, and the one thing it asks."""

    heading: View
    lines: tuple[View, ...] = ()
    cards: tuple[View, ...] = ()
    tally: View | None = None
    ask: View | None = None


LOOK: View = {"form": "look"}
