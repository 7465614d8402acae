"""Reading back on every surface: one thing before the room, tables with their own topics, and no figures of anybody."""

from __future__ import annotations

from dataclasses import replace

from meeting import views
from meeting.procedure.core import Role
from meeting.procedure.reading_back import BringToRoom, NoteRepair, ReadBack, ShareTopics, topics_for
from meeting.procedure.state import Phone
from meeting.views import Presence, reading_back
from meeting.views.stage import View
from tests.procedure.acts import Hall
from tests.procedure.test_reading_back import bring, desk, host


def console(here: Hall) -> View:
    return views.console(here.meeting, Presence())


def test_the_primary_act_shares_topics_out_and_then_brings_one_thing_at_a_time() -> None:
    here = desk()
    for asked in ("share_topics", "bring_to_room", "bring_to_room"):
        act = console(here)["primary"]
        assert act["do"] == asked
        kinds = {"share_topics": ShareTopics, "bring_to_room": BringToRoom}
        here.lead(kinds[asked], **act["args"])
    assert console(here)["reading_back"]["now"] is not None


def test_a_small_group_without_tables_is_led_to_the_first_topic() -> None:
    here = desk(tables=0)
    assert console(here)["primary"]["do"] == "bring_to_room"
    assert console(here)["say"]["key"] == "say.reading_back"


def test_when_the_minutes_are_used_the_next_block_comes_and_one_more_is_still_offered() -> None:
    here = desk(tables=0)
    here.meeting = replace(
        here.meeting,
        sheet=tuple(replace(each, minutes=2) if each.step == "reading_back" else each for each in here.meeting.sheet),
    )
    bring(here, "topic0")
    view = console(here)
    assert view["primary"]["do"] == "enter_block"
    assert "bring_to_room" in [act["do"] for act in view["acts"]]


def test_a_table_host_reads_her_two_topics_with_what_the_table_said_of_them() -> None:
    here = desk()
    here.lead(ShareTopics)
    host(here, "1", verdict="missing", text="De school ontbreekt.")
    seen = reading_back.host(here.meeting, "1")
    assert [each["verdict"] for each in seen["topics"]] == ["missing", ""]
    assert seen["topics"][0]["text"] == "De school ontbreekt."
    assert [each["rev"] for each in seen["topics"]] == [1, 0]
    assert len(seen["topics"][0]["cards"]) == 2
    assert not seen["done"]


def test_the_hall_counts_tables_without_names_until_one_topic_is_before_the_room() -> None:
    here = desk()
    here.lead(ShareTopics)
    for topic in topics_for(here.meeting, "1"):
        here.do(ReadBack(at=here.tick(), role=Role.HOST, table="1", cluster_id=topic.id, verdict="fits", rev=1))
    shown = views.room(here.meeting, Presence())["reading_back"]
    assert shown == {"now": None, "tables": 4, "done": 1}
    topic = topics_for(here.meeting, "2")[0]
    host(here, "2", verdict="missing", text="De school ontbreekt.")
    bring(here, topic.id)
    shown = views.room(here.meeting, Presence())["reading_back"]["now"]
    assert shown["name"] == topic.name
    assert [each["text"] for each in shown["missed"]] == ["De school ontbreekt."]
    assert len(shown["cards"]) == 2


def test_phones_show_what_is_before_the_room_and_may_write_where_the_block_says_so() -> None:
    here = desk(tables=0)
    assert views.phone(here.meeting, Presence())["ask"]["form"] == "look"
    bring(here, "topic0")
    seen = views.phone(here.meeting, Presence())
    assert seen["heading"]["key"] == "reading.topic"
    assert [item["text"] for item in seen["cards"][0]["items"]] == ["Kaart 0", "Kaart 1"]
    for phone, form in ((Phone.WRITE, "write"), (Phone.AWAY, "look")):
        sheet = tuple(
            replace(each, phone=phone) if each.step == "reading_back" else each for each in here.meeting.sheet
        )
        here.meeting = replace(here.meeting, sheet=sheet)
        assert views.phone(here.meeting, Presence())["ask"]["form"] == form


def test_a_repair_stands_with_what_it_was_about() -> None:
    here = desk(tables=0)
    bring(here, "topic0")
    here.lead(NoteRepair, repair_id="r1", thing_id="topic0", text="Naam veranderd.")
    assert [each["text"] for each in console(here)["reading_back"]["now"]["repairs"]] == ["Naam veranderd."]
