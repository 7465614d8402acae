"""A check that stays open: in view of who may still answer, in every step and after the meeting, and then told once."""

from __future__ import annotations

import pytest

from meeting import views
from meeting.procedure.state import ALONG, LEAVE, NOT_YET
from meeting.views.decided import decision_card
from tests.procedure.acts import Hall, Person
from tests.procedure.test_later import answer, close, count, kept_open

NOBODY = views.Presence()


def own(here: Hall, person: Person) -> dict[str, object]:
    voters = {round_id: voter for round_id in here.meeting.boxes if (voter := here.voter(person, round_id))}
    return views.mine(here.meeting, person.id, voters)


def facts(here: Hall) -> list[str]:
    return [fact["key"] for fact in decision_card(here.meeting, here.meeting.decisions[0])["facts"] if "key" in fact]


def test_the_question_stays_on_the_phone_of_who_left_also_after_the_close() -> None:
    here = kept_open(*[ALONG] * 6)
    check, left, stayed = here.last.id, here.people[7], here.people[0]
    here.adopt()
    here.go("close")
    for end in (lambda: None, lambda: close(here)):
        end()
        [asked] = views.phone(here.meeting, NOBODY)["later"]
        assert (asked["id"], asked["do"], len(asked["options"])) == (check, "answer_later", 3)
        assert own(here, left)["later"] == [{"id": check, "state": "open"}]
        assert own(here, stayed)["later"] == [{"id": check, "state": "room"}]
    answer(here, left, LEAVE, check)
    assert [each["option"] for each in own(here, left)["given"]] == [LEAVE]
    count(here)
    assert views.phone(here.meeting, NOBODY)["later"] == own(here, left)["later"] == []


@pytest.mark.parametrize(
    ("later", "told"),
    [
        ((ALONG,) * 2, ["later.few"]),
        ((ALONG,) * 5 + (LEAVE,), ["later.answered", "later.hidden.all"]),
        ((ALONG,) * 6, ["later.room", "later.together"]),
        ((ALONG,) * 5 + (NOT_YET,) * 6, ["later.room", "later.together"]),
    ],
)
def test_the_decision_tells_what_came_later_as_a_line_of_its_own(later: tuple[str, ...], told: list[str]) -> None:
    here = kept_open(*[ALONG] * 7, people=20)
    here.adopt()
    assert "later.so_far" in facts(here)
    for person, choice in zip(here.people[8:], later, strict=False):
        answer(here, person, choice)
    count(here)
    assert [each for each in facts(here) if each.startswith("later")] == told
    label = decision_card(here.meeting, here.meeting.decisions[0])["label"]["key"]
    assert label == ("decision.kind.standing.later" if NOT_YET in later else "decision.kind.full")
