"""The shortlist on the console: what looks alike is said beside it, and it is made before people choose from it."""

from __future__ import annotations

import pytest

from meeting.live.likeness import alike
from meeting.procedure.picking import PickCard
from meeting.procedure.shortlisting import FixRule, ListEntries
from meeting.procedure.state import RoundKind
from meeting.views import Presence, console, shortlisting
from tests.procedure.acts import Hall

ROWS = [
    {"id": "a", "letter": "A", "inside": ["a1", "a2"]},
    {"id": "b", "letter": "B", "inside": ["b"]},
    {"id": "c", "letter": "C", "inside": ["c1", "a3"]},
]


def test_entries_are_near_clones_by_their_words_and_by_the_voices_in_them() -> None:
    by_words, by_voices = frozenset(("a", "b")), frozenset(("a2", "c1"))
    assert shortlisting.near_clones(ROWS, [by_words, by_voices]) == {"a": ["B", "C"], "b": ["A"], "c": ["A"]}


@pytest.mark.parametrize("pair", [("a1", "a2"), ("c1", "a3"), ("b", "elsewhere"), ("a", "a1")])
def test_voices_in_one_entry_and_voices_elsewhere_make_no_clones(pair: tuple[str, str]) -> None:
    assert shortlisting.near_clones(ROWS, [frozenset(pair)]) == {}


@pytest.mark.parametrize(
    ("one", "other", "clones"),
    [
        ("Auto's rijden te hard in de Kerkstraat", "In de Kerkstraat rijden auto's te hard", True),
        ("Ouderen zitten veel alleen thuis", "Ouderen in de Vogelbuurt zitten veel alleen", True),
        ("De school moet open blijven", "De school moet niet open blijven", False),
        ("Er zijn genoeg woningen voor starters", "Er zijn geen woningen voor starters", False),
        ("Het zwembad is te duur", "De huisarts neemt geen patiënten aan", False),
    ],
)
def test_words_that_look_alike_are_flagged_and_never_what_says_the_opposite(one: str, other: str, clones: bool) -> None:
    rest = {"c": "Jongeren hebben geen eigen plek", "d": "De laatste bus rijdt te vroeg", "e": "Te weinig groen"}
    assert (frozenset(("a", "b")) in alike({"a": one, "b": other, **rest})) is clones


def test_no_button_leads_past_a_list_that_can_still_be_made() -> None:
    here = Hall().open(template="opgaven")
    people = here.join(4)
    here.go("gather")
    cards = [here.view(person, f"Kaart {n}") for n, person in enumerate(people)]
    here.go("pick")
    for card in cards:
        here.lead(PickCard, viewpoint_id=card)
    here.go("shortlist")
    assert console(here.meeting, Presence())["primary"] is None
    here.lead(ListEntries, entry_ids=tuple(cards))
    listed = console(here.meeting, Presence())
    assert (listed["primary"], listed["shortlisting"]["rule"]["most"]) == (None, 2)
    here.lead(FixRule, method=RoundKind.APPROVAL, most=2, cap=2, leaders=None)
    assert console(here.meeting, Presence())["primary"]["do"] == "freeze_shortlist"
