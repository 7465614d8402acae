"""Every table of the database, in one place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, Text, TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides; SQLite would lose the zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class MeetingRow(SQLModel, table=True):
    """One meeting in the list; what it holds is in its log, from which title to closed_at are copied."""

    __tablename__ = "meetings"

    id: str = Field(primary_key=True)
    code: str = Field(unique=True)
    title: str = Field(sa_type=Text)
    question: str = Field(sa_type=Text)
    practice: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LinkRow(SQLModel, table=True):
    """A staff link: who has its token acts in this role, in one meeting or (None) in all.

    `table` is the id of the table a host's link is for. `label` is what its maker calls it; `used_at` is when somebody
    last came in by it, never from where.
    """

    __tablename__ = "links"

    token_hash: str = Field(primary_key=True)
    meeting_id: str | None = Field(default=None, foreign_key="meetings.id", index=True)
    role: str
    label: str | None = Field(default=None, sa_type=Text)
    table: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StaffSessionRow(SQLModel, table=True):
    """A browser that came in by a staff link."""

    __tablename__ = "staff_sessions"

    cookie_hash: str = Field(primary_key=True)
    token_hash: str = Field(foreign_key="links.token_hash", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class RunSheetRow(SQLModel, table=True):
    """A run sheet that somebody kept, as the file it can be exported as; no meeting depends on it."""

    __tablename__ = "run_sheets"

    id: str = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcDateTime)


class ContactRow(SQLModel, table=True):
    """How somebody in a team can be reached, until the end of a day; in no log and no report.

    It has no foreign key and no rowid, and no time: nothing tells who came after whom.
    """

    __tablename__ = "contacts"
    __table_args__ = {"sqlite_with_rowid": False}

    meeting_id: str = Field(primary_key=True)
    sign_up_id: str = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    reach: str = Field(sa_type=Text)
    until: date


class EventRow(SQLModel, table=True):
    """One event of the log; the primary key is the safety net under the single writer."""

    __tablename__ = "events"

    meeting_id: str = Field(primary_key=True, foreign_key="meetings.id")
    version: int = Field(primary_key=True)
    name: str
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    body: str = Field(sa_type=Text)


class SealedRow(SQLModel, table=True):
    """One thing in a sealed box: no time, no order.

    Neither this table nor `boxes` has a foreign key: with one SQLite deletes row by row, and then scraps of
    deleted rows stay behind in pages that were once rearranged.
    """

    __tablename__ = "sealed"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    voter: str = Field(primary_key=True)
    rev: int
    body: str = Field(sa_type=Text)


class BoxRow(SQLModel, table=True):
    """The key of a sealed box, for as long as the box lives; `generation` counts the batches that touched it."""

    __tablename__ = "boxes"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: str = Field(primary_key=True)
    meeting_id: str
    key: bytes = Field(sa_type=LargeBinary)
    generation: int = 0


meetings, events, sealed, boxes = (
    SQLModel.metadata.tables[kind.__tablename__] for kind in (MeetingRow, EventRow, SealedRow, BoxRow)
)
"""The same as SQL knows them."""
