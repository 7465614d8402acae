"""Reading back: two topics a table, and before the whole room what is disputed, unread or stands by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meeting.procedure import replay
from meeting.procedure.arrival import Join
from meeting.procedure.clustering import MergeViewpoints, NameCluster, SplitCluster
from meeting.procedure.core import Role
from meeting.procedure.erasing import EraseWords
from meeting.procedure.reading_back import (
    BringToRoom,
    DropRepair,
    NoteReading,
    NoteRepair,
    ReadBack,
    ShareTopics,
    before_the_room,
    disputed,
    finished,
    shares,
    topics_for,
    waiting,
)
from meeting.procedure.report import report
from meeting.procedure.seating import SetTables
from meeting.procedure.state import Meeting
from meeting.procedure.templates import EVENING, MODELS
from meeting.procedure.undoing import Undo

from .acts import Hall, Happened

SHEET = replace(EVENING, blocks=(*EVENING.blocks[:6], MODELS["clustering"], MODELS["reading_back"], EVENING.blocks[-1]))


def desk(tables: int = 4, cards: int = 10, topics: int = 4) -> Hall:
    """Tables with two people each; so many cards, laid two by two in topics, the others by themselves."""
    here = Hall().open(sheet=SHEET)
    here.lead(SetTables, count=tables)
    for number in range(2 * max(tables, 1)):
        person = here.newcomer()
        here.people.append(person)
        here.ask(person, Join, table=str(1 + number % tables) if tables else None)
    here.go("gather")
    views = [here.view(here.people[n % len(here.people)], f"Kaart {n}") for n in range(cards)]
    here.go("clustering")
    for n in range(topics):
        here.lead(MergeViewpoints, cluster_id=f"topic{n}", rev=0, viewpoint_ids=tuple(views[2 * n : 2 * n + 2]))
        here.lead(NameCluster, cluster_id=f"topic{n}", rev=1, name=f"Onderwerp {n}")
    here.go("reading_back")
    return here


def host(here: Hall, table: str, **fields: object) -> Happened:
    known = {"cluster_id": topics_for(here.meeting, table)[0].id, "verdict": "fits", "rev": 1, **fields}
    return here.do(ReadBack(at=here.tick(), role=Role.HOST, table=table, **known))  # type: ignore[arg-type]


def bring(here: Hall, thing: str) -> Happened:
    now = before_the_room(here.meeting)
    return here.lead(BringToRoom, thing_id=thing, visit=here.meeting.visit, instead=now.id if now else None)


# Who reads what


@settings(max_examples=40)
@given(st.integers(1, 75), st.integers(1, 30), st.data())
def test_every_table_reads_two_topics_that_it_did_not_make_and_none_is_read_much_more(tables, topics, data):
    names, found = [str(n) for n in range(tables)], [f"t{n}" for n in range(topics)]
    made = {each: frozenset(data.draw(st.sets(st.sampled_from(names), max_size=1))) for each in found}
    given_to = {share.table: share.clusters for share in shares(names, found, made)}
    assert list(given_to) == names
    for table, clusters in given_to.items():
        assert len(set(clusters)) == len(clusters) == min(2, topics)
        others = [each for each in found if table not in made[each]]
        assert sum(table in made[each] for each in clusters) == max(0, len(clusters) - len(others))
    load = Counter(each for clusters in given_to.values() for each in clusters)
    if not any(made.values()):
        assert max(load.values()) - min(load[each] for each in found) <= 1


def test_three_tables_read_each_of_three_topics_twice():
    load = Counter(each for share in shares("abc", ["t0", "t1", "t2"], {}) for each in share.clusters)
    assert set(load.values()) == {2}


def test_the_same_hall_is_shared_out_the_same_way_again():
    tables, topics = [str(n) for n in range(70)], [f"t{n}" for n in range(25)]
    made = {each: frozenset({str(n)}) for n, each in enumerate(topics)}
    load = Counter(each for share in shares(tables, topics, made) for each in share.clusters)
    assert shares(tables, topics, made) == shares(tables, topics, made)
    assert set(load.values()) <= {5, 6}


def test_topics_go_out_in_one_act_and_a_table_that_comes_later_gets_its_own():
    here = desk()
    (event,) = here.lead(ShareTopics)
    assert {share.table for share in event.shares} == {"1", "2", "3", "4"}
    assert here.lead(ShareTopics) == ()
    here.lead(SetTables, count=5)
    here.ask(here.newcomer(), Join, table="5")
    (late,) = here.lead(ShareTopics)
    assert [share.table for share in late.shares] == ["5"]
    assert len(topics_for(here.meeting, "5")) == 2


def test_without_tables_or_topics_there_is_nothing_to_share_out():
    none = desk(tables=0)
    assert none.refused(none.lead, ShareTopics) == "no_tables"
    bare = desk(topics=0)
    assert bare.refused(bare.lead, ShareTopics) == "no_topics"


# What tables say


def test_a_table_says_that_a_topic_is_right_or_what_it_misses_and_may_change_its_mind():
    here = desk()
    here.lead(ShareTopics)
    first, second = topics_for(here.meeting, "1")
    host(here, "1")
    assert host(here, "1") == ()
    assert not finished(here.meeting, "1")
    host(here, "1", cluster_id=second.id, verdict="missing", text="  Het gaat ook over ’s avonds. ")
    assert finished(here.meeting, "1")
    assert here.meeting.readings[("1", second.id)].text == "Het gaat ook over ’s avonds."
    host(here, "1", rev=2, verdict="missing", text="Toch nog iets.")
    assert here.meeting.readings[("1", first.id)].verdict == "missing"
    assert here.refused(host, here, "1", rev=2) == "changed_elsewhere"


def test_what_a_table_misses_is_said_in_words():
    here = desk()
    here.lead(ShareTopics)
    assert here.refused(host, here, "1", verdict="missing", text=" ") == "text_empty"
    assert here.refused(host, here, "1", verdict="mooi") == "verdict_needed"


def test_a_table_speaks_of_the_topics_it_was_given():
    here = desk()
    here.lead(ShareTopics)
    given_to = {each.id for each in topics_for(here.meeting, "1")}
    other = next(each for each in sorted(here.meeting.clusters) if each not in given_to)
    assert here.refused(host, here, "1", cluster_id=other) == "not_your_topic"
    gone = topics_for(here.meeting, "1")[0]
    here.lead(SplitCluster, cluster_id=gone.id, rev=gone.rev)
    assert here.refused(host, here, "1", cluster_id=gone.id) == "changed_meanwhile"
    assert len(topics_for(here.meeting, "1")) == 1


def test_staff_type_what_a_table_or_the_room_says_aloud():
    here = desk()
    here.lead(ShareTopics)
    topic = topics_for(here.meeting, "3")[0]
    here.lead(NoteReading, cluster_id=topic.id, table_id="3", verdict="missing", text="De school ontbreekt.", rev=1)
    here.lead(NoteReading, cluster_id=topic.id, verdict="fits", rev=1)
    assert here.meeting.readings[("3", topic.id)].verdict == "missing"
    assert here.meeting.readings[("", topic.id)].verdict == "fits"


# Before the room


def test_disputed_topics_come_first_then_what_nobody_read_then_single_voices():
    here = desk(tables=1, topics=4)
    here.lead(ShareTopics)
    first, second = topics_for(here.meeting, "1")
    host(here, "1", cluster_id=first.id)
    host(here, "1", cluster_id=second.id, verdict="missing", text="De school ontbreekt.")
    assert disputed(here.meeting, second.id)
    order = [each.id for each in waiting(here.meeting)]
    unread = sorted(set(here.meeting.clusters) - {first.id, second.id})
    assert order[:3] == [second.id, *unread]
    assert first.id not in order
    assert len(order) == 5  # and the two single voices


def test_without_tables_everybody_sees_every_topic_one_by_one():
    here = desk(tables=0)
    assert [each.id for each in waiting(here.meeting)][:4] == sorted(here.meeting.clusters)
    for thing in [each.id for each in waiting(here.meeting)]:
        bring(here, thing)
        now = before_the_room(here.meeting)
        assert now is not None
        assert now.id == thing
    assert waiting(here.meeting) == []


def test_one_thing_at_a_time_and_a_second_press_from_another_console_changes_nothing():
    here = desk(tables=0)
    one, other, *_ = waiting(here.meeting)
    bring(here, one.id)
    assert here.lead(BringToRoom, thing_id=one.id, visit=here.meeting.visit, instead=None) == ()
    refused = here.refused(here.lead, BringToRoom, thing_id=other.id, visit=here.meeting.visit, instead=None)
    assert refused == "changed_meanwhile"


def test_what_comes_before_the_room_is_seen_from_then_on():
    here = desk(tables=0)
    topic = here.meeting.clusters["topic0"]
    here.meeting = replace(
        here.meeting,
        viewpoints=here.meeting.viewpoints.update(
            {each: replace(here.meeting.viewpoints[each], shown=False) for each in topic.viewpoints}
        ),
    )
    bring(here, "topic0")
    assert all(here.meeting.viewpoints[each].seen for each in topic.viewpoints)


# What was repaired, and what goes


def test_a_repair_is_written_down_once_and_can_be_taken_back():
    here = desk()
    here.lead(NoteRepair, repair_id="r1", thing_id="topic1", text="Naam veranderd, een kaart eruit.")
    assert here.lead(NoteRepair, repair_id="r1", thing_id="topic1", text="Naam veranderd, een kaart eruit.") == ()
    assert [each.text for each in here.meeting.repairs] == ["Naam veranderd, een kaart eruit."]
    here.lead(Undo, act=len(here.meeting.acts))
    assert here.meeting.repairs == ()
    assert here.lead(DropRepair, repair_id="r1") == ()
    assert here.lead(NoteRepair, repair_id="r1", thing_id="topic1", text="Iets anders.") == ()


@pytest.mark.parametrize("what", ["reading", "repair"])
def test_the_words_of_a_table_and_of_a_repair_can_be_taken_away_for_good(what):
    here = desk()
    here.lead(ShareTopics)
    host(here, "1", verdict="missing", text="Vraag het aan Anja de Wit.")
    here.lead(NoteRepair, repair_id="r1", thing_id="topic1", text="Anja de Wit vroeg het.")
    reading = here.meeting.readings[("1", topics_for(here.meeting, "1")[0].id)]
    here.lead(EraseWords, thing_id=reading.id if what == "reading" else "r1", reason="Er stond een naam in.")
    gone = replay(here.log, Meeting(id="hall"))
    assert gone == here.meeting
    left = [each.text for each in (*gone.readings.values(), *gone.repairs)]
    assert sorted("Anja" in each for each in left) == [False, True]


def test_the_report_tells_what_was_read_back_and_repaired_and_names_no_table():
    here = desk()
    here.lead(ShareTopics)
    topic = topics_for(here.meeting, "1")[0]
    host(here, "1", verdict="missing", text="De school ontbreekt.")
    here.lead(NoteRepair, repair_id="r1", thing_id=topic.id, text="Naam veranderd.")
    (told,) = report(here.meeting).repaired
    assert (told.text, told.fits, told.missed) == (topic.name, 0, ("De school ontbreekt.",))
    assert told.repairs == ("Naam veranderd.",)
