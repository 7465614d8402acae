"""What is seen of the teams: where people can join, who is in them without saying who, and what each team agreed.

How somebody can be reached is in no view. In what capacities people came is told of a team of five or more only, and
then only which there are and which are not: no number that points at somebody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from meeting.procedure import text
from meeting.procedure.checking_out import FEWEST as FEWEST_OF_A_KIND
from meeting.procedure.state import Effort, Meeting, SignUp, Team
from meeting.procedure.teaming import FEWEST, MOST, kept_until, sign_ups_of, teams, welcome, without_team
from meeting.views.screen import Screen
from meeting.views.stage import View, act, key


def phone(meeting: Meeting) -> Screen:
    """Everything people can join, and what is asked of who does: one form for each of them."""
    here = teams(meeting)
    lines = (key("team.help"), key("team.kept", date=kept_until(meeting)))
    return Screen(key("team.title"), lines if here else (key("team.soon"),), ask=asked(meeting) if here else None)


def asked(meeting: Meeting) -> View:
    return {
        "form": "choose",
        "do": "join_team",
        "id": meeting.active,
        "key": "team",
        "several": True,
        "limit": text.VIEWPOINT,
        "efforts": [each.value for each in Effort],
        "options": [
            {"id": each.id, "text": each.title, "place": each.place, "wanted": each.wanted} for each in teams(meeting)
        ],
    }


def mine(meeting: Meeting, holder: str) -> list[View]:
    """The teams this phone joined, with what it brings and what the team agreed."""
    return [_own(meeting, each) for each in sign_ups_of(meeting, holder)]


def _own(meeting: Meeting, known: SignUp) -> View:
    team = meeting.teams[known.team]
    return {
        "id": known.id,
        "team": team.id,
        "title": team.title,
        "rev": known.rev,
        "left": known.left,
        "helps": known.helps,
        "seeks": known.seeks,
        "effort": known.effort.value if known.effort else None,
        "reachable": known.reachable,
        "facts": facts(team),
        "open": welcome(meeting) and not team.dropped,
    }


def facts(team: Team) -> list[View]:
    """What a team agreed, each as a sentence."""
    told = (
        key("team.place", text=team.place) if team.place else None,
        key("team.lead", name=team.lead) if team.lead else None,
        key("team.first_on", date=team.first_on) if team.first_on else None,
        key("team.first_step", text=team.first_step) if team.first_step else None,
    )
    return [each for each in told if each]


# The room screen and the console


def room(meeting: Meeting) -> list[View]:
    """The wall of teams: how many people each has, and what it still looks for."""
    inside = _inside(meeting)
    return [_card(meeting, team, inside[team.id]) for team in teams(meeting)]


def _inside(meeting: Meeting) -> defaultdict[str, list[SignUp]]:
    """Who is in which team, in the order in which they came."""
    found: defaultdict[str, list[SignUp]] = defaultdict(list)
    for each in sorted(meeting.sign_ups.values(), key=lambda each: each.number):
        if not each.left:
            found[each.team].append(each)
    return found


def _card(meeting: Meeting, team: Team, inside: Sequence[SignUp]) -> View:
    return {
        "id": team.id,
        "number": team.number,
        "text": team.title,
        "people": len(inside),
        "counted": key("team.people", n=len(inside)) if inside else key("team.nobody"),
        "fill": fill(len(inside)),
        "mix": mix(meeting, inside),
        "looking": key("team.wanted", text=team.wanted) if team.wanted else None,
        "facts": facts(team),
    }


def fill(people: int) -> str:
    """Whether a team has too few people to begin, or too many for one table."""
    if not people:
        return "empty"
    return "small" if people < FEWEST else "full" if people > MOST else "right"


def mix(meeting: Meeting, inside: Sequence[SignUp]) -> list[View]:
    """Which capacities are in a team and which are not; nothing of a team in which that could point at somebody."""
    if len(inside) < FEWEST_OF_A_KIND:
        return []
    here = {each.capacity for each in inside}
    kinds = sorted(meeting.capacities.values(), key=lambda each: (each.name, each.id))
    return [_kind(each.name, there=each.id in here) for each in kinds]


def _kind(name: str, *, there: bool) -> View:
    return {"there": there, "said": {"text": name} if there else key("team.missing", name=name)}


def console(meeting: Meeting) -> View:
    """The teams as staff work on them: with what people bring and look for, never with a name."""
    inside = _inside(meeting)
    return {
        "teams": [_worked_on(meeting, team, inside[team.id]) for team in teams(meeting)],
        "sign_ups": sum(map(len, inside.values())),
        "undone": len(without_team(meeting)),
        "until": until.isoformat() if (until := kept_until(meeting)) else None,
        "efforts": [each.value for each in Effort],
    }


def _worked_on(meeting: Meeting, team: Team, inside: Sequence[SignUp]) -> View:
    return {
        **_card(meeting, team, inside),
        "rev": team.rev,
        "title": team.title,
        "place": team.place,
        "lead": team.lead,
        "wanted": team.wanted,
        "first_on": team.first_on.isoformat() if team.first_on else None,
        "first_step": team.first_step,
        "reachable": sum(each.reachable for each in inside),
        "lacks": [name for name in ("lead", "first_on", "first_step") if getattr(team, name) is None],
        "brings": [_brought(each) for each in inside],
    }


def _brought(each: SignUp) -> View:
    return {
        "id": each.id,
        "helps": each.helps,
        "seeks": each.seeks,
        "effort": each.effort.value if each.effort else None,
        "spoken": each.holder is None,
    }


def say(meeting: Meeting) -> str:
    return "say.teaming" if teams(meeting) else "say.teaming.soon"


def primary(meeting: Meeting) -> View | None:
    """Making the teams of what was decided is what comes first."""
    return act("make_teams", "act.make_teams") if without_team(meeting) else None


def acts(meeting: Meeting) -> list[View]:
    return []
