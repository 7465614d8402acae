"""Teaming: people sign up for what was decided, say what they bring, and fill in a first step together.

Who signs up is known here by a mark of the seat for this alone (`holder`): no file links it to what the same person
wrote, recognised or proposed. How somebody can be reached is no event: it is kept apart (`ContactKept`), for as long
as they were told, and goes when they say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    AFTER_CLOSE,
    FACILITATOR,
    LEADER,
    NEVER,
    NOTE_KEEPER,
    PARTICIPANT,
    Apart,
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
    stamped,
    step,
    touches,
)
from meeting.procedure.state import Decision, Effort, Meeting, SignUp, Team

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


@dataclass(frozen=True, kw_only=True)
class JoinTeam(Command):
    """Sign up for a team, or say anew what one brings (`rev` one higher); staff type what was said aloud.

    With `name` and `reach` (a telephone number or an address) the person consents to be reached; without them not,
    unless it `keeps` what was left before.
    """

    sign_up_id: str
    team_id: str
    rev: int
    helps: str | None = None
    seeks: str | None = None
    effort: Effort | None = None
    keeps: bool = False
    name: str | None = personal(default=None)
    reach: str | None = personal(default=None)
    holder: str | None = stamped(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class TeamJoined(Event):
    sign_up_id: str
    team_id: str
    rev: int
    effort: Effort | None
    capacity: str | None
    reachable: bool
    holder: str | None = personal(default=None)
    helps: str | None = personal(default=None)
    seeks: str | None = personal(default=None)


@dataclass(frozen=True, kw_only=True)
class LeaveTeam(Command):
    """ "Not after all": out of the team, and the way to reach this person is gone."""

    sign_up_id: str
    holder: str | None = stamped(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class TeamLeft(Event):
    sign_up_id: str


@dataclass(frozen=True, kw_only=True)
class ForgetContact(Command):
    """Take away how I can be reached; I stay in the team. The facilitator does it for who asks later."""

    sign_up_id: str
    holder: str | None = stamped(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class ContactForgotten(Event):
    sign_up_id: str


@dataclass(frozen=True, kw_only=True)
class ContactKept(Apart):
    """How somebody in a team can be reached, until the end of a day."""

    sign_up_id: str
    name: str = personal()
    reach: str = personal()
    until: date


@dataclass(frozen=True, kw_only=True)
class ContactGone(Apart):
    sign_up_id: str


step("teaming", {MakeTeams: FACILITATOR})
always(
    {
        AddTeam: FACILITATOR,
        DropTeam: FACILITATOR,
        ArrangeTeam: NOTE_KEEPER,
        JoinTeam: PARTICIPANT | NOTE_KEEPER,
        LeaveTeam: PARTICIPANT | NOTE_KEEPER,
        ForgetContact: PARTICIPANT | LEADER,
    }
)
AFTER_CLOSE.update({LeaveTeam, ForgetContact})


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


def _team(team_id: str, meeting: Meeting) -> Team:
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


@inverse.register
def _(event: TeamMade, before: Meeting) -> Command | None:
    return _staff(DropTeam, team_id=event.team_id)


@done.register
def _(command: DropTeam, meeting: Meeting) -> bool:
    known = meeting.teams.get(command.team_id)
    return known is not None and known.dropped


@decide.register
def drop_team(command: DropTeam, meeting: Meeting) -> Iterator[Event]:
    team = _team(command.team_id, meeting)
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
    team = _team(command.team_id, meeting)
    return all(getattr(team, name) == value for name, value in _agreed(command).items())


@decide.register
def arrange_team(command: ArrangeTeam, meeting: Meeting) -> Iterator[Event]:
    team = _team(command.team_id, meeting)
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


# Signing up


def _own(command: JoinTeam | LeaveTeam, meeting: Meeting) -> SignUp | None:
    """The sign-up this is about, if it is this person's; staff own what they typed. Raises Refused."""
    known = meeting.sign_ups.get(command.sign_up_id)
    if known is not None and known.holder != _holder(command):
        raise Refused("not_yours")
    return known


def _holder(command: JoinTeam | LeaveTeam) -> str | None:
    return command.holder if command.role is Role.PARTICIPANT else None


@done.register
def _(command: JoinTeam, meeting: Meeting) -> bool:
    known = _own(command, meeting)
    return known is not None and known.rev == command.rev and known.team == command.team_id and not known.left


@decide.register
def join_team(command: JoinTeam, meeting: Meeting) -> Iterator[Event | Apart]:
    known, team = _own(command, meeting), _team(command.team_id, meeting)
    if not welcome(meeting):
        raise Refused("teams_closed")
    if command.rev != (known.rev if known else 0) + 1 or (known and known.team != team.id):
        raise Refused("changed_meanwhile")
    if any(each.team == team.id and each is not known and not each.left for each in _beside(command, meeting)):
        raise Refused("in_team_already")
    name, reach = text.clean_or_none(command.name, text.NAME), text.clean_or_none(command.reach, text.NAME)
    if (name is None) != (reach is None):
        raise Refused("contact_half")
    keeps = command.keeps and reach is None and known is not None and known.reachable
    yield TeamJoined(
        sign_up_id=command.sign_up_id,
        team_id=team.id,
        rev=command.rev,
        effort=command.effort,
        capacity=_capacity(command, meeting),
        reachable=keeps or reach is not None,
        holder=_holder(command),
        helps=text.clean_or_none(command.helps, text.VIEWPOINT),
        seeks=text.clean_or_none(command.seeks, text.VIEWPOINT),
    )
    if name is not None and reach is not None and (until := kept_until(meeting)) is not None:
        yield ContactKept(sign_up_id=command.sign_up_id, name=name, reach=reach, until=until)
    elif known is not None and known.reachable and not keeps:
        yield ContactGone(sign_up_id=known.id)


def _beside(command: JoinTeam, meeting: Meeting) -> tuple[SignUp, ...]:
    """What else this person signed up for."""
    return sign_ups_of(meeting, _holder(command))


def _capacity(command: JoinTeam, meeting: Meeting) -> str | None:
    who = meeting.participants.get(command.participant or "")
    return who.capacity if who else None


@evolve.register
def team_joined(event: TeamJoined, meeting: Meeting) -> Meeting:
    known = meeting.sign_ups.get(event.sign_up_id)
    now = SignUp(
        id=event.sign_up_id,
        number=known.number if known else len(meeting.sign_ups) + 1,
        team=event.team_id,
        holder=event.holder,
        helps=event.helps,
        seeks=event.seeks,
        effort=event.effort,
        capacity=event.capacity,
        reachable=event.reachable,
        rev=event.rev,
    )
    holders = meeting.holders
    if event.holder is not None and known is None:
        holders = holders.set(event.holder, (*holders.get(event.holder, ()), now.id))
    return replace(meeting, sign_ups=meeting.sign_ups.set(now.id, now), holders=holders)


@done.register
def _(command: LeaveTeam, meeting: Meeting) -> bool:
    known = _own(command, meeting)
    return known is not None and known.left


@decide.register
def leave_team(command: LeaveTeam, meeting: Meeting) -> Iterator[Event | Apart]:
    known = _own(command, meeting)
    if known is None:
        raise Refused("not_yours")
    yield from gone_from(known)


def gone_from(known: SignUp) -> Iterator[Event | Apart]:
    """Out of the team, and nothing is left by which this person can be reached."""
    if not known.left:
        yield TeamLeft(sign_up_id=known.id)
    if known.reachable:
        yield ContactGone(sign_up_id=known.id)


@evolve.register
def team_left(event: TeamLeft, meeting: Meeting) -> Meeting:
    return _changed(meeting, event.sign_up_id, left=True, reachable=False)


def _left_by(command: ForgetContact, meeting: Meeting) -> SignUp:
    """The sign-up, where whoever asks may take its contact away. Raises Refused."""
    known = meeting.sign_ups.get(command.sign_up_id)
    if known is None or (command.role is Role.PARTICIPANT and known.holder != command.holder):
        raise Refused("not_yours")
    return known


@done.register
def _(command: ForgetContact, meeting: Meeting) -> bool:
    return not _left_by(command, meeting).reachable


@decide.register
def forget_contact(command: ForgetContact, meeting: Meeting) -> Iterator[Event | Apart]:
    known = _left_by(command, meeting)
    yield ContactForgotten(sign_up_id=known.id)
    yield ContactGone(sign_up_id=known.id)


@evolve.register
def contact_forgotten(event: ContactForgotten, meeting: Meeting) -> Meeting:
    return _changed(meeting, event.sign_up_id, reachable=False)


def _changed(meeting: Meeting, sign_up_id: str, **changes: Any) -> Meeting:
    known = replace(meeting.sign_ups[sign_up_id], **changes)
    return replace(meeting, sign_ups=meeting.sign_ups.set(known.id, known))


@touches.register(TeamJoined)
@touches.register(TeamLeft)
@touches.register(ContactForgotten)
@touches.register(TeamMade)
def _(event: Event, meeting: Meeting) -> Iterable[str]:
    """Nobody's own part but that of who asked, which is told by itself."""
    return ()


@inverse.register
def _(event: TeamJoined, before: Meeting) -> Command | None:
    """What staff typed can be taken back; what somebody said on a phone is theirs."""
    if event.holder is not None or event.rev > 1:
        return None
    return LeaveTeam(at=NEVER, role=Role.FACILITATOR, sign_up_id=event.sign_up_id)
