"""The ordering desk: several people lay cards together, nobody overwrites another unseen, and all of it can go back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from meeting.procedure import handle, replay
from meeting.procedure.clustering import ConfirmCluster, JudgePlace, cards, members, single_voices, topics
from meeting.procedure.core import Command, Refused, Role
from meeting.procedure.gathering import WithdrawViewpoint
from meeting.procedure.ordered import Left, agreed, places, progress, time_left
from meeting.procedure.ordering import (
    AgreeToName,
    CloseDesk,
    DeskAct,
    JoinTopics,
    LayTogether,
    LeaveLoose,
    NameTopic,
    NotAlike,
    ReopenDesk,
    Seen,
)
from meeting.procedure.picking import PickCard
from meeting.procedure.report import report
from meeting.procedure.reported import Placed
from meeting.procedure.state import Cluster, Meeting, Opgave
from meeting.procedure.taking_back import TakeBack, last_undoable
from meeting.procedure.undoing import Undo
from meeting.views.voices import own

from .acts import Hall
from .voices import gathered

TEXTS = [
    "Meer bankjes",
    "Zitplekken bij de vijver",
    "Stilte na tien uur",
    "Een voetbalveld",
    "Trapveldje",
    "Een buurtkok",
]
ANNE, BO, CEES = "anne", "bo", "cees"


def at_desk() -> tuple[Hall, list[str]]:
    return gathered(TEXTS, 6)


def act(here: Hall, worker: str, kind: type[DeskAct], /, **fields: Any) -> str:
    """One act of a worker; returns the id it was done under."""
    fields.setdefault("act_id", here.id())
    here.do(kind(at=here.tick(), role=Role.DESK, worker=worker, **fields))
    return str(fields["act_id"])


def refused(here: Hall, worker: str, kind: type[DeskAct], /, **fields: Any) -> Refused:
    with pytest.raises(Refused) as refusal:
        act(here, worker, kind, **fields)
    return refusal.value


def seen(here: Hall, *ids: str) -> tuple[Seen, ...]:
    """These cards as they lie now."""
    return tuple(Seen(each, here.meeting.viewpoints[each].moved) for each in ids)


def lay(here: Hall, worker: str, *ids: str, into: str | None = None) -> str:
    topic = into or here.id()
    known = here.meeting.clusters.get(topic)
    act(here, worker, LayTogether, cluster_id=topic, rev=known.rev if known else 0, cards=seen(here, *ids))
    return topic


def on(here: Hall, topic: str) -> dict[str, Any]:
    return {"cluster_id": topic, "rev": here.meeting.clusters[topic].rev}


def topic_of(here: Hall, topic: str) -> Cluster:
    return here.meeting.clusters[topic]


def lying(here: Hall, topic: str) -> list[str]:
    return [each.id for each in members(here.meeting, topic_of(here, topic))]


def undo(here: Hall, worker: str) -> bool:
    """Press undo once; whether there was something to take back."""
    last = last_undoable(here.meeting, worker)
    if last is None:
        return False
    act(here, worker, TakeBack, move=last.id)
    return True


def left(here: Hall) -> Left:
    return time_left(here.meeting, progress(here.meeting))


def arrangement(meeting: Meeting) -> object:
    """What a desk looks like: who lies with whom, what it is called, and what was never looked at."""
    together = {frozenset(each.id for each in members(meeting, topic)): topic.name for topic in topics(meeting)}
    return together, {each.id: places(meeting)[each.id].alone for each in single_voices(meeting)}


# Several at once


def test_two_people_lay_different_cards_in_one_topic_at_the_same_time() -> None:
    here, ids = at_desk()
    topic = lay(here, ANNE, ids[0], ids[1])
    looked_at = topic_of(here, topic).rev
    lay(here, ANNE, ids[2], into=topic)
    act(here, BO, LayTogether, cluster_id=topic, rev=looked_at, cards=seen(here, ids[3]))
    assert lying(here, topic) == ids[:4]


def test_a_card_that_somebody_took_meanwhile_is_not_taken_from_them_and_it_is_said_who_and_where() -> None:
    here, ids = at_desk()
    as_seen = seen(here, ids[0], ids[4])
    topic = lay(here, ANNE, ids[0], ids[1])
    mine = {"cluster_id": here.id(), "rev": 0, "cards": as_seen}
    said = refused(here, BO, LayTogether, **mine)
    assert (said.reason, said.values) == ("card_moved.unnamed", {"who": 1, "number": 1})
    act(here, ANNE, NameTopic, **on(here, topic), name="Zitten")
    said = refused(here, BO, LayTogether, **mine)
    assert (said.reason, said.values) == ("card_moved.topic", {"who": 1, "topic": "Zitten"})
    act(here, CEES, LeaveLoose, cards=seen(here, ids[0]))
    said = refused(here, BO, LayTogether, **mine)
    assert (said.reason, said.values) == ("card_moved.loose", {"who": 2})


def test_who_saw_another_name_does_not_lay_a_card_under_the_new_one_unseen() -> None:
    here, ids = at_desk()
    topic = lay(here, ANNE, ids[0], ids[1])
    before = topic_of(here, topic).rev
    act(here, ANNE, NameTopic, **on(here, topic), name="Zitten")
    said = refused(here, BO, LayTogether, cluster_id=topic, rev=before, cards=seen(here, ids[2]))
    assert (said.reason, said.values) == ("topic_renamed", {"name": "Zitten"})
    assert refused(here, BO, NameTopic, cluster_id=topic, rev=before, name="Banken").reason == "topic_renamed"


def test_what_comes_twice_is_done_once_whatever_happened_in_between() -> None:
    here, ids = at_desk()
    first = LayTogether(
        at=here.tick(), role=Role.DESK, worker=ANNE, act_id="a", cluster_id="t", rev=0, cards=seen(here, *ids[:2])
    )
    here.do(first)
    act(here, BO, LeaveLoose, cards=seen(here, ids[0]))
    now = here.meeting
    assert here.do(first) == ()
    assert here.meeting is now


# Together, apart, and by itself


def test_a_topic_needs_two_cards_that_are_there() -> None:
    here, ids = at_desk()
    new = {"cluster_id": here.id(), "rev": 0}
    assert refused(here, ANNE, LayTogether, **new, cards=seen(here, ids[0])).reason == "two_cards_needed"
    assert refused(here, ANNE, LayTogether, **new, cards=()).reason == "card_gone"
    assert refused(here, ANNE, LayTogether, **new, cards=(Seen("none", 0),)).reason == "card_gone"
    gone = seen(here, ids[0], ids[1])
    here.ask(here.people[0], WithdrawViewpoint, viewpoint_id=ids[0])
    assert refused(here, ANNE, LayTogether, **new, cards=gone).reason == "card_gone"


def test_some_cards_of_a_topic_become_another() -> None:
    here, ids = at_desk()
    topic = lay(here, ANNE, *ids[:5])
    other = lay(here, BO, *ids[3:5])
    assert (lying(here, topic), lying(here, other)) == (ids[:3], ids[3:5])


def test_two_topics_are_joined_only_as_they_were_seen() -> None:
    here, ids = at_desk()
    one, other = lay(here, ANNE, ids[0], ids[1]), lay(here, BO, ids[2], ids[3])
    stale = {**on(here, one), "other": other, "other_rev": topic_of(here, other).rev}
    lay(here, BO, ids[4], into=other)
    assert refused(here, ANNE, JoinTopics, **stale).reason == "topic_changed"
    act(here, ANNE, JoinTopics, **{**stale, "other_rev": topic_of(here, other).rev})
    assert lying(here, one) == ids[:5]
    assert refused(here, ANNE, NameTopic, **on(here, other), name="Weg").reason == "topic_gone"
    assert refused(here, ANNE, JoinTopics, **on(here, one), other=one, other_rev=4).reason == "topic_changed"


def test_what_was_left_loose_is_no_longer_waiting_and_still_a_single_voice() -> None:
    here, ids = at_desk()
    lay(here, ANNE, ids[0], ids[1])
    act(here, ANNE, LeaveLoose, cards=seen(here, ids[5], ids[0]))
    known = progress(here.meeting)
    assert (known.cards, known.laid, known.loose, known.waiting, known.topics) == (6, 0, 3, 3, 0)
    assert {each.id for each in single_voices(here.meeting)} == set(ids)


def test_two_that_only_look_alike_are_told_apart() -> None:
    here, ids = at_desk()
    act(here, ANNE, NotAlike, viewpoint_ids=(ids[3], ids[4]))
    assert here.meeting.apart == {frozenset((ids[3], ids[4]))}
    assert refused(here, ANNE, NotAlike, viewpoint_ids=(ids[3],)).reason == "unknown_viewpoint"
    assert undo(here, ANNE)
    assert here.meeting.apart == frozenset()
    assert not undo(here, ANNE)


def test_only_cards_that_tables_took_along_are_laid_together_where_there_are_any() -> None:
    here, ids = at_desk()
    here.meeting = _with_opgaven(here.meeting, ids[:3])
    assert [each.id for each in cards(here.meeting)] == ids[:3]
    assert {each.id for each in single_voices(here.meeting)} == set(ids[:3])
    new = {"cluster_id": here.id(), "rev": 0}
    assert refused(here, ANNE, LayTogether, **new, cards=seen(here, ids[0], ids[4])).reason == "card_gone"


def _with_opgaven(meeting: Meeting, ids: list[str]) -> Meeting:
    opgaven = meeting.opgaven
    for each in ids:
        opgaven = opgaven.set(each, Opgave(each))
    return replace(meeting, opgaven=opgaven)


# Names


def test_a_name_needs_a_second_person_and_counts_for_what_that_person_saw() -> None:
    here, ids = at_desk()
    topic = lay(here, ANNE, ids[0], ids[1])
    assert refused(here, BO, AgreeToName, **on(here, topic)).reason == "name_first"
    act(here, ANNE, NameTopic, **on(here, topic), name="Zitten")
    assert refused(here, ANNE, AgreeToName, **on(here, topic)).reason == "second_person"
    stale = on(here, topic)
    lay(here, CEES, ids[2], into=topic)
    assert refused(here, BO, AgreeToName, **stale).reason == "topic_changed"
    act(here, BO, AgreeToName, **on(here, topic))
    assert agreed(topic_of(here, topic))
    lay(here, CEES, ids[3], into=topic)
    assert not agreed(topic_of(here, topic))


def test_a_name_may_be_given_while_cards_come_in() -> None:
    here, ids = at_desk()
    topic = lay(here, ANNE, ids[0], ids[1])
    while_typing = on(here, topic)
    lay(here, BO, ids[2], into=topic)
    act(here, ANNE, NameTopic, **while_typing, name="Zitten")
    assert topic_of(here, topic).name == "Zitten"


def test_the_word_of_who_leads_and_of_the_room_counts_as_the_second_person() -> None:
    here, ids = at_desk()
    topic, other = lay(here, ANNE, ids[0], ids[1]), lay(here, ANNE, ids[2], ids[3])
    for each in (topic, other):
        act(here, ANNE, NameTopic, **on(here, each), name="Zitten")
    here.lead(AgreeToName, act_id=here.id(), **on(here, topic))
    here.go("topics")
    here.lead(ConfirmCluster, **on(here, other))
    assert progress(here.meeting).agreed == 2


# Back again


def test_undo_leads_back_to_the_start() -> None:
    here, ids = at_desk()
    start = arrangement(here.meeting)
    topic, other = lay(here, ANNE, ids[0], ids[1]), lay(here, ANNE, ids[2], ids[3])
    act(here, ANNE, NameTopic, **on(here, topic), name="Zitten")
    act(here, ANNE, NameTopic, **on(here, topic), name="Banken")
    act(here, ANNE, JoinTopics, **on(here, topic), other=other, other_rev=topic_of(here, other).rev)
    act(here, ANNE, LeaveLoose, cards=seen(here, ids[4], ids[1]))
    lay(here, ANNE, ids[1], ids[5])
    while undo(here, ANNE):
        pass
    assert arrangement(here.meeting) == start
    assert replay(here.log, Meeting(id="hall")) == here.meeting


def test_undo_takes_back_own_acts_only_and_leaves_what_others_went_on_with() -> None:
    here, ids = at_desk()
    topic = lay(here, ANNE, ids[0], ids[1], ids[2])
    first = here.meeting.ordering.moves[0].id
    other = lay(here, BO, ids[0], ids[5])
    assert refused(here, BO, TakeBack, move=first).reason == "cannot_undo"
    assert undo(here, ANNE)
    assert (lying(here, topic), lying(here, other)) == ([], [ids[0], ids[5]])
    assert refused(here, ANNE, TakeBack, move=first).reason == "cannot_undo"


def test_what_others_went_on_with_wholly_cannot_be_taken_back() -> None:
    here, ids = at_desk()
    lay(here, ANNE, ids[0], ids[1])
    lay(here, BO, ids[0], ids[1])
    first = here.meeting.ordering.moves[0].id
    assert refused(here, ANNE, TakeBack, move=first).reason == "others_went_on"
    assert last_undoable(here.meeting, ANNE) is None


def test_a_name_and_the_word_of_a_second_person_are_taken_back() -> None:
    here, ids = at_desk()
    topic = lay(here, ANNE, ids[0], ids[1])
    act(here, ANNE, NameTopic, **on(here, topic), name="Zitten")
    act(here, BO, AgreeToName, **on(here, topic))
    assert undo(here, BO)
    assert not agreed(topic_of(here, topic))
    assert undo(here, ANNE)
    assert topic_of(here, topic).name is None


# Open and closed, and how far it is


def test_the_desk_is_open_from_the_first_card_until_who_leads_closes_it() -> None:
    here = Hall().open()
    empty = {"act_id": "a", "cards": ()}
    assert refused(here, ANNE, LeaveLoose, **empty).reason == "desk_closed"
    here, ids = at_desk()
    here.lead(CloseDesk)
    assert not here.lead(CloseDesk)
    assert refused(here, ANNE, LeaveLoose, cards=seen(here, ids[0])).reason == "desk_closed"
    here.lead(Undo, act=len(here.meeting.acts))
    act(here, ANNE, LeaveLoose, cards=seen(here, ids[0]))
    here.lead(CloseDesk)
    here.lead(ReopenDesk)
    act(here, ANNE, LeaveLoose, cards=seen(here, ids[1]))


def test_what_lies_on_tables_is_not_for_the_desk_before_they_picked() -> None:
    here = Hall().open(template="opgaven")
    (person,) = here.join()
    here.go("gather")
    card = here.view(person, "Meer licht bij de bushalte")
    assert refused(here, ANNE, LeaveLoose, cards=seen(here, card)).reason == "desk_closed"
    here.go("pick")
    here.lead(PickCard, viewpoint_id=card)
    here.go("break")
    act(here, ANNE, LeaveLoose, cards=seen(here, card))


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.HOST, Role.NOTE_KEEPER, Role.SCREEN])
def test_nobody_else_orders(role: Role) -> None:
    here, ids = at_desk()
    who = here.people[0].id if role is Role.PARTICIPANT else None
    asked: Command = LeaveLoose(at=here.tick(), role=role, participant=who, act_id="a", cards=seen(here, ids[0]))
    with pytest.raises(Refused, match="not_your_role"):
        handle(asked, here.meeting)


def test_the_time_left_follows_the_pace_so_far_and_says_nothing_too_early() -> None:
    here, ids = gathered([f"Kaart {n}" for n in range(30)], 30)
    assert left(here).laying is None
    for each in ids[:13]:
        here.wait(seconds=9)
        act(here, ANNE, LeaveLoose, cards=seen(here, each))
    assert left(here).laying == 17 * timedelta(seconds=10)
    assert left(here).naming == timedelta()
    undo(here, ANNE)
    assert left(here).laying == 18 * timedelta(seconds=10)


def test_an_author_says_whether_the_place_is_right_while_the_desk_works() -> None:
    here, ids = at_desk()
    topic = lay(here, ANNE, ids[0], ids[1])
    here.ask(here.people[0], JudgePlace, viewpoint_id=ids[0], cluster_id=topic, fits=True)
    assert here.meeting.viewpoints[ids[0]].fits is True
    act(here, ANNE, LeaveLoose, cards=seen(here, ids[0]))
    assert here.meeting.viewpoints[ids[0]].fits is None


def test_four_people_at_once_lose_nothing() -> None:
    """Whatever they do in whatever order: every card lies in one place, and the log tells the same meeting."""
    here, ids = gathered([f"Kaart {n}" for n in range(24)], 24)
    chance, accepted = Random(21), 0
    for _ in range(300):
        accepted += _anything(here, ids, chance)
    assert accepted > 150
    together = [each.id for topic in topics(here.meeting) for each in members(here.meeting, topic)]
    assert sorted([*together, *(each.id for each in single_voices(here.meeting))]) == sorted(ids)
    assert replay(here.log, Meeting(id="hall")) == here.meeting
    known = progress(here.meeting)
    assert known.laid + known.loose + known.waiting == known.cards == 24


def test_undo_leads_back_to_the_start_also_where_one_went_on_with_what_another_laid() -> None:
    here, ids = at_desk()
    topic = lay(here, ANNE, ids[0], ids[1])
    act(here, BO, LeaveLoose, cards=seen(here, ids[0]))
    assert undo(here, ANNE)
    assert undo(here, BO)
    assert lying(here, topic) == []
    assert progress(here.meeting).waiting == 6


@pytest.mark.parametrize("seed", range(8))
def test_whatever_several_did_all_of_it_can_be_taken_back(seed: int) -> None:
    here, ids = gathered([f"Kaart {n}" for n in range(24)], 24)
    chance = Random(seed)
    for _ in range(150):
        _anything(here, ids, chance)
    while any(undo(here, worker) for worker in (ANNE, BO, CEES)):
        pass
    known = progress(here.meeting)
    assert (known.waiting, known.topics) == (24, 0)


def _anything(here: Hall, ids: list[str], chance: Random) -> bool:
    worker, some = chance.choice([ANNE, BO, CEES]), chance.sample(ids, chance.choice([1, 2, 3]))
    known = [each.id for each in topics(here.meeting)]
    into = chance.choice([here.id(), *known])
    try:
        match chance.randrange(7):
            case 0 | 1 | 2:
                lay(here, worker, *some, into=into)
            case 3:
                act(here, worker, LeaveLoose, cards=seen(here, *some))
            case 4 if known:
                act(here, worker, NameTopic, **on(here, known[0]), name=f"Naam {chance.randrange(9)}")
            case 5 if len(known) > 1:
                other = topic_of(here, known[1])
                act(here, worker, JoinTopics, **on(here, known[0]), other=other.id, other_rev=other.rev)
            case _:
                return undo(here, worker)
    except Refused:
        return False
    return True


def test_the_report_says_how_many_authors_agreed_with_where_their_card_lies() -> None:
    here, ids = at_desk()
    assert report(here.meeting).placed is None
    topic = lay(here, ANNE, *ids[:3])
    act(here, BO, LeaveLoose, cards=seen(here, ids[3]))
    here.ask(here.people[0], JudgePlace, viewpoint_id=ids[0], cluster_id=topic, fits=True)
    here.ask(here.people[1], JudgePlace, viewpoint_id=ids[1], cluster_id=topic, fits=False)
    here.ask(here.people[3], JudgePlace, viewpoint_id=ids[3], cluster_id=None, fits=True)
    assert report(here.meeting).placed == Placed(cards=4, fits=2, misfits=1)
    assert Placed(cards=3, fits=1, misfits=1).percent == 33


def test_an_author_is_asked_as_soon_as_the_topic_has_a_name_whatever_the_room_does() -> None:
    here, ids = at_desk()
    assert own(here.meeting, ids[0])["told"] == []
    topic = lay(here, ANNE, ids[0], ids[1])
    assert own(here.meeting, ids[0])["asks"] == []
    assert own(here.meeting, ids[0])["told"] == [{"key": "place.nameless", "values": {}}]
    act(here, ANNE, NameTopic, **on(here, topic), name="Zitten")
    (asked,) = own(here.meeting, ids[0])["asks"]
    assert (asked["key"], asked["text"]) == ("place", "Zitten")


def test_an_author_reads_that_a_card_stands_by_itself_and_says_whether_that_is_right() -> None:
    here, ids = at_desk()
    act(here, ANNE, LeaveLoose, cards=seen(here, ids[0]))
    (asked,) = own(here.meeting, ids[0])["asks"]
    assert asked["key"] == "place.loose"
    send = asked["options"][1]["send"]
    here.ask(here.people[0], JudgePlace, viewpoint_id=ids[0], cluster_id=send["cluster_id"], fits=send["fits"])
    assert own(here.meeting, ids[0])["asks"][0]["options"][1]["on"]
    undo(here, ANNE)
    assert here.meeting.viewpoints[ids[0]].fits is None
    assert own(here.meeting, ids[0])["asks"] == []
