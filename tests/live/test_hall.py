"""What a hall does when many ask at once: own parts are worked out in turns, and are there before the answers."""

import asyncio

from meeting.live.hub import AT_ONCE, Hall
from meeting.procedure.core import Role
from meeting.store.catalogue import participant_id
from tests.live.rooms import room

PEOPLE = 3 * AT_ONCE


def test_own_parts_of_a_crowd_are_worked_out_in_turns_and_before_anybody_is_answered(tmp_path):
    async def scene():
        async with room(tmp_path / "kring.db", PEOPLE) as made:
            hall = Hall(made.live, lambda: "http://localhost", "1")
            people = [participant_id(seat, made.live.id) for seat in made.seats]
            for person, seat in zip(people, made.seats, strict=True):
                hall.connect(Role.PARTICIPANT, person, seat)
            await made.gather()
            at_settling = []

            def written():
                return sum(bool(hall.people[person].mine["viewpoints"]) for person in people)

            made.live.listen(lambda happened: at_settling.append(written()))

            async def answered(seat, person):
                await made.view(seat, "Het is hier te donker.")
                return bool(hall.people[person].mine["viewpoints"])

            known = await asyncio.gather(*map(answered, made.seats, people))
            hall.close()
            return at_settling, known

    at_settling, known = asyncio.run(scene())
    assert at_settling[0] == 0
    assert all(known)
