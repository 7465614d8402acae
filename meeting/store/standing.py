"""Links to the whole server that stay the same at every start, so that a bookmark goes on working."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meeting.procedure.core import Role
from meeting.store.catalogue import hashed
from meeting.store.tables import LinkRow


def keep_link(session: Session, token: str, role: Role, at: datetime) -> bool:
    """Enter this link unless it is there; False when it was revoked, and so stays closed."""
    link = session.get(LinkRow, hashed(token))
    if link is None:
        link = LinkRow(token_hash=hashed(token), meeting_id=None, role=role.value, created_at=at)
        session.add(link)
    return link.revoked_at is None
