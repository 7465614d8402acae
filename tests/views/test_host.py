"""The page of a table's host: small, of its own table only, with a sentence for every moment and nobody's name."""

from __future__ import annotations

import orjson
import pytest

from meeting import views
from meeting.procedure.core import STEPS, Role
from meeting.procedure.letting_through import LetThrough
from meeting.procedure.picking import HandInCards, PickCard, SayCard
from meeting.procedure.seating import SetTables, standing
from meeting.procedure.state import Method
from meeting.procedure.templates import MODELS, TEMPLATES
from meeting.views.host import part
from meeting.views.presence import Presence
from meeting.views.rounds import OF_STEP
from meeting.views.stage import View
from meeting.words import LANGUAGES, light_words
from tests.procedure.acts import Hall, hall_with_proposal
from tests.procedure.test_picking import at_table_one, host, tables

SMALL = 4_000


def seen(here: Hall, table: str = "1") -> View:
    return views.host(here.meeting, Presence(), standing(here.meeting, table))


def shown(here: Hall, table: str = "1") -> list[View]:
    return [each for name, each in seen(here, table).items() if name.startswith("card.")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_sentence_to_say_in_every_block_there_is(language: str) -> None:
    blocks = [*MODELS.values(), *(block for sheet in TEMPLATES.values() for block in sheet.blocks)]
    assert {block.step for block in blocks} == set(STEPS)
    known = light_words(language, "host")
    assert {part(block) for block in blocks if f"host.say.{part(block)}" not in known} == set()


def test_a_host_sees_the_cards_of_the_own_table_and_how_many_people_laid_none() -> None:
    here = tables()
    at_table_one(here, 2)
    made = here.id()
    host(here, "2", SayCard, viewpoint_id=made, block_id="gather", text="Gezegd aan tafel 2")
    assert [card["text"] for card in shown(here)] == ["Kaart 0", "Kaart 1"]
    assert shown(here, "2") == [{"n": 3, "text": "Gezegd aan tafel 2", "said": True, "typed": True}]
    assert (seen(here)["unheard"], seen(here, "2")["unheard"]) == (1, 3)
    assert not any(person.id in str(seen(here)) for person in here.people)


def test_a_card_that_changes_is_all_that_changes_beside_the_counts() -> None:
    here = tables()
    cards = at_table_one(here, 6)
    here.go("pick")
    before = seen(here)
    host(here, "1", PickCard, viewpoint_id=cards[2], deviating=True)
    after = seen(here)
    assert {name for name in after if after[name] != before.get(name)} == {f"card.{cards[2]}", "picking"}
    assert after["picking"] == {"handed": False, "picked": 1, "places": 4, "odd": 4, "fewest": 3}


def test_the_view_of_a_full_table_is_small() -> None:
    here = tables()
    at_table_one(here, 20)
    assert len(orjson.dumps(seen(here))) < SMALL


def test_what_was_handed_in_stays_to_be_seen_and_once_something_else_began_there_are_no_cards() -> None:
    here = tables()
    cards = at_table_one(here, 3)
    here.go("pick")
    for card in cards:
        host(here, "1", PickCard, viewpoint_id=card)
    host(here, "1", HandInCards)
    assert seen(here)["picking"]["handed"]
    assert len(shown(here)) == 3
    here.go("propose")
    assert (shown(here), seen(here)["spoken"], seen(here)["picking"]) == ([], None, None)


def test_a_link_to_a_table_that_is_gone_shows_nothing_of_the_meeting_but_its_question() -> None:
    here = tables()
    at_table_one(here, 2)
    assert seen(here, "9")["table"] is None
    assert shown(here, "9") == []


def test_an_author_may_let_a_card_through_once_the_table_is_done_and_is_told_what_became_of_it() -> None:
    here = tables()
    cards = at_table_one(here, 4)
    here.go("pick")

    def own(card: str) -> View:
        author = here.meeting.viewpoints[card].author
        listed = views.mine(here.meeting, author or "", {})["viewpoints"]
        return next(each for each in listed if each["id"] == card)

    assert own(cards[3])["asks"] == []
    for card in cards[:3]:
        host(here, "1", PickCard, viewpoint_id=card)
    host(here, "1", HandInCards)
    assert [each["key"] for each in own(cards[0])["told"]] == ["picked.told"]
    assert views.mine(here.meeting, here.people[0].id, {})["taken_along"] == ["Kaart 0", "Kaart 1", "Kaart 2"]
    assert views.mine(here.meeting, here.people[1].id, {})["taken_along"] == []
    [ask] = own(cards[3])["asks"]
    send = {**ask["options"][0]["send"]}
    assert send.pop("do") == "let_through"
    author = next(person for person in here.people if person.id == here.meeting.viewpoints[cards[3]].author)
    here.ask(author, LetThrough, **send)
    assert [each["key"] for each in own(cards[3])["told"]] == ["through.told"]
    assert Role.HOST not in {act.by for act in here.meeting.acts}


def test_help_with_voting_is_offered_while_people_vote_and_not_at_the_result() -> None:
    here = hall_with_proposal()
    here.lead(SetTables, count=1)
    here.go("vote")
    said = [seen(here)["say"]["key"]]
    here.open_round()
    said.append(seen(here)["say"]["key"])
    here.close()
    said.append(seen(here)["say"]["key"])
    assert said == ["host.say.voting.soon", "host.say.voting", "host.say.voting.after"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_step_in_which_people_vote_has_words_for_before_and_after(language: str) -> None:
    wanted = {f"host.say.{step}.{moment}" for step in OF_STEP for moment in ("soon", "room", "after")}
    assert wanted <= set(light_words(language, "host"))


def test_who_votes_by_hand_is_not_sent_to_the_phone() -> None:
    here = hall_with_proposal()
    here.lead(SetTables, count=1)
    here.go("vote")
    here.open_round(method=Method.HANDS, beside=5)
    assert seen(here)["say"]["key"] == "host.say.voting.room"
