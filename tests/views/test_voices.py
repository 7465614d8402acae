"""What phones, room and console may know while voices are spread and laid together: numbers late, authors never."""

from __future__ import annotations

import json
from typing import Any

import pytest

from meeting import views
from meeting.procedure.arranging import ChangeBlock
from meeting.procedure.clustering import JudgePlace, NameCluster
from meeting.procedure.core import STEPS, Role, name_of
from meeting.procedure.moderating import SendBackViewpoint
from meeting.procedure.spreading import AskAlike, RecogniseAloud
from meeting.procedure.state import Phone
from meeting.views import Presence
from meeting.words import phone_words, translator
from tests.procedure.acts import Hall, Person
from tests.procedure.voices import gathered, merge, otherwise, recognise, show_counts, spread

TEXTS = ["Meer bankjes", "Zitplekken", "Stilte na tien uur"]


def before_the_room() -> tuple[Hall, list[str]]:
    here, ids = gathered(TEXTS)
    spread(here, ids[0])
    return here, ids


def phone(here: Hall) -> dict[str, Any]:
    return views.phone(here.meeting, Presence())


def room(here: Hall) -> dict[str, Any]:
    return views.room(here.meeting, Presence())


def console(here: Hall) -> dict[str, Any]:
    return views.console(here.meeting, Presence())


def mine(here: Hall, person: Person) -> dict[str, Any]:
    return views.mine(here.meeting, person.id, {})


def own(here: Hall, person: Person) -> dict[str, Any]:
    return mine(here, person)["viewpoints"][0]


# Spreading


def test_recognition_is_asked_first_and_seeing_it_otherwise_opens_a_field_of_its_own() -> None:
    here, ids = before_the_room()
    ask = phone(here)["ask"]
    assert (ask["do"], [each["id"] for each in ask["options"]]) == ("recognise", ["recognise"])
    assert ask["also"]["args"] == {"block_id": "voices", "otherwise_of": ids[0]}
    assert ask["undo"] == {"do": "withdraw_recognition", "viewpoint_id": ids[0]}


def test_a_phone_finds_its_own_recognition_again() -> None:
    here, ids = before_the_room()
    recognise(here, ids[0], here.people[1])
    assert mine(here, here.people[1])["given"] == [{"do": "recognise", "id": ids[0], "option": "recognise", "rev": 1}]
    assert mine(here, here.people[2])["given"] == []


def test_nobody_sees_a_number_before_the_end_not_even_the_console() -> None:
    here, ids = before_the_room()
    before = [phone(here), room(here)["spreading"], console(here)["spreading"], own(here, here.people[0])]
    recognise(here, ids[0], *here.people[1:4])
    assert [phone(here), room(here)["spreading"], console(here)["spreading"], own(here, here.people[0])] == before


def test_at_the_end_the_room_sees_how_many_and_never_a_zero() -> None:
    here, ids = before_the_room()
    recognise(here, ids[0], *here.people[1:4])
    spread(here, ids[1])
    recognise(here, ids[1], here.people[0])
    spread(here, ids[2])
    show_counts(here)
    told = {each["id"]: each["recognised"] for each in room(here)["spreading"]["cards"]}
    assert told[ids[0]] == {"key": "recognised.many", "values": {"n": 3}}
    assert told[ids[1]] == {"key": "recognised.one", "values": {"n": 1}}
    assert told[ids[2]] is None


def test_hands_are_marked_as_said() -> None:
    here, ids = before_the_room()
    here.lead(RecogniseAloud, viewpoint_id=ids[0], hands=4)
    show_counts(here)
    told = room(here)["spreading"]["cards"][0]["recognised"]
    assert told == {"key": "recognised.many.aloud", "values": {"n": 4, "aloud": 4}}


def test_an_author_is_told_not_to_be_the_only_one_when_all_phones_hear_something() -> None:
    here, ids = before_the_room()
    recognise(here, ids[0], here.people[1])
    assert own(here, here.people[0])["told"] == []
    spread(here, ids[1])
    assert own(here, here.people[0])["told"] == [{"key": "recognised.company", "values": {}}]
    show_counts(here)
    assert own(here, here.people[0])["told"] == [{"key": "recognised.one", "values": {"n": 1}}]
    assert own(here, here.people[1])["told"] == []


def test_what_is_seen_otherwise_stands_with_what_it_is_about() -> None:
    here, ids = before_the_room()
    other = otherwise(here, here.people[3], ids[0], "Juist niet zitten")
    assert console(here)["spreading"]["queue"][0]["otherwise_of"] == TEXTS[0]
    spread(here, other)
    assert room(here)["spreading"]["now"]["items"] == [{"key": "card.otherwise", "text": TEXTS[0]}]


def test_phones_that_are_away_are_asked_nothing() -> None:
    here, ids = gathered(TEXTS)
    here.lead(ChangeBlock, block_id="voices", phone=Phone.AWAY, sheet_rev=here.meeting.sheet_rev)
    spread(here, ids[0])
    assert phone(here)["ask"] == {"form": "look"}


def test_the_big_button_leads_through_voices_numbers_and_on() -> None:
    here, _ = gathered([*TEXTS, "Vier", "Vijf", "Zes"])
    here.go("voices")
    pressed = []
    while (act := console(here)["primary"])["do"] != "enter_block":
        pressed.append(act["do"])
        here.lead(next(kind for kind in STEPS["spreading"].accepts if name_of(kind) == act["do"]), **act["args"])
    assert pressed == ["spread_viewpoint"] * 4 + ["show_counts"]


# Topics


def test_a_card_tells_its_author_where_it_lies_and_asks_whether_that_is_right() -> None:
    here, ids = gathered(TEXTS)
    topic = merge(here, ids[0], ids[1])
    here.lead(NameCluster, cluster_id=topic, rev=1, name="Zitten")
    assert console(here)["say"] == {"key": "say.clustering.names", "values": {"name": "Zitten"}}
    (ask,) = own(here, here.people[0])["asks"]
    assert (ask["key"], ask["text"]) == ("place", "Zitten")
    here.ask(here.people[0], JudgePlace, viewpoint_id=ids[0], cluster_id=topic, fits=False)
    (ask,) = own(here, here.people[0])["asks"]
    assert [option["on"] for option in ask["options"]] == [False, True]
    assert console(here)["clustering"]["topics"][0]["cards"][0]["fits"] is False
    assert own(here, here.people[2])["asks"] == []


def test_single_voices_are_always_in_the_picture_and_sizes_only_at_the_end() -> None:
    here, ids = gathered(TEXTS)
    merge(here, ids[0], ids[1])
    picture = room(here)["clustering"]
    assert [each["text"] for each in picture["single"]] == [TEXTS[2]]
    assert picture["topics"][0]["size"] is None
    show_counts(here)
    assert room(here)["clustering"]["topics"][0]["size"]["values"] == {"n": 2}


def test_a_topic_that_has_a_name_hangs_in_the_hall_as_on_the_phones_also_while_its_cards_wait() -> None:
    here, ids = gathered(TEXTS)
    here.lead(SendBackViewpoint, viewpoint_id=ids[0], rev=1)
    here.lead(NameCluster, cluster_id=merge(here, ids[0], ids[1]), rev=1, name="Zitten")
    (topic,) = room(here)["clustering"]["topics"]
    assert (topic["name"], [each["text"] for each in topic["cards"]]) == ("Zitten", [TEXTS[1]])


def test_what_the_room_has_not_seen_is_in_no_picture() -> None:
    here, ids = gathered(TEXTS)
    here.lead(SendBackViewpoint, viewpoint_id=ids[0], rev=1)
    merge(here, ids[0], ids[1])
    picture = room(here)["clustering"]
    assert picture["topics"] == []
    assert sorted(each["text"] for each in picture["single"]) == sorted(TEXTS[1:])


# Authors


def test_an_author_is_asked_about_one_that_looks_the_same_until_it_is_recognised() -> None:
    here, ids = gathered(["Meer bankjes", "Meer bankjes!"])
    here.do(AskAlike(at=here.tick(), role=Role.SYSTEM, viewpoint_id=ids[1], other=ids[0]))
    (ask,) = own(here, here.people[1])["asks"]
    assert (ask["key"], ask["text"]) == ("alike", "Meer bankjes")
    assert [option["send"] for option in ask["options"]] == [{"do": "recognise", "viewpoint_id": ids[0]}, None]
    recognise(here, ids[0], here.people[1])
    assert own(here, here.people[1])["asks"] == []


def test_a_question_that_went_back_says_so_on_its_authors_phone() -> None:
    here, ids = gathered(TEXTS)
    here.lead(SendBackViewpoint, viewpoint_id=ids[0], rev=1)
    assert (own(here, here.people[0])["state"], own(here, here.people[0])["editable"]) == ("returned", True)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.MODERATOR, Role.NOTE_KEEPER])
def test_no_view_of_room_or_staff_holds_a_participant(role: Role) -> None:
    here, ids = before_the_room()
    recognise(here, ids[0], *here.people[1:])
    show_counts(here)
    told = [room(here), views.console(here.meeting, Presence(), role=role), phone(here)]
    merge(here, ids[0], ids[1])
    told += [room(here), views.console(here.meeting, Presence(), role=role), phone(here)]
    text = json.dumps(told, default=str)
    assert not [person.id for person in here.people if person.id in text]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sentence_of_these_steps_has_words(language: str) -> None:
    here, ids = before_the_room()
    moments = [here.meeting]
    recognise(here, ids[0], *here.people[1:])
    here.lead(RecogniseAloud, viewpoint_id=ids[0], hands=1)
    otherwise(here, here.people[1], ids[0])
    show_counts(here)
    moments.append(here.meeting)
    topic = merge(here, ids[0], ids[1])
    moments.append(here.meeting)
    here.lead(NameCluster, cluster_id=topic, rev=1, name="Zitten")
    moments.append(here.meeting)
    show_counts(here)
    moments.append(here.meeting)
    known = translator(language)
    for meeting in moments:
        on_phones = json.loads(json.dumps([views.phone(meeting, Presence()), _all_mine(meeting)], default=str))
        assert [each for each in _keys(on_phones) if each not in phone_words(language)] == []
        on_screens = json.loads(json.dumps([views.room(meeting, Presence()), _led(meeting)], default=str))
        assert [each for each in _keys(on_screens) if each not in known] == []


def _led(meeting: Any) -> list[Any]:
    seen = views.console(meeting, Presence())
    return [seen["say"], seen["primary"], seen["acts"], seen["spreading"], seen["clustering"]]


def _all_mine(meeting: Any) -> list[Any]:
    return [views.mine(meeting, each, {})["viewpoints"] for each in meeting.participants]


ASKS = ("recognise", "otherwise", "overlooked")
"""Names of asks: their words are `<key>.title` and so on."""


def _keys(value: Any) -> set[str]:
    if isinstance(value, list):
        return {found for each in value for found in _keys(each)}
    if isinstance(value, dict):
        here = {value["key"]} if isinstance(value.get("key"), str) and value["key"] not in ASKS else set()
        return here | {found for each in value.values() for found in _keys(each)}
    return set()
