"""One proposal: from a participant or typed and confirmed, version by version, frozen when a round opens."""

from __future__ import annotations

import pytest

from meeting.procedure.proposing import (
    PUT,
    WORDING,
    AmendProposal,
    ConfirmProposal,
    PutProposal,
    TableProposal,
    WithdrawProposal,
)
from meeting.procedure.state import Proposal

from .acts import Hall, Person, hall, hall_after_a_vote

WORDS = "We openen de kantine ook op zondag."


def proposing(n: int = 2) -> Hall:
    here = hall(n)
    here.go("propose")
    return here


def put(here: Hall, by: Person | None = None, text: str = WORDS) -> str:
    proposal_id = here.id()
    if by is None:
        here.lead(PutProposal, proposal_id=proposal_id, text=text)
    else:
        here.ask(by, PutProposal, proposal_id=proposal_id, text=text)
    return proposal_id


def seen(here: Hall, proposal_id: str) -> Proposal:
    proposal = here.meeting.proposal_of(proposal_id)
    assert proposal is not None
    return proposal


def test_what_a_participant_proposes_is_confirmed_and_waits_for_the_table() -> None:
    here = proposing()
    proposal_id = put(here, here.people[0])
    assert seen(here, proposal_id).confirmed
    assert here.meeting.proposal is None
    here.lead(TableProposal, proposal_id=proposal_id)
    assert here.tabled.id == proposal_id


def test_what_the_facilitator_types_is_on_the_table_and_must_be_confirmed() -> None:
    here = proposing()
    proposal_id = put(here)
    assert here.tabled.id == proposal_id
    assert not here.tabled.confirmed
    here.lead(ConfirmProposal, proposal_id=proposal_id, version=1)
    assert here.tabled.confirmed


def test_every_version_stays_with_its_cause() -> None:
    here = proposing()
    proposal_id = put(here, text="Eerste")
    here.lead(AmendProposal, proposal_id=proposal_id, version=1, text="Tweede")
    assert [(version.text, version.cause) for version in here.tabled.versions] == [("Eerste", PUT), ("Tweede", WORDING)]
    assert here.tabled.versions[-1].at == here.now


def test_new_words_must_be_confirmed_again_by_proposer_or_room() -> None:
    here = proposing()
    proposer = here.people[0]
    proposal_id = put(here, proposer)
    here.lead(AmendProposal, proposal_id=proposal_id, version=1, text="Anders gezegd")
    assert not seen(here, proposal_id).confirmed
    here.ask(proposer, ConfirmProposal, proposal_id=proposal_id, version=2)
    assert seen(here, proposal_id).confirmed


def test_the_proposer_may_say_that_the_words_are_not_right() -> None:
    here = proposing()
    proposal_id = put(here, here.people[0])
    here.ask(here.people[0], ConfirmProposal, proposal_id=proposal_id, version=1, fits=False)
    assert not seen(here, proposal_id).confirmed


def test_nobody_else_confirms_for_the_proposer() -> None:
    here = proposing()
    mine, typed = put(here, here.people[0]), put(here)
    here.lead(AmendProposal, proposal_id=mine, version=1, text="Anders gezegd")
    confirm = {"proposal_id": mine, "version": 2}
    assert here.refused(here.ask, here.people[1], ConfirmProposal, **confirm) == "not_yours"
    confirm = {"proposal_id": typed, "version": 1}
    assert here.refused(here.ask, here.people[1], ConfirmProposal, **confirm) == "not_yours"


def test_an_older_version_is_neither_amended_nor_confirmed() -> None:
    here = proposing()
    proposal_id = put(here)
    here.lead(AmendProposal, proposal_id=proposal_id, version=1, text="Tweede")
    amend = {"proposal_id": proposal_id, "version": 1, "text": "Derde"}
    assert here.refused(here.lead, AmendProposal, **amend) == "changed_meanwhile"
    confirm = {"proposal_id": proposal_id, "version": 1}
    assert here.refused(here.lead, ConfirmProposal, **confirm) == "changed_meanwhile"


def test_amending_sent_again_or_with_the_same_words_changes_nothing() -> None:
    here = proposing()
    proposal_id = put(here)
    amend = {"proposal_id": proposal_id, "version": 1, "text": "Tweede"}
    here.lead(AmendProposal, **amend)
    assert here.lead(AmendProposal, **amend) == ()
    assert here.lead(AmendProposal, proposal_id=proposal_id, version=2, text=" Tweede ") == ()


def test_putting_sent_again_changes_nothing_even_after_new_words() -> None:
    here = proposing()
    proposal_id = put(here, here.people[0])
    here.lead(AmendProposal, proposal_id=proposal_id, version=1, text="Anders")
    here.go("talk")
    assert here.ask(here.people[0], PutProposal, proposal_id=proposal_id, text=WORDS) == ()


def test_an_id_that_is_used_is_refused_for_another_or_for_other_words() -> None:
    here = proposing()
    proposal_id = put(here, here.people[0])
    again = {"proposal_id": proposal_id, "text": WORDS}
    assert here.refused(here.ask, here.people[1], PutProposal, **again) == "id_taken"
    assert here.refused(here.lead, PutProposal, **again) == "id_taken"
    again["text"] = "Heel anders"
    assert here.refused(here.ask, here.people[0], PutProposal, **again) == "changed_elsewhere"


def test_confirming_and_tabling_sent_again_change_nothing() -> None:
    here = proposing()
    proposal_id = put(here, here.people[0])
    here.lead(TableProposal, proposal_id=proposal_id)
    assert here.lead(TableProposal, proposal_id=proposal_id) == ()
    assert here.lead(ConfirmProposal, proposal_id=proposal_id, version=1) == ()


def test_the_proposer_withdraws_and_the_table_is_empty() -> None:
    here = proposing()
    proposal_id = put(here, here.people[0])
    here.lead(TableProposal, proposal_id=proposal_id)
    here.ask(here.people[0], WithdrawProposal, proposal_id=proposal_id)
    assert here.meeting.proposal is None
    assert here.ask(here.people[0], WithdrawProposal, proposal_id=proposal_id) == ()
    assert here.refused(here.lead, TableProposal, proposal_id=proposal_id) == "unknown_proposal"


def test_withdrawing_a_proposal_that_is_not_tabled_leaves_the_table() -> None:
    here = proposing()
    mine, typed = put(here, here.people[0]), put(here)
    here.ask(here.people[0], WithdrawProposal, proposal_id=mine)
    assert here.tabled.id == typed


def test_nobody_withdraws_the_proposal_of_another() -> None:
    here = proposing()
    mine, typed = put(here, here.people[0]), put(here)
    assert here.refused(here.ask, here.people[1], WithdrawProposal, proposal_id=mine) == "not_yours"
    assert here.refused(here.lead, WithdrawProposal, proposal_id=mine) == "not_yours"
    assert here.refused(here.ask, here.people[1], WithdrawProposal, proposal_id=typed) == "not_yours"


@pytest.mark.parametrize("words", ["  ", "a" * 241])
def test_a_proposal_says_something_in_240_characters(words: str) -> None:
    here = proposing()
    assert here.refused(put, here, here.people[0], words) in {"text_empty", "text_too_long"}


def test_an_unknown_proposal_is_refused() -> None:
    here = proposing()
    known = {"proposal_id": "x", "version": 1}
    assert here.refused(here.lead, TableProposal, proposal_id="x") == "unknown_proposal"
    assert here.refused(here.lead, AmendProposal, text="Iets", **known) == "unknown_proposal"
    assert here.refused(here.lead, ConfirmProposal, **known) == "unknown_proposal"
    assert here.refused(here.lead, WithdrawProposal, proposal_id="x") == "unknown_proposal"


def test_a_proposal_is_put_only_while_people_propose() -> None:
    here = hall(1)
    assert here.refused(put, here, here.people[0]) == "not_in_this_step"


def test_a_proposal_with_a_majority_is_changed_by_needs_alone() -> None:
    voted = hall_after_a_vote("for", "for", "against")
    proposal = voted.tabled
    voted.go("propose")
    known = {"proposal_id": proposal.id, "version": proposal.version}
    assert voted.refused(voted.lead, AmendProposal, text="Anders", **known) == "proposal_frozen"
    assert voted.refused(voted.lead, ConfirmProposal, fits=False, **known) == "proposal_frozen"
    assert voted.refused(voted.lead, WithdrawProposal, proposal_id=proposal.id) == "proposal_frozen"
    assert voted.refused(put, voted, voted.people[0]) == "proposal_frozen"
    assert voted.refused(put, voted) == "proposal_frozen"


def test_after_a_rejection_or_a_tie_it_is_worded_anew() -> None:
    voted = hall_after_a_vote("for", "against")
    voted.go("propose")
    voted.lead(AmendProposal, proposal_id=voted.tabled.id, version=1, text="Alleen de eerste zondag van de maand.")
    assert voted.tabled.version == 2
    assert voted.refused(voted.open_round) == "not_confirmed"


def test_another_proposal_may_be_tabled_while_nothing_carries() -> None:
    voted = hall_after_a_vote("for", "against")
    voted.go("propose")
    other = put(voted, voted.people[0], "Een buurttuin.")
    voted.lead(TableProposal, proposal_id=other)
    assert voted.tabled.id == other
