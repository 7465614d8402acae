"""Clustering: topics are made by people, can always be taken apart, and no voice or word gets lost in them."""

from __future__ import annotations

import pytest

from meeting.procedure.clustering import (
    ConfirmCluster,
    JudgePlace,
    MergeViewpoints,
    NameCluster,
    SplitCluster,
    TakeOut,
    TellApart,
    members,
    single_voices,
    sizes_shown,
    topic_of,
    topics,
)
from meeting.procedure.core import Role
from meeting.procedure.gathering import SubmitViewpoint, WithdrawViewpoint
from meeting.procedure.moderating import HoldViewpoint, ReleaseViewpoint
from meeting.procedure.state import Cluster
from meeting.procedure.undoing import Undo

from .acts import Hall
from .voices import gathered, merge, show_counts

TEXTS = ["Meer bankjes", "Zitplekken bij de vijver", "Stilte na tien uur", "Een voetbalveld", "Trapveldje"]


def laid() -> tuple[Hall, list[str], str]:
    here, ids = gathered(TEXTS)
    return here, ids, merge(here, ids[0], ids[1])


def topic(here: Hall, cluster_id: str) -> Cluster:
    return here.meeting.clusters[cluster_id]


def held_in(here: Hall, cluster_id: str) -> list[str]:
    return [each.text for each in members(here.meeting, topic(here, cluster_id))]


def alone(here: Hall) -> set[str]:
    return {each.text for each in single_voices(here.meeting)}


def on(here: Hall, cluster_id: str) -> dict[str, object]:
    return {"cluster_id": cluster_id, "rev": topic(here, cluster_id).rev}


def judge(here: Hall, person: int, viewpoint_id: str, cluster_id: str, fits: bool = False) -> None:
    here.ask(here.people[person], JudgePlace, viewpoint_id=viewpoint_id, cluster_id=cluster_id, fits=fits)


# Together


def test_two_viewpoints_make_a_topic_and_keep_their_words() -> None:
    here, _, made = laid()
    assert held_in(here, made) == TEXTS[:2]
    assert alone(here) == set(TEXTS[2:])


def test_two_that_only_look_alike_are_told_apart_once() -> None:
    here, ids, _ = laid()
    here.lead(TellApart, viewpoint_ids=(ids[2], ids[3]))
    assert here.meeting.apart == {frozenset((ids[2], ids[3]))}
    assert not here.lead(TellApart, viewpoint_ids=(ids[3], ids[2]))
    assert here.refused(here.lead, TellApart, viewpoint_ids=(ids[3], ids[3])) == "unknown_viewpoint"
    assert here.refused(here.lead, TellApart, viewpoint_ids=(ids[0], ids[1], "gone")) == "unknown_viewpoint"


def test_a_single_voice_is_no_topic() -> None:
    here, ids = gathered(TEXTS)
    assert here.refused(merge, here, ids[0]) == "two_needed"
    assert here.refused(merge, here, ids[0], ids[0], "nothing") == "two_needed"


def test_one_more_joins_a_topic() -> None:
    here, ids, made = laid()
    merge(here, ids[2], into=made)
    assert held_in(here, made) == TEXTS[:3]


def test_two_topics_become_one() -> None:
    here, ids, made = laid()
    other = merge(here, ids[3], ids[4])
    merge(here, ids[3], ids[4], into=made)
    assert [each.id for each in topics(here.meeting)] == [made]
    assert not topic(here, other).viewpoints


def test_some_of_a_topic_are_laid_apart_as_another() -> None:
    here, ids, made = laid()
    merge(here, ids[3], ids[4], into=made)
    split = merge(here, ids[3], ids[4])
    assert (held_in(here, made), held_in(here, split)) == (TEXTS[:2], TEXTS[3:])


def test_what_was_laid_together_meanwhile_is_not_overwritten_unseen() -> None:
    here, ids, made = laid()
    merge(here, ids[2], into=made)
    late = {"cluster_id": made, "rev": 1, "viewpoint_ids": (ids[3],)}
    assert here.refused(here.lead, MergeViewpoints, **late) == "changed_meanwhile"


def test_the_same_merge_sent_twice_is_one() -> None:
    here, ids, made = laid()
    assert not here.lead(MergeViewpoints, cluster_id=made, rev=0, viewpoint_ids=(ids[0], ids[1]))


def test_what_was_held_or_withdrawn_is_not_laid_anywhere() -> None:
    here, ids = gathered(TEXTS)
    here.lead(HoldViewpoint, viewpoint_id=ids[0], rev=1, reason="insult")
    assert here.refused(merge, here, ids[0], ids[1]) == "two_needed"


# Apart


def test_one_is_taken_out_and_stands_by_itself() -> None:
    here, ids, made = laid()
    merge(here, ids[2], into=made)
    here.lead(TakeOut, viewpoint_id=ids[0], **on(here, made))
    assert held_in(here, made) == [TEXTS[1], TEXTS[2]]
    assert TEXTS[0] in alone(here)


def test_of_two_one_taken_out_leaves_two_single_voices_and_the_name_comes_back_with_them() -> None:
    here, ids, made = laid()
    here.lead(NameCluster, name="Zitten", **on(here, made))
    here.lead(TakeOut, viewpoint_id=ids[0], **on(here, made))
    assert topics(here.meeting) == []
    assert alone(here) == set(TEXTS)
    merge(here, ids[0], into=made)
    assert topic(here, made).name == "Zitten"
    assert topic_of(here.meeting, here.meeting.viewpoints[ids[1]]) is not None


def test_a_whole_topic_is_taken_apart_and_laid_together_again() -> None:
    here, ids, made = laid()
    here.lead(SplitCluster, **on(here, made))
    assert alone(here) == set(TEXTS)
    merge(here, ids[0], ids[1], into=made)
    assert held_in(here, made) == TEXTS[:2]


@pytest.mark.parametrize("command", [SplitCluster, ConfirmCluster])
def test_a_topic_that_changed_meanwhile_is_left_alone(command: type) -> None:
    here, ids, made = laid()
    seen = on(here, made)
    merge(here, ids[2], into=made)
    assert here.refused(here.lead, command, **seen) == "changed_meanwhile"


def test_what_is_not_in_the_topic_cannot_be_taken_out() -> None:
    here, ids, made = laid()
    assert here.refused(here.lead, TakeOut, viewpoint_id=ids[4], **on(here, made)) == "changed_meanwhile"


def test_what_its_author_withdraws_leaves_its_topic_and_comes_back_when_it_was_only_held() -> None:
    here, ids, made = laid()
    here.lead(HoldViewpoint, viewpoint_id=ids[0], rev=1, reason="person")
    assert TEXTS[1] in alone(here)
    here.lead(ReleaseViewpoint, viewpoint_id=ids[0], rev=1)
    assert held_in(here, made) == TEXTS[:2]
    here.ask(here.people[0], WithdrawViewpoint, viewpoint_id=ids[0])
    assert topics(here.meeting) == []


# Names


def test_a_name_is_typed_and_the_room_says_it_is_right() -> None:
    here, _, made = laid()
    assert here.refused(here.lead, ConfirmCluster, **on(here, made)) == "name_first"
    here.lead(NameCluster, name=" Zitten  in het park ", **on(here, made))
    assert (topic(here, made).name, topic(here, made).confirmed) == ("Zitten in het park", False)
    here.lead(ConfirmCluster, **on(here, made))
    assert topic(here, made).confirmed


def test_a_name_has_to_be_confirmed_again_when_it_or_the_topic_changed() -> None:
    here, ids, made = laid()
    here.lead(NameCluster, name="Zitten", **on(here, made))
    here.lead(ConfirmCluster, **on(here, made))
    merge(here, ids[2], into=made)
    assert not topic(here, made).confirmed
    here.lead(ConfirmCluster, **on(here, made))
    here.lead(NameCluster, name="Rust", **on(here, made))
    assert not topic(here, made).confirmed


# The author's word


def test_the_author_says_whether_the_place_is_right() -> None:
    here, ids, made = laid()
    judge(here, 0, ids[0], made)
    assert here.meeting.viewpoints[ids[0]].fits is False
    judge(here, 0, ids[0], made, fits=True)
    assert here.meeting.viewpoints[ids[0]].fits is True


def test_nobody_else_says_it() -> None:
    here, ids, made = laid()
    assert here.refused(judge, here, 1, ids[0], made) == "not_yours"


def test_a_word_about_a_place_where_it_no_longer_lies_is_refused() -> None:
    here, ids, made = laid()
    here.lead(TakeOut, viewpoint_id=ids[0], **on(here, made))
    assert here.refused(judge, here, 0, ids[0], made) == "changed_meanwhile"


def test_a_word_falls_away_when_the_viewpoint_is_laid_elsewhere() -> None:
    here, ids, made = laid()
    judge(here, 0, ids[0], made)
    merge(here, ids[0], ids[2])
    assert here.meeting.viewpoints[ids[0]].fits is None


# What is missing, and who may do this


def test_what_is_missing_comes_in_as_a_viewpoint_and_waits_to_be_shown() -> None:
    here, _, _ = laid()
    missing = here.id()
    here.ask(here.people[3], SubmitViewpoint, viewpoint_id=missing, block_id="topics", text="En de honden?")
    assert here.meeting.viewpoints[missing].block == "topics"
    assert not here.meeting.viewpoints[missing].shown
    assert "En de honden?" in alone(here)


def test_sizes_stay_hidden_until_the_stay_is_over() -> None:
    here, _, _ = laid()
    assert not sizes_shown(here.meeting)
    show_counts(here)
    assert sizes_shown(here.meeting)


def test_a_moderator_lays_together_and_a_note_keeper_does_not() -> None:
    here, ids, made = laid()
    command = here.as_staff(MergeViewpoints, cluster_id=made, rev=1, viewpoint_ids=(ids[2],))
    as_note_keeper = type(command)(**{**vars(command), "role": Role.NOTE_KEEPER})
    assert here.refused(here.do, as_note_keeper) == "not_your_role"
    assert here.do(type(command)(**{**vars(command), "role": Role.MODERATOR}))


# Taken back


def undo(here: Hall) -> None:
    here.lead(Undo, act=len(here.meeting.acts))


def test_a_merge_a_split_and_a_voice_taken_out_are_undone() -> None:
    here, ids, made = laid()
    undo(here)
    assert alone(here) == set(TEXTS)
    merge(here, ids[0], ids[1], into=made)
    here.lead(SplitCluster, **on(here, made))
    undo(here)
    assert held_in(here, made) == TEXTS[:2]
    here.lead(TakeOut, viewpoint_id=ids[0], **on(here, made))
    undo(here)
    assert sorted(held_in(here, made)) == sorted(TEXTS[:2])
    merge(here, ids[2], into=made)
    undo(here)
    assert TEXTS[2] in alone(here)


def test_what_was_moved_to_another_topic_goes_back_to_its_own() -> None:
    here, ids, made = laid()
    other = merge(here, ids[2], ids[3], ids[4])
    merge(here, ids[2], ids[3], into=made)
    undo(here)
    assert set(held_in(here, other)) == set(TEXTS[2:])
    assert held_in(here, made) == TEXTS[:2]


def test_a_name_goes_back_to_the_one_before() -> None:
    here, _, made = laid()
    for name in ("Zitten", "Rust"):
        here.lead(NameCluster, name=name, **on(here, made))
    undo(here)
    assert topic(here, made).name == "Zitten"
