"""What the leader of a practice hall does with what people say."""

from random import Random

from meeting.rehearsal.client import Phone
from meeting.rehearsal.exchange import Place
from meeting.rehearsal.leader import GROUPS, Evening, Leader

WANTED = ("licht", "rust", "groen", "zorg", "huur", "water", "jeugd")


def need(number, **marks):
    text = f"Ik wil {WANTED[number % len(WANTED)]}, zegt {number}."
    known = {
        "id": f"p{number}",
        "text": text,
        "state": "open",
        "rev": 1,
        "answer": None,
        "replies": None,
        "restated": "",
    }
    return {**known, "spoken": False, "with": [], **marks}


def acts(needs):
    """What the leader does with these needs, until the first of them is answered."""
    leader = Leader(Phone(Place("http", "127.0.0.1", 1), "123456", Random(1)), Random(1))
    view = {"step": "weaving", "positions": needs, "primary": None}
    found = []
    while not found or found[-1][0] == "group_needs":
        found.append(leader._in_weaving(view))
    return found[:-1]


def test_many_needs_are_laid_with_those_that_ask_for_the_same_in_at_most_seven_groups():
    laid = [fields for _, fields in acts([need(number) for number in range(60)])]
    assert len(laid) == 60 - GROUPS
    for fields in laid:
        one, other = (int(fields[name].removeprefix("p")) for name in ("position_id", "other_id"))
        assert other < GROUPS
        assert WANTED[one % len(WANTED)] == WANTED[other % len(WANTED)]


def test_what_is_asked_anew_lies_with_what_is_open_and_with_nothing_that_was_answered():
    leader = Leader(Phone(Place("http", "127.0.0.1", 1), "123456", Random(1)), Random(1))
    first = [need(number) for number in range(20)]
    while leader._in_weaving({"positions": first})[0] == "group_needs":
        pass
    answered = [{**each, "state": "settled", "answer": "added"} for each in first]
    again = {"positions": answered + [need(number) for number in range(20, 40)]}
    do, fields = leader._in_weaving(again)
    assert do == "group_needs"
    assert int(fields["other_id"].removeprefix("p")) >= 20


def test_a_few_needs_are_answered_one_by_one_and_what_was_said_aloud_stands_alone():
    assert acts([need(number) for number in range(GROUPS)]) == []
    assert acts([need(number, spoken=True) for number in range(20)]) == []


def test_what_people_brought_is_counted_at_its_most():
    seen = Evening()
    views = [
        {"withdrawn": False, "held": None},
        {"withdrawn": True, "held": None},
        {"withdrawn": False, "held": "name"},
    ]
    line = {"key": "min.shared", "values": {"asked": 90, "answered": 60}}
    desk = {"step": "reading_back", "ordering": {"cards": 300, "topics": 40}}
    seen.see({"inbox": views, "room": {"minority": {"line": line, "shared": True}}, **desk})
    seen.see({"inbox": [], "positions": [need(1, **{"with": ["p2"]}), need(2, **{"with": ["p1"]}), need(3)]})
    assert seen.amounts == {
        "views": 1, "cards": 300, "topics": 40, "asked": 90, "needs": 3, "groups": 1, "sign_ups": 0,
    }  # fmt: skip
