"""The checker finds what was lost, invented or counted twice, and accepts what may be either."""

from random import Random

import pytest

from meeting.rehearsal.check import check
from meeting.rehearsal.client import Phone
from meeting.rehearsal.exchange import Place

PLACE = Place.read("http://127.0.0.1:1")


def phone(*ballots):
    """A phone that sent these: (choice, rev, what it was told: True, False or None)."""
    made = Phone(PLACE, "000000", Random(1))
    for choice, rev, told in ballots:
        asked = made.ask("cast_ballot", round_id="r", choice=[choice], rev=rev)
        asked.ok = told
    return made


def tally(n_for, n_against, electorate=3):
    options = [{"id": "for", "n": n_for}, {"id": "against", "n": n_against}]
    return {"r": {"options": options, "electorate": electorate, "silent": electorate - n_for - n_against}}


def broken(phones, counted, **wishes):
    return {each.invariant for each in check(phones, counted, people=3, **wishes)}


def test_what_was_acknowledged_and_counted_once_is_right():
    assert not broken([phone(("for", 1, True)), phone(("for", 1, True), ("against", 2, True))], tally(1, 1))


def test_an_acknowledged_ballot_that_is_not_counted_is_found():
    assert broken([phone(("for", 1, True))], tally(0, 0)) == {"I1"}


def test_a_choice_that_was_changed_counts_as_the_last_one_only():
    assert broken([phone(("for", 1, True), ("against", 2, True))], tally(1, 0)) == {"I1", "I3"}


def test_what_a_phone_was_told_is_not_counted_must_not_be():
    assert broken([phone(("for", 1, False))], tally(1, 0)) == {"I3"}


def test_a_ballot_without_an_answer_may_or_may_not_count():
    late = phone(("for", 1, None))
    assert not broken([late], tally(0, 0))
    assert not broken([late], tally(1, 0))
    assert broken([late], tally(0, 1)) == {"I3"}


def test_a_changed_mind_without_an_answer_counts_as_one_of_the_two_but_counts():
    late = phone(("for", 1, True), ("against", 2, None))
    assert not broken([late], tally(1, 0))
    assert not broken([late], tally(0, 1))
    assert broken([late], tally(0, 0)) == {"I1"}


def test_more_ballots_than_people_are_found():
    assert "I2" in broken([], tally(4, 0), strangers=4)


@pytest.mark.parametrize("strangers", [0, 1])
def test_people_who_are_no_simulated_phones_are_allowed_for(strangers):
    assert broken([phone(("for", 1, True))], tally(2, 0), strangers=strangers) == (set() if strangers else {"I3"})


def test_phones_in_different_blocks_are_found():
    one, other = phone(), phone()
    for each, block in ((one, "vote"), (other, "talk")):
        each.view, each.connected = {"block": block}, True
    assert broken([one, other], {}) == {"I4"}


def test_a_viewpoint_or_a_tally_that_the_report_leaves_out_is_found():
    author = phone(("for", 1, True))
    author.mine = {"viewpoints": [{"text": "Meer <b>bomen</b> & gras", "state": "shown"}]}
    table = "<table><tr><td>1</td></tr><tr><td>0</td></tr><tr><td>2</td></tr></table>"
    page = f"<p><span>Meer &lt;b&gt;bomen&lt;/b&gt; &amp; gras</span></p>{table}"
    assert not broken([author], tally(1, 0), report=page)
    assert broken([author], tally(1, 0), report="<p>Niets</p>") == {"I1"}
