"""A write that changes nothing and still goes all the way to the disk: the proof that others would, too."""

from __future__ import annotations

from sqlmodel import Session


def beat(session: Session) -> None:
    """Writes the head of the file anew, with what it held; on disk once the transaction is committed.

    No row changes, so that no backup is made for it.
    """
    connection = session.connection()
    held = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA user_version = {int(held)}")
