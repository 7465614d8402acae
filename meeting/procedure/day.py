"""The day, for the report: who came of those who were invited, what was announced to whom, and what was made shorter.

Numbers of people are told as everywhere: none under five, nor one that would give such a number away by subtraction.
"""

from __future__ import annotations

from collections import Counter

from meeting.procedure.erasing import ERASED
from meeting.procedure.methods.approval import shielded
from meeting.procedure.reported import Came, Day, Part, Shortened, Told
from meeting.procedure.state import Block, Meeting

_UNSAID = ""


def day(meeting: Meeting) -> Day:
    return Day(
        came=came(meeting),
        unsaid=_cells(meeting)[_UNSAID],
        told=_told(meeting),
        shortened=_shortened(meeting),
    )


def came(meeting: Meeting) -> tuple[Came, ...]:
    """In each capacity how many came of how many who were invited, by its name."""
    cells = _cells(meeting)
    known = sorted(meeting.capacities.values(), key=lambda each: each.name.casefold())
    return tuple(Came(each.name, each.invited, cells[each.id]) for each in known)


def _cells(meeting: Meeting) -> dict[str, int | None]:
    """How many take part in each capacity, and in none: together everybody, of whom the number is told."""
    if not meeting.capacities:
        return {_UNSAID: 0}
    taken: Counter[str] = Counter(dict.fromkeys((*meeting.capacities, _UNSAID), 0))
    for (capacity, _), people in meeting.taken.items():
        taken[capacity if capacity in meeting.capacities else _UNSAID] += people
    taken[_UNSAID] += len(meeting.participants) - taken.total()
    return shielded(taken)


def _told(meeting: Meeting) -> tuple[Told, ...]:
    return tuple(Told(each.at, each.audience, each.text) for each in meeting.announcements if each.text != ERASED)


def _shortened(meeting: Meeting) -> tuple[Shortened, ...]:
    found = ((block, meeting.promised_for.get(block.id, 0)) for block in meeting.sheet if not block.skipped)
    return tuple(Shortened(_part(block), was, block.minutes) for block, was in found if block.minutes < was)


def _part(block: Block) -> Part:
    return Part(block.step, block.kind, block.seek_no, block.title)
