"""Looking up once: what was found is kept with the meeting it was found in, and with no other."""

from meeting.procedure.core import copied
from meeting.procedure.looking import kept, once
from meeting.procedure.state import Meeting


def test_it_is_looked_up_once_for_a_meeting_as_it_stands_and_anew_when_that_changed():
    looked = []

    @once
    def titles(meeting: Meeting) -> list[str]:
        looked.append(meeting.title)
        return [meeting.title]

    first = Meeting(title="Het plein")
    second = copied(first, title="De markt")
    assert [titles(first), titles(first), titles(second)] == [["Het plein"], ["Het plein"], ["De markt"]]
    assert looked == ["Het plein", "De markt"]


def test_whoever_changes_what_they_got_changes_it_for_nobody_else():
    @once
    def titles(meeting: Meeting) -> list[str]:
        return [meeting.title]

    known = Meeting(title="Het plein")
    titles(known).append("De markt")
    assert titles(known) == ["Het plein"]


def test_what_is_kept_with_a_thing_is_no_part_of_it():
    @kept
    def length(meeting: Meeting) -> int:
        return len(meeting.title)

    known = Meeting(title="Het plein")
    assert length(known) == len("Het plein")
    assert known == Meeting(title="Het plein")
    assert length(copied(known, title="De markt")) == len("De markt")
