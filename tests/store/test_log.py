"""The file: made, migrated, checked, and refused when it is not to be trusted."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from shutil import copytree

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from meeting.procedure.core import Event, Refused, Role, Sealed, evolve
from meeting.procedure.state import Meeting
from meeting.store import catalogue, schema
from meeting.store.codec import Codec, Unreadable
from meeting.store.opening import StoreError, open_store

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Opened(Event):
    round_id: str


@dataclass(frozen=True, kw_only=True)
class Ended(Event):
    round_id: str


@dataclass(frozen=True, kw_only=True)
class Chose(Sealed):
    choice: str = field(repr=False)

    @property
    def item(self) -> str:
        return "ballot"


@evolve.register(Opened)
@evolve.register(Ended)
@evolve.register(Chose)
def _(event, meeting):
    return meeting


TINY = Codec({"round_opened": Opened, "box_destroyed": Ended, "chose": Chose})
EMPTY = Meeting(id="m")


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "kring.db", codec=TINY)
    yield store
    store.close()


def write(store, *happened, version=0):
    draft = store.draft()
    draft.add(happened, EMPTY, EMPTY, version)
    store.save(draft, known)


def known(session):
    """Enter the meeting in the list, the first time."""
    if not catalogue.meeting_row(session, "m"):
        catalogue.add_meeting(session, EMPTY, NOW)


def read(store):
    with store.transaction() as session:
        connection = session.connection()
        return store.log.read(connection, "m"), store.log.living(connection, "m")


def opened(round_id="R"):
    return Opened(at=NOW, by=Role.FACILITATOR, round_id=round_id)


def ended(round_id="R"):
    return Ended(at=NOW, by=Role.SYSTEM, round_id=round_id)


def chose(store, choice, seat=b"seat", rev=1, round_id="R"):
    return Chose(round_id=round_id, voter=store.keyring.voter(round_id, seat), rev=rev, choice=choice)


def generation(store):
    with store.transaction() as session:
        return session.connection().exec_driver_sql("SELECT generation FROM boxes").scalar_one()


def test_what_is_written_is_read_in_order(store):
    write(store, opened("A"), opened("B"))
    write(store, ended("A"), version=2)
    assert read(store)[0] == [opened("A"), opened("B"), ended("A")]
    with store.transaction() as session:
        assert store.log.read(session.connection(), "m", after=2) == [ended("A")]
        assert store.log.recover(session.connection(), "m")[1] == 3


def test_one_place_in_the_log_holds_one_event(store):
    write(store, opened("A"))
    with pytest.raises(IntegrityError):
        write(store, opened("B"))
    assert read(store)[0] == [opened("A")]


def test_a_key_that_was_not_saved_does_not_exist(store):
    write(store, opened("A"))
    with pytest.raises(IntegrityError):
        write(store, opened("B"))
    assert list(store.keyring) == ["A"]


def test_a_draft_takes_all_of_a_command_or_nothing(store):
    write(store, opened())
    draft = store.draft()
    with pytest.raises(Refused, match="id_taken"):
        draft.add([opened("B"), opened("R")], EMPTY, EMPTY, 1)
    with pytest.raises(Unreadable):
        draft.add([opened("B"), Event()], EMPTY, EMPTY, 1)
    with pytest.raises(ValueError, match="without a box"):
        draft.add([opened("B"), Chose(round_id="B", voter=None, rev=1, choice="for")], EMPTY, EMPTY, 1)
    assert draft.empty
    assert "B" not in draft.keyring


def test_the_higher_rev_stays_whatever_the_order(store):
    write(store, opened())
    late, early = chose(store, "for", rev=2), chose(store, "against", rev=1)
    write(store, late, early, version=1)
    write(store, early, chose(store, "abstain", rev=2), version=1)
    assert read(store)[1] == [late]
    newest = chose(store, "against", rev=3)
    write(store, newest, version=1)
    assert read(store)[1] == [newest]


def test_a_box_counts_the_batches_that_touched_it(store):
    write(store, opened())
    assert generation(store) == 0
    write(store, chose(store, "for"), chose(store, "against", seat=b"other"), version=1)
    assert generation(store) == 1


def test_a_voter_is_who_somebody_is_in_one_round_only(store):
    write(store, opened("A"), opened("B"))
    ring = store.keyring
    seat = b"s" * 16
    names = [ring.voter("A", seat), ring.voter("B", seat), ring.voter("A", seat, 1), ring.voter("A", b"t" * 16)]
    assert len(set(names)) == 4
    assert all(len(name) == 43 for name in names)
    assert ring.voters("m", seat) == {"A": names[0], "B": names[1]}
    assert ring.voters("another meeting", seat) == {}
    assert "key" not in repr(vars(ring)).lower().replace("keyring", "")


def test_a_voter_stays_the_same_over_a_restart(tmp_path):
    store = open_store(tmp_path / "kring.db", codec=TINY)
    write(store, opened())
    before = store.keyring.voter("R", b"seat")
    store.close()
    again = open_store(tmp_path / "kring.db", codec=TINY)
    assert again.keyring.voter("R", b"seat") == before
    again.close()


def test_destroying_one_box_leaves_the_others(store):
    write(store, opened("A"), opened("B"))
    kept = chose(store, "for", round_id="B")
    write(store, chose(store, "for", round_id="A"), kept, version=2)
    write(store, ended("A"), version=2)
    assert read(store)[1] == [kept]
    assert list(store.keyring) == ["B"]
    assert store.keyring.voter("A", b"seat") is None


def test_a_box_that_ends_in_the_batch_it_began_in_leaves_nothing(store):
    draft = store.draft()
    version = draft.add([opened()], EMPTY, EMPTY, 0)
    ballot = Chose(round_id="R", voter=draft.keyring.voter("R", b"seat"), rev=1, choice="for")
    version = draft.add([ballot], EMPTY, EMPTY, version)
    draft.add([ended()], EMPTY, EMPTY, version)
    store.save(draft, known)
    assert read(store) == ([opened(), ended()], [])
    assert list(store.keyring) == []


@pytest.mark.parametrize("seed", range(4))
def test_a_box_among_others_leaves_no_scrap_behind(store, seed):
    """Many boxes and texts of many sizes: pages split and merge, and old copies of rows stay where nobody looks."""
    dice = Random(seed)
    rounds = "ABCDEFGHIJ"
    write(store, *map(opened, rounds))
    seats = {round_id: [dice.randbytes(16) for _ in range(dice.choice([7, 30, 60]))] for round_id in rounds}
    for start in range(0, 60, 10):
        for rev in (1, 2):
            batch = [
                chose(store, "WISH" + "x" * dice.randrange(500), seat, rev, round_id)
                for round_id in rounds
                for seat in seats[round_id][start : start + 10]
                if rev == 1 or dice.random() < 0.5
            ]
            write(store, *batch, version=10)
    order = dice.sample(rounds, len(rounds))
    for version, round_id in enumerate(order, 10):
        voters = [store.keyring.voter(round_id, seat) for seat in seats[round_id]]
        write(store, ended(round_id), version=version)
        left = b"".join(path.read_bytes() for path in store.path.parent.glob("kring.db*"))
        assert not [voter for voter in voters if voter[:8].encode() in left]
    assert b"WISH" not in left


def test_the_tables_are_those_of_the_migrations(store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_file_is_set_for_safety(store):
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "busy_timeout": 5000}
    found = {name: store._driver.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    assert found == wanted
    assert store.path.stat().st_mode & 0o777 == 0o600


def test_opening_again_changes_nothing(tmp_path):
    path = tmp_path / "new" / "kring.db"
    open_store(path).close()
    before = path.read_bytes()
    open_store(f"sqlite:///{path}").close()
    assert path.read_bytes() == before
    assert not (path.parent / "backups").exists()


NOW_AT = max(path.name[:4] for path in (schema.MIGRATIONS / "versions").glob("0*.py"))
"""The revision of today."""


def set_revision(path, revision):
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def test_a_newer_database_is_refused_untouched(tmp_path):
    path = tmp_path / "kring.db"
    open_store(path).close()
    set_revision(path, "9999")
    with pytest.raises(StoreError, match="newer version of Kring"):
        open_store(path)
    set_revision(path, NOW_AT)
    open_store(path).close()


def test_the_database_of_another_program_is_refused(tmp_path):
    path = tmp_path / "kring.db"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE songs (title)")
    with pytest.raises(StoreError, match="another program"):
        open_store(path)


NEXT = """
from alembic import op
from sqlalchemy import Column, String

revision, down_revision = "9001", "{today}"


def upgrade():
    with op.batch_alter_table("meetings") as meetings:
        meetings.add_column(Column("mood", String()))
    {last}
"""


@pytest.fixture
def next_version(tmp_path, monkeypatch):
    """Let the next version of Kring have one more migration, which ends like this."""
    folder = tmp_path / "100% newer"
    copytree(schema.MIGRATIONS, folder)

    def make(last):
        (folder / "versions" / "9001_next.py").write_text(NEXT.format(last=last, today=NOW_AT))
        monkeypatch.setattr(schema, "MIGRATIONS", folder)

    return make


def tables_of(path):
    with closing(sqlite3.connect(path)) as file:
        return str(file.execute("SELECT * FROM sqlite_master").fetchall())


@pytest.fixture
def closed_file(tmp_path):
    """A database of today with one event, not in use."""
    store = open_store(tmp_path / "kring.db", codec=TINY)
    write(store, opened())
    store.close()
    return store.path


def test_a_migration_keeps_what_is_there_after_a_copy(closed_file, next_version):
    before = tables_of(closed_file)
    next_version("pass")
    migrated = open_store(closed_file, codec=TINY)
    try:
        assert read(migrated)[0] == [opened()]
        assert "mood" in tables_of(closed_file)
        (copy,) = migrated.backups.all()
        assert copy.name.startswith(f"kring-before-{NOW_AT}-")
        assert tables_of(copy) == before
    finally:
        migrated.close()


def test_a_migration_that_fails_changes_nothing(closed_file, next_version):
    before = tables_of(closed_file)
    next_version("op.execute('DROP TABLE no_such_table')")
    with pytest.raises(StoreError, match="cannot use the database"):
        open_store(closed_file)
    assert tables_of(closed_file) == before


@pytest.mark.parametrize("address", ["postgresql://host/kring", "sqlite://", "sqlite:///:memory:", "mysql+x://a/b"])
def test_another_kind_of_database_is_refused_in_one_sentence(address):
    with pytest.raises(StoreError, match="SQLite file"):
        open_store(address)


def damage(path):
    content = bytearray(path.read_bytes())
    content[4096 : 3 * 4096] = b"\x55" * (2 * 4096)
    path.write_bytes(content)


def test_a_damaged_database_is_refused_with_the_way_to_the_last_good_backup(tmp_path):
    path = tmp_path / "kring.db"
    store = open_store(path)
    good, bad = store.backup(), store.backup()
    store.close()
    damage(path)
    damage(bad)
    with pytest.raises(StoreError, match="damaged") as refusal:
        open_store(path)
    assert str(good) in str(refusal.value)
    path.write_bytes(good.read_bytes())
    open_store(path).close()


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "kring.db"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match="no good backup"):
        open_store(path)


def test_ten_backups_are_kept_each_readable_by_itself(store):
    write(store, opened())
    made = [store.backup() for _ in range(13)]
    assert store.backups.all() == made[:2:-1]
    assert sorted(path.name for path in store.backups.folder.iterdir()) == [path.name for path in made[3:]]
    with closing(sqlite3.connect(f"file:{made[-1]}?mode=ro", uri=True)) as copy:
        assert copy.execute("SELECT id FROM meetings").fetchall() == [("m",)]
    assert made[-1].stat().st_mode & 0o777 == 0o600
