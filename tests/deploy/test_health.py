"""What a monitor hears: whether what people send is brought to disk, and nothing about people."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from starlette.responses import Response

from deploy.running import Kring
from meeting.live.writer import Writer
from meeting.store.opening import open_store
from meeting.web.health import LASTS, Health


@pytest.fixture
def kring(tmp_path):
    kring = Kring(tmp_path / "data")
    yield kring
    kring.stop()


def told(response: Response) -> dict:
    return json.loads(bytes(response.body))


def test_the_real_server_tells_that_it_can_write_and_nothing_else(kring):
    kring.start()
    with httpx.Client(base_url=kring.base) as client:
        answer = client.get("/health")
        assert answer.status_code == 200
        body = answer.json()
        assert body.keys() == {"ok", "version", "writes", "free_mb"}
        assert body["ok"] is body["writes"] is True
        assert body["free_mb"] > 0
        assert answer.headers["cache-control"] == "no-store"
        assert client.head("/health").status_code == 200
        assert client.get("/health", headers={"Host": "elsewhere.example"}).status_code == 421


def test_it_writes_for_real_once_in_a_few_seconds_and_asks_for_no_backup(tmp_path: Path):
    async def trial():
        store, now = open_store(tmp_path / "kring.db"), [0.0]
        wal, before = tmp_path / "kring.db-wal", store.changes
        writer = Writer(store)
        health = Health(writer, "1", clock=lambda: now[0])
        answers = await asyncio.gather(*(health.answer() for _ in range(50)))
        assert {answer.status_code for answer in answers} == {200}
        once = wal.stat().st_size
        assert once > 0
        await health.answer()
        assert wal.stat().st_size == once
        now[0] += LASTS
        await health.answer()
        assert wal.stat().st_size > once
        assert store.changes == before
        await writer.close()

    asyncio.run(trial())


def test_a_database_that_cannot_be_written_is_told_and_so_is_its_return(tmp_path: Path):
    async def trial():
        path, now = tmp_path / "kring.db", [0.0]
        writer = Writer(open_store(path, busy_timeout=20))
        health = Health(writer, "1", clock=lambda: now[0])
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = await health.answer()
            assert answer.status_code == 503
            assert told(answer)["ok"] is told(answer)["writes"] is False
        now[0] += LASTS
        assert (await health.answer()).status_code == 200
        await writer.close()

    asyncio.run(trial())


def test_a_disk_that_does_not_answer_is_told_in_time(tmp_path: Path):
    async def trial():
        path = tmp_path / "kring.db"
        writer = Writer(open_store(path, busy_timeout=400))
        health = Health(writer, "1", patience=0.01)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert (await health.answer()).status_code == 503
        await writer.close()

    asyncio.run(trial())
