"""Sealed boxes in their tables: what is put in, taken out and destroyed, and the keys of those that live."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, func, insert, select, true, update
from sqlalchemy.dialects.sqlite import insert as upsert

from meeting.procedure.sealing import LATER
from meeting.store.keyring import Keyring
from meeting.store.tables import boxes, sealed

OPENS_BOX, ENDS_BOX = frozenset({"round_opened", "heard_asked"}), "box_destroyed"
"""The stored names of the events, all with a `round_id`, between which a sealed box lives."""

EMPTIES_BOX = "box_emptied"
"""The stored name of the event with which all leaves a box, that lives on, but what stays in it."""


def seal(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Put rows in their boxes; one with an equal or lower rev never wins.

    One statement for all: with one for each, this thread would let go of the interpreter and wait for it again
    hundreds of times, while the event loop has a hall to answer.
    """
    each = func.json_each(bindparam("rows")).table_valued("value")
    names = ("round_id", "item", "voter", "rev", "body")
    given = select(*(func.json_extract(each.c.value, f"$.{name}") for name in names)).where(true())
    put = upsert(sealed).from_select(names, given)
    newer = put.on_conflict_do_update(
        index_elements=["round_id", "item", "voter"],
        set_={"rev": put.excluded.rev, "body": put.excluded.body},
        where=put.excluded.rev > sealed.c.rev,
    )
    connection.execute(newer, {"rows": orjson.dumps(rows).decode()})
    touched = boxes.c.round_id.in_({row["round_id"] for row in rows})
    connection.execute(update(boxes).where(touched).values(generation=boxes.c.generation + 1))


def empty(connection: Connection, rounds: Iterable[str]) -> None:
    """Take all but what stays out of these boxes; a copy that has it is known by no key, so all are made anew."""
    connection.execute(delete(sealed).where(sealed.c.round_id.in_(set(rounds)), sealed.c.item != LATER))
    owe_scrub(connection)


def destroy(connection: Connection, rounds: Iterable[str]) -> None:
    """Empty both tables and put back the boxes that live.

    Deleting single rows leaves scraps of them in pages that were rearranged before, whatever secure_delete does;
    emptying a table clears its pages whole.
    """
    rounds = set(rounds)
    if not rounds:
        return
    for table in (sealed, boxes):
        kept = connection.execute(select(table).where(table.c.round_id.not_in(rounds))).mappings().all()
        connection.execute(delete(table))
        if kept:
            connection.execute(insert(table), [dict(row) for row in kept])


def read_keys(connection: Connection) -> Keyring:
    keyring = Keyring()
    for row in connection.execute(select(boxes.c.round_id, boxes.c.meeting_id, boxes.c.key)):
        keyring = keyring.opened(*row)
    return keyring


def owe_scrub(connection: Connection) -> None:
    """Remember, in the same transaction, that every page and backup must be made anew."""
    connection.exec_driver_sql("PRAGMA user_version = 1")


def round_of(body: str) -> str:
    """The round that a stored event is about."""
    return str(orjson.loads(body)["round_id"])
