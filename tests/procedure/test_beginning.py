"""What the report says of the beginning of an evening: as long as people talk, only what the room has seen."""

from __future__ import annotations

from meeting.procedure.agreeing import AddAgreement, ConfirmAgreements
from meeting.procedure.beginning import Asked, Judged, beginning
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.framing import JudgeQuestion, NoteJudgement, RewordQuestion, ShowFit
from meeting.procedure.informing import WriteInfo
from meeting.procedure.missing import HoldMissing, NameMissing, ShowMissing
from meeting.procedure.state import Fit

from .acts import QUESTION, Hall, hall, sheet_with

NEW = "Wat is ervoor nodig zodat iedereen zich hier en in het park thuis voelt?"


def evening() -> Hall:
    here = Hall().open(sheet=sheet_with("agreements", "framing", "missing"))
    here.join(3)
    return here


def close(here: Hall) -> None:
    here.go("close")
    here.lead(CloseMeeting)


def test_an_evening_without_any_of_it_says_nothing_of_it() -> None:
    assert not beginning(hall(3).meeting).any


def test_the_question_is_told_with_every_wording_its_reason_and_who_said_what() -> None:
    here = evening()
    here.go("framing")
    for person, fit in zip(here.people, Fit, strict=True):
        here.ask(person, JudgeQuestion, version=1, fit=fit, text="Ook het park" if fit is Fit.ALMOST else None)
    here.lead(NoteJudgement, judgement_id=here.id(), version=1, fit=Fit.NO, text="Het gaat over de weg")
    assert beginning(here.meeting).wordings == (Asked(QUESTION, None, None, ()),), "nothing of it hangs in the room"
    here.lead(ShowFit, version=1)
    counted = ((Fit.YES, 1), (Fit.ALMOST, 1), (Fit.NO, 1))
    assert beginning(here.meeting).wordings == (Asked(QUESTION, None, counted, ()),)
    here.lead(RewordQuestion, version=1, text=NEW, reason="Het park hoort erbij.")
    close(here)
    words = (Judged("Ook het park", Fit.ALMOST, spoken=False), Judged("Het gaat over de weg", Fit.NO, spoken=True))
    assert beginning(here.meeting).wordings == (
        Asked(QUESTION, None, counted, words),
        Asked(NEW, "Het park hoort erbij.", None, ()),
    )


def test_who_was_missing_stands_there_once_and_never_who_was_held_back() -> None:
    here = evening()
    here.go("missing")
    ids = {}
    for text in ("Jongeren", "jongeren", "Jan Jansen", "Winkeliers"):
        ids[text] = here.id()
        here.lead(NameMissing, missing_id=ids[text], block_id="missing", text=text)
    here.lead(HoldMissing, missing_id=ids["Jan Jansen"], reason="person")
    here.lead(ShowMissing, missing_ids=(ids["Winkeliers"],))
    assert beginning(here.meeting).missing == ("Winkeliers",)
    close(here)
    assert beginning(here.meeting).missing == ("Jongeren", "Winkeliers")


def test_agreements_and_the_sheet_are_told_as_they_stand() -> None:
    here = evening()
    here.lead(WriteInfo, title="Over het plein", text="Het is van de gemeente.", rev=0)
    here.go("agreements")
    here.lead(AddAgreement, agreement_id=here.id(), text="Telefoon op stil")
    start = beginning(here.meeting)
    assert (start.info_title, start.info) == ("Over het plein", ("Het is van de gemeente.",))
    assert (start.agreed, start.confirmed) == (("Telefoon op stil",), False)
    here.lead(ConfirmAgreements, rev=2)
    assert beginning(here.meeting).confirmed
