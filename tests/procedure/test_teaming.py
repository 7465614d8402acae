"""Teams: made of what was decided, joined with what people bring, and how to reach them kept out of the log."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

from meeting.procedure.arranging import AddBlock
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.core import Apart, Event
from meeting.procedure.erasing import EraseMine, EraseWords
from meeting.procedure.signing_up import ContactGone, ContactKept, ForgetContact, JoinTeam, LeaveTeam
from meeting.procedure.state import Block, DecisionKind, Effort, Phone, SignUp, Team
from meeting.procedure.teaming import KEPT_FOR, AddTeam, ArrangeTeam, DropTeam, MakeTeams, members, teams
from meeting.procedure.templates import EVENING
from meeting.procedure.undoing import Undo

from .acts import Hall, Happened, hall_heard, split

*_OTHERS, _LAST = EVENING.blocks
SHEET = (*_OTHERS, Block("teams", "teaming", 15, Phone.WRITE), _LAST)
REACH = {"name": "Noor de Wit", "reach": "06 12 34 56 78"}


def teaming(n: int = 4) -> Hall:
    """A small meeting at its teams, with one team that the facilitator typed."""
    here = Hall().open(sheet=replace(EVENING, blocks=SHEET))
    here.join(n)
    here.go("teams")
    here.lead(AddTeam, team_id="garden", title="De binnentuin")
    return here


def sign_up(here: Hall, who: int = 0, team: str = "garden", **brings: object) -> str:
    sign_up_id = here.id()
    here.ask(here.people[who], JoinTeam, sign_up_id=sign_up_id, team_id=team, rev=1, **brings)
    return sign_up_id


def apart(happened: Happened) -> list[Apart]:
    return [each for each in happened if isinstance(each, Apart)]


def in_garden(here: Hall) -> tuple[SignUp, ...]:
    return members(here.meeting, "garden")


def garden(here: Hall) -> Team:
    return here.meeting.teams["garden"]


def test_what_was_decided_becomes_teams_with_its_words_and_once() -> None:
    here = hall_heard(*split(4, 1))
    here.check(*["along"] * 5)
    here.adopt()
    here.lead(AddBlock, block_id="teams", model="teaming", after="decide", sheet_rev=here.meeting.sheet_rev)
    here.go("teams")
    here.lead(MakeTeams)
    assert here.lead(MakeTeams) == ()
    proposal = here.meeting.decisions[0].proposal
    assert [(each.id, each.title) for each in teams(here.meeting)] == [
        (proposal, "We openen de kantine ook op zondag.")
    ]


def test_what_was_postponed_gives_no_team() -> None:
    here = teaming()
    here.propose()
    here.end(DecisionKind.POSTPONED)
    here.go("teams")
    assert here.lead(MakeTeams) == ()


def test_somebody_signs_up_with_what_they_bring() -> None:
    here = teaming()
    sign_up(here, helps="  Timmeren ", seeks="Iemand met een bus", effort=Effort.MONTHLY)
    (one,) = in_garden(here)
    assert (one.helps, one.seeks, one.effort) == ("Timmeren", "Iemand met een bus", Effort.MONTHLY)
    assert not one.reachable


def test_a_sign_up_needs_no_words_at_all() -> None:
    here = teaming()
    sign_up(here)
    assert [(one.helps, one.seeks, one.effort) for one in in_garden(here)] == [(None, None, None)]


def test_nothing_in_the_log_says_who_signed_up_or_how_to_reach_them() -> None:
    here = teaming()
    happened = here.ask(here.people[0], JoinTeam, sign_up_id="s", team_id="garden", rev=1, helps="Timmeren", **REACH)
    joined = [each for each in happened if isinstance(each, Event)]
    told = "".join(str(getattr(each, field.name)) for each in joined for field in fields(each))
    assert here.people[0].id not in told
    assert not any(words in told for words in REACH.values())
    assert apart(happened) == [ContactKept(sign_up_id="s", until=here.meeting.visits[-1].at.date() + KEPT_FOR, **REACH)]
    assert here.meeting.sign_ups["s"].reachable


def test_who_leaves_half_a_way_to_be_reached_is_told() -> None:
    here = teaming()
    known = {"sign_up_id": "s", "team_id": "garden", "rev": 1}
    assert here.refused(here.ask, here.people[0], JoinTeam, name="Noor", **known) == "contact_half"
    assert here.refused(here.ask, here.people[0], JoinTeam, reach="06", **known) == "contact_half"


def test_the_same_sign_up_sent_again_changes_nothing() -> None:
    here = teaming()
    again = here.as_person(here.people[0], JoinTeam, sign_up_id="s", team_id="garden", rev=1, helps="Koken", **REACH)
    assert len(apart(here.do(again))) == 1
    assert here.do(again) == ()
    assert len(in_garden(here)) == 1


def test_one_person_joins_two_teams_but_each_only_once() -> None:
    here = teaming()
    here.lead(AddTeam, team_id="bus", title="De buurtbus")
    sign_up(here), sign_up(here, team="bus")
    assert here.refused(sign_up, here) == "in_team_already"
    assert [len(members(here.meeting, team)) for team in ("garden", "bus")] == [1, 1]


def test_what_somebody_brings_is_said_anew_over_the_last() -> None:
    here = teaming()
    mine = sign_up(here, helps="Koken", **REACH)
    known = {"sign_up_id": mine, "team_id": "garden"}
    assert here.refused(here.ask, here.people[0], JoinTeam, rev=3, **known) == "changed_meanwhile"
    happened = here.ask(here.people[0], JoinTeam, rev=2, helps="Spitten", **known)
    assert apart(happened) == [ContactGone(sign_up_id=mine)]
    assert [(one.helps, one.reachable) for one in in_garden(here)] == [("Spitten", False)]


def test_nobody_changes_or_leaves_for_another() -> None:
    here = teaming()
    mine = sign_up(here)
    known = {"sign_up_id": mine}
    other = here.people[1]
    assert here.refused(here.ask, other, JoinTeam, team_id="garden", rev=2, **known) == "not_yours"
    assert here.refused(here.ask, other, LeaveTeam, **known) == "not_yours"
    assert here.refused(here.lead, LeaveTeam, **known) == "not_yours"
    assert here.refused(here.ask, other, ForgetContact, **known) == "not_yours"


def test_the_facilitator_takes_contact_away_for_who_asks_later() -> None:
    here = teaming()
    mine = sign_up(here, **REACH)
    assert apart(here.lead(ForgetContact, sign_up_id=mine)) == [ContactGone(sign_up_id=mine)]


def test_who_changes_a_word_stays_reachable_without_typing_it_again() -> None:
    here = teaming()
    mine = sign_up(here, **REACH)
    assert apart(here.ask(here.people[0], JoinTeam, sign_up_id=mine, team_id="garden", rev=2, keeps=True)) == []
    assert here.meeting.sign_ups[mine].reachable


def test_not_after_all_takes_the_contact_along_after_the_meeting_too() -> None:
    here = teaming()
    mine = sign_up(here, **REACH)
    here.go("close")
    here.lead(CloseMeeting)
    assert apart(here.ask(here.people[0], LeaveTeam, sign_up_id=mine)) == [ContactGone(sign_up_id=mine)]
    assert in_garden(here) == ()
    assert here.ask(here.people[0], LeaveTeam, sign_up_id=mine) == ()


def test_contact_can_go_while_the_person_stays() -> None:
    here = teaming()
    mine = sign_up(here, **REACH)
    assert apart(here.ask(here.people[0], ForgetContact, sign_up_id=mine)) == [ContactGone(sign_up_id=mine)]
    assert [one.reachable for one in in_garden(here)] == [False]


def test_who_left_can_come_back() -> None:
    here = teaming()
    mine = sign_up(here)
    here.ask(here.people[0], LeaveTeam, sign_up_id=mine)
    here.ask(here.people[0], JoinTeam, sign_up_id=mine, team_id="garden", rev=2)
    assert len(in_garden(here)) == 1


def test_erasing_what_is_mine_takes_me_out_with_words_and_contact() -> None:
    here = teaming()
    mine = sign_up(here, helps="Koken", **REACH)
    happened = here.ask(here.people[0], EraseMine)
    assert apart(happened) == [ContactGone(sign_up_id=mine)]
    assert (in_garden(here), here.meeting.sign_ups[mine].helps) == ((), None)
    assert here.ask(here.people[0], EraseMine) == ()


def test_staff_take_away_words_and_leave_the_person_in_the_team() -> None:
    here = teaming()
    mine = sign_up(here, helps="Bel Jan de Boer")
    here.lead(EraseWords, thing_id=mine, reason="Een naam")
    assert [one.helps for one in in_garden(here)] == [None]


def test_who_says_it_aloud_is_typed_and_can_be_taken_out_again() -> None:
    here = teaming()
    here.lead(JoinTeam, sign_up_id="aloud", team_id="garden", rev=1, helps="Koken")
    here.lead(JoinTeam, sign_up_id="another", team_id="garden", rev=1)
    assert [one.holder for one in in_garden(here)] == [None, None]
    here.lead(LeaveTeam, sign_up_id="aloud")
    assert [one.id for one in in_garden(here)] == ["another"]


def test_what_staff_typed_is_undone_and_what_a_person_said_is_not_staffs_act() -> None:
    here = teaming()
    sign_up(here)
    here.lead(JoinTeam, sign_up_id="aloud", team_id="garden", rev=1)
    act = here.meeting.acts[-1]
    here.lead(Undo, act=act.number)
    assert [one.id for one in in_garden(here)] != []
    assert here.meeting.sign_ups["aloud"].left


def test_undoing_a_typed_sign_up_lets_its_contact_go_and_the_next_act_is_logged() -> None:
    here = teaming()
    here.lead(JoinTeam, sign_up_id="aloud", team_id="garden", rev=1, **REACH)
    assert apart(here.lead(Undo, act=here.meeting.acts[-1].number)) == [ContactGone(sign_up_id="aloud")]
    here.lead(AddTeam, team_id="bus", title="De buurtbus")
    assert [act.kind for act in here.meeting.acts[-2:]] == ["act_undone", "team_made"]


def test_signing_up_waits_for_the_teams_and_ends_with_the_meeting() -> None:
    here = teaming()
    early = Hall().open()
    early.join(1)
    early.lead(AddTeam, team_id="garden", title="De binnentuin")
    assert early.refused(sign_up, early) == "teams_closed"
    here.go("close")
    sign_up(here)
    here.lead(CloseMeeting)
    assert here.refused(sign_up, here, 1) == "meeting_over"


def test_a_team_fills_in_its_first_step_and_a_stale_page_overwrites_nothing() -> None:
    here = teaming()
    agreed = {"title": "De binnentuin", "place": "Tafel 4", "lead": "Samira", "first_step": "Samen kijken"}
    here.lead(ArrangeTeam, team_id="garden", rev=1, first_on=date(2027, 1, 15), **agreed)
    assert (garden(here).place, garden(here).lead, garden(here).first_on) == ("Tafel 4", "Samira", date(2027, 1, 15))
    assert here.lead(ArrangeTeam, team_id="garden", rev=1, first_on=date(2027, 1, 15), **agreed) == ()
    stale = {**agreed, "place": "Tafel 5"}
    assert here.refused(here.lead, ArrangeTeam, team_id="garden", rev=1, **stale) == "changed_meanwhile"


def test_what_was_filled_in_can_be_taken_back() -> None:
    here = teaming()
    here.lead(ArrangeTeam, team_id="garden", rev=1, title="De tuin", place="Tafel 4")
    here.lead(Undo, act=here.meeting.acts[-1].number)
    assert (garden(here).title, garden(here).place) == ("De binnentuin", None)


def test_a_team_goes_only_when_it_is_empty_and_comes_back_with_its_words() -> None:
    here = teaming()
    mine = sign_up(here)
    assert here.refused(here.lead, DropTeam, team_id="garden") == "team_has_people"
    here.ask(here.people[0], LeaveTeam, sign_up_id=mine)
    here.lead(DropTeam, team_id="garden")
    assert here.refused(sign_up, here) == "unknown_team"
    here.lead(Undo, act=here.meeting.acts[-1].number)
    assert [each.title for each in teams(here.meeting)] == ["De binnentuin"]


def test_contact_is_kept_for_a_season() -> None:
    assert timedelta(days=60) <= KEPT_FOR <= timedelta(days=120)
