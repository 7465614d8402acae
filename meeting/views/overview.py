"""One overview of the hall for who leads: cards and tables as numbers, and which tables are silent or done."""

from __future__ import annotations

from collections import Counter

from meeting.procedure.gathering import BEFOREHAND, NO
from meeting.procedure.on_tables import has_handed_in, where
from meeting.procedure.reading_back import finished
from meeting.procedure.seating import in_order
from meeting.procedure.state import Meeting, Table, Viewpoint
from meeting.views.stage import View

LATELY = ("gathering", "picking", "reading_back")
"""The steps in which tables work, each by itself; the talks between them belong to it."""


def console(meeting: Meeting) -> View | None:
    """Nothing where people sit at no tables, before they gather, and once they choose."""
    visited = [meeting.block_of(visit.block).step for visit in meeting.visits]
    if (
        not meeting.tables
        or meeting.closed_at
        or meeting.step not in (*LATELY, "talking")
        or "gathering" not in visited
        or meeting.frozen
    ):
        return None
    tables, cards = in_order(meeting), [each for each in meeting.viewpoints.values() if each.counts]
    here = _of_this_part(meeting, cards)
    nos = sum(each.kind == NO for each in cards)
    return {
        "cards": len(here),
        "no": nos,
        "no_percent": round(100 * nos / len(cards)) if cards else 0,
        "handed": sum(has_handed_in(meeting, each.id) for each in tables) if _picks(meeting) else None,
        "tables": _rows(meeting, tables, here),
    }


def _of_this_part(meeting: Meeting, cards: list[Viewpoint]) -> list[Viewpoint]:
    """What people here wrote and said in the last block of gathering."""
    gathered = [visit.block for visit in meeting.visits if meeting.block_of(visit.block).step == "gathering"]
    return [each for each in cards if each.block == gathered[-1] and each.origin not in BEFOREHAND]


def _picks(meeting: Meeting) -> bool:
    """Whether cards are handed in here: not any more once topics are read back."""
    picked = any(meeting.block_of(visit.block).step == "picking" for visit in meeting.visits)
    return picked and meeting.step != "reading_back"


def _rows(meeting: Meeting, tables: list[Table], here: list[Viewpoint]) -> list[View]:
    laid: Counter[str | None] = Counter()
    for known, n in Counter(each.table for each in here).items():
        laid[where(meeting, known)] += n
    there = [table for table in tables if meeting.seated.get(table.id) or laid[table.id]]
    return [
        {
            "id": table.id,
            "number": table.number,
            "cards": laid[table.id],
            "done": _done(meeting, table),
        }
        for table in there
    ]


def _done(meeting: Meeting, table: Table) -> bool:
    if meeting.step == "reading_back":
        return finished(meeting, table.id)
    return has_handed_in(meeting, table.id)
