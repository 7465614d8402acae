"""The one sheet "what you have to know": a few short paragraphs, never written over each other."""

from __future__ import annotations

import pytest

from meeting.procedure.core import Refused
from meeting.procedure.informing import PARAGRAPH, PARAGRAPHS, InfoWritten, WriteInfo

from .acts import Hall, hall

WORDS = "Het plein is van de gemeente.\n\n  Er is  40.000 euro. \n"


def write(here: Hall, text: str = WORDS, title: str = "Over het plein", rev: int = 0) -> None:
    here.lead(WriteInfo, title=title, text=text, rev=rev)


def test_a_line_is_a_paragraph_and_empty_lines_are_none() -> None:
    here = hall()
    write(here)
    info = here.meeting.info
    assert (info.title, info.rev) == ("Over het plein", 1)
    assert info.paragraphs == ("Het plein is van de gemeente.", "Er is 40.000 euro.")


def test_it_may_come_with_the_new_meeting() -> None:
    here = Hall().open(info="Het plein is van de gemeente.")
    assert here.meeting.info.paragraphs == ("Het plein is van de gemeente.",)
    assert isinstance(here.log[1], InfoWritten)
    assert Hall().open(info="  ").meeting.info.rev == 0


def test_two_facilitators_never_write_over_each_other_unseen() -> None:
    here = hall()
    write(here)
    assert here.lead(WriteInfo, title="Over het plein", text=WORDS, rev=0) == ()
    assert here.refused(write, here, "Iets anders", rev=0) == "info_changed"
    write(here, "Iets anders", rev=1)
    assert here.meeting.info.rev == 2


def test_what_was_written_stays_in_the_log() -> None:
    here = hall()
    write(here)
    write(here, "", rev=1)
    assert here.meeting.info.paragraphs == ()
    assert here.meeting.info.title == ""
    assert [event.paragraphs for event in here.log if isinstance(event, InfoWritten)] == [
        ("Het plein is van de gemeente.", "Er is 40.000 euro."),
        (),
    ]


def test_it_is_one_sheet() -> None:
    here = hall()
    assert here.refused(write, here, "\n".join("regel" for _ in range(PARAGRAPHS + 1))) == "info_too_long"
    write(here, "\n".join("regel" for _ in range(PARAGRAPHS)))


def test_a_paragraph_that_is_too_long_is_named() -> None:
    here = hall()
    with pytest.raises(Refused) as refusal:
        write(here, "kort\n" + "a" * (PARAGRAPH + 3))
    assert refusal.value.reason == "info_paragraph"
    assert refusal.value.values == {"number": 2, "most": PARAGRAPH, "over": 3}
