"""Teaming: what was decided gets teams, which agree on a place, a lead and a first step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    NEVER,
    NOTE_KEEPER,
    Command,
    Event,
    Refused,
    Role,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    inverse,
    personal,
    step,
    touches,
)
from meeting.procedure.state import Decision, Meeting, SignUp, Team

KEPT_FOR = timedelta(days=90)
"""How long a way to reach somebody is kept: long enough for a first meeting, and said beforehand."""

MOST_TEAMS = 24
FEWEST, MOST = 3, 12
"""A team smaller than this cannot begin, a larger one cannot talk at one table."""


@dataclass(frozen=True, kw_only=True)
class MakeTeams(StaffCommand):
    """Make a team for everything that was decided and has none yet."""


@dataclass(frozen=True, kw_only=True)
class AddTeam(StaffCommand):
    """Make one team, or bring back one that was let go."""

    team_id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class TeamMade(Event):
    team_id: str
    title: str = personal()


@dataclass(frozen=True, kw_only=True)
class DropTeam(StaffCommand):
    """Let a team go that nobody is in."""

    team_id: str


@dataclass(frozen=True, kw_only=True)
class TeamDropped(Event):
    team_id: str


@dataclass(frozen=True, kw_only=True)
class ArrangeTeam(StaffCommand):
    """Fill in what a team agreed: everything at once, over the revision that was read."""

    team_id: str
    rev: int
    title: str
    place: str | None = None
    lead: str | None = None
    wanted: str | None = None
    first_on: date | None = None
    first_step: str | None = None


@dataclass(frozen=True, kw_only=True)
class TeamArranged(Event):
    team_id: str
    rev: int
    first_on: date | None
    title: str = personal()
    place: str | None = personal(default=None)
    lead: str | None = personal(default=None)
    wanted: str | None = personal(default=None)
    first_step: str | None = personal(default=None)


step("teaming", {MakeTeams: FACILITATOR})
always(
    {
        AddTeam: FACILITATOR,
        DropTeam: FACILITATOR,
        ArrangeTeam: NOTE_KEEPER,
    }
)


# Looking


def teams(meeting: Meeting) -> tuple[Team, ...]:
    """The teams there are, in the order in which they were made."""
    living = (each for each in meeting.teams.values() if not each.dropped)
    return tuple(sorted(living, key=lambda each: each.number))


def members(meeting: Meeting, team_id: str) -> tuple[SignUp, ...]:
    """Who is in a team now, in the order in which they came."""
    here = (each for each in meeting.sign_ups.values() if each.team == team_id and not each.left)
    return tuple(sorted(here, key=lambda each: each.number))


def sign_ups_of(meeting: Meeting, holder: str | None) -> tuple[SignUp, ...]:
    """What one person signed up for, left teams too."""
    if not holder:
        return ()
    return tuple(meeting.sign_ups[each] for each in meeting.holders.get(holder, ()))


def welcome(meeting: Meeting) -> bool:
    """Whether people can sign up: from the first time that teams are made until the meeting closes."""
    return kept_until(meeting) is not None and meeting.closed_at is None


def kept_until(meeting: Meeting) -> date | None:
    """The last day that a way to reach people is kept: the same for everybody, counted from when teams are made."""
    visits = (visit for visit in meeting.visits if meeting.block_of(visit.block).step == "teaming")
    first = next(visits, None)
    return first.at.date() + KEPT_FOR if first else None


def without_team(meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """What was decided and has no team yet: its id and its words."""
    return tuple((thing, words) for thing, words in decided(meeting) if thing not in meeting.teams)


def decided(meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """What people go on with, in their words: the opgaven of an adopted package, else the proposal as adopted."""
    adopted = (each for each in meeting.decisions if each.kind.adopted)
    return tuple(found for each in adopted for found in _decided_in(each, meeting))


def _decided_in(decision: Decision, meeting: Meeting) -> Iterator[tuple[str, str]]:
    proposal = meeting.proposal_of(decision.proposal)
    if package := meeting.package_of(decision.proposal):
        yield from ((each, meeting.shortlist.text_of(each)) for each in package.chosen)
    elif proposal is not None:
        yield proposal.id, proposal.versions[decision.version - 1].text


def team_or_refuse(team_id: str, meeting: Meeting) -> Team:
    """A team people can still join or fill in."""
    team = meeting.teams.get(team_id)
    if team is None or team.dropped:
        raise Refused("unknown_team")
    return team


# Making teams


@decide.register
def make_teams(command: MakeTeams, meeting: Meeting) -> Iterator[Event]:
    for thing, words in without_team(meeting)[: MOST_TEAMS - len(teams(meeting))]:
        yield TeamMade(team_id=thing, title=words)


@done.register
def _(command: AddTeam, meeting: Meeting) -> bool:
    known = meeting.teams.get(command.team_id)
    if known is None or known.dropped:
        return False
    if known.rev == 1 and known.title != text.clean(command.title, text.PROPOSAL):
        raise Refused("id_taken")
    return True


@decide.register
def add_team(command: AddTeam, meeting: Meeting) -> Iterator[Event]:
    if len(teams(meeting)) >= MOST_TEAMS:
        raise Refused("too_many_teams", most=MOST_TEAMS)
    yield TeamMade(team_id=command.team_id, title=text.clean(command.title, text.PROPOSAL))


@evolve.register
def team_made(event: TeamMade, meeting: Meeting) -> Meeting:
    known = meeting.teams.get(event.team_id)
    team = replace(known, dropped=False) if known else Team(event.team_id, len(meeting.teams) + 1, event.title)
    return replace(meeting, teams=meeting.teams.set(team.id, team))


@touches.register
def _(event: TeamMade, meeting: Meeting) -> Iterable[str]:
    return ()


@inverse.register
def _(event: TeamMade, before: Meeting) -> Command | None:
    return _staff(DropTeam, team_id=event.team_id)


@done.register
def _(command: DropTeam, meeting: Meeting) -> bool:
    known = meeting.teams.get(command.team_id)
    return known is not None and known.dropped


@decide.register
def drop_team(command: DropTeam, meeting: Meeting) -> Iterator[Event]:
    team = team_or_refuse(command.team_id, meeting)
    if members(meeting, team.id):
        raise Refused("team_has_people")
    yield TeamDropped(team_id=team.id)


@evolve.register
def team_dropped(event: TeamDropped, meeting: Meeting) -> Meeting:
    return _changed_team(meeting, event.team_id, dropped=True)


@inverse.register
def _(event: TeamDropped, before: Meeting) -> Command | None:
    return _staff(AddTeam, team_id=event.team_id, title=before.teams[event.team_id].title)


def _changed_team(meeting: Meeting, team_id: str, **changes: Any) -> Meeting:
    return replace(meeting, teams=meeting.teams.set(team_id, replace(meeting.teams[team_id], **changes)))


# What a team agrees


def _agreed(command: ArrangeTeam) -> dict[str, Any]:
    return {
        "title": text.clean(command.title, text.PROPOSAL),
        "place": text.clean_or_none(command.place, text.NAME),
        "lead": text.clean_or_none(command.lead, text.NAME),
        "wanted": text.clean_or_none(command.wanted, text.VIEWPOINT),
        "first_on": command.first_on,
        "first_step": text.clean_or_none(command.first_step, text.VIEWPOINT),
    }


@done.register
def _(command: ArrangeTeam, meeting: Meeting) -> bool:
    team = team_or_refuse(command.team_id, meeting)
    return all(getattr(team, name) == value for name, value in _agreed(command).items())


@decide.register
def arrange_team(command: ArrangeTeam, meeting: Meeting) -> Iterator[Event]:
    team = team_or_refuse(command.team_id, meeting)
    if command.rev != team.rev:
        raise Refused("changed_meanwhile")
    yield TeamArranged(team_id=team.id, rev=team.rev + 1, **_agreed(command))


@evolve.register
def team_arranged(event: TeamArranged, meeting: Meeting) -> Meeting:
    agreed = {name: getattr(event, name) for name in ("title", "place", "lead", "wanted", "first_on", "first_step")}
    return _changed_team(meeting, event.team_id, rev=event.rev, **agreed)


@inverse.register
def _(event: TeamArranged, before: Meeting) -> Command | None:
    was = before.teams[event.team_id]
    agreed = {name: getattr(was, name) for name in ("title", "place", "lead", "wanted", "first_on", "first_step")}
    return _staff(ArrangeTeam, team_id=was.id, rev=event.rev, **agreed)


def _staff(kind: type[StaffCommand], **fields: Any) -> StaffCommand:
    """A command whose time, role and block are filled in by whoever asks for it."""
    return kind(at=NEVER, role=Role.FACILITATOR, block="", **fields)
