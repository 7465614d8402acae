"""In what capacity people take part, what proves it, and who votes."""

from __future__ import annotations

from typing import Any

import pytest

from meeting.procedure.arrival import Join, SetVoting
from meeting.procedure.capacities import MOST_CAPACITIES, DropCapacity, SetCapacity, TakeCapacity
from meeting.procedure.state import Level, Participant
from meeting.procedure.undoing import Undo

from .acts import Hall, Person


def with_capacities(level: Level = Level.DECIDE) -> Hall:
    """Residents vote, guests do not."""
    opened = Hall().open(level=level, decider=None if level is Level.DECIDE else "De gemeenteraad")
    opened.lead(SetCapacity, capacity_id="resident", name="Bewoner", votes=True, invited=400, seed=b"resident-")
    opened.lead(SetCapacity, capacity_id="guest", name="Gast", votes=False, seed=b"a-guest--")
    return opened


@pytest.fixture
def deciding() -> Hall:
    return with_capacities()


@pytest.fixture
def advising() -> Hall:
    return with_capacities(Level.ADVISE)


def key(of: Hall, capacity: str) -> str:
    return of.meeting.capacities[capacity].key


def come(hall: Hall, **fields: Any) -> Person:
    person = hall.newcomer()
    hall.ask(person, Join, **fields)
    hall.people.append(person)
    return person


def known(hall: Hall, person: Person) -> Participant:
    return hall.meeting.participants[person.id]


def test_a_card_proves_in_what_capacity_its_holder_takes_part(deciding: Hall) -> None:
    person = known(deciding, come(deciding, key=key(deciding, "resident")))
    assert (person.capacity, person.proven, person.votes) == ("resident", True, True)
    guest = known(deciding, come(deciding, key=key(deciding, "guest")))
    assert (guest.capacity, guest.proven, guest.votes) == ("guest", True, False)


def test_what_is_chosen_on_the_phone_is_a_claim_and_gives_no_vote_where_the_vote_binds(deciding: Hall) -> None:
    person = come(deciding)
    deciding.ask(person, TakeCapacity, capacity_id="resident")
    assert (known(deciding, person).proven, known(deciding, person).votes) == (False, False)


@pytest.mark.parametrize(("level", "votes"), [(Level.TOGETHER, False), (Level.ADVISE, True)])
def test_a_claim_gives_a_vote_only_where_people_advise(level: Level, votes: bool) -> None:
    hall = with_capacities(level)
    person = come(hall)
    assert not known(hall, person).votes
    hall.ask(person, TakeCapacity, capacity_id="resident")
    assert known(hall, person).votes is votes


def test_where_everybody_votes_a_capacity_makes_no_difference() -> None:
    opened = Hall().open()
    opened.lead(SetCapacity, capacity_id="resident", name="Bewoner", votes=True)
    assert known(opened, come(opened)).votes


def test_a_claim_becomes_proven_by_scanning_the_card(deciding: Hall) -> None:
    person = come(deciding)
    deciding.ask(person, TakeCapacity, capacity_id="resident")
    deciding.ask(person, Join, key=key(deciding, "resident"))
    assert (known(deciding, person).proven, known(deciding, person).votes) == (True, True)
    assert deciding.ask(person, Join, key=key(deciding, "resident")) == ()


@pytest.mark.parametrize("wrong", ["", "geraden", "0" * 22])
def test_a_wrong_key_proves_nothing_and_keeps_nobody_out(deciding: Hall, wrong: str) -> None:
    assert known(deciding, come(deciding, key=wrong)).capacity is None


def test_what_a_card_proved_is_not_changed_on_the_phone(deciding: Hall) -> None:
    person = come(deciding, key=key(deciding, "guest"))
    assert deciding.refused(deciding.ask, person, TakeCapacity, capacity_id="resident") == "capacity_proven"


def test_the_card_of_a_table_takes_nobodys_own_card_away(deciding: Hall) -> None:
    guest = come(deciding, key=key(deciding, "guest"))
    deciding.ask(guest, Join, table="1", key=key(deciding, "resident"))
    assert known(deciding, guest).capacity == "guest"
    deciding.ask(guest, Join, key=key(deciding, "resident"))
    assert known(deciding, guest).capacity == "resident"


def test_who_came_to_watch_does_not_vote_whatever_the_card_says(deciding: Hall) -> None:
    person = come(deciding, watching=True, key=key(deciding, "resident"))
    assert not known(deciding, person).votes
    deciding.ask(person, Join, watching=False)
    assert known(deciding, person).votes


def test_who_was_let_in_without_a_vote_gets_none_by_a_card(deciding: Hall) -> None:
    deciding.lead(SetVoting, newcomers=False)
    assert not known(deciding, come(deciding, key=key(deciding, "resident"))).votes


def test_nobodys_right_changes_while_a_vote_is_open(deciding: Hall) -> None:
    resident, stranger = come(deciding, key=key(deciding, "resident")), come(deciding)
    deciding.ask(stranger, TakeCapacity, capacity_id="resident")
    deciding.propose()
    deciding.open_round()
    deciding.ask(resident, Join, key=key(deciding, "guest"))
    assert known(deciding, resident).votes
    deciding.ask(stranger, Join, key=key(deciding, "resident"))
    assert not known(deciding, stranger).votes
    late = come(deciding, key=key(deciding, "resident"))
    assert known(deciding, late).votes


def test_a_claim_that_would_change_the_right_waits_for_the_vote() -> None:
    advising = with_capacities(Level.ADVISE)
    person = come(advising)
    advising.ask(person, TakeCapacity, capacity_id="resident")
    advising.propose()
    advising.open_round()
    assert advising.refused(advising.ask, person, TakeCapacity, capacity_id="guest") == "right_while_open"


def test_a_first_capacity_that_does_not_vote_counts_for_everybody_who_is_here() -> None:
    opened = Hall().open()
    person = come(opened)
    opened.lead(SetCapacity, capacity_id="guest", name="Gast", votes=False)
    assert not known(opened, person).votes
    opened.lead(Undo, act=len(opened.meeting.acts))
    assert known(opened, person).votes


def test_who_votes_is_settled_by_the_first_vote(deciding: Hall) -> None:
    come(deciding, key=key(deciding, "resident"))
    deciding.propose()
    deciding.open_round()
    change = {"capacity_id": "guest", "name": "Gast", "votes": True}
    assert deciding.refused(deciding.lead, SetCapacity, **change) == "vote_begun"
    assert deciding.refused(deciding.lead, DropCapacity, capacity_id="guest") == "vote_begun"
    deciding.lead(SetCapacity, **{**change, "votes": False, "name": "Toehoorder", "invited": 12})
    assert deciding.meeting.capacities["guest"].name == "Toehoorder"


def test_setting_a_capacity_anew_keeps_the_key_on_its_cards(deciding: Hall) -> None:
    before = key(deciding, "resident")
    deciding.lead(SetCapacity, capacity_id="resident", name="Inwoner", votes=True, seed=b"something")
    assert key(deciding, "resident") == before
    assert deciding.lead(SetCapacity, capacity_id="resident", name="Inwoner ", votes=True) == ()


def test_a_capacity_somebody_has_stays(deciding: Hall) -> None:
    person = come(deciding)
    deciding.ask(person, TakeCapacity, capacity_id="guest")
    assert deciding.refused(deciding.lead, DropCapacity, capacity_id="guest") == "capacity_taken"
    deciding.ask(person, TakeCapacity, capacity_id="resident")
    deciding.lead(DropCapacity, capacity_id="guest")
    assert deciding.lead(DropCapacity, capacity_id="guest") == ()


def test_two_capacities_have_two_names_and_there_are_not_too_many(deciding: Hall) -> None:
    again = deciding.refused(deciding.lead, SetCapacity, capacity_id="other", name=" bewoner", votes=True)
    assert again == "capacity_named"
    for number in range(MOST_CAPACITIES - 2):
        deciding.lead(SetCapacity, capacity_id=f"c{number}", name=f"Rol {number}", votes=True)
    more = deciding.refused(deciding.lead, SetCapacity, capacity_id="more", name="Nog een", votes=True)
    assert more == "too_many_capacities"


def test_how_many_take_part_in_what_is_counted(deciding: Hall) -> None:
    for _ in range(3):
        come(deciding, key=key(deciding, "resident"))
    deciding.ask(come(deciding), TakeCapacity, capacity_id="resident")
    assert dict(deciding.meeting.taken) == {("resident", True): 3, ("resident", False): 1}


def test_a_key_stands_in_no_line_of_a_log(deciding: Hall) -> None:
    assert all(key(deciding, "resident") not in repr(event) for event in deciding.log)
    assert key(deciding, "resident") not in repr(deciding.meeting.capacities["resident"])
