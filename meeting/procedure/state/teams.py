"""Who goes on with what: teams for opgaven, and what each person brings to one; never how to reach anybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Effort(StrEnum):
    """How much time somebody has."""

    ONCE = "once"
    MONTHLY = "monthly"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Team:
    """People who go on with one opgave. `id` is that of the opgave, topic or proposal it is about, or its own.

    `place` is where it gathers, `lead` its process facilitator, `wanted` the roles it misses, `first_on` the day it
    meets, `first_step` what it does first: all of it agreed in the room. `rev` counts what was filled in.
    """

    id: str
    number: int
    title: str
    place: str | None = None
    lead: str | None = field(default=None, repr=False)
    wanted: str | None = None
    first_on: date | None = None
    first_step: str | None = None
    rev: int = 1
    dropped: bool = False


@dataclass(frozen=True)
class SignUp:
    """Somebody in a team. `holder` is the mark of their seat for this alone; None for who said it aloud.

    `helps` is "I can help with", `seeks` "I am looking for"; `reachable`: they left a way to be reached, which is kept
    apart. `capacity` is in what capacity they came.
    """

    id: str
    number: int
    team: str
    holder: str | None = field(default=None, repr=False)
    helps: str | None = field(default=None, repr=False)
    seeks: str | None = field(default=None, repr=False)
    effort: Effort | None = None
    capacity: str | None = None
    reachable: bool = False
    rev: int = 1
    left: bool = False
