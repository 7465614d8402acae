"""The sealed box: while it lives nobody can say whose a ballot is, and afterwards no file holds any of it."""

import asyncio
import json
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
from base64 import urlsafe_b64encode
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from live.rooms import Room, an_id, in_a_loop, opening, room, writing
from live.test_writer import TESTS
from meeting.live.writer import Writer
from meeting.procedure.core import Refused, Role
from meeting.procedure.deciding import EndDecision
from meeting.procedure.minority import AskMinority, GiveAnswer
from meeting.procedure.sealing import BoxDestroyed, ExpireBoxes
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import ShowResult
from meeting.procedure.state import DecisionKind
from meeting.procedure.voting import CastBallot, CloseRound
from meeting.store import catalogue
from meeting.store.opening import open_store


async def a_split_room(made) -> str:
    """A vote with a minority that was asked and answered; returns the round."""
    round_id = await made.open_round()
    choices = ["against", *["for"] * (len(made.seats) - 1)]
    await asyncio.gather(*(made.vote(seat, round_id, choice) for seat, choice in zip(made.seats, choices, strict=True)))
    await made.lead(CloseRound, round_id=round_id)
    await made.lead(ShowResult, round_id=round_id)
    await made.lead(EnterBlock, to="minority", reason="other")
    await made.lead(AskMinority, round_id=round_id)
    for i, seat in enumerate(made.seats):
        answer = {"position_id": an_id(), "kind": "text", "text": f"WENS{i} is wat ik nodig heb"}
        await made.ask(seat, GiveAnswer, round_id=round_id, rev=1, **answer)
        await made.ask(seat, GiveAnswer, round_id=round_id, rev=2, **answer | {"text": f"WENS{i} anders gezegd"})
    return round_id


async def end_decision(made):
    await made.lead(EndDecision, number=1, kind=DecisionKind.POSTPONED, reason="We slapen er een nacht over.")


def every_byte(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def traces(path, made, round_id) -> list[bytes]:
    """What must disappear: who voted (whole, or only begun), the key, and what they wrote."""
    with closing(sqlite3.connect(path)) as file:
        (key,) = file.execute("SELECT key FROM boxes WHERE round_id = ?", (round_id,)).fetchone()
    voters = [made.live.voters(seat)[round_id].encode() for seat in made.seats]
    return [key, b"WENS", *voters, *(voter[:8] for voter in voters)]


@in_a_loop
async def test_a_destroyed_box_is_in_no_file(path):
    async with room(path, people=60, backup_every=0) as made:
        round_id = await a_split_room(made)
        sought = traces(path, made, round_id)
        kept = every_byte(path.parent)
        assert all(trace in kept for trace in sought)
        assert any(b"WENS" in backup.read_bytes() for backup in made.writer.store.backups.all())
        await end_decision(made)
        left = every_byte(path.parent)
        assert not [trace for trace in sought if trace in left]
        assert made.writer.store.backups.all()
        assert made.live.voters(made.seats[0]) == {}
        with pytest.raises(Refused):
            await made.vote(made.seats[0], round_id, "for", rev=2)


@in_a_loop
async def test_another_meetings_box_survives(path):
    async with room(path, people=5) as made:
        round_id = await made.open_round()
        other = Room(made.writer, await made.writer.make_meeting(opening()))
        await other.join(5)
        elsewhere = await other.open_round()
        for seat in made.seats:
            await made.vote(seat, round_id, "for")
        for seat in other.seats:
            await other.vote(seat, elsewhere, "against")
        await made.cancel(round_id)
        before, code = other.live.meeting, other.live.code
        assert len(before.boxes[elsewhere]) == 5
    async with writing(path) as writer:
        live = await writer.meeting(code)
        assert live.meeting == before
        assert live.voters(other.seats[0])


@in_a_loop
async def test_no_file_links_a_seat_to_a_ballot_after_destruction(path):
    """Whoever seizes the disk and a phone with its cookie finds the participant, and no ballot or position."""
    async with room(path, people=6) as made:
        round_id = await a_split_room(made)
        await end_decision(made)
    with closing(sqlite3.connect(path)) as file:
        tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in tables for row in file.execute(f'SELECT * FROM "{name}"')]  # noqa: S608
    words = json.dumps(rows, default=lambda value: value.hex())
    person = catalogue.participant_id(made.seats[0], made.live.id)
    assert person in words
    assert urlsafe_b64encode(made.seats[0]).decode().rstrip("=") not in words
    assert made.seats[0].hex() not in words
    of_round = [json.dumps(row) for row in rows if round_id in str(row)]
    assert of_round
    assert not [row for row in of_round if person in row]


@in_a_loop
async def test_while_a_box_lives_its_file_names_no_participant(path):
    async with room(path, people=3) as made:
        round_id = await a_split_room(made)
        with closing(sqlite3.connect(path)) as file:
            rows = str(file.execute("SELECT * FROM sealed WHERE round_id = ?", (round_id,)).fetchall())
        people = [catalogue.participant_id(seat, made.live.id) for seat in made.seats]
        assert not [person for person in people if person in rows]


@in_a_loop
async def test_a_ballot_can_be_changed_after_a_restart(path):
    async with room(path, people=2) as made:
        round_id = await made.open_round()
        await made.vote(made.seats[0], round_id, "for")
        code = made.live.code
    async with writing(path) as writer:
        made.live = await writer.meeting(code)
        await made.vote(made.seats[0], round_id, "against", rev=2)
        assert [ballot.choice for ballot in made.live.meeting.boxes[round_id].values()] == [("against",)]


@in_a_loop
async def test_a_voter_sent_by_a_client_is_not_believed(path):
    async with room(path, people=2) as made:
        round_id = await made.open_round()
        mine, yours = (made.live.voters(seat)[round_id] for seat in made.seats)
        await made.ask(made.seats[0], CastBallot, round_id=round_id, choice=("for",), rev=1, voter=yours)
        assert {voter for _, voter in made.live.meeting.boxes[round_id]} == {mine}


@in_a_loop
async def test_a_box_expires_a_day_after_the_last_event(path):
    async with room(path, people=2) as made:
        await made.open_round()
        later = datetime.now(UTC) + timedelta(hours=25)
        heard = []
        made.live.listen(heard.extend)
        await made.live.handle(ExpireBoxes(at=later, role=Role.SYSTEM))
        assert [type(event) for event in heard] == [BoxDestroyed]
        assert made.live.voters(made.seats[0]) == {}


@in_a_loop
async def test_while_somebody_reads_the_file_the_wiping_is_tried_again(path):
    async with room(path, people=4) as made:
        round_id = await a_split_room(made)
        sought = traces(path, made, round_id)
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sealed").fetchone()
        await end_decision(made)
        assert made.writer.store.unwiped
        reader.close()
        await made.writer.run(lambda session: None)
        await made.writer.run(lambda session: None)
        assert not made.writer.store.unwiped
        assert not [trace for trace in sought if trace in every_byte(path.parent)]


KILLED_WHILE_WIPING = """
import asyncio, os, signal, sys
from pathlib import Path
from live.rooms import room
from live.test_sealed_box import a_split_room, end_decision, traces
from meeting.store.log import Store

async def main():
    path = Path(sys.argv[1])
    async with room(path, people=12, backup_every=0) as made:
        round_id = await a_split_room(made)
        for trace in traces(path, made, round_id):
            print(trace.hex(), flush=True)
        Store.wipe = lambda store: os.kill(os.getpid(), signal.SIGKILL)
        await end_decision(made)

asyncio.run(main())
"""


def test_the_next_start_finishes_what_a_killed_process_left(tmp_path):
    path = tmp_path / "kring.db"
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    command = [sys.executable, "-c", KILLED_WHILE_WIPING, path]
    killed = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=surroundings, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    sought = [bytes.fromhex(line) for line in killed.stdout.split()]
    assert len(sought) > 12
    kept = every_byte(tmp_path)
    assert [trace for trace in sought if trace in kept]
    open_store(path).close()
    left = every_byte(tmp_path)
    assert not [trace for trace in sought if trace in left]


@in_a_loop
async def test_a_box_the_log_calls_destroyed_does_not_come_back(path):
    """As after a crash of a kind nobody thought of: the log decides what lives."""
    async with room(path, people=3) as made:
        round_id = await made.open_round()
        await made.vote(made.seats[0], round_id, "for")
        with closing(sqlite3.connect(path)) as file:
            rows = {name: file.execute(f"SELECT * FROM {name}").fetchall() for name in ("boxes", "sealed")}  # noqa: S608
        await made.cancel(round_id)
    with closing(sqlite3.connect(path)) as file, file:
        for name, kept in rows.items():
            marks = ", ".join("?" * len(kept[0]))
            file.executemany(f"INSERT INTO {name} VALUES ({marks})", kept)  # noqa: S608
    open_store(path).close()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT count(*) FROM boxes").fetchone() == (0,)
        assert file.execute("SELECT count(*) FROM sealed").fetchone() == (0,)


@in_a_loop
async def test_backups_are_made_when_something_changed_and_not_otherwise(path):
    store = open_store(path)
    now = [0.0]
    async with room(store, people=1, clock=lambda: now[0]) as made:
        await made.gather()
        await settled(made.writer)
        assert store.backups.all() == []
        await made.view(made.seats[0], "Een bankje")
        now[0] = 61.0
        await settled(made.writer)
        now[0] = 130.0  # the thread may have looked at the clock just before
        await settled(made.writer)
        copies = store.backups.all()
        assert b"Een bankje" in copies[0].read_bytes()
        now[0] = 1000.0
        await settled(made.writer)
        assert store.backups.all() == copies
    assert store.backups.all() == copies  # at the end neither: nothing changed since


async def settled(writer: Writer) -> None:
    """Let the writing thread come round."""
    for _ in range(2):
        await writer.run(catalogue.meetings)


def test_random_boxes_leave_no_scrap(tmp_path):
    """Many boxes of many sizes, so that pages split and merge; the one that goes is gone whole."""
    asyncio.run(many_boxes(tmp_path / "kring.db"))


async def many_boxes(path):
    async with writing(path) as writer:
        rooms = []
        for people in (3, 40, 11, 25, 60):
            made = Room(writer, await writer.make_meeting(opening()))
            await made.join(people)
            rooms.append((made, await made.open_round()))
        for _ in range(4):
            votes = [
                made.vote(seat, round_id, secrets.choice(["for", "against"]), rev=secrets.randbelow(9) + 1)
                for made, round_id in rooms
                for seat in secrets.SystemRandom().sample(made.seats, 3)
            ]
            await asyncio.gather(*votes, return_exceptions=True)
        await asyncio.gather(*(m.vote(s, r, "for", rev=20) for m, r in rooms for s in m.seats))
        while rooms:
            made, round_id = rooms.pop(secrets.randbelow(len(rooms)))
            sought = traces(path, made, round_id)
            sought.remove(b"WENS")
            await made.cancel(round_id)
            left = every_byte(path.parent)
            assert not [trace for trace in sought if trace in left]
