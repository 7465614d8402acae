"""Choosing: several of many, by approval with a cap or yes or no to each; what it came to is said with the close.

Nothing is told while it is open but how many voted. Figures that could point at people never leave the box. A tie at
the cut is decided by people, among the tied only, or all of them are taken in; never by lot (method.md 3.8, 3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from meeting.procedure import text
from meeting.procedure.ballots import ballots
from meeting.procedure.core import (
    FACILITATOR,
    Event,
    Refused,
    StaffCommand,
    decide,
    done,
    evolve,
    stamped,
    step,
)
from meeting.procedure.methods import approval, proportional
from meeting.procedure.sealing import BoxDestroyed, changed, destroy_boxes
from meeting.procedure.showing import ShowFigures, ShowResult
from meeting.procedure.state import (
    ABSTAIN,
    SEVERAL,
    Box,
    Cells,
    Choice,
    Coverage,
    Meeting,
    Option,
    Round,
    RoundKind,
)
from meeting.procedure.voting import (
    COUNTED,
    CancelRound,
    CloseRound,
    RoundOpened,
    may_vote_again,
    nothing_pending,
)


@dataclass(frozen=True, kw_only=True)
class OpenChoosing(StaffCommand):
    """Let people choose from the frozen list (`rev`), by its rule; or lay dots, which only paint the mood.

    Choosing anew after a result needs a reason.
    """

    round_id: str
    rev: int
    kind: RoundKind
    reason: str | None = None
    present: int = stamped(default=0)


@dataclass(frozen=True, kw_only=True)
class OpenRunOff(StaffCommand):
    """Let people choose among what was tied at the cut, for the places that are left."""

    round_id: str
    present: int = stamped(default=0)


@dataclass(frozen=True, kw_only=True)
class ChoiceCounted(Event):
    """A choosing round is closed, and this is what it came to."""

    round_id: str
    choice: Choice


step(
    "choosing",
    {
        OpenChoosing: FACILITATOR,
        OpenRunOff: FACILITATOR,
        CloseRound: FACILITATOR,
        CancelRound: FACILITATOR,
        ShowResult: FACILITATOR,
        ShowFigures: FACILITATOR,
    },
)


@dataclass(frozen=True)
class Standing:
    """Where choosing stands: what is in, what is tied for the places that are left, and how many may be in."""

    chosen: tuple[str, ...]
    tied: tuple[str, ...]
    most: int

    @property
    def places(self) -> int:
        return self.most - len(self.chosen)


def standing(meeting: Meeting) -> Standing | None:
    """The choosing round on this decision with the run-offs of its ties, as far as their results were shown."""
    rounds = [known for known in meeting.choosings if known.shown and known.choice]
    if not rounds or rounds[0].of:
        return None
    chosen = {each for known in rounds if known.choice for each in known.choice.chosen}
    last = rounds[-1].choice
    assert last is not None
    return Standing(_in_order(meeting, chosen), last.tied, rounds[0].most)


def _in_order(meeting: Meeting, ids: Collection[str]) -> tuple[str, ...]:
    """In the order of the letters, which says nothing."""
    return tuple(each for each in meeting.shortlist.ids if each in ids)


# Opening


@done.register(OpenChoosing)
@done.register(OpenRunOff)
def _(command: OpenChoosing | OpenRunOff, meeting: Meeting) -> bool:
    return meeting.round_of(command.round_id) is not None


@decide.register
def open_choosing(command: OpenChoosing, meeting: Meeting) -> Iterator[Event]:
    _nothing_else(meeting)
    shortlist = meeting.shortlist
    if not shortlist.frozen or shortlist.rule is None:
        raise Refused("freeze_first")
    if command.rev != shortlist.rev:
        raise Refused("changed_meanwhile")
    if command.kind not in (shortlist.rule.method, RoundKind.DOTS):
        raise Refused("rule_is_fixed")
    dots = command.kind is RoundKind.DOTS
    reason = text.clean_or_none(command.reason, text.REASON)
    if not dots and not reason and standing(meeting) is not None:
        raise Refused("reason_needed")
    if dots and meeting.boxes:
        raise Refused("real_vote_first")
    cap = len(shortlist.ids) if command.kind is RoundKind.EACH else shortlist.rule.cap
    yield from destroy_boxes(meeting)
    yield _opened(command, command.kind, shortlist.ids, cap, 0 if dots else shortlist.rule.most, reason=reason)


@decide.register
def open_run_off(command: OpenRunOff, meeting: Meeting) -> Iterator[Event]:
    _nothing_else(meeting)
    now = standing(meeting)
    if now is None or not now.tied:
        raise Refused("nothing_tied")
    first = meeting.choosings[0]
    yield from destroy_boxes(meeting, keep={first.id})
    yield _opened(command, RoundKind.APPROVAL, now.tied, now.places, now.places, of=first.id)


def _nothing_else(meeting: Meeting) -> None:
    nothing_pending(meeting)
    may_vote_again(meeting)
    if any(known.closed_at and not known.shown for known in meeting.choosings):
        raise Refused("show_first")


def _opened(
    command: OpenChoosing | OpenRunOff,
    kind: RoundKind,
    entries: Iterable[str],
    cap: int,
    most: int,
    *,
    of: str = "",
    reason: str | None = None,
) -> RoundOpened:
    return RoundOpened(
        round_id=command.round_id,
        kind=kind,
        proposal_id="",
        version=0,
        present=command.present,
        reason=reason,
        options=tuple(map(Option, entries)),
        cap=cap,
        most=most,
        of=of,
    )


# Closing


def _counted(known: Round, box: Box, people: int) -> Iterator[Event]:
    """What the ballots came to. A box from which nothing follows is destroyed at once."""
    cast = [ballot.choice for ballot in ballots(box)]
    yield ChoiceCounted(round_id=known.id, choice=counted(known, cast, people))
    if known.kind is RoundKind.DOTS or known.of:
        yield BoxDestroyed(round_id=known.id)


COUNTED.update(dict.fromkeys(SEVERAL, _counted))


def counted(known: Round, cast: Sequence[approval.Ballot], people: int) -> Choice:
    """What these ballots come to, in whatever order they lie; without any figure that could point at somebody."""
    options = tuple(option.id for option in known.options)
    if known.kind is RoundKind.DOTS:
        dots = {each: sum(list(ballot).count(each) for ballot in cast) for each in options}
        return Choice(len(cast), people, 2 * len(cast) >= people, _large(dots), ())
    chose = [ballot for ballot in cast if ABSTAIN not in ballot]
    numbers = approval.people(options, chose)
    needed = len(chose) // 2 + 1 if known.kind is RoundKind.EACH else 1
    cut = approval.cut(numbers, known.most, needed)
    fair, lettered = ((), False) if known.of else proportional.sequential(options, chose, known.most)
    return Choice(
        ballots=len(cast),
        electorate=people,
        quorum=2 * len(cast) >= people and bool(chose),
        counts=_told(numbers, len(chose)) if known.kind is RoundKind.EACH else _large(numbers),
        chosen=cut.chosen,
        tied=cut.tied,
        coverage=None if known.of or cut.tied else coverage(cast, cut.chosen),
        proportional=fair,
        lettered=lettered,
    )


def _large(numbers: dict[str, int]) -> Cells:
    """Each number that points at nobody."""
    return tuple((each, n if n >= approval.FEWEST else None) for each, n in numbers.items())


def _told(numbers: dict[str, int], chose: int) -> Cells:
    """Each yes of which neither it nor the no beside it points at somebody."""
    shown = ((each, approval.shielded({"yes": n, "no": chose - n})["yes"]) for each, n in numbers.items())
    return tuple(shown)


def coverage(cast: Iterable[approval.Ballot], chosen: Collection[str]) -> Coverage:
    """How many people have an own choice among the chosen, as far as that may be told."""
    numbers = {"covered": 0, "uncovered": 0, "blank": 0}
    for ballot in cast:
        part = "blank" if ABSTAIN in ballot else "covered" if approval.covered(ballot, chosen) else "uncovered"
        numbers[part] += 1
    few = 0 < numbers["uncovered"] < approval.FEWEST
    return Coverage(**approval.shielded(numbers), nearly=few and numbers["covered"] >= 4 * numbers["uncovered"])


@evolve.register
def choice_counted(event: ChoiceCounted, meeting: Meeting) -> Meeting:
    return changed(meeting, event.round_id, closed_at=event.at, choice=event.choice)


def dots_of(meeting: Meeting) -> Round | None:
    """The last picture of the mood on this decision."""
    found = meeting.rounds_on(meeting.decision, RoundKind.DOTS)
    return found[-1] if found else None
