"""Choosing: several of many, by approval with a cap or yes or no to each; what it came to is said with the close.

Nothing is told while it is open but how many voted. Figures that could point at people never leave the box. A tie at
the cut is decided by people, among the tied only, or all of them are taken in; never by lot (method.md 3.8, 3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from meeting.procedure import channels, text
from meeting.procedure.ballots import ballots
from meeting.procedure.channels import Counts, beside_phones, totals
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
    Method,
    Option,
    Round,
    RoundKind,
)
from meeting.procedure.voting import (
    COUNTED,
    CancelRound,
    CloseRound,
    RoundOpened,
    may_count_beside,
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
    method: Method = Method.PHONES
    beside: int = 0
    present: int = stamped(default=0)


@dataclass(frozen=True, kw_only=True)
class OpenRunOff(StaffCommand):
    """Let people choose among what was tied at the cut, for the places that are left."""

    round_id: str
    method: Method = Method.PHONES
    beside: int = 0
    present: int = stamped(default=0)


@dataclass(frozen=True, kw_only=True)
class ChoiceCounted(Event):
    """A choosing round is closed, and this is what it came to; `channels` as when a vote closes."""

    round_id: str
    choice: Choice
    channels: Counts = ()


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
    if dots and meeting.secrets:
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
    may_count_beside(command)
    return RoundOpened(
        round_id=command.round_id,
        kind=kind,
        proposal_id="",
        version=0,
        present=command.present if command.method.by_phone else 0,
        reason=reason,
        method=command.method,
        beside=0 if command.method is Method.PHONES else command.beside,
        options=tuple(map(Option, entries)),
        cap=cap,
        most=most,
        of=of,
    )


# Closing


def _counted(known: Round, box: Box, people: int) -> Iterator[Event]:
    """What the ballots came to. A box from which nothing follows is destroyed at once."""
    cast = [ballot.choice for ballot in ballots(box)]
    room = InRoom(beside_phones(box), channels.counted(box))
    found = totals(box, (ballot.helped for ballot in ballots(box)))
    yield ChoiceCounted(round_id=known.id, choice=counted(known, cast, people, room), channels=found)
    if known.kind is RoundKind.DOTS or known.of:
        yield BoxDestroyed(round_id=known.id)


COUNTED.update(dict.fromkeys(SEVERAL, _counted))


@dataclass(frozen=True)
class InRoom:
    """What was counted of those who chose without a phone: how many they are, and sums of what they chose."""

    people: int = 0
    numbers: Mapping[str, int] = field(default_factory=dict)

    def of(self, option: str) -> int:
        return self.numbers.get(option, 0)


NOBODY = InRoom()


def counted(known: Round, cast: Sequence[approval.Ballot], people: int, room: InRoom = NOBODY) -> Choice:
    """What these ballots come to, in whatever order they lie; without any figure that could point at somebody."""
    voters = len(cast) + room.people
    if known.kind is RoundKind.DOTS:
        cells = _large(_dots(known, cast), room)
        return Choice(voters, people, 2 * voters >= people, cells, (), beside=room.people)
    options = tuple(option.id for option in known.options)
    chose = [ballot for ballot in cast if ABSTAIN not in ballot]
    on_phones = approval.people(options, chose)
    both = len(chose) + room.people - room.of(ABSTAIN)
    each = known.kind is RoundKind.EACH
    numbers = {option: n + room.of(option) for option, n in on_phones.items()}
    cut = approval.cut(numbers, known.most, both // 2 + 1 if each else 1)
    sums_only = bool(known.of or room.people)
    fair, lettered = ((), False) if sums_only else proportional.sequential(options, chose, known.most)
    return Choice(
        ballots=voters,
        electorate=people,
        quorum=2 * voters >= people and both > 0,
        counts=_told(on_phones, len(chose), room) if each else _large(on_phones, room),
        chosen=cut.chosen,
        tied=cut.tied,
        coverage=None if known.of or cut.tied or not cast else coverage(cast, cut.chosen),
        proportional=fair,
        lettered=lettered,
        beside=room.people,
    )


def _dots(known: Round, cast: Sequence[approval.Ballot]) -> dict[str, int]:
    return {option.id: sum(list(ballot).count(option.id) for ballot in cast) for option in known.options}


def _large(on_phones: Mapping[str, int], room: InRoom) -> Cells:
    """Each number that points at nobody, also for who knows what was counted in the room and takes that off."""
    return tuple(
        (option, None if _few(n) or n + room.of(option) < approval.FEWEST else n + room.of(option))
        for option, n in on_phones.items()
    )


def _few(n: int) -> bool:
    return 0 < n < approval.FEWEST


def _told(on_phones: Mapping[str, int], chose: int, room: InRoom) -> Cells:
    """Each yes of which neither it nor the no beside it points at somebody, with the room and without it."""
    both = chose + room.people - room.of(ABSTAIN)
    return tuple(
        (option, n + room.of(option) if _safe(n, chose) and _safe(n + room.of(option), both) else None)
        for option, n in on_phones.items()
    )


def _safe(yes: int, chose: int) -> bool:
    return approval.shielded({"yes": yes, "no": chose - yes})["yes"] is not None


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
    return changed(meeting, event.round_id, closed_at=event.at, choice=event.choice, channels=event.channels)


def dots_of(meeting: Meeting) -> Round | None:
    """The last picture of the mood on this decision."""
    found = meeting.rounds_on(meeting.decision, RoundKind.DOTS)
    return found[-1] if found else None
