"""The room screen as text: every step has its lines, and they are those that hang in the hall."""

from __future__ import annotations

from meeting.procedure.arranging import AddBlock
from meeting.procedure.core import STEPS
from meeting.views import phone, room
from meeting.views.presence import Presence
from meeting.views.transcript import PARTS, transcript
from tests.procedure.acts import hall, hall_in_a_vote
from tests.procedure.test_entrusting import decided


def texts(here) -> list[str]:
    return [
        line.get("text") or line.get("key") or line["option"] for line in transcript(room(here.meeting, Presence()))
    ]


def test_every_step_says_what_hangs_in_the_hall() -> None:
    assert set(PARTS) == set(STEPS)


def test_the_newest_viewpoint_comes_first() -> None:
    here = hall(2)
    here.go("gather")
    here.view(here.people[0], "Meer bankjes")
    here.view(here.people[1], "Minder tegels")
    assert [text for text in texts(here) if " " in text] == ["Minder tegels", "Meer bankjes"]


def test_a_vote_has_the_proposal_and_how_many_voted_but_never_what() -> None:
    here = hall_in_a_vote()
    found = texts(here)
    assert here.tabled.current.text in found
    assert "vote.progress" in found or "vote.nearly" in found
    assert "for" not in found


def test_a_choice_among_several_is_read_with_its_letter_and_its_words() -> None:
    here = hall(6)
    put = here.lay("Een bankje", "Een fontein")
    here.run_choice(*[put[0]] * 6)
    told = [line for line in transcript(room(here.meeting, Presence())) if "letter" in line and "n" in line]
    assert [(line["letter"], line["text"], line["n"]) for line in told] == [
        ("A", "Een bankje", 6),
        ("B", "Een fontein", 0),
    ]


def test_what_waits_is_read_apart_from_what_was_decided() -> None:
    here, _ = decided()
    here.adopt()
    found = texts(here)
    start, waits = found.index("card.package"), found.index("card.waiting")
    assert [text[:2] for text in found[start + 1 : start + 4]] == ["A.", "B.", "C."]
    assert [text[:2] for text in found[waits + 1 : waits + 4]] == ["D.", "E.", "F."]


def test_the_opgaven_people_walk_to_are_read_while_they_walk() -> None:
    here, _ = decided()
    here.adopt()
    before = here.meeting.block.id
    here.lead(AddBlock, block_id="corners", model="corners", after=before, sheet_rev=here.meeting.sheet_rev)
    here.go("corners")
    assert {"Opgave 1", "Opgave 2", "Opgave 3"} <= set(texts(here))


def test_a_phone_says_which_opgaven_wait_and_where_they_can_be_read() -> None:
    here, _ = decided()
    here.adopt()
    for block in (here.meeting.active, "close"):
        here.go(block)
        told = {line["key"]: line["values"] for line in phone(here.meeting, Presence())["lines"]}
        assert told["decision.waiting"] == {"letters": "D, E, F"}
