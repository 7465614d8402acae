"""Signing up for a team: what somebody brings, how they can be reached, and the ways out.

Who signs up is known here by a mark of the seat for this alone (`holder`): no file links it to what the same person
wrote, recognised or proposed. How somebody can be reached is no event: it is kept apart (`ContactKept`), for as long
as they were told, and goes when they say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    AFTER_CLOSE,
    LEADER,
    NEVER,
    NOTE_KEEPER,
    PARTICIPANT,
    Apart,
    Command,
    Event,
    Refused,
    Role,
    always,
    decide,
    done,
    evolve,
    inverse,
    personal,
    stamped,
    touches,
)
from meeting.procedure.state import Effort, Meeting, SignUp
from meeting.procedure.teaming import (
    kept_until,
    sign_ups_of,
    team_or_refuse,
    welcome,
)


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


always(
    {
        JoinTeam: PARTICIPANT | NOTE_KEEPER,
        LeaveTeam: PARTICIPANT | NOTE_KEEPER,
        ForgetContact: PARTICIPANT | LEADER,
    }
)
AFTER_CLOSE.update({LeaveTeam, ForgetContact})


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
    known, team = _own(command, meeting), team_or_refuse(command.team_id, meeting)
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
def _(event: Event, meeting: Meeting) -> Iterable[str]:
    """Nobody's own part but that of who asked, which is told by itself."""
    return ()


@inverse.register
def _(event: TeamJoined, before: Meeting) -> Command | None:
    """What staff typed can be taken back; what somebody said on a phone is theirs."""
    if event.holder is not None or event.rev > 1:
        return None
    return LeaveTeam(at=NEVER, role=Role.FACILITATOR, sign_up_id=event.sign_up_id)
