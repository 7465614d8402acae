"""What is seen of a choice among several, of practising, of hands and papers, and of those who are helped."""

from __future__ import annotations

import json
from typing import Any

import pytest

from meeting import views
from meeting.procedure.hands import EnterCount
from meeting.procedure.practising import OpenPractice
from meeting.procedure.state import Method, RunSheet
from meeting.procedure.templates import EVENING, MODELS
from meeting.views.presence import Presence
from tests.procedure.acts import Hall, hall, hall_with_proposal

TEXTS = ("Een bankje", "Een fontein", "Een boom")


def seen(here: Hall) -> dict[str, Any]:
    presence = Presence(people=len(here.people), voters=len(here.people))
    return {
        "phone": views.phone(here.meeting, presence),
        "room": views.room(here.meeting, presence),
        "console": views.console(here.meeting, presence),
    }


def choosing(people: int = 12) -> tuple[Hall, list[str]]:
    here = hall(people)
    put = here.lay(*TEXTS)
    here.choose_among()
    return here, put


def test_every_screen_shows_the_options_with_the_same_letters() -> None:
    here, put = choosing()
    view = seen(here)
    lettered = [(each["id"], each["letter"], each["text"]) for each in view["room"]["round"]["options"][:3]]
    assert lettered == list(zip(put, "ABC", TEXTS, strict=True))
    ask = view["phone"]["ask"]
    assert (ask["shuffle"], ask["options"]) == (True, view["room"]["round"]["options"])
    assert ask["options"][-1] == {"id": "abstain"}
    assert view["phone"]["cards"] == []


def test_an_option_keeps_the_words_it_had_when_the_vote_opened() -> None:
    here, put = choosing()
    for person in here.people[:6]:
        here.vote(person, put[0])
    here.close()
    here.show()
    here.go("propose")
    assert seen(here)["room"]["round"]["options"][0]["text"] == "Een bankje"


def test_a_result_stands_in_the_order_of_letters_whoever_has_most() -> None:
    here, put = choosing()
    for person, choice in zip(here.people, [put[2]] * 7 + [put[0]] * 5, strict=True):
        here.vote(person, choice)
    here.close()
    assert "tally" not in json.dumps(seen(here)["room"]["round"])
    here.show()
    shown = seen(here)["room"]["round"]
    assert [(each["id"], each["n"]) for each in shown["tally"]["options"]] == [
        (put[0], 5),
        (put[1], 0),
        (put[2], 7),
        ("abstain", 0),
    ]
    assert shown["heading"] == {"key": "result.carried.option", "values": {"letter": "C"}}
    assert seen(here)["room"]["proposal"]["id"] == put[2]


def test_a_small_minority_among_several_is_told_in_words() -> None:
    here, put = choosing()
    for person, choice in zip(here.people, [put[0]] * 10 + [put[1], put[2]], strict=True):
        here.vote(person, choice)
    here.close()
    here.show()
    view = seen(here)
    assert view["room"]["round"]["tally"] is None
    assert view["room"]["round"]["line"]["key"] == "result.words"
    assert view["phone"]["tally"] is None
    assert view["console"]["round"]["small"]


def test_after_a_split_comes_the_lobby_and_then_another_vote() -> None:
    here = Hall().open(sheet=RunSheet("lobby", (*EVENING.blocks[:8], MODELS["lobby"], *EVENING.blocks[8:])))
    here.join(6)
    put = here.lay(*TEXTS)
    here.run_choice(*put, *put)
    assert seen(here)["console"]["primary"]["args"]["to"] == "lobby"
    here.go("lobby")
    view = seen(here)
    assert view["console"]["primary"]["args"]["to"] == "vote"
    assert view["phone"]["ask"] == {"form": "look", "mine": "proposals"}
    own = views.mine(here.meeting, here.people[0].id, {})["proposals"]
    assert own[0]["withdraw"] == {"do": "withdraw_proposal", "proposal_id": put[0]}
    here.go("vote")
    assert seen(here)["console"]["primary"]["do"] == "open_choice"


def test_proposers_are_asked_for_their_yes_and_nobody_else_is() -> None:
    from meeting.procedure.beside import MergeProposals

    here = hall(4)
    put = here.lay(*TEXTS)
    here.lead(MergeProposals, proposal_id="both", proposal_ids=tuple(put[:2]), text="Allebei")
    asks = [views.mine(here.meeting, person.id, {})["ask"] for person in here.people]
    assert [ask and (ask["do"], ask["text"]) for ask in asks] == [("agree_to_merge", "Allebei")] * 2 + [None] * 2


def test_every_screen_says_that_practice_does_not_count() -> None:
    here = Hall().open(sheet=RunSheet("practice", (*EVENING.blocks[:2], MODELS["practising"], *EVENING.blocks[2:])))
    here.join(3)
    here.go("practising")
    here.lead(OpenPractice, round_id="r")
    view = seen(here)
    assert view["phone"]["practice"]
    assert view["room"]["practice"]
    assert view["phone"]["heading"]["key"] == "practice.question"
    here.close()
    here.show()
    assert seen(here)["room"]["round"]["tally"] is not None
    here.go("gather")
    assert not seen(here)["phone"]["practice"]


@pytest.mark.parametrize("method", [Method.HANDS, Method.PAPER])
def test_without_phones_the_phone_only_says_how_people_vote(method: Method) -> None:
    here = hall_with_proposal(3)
    here.open_round(method=method, beside=9)
    view = seen(here)
    assert view["phone"]["ask"] == {"form": "look"}
    assert view["phone"]["heading"]["key"] == f"vote.by.{method.value}"
    assert view["console"]["round"]["progress"]["electorate"] == 9


def test_what_was_counted_is_told_to_nobody_before_the_close() -> None:
    here = hall_with_proposal(3)
    here.open_round(method=Method.PHONES_PAPER, beside=99)
    counts = (("for", 41), ("against", 13), ("abstain", 7))
    here.lead(EnterCount, round_id=here.last.id, counts=counts)
    here.lead(EnterCount, round_id=here.last.id, counts=counts, again=True)
    view = seen(here)
    counting = view["console"]["round"]["counting"]
    assert counting == {"on_paper": True, "beside": 99, "times": 2, "first": 1, "done": True, "several": False}
    told = json.dumps(view)
    assert not [n for n in (" 41", " 13") if n in told]
    assert view["room"]["round"]["progress"]["x"] == 61
    here.close()
    here.show()
    assert seen(here)["console"]["round"]["channels"] == [{"id": "paper", "n": 61}]


def test_a_phone_knows_who_was_helped_on_it_and_never_what_they_chose() -> None:
    here = hall_with_proposal(6)
    opened = here.open_round()
    helper = here.people[0]
    here.vote(helper, "against", rev=2, person=1)
    for person in here.people:
        here.vote(person, "for")
    voters = {opened.id: here.voter(helper, opened.id)}
    people = {opened.id: tuple(here.voter(helper, opened.id, number) for number in range(1, 6))}
    mine = views.mine(here.meeting, helper.id, voters, people)
    expected = {"round_id": opened.id, "person": 1, "rev": 2, "key": None, "answer": None, "reply": 0}
    assert mine["helped"] == [expected]
    assert "against" not in json.dumps(mine)
    here.close()
    here.show()
    here.ask_minority()
    asked = views.mine(here.meeting, helper.id, voters, people)
    assert asked["helped"][0]["key"] == asked["ask"]["key"]
