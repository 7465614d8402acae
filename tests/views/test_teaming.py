"""What is seen of teams: who may join what, how full they are, and no number or name that points at anybody."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from immutables import Map

from meeting import views
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.signing_up import JoinTeam, LeaveTeam
from meeting.procedure.state import Capacity, Decision, DecisionKind, Package, Shortlist
from meeting.procedure.state.choosing import Entry
from meeting.procedure.teaming import AddTeam, ArrangeTeam
from meeting.views.presence import Presence
from meeting.views.teaming import fill
from tests.procedure.acts import Hall, Person
from tests.procedure.test_teaming import REACH, sign_up, teaming

CAPACITIES = {"resident": "Bewoners", "official": "Ambtenaren"}


def in_capacities(here: Hall, *of: str) -> None:
    """The first people take part as this."""
    kinds = {each: Capacity(each, name, votes=True) for each, name in CAPACITIES.items()}
    people = here.meeting.participants
    for person, capacity in zip(here.people, of, strict=False):
        people = people.set(person.id, replace(people[person.id], capacity=capacity))
    here.meeting = replace(here.meeting, capacities=Map(kinds), participants=people)


def wall(here: Hall) -> list[dict[str, Any]]:
    teams: list[dict[str, Any]] = views.room(here.meeting, Presence())["teams"]
    return teams


def mine(here: Hall, person: Person) -> dict[str, Any]:
    return views.mine(here.meeting, person.id, {}, None, here.holder(person))


def test_a_phone_is_asked_for_what_there_is_and_knows_its_own_teams_only() -> None:
    here = teaming()
    sign_up(here, helps="Koken")
    ask = views.phone(here.meeting, Presence())["ask"]
    assert (ask["form"], ask["do"], [each["text"] for each in ask["options"]]) == (
        "choose",
        "join_team",
        ["De binnentuin"],
    )
    assert [each["helps"] for each in mine(here, here.people[0])["teams"]] == ["Koken"]
    assert mine(here, here.people[1])["teams"] == []


def test_no_view_holds_a_name_or_a_way_to_reach_anybody() -> None:
    here = teaming()
    sign_up(here, helps="Koken", **REACH)
    everything = [
        views.room(here.meeting, Presence()),
        views.phone(here.meeting, Presence()),
        views.console(here.meeting, Presence()),
        *(mine(here, person) for person in here.people),
    ]
    seen = json.dumps(everything, default=str)
    assert not [words for words in REACH.values() if words in seen]


def test_the_wall_says_how_many_and_whether_that_is_enough() -> None:
    here = teaming()
    assert [(each["people"], each["fill"]) for each in wall(here)] == [(0, "empty")]
    left = sign_up(here)
    sign_up(here, 1)
    assert [(each["people"], each["fill"]) for each in wall(here)] == [(2, "small")]
    here.ask(here.people[0], LeaveTeam, sign_up_id=left)
    assert [each["people"] for each in wall(here)] == [1]
    assert [fill(n) for n in (3, 12, 13)] == ["right", "right", "full"]


def test_the_mix_shows_only_where_it_points_at_nobody_and_never_a_number() -> None:
    here = teaming(5)
    in_capacities(here, *["resident"] * 5)
    for who in range(4):
        sign_up(here, who)
    assert wall(here)[0]["mix"] == []
    sign_up(here, 4)
    missing = {"key": "team.missing", "values": {"name": "Ambtenaren"}}
    assert wall(here)[0]["mix"] == [{"there": False, "said": missing}, {"there": True, "said": {"text": "Bewoners"}}]


def test_the_console_says_what_a_team_still_lacks() -> None:
    here = teaming()
    (team,) = views.console(here.meeting, Presence())["teaming"]["teams"]
    assert team["lacks"] == ["lead", "first_on", "first_step"]
    here.lead(ArrangeTeam, team_id="garden", rev=1, title="De binnentuin", lead="Samira", first_step="Samen kijken")
    (team,) = views.console(here.meeting, Presence())["teaming"]["teams"]
    assert team["lacks"] == ["first_on"]


def test_a_team_stays_on_the_phone_after_the_meeting_with_the_way_out() -> None:
    here = teaming()
    sign_up(here)
    here.go("close")
    here.lead(CloseMeeting)
    (team,) = mine(here, here.people[0])["teams"]
    assert (team["title"], team["left"], team["open"]) == ("De binnentuin", False, False)


def test_a_card_tells_its_author_the_way_it_went() -> None:
    here = teaming()
    here.go("gather")
    card = here.view(here.people[0], "Er is geen plek om te zitten")
    waiting = here.view(here.people[1], "Meer bankjes")
    here.lead(AddTeam, team_id=card, title="Plekken om te zitten")
    told = {who: mine(here, here.people[who])["viewpoints"][0]["told"] for who in (0, 1)}
    assert told == {0: [], 1: []}
    here.meeting = replace(
        here.meeting,
        shortlist=Shortlist((Entry(card, "Zitten"), Entry(waiting, "Bankjes"))),
        packages=(Package("round", "package", 1, (card,), (waiting,)),),
        decisions=(Decision(1, DecisionKind.FULL, "package", 1, here.now),),
    )
    here.go("teams")
    told = {who: [each["key"] for each in mine(here, here.people[who])["viewpoints"][0]["told"]] for who in (0, 1)}
    assert told == {0: ["way.chosen", "way.team"], 1: ["way.waiting"]}


def test_joining_again_after_a_reload_brings_up_the_same_sign_up() -> None:
    here = teaming()
    known = sign_up(here)
    here.ask(here.people[0], JoinTeam, sign_up_id=known, team_id="garden", rev=2, seeks="Een schuur")
    (team,) = mine(here, here.people[0])["teams"]
    assert (team["id"], team["rev"], team["seeks"]) == (known, 2, "Een schuur")
