"""Which meetings there are and who may come in: plain rows around the logs.

Every function works in the transaction of the session it is given (`Writer.run`); times are aware UTC.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col, select

from meeting.procedure.core import Role
from meeting.procedure.state import Meeting
from meeting.store import contacts
from meeting.store.tables import BoxRow, EventRow, LinkRow, MeetingRow, StaffSessionRow

SESSION_LASTS = timedelta(hours=24)


class Right(NamedTuple):
    """What a staff session may do: in which role, in which meeting (None: in all), and by which link.

    `table` is the table of a host's link.
    """

    role: Role
    meeting_id: str | None
    link: str
    table: str | None = None


def add_meeting(session: Session, meeting: Meeting, at: datetime) -> MeetingRow:
    """Enter a new meeting in the list, under a join code nobody else has."""
    code = new_code()
    while find_meeting(session, code):
        code = new_code()
    row = MeetingRow(
        id=meeting.id,
        code=code,
        title=meeting.title,
        question=meeting.question,
        practice=meeting.practice,
        created_at=at,
        closed_at=meeting.closed_at,
    )
    session.add(row)
    session.flush()
    return row


def find_meeting(session: Session, code: str) -> MeetingRow | None:
    return session.exec(select(MeetingRow).where(MeetingRow.code == code)).first()


def meeting_row(session: Session, meeting_id: str) -> MeetingRow | None:
    return session.get(MeetingRow, meeting_id)


def meetings(session: Session) -> Sequence[MeetingRow]:
    """Every meeting, the newest first."""
    return session.exec(select(MeetingRow).order_by(col(MeetingRow.created_at).desc())).all()


def newest_open(session: Session) -> MeetingRow | None:
    """The newest meeting that is not closed."""
    newest = select(MeetingRow).where(col(MeetingRow.closed_at).is_(None))
    return session.exec(newest.order_by(col(MeetingRow.created_at).desc())).first()


def add_link(
    session: Session,
    role: Role,
    meeting_id: str | None,
    at: datetime,
    label: str | None = None,
    table: str | None = None,
) -> str:
    """A new staff link, a host's with its table; returns its token, which is kept nowhere."""
    token = secrets.token_urlsafe(16)
    row = LinkRow(
        token_hash=hashed(token), role=role.value, meeting_id=meeting_id, created_at=at, label=label, table=table
    )
    session.add(row)
    return token


def links(session: Session, meeting_id: str | None) -> Sequence[LinkRow]:
    """The links of one meeting (None: those for all meetings), the oldest first, revoked ones too."""
    found = select(LinkRow).where(col(LinkRow.meeting_id).is_(None))
    if meeting_id is not None:
        found = select(LinkRow).where(LinkRow.meeting_id == meeting_id)
    return session.exec(found.order_by(col(LinkRow.created_at))).all()


def revoke_link(session: Session, token_hash: str, at: datetime) -> bool:
    """Close a link and every session that came in by it; False when there is no such living link."""
    link = session.get(LinkRow, token_hash)
    if link is None or link.revoked_at:
        return False
    link.revoked_at = at
    session.exec(delete(StaffSessionRow).where(col(StaffSessionRow.token_hash) == token_hash))
    return True


def open_session(session: Session, token: str, at: datetime) -> str | None:
    """Exchange a link's token for a new cookie value; None when the link is unknown or revoked."""
    session.exec(delete(StaffSessionRow).where(col(StaffSessionRow.expires_at) <= at))
    link = session.get(LinkRow, hashed(token))
    if link is None or link.revoked_at:
        return None
    link.used_at = at
    cookie = secrets.token_urlsafe(16)
    expires_at = at + SESSION_LASTS
    row = StaffSessionRow(cookie_hash=hashed(cookie), token_hash=link.token_hash, created_at=at, expires_at=expires_at)
    session.add(row)
    return cookie


def right_of(session: Session, cookie: str, at: datetime) -> Right | None:
    """What the session with this cookie may do now; None when it ended or its link was revoked."""
    visit = session.get(StaffSessionRow, hashed(cookie))
    link = session.get(LinkRow, visit.token_hash) if visit and visit.expires_at > at else None
    if link is None or link.revoked_at:
        return None
    return Right(Role(link.role), link.meeting_id, link.token_hash, link.table)


def forget_meeting(session: Session, meeting_id: str) -> list[str]:
    """Take a meeting out of every table but its boxes; returns the rounds whose boxes must go with it."""
    tokens = select(LinkRow.token_hash).where(LinkRow.meeting_id == meeting_id)
    session.exec(delete(StaffSessionRow).where(col(StaffSessionRow.token_hash).in_(tokens)))
    session.exec(delete(LinkRow).where(col(LinkRow.meeting_id) == meeting_id))
    session.exec(delete(EventRow).where(col(EventRow.meeting_id) == meeting_id))
    contacts.forget(session, meeting_id)
    session.exec(delete(MeetingRow).where(col(MeetingRow.id) == meeting_id))
    return list(session.exec(select(BoxRow.round_id).where(BoxRow.meeting_id == meeting_id)).all())


def participant_id(seat: bytes, meeting_id: str) -> str:
    """Who a seat is in one meeting; the seat itself is stored nowhere."""
    mark = hashlib.sha256(seat + meeting_id.encode()).digest()
    return urlsafe_b64encode(mark).decode()[:22]


def holder_of(seat: bytes, meeting_id: str) -> str:
    """The mark of a seat for teams alone: nobody can tell, without the seat, that it is the same person."""
    mark = hashlib.sha256(b"team" + seat + meeting_id.encode()).digest()
    return urlsafe_b64encode(mark).decode()[:22]


def hashed(secret: str) -> str:
    """What is kept of a token or cookie: they are random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_code() -> str:
    """Six random digits that can be said and typed: no leading zero, never three times the same in a row."""
    while True:
        code = str(secrets.randbelow(900_000) + 100_000)
        if not any(code[i] == code[i + 1] == code[i + 2] for i in range(4)):
            return code


def new_meeting_id() -> str:
    return secrets.token_urlsafe(16)
