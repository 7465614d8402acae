"""Links that stay the same: to the whole server at every start, and to a place in a meeting each time it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlmodel import Session

from meeting.procedure.core import Role
from meeting.store.catalogue import hashed
from meeting.store.tables import LinkRow


def keep_link(session: Session, token: str, role: Role, at: datetime) -> bool:
    """Enter this link unless it is there; False when it was revoked, and so stays closed."""
    return _kept(session, token, LinkRow(token_hash=hashed(token), meeting_id=None, role=role.value, created_at=at))


def keep_places(session: Session, places: Iterable[Place], token_of: Callable[[str], str]) -> list[str]:
    """The token of the link to each place, entered where it is not there yet; a new one after one that was revoked.

    `token_of` makes the token that goes with a name, the same each time.
    """
    return [_place(session, place, token_of) for place in places]


@dataclass(frozen=True)
class Place:
    """Somewhere in a meeting that a link is for: a host's table, or a numbered place at the ordering desk."""

    role: Role
    meeting_id: str
    name: str
    at: datetime
    table: str | None = None
    label: str | None = None


def _place(session: Session, place: Place, token_of: Callable[[str], str]) -> str:
    for turn in count():
        token = token_of(f"{place.role.value} {place.meeting_id} {place.name} {turn}")
        row = LinkRow(
            token_hash=hashed(token),
            meeting_id=place.meeting_id,
            role=place.role.value,
            table=place.table,
            label=place.label,
            created_at=place.at,
        )
        if _kept(session, token, row):
            return token
    raise AssertionError("counting ends nowhere")


def _kept(session: Session, token: str, row: LinkRow) -> bool:
    link = session.get(LinkRow, hashed(token))
    if link is None:
        link = row
        session.add(link)
    return link.revoked_at is None
