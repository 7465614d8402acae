"""What the report tells of the minority, of what lay below the waterline, of who decides, and of being heard."""

import datetime as dt

import pytest

from meeting.harvest.page import render
from meeting.procedure.checking_out import AskHeard
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.conflicting import FlagConflict
from meeting.procedure.report import report
from meeting.procedure.restating import RestateNeed
from meeting.procedure.state import AnswerKind, Verdict
from meeting.procedure.voting import CastBallot
from meeting.procedure.waterline import AskGrains, GiveGrain, KeepGrain, NameSides
from meeting.words import LANGUAGES, translator
from tests.procedure.acts import Hall, hall_weaving
from tests.procedure.test_addressing import SOON, advised, says
from tests.procedure.test_minority_edges import NO, final


def page(hall: Hall, language: str = "nl", **fields: object) -> str:
    return render(report(hall.meeting), translator(language), zone=dt.UTC, **fields)  # type: ignore[arg-type]


def told() -> Hall:
    """A meeting in which everything of this page happened."""
    here, (late, early, stays) = hall_weaving(["Open tot middernacht", "Dicht om tien uur", "Niet doen"], for_=6)
    here.lead(RestateNeed, position_id=late, rev=1, text="Je wilt er 's avonds terecht kunnen")
    here.reply(here.people[0], late)
    here.settle(late)
    here.lead(FlagConflict, position_id=late, other_id=early)
    here.treat(late)
    here.settle(late)
    here.treat(early, AnswerKind.SEPARATE)
    here.settle(early)
    final(here, 2, position_id=stays)
    here.share()
    here.go("waterline")
    here.lead(NameSides, first="Rust", second="Leven")
    here.lead(AskGrains)
    here.lead(GiveGrain, grain_id="kept", text="Ik ben bang dat het stil wordt")
    here.ask(here.people[0], GiveGrain, grain_id="dropped", text="Dit blijft onder ons")
    here.lead(KeepGrain, grain_id="kept")
    here.check(*["along"] * 9)
    here.adopt()
    here.go("close")
    here.lead(AskHeard, round_id="heard")
    for person in here.people[:7]:
        here.ask(person, CastBallot, round_id="heard", choice=("heard",), rev=1)
    here.lead(CloseMeeting)
    return here


@pytest.mark.parametrize(
    "sentence",
    [
        "Zo is het teruggezegd:",
        "Kon niet samen met:",
        "Hierover komt een eigen besluit.",
        NO,
        "Wie dit vroeg blijft bij een nee",
        "Ik ben bang dat het stil wordt",
        "De meeste mensen die antwoordden, voelden zich gehoord.",
        "minder dan vijf, of niet te noemen",
    ],
)
def test_the_report_tells_what_became_of_every_need_and_how_people_left(sentence: str) -> None:
    assert sentence in page(told())


def test_a_grain_that_the_room_did_not_keep_is_not_in_the_report() -> None:
    assert "Dit blijft onder ons" not in page(told())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answers_of_who_decides_stand_in_the_report_and_late_is_called_late(language: str) -> None:
    here, need = advised()
    says(here, "decision-1", Verdict.NO, text="Er is geen geld.")
    here.wait(days=60)
    says(here, need, Verdict.LATER, due=dt.date(2027, 1, 1))
    says(here, need, Verdict.YES, said=1)
    html = page(here, language)
    assert "Er is geen geld." in html
    assert translator(language)("report.point.late") in html
    assert translator(language)("report.verdict.yes.advise") in html


def test_an_answer_that_did_not_come_is_late_on_the_day_it_was_promised_for() -> None:
    here, _ = advised()
    assert "Nog geen antwoord. Het komt vóór" in page(here, today=SOON - dt.timedelta(days=1))
    assert "het is te laat" in page(here, today=SOON)
