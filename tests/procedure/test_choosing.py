"""Choosing several of many: the list and its rule, the ballots, what they come to, ties, and a picture of the mood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meeting.procedure.arranging import AddBlock
from meeting.procedure.choosing import ChoiceCounted, OpenChoosing, OpenRunOff, standing
from meeting.procedure.clustering import single_voices
from meeting.procedure.erasing import EraseMine
from meeting.procedure.ordered import is_open
from meeting.procedure.ordering import LeaveLoose
from meeting.procedure.picking import HandInCards, PickCard
from meeting.procedure.pitching import PitchEntry, pitched_now
from meeting.procedure.sealing import BoxDestroyed
from meeting.procedure.shortlisting import (
    FixRule,
    FreezeShortlist,
    ListEntries,
    ThawShortlist,
    UnlistEntry,
    wording,
)
from meeting.procedure.state import MOST_ENTRIES, Choice, Coverage, RoundKind
from meeting.procedure.undoing import Undo
from meeting.procedure.voting import CastBallot, CloseRound

from .acts import Hall, sheet_with
from .test_ordering import at_desk, seen
from .test_ordering import refused as refused_at_desk
from .test_picking import host, ready

APPROVAL, EACH, DOTS = RoundKind.APPROVAL, RoundKind.EACH, RoundKind.DOTS


def hall_listing(people: int = 12, entries: int = 6) -> tuple[Hall, list[str]]:
    """A hall with so many views on the shortlist, before a rule is fixed."""
    hall = Hall().open(sheet=sheet_with("shortlisting", "choosing"))
    hall.join(people)
    hall.go("gather")
    ids = [hall.view(hall.people[number % people], f"Opgave {number + 1}") for number in range(entries)]
    hall.go("shortlisting")
    hall.lead(ListEntries, entry_ids=tuple(ids))
    return hall, ids


def hall_to_choose(
    people: int = 12, entries: int = 6, most: int = 3, cap: int = 3, method: RoundKind = APPROVAL, **rule: int
) -> tuple[Hall, list[str]]:
    """A hall with a frozen list, in the block of choosing."""
    hall, ids = hall_listing(people, entries)
    hall.lead(FixRule, method=method, most=most, cap=cap, **rule)
    hall.lead(FreezeShortlist, rev=hall.meeting.shortlist.rev)
    hall.go("choosing")
    return hall, ids


def open_choosing(hall: Hall, kind: RoundKind = APPROVAL, **fields: object) -> None:
    known = {"round_id": hall.id(), "kind": kind, "rev": hall.meeting.shortlist.rev, "present": len(hall.people)}
    hall.lead(OpenChoosing, **{**known, **fields})


def run_choosing(hall: Hall, ids: list[str], *ballots: str, kind: RoundKind = APPROVAL, **fields: object) -> Choice:
    """A whole round: the first people choose these letters (`?` is: I don't know yet, `-`: none of these)."""
    open_choosing(hall, kind, **fields)
    return finish(hall, ids, *ballots)


def finish(hall: Hall, ids: list[str], *ballots: str) -> Choice:
    for person, letters in zip(hall.people, ballots, strict=False):
        hall.vote(person, *chosen(ids, letters))
    hall.close()
    hall.show()
    assert hall.last.choice is not None
    return hall.last.choice


def chosen(ids: list[str], letters: str) -> tuple[str, ...]:
    if letters in ("?", "-"):
        return ("abstain",) if letters == "?" else ("none_of_these",)
    return tuple(ids["ABCDEFGHIJKLMNOPQRSTUVWX".index(each)] for each in letters)


def lettered(ids: list[str], found: tuple[str, ...]) -> str:
    return "".join("ABCDEFGHIJKLMNOPQRSTUVWX"[ids.index(each)] for each in found)


# The list


def test_a_list_holds_twenty_four_and_no_more():
    hall, _ = hall_listing(entries=MOST_ENTRIES)
    hall.go("gather")
    one_more = hall.view(hall.people[0], "Nog een opgave")
    hall.go("shortlisting")
    assert hall.refused(hall.lead, ListEntries, entry_ids=(one_more,)) == "shortlist_full"


def test_what_is_not_there_is_not_listed_and_what_was_taken_back_is_not_frozen():
    hall, ids = hall_listing(entries=4)
    assert hall.refused(hall.lead, ListEntries, entry_ids=("nothing",)) == "unknown_entry"
    hall.ask(hall.people[0], EraseMine)
    hall.lead(FixRule, method=APPROVAL, most=2, cap=2)
    hall.lead(FreezeShortlist, rev=hall.meeting.shortlist.rev)
    assert hall.meeting.shortlist.ids == tuple(ids[1:])


def test_a_frozen_list_keeps_its_words_and_takes_no_more():
    hall, ids = hall_to_choose()
    views = hall.meeting.viewpoints
    reworded = views.set(ids[0], replace(views[ids[0]], text="Iets anders"))
    assert wording(replace(hall.meeting, viewpoints=reworded), ids[0]) == "Opgave 1"
    hall.go("shortlisting")
    assert hall.refused(hall.lead, UnlistEntry, entry_id=ids[0]) == "shortlist_frozen"
    assert hall.refused(hall.lead, FixRule, method=APPROVAL, most=2, cap=3) == "shortlist_frozen"


def test_who_takes_words_away_takes_them_off_the_frozen_list_too():
    hall, ids = hall_to_choose()
    hall.ask(hall.people[0], EraseMine)
    assert wording(hall.meeting, ids[0]) == "(…)"


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"method": APPROVAL, "most": 6, "cap": 5}, "nothing_to_choose"),
        ({"method": APPROVAL, "most": 4, "cap": 8}, "cap_impossible"),
        ({"method": APPROVAL, "most": 4, "cap": 2}, "cap_impossible"),
        ({"method": RoundKind.PROPOSAL, "most": 3, "cap": 3}, "rule_impossible"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(rule: dict[str, object], reason: str):
    hall, _ = hall_listing()

    def fix_and_freeze() -> None:
        hall.lead(FixRule, **rule)
        hall.lead(FreezeShortlist, rev=hall.meeting.shortlist.rev)

    assert hall.refused(fix_and_freeze) == reason


def test_without_a_rule_nothing_is_frozen_and_to_each_is_asked_of_few_only():
    hall, _ = hall_listing(entries=8)
    assert hall.refused(hall.lead, FreezeShortlist, rev=hall.meeting.shortlist.rev) == "rule_first"
    hall.lead(FixRule, method=EACH, most=3, cap=3)
    assert hall.refused(hall.lead, FreezeShortlist, rev=hall.meeting.shortlist.rev) == "too_many_for_each"


def test_a_freeze_is_taken_back_until_somebody_could_choose():
    hall, ids = hall_to_choose()
    hall.go("shortlisting")
    hall.lead(ThawShortlist, rev=hall.meeting.shortlist.rev)
    hall.lead(FreezeShortlist, rev=hall.meeting.shortlist.rev)
    hall.lead(Undo, act=len(hall.meeting.acts))
    assert not hall.meeting.shortlist.frozen
    hall.lead(FreezeShortlist, rev=hall.meeting.shortlist.rev)
    hall.go("choosing")
    run_choosing(hall, ids, *["ABC"] * 12)
    hall.go("shortlisting")
    assert hall.refused(hall.lead, ThawShortlist, rev=hall.meeting.shortlist.rev) == "chosen_already"


def test_one_entry_at_a_time_is_explained_before_the_room():
    hall, ids = hall_listing()
    hall.lead(PitchEntry, entry_id=ids[1])
    assert pitched_now(hall.meeting) == ids[1]
    hall.lead(PitchEntry, entry_id=ids[0])
    hall.lead(PitchEntry, entry_id=None)
    assert pitched_now(hall.meeting) is None
    assert hall.meeting.shortlist.pitched == (ids[1], ids[0])


# Ballots


@pytest.mark.parametrize(
    ("letters", "reason"),
    [("ABCD", "too_many_chosen"), ("AA", "unknown_choice"), ("", "unknown_choice")],
)
def test_a_ballot_holds_up_to_the_cap_each_of_them_once(letters: str, reason: str):
    hall, ids = hall_to_choose()
    open_choosing(hall)
    assert hall.refused(hall.vote, hall.people[0], *chosen(ids, letters)) == reason


def test_not_knowing_yet_stands_alone():
    hall, ids = hall_to_choose()
    open_choosing(hall)
    assert hall.refused(hall.vote, hall.people[0], ids[0], "abstain") == "unknown_choice"


def test_a_ballot_is_changed_until_the_close_and_the_order_of_tapping_says_nothing():
    hall, ids = hall_to_choose(people=5, most=2, cap=2)
    open_choosing(hall)
    person = hall.people[0]
    hall.vote(person, ids[1], ids[0])
    again = {"round_id": hall.last.id, "choice": (ids[0], ids[1]), "rev": 1}
    assert hall.ask(person, CastBallot, **again) == ()
    hall.vote(person, ids[2])
    assert list(hall.ballots(hall.last.id).values()) == [(ids[2],)]


# What it comes to


def test_what_most_people_chose_is_in_and_stands_in_the_order_of_the_letters():
    hall, ids = hall_to_choose()
    choice = run_choosing(hall, ids, *["CBA"] * 5, *["CBD"] * 6, "E")
    assert lettered(ids, choice.chosen) == "BCD"
    assert dict(choice.counts) == dict(zip(ids, (5, 11, 11, 6, None, None), strict=True))
    assert (choice.ballots, choice.tied, choice.quorum) == (12, (), True)


def test_coverage_hides_a_few_and_what_would_give_them_away():
    hall, ids = hall_to_choose()
    told = run_choosing(hall, ids, *["ABC"] * 11, "E").coverage
    assert told == Coverage(covered=None, uncovered=None, blank=0, nearly=True)


def test_who_wants_none_of_these_has_no_own_choice_in_it_and_who_does_not_know_is_counted_apart():
    hall, ids = hall_to_choose(people=20)
    choice = run_choosing(hall, ids, *["ABC"] * 7, *["-"] * 7, *["?"] * 6)
    assert choice.coverage == Coverage(covered=7, uncovered=7, blank=6)


def test_the_proportional_list_is_told_where_it_differs_and_changes_nothing():
    hall, ids = hall_to_choose(people=20, most=2, cap=2)
    choice = run_choosing(hall, ids, *["AB"] * 12, *["C"] * 8)
    assert (lettered(ids, choice.chosen), lettered(ids, choice.proportional), choice.differs) == ("AB", "AC", True)


def test_too_few_ballots_are_no_quorum():
    hall, ids = hall_to_choose(people=12)
    assert not run_choosing(hall, ids, *["ABC"] * 5).quorum


def test_yes_or_no_to_each_needs_a_majority_of_its_own():
    hall, ids = hall_to_choose(people=12, entries=4, most=3, cap=3, method=EACH)
    choice = run_choosing(hall, ids, *["ABCD"] * 6, *["A"] * 5, "?", kind=EACH)
    assert lettered(ids, choice.chosen) == "ABCD"[:1] + "BCD"[: len(choice.chosen) - 1]
    assert dict(choice.counts)[ids[0]] == 11


def test_nothing_but_the_turnout_leaves_an_open_box():
    hall, ids = hall_to_choose()
    open_choosing(hall)
    before = len(hall.log)
    for person in hall.people:
        hall.vote(person, ids[0])
    assert len(hall.log) == before
    assert hall.last.choice is None


def test_dots_paint_the_mood_and_are_forgotten_at_once():
    hall, ids = hall_to_choose(people=6)
    open_choosing(hall, DOTS)
    for person in hall.people:
        hall.vote(person, ids[0], ids[0], ids[1])
    happened = hall.lead(CloseRound, round_id=hall.last.id)
    assert [type(event) for event in happened] == [ChoiceCounted, BoxDestroyed]
    hall.show()
    assert hall.last.choice is not None
    assert dict(hall.last.choice.counts)[ids[0]] == 12
    assert standing(hall.meeting) is None


# A tie at the cut


def hall_tied() -> tuple[Hall, list[str]]:
    hall, ids = hall_to_choose(people=12)
    run_choosing(hall, ids, *["ABC"] * 6, *["ABD"] * 6)
    return hall, ids


def test_a_tie_at_the_cut_is_told_and_no_lot_decides_it():
    hall, ids = hall_tied()
    now = standing(hall.meeting)
    assert now is not None
    assert (lettered(ids, now.chosen), lettered(ids, now.tied), now.places) == ("AB", "CD", 1)


def test_a_run_off_is_among_the_tied_only_and_fills_the_places_that_are_left():
    hall, ids = hall_tied()
    first = hall.last
    hall.lead(OpenRunOff, round_id=hall.id(), present=12)
    assert [option.id for option in hall.last.options] == [ids[2], ids[3]]
    assert first.id in hall.meeting.boxes
    assert hall.refused(hall.vote, hall.people[0], ids[0]) == "unknown_choice"
    finish(hall, ids, *["C"] * 5, *["D"] * 7)
    now = standing(hall.meeting)
    assert now is not None
    assert (lettered(ids, now.chosen), now.tied) == ("ABD", ())
    assert hall.refused(hall.lead, OpenRunOff, round_id=hall.id()) == "nothing_tied"


def test_choosing_anew_after_a_result_has_its_reason():
    hall, ids = hall_to_choose()
    run_choosing(hall, ids, *["ABC"] * 12)
    assert hall.refused(open_choosing, hall) == "reason_needed"
    open_choosing(hall, reason="De zaal wil opnieuw kiezen.")
    assert hall.last.open


# What comes too late for the list


def freeze_what_is_there(hall: Hall) -> None:
    """Lists two views that stand by themselves and freezes them."""
    hall.lead(
        AddBlock, block_id="list", sheet_rev=hall.meeting.sheet_rev, model="shortlisting", after=hall.meeting.active
    )
    hall.go("list")
    hall.lead(ListEntries, entry_ids=tuple(each.id for each in single_voices(hall.meeting))[:2])
    hall.lead(FixRule, method=APPROVAL, most=1, cap=1)
    hall.lead(FreezeShortlist, rev=hall.meeting.shortlist.rev)


def test_the_desk_is_told_that_the_list_stands_until_it_is_opened_again():
    hall, ids = at_desk()
    freeze_what_is_there(hall)
    assert refused_at_desk(hall, "anne", LeaveLoose, cards=seen(hall, ids[3])).reason == "list_stands"
    assert not is_open(hall.meeting)
    hall.lead(ThawShortlist, rev=hall.meeting.shortlist.rev)
    assert is_open(hall.meeting)


def test_the_host_of_a_table_is_told_that_the_list_stands():
    hall, cards = ready()
    freeze_what_is_there(hall)
    for kind, fields in ((PickCard, {"viewpoint_id": cards[0]}), (HandInCards, {})):
        assert hall.refused(host, hall, "1", kind, **fields) == "list_stands"
