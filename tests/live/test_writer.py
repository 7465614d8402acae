"""The writer: many commands in one commit, answered only when they are on disk."""

import asyncio
import gc
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import weakref
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from live.rooms import Room, an_id, in_a_loop, opening, room, writing
from meeting.procedure.arrival import Join
from meeting.procedure.core import Refused, Role
from meeting.procedure.sealing import ExpireBoxes
from meeting.store import catalogue
from meeting.store.opening import open_store

TESTS = Path(__file__).parents[1]


async def hold_up(writer, meanwhile):
    """Let commands gather while the writing thread is busy."""
    started, go = threading.Event(), threading.Event()
    busy = asyncio.ensure_future(writer.run(lambda _: started.set() or go.wait(10)))
    await asyncio.to_thread(started.wait, 10)
    waiting = asyncio.gather(*meanwhile, return_exceptions=True)
    await asyncio.sleep(0)
    go.set()
    await busy
    return await waiting


def reasons(answers):
    return [answer.reason if isinstance(answer, Refused) else answer for answer in answers]


@in_a_loop
async def test_what_is_acknowledged_stands_after_a_restart(path):
    async with room(path, people=3) as made:
        await made.gather()
        await made.view(made.seats[0], "Meer licht in de gang")
        before, code = made.live.meeting, made.live.code
    async with writing(path) as writer:
        assert (await writer.meeting(code)).meeting == before


@in_a_loop
async def test_commands_that_wait_share_one_commit(path):
    store = open_store(path)
    commits = []
    async with room(store, people=1) as made:
        await made.gather()
        event.listen(store.engine, "commit", lambda _: commits.append(1))
        seat = made.seats[0]
        answers = await hold_up(made.writer, [made.view(seat, f"Mening {i}") for i in range(200)])
        assert answers == [None] * 200
        assert len(commits) == 2  # that of the busy job, and one for all two hundred
        assert len(made.live.meeting.viewpoints) == 200


@in_a_loop
async def test_a_command_is_decided_against_what_came_before_it_in_the_batch(path):
    async with room(path, people=3) as made:
        first = await made.open_round()
        seat = made.seats[0]
        answers = await hold_up(
            made.writer,
            [
                made.vote(seat, first, "for"),
                made.vote(seat, first, "for"),
                made.vote(seat, first, "against"),
                made.cancel(first),
                made.vote(made.seats[1], first, "for"),
            ],
        )
        assert reasons(answers) == [None, None, "changed_elsewhere", None, "round_cancelled"]


@in_a_loop
async def test_a_refused_command_changes_nothing_and_harms_no_other(path):
    async with room(path, people=2) as made:
        await made.gather()
        stranger = b"s" * 16
        answers = await hold_up(made.writer, [made.view(stranger, "x"), made.view(made.seats[0], "Een bankje")])
        assert reasons(answers) == ["missing_seat", None]
        assert [each.text for each in made.live.meeting.viewpoints.values()] == ["Een bankje"]


@in_a_loop
async def test_a_refusal_keeps_no_meeting_of_the_past_in_memory(path):
    async with room(path, people=1) as made:
        await made.gather()
        past = weakref.ref(made.live.meeting)
        gc.disable()  # what holds itself stays
        try:
            for _ in range(3):
                with pytest.raises(Refused, match="text_empty"):
                    await made.view(made.seats[0], " ")
            await made.view(made.seats[0], "Een bankje")
            await made.view(made.seats[0], "Nog een bankje")
            assert past() is None
        finally:
            gc.enable()


@in_a_loop
async def test_a_command_that_breaks_the_rules_code_fails_alone(path):
    async with room(path, people=2) as made:
        await made.gather()
        seat = made.seats[0]
        answers = await hold_up(made.writer, [made.view(seat, None), made.view(seat, "Een bankje")])
        assert reasons(answers) == ["not_saved", None]
        assert answers[0].again


@in_a_loop
async def test_a_round_id_that_another_meeting_uses_is_not_taken_over(path):
    async with room(path, people=1) as made:
        round_id = await made.open_round()
        other = Room(made.writer, await made.writer.make_meeting(opening()))
        await other.join(1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("live.rooms.an_id", lambda: round_id)
            with pytest.raises(Refused, match="id_taken"):
                await other.open_round()
        await made.vote(made.seats[0], round_id, "for")
        assert not other.live.meeting.rounds


@in_a_loop
async def test_listeners_hear_after_the_commit_what_happened(path):
    async with room(path, people=1) as made:
        await made.gather()
        heard = []
        stop = made.live.listen(lambda events: heard.append((len(made.live.meeting.viewpoints), len(events))))
        made.live.listen(lambda events: 1 / 0)
        await made.view(made.seats[0], "Een bankje")
        stop()
        await made.view(made.seats[0], "Nog een bankje")
        assert heard == [(1, 1)]


@in_a_loop
async def test_the_meeting_is_what_the_disk_says_until_the_commit(path):
    async with room(path, people=1) as made:
        await made.gather()
        seen = []

        def look(_connection):
            seen.append(len(made.live.meeting.viewpoints))

        event.listen(made.writer.store.engine, "commit", look)
        await made.view(made.seats[0], "Een bankje")
        assert seen == [0]


@in_a_loop
async def test_a_round_brings_the_number_of_people_present(path):
    async with room(path, people=4) as made:
        made.live.attendance.disconnect(catalogue.participant_id(made.seats[0], made.live.id))
        await made.open_round()
        assert made.live.meeting.open_round.present == 4
        assert made.live.presence.weak == 1


@in_a_loop
async def test_a_meeting_is_the_same_object_for_everybody(path):
    async with room(path) as made:
        assert await made.writer.meeting(made.live.code) is made.live
        with pytest.raises(Refused, match="unknown_code"):
            await made.writer.meeting("000000")


@in_a_loop
async def test_a_meeting_that_is_refused_leaves_no_row(path):
    async with writing(path) as writer:
        with pytest.raises(Refused):
            await writer.make_meeting(opening("   "))
        assert await writer.run(catalogue.meetings) == []


@in_a_loop
async def test_after_closing_nothing_is_promised(path):
    async with room(path) as made:
        live = made.live
    with pytest.raises(Refused, match="not_saved"):
        await live.handle(ExpireBoxes(at=datetime.now(UTC), role=Role.SYSTEM))


@in_a_loop
async def test_a_second_kring_on_the_same_database_is_refused(path):
    async with room(path):
        code = "import sys; from meeting.store.opening import open_store; open_store(sys.argv[1], busy_timeout=100)"
        other = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, cwd=TESTS.parent)
        assert "Another Kring is using the database" in other.stderr


@in_a_loop
async def test_while_another_program_holds_the_file_votes_wait_and_none_is_lost(path):
    async with room(path, people=1) as made:
        await made.gather()
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        waiting = asyncio.gather(*(made.view(made.seats[0], f"Mening {i}") for i in range(20)))
        done, _ = await asyncio.wait([waiting], timeout=0.3)
        assert not done  # and this loop went on meanwhile
        other.execute("ROLLBACK")
        other.close()
        await waiting
        assert len(made.live.meeting.viewpoints) == 20


@in_a_loop
async def test_a_file_that_stays_locked_is_answered_honestly_and_the_meeting_lives_on(path):
    async with room(open_store(path, busy_timeout=100), people=1) as made:
        await made.gather()
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        answers = await asyncio.gather(
            *(made.view(made.seats[0], f"Mening {i}") for i in range(5)), return_exceptions=True
        )
        assert reasons(answers) == ["not_saved"] * 5
        assert all(answer.again for answer in answers)
        assert not made.live.meeting.viewpoints
        other.close()
        await made.view(made.seats[0], "Een bankje")
        assert len(made.live.meeting.viewpoints) == 1


@in_a_loop
async def test_a_full_disk_is_answered_honestly_and_the_meeting_lives_on(path):
    store = open_store(path)
    async with room(store, people=1) as made:
        round_id = await made.open_round()
        await made.vote(made.seats[0], round_id, "for")
        await made.writer.run(limit_pages, 1)
        answers = await asyncio.gather(
            *(made.ask(f"{i:016}".encode(), Join) for i in range(400)), return_exceptions=True
        )
        assert set(reasons(answers)) == {"not_saved"}
        assert len(made.live.meeting.participants) == 1
        await made.writer.run(limit_pages, 1_000_000)
        await made.vote(made.seats[0], round_id, "against", rev=2)
        await asyncio.gather(*(made.ask(f"{i:016}".encode(), Join) for i in range(400)))
        before, code = made.live.meeting, made.live.code
    async with writing(path) as writer:
        after = (await writer.meeting(code)).meeting
        assert after == before
        assert len(after.participants) == 401


def limit_pages(session, pages):
    session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")


def test_nothing_people_wrote_reaches_a_log_line(tmp_path, caplog):
    """The canary: texts, choices, tokens and seats go through commits that fail and code that breaks."""
    caplog.set_level("DEBUG")
    asyncio.run(sing(tmp_path / "kring.db"))
    words = "\n".join(record.getMessage() + str(record.exc_info) + str(record.exc_text) for record in caplog.records)
    assert "not saved" in words
    for secret in ("KANARIE", "dichtbij", "for'", "SSSS", "participant="):
        assert secret not in words


async def sing(path):
    async with room(open_store(path, busy_timeout=50), people=1) as made:
        seat = b"S" * 16
        await made.ask(seat, Join)
        await made.gather()
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        await asyncio.gather(made.view(seat, "KANARIE dichtbij"), return_exceptions=True)
        other.close()
        round_id = await made.open_round()
        await made.writer.run(limit_pages, 1)
        votes = [made.vote(seat, round_id, "for", person=i % 5, rev=1) for i in range(400)]
        await asyncio.gather(*votes, made.view(seat, "KANARIE " * 15), return_exceptions=True)
        await made.writer.run(limit_pages, 1_000_000)
        with pytest.raises(Refused):
            await made.writer.run(broken_insert, "KANARIE")
        with pytest.raises(Refused):
            await made.live.handle(Join(at="KANARIE", role=Role.PARTICIPANT, participant="KANARIE"))


def broken_insert(session, text):
    session.connection().exec_driver_sql("INSERT INTO links (token_hash) VALUES (?)", (text,))


KILLED = """
import asyncio, sys
from pathlib import Path
from live.rooms import room

async def main():
    async with room(Path(sys.argv[1]), people=8) as made:
        await made.gather()
        print(made.live.code, flush=True)
        async def keep_writing(seat, i):
            for n in range(100000):
                await made.view(seat, f"{i}-{n}")
                print(f"{i}-{n}", flush=True)
        await asyncio.gather(*(keep_writing(seat, i) for i, seat in enumerate(made.seats)))

asyncio.run(main())
"""


@pytest.mark.parametrize("acknowledged", [1, 40, 160])
def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path, acknowledged):
    path = tmp_path / "kring.db"
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    command = [sys.executable, "-c", KILLED, path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings) as killed:
        code = killed.stdout.readline().strip()
        told = [killed.stdout.readline().strip() for _ in range(acknowledged)]
        killed.send_signal(signal.SIGKILL)
        told += [line.strip() for line in killed.stdout if line.endswith("\n")]

    async def texts():
        async with writing(path) as writer:
            live = await writer.meeting(code)
            return {each.text for each in live.meeting.viewpoints.values()}

    assert set(told) <= asyncio.run(texts())


@in_a_loop
async def test_ids_made_twice_change_nothing(path):
    async with room(path, people=1) as made:
        await made.gather()
        same = an_id()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("live.rooms.an_id", lambda: same)
            await asyncio.gather(*(made.view(made.seats[0], "Een bankje") for _ in range(10)))
        assert len(made.live.meeting.viewpoints) == 1
