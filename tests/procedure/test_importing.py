"""Viewpoints from interviews come in as one batch, wait to be shown, and are marked."""

from __future__ import annotations

import pytest

from meeting.procedure import replay
from meeting.procedure.gathering import NO, ShowViewpoints, WithdrawViewpoint
from meeting.procedure.importing import MOST, ImportViewpoints, imported_id
from meeting.procedure.state import Meeting, Origin

from .acts import Hall, hall

TEXTS = ("Mijn kind durft er niet te spelen", "  De markt  moet blijven ", "Mijn kind durft er niet te spelen")


def bring(here: Hall, texts: tuple[str, ...] = TEXTS, import_id: str = "batch", block: str = "gather") -> None:
    here.lead(ImportViewpoints, import_id=import_id, block_id=block, texts=texts)


def test_a_batch_is_one_act_and_each_row_a_viewpoint_from_beforehand_that_waits() -> None:
    here = hall()
    before = len(here.log)
    bring(here)
    assert len(here.log) == before + 1
    views = sorted(here.meeting.viewpoints.values(), key=lambda each: each.number)
    assert [each.text for each in views] == [TEXTS[0], "De markt moet blijven", TEXTS[2]]
    assert {(each.origin, each.author, each.shown, each.late) for each in views} == {
        (Origin.BEFORE, None, False, False)
    }


def test_a_batch_sent_again_changes_nothing() -> None:
    here = hall()
    bring(here)
    before = here.meeting
    bring(here)
    assert here.meeting == before


def test_while_people_gather_a_batch_waits_too() -> None:
    here = hall()
    here.go("gather")
    bring(here)
    assert not any(each.shown for each in here.meeting.viewpoints.values())
    here.lead(ShowViewpoints, viewpoint_ids=(imported_id("batch", 1),))
    assert here.meeting.viewpoints[imported_id("batch", 1)].shown


def test_what_came_in_belongs_to_staff_who_may_take_it_back() -> None:
    here = hall()
    bring(here)
    here.lead(WithdrawViewpoint, viewpoint_id=imported_id("batch", 2))
    assert here.meeting.viewpoints[imported_id("batch", 2)].withdrawn


def test_for_the_block_that_seeks_the_no_they_are_noes() -> None:
    here = hall()
    bring(here, block="seek-no")
    assert {each.kind for each in here.meeting.viewpoints.values()} == {NO}


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ((), "nothing_to_import"),
        (("a",) * (MOST + 1), "too_much_to_import"),
        (("Goed", "a" * 141), "text_too_long"),
        (("Goed", " "), "text_empty"),
    ],
)
def test_a_batch_that_cannot_be_used_brings_nothing(texts: tuple[str, ...], reason: str) -> None:
    here = hall()
    assert here.refused(bring, here, texts) == reason
    assert not here.meeting.viewpoints


@pytest.mark.parametrize("block", ["talk", "nowhere"])
def test_a_batch_needs_a_block_that_gathers(block: str) -> None:
    here = hall()
    assert here.refused(bring, here, block=block) == "gathering_closed"


def test_a_batch_comes_back_from_the_log_as_it_was() -> None:
    here = hall()
    bring(here)
    assert replay(here.log, Meeting(id="hall")) == here.meeting
