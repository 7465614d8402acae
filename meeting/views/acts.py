"""The act log as consoles show it: what staff did, the newest first, and what of it can still be taken back."""

from __future__ import annotations

from itertools import groupby

from meeting.procedure.core import Act, Role
from meeting.procedure.state import Meeting
from meeting.procedure.undoing import undoable
from meeting.views.stage import View

SHOWN = 40
REACH = 10
"""How many of the newest acts are offered to be taken back: who goes back further has seen what followed."""


def log(meeting: Meeting, role: Role) -> list[View]:
    """The newest acts. What one press brought about in several is told once, with their number."""
    newest = reversed(meeting.acts[-4 * SHOWN :])
    presses = [list(same) for _, same in groupby(newest, key=lambda act: (act.kind, act.at))]
    return [_line(acts, meeting, role, near=index < REACH) for index, acts in enumerate(presses[:SHOWN])]


def _line(acts: list[Act], meeting: Meeting, role: Role, *, near: bool) -> View:
    act = acts[0]
    return {
        "id": str(act.number),
        "number": act.number,
        "at": act.at.isoformat(),
        "by": act.by.value,
        "kind": act.kind,
        "values": {**act.values, "times": len(acts)},
        "undone": act.undone,
        "undo": near and len(acts) == 1 and undoable(act, role, meeting),
    }
