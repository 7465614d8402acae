"""Entrusting: who goes on with each opgave of a package, and with what waits, until which day.

Nobody has to: an opgave without an owner is told as such (rulings 22). It may still be said after the decision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import (
    NEVER,
    NOTE_KEEPER,
    Command,
    Event,
    Refused,
    Role,
    StaffCommand,
    decide,
    done,
    evolve,
    inverse,
    personal,
    step,
)
from meeting.procedure.state import Entrusted, Meeting, Package


@dataclass(frozen=True, kw_only=True)
class EntrustOpgave(StaffCommand):
    """Say who owns an opgave of the package of this decision; of one that waits also when it comes back.

    Empty words and no day: nobody owns it.
    """

    number: int
    entry_id: str
    owner: str | None = None
    back_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class OpgaveEntrusted(Event):
    """`entry` is an opgave of the package of this proposal."""

    proposal: str
    entry: str
    owner: str | None = personal(default=None)
    back_on: dt.date | None = None


for each in ("deciding", "teaming", "closing"):
    step(each, {EntrustOpgave: NOTE_KEEPER})


def package_of_decision(meeting: Meeting, number: int) -> Package | None:
    """The package on the table, or that of a decision that was laid down."""
    if number == meeting.decision:
        return meeting.package
    decision = next((known for known in meeting.decisions if known.number == number and known.kind.adopted), None)
    return meeting.package_of(decision.proposal) if decision else None


@done.register
def _(command: EntrustOpgave, meeting: Meeting) -> bool:
    package = package_of_decision(meeting, command.number)
    return package is not None and package.entrusted_with(command.entry_id) == _said(command, package)


def _said(command: EntrustOpgave, package: Package) -> Entrusted:
    """What starts now has no day on which it comes back."""
    back_on = command.back_on if command.entry_id in package.waiting else None
    return Entrusted(command.entry_id, text.clean_or_none(command.owner, text.NAME), back_on)


@decide.register
def entrust_opgave(command: EntrustOpgave, meeting: Meeting) -> Iterator[Event]:
    package = package_of_decision(meeting, command.number)
    if package is None:
        raise Refused("changed_meanwhile")
    if command.entry_id not in (*package.chosen, *package.waiting):
        raise Refused("unknown_entry")
    said = _said(command, package)
    yield OpgaveEntrusted(proposal=package.proposal, entry=said.entry, owner=said.owner, back_on=said.back_on)


@evolve.register
def opgave_entrusted(event: OpgaveEntrusted, meeting: Meeting) -> Meeting:
    said = Entrusted(event.entry, event.owner, event.back_on)
    return replace(
        meeting,
        packages=tuple(
            replace(known, entrusted=(*(one for one in known.entrusted if one.entry != said.entry), said))
            if known.proposal == event.proposal
            else known
            for known in meeting.packages
        ),
    )


@inverse.register
def _(event: OpgaveEntrusted, before: Meeting) -> Command | None:
    numbers = {known.proposal: known.number for known in before.decisions}
    package = before.package_of(event.proposal)
    if package is None:
        return None
    was = package.entrusted_with(event.entry)
    return EntrustOpgave(
        at=NEVER,
        role=Role.FACILITATOR,
        block="",
        number=numbers.get(event.proposal, before.decision),
        entry_id=was.entry,
        owner=was.owner,
        back_on=was.back_on,
    )
