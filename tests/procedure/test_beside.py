"""Several proposals: laid beside each other, merged by their proposers, let go by the room, and chosen among."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meeting.procedure.beside import AgreeToMerge, DropProposal, LayBeside, MergeProposals
from meeting.procedure.minority import dissent, minority
from meeting.procedure.proposing import AmendProposal, ConfirmProposal, PutProposal, TableProposal, WithdrawProposal
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import AcceptResult, ShowResult
from meeting.procedure.state import DecisionKind, Option, Outcome, Proposal, RoundKind
from meeting.procedure.voting import CloseRound

from .acts import Hall, hall

TEXTS = ("Een bankje", "Een fontein", "Een boom", "Een podium")


def laid(people: int = 9, options: int = 3) -> tuple[Hall, list[str]]:
    """A hall with so many proposals beside each other; the first people proposed them."""
    here = hall(people)
    return here, here.lay(*TEXTS[:options])


def known(here: Hall, proposal_id: str) -> Proposal:
    proposal = here.meeting.proposal_of(proposal_id)
    assert proposal is not None
    return proposal


# Laying beside


def test_proposals_lie_beside_each_other_in_the_order_in_which_they_were_laid() -> None:
    here, put = laid()
    assert here.meeting.options == tuple(put)
    assert here.meeting.tabled is None


def test_what_lay_there_by_itself_stays_when_another_is_laid_beside_it() -> None:
    here = hall()
    first = here.propose().id
    second = here.put(here.people[0])
    here.lead(LayBeside, proposal_ids=(second,))
    assert here.meeting.options == (first, second)


def test_one_proposal_is_not_several() -> None:
    here = hall()
    here.go("propose")
    only = here.put(here.people[0])
    assert here.refused(here.lead, LayBeside, proposal_ids=(only,)) == "too_few_options"


def test_at_most_eight_lie_beside_each_other() -> None:
    here = hall(9)
    here.go("propose")
    put = [here.put(person) for person in here.people]
    assert here.refused(here.lead, LayBeside, proposal_ids=tuple(put)) == "too_many_options"
    here.lead(LayBeside, proposal_ids=tuple(put[:8]))
    assert len(here.meeting.options) == 8


def test_no_proposal_of_several_goes_off_the_table_unsaid() -> None:
    here, put = laid()
    assert here.refused(here.lead, TableProposal, proposal_id=put[0]) == "options_on_table"
    here.lead(PutProposal, proposal_id="typed", text="Getypt")
    assert here.meeting.options == tuple(put)


def test_the_room_lets_go_of_one_for_a_reason() -> None:
    here, put = laid()
    assert here.refused(here.lead, DropProposal, proposal_id=put[1], reason=" ") == "text_empty"
    here.lead(DropProposal, proposal_id=put[1], reason="Niemand wil een fontein.")
    assert here.meeting.options == (put[0], put[2])
    assert known(here, put[1]).dropped == "Niemand wil een fontein."
    here.lead(LayBeside, proposal_ids=(put[1],))
    assert known(here, put[1]).in_play


def test_the_last_one_left_lies_there_by_itself() -> None:
    here, put = laid(options=2)
    here.lead(DropProposal, proposal_id=put[1], reason="De zaal laat het los.")
    assert (here.meeting.tabled, here.meeting.options) == (put[0], ())
    assert here.refused(here.lead, DropProposal, proposal_id=put[0], reason="Ook weg.") == "not_an_option"


def test_only_its_proposer_takes_a_proposal_back_and_may_do_so_in_the_lobby() -> None:
    here, put = laid()
    here.go("talk")
    assert here.refused(here.ask, here.people[1], WithdrawProposal, proposal_id=put[0]) == "not_yours"
    here.ask(here.people[0], WithdrawProposal, proposal_id=put[0])
    assert here.meeting.options == tuple(put[1:])


def test_nothing_is_laid_or_let_go_while_people_vote() -> None:
    here, put = laid()
    here.choose_among()
    assert here.refused(here.ask, here.people[0], WithdrawProposal, proposal_id=put[0]) == "round_open"
    assert here.refused(here.lead, DropProposal, proposal_id=put[0], reason="Weg ermee.") == "not_in_this_step"


# Merging


def merging() -> tuple[Hall, list[str]]:
    """The first two of three proposals were worded as one."""
    here, put = laid()
    here.lead(MergeProposals, proposal_id="both", proposal_ids=tuple(put[:2]), text="Een bankje bij de fontein")
    return here, put


def agree(here: Hall, person: int, **fields: object) -> None:
    here.ask(here.people[person], AgreeToMerge, **{"proposal_id": "both", "version": 1, **fields})


def test_proposals_are_one_when_every_proposer_said_yes() -> None:
    here, put = merging()
    agree(here, 0)
    assert here.meeting.options == tuple(put)
    agree(here, 1)
    assert here.meeting.options == ("both", put[2])
    assert [known(here, each).merged for each in put] == ["both", "both", None]
    assert known(here, "both").confirmed


def test_nobody_else_says_yes_for_a_proposer() -> None:
    here, _ = merging()
    assert here.refused(agree, here, 5) == "proposers_agree"
    assert here.refused(here.lead, AgreeToMerge, proposal_id="both", version=1) == "proposers_agree"
    assert here.refused(here.lead, ConfirmProposal, proposal_id="both", version=1) == "proposers_agree"
    assert here.refused(here.lead, LayBeside, proposal_ids=("both",)) == "proposers_agree"


def test_another_wording_asks_every_proposer_again() -> None:
    here, put = merging()
    agree(here, 0)
    agree(here, 1, fits=False)
    assert known(here, "both").questioned
    here.lead(AmendProposal, proposal_id="both", version=1, text="Een bankje en een fontein")
    agree(here, 1, version=2)
    assert not known(here, "both").confirmed
    agree(here, 0, version=2)
    assert here.meeting.options == ("both", put[2])


def test_a_proposal_that_was_taken_back_is_not_merged_any_more() -> None:
    here, put = merging()
    here.ask(here.people[0], WithdrawProposal, proposal_id=put[0])
    assert here.refused(agree, here, 1) == "merge_gone"
    assert known(here, put[1]).in_play


def test_what_was_merged_is_not_taken_back_by_one_of_its_proposers() -> None:
    here, put = merging()
    agree(here, 0)
    agree(here, 1)
    assert here.refused(here.ask, here.people[0], WithdrawProposal, proposal_id=put[0]) == "proposal_merged"
    assert here.refused(here.lead, WithdrawProposal, proposal_id="both") == "not_yours"


def test_staff_say_yes_for_what_they_typed_for_somebody() -> None:
    here = hall()
    here.propose("Getypt voor iemand")
    typed = here.tabled.id
    written = here.put(here.people[0])
    here.lead(LayBeside, proposal_ids=(written,))
    here.lead(MergeProposals, proposal_id="both", proposal_ids=(typed, written), text="Samen")
    here.lead(AgreeToMerge, proposal_id="both", version=1)
    assert not known(here, "both").confirmed
    agree(here, 0)
    assert (here.meeting.tabled, here.meeting.options) == ("both", ())


@pytest.mark.parametrize("sources", [(), ("one",), ("one", "one")])
def test_merging_takes_two_proposals(sources: tuple[str, ...]) -> None:
    here, put = laid()
    ids = tuple(put[0] for _ in sources)
    assert here.refused(here.lead, MergeProposals, proposal_id="x", proposal_ids=ids, text="Een") == "too_few_to_merge"


# Choosing among them


def test_options_are_frozen_at_their_versions_when_the_vote_opens() -> None:
    here, put = laid()
    here.lead(AmendProposal, proposal_id=put[1], version=1, text="Een kleine fontein")
    here.ask(here.people[1], ConfirmProposal, proposal_id=put[1], version=2)
    opened = here.choose_among()
    assert opened.options == (Option(put[0], 1), Option(put[1], 2), Option(put[2], 1))
    assert opened.choices == (*put, "abstain")


def test_a_choice_opens_on_what_was_read() -> None:
    here, put = laid()
    stale = tuple(Option(each) for each in put[:2])
    assert here.refused(here.choose_among, options=stale) == "changed_meanwhile"
    here.go("propose")
    here.lead(AmendProposal, proposal_id=put[0], version=1, text="Een lange bank")
    assert here.refused(here.choose_among) == "not_confirmed"


def test_a_choice_needs_several_and_a_vote_for_or_against_needs_one() -> None:
    here = hall()
    here.propose()
    assert here.refused(here.choose_among) == "too_few_options"
    several, _ = laid()
    assert several.refused(several.open_round) == "options_on_table"
    assert several.refused(several.open_round, kind=RoundKind.OPTIONS) == "not_in_this_step"


def test_people_choose_one_option_or_do_not_know_yet() -> None:
    here, put = laid()
    here.choose_among()
    here.vote(here.people[0], put[2])
    here.vote(here.people[1], "abstain")
    for wrong in ("for", "against", "nothing"):
        assert here.refused(here.vote, here.people[2], wrong) == "unknown_choice"
    assert here.refused(here.vote, here.people[2], put[0], put[1]) == "unknown_choice"


def test_the_one_with_more_than_half_is_on_the_table_once_the_room_saw_it() -> None:
    here, put = laid()
    here.choose_among()
    for person, choice in zip(here.people, [put[1]] * 5 + [put[0]] * 3 + [put[2]], strict=True):
        here.vote(person, choice)
    closed = here.close()
    assert (closed.outcome, closed.carried, here.meeting.tabled) == (Outcome.CARRIED, put[1], None)
    here.show()
    assert (here.meeting.tabled, here.meeting.options) == (put[1], ())
    assert here.meeting.carried is here.last


def test_the_minority_is_everybody_who_chose_another_option() -> None:
    here, put = laid()
    choices = [put[1]] * 5 + [put[0]] * 2 + [put[2], "abstain"]
    voted = here.run_choice(*choices)
    assert dissent(voted) == 3
    here.ask_minority()
    others = {here.voter(person, voted.id) for person in here.people[5:8]}
    assert minority(here.last, here.meeting.boxes[voted.id]) == others


def test_without_a_majority_all_options_stay_and_there_is_no_minority() -> None:
    here, put = laid()
    voted = here.run_choice(*([put[0]] * 4 + [put[1]] * 3 + [put[2]] * 2))
    assert voted.outcome is Outcome.DIVIDED
    assert dissent(voted) == 0
    assert here.meeting.options == tuple(put)
    assert voted.id not in here.meeting.boxes


def test_all_lobby_and_choose_again_and_another_option_may_win() -> None:
    here, put = laid()
    here.run_choice(*([put[0]] * 4 + [put[1]] * 3 + [put[2]] * 2))
    here.go("talk")
    here.ask(here.people[2], WithdrawProposal, proposal_id=put[2])
    again = here.run_choice(*([put[1]] * 6 + [put[0]] * 3))
    assert (again.number, again.carried) == (2, put[1])


def test_after_three_rounds_without_a_majority_people_talk_first() -> None:
    here, put = laid()
    split = [put[0]] * 4 + [put[1]] * 3 + [put[2]] * 2
    for number in (1, 2, 3):
        assert here.run_choice(*split).number == number
    assert here.refused(here.choose_among) == "talk_first"
    here.go("waterline")
    here.go("vote")
    here.choose_among()


def test_rounds_for_or_against_and_among_several_count_toward_three_together() -> None:
    here, put = laid(options=2)
    here.run_choice(*([put[0]] * 4 + [put[1]] * 4))
    here.go("propose")
    here.lead(DropProposal, proposal_id=put[1], reason="We kijken eerst naar dit.")
    for number in (2, 3):
        assert here.run_round(*(["for"] * 4 + ["against"] * 5)).number == number
    assert here.refused(here.open_round) == "talk_first"


def test_an_unclear_choice_is_used_for_a_reason_as_long_as_the_same_lies_there() -> None:
    here, put = laid()
    here.run_choice(put[0], put[0], put[1])
    assert here.last.outcome is Outcome.INCONCLUSIVE
    here.lead(AcceptResult, round_id=here.last.id, reason="Wie zweeg, laat het aan ons.")
    assert (here.last.carried, here.meeting.tabled) == (put[0], put[0])
    other, put = laid()
    other.run_choice(put[0], put[0], put[1])
    other.go("propose")
    other.lead(DropProposal, proposal_id=put[2], reason="Weg ermee.")
    other.go("vote")
    assert other.refused(other.lead, AcceptResult, round_id=other.last.id, reason="Toch.") == "nothing_to_accept"


def test_the_option_that_carried_goes_the_whole_way_to_a_decision() -> None:
    here, put = laid()
    here.run_choice(*([put[1]] * 5 + [put[0]] * 4))
    here.ask_minority()
    need = here.answer(here.people[6], "Ook schaduw")
    here.share()
    here.go("weave")
    here.treat(need)
    here.reply(here.people[6], need, round_id=here.meeting.rounds[0].id)
    here.settle(need)
    here.check(*["along"] * 9)
    here.adopt()
    decided = here.meeting.decisions[0]
    assert (decided.kind, decided.proposal) == (DecisionKind.FULL, put[1])
    assert [each.text for each in known(here, put[1]).current.additions] == ["Ook schaduw"]


def test_several_proposals_can_be_postponed_together() -> None:
    here, _ = laid()
    here.end()
    assert (here.meeting.decisions[0].kind, here.meeting.options) == (DecisionKind.POSTPONED, ())


# A round of another kind never closes what it did not open


def test_a_step_closes_and_shows_only_rounds_of_its_own_kind() -> None:
    here, _ = laid()
    here.choose_among()
    here.meeting = replace(here.meeting, active="decide")
    assert here.refused(here.lead, CloseRound, round_id=here.last.id) == "other_round"
    assert here.refused(here.lead, ShowResult, round_id=here.last.id) == "other_round"
    assert here.last.open


def test_another_block_waits_until_the_open_vote_is_closed() -> None:
    here, _ = laid()
    here.choose_among()
    assert here.refused(here.lead, EnterBlock, to="minority") == "round_open"


def test_laying_beside_that_comes_again_after_one_was_dropped_does_not_bring_it_back() -> None:
    here = hall(5)
    here.go("propose")
    put = [here.put(person) for person in here.people[:3]]
    laid = here.as_staff(LayBeside, proposal_ids=tuple(put))
    here.do(laid)
    here.lead(DropProposal, proposal_id=put[0], reason="De zaal laat het los.")
    assert here.refused(here.do, laid) == "changed_meanwhile"
    assert here.meeting.options == tuple(put[1:])


def test_a_proposal_that_came_on_the_table_long_ago_is_not_put_there_again_by_a_late_message() -> None:
    here = hall(5)
    here.go("propose")
    first, second = (here.put(person) for person in here.people[:2])
    early = here.as_staff(TableProposal, proposal_id=first)
    here.do(early)
    here.lead(TableProposal, proposal_id=second)
    assert here.refused(here.do, early) == "changed_meanwhile"


def test_laying_nothing_beside_what_lies_there_changes_nothing() -> None:
    here = hall(5)
    here.lay("Bomen", "Bankjes")
    assert here.lead(LayBeside, proposal_ids=()) == ()
