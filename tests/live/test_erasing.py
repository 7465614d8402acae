"""Words that were erased are in no file any more, and the log still tells the same meeting."""

from __future__ import annotations

import secrets

import pytest

from live.rooms import in_a_loop, room, writing
from meeting.procedure.core import Refused, Role
from meeting.procedure.erasing import ERASED, EraseMine, EraseWords
from meeting.procedure.importing import ImportViewpoints, imported_id
from meeting.procedure.importing_opgaven import Card, ImportOpgaven
from meeting.procedure.talking import TakeNote
from meeting.procedure.teaming import AddTeam
from meeting.store import catalogue
from meeting.views.erasable import texts

CANARY = "kanarievogel uit de Dorpsstraat"


def files_with(path, word=CANARY):
    """Every file beside the database in which these words still stand."""
    return [file.name for file in path.parent.rglob("*") if file.is_file() and word.encode() in file.read_bytes()]


@in_a_loop
async def test_erased_words_are_in_no_file_and_the_log_replays_to_the_same_meeting(path):
    async with room(path, people=40) as made:
        await made.gather()
        for seat in made.seats:
            await made.view(seat, f"Mening {secrets.token_hex(20)}")
        await made.view(made.seats[0], CANARY)
        made.writer.store.backup()
        assert len(files_with(path)) >= 2
        await made.ask(made.seats[0], EraseMine)
        assert files_with(path) == []
        assert len(made.writer.store.backups.all()) == 1
        told, code = made.live.meeting, made.live.code
    async with writing(path) as writer:
        again = await writer.meeting(code)
        assert again.meeting == told
        assert not writer.store.unwiped


@in_a_loop
async def test_an_erased_meeting_is_in_no_table_and_no_file(path):
    async with room(path, people=3) as made:
        await made.gather()
        await made.view(made.seats[0], CANARY)
        await made.lead(TakeNote, note_id="n", text=CANARY)
        await made.open_round()
        await made.writer.run(catalogue.add_link, Role.NOTE_KEEPER, made.live.id, made.now, CANARY)
        made.writer.store.backup()
        await made.writer.forget(made.live)
        assert files_with(path) == []
        assert await made.writer.run(catalogue.meetings) == []
        assert not list(made.writer.store.keyring)


@in_a_loop
async def test_who_is_inside_an_erased_meeting_is_told_that_it_is_gone(path):
    async with room(path, people=1) as made:
        await made.gather()
        await made.writer.forget(made.live)
        with pytest.raises(Refused, match="meeting_erased"):
            await made.view(made.seats[0], "Te laat.")


@in_a_loop
async def test_what_a_crash_left_of_erased_words_goes_at_the_next_start(path):
    async with room(path, people=1) as made:
        await made.gather()
        await made.view(made.seats[0], CANARY)
        copy = made.writer.store.backup()
        kept = copy.read_bytes()
        await made.ask(made.seats[0], EraseMine)
        await made.writer.run(owe)
    copy.write_bytes(kept)
    async with writing(path):
        assert files_with(path) == []


def owe(session):
    """What the transaction that erases leaves behind until every file was made anew."""
    session.connection().exec_driver_sql("PRAGMA user_version = 1")


@in_a_loop
async def test_one_of_many_imported_interviews_is_in_no_file_while_the_others_stay(path):
    async with room(path, people=1) as made:
        await made.gather()
        block = made.live.meeting.active
        texts = ("Eerst het licht.", f"{CANARY}, vooraf gezegd", "Dan de bankjes.")
        await made.lead(ImportViewpoints, import_id="interviews", block_id=block, texts=texts)
        made.writer.store.backup()
        await made.lead(EraseWords, thing_id=imported_id("interviews", 2), reason="Dat vroeg zij.")
        assert files_with(path) == []
        assert all(files_with(path, word) for word in (texts[0], texts[2]))
        told, code = made.live.meeting, made.live.code
    async with writing(path) as writer:
        again = await writer.meeting(code)
        assert again.meeting == told


@in_a_loop
async def test_an_imported_opgave_leaves_no_file_with_any_of_its_columns(path):
    async with room(path, people=1) as made:
        await made.gather()
        columns = {each: f"{CANARY} {each}" for each in ("title", "for_whom", "why", "first_idea", "source")}
        card, own = Card(**columns), imported_id("list", 1)
        await made.lead(ImportOpgaven, import_id="list", block_id=made.live.meeting.active, cards=(card,))
        await made.lead(AddTeam, team_id=own, title=columns["title"])
        [found] = [each for each in texts(made.live.meeting) if columns["source"] in each["text"]]
        await made.lead(EraseWords, thing_id=found["id"], reason="Dat vroeg hij.")
        assert files_with(path) == []
        assert made.live.meeting.teams[own].title == ERASED
        told, code = made.live.meeting, made.live.code
    async with writing(path) as writer:
        assert (await writer.meeting(code)).meeting == told
