"""A vote of the whole room: opened on one version, secret and changeable until it closes, counted from the box."""

from __future__ import annotations

from itertools import islice, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.procedure import apply
from meeting.procedure.arrival import ParticipantJoined
from meeting.procedure.ballots import BallotCast, chosen
from meeting.procedure.core import Event, Role, Sealed
from meeting.procedure.counting import count
from meeting.procedure.proposing import PutProposal
from meeting.procedure.sealing import BoxDestroyed, ExpireBoxes, seal
from meeting.procedure.showing import (
    AcceptResult,
    ResultShown,
    ShowFigures,
    ShowResult,
)
from meeting.procedure.state import OPTIONS, Outcome, RoundKind, Tally
from meeting.procedure.voting import (
    CancelRound,
    CastBallot,
    CloseRound,
    OpenRound,
    RoundClosed,
)

from .acts import (
    Hall,
    hall,
    hall_after_a_vote,
    hall_in_a_vote,
    hall_with_proposal,
    split,
)

# Opening


def test_a_round_opens_on_the_version_that_was_read() -> None:
    here = hall_with_proposal(3)
    opened = here.open_round()
    assert opened.open
    assert (opened.kind, opened.proposal, opened.version) == (RoundKind.PROPOSAL, here.tabled.id, 1)
    assert (opened.present, opened.number, opened.opened_at) == (3, 1, here.now)


def test_a_round_needs_a_proposal() -> None:
    here = hall()
    here.go("vote")
    assert here.refused(here.open_round) == "no_proposal"


def test_a_round_needs_a_confirmed_proposal() -> None:
    here = hall()
    here.go("propose")
    here.lead(PutProposal, proposal_id="p", text="Een buurttuin.")
    here.go("vote")
    assert here.refused(here.open_round) == "not_confirmed"


@pytest.mark.parametrize("stale", [{"version": 2}, {"version": 0}, {"proposal_id": "other"}])
def test_a_round_on_another_version_or_proposal_than_the_table_holds_is_refused(stale: dict[str, object]) -> None:
    here = hall_with_proposal()
    here.go("vote")
    assert here.refused(here.open_round, **stale) == "changed_meanwhile"


def test_there_is_one_open_round() -> None:
    voting = hall_in_a_vote()
    assert voting.refused(voting.open_round) == "round_open"


def test_of_two_facilitators_who_open_at_once_the_second_is_told() -> None:
    here = hall_with_proposal()
    here.go("vote")
    proposal = here.tabled
    both = [
        here.as_staff(OpenRound, round_id=each, kind=RoundKind.PROPOSAL, proposal_id=proposal.id, version=1)
        for each in ("one", "two")
    ]
    here.do(both[0])
    assert here.refused(here.do, both[1]) == "round_open"


def test_opening_sent_again_changes_nothing_even_after_the_close() -> None:
    here = hall_with_proposal()
    here.go("vote")
    opening = here.as_staff(OpenRound, round_id="r", kind=RoundKind.PROPOSAL, proposal_id=here.tabled.id, version=1)
    here.do(opening)
    assert here.do(opening) == ()
    here.close()
    assert here.do(opening) == ()


def test_a_vote_opens_in_its_own_step() -> None:
    here = hall_with_proposal()
    here.go("vote")
    proposal = here.tabled
    known = {"round_id": "r", "proposal_id": proposal.id, "version": 1}
    assert here.refused(here.lead, OpenRound, kind=RoundKind.SUPPORT, **known) == "not_in_this_step"
    here.go("decide")
    assert here.refused(here.lead, OpenRound, kind=RoundKind.PROPOSAL, **known) == "not_in_this_step"


def test_no_vote_again_before_the_last_result_was_shown() -> None:
    voting = hall_in_a_vote()
    voting.close()
    assert voting.refused(voting.open_round) == "show_first"
    voting.show()
    assert voting.open_round().open


def test_no_vote_again_once_a_majority_stands() -> None:
    voted = hall_after_a_vote("for", "for", "against")
    assert voted.refused(voted.open_round) == "already_carried"


# Choosing


@pytest.mark.parametrize("choice", ["for", "against", "abstain"])
def test_a_ballot_is_sealed_with_voter_and_without_person_or_time(choice: str) -> None:
    voting = hall_in_a_vote()
    person = voting.people[0]
    [ballot] = voting.vote(person, choice)
    voter = voting.voter(person, voting.last.id)
    assert ballot == BallotCast(round_id=voting.last.id, voter=str(voter), rev=1, choice=(choice,))
    assert not hasattr(ballot, "at")
    assert person.id not in str(vars(ballot))


def test_a_ballot_leaves_no_trace_in_the_log() -> None:
    voting = hall_in_a_vote()
    written, last_at = len(voting.log), voting.meeting.last_at
    voting.vote(voting.people[0], "for")
    assert (len(voting.log), voting.meeting.last_at) == (written, last_at)


def test_a_choice_is_changed_until_the_close_and_the_last_counts() -> None:
    voting = hall_in_a_vote(1)
    for choice in ("for", "abstain", "against"):
        voting.vote(voting.people[0], choice)
    assert voting.close().tally == Tally((("for", 0), ("against", 1), ("abstain", 0)), 1)


def test_a_ballot_sent_again_changes_nothing() -> None:
    voting = hall_in_a_vote()
    ballot = voting.as_person(voting.people[0], CastBallot, round_id=voting.last.id, choice=("for",), rev=1)
    voting.do(ballot)
    assert voting.do(ballot) == ()
    voting.close()
    voting.go("minority")
    assert voting.do(ballot) == ()


def test_an_older_choice_that_comes_late_does_not_replace_a_newer() -> None:
    voting = hall_in_a_vote()
    person = voting.people[0]
    voting.vote(person, "against", rev=3)
    assert voting.refused(voting.vote, person, "for", rev=2) == "changed_elsewhere"
    assert list(voting.ballots(voting.last.id).values()) == [("against",)]


def test_the_same_rev_with_another_choice_was_changed_elsewhere() -> None:
    voting = hall_in_a_vote()
    person = voting.people[0]
    voting.vote(person, "against", rev=1)
    assert voting.refused(voting.vote, person, "for", rev=1) == "changed_elsewhere"


def test_the_same_choice_with_an_older_rev_was_changed_elsewhere_too() -> None:
    voting = hall_in_a_vote()
    person = voting.people[0]
    voting.vote(person, "for", rev=2)
    assert voting.refused(voting.vote, person, "for", rev=1) == "changed_elsewhere"


@pytest.mark.parametrize("choice", [(), ("along",), ("",), ("for", "against"), ("for", "for"), ("For",)])
def test_a_choice_is_one_of_the_options(choice: tuple[str, ...]) -> None:
    voting = hall_in_a_vote()
    assert voting.refused(voting.vote, voting.people[0], *choice) == "unknown_choice"


@pytest.mark.parametrize("fields", [{"rev": -1}, {"person": 6}, {"person": -1}])
def test_a_ballot_with_an_impossible_rev_or_person_is_unreadable(fields: dict[str, int]) -> None:
    voting = hall_in_a_vote()
    voter = voting.voter(voting.people[0], voting.last.id)
    fields = {"rev": 1, **fields}
    assert voting.refused(voting.vote, voting.people[0], "for", voter=voter, **fields) == "unreadable"


def test_a_ballot_without_voter_is_refused() -> None:
    voting = hall_in_a_vote()
    assert voting.refused(voting.vote, voting.people[0], "for", voter=None) == "missing_seat"


def test_people_helped_on_one_phone_have_ballots_of_their_own() -> None:
    voting = hall_in_a_vote(1)
    helper = voting.people[0]
    voting.vote(helper, "for")
    for helped, choice in enumerate(("against", "against", "for"), start=1):
        voting.vote(helper, choice, rev=1, person=helped)
    assert voting.close().tally == Tally((("for", 2), ("against", 2), ("abstain", 0)), 4)


def test_who_has_not_joined_has_no_ballot() -> None:
    voting = hall_in_a_vote()
    assert voting.refused(voting.vote, voting.newcomer(), "for") == "missing_seat"


def test_who_has_no_right_to_vote_is_told() -> None:
    voting = hall_in_a_vote()
    guest = voting.newcomer()
    voting.meeting = apply(ParticipantJoined(participant=guest.id, votes=False, at=voting.now), voting.meeting)
    assert voting.refused(voting.vote, guest, "for") == "no_right_to_vote"


@pytest.mark.parametrize("block", ["arrival", "gather", "propose", "vote", "minority", "decide"])
def test_ballot_is_refused_outside_an_open_round(block: str) -> None:
    here = hall_with_proposal()
    here.go(block)
    assert here.refused(here.vote, here.people[0], "for", round_id="nothing", voter="v") == "unknown_round"


def test_a_ballot_for_another_round_is_refused() -> None:
    voting = hall_in_a_vote()
    voting.close()
    voting.show()
    closed = voting.last.id
    voting.open_round()
    assert voting.refused(voting.vote, voting.people[0], "for", round_id=closed, voter="v") == "box_gone"


def test_a_late_ballot_is_told_that_the_round_is_closed_and_counts_nothing() -> None:
    voting = hall_in_a_vote(3)
    voting.vote(voting.people[0], "for")
    voting.vote(voting.people[1], "for")
    tally = voting.close().tally
    assert voting.refused(voting.vote, voting.people[2], "against") == "round_closed"
    assert voting.refused(voting.vote, voting.people[0], "against") == "round_closed"
    assert voting.last.tally == tally


def test_a_ballot_for_a_cancelled_round_is_told_so() -> None:
    voting = hall_in_a_vote()
    voting.cancel()
    assert voting.refused(voting.vote, voting.people[0], "for", voter="v") == "round_cancelled"


# Who counts


def test_who_joins_during_the_vote_may_vote_and_counts() -> None:
    voting = hall_in_a_vote(2)
    [late] = voting.join()
    voting.vote(late, "for")
    tally = voting.close().tally
    assert tally == Tally((("for", 1), ("against", 0), ("abstain", 0)), 3)


def test_who_joins_after_the_close_is_not_in_that_round() -> None:
    voting = hall_in_a_vote(2)
    closed = voting.close()
    [late] = voting.join()
    assert voting.refused(voting.vote, late, "for") == "round_closed"
    assert voting.last.tally == closed.tally


def test_a_leaver_or_a_sleeping_phone_never_reduces_the_electorate() -> None:
    voting = hall_in_a_vote(6)
    voting.vote(voting.people[0], "for")
    voting.present = 1
    tally = voting.close().tally
    assert tally is not None
    assert (tally.electorate, tally.turnout, tally.silent) == (6, 1, 5)


def test_the_ballot_of_who_left_stays() -> None:
    voting = hall_in_a_vote(2)
    voting.vote(voting.people[0], "against")
    voting.present = 0
    tally = voting.close().tally
    assert tally is not None
    assert tally["against"] == 1


def test_the_electorate_is_never_smaller_than_the_ballots() -> None:
    voting = hall_with_proposal(4)
    voting.present = 0
    voting.open_round()
    for person in voting.people:
        voting.vote(person, "for")
    tally = voting.close().tally
    assert tally is not None
    assert tally.electorate == 4


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 5), st.sampled_from(OPTIONS[RoundKind.PROPOSAL]))))
def test_the_tally_is_a_function_of_the_ballots_and_not_of_their_order(cast: list[tuple[str, int, str]]) -> None:
    latest = {(voter, rev): choice for voter, rev, choice in cast}
    ballots = [
        BallotCast(round_id="r", voter=voter, rev=rev, choice=(choice,)) for (voter, rev), choice in latest.items()
    ]
    here = hall_with_proposal(0)
    here.open_round(round_id="r")
    tallies = set()
    for order in (*islice(permutations(ballots), 6), tuple(reversed(ballots))):
        folded = here.meeting
        for ballot in order:
            folded = seal(ballot, folded)
        tallies.add(count(chosen(folded.boxes["r"]), OPTIONS[RoundKind.PROPOSAL], 9))
    assert len(tallies) == 1
    assert tallies.pop().turnout == len({voter for voter, _ in latest})


# Closing, cancelling and showing


def kinds(happened: tuple[Event | Sealed, ...]) -> list[type]:
    return [type(event) for event in happened]


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (split(3, 2), Outcome.CARRIED),
        (split(3, 0), Outcome.UNANIMOUS),
        (split(1, 1, 3), Outcome.INCONCLUSIVE),
    ],
)
def test_the_box_lives_on_while_the_minority_may_be_asked(choices: list[str], expected: Outcome) -> None:
    voted = hall_after_a_vote(*choices)
    assert voted.last.outcome is expected
    assert voted.last.id in voted.meeting.boxes


@pytest.mark.parametrize(("choices", "expected"), [(split(2, 2), Outcome.TIE), (split(1, 2), Outcome.REJECTED)])
def test_the_box_of_a_round_that_carries_nothing_is_destroyed_at_its_close(
    choices: list[str], expected: Outcome
) -> None:
    voting = hall_in_a_vote(len(choices))
    for person, choice in zip(voting.people, choices, strict=True):
        voting.vote(person, choice)
    assert kinds(voting.lead(CloseRound, round_id=voting.last.id)) == [RoundClosed, BoxDestroyed]
    assert voting.last.outcome is expected
    assert not voting.meeting.boxes


def test_the_tally_is_written_without_voters() -> None:
    voting = hall_in_a_vote(3)
    for person in voting.people:
        voting.vote(person, "for")
    voters = list(voting.ballots(voting.last.id))
    voting.close()
    assert not [voter for voter in voters if voter in str([vars(event) for event in voting.log])]


def test_closing_sent_again_changes_nothing() -> None:
    voting = hall_in_a_vote()
    closing = voting.as_staff(CloseRound, round_id=voting.last.id)
    voting.do(closing)
    voting.go("minority")
    assert voting.do(closing) == ()


def test_a_closed_round_is_never_reopened() -> None:
    voting = hall_in_a_vote()
    voting.close()
    assert voting.refused(voting.cancel) == "round_closed"


def test_an_unknown_round_is_neither_closed_nor_cancelled_nor_shown() -> None:
    voting = hall_in_a_vote()
    assert voting.refused(voting.lead, CloseRound, round_id="x") == "unknown_round"
    assert voting.refused(voting.lead, CancelRound, round_id="x", reason="Oeps") == "unknown_round"
    assert voting.refused(voting.lead, ShowResult, round_id="x") == "unknown_round"
    assert voting.refused(voting.lead, AcceptResult, round_id="x", reason="Oeps") == "unknown_round"


def test_a_cancelled_round_is_never_counted_and_its_box_destroyed() -> None:
    voting = hall_in_a_vote()
    voting.vote(voting.people[0], "for")
    voting.cancel()
    assert voting.last.tally is None
    assert voting.last.id not in voting.meeting.boxes
    assert isinstance(voting.log[-1], BoxDestroyed)


def test_cancelling_needs_a_reason() -> None:
    voting = hall_in_a_vote()
    assert voting.refused(voting.cancel, "  ") == "text_empty"


def test_cancelling_sent_again_changes_nothing_and_a_cancelled_round_is_not_closed() -> None:
    voting = hall_in_a_vote()
    voting.cancel()
    assert voting.lead(CancelRound, round_id=voting.last.id, reason="Nog eens") == ()
    assert voting.refused(voting.close) == "round_cancelled"


def test_a_cancelled_round_does_not_count_toward_three() -> None:
    here = hall_after_a_vote("for", "against")
    for _ in range(3):
        here.open_round()
        here.cancel()
    here.run_round("for", "against")
    here.run_round("for", "against")
    assert here.refused(here.open_round) == "talk_first"


def test_the_result_is_shown_by_an_act_of_its_own_after_the_close() -> None:
    voting = hall_in_a_vote()
    assert voting.refused(voting.show) == "round_open"
    voting.close()
    assert not voting.last.shown
    [shown] = voting.lead(ShowResult, round_id=voting.last.id)
    assert shown == ResultShown(round_id=voting.last.id, at=voting.now, by=Role.FACILITATOR)
    assert voting.last.shown
    assert voting.lead(ShowResult, round_id=voting.last.id) == ()


def test_exact_figures_are_an_act_of_their_own_after_the_result() -> None:
    voting = hall_in_a_vote()
    voting.close()
    assert voting.refused(voting.lead, ShowFigures, round_id=voting.last.id) == "show_first"
    assert voting.refused(voting.lead, ShowFigures, round_id="x") == "unknown_round"
    voting.show()
    assert not voting.last.figures
    voting.lead(ShowFigures, round_id=voting.last.id)
    assert voting.last.figures
    assert voting.lead(ShowFigures, round_id=voting.last.id) == ()


# Inconclusive


def low_turnout(*choices: str) -> Hall:
    """A vote in a room of twelve where only these people chose."""
    here = hall_with_proposal(12)
    here.run_round(*choices)
    assert here.last.outcome is Outcome.INCONCLUSIVE
    return here


@pytest.mark.parametrize(
    ("choices", "expected", "box_lives"),
    [
        (("for", "for"), Outcome.UNANIMOUS, True),
        (("for", "for", "against"), Outcome.CARRIED, True),
        (("against", "for", "against"), Outcome.REJECTED, False),
        (("for", "against"), Outcome.TIE, False),
        (("abstain",) * 12, Outcome.TIE, False),
    ],
)
def test_an_inconclusive_result_is_accepted_with_a_reason(
    choices: tuple[str, ...], expected: Outcome, *, box_lives: bool
) -> None:
    here = low_turnout(*choices)
    here.lead(AcceptResult, round_id=here.last.id, reason="De bus vertrekt zo.")
    assert (here.last.outcome, here.last.accepted) == (expected, "De bus vertrekt zo.")
    assert (here.last.id in here.meeting.boxes) is box_lives
    assert here.lead(AcceptResult, round_id=here.last.id, reason="Nog eens") == ()


def test_an_inconclusive_result_is_not_accepted_without_a_reason() -> None:
    here = low_turnout("for")
    assert here.refused(here.lead, AcceptResult, round_id=here.last.id, reason=" ") == "text_empty"


def test_a_round_in_which_nobody_chose_has_nothing_to_accept() -> None:
    here = low_turnout()
    assert here.refused(here.lead, AcceptResult, round_id=here.last.id, reason="Toch") == "nobody_chose"


def test_only_the_latest_inconclusive_result_on_the_screen_is_accepted() -> None:
    here = low_turnout("for")
    first = here.last.id
    here.open_round()
    assert here.refused(here.lead, AcceptResult, round_id=first, reason="Toch") == "nothing_to_accept"
    here.vote(here.people[0], "for")
    here.close()
    assert here.refused(here.lead, AcceptResult, round_id=here.last.id, reason="Toch") == "nothing_to_accept"
    assert here.refused(here.lead, AcceptResult, round_id=first, reason="Toch") == "nothing_to_accept"
    here.show()
    here.lead(AcceptResult, round_id=here.last.id, reason="Toch")
    assert here.last.outcome is Outcome.UNANIMOUS


def test_a_clear_result_has_nothing_to_accept() -> None:
    here = hall_after_a_vote("for", "for", "against")
    assert here.refused(here.lead, AcceptResult, round_id=here.last.id, reason="Toch") == "nothing_to_accept"


# Three rounds, then people talk


@pytest.mark.parametrize("choices", [("for", "against"), ("against", "against"), ("abstain", "abstain")])
def test_after_three_rounds_without_majority_people_talk_first(choices: tuple[str, ...]) -> None:
    here = hall_after_a_vote(*choices)
    here.run_round(*choices)
    here.run_round(*choices)
    assert here.refused(here.open_round) == "talk_first"
    assert here.refused(here.open_round, reason="  ") == "talk_first"


def test_a_fourth_round_opens_with_a_reason_that_is_kept() -> None:
    here = hall_after_a_vote("for", "against")
    here.run_round("for", "against")
    here.run_round("for", "against")
    opened = here.open_round(reason="De groep wil het nog één keer.")
    assert opened.reason == "De groep wil het nog één keer."


def test_a_long_talk_resets_the_three() -> None:
    here = hall_after_a_vote("for", "against")
    here.run_round("for", "against")
    here.run_round("for", "against")
    here.go("waterline")
    here.open_round()
    assert here.last.open


def test_a_new_decision_starts_counting_anew() -> None:
    here = hall_after_a_vote("for", "against")
    here.run_round("for", "against")
    here.run_round("for", "against")
    here.end()
    here.propose("Een buurttuin.")
    assert here.open_round().open


# The box


def test_another_vote_on_the_decision_destroys_the_box_of_the_one_before() -> None:
    here = hall_after_a_vote("abstain", "abstain")
    before = here.last.id
    here.open_round()
    assert list(here.meeting.boxes) == [here.last.id]
    assert BoxDestroyed(round_id=before, at=here.now, by=Role.FACILITATOR) in here.log


def expire(here: Hall) -> list[type]:
    return kinds(here.do(ExpireBoxes(at=here.tick(), role=Role.SYSTEM)))


def test_a_box_is_destroyed_when_nothing_happened_for_a_day() -> None:
    here = hall_after_a_vote("for", "against", "for")
    here.wait(hours=23, minutes=59)
    assert expire(here) == []
    here.wait(minutes=1)
    assert expire(here) == [BoxDestroyed]
    assert not here.meeting.boxes
    assert expire(here) == []


def test_what_happens_in_between_starts_the_day_anew() -> None:
    here = hall_after_a_vote("for", "against", "for")
    here.wait(hours=23)
    here.go("talk")
    here.wait(hours=23)
    assert expire(here) == []


def test_nobody_but_the_system_destroys_boxes() -> None:
    here = hall_after_a_vote("for", "against", "for")
    here.wait(hours=25)
    for role in (Role.PARTICIPANT, Role.FACILITATOR, Role.SCREEN):
        command = ExpireBoxes(at=here.tick(), role=role, participant=here.people[0].id)
        assert here.refused(here.do, command) == "not_your_role"
