"""Below the waterline: two sides, phones away; then grains that are given freely and kept with consent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meeting.procedure.core import Refused, Role
from meeting.procedure.report import report
from meeting.procedure.waterline import AskGrains, GiveGrain, KeepGrain, NameSides

from .acts import Hall, hall

SIDES = {"first": "Rust in de straat", "second": "Leven in de straat"}


def below() -> Hall:
    here = hall(4)
    here.go("waterline")
    return here


def asked() -> Hall:
    here = below()
    here.lead(NameSides, **SIDES)
    here.lead(AskGrains)
    return here


def give(here: Hall, text: str = "Dat mijn vader hier ook woonde") -> str:
    grain = here.id()
    here.ask(here.people[0], GiveGrain, grain_id=grain, text=text)
    return grain


def test_the_two_sides_are_named_and_worded_anew() -> None:
    here = below()
    here.lead(NameSides, **SIDES)
    assert here.lead(NameSides, **SIDES) == ()
    here.lead(NameSides, first="Rust", second="Leven")
    assert here.meeting.waterlines[0].sides == ("Rust", "Leven")
    assert here.refused(here.lead, NameSides, first="", second="Leven") == "text_empty"


def test_what_touched_people_is_asked_after_the_sides_were_named() -> None:
    here = below()
    assert here.refused(here.lead, AskGrains) == "sides_first"
    assert here.refused(give, here) == "not_asked"
    here.lead(NameSides, **SIDES)
    here.lead(AskGrains)
    assert here.lead(AskGrains) == ()


@pytest.mark.parametrize("kind", [NameSides, AskGrains])
def test_another_talk_knows_no_sides_and_no_grains(kind: type) -> None:
    here = hall(3)
    here.go("talk")
    fields = SIDES if kind is NameSides else {}
    assert here.refused(here.lead, kind, **fields) == "not_in_this_step"


def test_a_grain_is_given_without_a_name_and_kept_only_after_it_was_read_aloud() -> None:
    here = asked()
    grain = give(here)
    assert here.people[0].id not in str(vars(here.log[-1]))
    assert report(here.meeting).below[0].grains == ()
    here.lead(KeepGrain, grain_id=grain)
    assert here.lead(KeepGrain, grain_id=grain) == ()
    assert report(here.meeting).below[0].grains == (("Dat mijn vader hier ook woonde", False),)
    here.lead(KeepGrain, grain_id=grain, kept=False)
    assert report(here.meeting).below[0].grains == ()


def test_a_grain_said_aloud_is_typed_and_marked() -> None:
    here = asked()
    here.lead(GiveGrain, grain_id="g", text="We zijn allemaal bang voor verandering")
    here.lead(KeepGrain, grain_id="g")
    assert report(here.meeting).below[0].grains == (("We zijn allemaal bang voor verandering", True),)


def test_a_grain_sent_again_changes_nothing_and_nobody_takes_its_id() -> None:
    here = asked()
    give_again = here.as_person(here.people[0], GiveGrain, grain_id="g", text="Stilte")
    here.do(give_again)
    assert here.do(give_again) == ()
    assert here.refused(here.ask, here.people[1], GiveGrain, grain_id="g", text="Anders") == "id_taken"
    assert here.refused(here.lead, KeepGrain, grain_id="x") == "unknown_grain"


def test_a_note_keeper_names_sides_and_keeps_grains_and_does_not_ask_for_them() -> None:
    here = below()
    here.do(replace(here.as_staff(NameSides, **SIDES), role=Role.NOTE_KEEPER))
    with pytest.raises(Refused, match="not_your_role"):
        here.do(replace(here.as_staff(AskGrains), role=Role.NOTE_KEEPER))
