"""Chosen: for the report, what people chose among, how it was counted, what it came to, and what became of the rest.

Texts and numbers only, and no number that could point at somebody: those never left the box.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from meeting.procedure.channels import Counts
from meeting.procedure.shortlisting import wording
from meeting.procedure.state import LETTERS, SEVERAL, Coverage, Meeting, Package, Round, RoundKind


@dataclass(frozen=True)
class Listed:
    """One thing on the list. `n`: how many people chose it, or its dots; None where that is not told."""

    letter: str
    text: str
    n: int | None
    chosen: bool
    tied: bool


@dataclass(frozen=True)
class Choosing:
    """One round in which several were chosen, or dots were laid. `most` and `cap` are the rule of it.

    `comes` and `goes` are the letters a proportional count would have taken in and left out; `lettered`: a tie in it
    was broken by the letter. `channels`: how many chose in which way, where not all did on a phone; coverage is about
    the `phones`, not about those `beside` them. `reason` is why people chose anew; `run_off`: among what was tied.
    """

    decision: int
    at: datetime
    kind: RoundKind
    most: int
    cap: int
    ballots: int
    electorate: int
    channels: Counts
    phones: int
    beside: int
    quorum: bool
    listed: tuple[Listed, ...]
    coverage: Coverage | None
    comes: tuple[str, ...]
    goes: tuple[str, ...]
    lettered: bool
    reason: str | None
    run_off: bool

    @property
    def chosen(self) -> tuple[Listed, ...]:
        return tuple(each for each in self.listed if each.chosen)

    @property
    def tied(self) -> tuple[Listed, ...]:
        return tuple(each for each in self.listed if each.tied)


@dataclass(frozen=True)
class Packed:
    """What was laid on the table of it; `reason`: why that is not what was counted. Each text with its letter.

    `owners` are those of the chosen, and `kept` those of what waits with the day it comes back, in the same order.
    """

    decision: int
    chosen: tuple[str, ...]
    waiting: tuple[str, ...]
    coverage: Coverage | None
    phones: int
    beside: int
    reason: str | None
    owners: tuple[str | None, ...] = ()
    kept: tuple[tuple[str | None, date | None], ...] = ()


def choosings(meeting: Meeting) -> tuple[Choosing, ...]:
    """Every such round of which the result was shown, oldest first."""
    return tuple(_choosing(known, meeting) for known in meeting.rounds if known.kind in SEVERAL and known.shown)


def packages(meeting: Meeting) -> tuple[Packed, ...]:
    """Every package that lay on the table, oldest first."""
    return tuple(_packed(each, meeting) for each in meeting.packages)


def _letters(known: Round, meeting: Meeting) -> dict[str, str]:
    """As they stood on every screen; a run-off keeps those of the round before it."""
    first = meeting.round_of(known.of) or known
    return dict(zip((option.id for option in first.options), LETTERS, strict=False))


def _choosing(known: Round, meeting: Meeting) -> Choosing:
    found, letters = known.choice, _letters(known, meeting)
    assert found is not None
    numbers = dict(found.counts)
    differs = found.differs
    return Choosing(
        decision=known.decision,
        at=known.opened_at,
        kind=known.kind,
        most=known.most,
        cap=known.cap,
        ballots=found.ballots,
        electorate=found.electorate,
        channels=known.channels,
        phones=found.phones,
        beside=found.beside,
        quorum=found.quorum,
        listed=tuple(
            Listed(
                letters[each.id],
                wording(meeting, each.id),
                numbers[each.id],
                each.id in found.chosen,
                each.id in found.tied,
            )
            for each in known.options
        ),
        coverage=found.coverage,
        comes=tuple(letters[each] for each in found.proportional if differs and each not in found.chosen),
        goes=tuple(letters[each] for each in found.chosen if differs and each not in found.proportional),
        lettered=found.lettered,
        reason=known.reason,
        run_off=bool(known.of),
    )


def _packed(package: Package, meeting: Meeting) -> Packed:
    known = meeting.round_of(package.round_id)
    assert known is not None
    assert known.choice is not None
    letters = _letters(known, meeting)

    def worded(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{letters[each]}. {wording(meeting, each)}" for each in ids)

    return Packed(
        decision=package.decision,
        chosen=worded(package.chosen),
        waiting=worded(package.waiting),
        coverage=package.coverage,
        phones=known.choice.phones,
        beside=known.choice.beside,
        reason=package.reason,
        owners=tuple(package.entrusted_with(each).owner for each in package.chosen),
        kept=tuple((said.owner, said.back_on) for said in map(package.entrusted_with, package.waiting)),
    )
