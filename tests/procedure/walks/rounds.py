"""The rounds of a walk and their boxes."""

from __future__ import annotations

from typing import Any

from meeting.procedure.state import Meeting


def of_rounds(meeting: Meeting) -> set[str]:
    """The boxes of rounds; that of the question at the end lives until the meeting closes, an emptied one longer."""
    emptied = {known.id for known in meeting.rounds if known.later is not None and known.later.emptied}
    return set(meeting.boxes) - emptied - {meeting.check_out and meeting.check_out.id}


def known_round(meeting: Meeting, round_id: str) -> Any:
    known = meeting.round_of(round_id)
    assert known is not None
    return known
