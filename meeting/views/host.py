"""What the host of one table sees: the table, who sits there, and what is asked now."""

from __future__ import annotations

from meeting.procedure.state import Meeting, Table
from meeting.views.presence import Presence
from meeting.views.stage import View


def host(meeting: Meeting, presence: Presence, table: Table | None) -> View:
    """The view of a table's host. `table` is where its people are now; None: there is no such table any more."""
    return {
        "step": meeting.step,
        "block": meeting.active,
        "title": meeting.title,
        "question": meeting.question,
        "practice": meeting.practice,
        "over": meeting.closed_at is not None,
        "table": table.number if table else None,
        "seated": len(meeting.seated.get(table.id, ())) if table else 0,
    }
