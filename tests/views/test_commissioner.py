"""What the commissioner reads while the meeting goes on: one sentence for every moment."""

from __future__ import annotations

import pytest

from meeting.procedure.sheet import EnterBlock
from meeting.views.commissioner import ASKED, commissioner
from meeting.words import translator
from tests.procedure.acts import Hall


@pytest.mark.parametrize("language", ["nl", "en"])
def test_something_is_said_at_every_moment(language: str) -> None:
    words = translator(language)
    assert all(f"commissioner.now.{moment}" in words for moment in ASKED)
    hall = Hall().open()
    for block in hall.meeting.sheet:
        if block.id != hall.meeting.active:
            hall.lead(EnterBlock, to=block.id, reason="time")
        assert commissioner(hall.meeting)["now"]["key"] in words


def test_she_is_asked_to_say_who_decides_when_people_come_in_and_listens_where_they_talk() -> None:
    hall = Hall().open()
    assert commissioner(hall.meeting)["now"]["key"] == "commissioner.now.arrival"
    talk = next(block.id for block in hall.meeting.sheet if block.kind == "talk")
    hall.lead(EnterBlock, to=talk, reason="time")
    assert commissioner(hall.meeting)["now"]["key"] == "commissioner.now"
