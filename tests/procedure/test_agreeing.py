"""What the group agrees on: the method's three, and its own, confirmed aloud."""

from __future__ import annotations

from meeting.procedure.agreeing import (
    MOST,
    AddAgreement,
    AgreementsConfirmed,
    ConfirmAgreements,
    RemoveAgreement,
    made,
)
from meeting.procedure.core import Role

from .acts import Hall, hall, sheet_with


def agreeing() -> Hall:
    here = Hall().open(sheet=sheet_with("agreements"))
    here.go("agreements")
    return here


def add(here: Hall, text: str = "Telefoon op stil") -> str:
    agreement_id = here.id()
    here.lead(AddAgreement, agreement_id=agreement_id, text=text)
    return agreement_id


def own(here: Hall) -> list[str]:
    return [each.text for each in here.meeting.agreements.own]


def test_they_can_be_read_from_the_block_on_that_makes_them() -> None:
    here = Hall().open(sheet=sheet_with("agreements"))
    assert not made(here.meeting)
    here.go("agreements")
    here.go("gather")
    assert made(here.meeting)


def test_a_group_without_that_block_can_have_agreements_too() -> None:
    here = hall(1)
    add(here)
    assert made(here.meeting)


def test_the_group_adds_its_own_and_takes_them_back() -> None:
    here = agreeing()
    first = add(here)
    add(here, "  We  laten elkaar uitpraten ")
    here.lead(RemoveAgreement, agreement_id=first)
    assert own(here) == ["We laten elkaar uitpraten"]
    assert here.lead(RemoveAgreement, agreement_id=first) == ()


def test_what_is_confirmed_is_what_was_on_the_screen() -> None:
    here = agreeing()
    add(here)
    assert here.refused(here.lead, ConfirmAgreements, rev=1) == "changed_meanwhile"
    [event] = here.lead(ConfirmAgreements, rev=2)
    assert isinstance(event, AgreementsConfirmed)
    assert here.lead(ConfirmAgreements, rev=2) == ()
    add(here, "Nog een")
    assert here.meeting.agreements.confirmed != here.meeting.agreements.rev


def test_the_same_added_twice_is_one_and_more_than_ten_is_too_many() -> None:
    here = agreeing()
    first = add(here)
    assert here.lead(AddAgreement, agreement_id=first, text="Telefoon op stil") == ()
    assert here.refused(here.lead, AddAgreement, agreement_id=first, text="Anders") == "changed_elsewhere"
    for n in range(MOST - 1):
        add(here, f"Afspraak {n}")
    assert here.refused(add, here, "Nog een") == "too_many_agreements"


def test_the_note_keeper_types_and_does_not_confirm() -> None:
    here = agreeing()
    typed = AddAgreement(agreement_id=here.id(), text="Stil", block="agreements", at=here.tick(), role=Role.NOTE_KEEPER)
    here.do(typed)
    confirm = ConfirmAgreements(rev=2, block="agreements", at=here.tick(), role=Role.NOTE_KEEPER)
    assert here.refused(here.do, confirm) == "not_your_role"
