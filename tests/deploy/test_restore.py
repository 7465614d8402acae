"""Putting a backup back, with really damaged files and the commands as they are typed."""

from __future__ import annotations

import asyncio
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from live.rooms import in_a_loop, opening, room, writing
from playwright.sync_api import sync_playwright

from deploy.running import Kring, Staff, damage
from meeting import instance
from meeting.cli import main
from meeting.procedure.core import Role
from meeting.store import catalogue
from meeting.store.opening import StoreError, open_store
from meeting.store.restore import copies, restore

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two meetings; the older of its two backups was made before the second one."""

    async def make() -> None:
        for _ in range(2):
            async with writing(tmp_path / "kring.db") as writer:
                await writer.make_meeting(opening())

    asyncio.run(make())
    return tmp_path


@pytest.fixture
def type_in(data: Path, capsys: pytest.CaptureFixture[str]):
    """Run a command in this folder, without a terminal: its exit status, and what it said."""

    def run(*command: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main([*command, "--data", str(data), "--language", "en"])
        return int(ended.value.code or 0), "".join(capsys.readouterr())

    return run


def backups(data: Path) -> list[Path]:
    """The newest first."""
    return sorted((data / "backups").glob("kring-*.db"), reverse=True)


def meetings(path: Path) -> int:
    """How many meetings Kring finds in this database."""

    async def count() -> int:
        async with writing(path) as writer:
            return len(await writer.run(catalogue.meetings))

    return asyncio.run(count())


def test_a_damaged_database_is_refused_and_the_newest_good_backup_brings_everything_back(data, type_in):
    path = data / "kring.db"
    content = damage(path)
    for command in (["start", "--port", "0"], ["new", "--question", "Wat?"]):
        status, said = type_in(*command)
        assert status == 1
        assert "is damaged" in said
        assert "run.py restore" in said
    status, said = type_in("restore", "--yes")
    assert status == 0
    assert "good, 2 meetings" in said.splitlines()[0]
    assert "good, 1 meeting " in said.splitlines()[1]
    assert "phones send their last choice" in said
    (aside,) = (data / "backups").glob("aside-*")
    assert str(aside) in said
    assert (aside / "kring.db").read_bytes() == content
    assert path.stat().st_mode & 0o777 == 0o600
    assert meetings(path) == 2


def test_a_torn_log_beside_the_database_is_not_laid_over_the_backup(data, type_in):
    (data / "kring.db-wal").write_bytes(b"\x37\x7f\x06\x82" + b"scrap" * 3000)
    assert type_in("restore", "--yes")[0] == 0
    assert not (data / "kring.db-wal").exists()
    (aside,) = (data / "backups").glob("aside-*")
    assert (aside / "kring.db-wal").exists()
    assert meetings(data / "kring.db") == 2


def test_a_damaged_backup_is_told_and_passed_over(data, type_in):
    damage(data / "kring.db")
    damage(backups(data)[0])
    status, said = type_in("restore", "--yes")
    assert status == 0
    assert "damaged" in said.splitlines()[0]
    assert "good, 1 meeting " in said.splitlines()[1]
    assert meetings(data / "kring.db") == 1


def test_where_no_backup_is_good_nothing_is_touched(data, type_in):
    for backup in backups(data):
        damage(backup)
    content = damage(data / "kring.db")
    status, said = type_in("restore", "--yes")
    assert status == 1
    assert "no good backup" in said
    assert (data / "kring.db").read_bytes() == content


def test_going_too_far_back_can_be_undone(data, type_in):
    path = data / "kring.db"
    newest, oldest = backups(data)
    assert type_in("restore", "--yes", oldest.name)[0] == 0
    assert meetings(path) == 1
    assert newest.name in [copy.path.name for copy in copies(path)]
    assert type_in("restore", "--yes", newest.name)[0] == 0
    assert meetings(path) == 2


def test_a_backup_from_another_place_can_be_named_by_its_path(data, type_in, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy.db"
    shutil.move(backups(data)[0], elsewhere)
    (data / "kring.db").unlink()
    shutil.rmtree(data / "backups")
    assert type_in("restore", "--yes", str(elsewhere))[0] == 0
    assert meetings(data / "kring.db") == 2


@pytest.mark.parametrize("name", ["kring-of-nobody.db", __file__])
def test_what_is_no_backup_is_refused(data, type_in, name):
    content = (data / "kring.db").read_bytes()
    status, said = type_in("restore", "--yes", name)
    assert status == 2
    assert "not a good backup" in said
    assert (data / "kring.db").read_bytes() == content


def test_nothing_is_restored_under_a_server_or_without_a_yes(data, type_in):
    content = damage(data / "kring.db")
    status, said = type_in("restore")
    assert status == 2
    assert "--yes" in said
    with instance.hold(data) as held:
        held.announce(8080, "http://localhost:8080")
        status, said = type_in("restore", "--yes")
    assert status == 1
    assert "already runs" in said
    assert (data / "kring.db").read_bytes() == content
    assert not list((data / "backups").glob("aside-*"))


def test_another_program_on_the_same_file_is_noticed_without_its_folder(tmp_path: Path):
    store = open_store(tmp_path / "kring.db")
    backup = store.backup()
    with pytest.raises(StoreError, match="Another Kring"):
        restore(store.path, backup, busy_timeout=10)
    store.close()


@in_a_loop
async def test_what_was_set_aside_goes_with_the_next_box_that_is_destroyed(path):
    async with room(path, people=2) as made:
        round_id = await made.open_round()
        await made.vote(made.seats[0], round_id, "for")
        code = made.live.code
    aside = restore(path, copies(path)[0].path)
    assert list(aside.iterdir())
    async with writing(path) as writer:
        assert list(aside.iterdir()), "a start alone takes nothing away"
        made.writer, made.live = writer, await writer.meeting(code)
        await made.cancel(round_id)
    assert not aside.exists()


def test_what_was_set_aside_goes_after_a_day(data):
    path = data / "kring.db"
    aside = restore(path, copies(path)[0].path)
    yesterday = datetime.now(UTC) - timedelta(hours=25)
    os.rename(aside, aside.with_name(f"aside-{yesterday:%Y%m%dT%H%M%S.%f}Z"))
    open_store(path).close()
    assert not list((data / "backups").glob("aside-*"))


@pytest.fixture
def kring(tmp_path):
    kring = Kring(tmp_path / "data")
    yield kring
    if kring.server:
        kring.kill()


@pytest.mark.browser
def test_after_a_restore_a_phone_gives_its_last_choice_again_by_itself(kring):
    """The newest backup is from before the vote; nobody touches the phone after it."""
    links = asyncio.run(meeting_with_an_open_round(kring.database))
    kring.start()
    found = os.environ.get("KRING_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        page = browser.new_context(locale="nl-NL").new_page()
        page.goto(f"{kring.base}/{links['code']}")
        staff = Staff(kring.base, links)
        page.get_by_role("button", name="Voor", exact=True).click()
        wait_for(page, lambda: turnout(staff) == 1)
        kring.kill()
        damage(kring.database)
        restore(kring.database, copies(kring.database)[0].path)
        kring.start()
        again = Staff(kring.base, links)
        wait_for(page, lambda: turnout(again) == 1)
        browser.close()


async def meeting_with_an_open_round(path: Path) -> dict[str, str]:
    """Its code and the facilitator's link; the backup made at the end knows the round and no ballot."""
    async with room(path) as made:
        await made.open_round()
        now = datetime.now(UTC)
        token = await made.writer.run(catalogue.add_link, Role.FACILITATOR, made.live.id, now)
        return {"code": made.live.code, "console": f"/in/{token}"}


def turnout(staff: Staff) -> int:
    return int(staff.view()["round"]["progress"]["turnout"])


def wait_for(page, reached) -> None:
    """Give the page time until this holds."""
    for _ in range(150):
        if reached():
            return
        page.wait_for_timeout(200)
    raise AssertionError("it did not come to that")
