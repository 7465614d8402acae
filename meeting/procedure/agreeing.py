"""Agreements: how people talk with each other tonight, the three of the method (method.md 2.1) and the group's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    NOTE_KEEPER,
    Event,
    Refused,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    touches,
)
from meeting.procedure.state import Agreement, Agreements, Meeting

KIND = "agreements"
"""The kind of talk in which they are made."""
FIXED = ("truth", "deepen", "learn")
"""The agreements of the method, by the name of their words."""
MOST = 7
"""How many of its own a group may add: more than ten nobody remembers."""


@dataclass(frozen=True, kw_only=True)
class AddAgreement(StaffCommand):
    """Add what the group wants to agree on, in its words."""

    agreement_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class AgreementAdded(Event):
    agreement_id: str
    text: str = personal()


@dataclass(frozen=True, kw_only=True)
class RemoveAgreement(StaffCommand):
    agreement_id: str


@dataclass(frozen=True, kw_only=True)
class AgreementRemoved(Event):
    agreement_id: str


@dataclass(frozen=True, kw_only=True)
class ConfirmAgreements(StaffCommand):
    """The group says aloud that it agrees. `rev` is what was on the screen."""

    rev: int


@dataclass(frozen=True, kw_only=True)
class AgreementsConfirmed(Event):
    rev: int


always({AddAgreement: NOTE_KEEPER, RemoveAgreement: NOTE_KEEPER, ConfirmAgreements: FACILITATOR})


def made(meeting: Meeting) -> bool:
    """Whether the group has come to its agreements: from then on they can be read everywhere."""
    return meeting.agreements != Agreements() or any(
        meeting.block_of(visit.block).kind == KIND for visit in meeting.visits
    )


def _known(meeting: Meeting, agreement_id: str) -> Agreement | None:
    return next((each for each in meeting.agreements.own if each.id == agreement_id), None)


@done.register
def _(command: AddAgreement, meeting: Meeting) -> bool:
    if command.agreement_id in meeting.dropped:
        return True
    known = _known(meeting, command.agreement_id)
    if known is not None and known.text != text.clean(command.text, text.VIEWPOINT):
        raise Refused("changed_elsewhere")
    return known is not None


@decide.register
def add_agreement(command: AddAgreement, meeting: Meeting) -> Iterator[Event]:
    if len(meeting.agreements.own) >= MOST:
        raise Refused("too_many_agreements", most=MOST)
    yield AgreementAdded(agreement_id=command.agreement_id, text=text.clean(command.text, text.VIEWPOINT))


@evolve.register
def agreement_added(event: AgreementAdded, meeting: Meeting) -> Meeting:
    return _changed(meeting, (*meeting.agreements.own, Agreement(event.agreement_id, event.text)))


@decide.register
def remove_agreement(command: RemoveAgreement, meeting: Meeting) -> Iterator[Event]:
    if _known(meeting, command.agreement_id) is not None:
        yield AgreementRemoved(agreement_id=command.agreement_id)


@evolve.register
def agreement_removed(event: AgreementRemoved, meeting: Meeting) -> Meeting:
    own = tuple(each for each in meeting.agreements.own if each.id != event.agreement_id)
    return replace(_changed(meeting, own), dropped=meeting.dropped | {event.agreement_id})


def _changed(meeting: Meeting, own: tuple[Agreement, ...]) -> Meeting:
    known = meeting.agreements
    return replace(meeting, agreements=replace(known, own=own, rev=known.rev + 1))


@decide.register
def confirm_agreements(command: ConfirmAgreements, meeting: Meeting) -> Iterator[Event]:
    known = meeting.agreements
    if command.rev != known.rev:
        raise Refused("changed_meanwhile")
    if known.confirmed != known.rev:
        yield AgreementsConfirmed(rev=known.rev)


@evolve.register
def agreements_confirmed(event: AgreementsConfirmed, meeting: Meeting) -> Meeting:
    return replace(meeting, agreements=replace(meeting.agreements, confirmed=event.rev))


@touches.register(AgreementAdded)
@touches.register(AgreementRemoved)
@touches.register(AgreementsConfirmed)
def _(event: Event, meeting: Meeting) -> Iterable[str]:
    return ()
