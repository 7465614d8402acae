"""Brings a database file to the tables of this version, after a copy, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

MIGRATIONS = Path(__file__).parent / "migrations"


class NewerSchema(Exception):
    """The file was made by a newer version of Kring."""


class ForeignFile(Exception):
    """The file is a SQLite database of something else."""


def migrate(engine: Engine, driver: sqlite3.Connection, backup: Callable[[str], object]) -> None:
    """Upgrade to the newest revision; `backup(mark)` is called first when there is something to lose."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current is None and inspect(connection).get_table_names():
            raise ForeignFile
    if current == script.get_current_head():
        return
    if current is not None:
        if current not in {known.revision for known in script.walk_revisions()}:
            raise NewerSchema
        backup(f"before-{current}-")
    _upgrade(engine, driver, config)


def _upgrade(engine: Engine, driver: sqlite3.Connection, config: Config) -> None:
    driver.execute("PRAGMA foreign_keys=OFF")  # a table is changed by copying it; impossible inside a transaction
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise sqlite3.IntegrityError("a migration broke a reference")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
