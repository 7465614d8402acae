"""The kinds there are of everything, and the choices of a round."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How much the participants decide."""

    DECIDE = "decide"
    TOGETHER = "together"
    ADVISE = "advise"


class Phone(StrEnum):
    """What a block asks of the phone."""

    AWAY = "away"
    TAP = "tap"
    WRITE = "write"


class Display(StrEnum):
    """How viewpoints reach the room screen: one by one, all at once, or after reading."""

    CALM = "calm"
    TOGETHER = "together"
    READ = "read"


class Origin(StrEnum):
    """Where a viewpoint comes from: an own phone, a voice in the room, the preparation, or the empty chair."""

    WRITTEN = "written"
    SAID = "said"
    BEFORE = "before"
    ABSENT = "absent"


class Fit(StrEnum):
    """What somebody says to "is this your question too?"."""

    YES = "yes"
    ALMOST = "almost"
    NO = "no"


class RoundKind(StrEnum):
    """What a round asks: for or against one proposal, which of several, who comes along, or something to practise.

    Of many opgaven several are chosen: up to a cap (`approval`), or by yes or no to each; `dots` paint the mood.
    """

    PROPOSAL = "proposal"
    OPTIONS = "options"
    PRACTICE = "practice"
    SUPPORT = "support"
    HEARD = "heard"
    APPROVAL = "approval"
    EACH = "each"
    DOTS = "dots"


CHOICES = (RoundKind.APPROVAL, RoundKind.EACH)
"""Rounds that choose several of many."""

SEVERAL = (*CHOICES, RoundKind.DOTS)
"""Rounds in which one ballot holds more than one option."""

VOTES = (RoundKind.PROPOSAL, RoundKind.OPTIONS)
"""Rounds that can give a proposal its majority: they are numbered, and count toward three, together."""


class Method(StrEnum):
    """How people vote. Those without a phone raise a hand or get a paper; without phones everybody does."""

    PHONES = "phones"
    PHONES_HANDS = "phones_hands"
    PHONES_PAPER = "phones_paper"
    HANDS = "hands"
    PAPER = "paper"

    @property
    def by_phone(self) -> bool:
        return self in (Method.PHONES, Method.PHONES_HANDS, Method.PHONES_PAPER)

    @property
    def on_paper(self) -> bool:
        return self in (Method.PHONES_PAPER, Method.PAPER)


class Outcome(StrEnum):
    """What a tally means (method.md 3.4): `CARRIED` is more than half of those who chose.

    `DIVIDED`: of several proposals none has more than half.
    """

    UNANIMOUS = "unanimous"
    CARRIED = "carried"
    REJECTED = "rejected"
    TIE = "tie"
    DIVIDED = "divided"
    INCONCLUSIVE = "inconclusive"
    ALL_ALONG = "all_along"
    NOT_YET = "not_yet"


class AnswerKind(StrEnum):
    """What the room does with a need."""

    ADDED = "added"
    CHANGED = "changed"
    PARKED = "parked"
    SEPARATE = "separate"
    DECLINED = "declined"

    @property
    def carried(self) -> bool:
        """Whether the proposal carries the need."""
        return self in (AnswerKind.ADDED, AnswerKind.CHANGED)


class Verdict(StrEnum):
    """What the commissioner says to a point: she takes it over, in part, not, or finds out before a date."""

    YES = "yes"
    PARTLY = "partly"
    LATER = "later"
    NO = "no"


class DecisionKind(StrEnum):
    """How a decision ended; the honest kinds."""

    FULL = "full"
    STANDING = "standing"
    POSTPONED = "postponed"
    HANDED_OVER = "handed_over"
    NONE = "none"

    @property
    def adopted(self) -> bool:
        return self in (DecisionKind.FULL, DecisionKind.STANDING)


FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
NONE_OF_THESE = "none_of_these"
ALONG, LEAVE, NOT_YET = "along", "leave", "not_yet"
HEARD, PARTLY, UNHEARD = "heard", "partly", "unheard"
OPTIONS = {
    RoundKind.PROPOSAL: (FOR, AGAINST, ABSTAIN),
    RoundKind.SUPPORT: (ALONG, LEAVE, NOT_YET),
    RoundKind.HEARD: (HEARD, PARTLY, UNHEARD),
}
"""The choices of a round that has the same ones always, in the order every screen shows them."""

FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX"
"""The letters of the options of a round, in the order in which they were frozen."""

ROUNDS_BEFORE_TALK = 3
