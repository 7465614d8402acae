"""Picking: a table takes three to five cards along with a place for the odd one, and no author is left behind."""

from __future__ import annotations

from meeting.procedure.arrival import Join
from meeting.procedure.clustering import MergeViewpoints
from meeting.procedure.core import HostCommand, Role
from meeting.procedure.erasing import EraseMine
from meeting.procedure.gathering import SubmitViewpoint, WithdrawViewpoint
from meeting.procedure.letting_through import LetThrough, may_let_through
from meeting.procedure.on_tables import cards_at, has_handed_in, opgaven, picked_at, unheard_at
from meeting.procedure.picking import CompleteCard, HandInCards, PickCard, SayCard, TakeCardsBack, UnpickCard, UnsayCard
from meeting.procedure.seating import SetTables
from meeting.procedure.state import Block, Origin, Phone, RunSheet
from meeting.procedure.templates import EVENING
from meeting.procedure.undoing import Undo

from .acts import Hall, Happened, Person

PICK = Block("pick", "picking", 7, Phone.AWAY)
PICK_NO = Block("pick-no", "picking", 5, Phone.AWAY)
TOPICS = Block("topics", "clustering", 10, Phone.AWAY)
SHEET = RunSheet(
    "proef",
    tuple(
        each
        for block in EVENING.blocks
        for each in {"talk": (block, PICK), "seek-no": (block, PICK_NO, TOPICS)}.get(block.id, (block,))
    ),
)


def tables(people: int = 6) -> Hall:
    """Two tables with people in turns, who gather."""
    here = Hall().open(sheet=SHEET)
    here.lead(SetTables, count=2)
    for number in range(people):
        person = here.newcomer()
        here.people.append(person)
        here.ask(person, Join, table=str(1 + number % 2))
    here.go("gather")
    return here


def host(here: Hall, table: str, kind: type[HostCommand], /, **fields: object) -> Happened:
    return here.do(kind(at=here.tick(), role=Role.HOST, table=table, **fields))  # type: ignore[arg-type]


def at_table_one(here: Hall, n: int) -> list[str]:
    """`n` cards at table 1, of its people in turns."""
    own = here.people[::2]
    return [here.view(own[number % len(own)], f"Kaart {number}") for number in range(n)]


def pick(here: Hall, *cards: str, deviating: bool = False) -> None:
    for each in cards:
        host(here, "1", PickCard, viewpoint_id=each, deviating=deviating)


def ready(n: int = 7) -> tuple[Hall, list[str]]:
    """Table 1 has `n` cards and picks."""
    here = tables()
    cards = at_table_one(here, n)
    here.go("pick")
    return here, cards


def author_of(here: Hall, card: str) -> Person:
    return next(each for each in here.people if each.id == here.meeting.viewpoints[card].author)


# Whose cards


def test_a_card_lies_on_the_table_where_its_author_sat_when_it_was_written() -> None:
    here = tables()
    card = here.view(here.people[0], "Wachttijd bij de huisarts")
    here.ask(here.people[0], Join, table="2")
    assert [each.id for each in cards_at(here.meeting, "1")] == [card]
    assert cards_at(here.meeting, "2") == []


def test_the_host_is_told_how_many_laid_no_card_and_never_who() -> None:
    here = tables()
    here.view(here.people[0], "Wachttijd bij de huisarts")
    assert unheard_at(here.meeting, "1") == 2


def test_a_spoken_card_is_marked_as_said_and_lies_on_the_table() -> None:
    here = tables()
    made = here.id()
    host(here, "2", SayCard, viewpoint_id=made, block_id="gather", text="Mijn moeder kan niet parkeren")
    known = here.meeting.viewpoints[made]
    assert (known.origin, known.author, known.table) == (Origin.SAID, None, "2")
    assert [each.id for each in cards_at(here.meeting, "2")] == [made]
    assert here.refused(host, here, "1", UnsayCard, viewpoint_id=made) == "not_yours"
    host(here, "2", UnsayCard, viewpoint_id=made)
    assert cards_at(here.meeting, "2") == []


def test_before_anything_is_gathered_nothing_is_typed_for_anybody() -> None:
    here = Hall().open(sheet=SHEET)
    here.lead(SetTables, count=1)
    fields = {"viewpoint_id": here.id(), "block_id": "gather", "text": "Te vroeg"}
    assert here.refused(host, here, "1", SayCard, **fields) == "gathering_closed"


def test_what_was_looked_for_at_a_new_table_lies_apart_from_what_was_picked_before() -> None:
    here, cards = ready(3)
    pick(here, *cards)
    host(here, "1", HandInCards)
    here.go("seek-no")
    no = here.view(here.people[0], "Nee: dit helpt de winkels niet", "seek-no")
    here.go("pick-no")
    assert [each.id for each in cards_at(here.meeting, "1")] == [no]
    assert here.meeting.viewpoints[no].kind == "no"
    assert not has_handed_in(here.meeting, "1")
    pick(here, no)
    assert {each.viewpoint for each in opgaven(here.meeting)} == {*cards, no}


# Three to five, and a place for the odd one


def test_the_fifth_place_is_kept_for_a_card_that_is_unlike_the_others() -> None:
    here, cards = ready()
    pick(here, *cards[:4])
    assert here.refused(pick, here, cards[4]) == "place_kept"
    pick(here, cards[4], deviating=True)
    assert here.refused(pick, here, cards[5], deviating=True) == "table_full"
    assert [each.deviating for each in picked_at(here.meeting, "1")] == [False] * 4 + [True]


def test_a_picked_card_can_be_the_odd_one_after_all() -> None:
    here, cards = ready()
    pick(here, *cards[:4])
    pick(here, cards[3], deviating=True)
    pick(here, cards[4])
    assert len(picked_at(here.meeting, "1")) == 5


def test_a_table_takes_three_cards_at_least_or_all_that_it_has() -> None:
    here, cards = ready()
    pick(here, *cards[:2])
    assert here.refused(host, here, "1", HandInCards) == "too_few_picked"
    pick(here, cards[2])
    host(here, "1", HandInCards)
    assert has_handed_in(here.meeting, "1")
    host(here, "2", HandInCards)
    assert has_handed_in(here.meeting, "2"), "a table with no card has nothing to pick"


def test_nobody_picks_cards_of_another_table_or_out_of_time() -> None:
    here, cards = ready()
    assert here.refused(host, here, "2", PickCard, viewpoint_id=cards[0]) == "not_on_this_table"
    assert here.refused(host, here, "9", PickCard, viewpoint_id=cards[0]) == "no_table"
    here.go("seek-no")
    assert here.refused(pick, here, cards[0]) == "picking_closed"


def test_what_was_handed_in_is_changed_only_once_it_was_taken_back() -> None:
    here, cards = ready()
    pick(here, *cards[:3])
    host(here, "1", HandInCards)
    assert here.refused(host, here, "1", UnpickCard, viewpoint_id=cards[0]) == "handed_in"
    host(here, "1", TakeCardsBack)
    host(here, "1", UnpickCard, viewpoint_id=cards[0])
    assert [each.viewpoint for each in picked_at(here.meeting, "1")] == cards[1:3]


def test_a_card_that_lies_at_the_desk_in_a_topic_is_not_left_behind_any_more() -> None:
    here, cards = ready()
    pick(here, *cards[:3])
    here.go("topics")
    here.lead(MergeViewpoints, cluster_id=here.id(), rev=0, viewpoint_ids=tuple(cards[:2]))
    assert here.refused(host, here, "1", UnpickCard, viewpoint_id=cards[0]) == "on_the_desk"
    host(here, "1", UnpickCard, viewpoint_id=cards[2])


def test_every_act_of_a_host_sent_again_changes_nothing() -> None:
    here, cards = ready()
    pick(here, *cards[:3])
    said = {"viewpoint_id": here.id(), "block_id": "gather", "text": "Gezegd"}
    host(here, "1", SayCard, **said)
    host(here, "1", CompleteCard, viewpoint_id=cards[0], rev=2, for_whom="Ouderen")
    host(here, "1", HandInCards)
    assert not host(here, "1", SayCard, **said)
    assert not host(here, "1", PickCard, viewpoint_id=cards[0])
    assert not host(here, "1", CompleteCard, viewpoint_id=cards[0], rev=2, for_whom="Ouderen")
    assert not host(here, "1", HandInCards)


# In the table's own words


def test_a_card_keeps_its_own_words_and_the_table_adds_whom_why_and_an_idea() -> None:
    here, cards = ready()
    pick(here, cards[0])
    words = {"for_whom": "Ouderen zonder auto", "why": "Zij komen nergens meer", "first_idea": "Een buurtbus"}
    host(here, "1", CompleteCard, viewpoint_id=cards[0], rev=2, **words)
    [card] = picked_at(here.meeting, "1")
    assert (card.for_whom, card.why, card.first_idea) == tuple(words.values())
    assert card.complete
    assert here.meeting.viewpoints[cards[0]].text == "Kaart 0"


def test_two_hands_on_one_card_do_not_write_over_each_other() -> None:
    here, cards = ready()
    pick(here, cards[0])
    host(here, "1", CompleteCard, viewpoint_id=cards[0], rev=2, for_whom="Ouderen")
    fields = {"viewpoint_id": cards[0], "rev": 2, "for_whom": "Jongeren"}
    assert here.refused(host, here, "1", CompleteCard, **fields) == "changed_elsewhere"
    assert here.refused(host, here, "1", CompleteCard, viewpoint_id=cards[1], rev=1) == "pick_first"


def test_words_that_are_taken_away_take_along_what_the_table_added() -> None:
    here, cards = ready()
    pick(here, cards[0])
    host(here, "1", CompleteCard, viewpoint_id=cards[0], rev=2, for_whom="Ouderen", why="Om hen")
    here.ask(author_of(here, cards[0]), EraseMine)
    assert opgaven(here.meeting) == []
    assert here.meeting.opgaven[cards[0]].for_whom == here.meeting.opgaven[cards[0]].why == ""


# "Mijn kaart moet ook door"


def let(here: Hall, card: str, goes: bool = True) -> Happened:
    return here.ask(author_of(here, card), LetThrough, viewpoint_id=card, goes=goes)


def test_an_author_lets_one_card_through_and_a_second_one_only_instead() -> None:
    here, cards = ready(6)
    pick(here, *cards[:2])
    let(here, cards[3])  # cards 0 and 3 are of the first person
    assert here.meeting.opgaven[cards[3]].own_way
    second = here.view(author_of(here, cards[3]), "Nog een kaart")
    assert not may_let_through(here.meeting, here.meeting.viewpoints[second])
    assert here.refused(let, here, second) == "let_through_once"
    let(here, cards[3], goes=False)
    let(here, second)
    assert {each.viewpoint for each in opgaven(here.meeting) if each.own_way} == {second}


def test_a_card_that_goes_by_itself_takes_no_place_of_the_table() -> None:
    here, cards = ready(7)
    let(here, cards[6])
    assert here.refused(pick, here, cards[6]) == "goes_already"
    pick(here, *cards[:4])
    pick(here, cards[4], deviating=True)
    assert len(opgaven(here.meeting)) == 6


def test_what_the_table_took_along_needs_no_pushing_and_what_is_withdrawn_does_not_go() -> None:
    here, cards = ready()
    pick(here, cards[0])
    assert here.refused(let, here, cards[0]) == "picked_already"
    here.ask(author_of(here, cards[1]), WithdrawViewpoint, viewpoint_id=cards[1])
    assert here.refused(let, here, cards[1]) == "not_in_the_harvest"


def test_before_tables_pick_nothing_is_pushed_through() -> None:
    here = tables()
    card = here.view(here.people[0], "Wachttijd")
    assert here.refused(let, here, card) == "picking_closed"


# Without tables


def test_a_small_group_without_tables_picks_together_as_many_as_it_wants() -> None:
    here = Hall().open(sheet=SHEET)
    here.join(12)
    here.go("gather")
    cards = [here.view(person, f"Kaart {person.id[:4]}") for person in here.people]
    here.go("pick")
    for card in cards[:8]:
        here.lead(PickCard, viewpoint_id=card)
    assert [each.viewpoint for each in opgaven(here.meeting)] == cards[:8]
    assert [each.id for each in cards_at(here.meeting, None)] == cards


def test_who_leads_takes_a_pick_back_by_undoing_it() -> None:
    here = Hall().open(sheet=SHEET)
    here.join(2)
    here.go("gather")
    card = here.view(here.people[0], "Wachttijd")
    here.go("pick")
    here.lead(PickCard, viewpoint_id=card)
    here.lead(Undo, act=len(here.meeting.acts))
    assert opgaven(here.meeting) == []


def test_what_is_typed_by_who_leads_belongs_to_no_table() -> None:
    here = tables()
    here.lead(SubmitViewpoint, viewpoint_id=here.id(), block_id="gather", text="Gezegd in de zaal")
    assert cards_at(here.meeting, "1") == []
