"""A check that stays open for those who left: on disk, through a restart, until its hour."""

from __future__ import annotations

from datetime import timedelta

from live.rooms import Room, an_id, in_a_loop, room, writing
from live.test_sealed_box import every_byte
from meeting.live import expiry
from meeting.procedure.deciding import AdoptDecision
from meeting.procedure.later import AnswerLater, KeepCheckOpen
from meeting.procedure.minority import AskMinority, ShareAnswers
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import ShowResult
from meeting.procedure.state import RoundKind
from meeting.procedure.voting import CloseRound, OpenRound

CHOSEN = b'"choice":["along"]'


async def kept_open(made: Room) -> str:
    """Half of the people answered the check in the room; the others have an hour. Returns the check."""
    voted = await made.open_round()
    for seat in made.seats:
        await made.vote(seat, voted, "for")
    await made.lead(CloseRound, round_id=voted)
    await made.lead(ShowResult, round_id=voted)
    await made.lead(EnterBlock, to="minority", reason="other")
    await made.lead(AskMinority, round_id=voted)
    await made.lead(ShareAnswers, round_id=voted)
    await made.lead(EnterBlock, to="decide", reason="other")
    check, proposal = an_id(), made.live.meeting.proposal
    about = {"kind": RoundKind.SUPPORT, "proposal_id": proposal.id, "version": 1}
    await made.lead(OpenRound, round_id=check, **about)
    for seat in made.seats[: len(made.seats) // 2]:
        await made.vote(seat, check, "along")
    await made.lead(CloseRound, round_id=check)
    await made.lead(ShowResult, round_id=check)
    await made.lead(KeepCheckOpen, round_id=check, until=made.now + timedelta(hours=1))
    return check


@in_a_loop
async def test_the_choices_of_the_room_leave_every_file_and_who_left_answers_after_a_restart(path):
    async with room(path, people=12, backup_every=0) as made:
        check = await kept_open(made)
        await made.ask(made.seats[6], AnswerLater, round_id=check, rev=1, choice="leave")
        made.writer.store.backup()
        assert CHOSEN in every_byte(path.parent)
        await made.lead(AdoptDecision, number=1, version=1)
        seats, code, hour = made.seats, made.live.code, made.now + timedelta(hours=1)
    assert CHOSEN not in every_byte(path.parent)
    async with writing(path) as writer:
        made = Room(writer, await writer.meeting(code), seats)
        for seat in seats[7:]:
            await made.ask(seat, AnswerLater, round_id=check, rev=1, choice="leave")
        await expiry.count_later([made.live], made.now)
        assert check in made.live.meeting.boxes, "the hour has not come"
        await expiry.count_later([made.live], hour)
        counted = made.live.meeting.round_of(check).later
        assert (counted.answered, dict(counted.cells)["leave"]) == (6, 6)
        assert check not in writer.store.keyring
    assert b'"later_answered"' not in every_byte(path.parent)
