"""The same seed gives the same hall, and its people vote as they were dealt."""

import ast
from collections import Counter
from pathlib import Path
from random import Random

from meeting import rehearsal
from meeting.rehearsal.people import BRISK, DAY, FAST, Tempo, crowd, dealt

GATHER = {"form": "write", "do": "submit_viewpoint", "id": "gather", "key": "view"}
VOTE = {
    "form": "choose",
    "do": "cast_ballot",
    "id": "r1",
    "key": "ballot",
    "options": [{"id": each} for each in ("for", "against", "abstain")],
}
NEED = {"form": "choose", "do": "give_answer", "id": "r1", "key": "need.own"}


def plans(seed, people=40, tempo=FAST):
    hall = crowd(seed, people)
    return [
        [person.plan(ask, {}, {}, tempo) for ask in (GATHER, VOTE, NEED)] + [person.mishap(tempo)] for person in hall
    ]


def test_the_same_seed_gives_the_same_hall():
    assert plans(3) == plans(3)
    assert plans(3) != plans(4)


def test_what_happens_elsewhere_does_not_shift_what_a_person_does():
    calm, stirred = crowd(3, 10)[4], crowd(3, 10)[4]
    stirred.plan(GATHER, {}, {}, FAST)
    stirred.mishap(FAST)
    assert calm.plan(VOTE, {}, {}, FAST) == stirred.plan(VOTE, {}, {}, FAST)


def test_the_last_ballots_of_a_first_vote_follow_the_split():
    last = Counter(plan[1][-1].fields["choice"][0] for plan in plans(1, 100))
    assert last == {"for": 62, "against": 24, "abstain": 14}


def test_the_split_is_dealt_in_whole_people():
    for people in (1, 7, 12, 599):
        assert len(dealt(Random(1), people, {"for": 62, "against": 24, "abstain": 14})) == people


def test_some_change_their_minds_and_some_write_nothing():
    hall = plans(2, 100)
    assert any(len(plan[1]) == 2 for plan in hall)
    assert any(not plan[0] for plan in hall)


def test_a_large_minority_writes_about_ten_needs_so_that_an_evening_ends():
    hall = [person for person in crowd(1, 600) if person.choice == "against"]
    speaking = [person for person in hall if person.temperament.as_minority in ("text", "speak")]
    assert 4 <= len(speaking) <= 20


def test_at_a_day_with_tables_six_hundred_write_fifteen_hundred_views_within_the_time_there_is():
    plans = [person.plan(GATHER, {}, {}, BRISK) for person in crowd(5, 600, DAY)]
    noes = [person.plan({**GATHER, "key": "view.no"}, {}, {}, BRISK) for person in crowd(5, 600, DAY)]
    written = [deed for plan in (*plans, *noes) for deed in plan if deed.do == "submit_viewpoint"]
    withdrawn = [deed for plan in (*plans, *noes) for deed in plan if deed.do == "withdraw_viewpoint"]
    late = [plan for plan in plans if plan and plan[-1].after > 90]
    assert 1500 <= len(written) - len(withdrawn) <= 1650
    assert len(late) < 60


def test_a_hall_in_a_hurry_does_the_same_but_sooner():
    def deeds(tempo):
        return [[(deed.do, deed.fields) for deed in plan[1]] for plan in plans(5, 20, tempo)]

    assert deeds(FAST) == deeds(Tempo())


def test_rehearsal_stands_alone_on_the_wire():
    allowed = {"rehearsal", "words"}
    for path in Path(rehearsal.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            ours = {name.split(".")[1] for name in names if name and name.startswith("meeting.")}
            assert ours <= allowed, path
