"""Run sheets kept on this server, to start a meeting from: plain rows that hold the file people can export.

Every function works in the transaction of the session it is given (`Writer.run`); times are aware UTC.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from meeting.procedure.arranging import sound
from meeting.procedure.core import Refused
from meeting.procedure.state import RunSheet
from meeting.store import sheetfile
from meeting.store.tables import RunSheetRow

MOST_SHEETS = 100


class Kept(NamedTuple):
    """A run sheet with the id it is kept under."""

    id: str
    sheet: RunSheet


def keep(session: Session, sheet: RunSheet, at: datetime) -> Kept:
    """Keep a run sheet without its skipped blocks. Raises Refused; kept just so before, it is kept once."""
    done = tuple(block for block in sheet.blocks if not block.skipped)
    sheet = sound(RunSheet(sheet.name, done, sheet.budget))
    body = sheetfile.write(sheet)
    row = session.exec(select(RunSheetRow).where(RunSheetRow.name == sheet.name)).first()
    if row is not None and row.body != body:
        raise Refused("sheet_name_taken")
    if row is None:
        row = RunSheetRow(id=secrets.token_urlsafe(16), name=sheet.name, body=body, created_at=at)
        _add(session, row)
    return Kept(row.id, sheet)


def _add(session: Session, row: RunSheetRow) -> None:
    if session.exec(select(func.count()).select_from(RunSheetRow)).one() >= MOST_SHEETS:
        raise Refused("too_many_sheets", most=MOST_SHEETS)
    session.add(row)


def kept(session: Session) -> list[Kept]:
    """All of them, by name; what this version of Kring cannot read is left out."""
    rows = session.exec(select(RunSheetRow).order_by(col(RunSheetRow.name))).all()
    return [Kept(row.id, sheet) for row in rows if (sheet := _read(row))]


def find(session: Session, sheet_id: str) -> RunSheet | None:
    row = session.get(RunSheetRow, sheet_id)
    return _read(row) if row else None


def forget(session: Session, sheet_id: str) -> None:
    """Throw a kept run sheet away; meetings that were made from it keep their own."""
    session.exec(delete(RunSheetRow).where(col(RunSheetRow.id) == sheet_id))


def _read(row: RunSheetRow) -> RunSheet | None:
    try:
        return sheetfile.read(row.body)
    except sheetfile.Unusable:
        return None
