"""Uncovered: who chose before, and has nothing of it in the package that is voted on (method.md 3.8, 6).

They belong to the minority, beside who says no to the package; and nobody may know who they are (rulings 8-11). A phone
is another voter in every box, and no file connects the two. Only while the phone itself speaks does the edge know its
seat, and puts with the command who that seat was in the box of the choosing round (`earlier`). Here one fact is taken
from it, yes or no, which lies sealed in the box of the package's round beside what the phone sent, and is destroyed
with it. Neither the fact nor the earlier name reaches an event, the log or any view but that phone's own, whose
question has the same size whoever gets it. Somebody who is helped on another's phone is not looked up: the second
person on a phone need not be who was the second before, and must not be told what that one chose.
"""

from __future__ import annotations

from meeting.procedure.ballots import BallotCast, ballots
from meeting.procedure.core import SecretCommand
from meeting.procedure.methods.approval import Ballot, covered
from meeting.procedure.state import ABSTAIN, Meeting, Package, RoundKind


def behind(meeting: Meeting, round_id: str) -> str | None:
    """The choosing round behind a vote on a package, as long as its box lives."""
    known = meeting.round_of(round_id)
    package = meeting.package_of(known.proposal) if known and known.kind is RoundKind.PROPOSAL else None
    return package.round_id if package and package.round_id in meeting.boxes else None


def lacks(meeting: Meeting, round_id: str, earlier: str | None) -> bool:
    """Whether the voter who was `earlier` in the choosing round has no own choice in the package of this round."""
    source = behind(meeting, round_id)
    known = meeting.round_of(round_id)
    if source is None or earlier is None or known is None:
        return False
    ballot = meeting.boxes[source].get(("ballot", earlier))
    package = meeting.package_of(known.proposal)
    return package is not None and isinstance(ballot, BallotCast) and _without(ballot.choice, package)


def stamp(command: SecretCommand, meeting: Meeting) -> bool:
    """What is sealed with a command in a vote on a package."""
    return command.person == 0 and lacks(meeting, command.round_id, command.earlier)


def people(meeting: Meeting, round_id: str) -> int:
    """How many people have no own choice in the package of this round; none where that can no longer be counted."""
    source = behind(meeting, round_id)
    known = meeting.round_of(round_id)
    package = meeting.package_of(known.proposal) if known else None
    if source is None or package is None:
        return 0
    return sum(_without(ballot.choice, package) for ballot in ballots(meeting.boxes[source]))


def _without(choice: Ballot, package: Package) -> bool:
    """Who did not know yet lacks nothing; who wanted none of all this does."""
    return ABSTAIN not in choice and not covered(choice, package.chosen)
