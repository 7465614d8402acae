"""Taking back: what staff did can be undone as long as nothing followed from it, and the act log tells both."""

from __future__ import annotations

from typing import Any

import pytest

from meeting.procedure import replay
from meeting.procedure.clustering import TellApart, cards
from meeting.procedure.core import STAFF, Role, name_of
from meeting.procedure.gathering import ShowViewpoints, SubmitViewpoint
from meeting.procedure.importing import ImportViewpoints, imported_id
from meeting.procedure.moderating import HoldViewpoint, ReleaseViewpoint
from meeting.procedure.proposing import AmendProposal, ConfirmProposal, PutProposal
from meeting.procedure.sheet import EnterBlock, SetDisplay
from meeting.procedure.showing import AcceptResult
from meeting.procedure.state import AnswerKind, Display, Meeting, Outcome
from meeting.procedure.talking import TakeNote
from meeting.procedure.undoing import Undo, undoable

from .acts import Hall, hall, hall_after_a_vote, split
from .test_importing_opgaven import LIST, bring
from .test_weaving import weaving
from .voices import gathered

WORDS = "Jan heeft dat gezegd"


def last_kind(here: Hall) -> str:
    return here.meeting.acts[-1].kind


def undo(here: Hall, number: int | None = None, role: Role = Role.FACILITATOR) -> Any:
    act = number or len(here.meeting.acts)
    return here.do(Undo(at=here.tick(), role=role, block=here.meeting.active, act=act))


def held(here: Hall) -> str:
    here.go("gather")
    view = here.view(here.people[0], WORDS)
    here.lead(HoldViewpoint, viewpoint_id=view, rev=1, reason="person")
    return view


def test_holding_back_and_releasing_are_taken_back() -> None:
    here = hall(1)
    view = held(here)
    undo(here)
    assert here.meeting.viewpoints[view].held is None
    here.lead(HoldViewpoint, viewpoint_id=view, rev=1, reason="insult")
    here.lead(ReleaseViewpoint, viewpoint_id=view, rev=1)
    undo(here)
    assert here.meeting.viewpoints[view].held == "insult"


def test_two_that_were_told_apart_may_be_suggested_together_again() -> None:
    here, ids = gathered(["Meer licht", "Minder licht"])
    here.go("topics")
    here.lead(TellApart, viewpoint_ids=(ids[0], ids[1]))
    undo(here)
    assert not here.meeting.apart
    assert replay(here.log, Meeting(id="hall")) == here.meeting


def test_a_need_that_was_left_as_it_is_can_be_answered_after_all() -> None:
    woven, position = weaving()
    woven.treat(position, AnswerKind.DECLINED, text="Dat kan niet.")
    woven.reply(woven.people[0], position, fits=False)
    woven.settle(position)
    woven.leave(position)
    undo(woven)
    assert not woven.position(position).unmet
    assert [each.id for each in woven.meeting.open_positions] == [position]
    woven.leave(position)
    assert woven.position(position).unmet


def test_a_list_that_was_brought_in_goes_away_again_and_may_come_back_under_another_name() -> None:
    here = hall(1)
    bring(here, *LIST)
    undo(here)
    assert cards(here.meeting) == []
    assert last_kind(here) == "act_undone"
    bring(here, *LIST, import_id="nog eens")
    assert len(cards(here.meeting)) == len(LIST)
    assert replay(here.log, Meeting(id="hall")) == here.meeting


def test_a_list_stays_once_somebody_went_on_with_a_card_of_it() -> None:
    here = hall(1)
    here.go("gather")
    here.lead(ImportViewpoints, import_id="gesprekken", block_id="gather", texts=("Meer licht", "Een bankje"))
    brought = len(here.meeting.acts)
    assert undoable(here.meeting.acts[-1], Role.FACILITATOR, here.meeting)
    here.lead(ShowViewpoints, viewpoint_ids=(imported_id("gesprekken", 2),))
    assert here.refused(undo, here, brought) == "cannot_undo"


def test_an_act_is_not_undone_once_another_console_went_on_with_the_same_thing() -> None:
    here = hall(1)
    view = held(here)
    holding = len(here.meeting.acts)
    here.lead(ReleaseViewpoint, viewpoint_id=view, rev=1)
    assert here.refused(undo, here, holding) == "cannot_undo"
    assert not undoable(here.meeting.acts[holding - 1], Role.FACILITATOR, here.meeting)
    assert here.meeting.viewpoints[view].held is None


def test_what_was_shown_too_early_leaves_the_screen_until_the_room_goes_on() -> None:
    here = hall(1)
    here.go("gather")
    here.lead(SetDisplay, display=Display.READ)
    view = here.view(here.people[0], WORDS)
    here.lead(ShowViewpoints, viewpoint_ids=(view,))
    undo(here)
    assert not here.meeting.viewpoints[view].shown
    here.lead(ShowViewpoints, viewpoint_ids=(view,))
    showing = len(here.meeting.acts)
    here.go("talk")
    assert here.refused(undo, here, showing) == "cannot_undo"


def test_a_note_a_spoken_view_and_the_display_are_taken_back() -> None:
    here = hall(0)
    here.go("gather")
    here.lead(SetDisplay, display=Display.READ)
    undo(here)
    assert here.meeting.block.display is Display.CALM
    here.lead(SubmitViewpoint, viewpoint_id="v", block_id="gather", text=WORDS)
    undo(here)
    assert here.meeting.viewpoints["v"].withdrawn
    here.lead(TakeNote, note_id="n", text=WORDS)
    undo(here)
    assert here.meeting.notes == ()
    assert here.lead(TakeNote, note_id="n", text=WORDS) == (), "what was taken back does not come back by itself"


def test_entering_a_block_goes_back_while_nothing_happened_there() -> None:
    here = hall(0)
    here.go("gather")
    here.go("talk")
    entering = len(here.meeting.acts)
    undo(here)
    assert here.meeting.active == "gather"
    assert here.meeting.visits[-1].reason == "other"
    assert here.refused(undo, here, entering - 1) == "cannot_undo"


def test_a_confirmation_and_new_words_of_a_proposal_are_taken_back() -> None:
    here = hall(0)
    here.go("propose")
    here.lead(PutProposal, proposal_id="p", text="Een bank.")
    here.lead(ConfirmProposal, proposal_id="p", version=1)
    undo(here)
    assert not here.tabled.confirmed
    here.lead(AmendProposal, proposal_id="p", version=1, text="Twee banken.")
    undo(here)
    assert [each.text for each in here.tabled.versions] == ["Een bank.", "Twee banken.", "Een bank."]


def test_going_on_with_an_inconclusive_result_is_taken_back_before_anybody_was_asked() -> None:
    here = hall_after_a_vote(*split(for_=2, against=1, abstain=4))
    assert here.last.outcome is Outcome.INCONCLUSIVE
    here.lead(AcceptResult, round_id=here.last.id, reason="Het is duidelijk.")
    undo(here)
    assert (here.last.outcome, here.last.accepted) == (Outcome.INCONCLUSIVE, None)
    here.lead(AcceptResult, round_id=here.last.id, reason="Het is duidelijk.")
    accepting = len(here.meeting.acts)
    here.ask_minority()
    assert here.refused(undo, here, accepting) == "cannot_undo"


@pytest.mark.parametrize("kind", ["round_opened", "round_closed", "result_shown", "minority_asked", "answers_shared"])
def test_what_people_rely_on_is_never_taken_back(kind: str) -> None:
    here = hall_after_a_vote(*split(for_=4, against=3))
    here.ask_minority()
    here.share()
    act = next(each for each in here.meeting.acts if each.kind == kind)
    assert here.refused(undo, here, act.number) == "cannot_undo"


def test_an_undo_is_an_act_of_its_own_that_names_what_it_took_back() -> None:
    here = hall(0)
    here.go("gather")
    here.go("talk")
    here.lead(TakeNote, note_id="n", text=WORDS)
    happened = undo(here)
    assert [name_of(type(event)) for event in happened] == ["act_undone", "note_dropped"]
    assert last_kind(here) == "act_undone"
    assert here.meeting.acts[-1].values == {"undone": "note_taken", "of": len(here.meeting.acts) - 1}
    assert here.meeting.acts[-2].undone
    assert undo(here, len(here.meeting.acts) - 1) == (), "once is enough, whoever pressed"
    assert here.refused(undo, here) == "cannot_undo"
    assert here.refused(undo, here, 99) == "cannot_undo"


@pytest.mark.parametrize("role", [Role.NOTE_KEEPER, Role.MODERATOR])
def test_who_may_not_do_a_thing_cannot_undo_it(role: Role) -> None:
    here = hall(0)
    here.go("gather")
    assert here.refused(undo, here, role=role) == "not_your_role"
    here.lead(TakeNote, note_id="n", text=WORDS)
    if role is Role.NOTE_KEEPER:
        undo(here, role=role)
        assert here.meeting.notes == ()
        assert here.meeting.acts[-1].by is Role.NOTE_KEEPER
    else:
        assert here.refused(undo, here, role=role) == "not_your_role"


def test_the_act_log_holds_no_words_and_no_person() -> None:
    here = hall(2)
    held(here)
    here.go("talk")
    here.lead(TakeNote, note_id="n", text=WORDS)
    told = repr(here.meeting.acts)
    assert "Jan" not in told
    assert not [person for person in here.people if person.id in told]
    assert all(act.by in STAFF for act in here.meeting.acts)
    assert [act.number for act in here.meeting.acts] == list(range(1, len(here.meeting.acts) + 1))


def test_two_consoles_never_undo_each_others_act_by_pressing_late() -> None:
    """Each names the act it saw: what came in between stays."""
    here = hall(0)
    here.go("talk")
    here.lead(TakeNote, note_id="first", text="Een.")
    seen = len(here.meeting.acts)
    here.lead(TakeNote, note_id="second", text="Twee.")
    undo(here, seen, role=Role.CO_FACILITATOR)
    assert [note.id for note in here.meeting.notes] == ["second"]


def test_a_log_with_undone_acts_replays_to_the_same_meeting() -> None:
    here = hall(1)
    held(here)
    undo(here)
    here.lead(EnterBlock, to="talk", reason="time")
    undo(here)
    assert replay(here.log, Meeting(id="hall")) == here.meeting
