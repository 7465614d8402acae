"""Erasing: words leave the meeting, whatever they were needed for; what others decided on stays."""

from __future__ import annotations

from meeting.procedure.closing import CloseMeeting
from meeting.procedure.erasing import ERASED, EraseMine, EraseWords
from meeting.procedure.gathering import EditViewpoint
from meeting.procedure.proposing import PutProposal, TableProposal
from meeting.procedure.talking import TakeNote

from .acts import hall, hall_after_a_vote

WORDS = "Ik heet Jan en ik woon op nummer twaalf"


def test_somebody_takes_away_what_they_wrote() -> None:
    here = hall(2)
    jan, other = here.people
    here.go("gather")
    view, stays = here.view(jan, WORDS), here.view(other, "Meer licht.")
    here.ask(jan, EditViewpoint, viewpoint_id=view, text=WORDS + "!", rev=2)
    here.go("propose")
    here.ask(jan, PutProposal, proposal_id="p", text=WORDS)
    here.ask(jan, EraseMine)
    assert (here.meeting.viewpoints[view].text, here.meeting.viewpoints[view].counts) == (ERASED, False)
    assert here.meeting.viewpoints[stays].text == "Meer licht."
    assert "Jan" not in repr(here.meeting)
    assert here.meeting.erased == 2
    assert here.ask(jan, EraseMine) == (), "once is enough"
    assert jan.id in here.meeting.participants, "who takes words away goes on taking part"


def test_what_people_voted_on_or_have_on_the_table_stays() -> None:
    here = hall(1)
    (jan,) = here.people
    here.go("propose")
    here.ask(jan, PutProposal, proposal_id="p", text="Een bank.")
    here.lead(TableProposal, proposal_id="p")
    assert here.ask(jan, EraseMine) == ()
    assert here.tabled.current.text == "Een bank."
    voted = hall_after_a_vote("for", "against")
    assert voted.refused(voted.lead, EraseWords, thing_id=voted.last.proposal, reason="Gevraagd.") == "cannot_erase"


def test_one_of_several_proposals_stays_while_it_lies_on_the_table_and_once_people_chose_among_them() -> None:
    here = hall(5)
    ids = here.lay("Bomen", "Bankjes")
    here.ask(here.people[0], EraseMine)
    assert here.refused(here.lead, EraseWords, thing_id=ids[1], reason="Op verzoek") == "cannot_erase"
    here.run_choice(ids[0], ids[0], ids[0], ids[1])
    here.ask(here.people[1], EraseMine)
    known = [here.meeting.proposal_of(each) for each in ids]
    assert [each.current.text for each in known if each] == ["Bomen", "Bankjes"]


def test_after_the_close_it_is_still_possible_and_the_facilitator_gives_a_reason() -> None:
    here = hall(1)
    here.go("gather")
    view = here.view(here.people[0], WORDS)
    here.lead(TakeNote, note_id="n", text=WORDS)
    here.go("close")
    here.lead(CloseMeeting)
    assert here.refused(here.lead, EraseWords, thing_id="n", reason=" ") == "text_empty"
    here.lead(EraseWords, thing_id="n", reason="Op verzoek van de spreker.")
    here.ask(here.people[0], EraseMine)
    assert here.meeting.viewpoints[view].text == here.meeting.notes[0].text == ERASED
    assert here.lead(EraseWords, thing_id="n", reason="Nog eens.") == (), "once is enough"


def test_no_undo_brings_erased_words_back() -> None:
    here = hall(0)
    here.lead(TakeNote, note_id="n", text=WORDS)
    noted = here.meeting.acts[-1]
    assert noted.inverse is not None
    here.lead(EraseWords, thing_id="n", reason="Gevraagd.")
    assert here.meeting.acts[noted.number - 1].inverse is None
