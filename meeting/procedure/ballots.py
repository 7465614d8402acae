"""Ballots: what was cast on phones, as it lies sealed in the box of its round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meeting.procedure.channels import counted
from meeting.procedure.core import Sealed, personal
from meeting.procedure.state import Box


@dataclass(frozen=True, kw_only=True)
class BallotCast(Sealed):
    """`choice` holds ids of options, sorted. `helped`: somebody chose on another person's phone.

    `uncovered`: of what this phone chose before nothing is in the package that is voted on (see uncovered.py).
    """

    choice: tuple[str, ...] = personal()
    helped: bool = False
    uncovered: bool = personal(default=False)

    @property
    def item(self) -> str:
        return "ballot"


def chosen(box: Box) -> Iterator[str]:
    """Every choice that lies sealed in a box: those of ballots, and those that were counted in the room."""
    for ballot in ballots(box):
        yield from ballot.choice
    yield from counted(box).elements()


def ballots(box: Box) -> list[BallotCast]:
    """What was cast on phones."""
    return [ballot for ballot in box.values() if isinstance(ballot, BallotCast)]
