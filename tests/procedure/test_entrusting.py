"""Who owns an opgave of a package, and when what waits comes back: said or not, before and after the decision."""

from __future__ import annotations

import datetime as dt

from meeting.procedure.entrusting import EntrustOpgave
from meeting.procedure.state import Entrusted, Package
from meeting.procedure.undoing import Undo

from .acts import Hall
from .test_packaging import hall_packed, vote_on

SPRING = dt.date(2026, 3, 1)


def decided() -> tuple[Hall, list[str]]:
    """A hall that decided on a package of A, B and C; the others wait."""
    here, ids = hall_packed()
    vote_on(here, ids, *["for"] * 20)
    here.ask_minority()
    here.share()
    here.check(*["along"] * 20)
    return here, ids


def package(here: Hall) -> Package:
    return here.meeting.packages[-1]


def test_an_owner_is_said_before_or_after_the_decision_and_may_change() -> None:
    here, ids = decided()
    here.lead(EntrustOpgave, number=1, entry_id=ids[0], owner="  Welzijn   Buren ")
    here.adopt()
    here.lead(EntrustOpgave, number=1, entry_id=ids[1], owner="Aïsha")
    here.lead(EntrustOpgave, number=1, entry_id=ids[0], owner="De bibliotheek")
    assert package(here).entrusted_with(ids[0]) == Entrusted(ids[0], "De bibliotheek")
    assert package(here).entrusted_with(ids[1]).owner == "Aïsha"
    assert package(here).entrusted_with(ids[2]).owner is None


def test_only_what_waits_has_a_day_on_which_it_comes_back() -> None:
    here, ids = decided()
    for each in (ids[0], ids[5]):
        here.lead(EntrustOpgave, number=1, entry_id=each, owner="De gemeente", back_on=SPRING)
    assert package(here).entrusted_with(ids[0]).back_on is None
    assert package(here).entrusted_with(ids[5]).back_on == SPRING


def test_what_was_said_is_taken_back_by_saying_nothing_or_by_undoing() -> None:
    here, ids = decided()
    here.lead(EntrustOpgave, number=1, entry_id=ids[0], owner="De gemeente")
    assert here.lead(EntrustOpgave, number=1, entry_id=ids[0], owner="De gemeente") == ()
    here.lead(EntrustOpgave, number=1, entry_id=ids[0], owner=" ")
    assert package(here).entrusted_with(ids[0]).owner is None
    here.lead(Undo, act=here.meeting.acts[-1].number)
    assert package(here).entrusted_with(ids[0]).owner == "De gemeente"


def test_what_is_in_no_package_of_the_decision_has_no_owner_in_it() -> None:
    here, ids = decided()
    assert here.refused(here.lead, EntrustOpgave, number=1, entry_id="iets", owner="Wie") == "unknown_entry"
    assert here.refused(here.lead, EntrustOpgave, number=2, entry_id=ids[0], owner="Wie") == "changed_meanwhile"
