"""The log of a meeting as lines of JSON, for whoever wants to keep, check or take along what happened.

It holds everything people put on the table and what staff did, and so personal words; no sealed ballots or answers,
no keys, no links, and no way from a seat to a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlmodel import Session

from meeting.procedure.core import Event
from meeting.store.catalogue import find_meeting
from meeting.store.codec import CODEC
from meeting.store.log import EventLog
from meeting.store.opening import open_store


def log_lines(session: Session, meeting_id: str) -> list[str]:
    """One line for each event, the oldest first."""
    return list(CODEC.lines(_events(session, meeting_id)))


def read_lines(database: str | Path, code: str) -> list[str] | None:
    """The same, from a database no server uses now; None where no meeting has this code. Raises StoreError."""
    store = open_store(database)
    try:
        with store.transaction() as session:
            row = find_meeting(session, code)
            return log_lines(session, row.id) if row else None
    finally:
        store.close()


def _events(session: Session, meeting_id: str) -> Iterable[Event]:
    return EventLog(CODEC).read(session.connection(), meeting_id)
