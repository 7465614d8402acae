"""Who is not in the room: named on phones or aloud, held back where a person is named, and shown."""

from __future__ import annotations

import pytest

from meeting.procedure.missing import HoldMissing, NameMissing, ShowMissing, WithdrawMissing
from meeting.procedure.state import Missing

from .acts import Hall, hall, sheet_with


def missing(n: int = 2) -> Hall:
    here = Hall().open(sheet=sheet_with("missing"))
    here.join(n)
    here.go("missing")
    return here


def name(here: Hall, text: str = "De jongeren", who: int = 0) -> str:
    missing_id = here.id()
    here.ask(here.people[who], NameMissing, missing_id=missing_id, block_id="missing", text=text)
    return missing_id


def said(here: Hall, text: str = "De winkeliers") -> str:
    missing_id = here.id()
    here.lead(NameMissing, missing_id=missing_id, block_id="missing", text=text)
    return missing_id


def seen(here: Hall, missing_id: str) -> Missing:
    return here.meeting.missing[missing_id]


def test_phones_and_staff_name_who_is_not_here() -> None:
    here = missing()
    written, typed = name(here, "  De   jongeren "), said(here)
    assert (seen(here, written).text, seen(here, written).author) == ("De jongeren", here.people[0].id)
    assert (seen(here, typed).text, seen(here, typed).author) == ("De winkeliers", None)
    assert here.meeting.participants[here.people[0].id].missing == (written,)


def test_nothing_hangs_in_the_room_until_it_is_shown() -> None:
    here = missing()
    first, held = name(here), name(here, "Jan Jansen")
    here.lead(HoldMissing, missing_id=held, reason="person")
    here.lead(ShowMissing, missing_ids=(first, held, "nobody"))
    assert (seen(here, first).shown, seen(here, held).shown) == (True, False)
    assert here.lead(ShowMissing, missing_ids=(first,)) == ()


def test_what_was_held_back_can_be_let_back_and_an_old_press_does_nothing() -> None:
    here = missing()
    missing_id = name(here)
    here.lead(HoldMissing, missing_id=missing_id, reason="person")
    assert not seen(here, missing_id).counts
    here.lead(HoldMissing, missing_id=missing_id, reason=None, was="person")
    assert seen(here, missing_id).counts
    stale = {"missing_id": missing_id, "reason": None, "was": "person"}
    assert here.lead(HoldMissing, **stale) == ()
    assert here.refused(here.lead, HoldMissing, missing_id=missing_id, reason="insult", was="person") == (
        "changed_meanwhile"
    )


def test_disagreement_is_no_reason_to_hold_a_group_back() -> None:
    here = missing()
    missing_id = name(here)
    assert here.refused(here.lead, HoldMissing, missing_id=missing_id, reason="oneens") == "reason_needed"


def test_only_who_named_it_takes_it_back() -> None:
    here = missing()
    written, typed = name(here), said(here)
    assert here.refused(here.ask, here.people[1], WithdrawMissing, missing_id=written) == "not_yours"
    assert here.refused(here.lead, WithdrawMissing, missing_id=written) == "not_yours"
    here.ask(here.people[0], WithdrawMissing, missing_id=written)
    here.lead(WithdrawMissing, missing_id=typed)
    assert not any(each.counts for each in here.meeting.missing.values())
    assert here.ask(here.people[0], WithdrawMissing, missing_id=written) == ()


def test_the_same_sent_twice_is_one() -> None:
    here = missing()
    missing_id = name(here)
    again = {"missing_id": missing_id, "block_id": "missing", "text": "De jongeren"}
    assert here.ask(here.people[0], NameMissing, **again) == ()
    assert here.refused(here.ask, here.people[1], NameMissing, **again) == "id_taken"


@pytest.mark.parametrize(("text", "reason"), [(" ", "text_empty"), ("a" * 81, "text_too_long")])
def test_a_group_is_named_in_a_few_words(text: str, reason: str) -> None:
    here = missing()
    assert here.refused(name, here, text) == reason


def test_a_late_name_is_welcome_until_proposals_freeze_and_none_before_it_was_asked() -> None:
    here = missing()
    here.go("gather")
    name(here, "De jongeren")
    here.propose()
    here.open_round()
    assert here.refused(name, here, "De ouderen") == "missing_closed"
    fresh = Hall().open(sheet=sheet_with("missing"))
    fresh.join(1)
    assert fresh.refused(name, fresh) == "missing_closed"
    plain = hall(1)
    assert plain.refused(name, plain) == "missing_closed"
