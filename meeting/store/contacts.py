"""How people in teams can be reached: rows that nothing else points at, written with the sign-up and gone on request.

Every function works in the transaction of the session it is given (`Writer.run`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, delete
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import Session, SQLModel, col, select

from meeting.procedure.core import Apart
from meeting.procedure.signing_up import ContactGone, ContactKept
from meeting.store.tables import ContactRow

contacts = SQLModel.metadata.tables[ContactRow.__tablename__]


class Contact(NamedTuple):
    """What somebody left who wants to be reached, and the last day it is kept."""

    name: str
    reach: str
    until: date


def of_meeting(session: Session, meeting_id: str) -> dict[str, Contact]:
    """Everything that people in the teams of this meeting left, by the id of their sign-up."""
    rows = session.exec(select(ContactRow).where(ContactRow.meeting_id == meeting_id)).all()
    return {row.sign_up_id: Contact(row.name, row.reach, row.until) for row in rows}


def write(connection: Connection, meeting_id: str, apart: Iterable[Apart]) -> bool:
    """Keep what people left, and take away what they took back, in order; whether anything was taken away."""
    let_go = False
    for one in apart:
        if isinstance(one, ContactKept):
            _keep(connection, meeting_id, one)
        elif isinstance(one, ContactGone):
            let_go = True
            here = (contacts.c.meeting_id == meeting_id) & (contacts.c.sign_up_id == one.sign_up_id)
            connection.execute(delete(contacts).where(here))
    return let_go


def _keep(connection: Connection, meeting_id: str, one: ContactKept) -> None:
    words = {"name": one.name, "reach": one.reach, "until": one.until}
    put = upsert(contacts).values(meeting_id=meeting_id, sign_up_id=one.sign_up_id, **words)
    connection.execute(put.on_conflict_do_update(index_elements=["meeting_id", "sign_up_id"], set_=words))


def expire(session: Session, today: date) -> int:
    """Let go of everything whose last day is over; returns how many that were."""
    gone = session.exec(delete(ContactRow).where(col(ContactRow.until) < today))
    return int(gone.rowcount)


def forget(session: Session, meeting_id: str) -> None:
    """Let go of everything in one meeting."""
    session.exec(delete(ContactRow).where(col(ContactRow.meeting_id) == meeting_id))
