"""The report's part about a large event: every card where it went, teams without anybody's name, nothing lost."""

from __future__ import annotations

import re
from dataclasses import replace

from immutables import Map

from meeting.harvest.page import render
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.clustering import JudgePlace, NameCluster
from meeting.procedure.onward import Fate, onward
from meeting.procedure.report import report
from meeting.procedure.state import Block, Decision, DecisionKind, Opgave, Package, Phone, Shortlist, Table
from meeting.procedure.state.choosing import Entry
from meeting.procedure.teaming import AddTeam, ArrangeTeam, DropTeam, MakeTeams
from meeting.words import translator

from .acts import Hall
from .test_teaming import REACH, sign_up, teaming
from .voices import SHEET, merge

CARDS = ("Er is geen plek om te zitten", "Meer bankjes", "Een buurtbus", "Stilte na tien uur")


def event() -> tuple[Hall, str, list[str]]:
    """Four people with a card each; the first two lie in a topic that was chosen, the third waits, the last stands."""
    *others, last = SHEET.blocks
    here = Hall().open(sheet=replace(SHEET, blocks=(*others, Block("teams", "teaming", 8, Phone.WRITE), last)))
    here.join(4)
    here.go("gather")
    cards = [here.view(person, words) for person, words in zip(here.people, CARDS, strict=True)]
    known = {card: Opgave(card, "table", for_whom="Ouderen", own_way=card == cards[3]) for card in cards}
    here.meeting = replace(here.meeting, opgaven=Map(known), tables=Map({"table": Table("table", 14)}))
    topic = merge(here, *cards[:2])
    here.lead(NameCluster, cluster_id=topic, rev=here.meeting.clusters[topic].rev, name="Samen zitten")
    here.ask(here.people[0], JudgePlace, viewpoint_id=cards[0], cluster_id=topic, fits=True)
    here.ask(here.people[1], JudgePlace, viewpoint_id=cards[1], cluster_id=topic, fits=False)
    here.meeting = replace(
        here.meeting,
        shortlist=Shortlist((Entry(topic, "Samen zitten"), Entry(cards[2], "Een buurtbus"))),
        packages=(Package("round", "package", 1, (topic,), (cards[2],)),),
        decisions=(Decision(1, DecisionKind.FULL, "package", 1, here.now),),
    )
    here.go("teams")
    return here, topic, cards


def test_every_card_stands_once_where_it_went() -> None:
    here, *_ = event()
    strands = onward(here.meeting).strands
    told = [(each.fate, each.name, tuple(card.text for card in each.cards)) for each in strands]
    assert told == [
        (Fate.CHOSEN, "Samen zitten", CARDS[:2]),
        (Fate.WAITING, None, CARDS[2:3]),
        (Fate.KEPT, None, CARDS[3:]),
    ]
    assert [each.decision for each in strands] == [1, 1, None]


def test_a_card_keeps_what_its_table_filled_in_and_that_its_author_let_it_through() -> None:
    here, *_ = event()
    *_, last = onward(here.meeting).strands
    (card,) = last.cards
    assert (card.for_whom, card.own_way) == ("Ouderen", True)


def test_which_table_a_card_comes_from_is_not_told_because_few_may_have_sat_there() -> None:
    here, *_ = event()
    told = render(report(replace(here.meeting, packages=())), translator("nl"))
    assert "Ouderen" in told
    assert not re.search(r"tafel\s+14", told)


def test_a_team_stands_with_its_opgave_and_one_that_people_began_themselves_apart() -> None:
    here, topic, _ = event()
    here.lead(AddTeam, team_id=topic, title="Samen zitten")
    here.lead(AddTeam, team_id="own", title="Een wandelclub")
    here.lead(AddTeam, team_id="gone", title="Toch niet")
    here.lead(DropTeam, team_id="gone")
    here.lead(ArrangeTeam, team_id=topic, rev=1, title="Samen zitten", lead="Samira", first_step="Samen kijken")
    sign_up(here, team=topic, helps="Timmeren", **REACH)
    known = onward(here.meeting)
    team = known.strands[0].team
    assert team is not None
    assert (team.people, team.lead, team.first_step) == (1, "Samira", "Samen kijken")
    assert [each.title for each in known.teams] == ["Een wandelclub"]
    assert known.sign_ups == 1


def test_the_report_holds_no_name_number_or_offer_of_who_is_in_a_team() -> None:
    here = teaming()
    sign_up(here, helps="Bel mij maar over timmeren", **REACH)
    here.go("close")
    here.lead(CloseMeeting)
    told = repr(report(here.meeting))
    assert not [words for words in (*REACH.values(), "timmeren") if words in told]


def test_a_package_becomes_a_team_for_each_opgave_in_it() -> None:
    here, topic, _ = event()
    here.lead(MakeTeams)
    team = onward(here.meeting).strands[0].team
    assert (list(here.meeting.teams), team and team.title) == ([topic], "Samen zitten")


def test_what_its_author_took_back_is_in_no_strand() -> None:
    here, _, cards = event()
    gone = replace(here.meeting.viewpoints[cards[3]], withdrawn=True)
    here.meeting = replace(here.meeting, viewpoints=here.meeting.viewpoints.set(cards[3], gone))
    assert CARDS[3] not in repr(onward(here.meeting))


def test_a_meeting_without_opgaven_has_only_its_teams() -> None:
    here = teaming()
    assert [(each.title, each.people) for each in onward(here.meeting).teams] == [("De binnentuin", 0)]
    assert onward(here.meeting).strands == ()


def test_what_stands_with_its_opgave_is_not_told_again_among_all_that_was_brought() -> None:
    here, *_ = event()
    here.meeting = replace(here.meeting, packages=(), decisions=())
    here.go("gather")
    here.view(here.people[0], "Dit legde geen tafel neer")
    here.go("close")
    here.lead(CloseMeeting)
    apart = [voice.text for each in report(here.meeting).gathered for voice in each.loose]
    assert not {*apart} & {*CARDS}
    assert sum(len(each.voices) for each in report(here.meeting).gathered) == len(CARDS) + 1
