"""The room screen as text over the real server: who takes part reads it, others do not."""

from meeting.procedure.gathering import SubmitViewpoint
from meeting.procedure.sheet import EnterBlock

from .conftest import new_id


def test_who_takes_part_reads_what_hangs_in_the_hall(room):
    person = room.phone()
    room.ask(EnterBlock, to="gather", reason="time")
    room.ask(SubmitViewpoint, viewpoint_id=new_id(), block_id="gather", text="Meer bankjes")
    answer = person.client.get(f"/api/{room.code}/screen?lang=nl")
    assert answer.json() == {"lines": ["Meer bankjes", "Gezegd"]}


def test_who_does_not_take_part_reads_nothing(room, server):
    answer = server.client().get(f"/api/{room.code}/screen")
    assert answer.status_code == 401
    assert "lines" not in answer.json()
