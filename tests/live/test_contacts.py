"""How people in teams can be reached: written with the sign-up, in no log, and in no file once it was taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from live.rooms import Room, in_a_loop, room, writing
from live.test_erasing import files_with
from meeting.procedure.arranging import AddBlock
from meeting.procedure.erasing import EraseMine
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.signing_up import ForgetContact, JoinTeam, LeaveTeam
from meeting.procedure.teaming import KEPT_FOR, AddTeam
from meeting.store import contacts
from meeting.store.catalogue import holder_of, participant_id
from meeting.store.export import log_lines

NAME, REACH = "Kanarie van den Berg", "kanarie@voorbeeld.example"


async def teaming(made: Room) -> None:
    sheet = made.live.meeting
    await made.lead(AddBlock, block_id="teams", model="teaming", after="decide", sheet_rev=sheet.sheet_rev)
    await made.lead(EnterBlock, to="teams", reason="other")
    await made.lead(AddTeam, team_id="garden", title="De binnentuin")


async def join(made: Room, who: int, **brings: Any) -> str:
    sign_up_id = f"sign-up-{who}"
    await made.ask(made.seats[who], JoinTeam, sign_up_id=sign_up_id, team_id="garden", rev=1, **brings)
    return sign_up_id


async def kept(made: Room) -> dict[str, contacts.Contact]:
    return await made.writer.run(contacts.of_meeting, made.live.id)


@in_a_loop
async def test_what_was_acknowledged_is_on_disk_and_not_in_the_log(path):
    async with room(path, people=2) as made:
        await teaming(made)
        await join(made, 0, helps="Timmeren", name=NAME, reach=REACH)
        await join(made, 1)
        assert {each: found[:2] for each, found in (await kept(made)).items()} == {"sign-up-0": (NAME, REACH)}
        exported = "\n".join(await made.writer.run(log_lines, made.live.id))
        assert "Timmeren" in exported
        assert not [words for words in (NAME, REACH) if words in exported]
        code = made.live.code
    async with writing(path) as writer:
        again = await writer.meeting(code)
        assert again.meeting.sign_ups["sign-up-0"].reachable
        assert list(await writer.run(contacts.of_meeting, again.id)) == ["sign-up-0"]


@in_a_loop
async def test_no_line_of_the_log_links_a_sign_up_to_what_the_same_person_wrote(path):
    async with room(path, people=1) as made:
        await made.gather()
        await made.view(made.seats[0], "Er is geen plek om te zitten")
        await teaming(made)
        await join(made, 0, name=NAME, reach=REACH)
        signed = [line for line in await made.writer.run(log_lines, made.live.id) if '"team_joined"' in line]
        person, holder = participant_id(made.seats[0], made.live.id), holder_of(made.seats[0], made.live.id)
        assert [person in line for line in signed] == [False]
        assert [holder in line for line in signed] == [True]


@in_a_loop
async def test_what_was_taken_back_is_in_no_file_any_more(path):
    async with room(path, people=3) as made:
        await teaming(made)
        ways = (LeaveTeam, ForgetContact, EraseMine)
        for who, kind in enumerate(ways):
            sign_up_id = await join(made, who, name=NAME, reach=REACH)
            made.writer.store.backup()
            assert files_with(path, REACH)
            asked = {} if kind is EraseMine else {"sign_up_id": sign_up_id}
            await made.ask(made.seats[who], kind, **asked)
            assert (await kept(made), files_with(path, REACH), files_with(path, NAME)) == ({}, [], [])


@in_a_loop
async def test_who_takes_back_takes_nobody_else_along(path):
    async with room(path, people=2) as made:
        await teaming(made)
        for who in (0, 1):
            await join(made, who, name=NAME, reach=f"{who}-{REACH}")
        await made.ask(made.seats[0], LeaveTeam, sign_up_id="sign-up-0")
        assert {each: found.reach for each, found in (await kept(made)).items()} == {"sign-up-1": f"1-{REACH}"}


@in_a_loop
async def test_contacts_go_by_themselves_when_their_last_day_is_over(path):
    async with room(path, people=1) as made:
        await teaming(made)
        await join(made, 0, name=NAME, reach=REACH)
        last = made.live.meeting.visits[-1].at.date() + KEPT_FOR
        await made.writer.expire_contacts(last)
        assert len(await kept(made)) == 1
        await made.writer.expire_contacts(last + timedelta(days=1))
        assert (await kept(made), files_with(path, REACH)) == ({}, [])


@in_a_loop
async def test_an_erased_meeting_takes_its_contacts_along(path):
    async with room(path, people=1) as made:
        await teaming(made)
        await join(made, 0, name=NAME, reach=REACH)
        made.writer.store.backup()
        await made.writer.forget(made.live)
        assert (await kept(made), files_with(path, REACH)) == ({}, [])
