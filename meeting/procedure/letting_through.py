"""Letting through: an author lets one own card go on that the table left behind, once (rulings 21)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from meeting.procedure.core import PARTICIPANT, Command, Event, Refused, always, decide, done, evolve, touches
from meeting.procedure.gathering import authors
from meeting.procedure.state import Meeting, Opgave, Participant, Viewpoint

_DONE_WITH_CARDS = frozenset({"shortlisting", "choosing"})


@dataclass(frozen=True, kw_only=True)
class LetThrough(Command):
    """An author lets one own card through that the table left behind, or (`goes` False) leaves it behind too."""

    viewpoint_id: str
    goes: bool = True


@dataclass(frozen=True, kw_only=True)
class CardLetThrough(Event):
    viewpoint_id: str
    goes: bool


always({LetThrough: PARTICIPANT})


@touches.register
def _(event: CardLetThrough, meeting: Meeting) -> Iterable[str]:
    return authors((event.viewpoint_id,), meeting)


def let_through_by(meeting: Meeting, participant: Participant) -> Opgave | None:
    """The card this person let through themselves."""
    known = (meeting.opgaven.get(each) for each in participant.viewpoints if meeting.viewpoints[each].counts)
    return next((each for each in known if each and each.own_way), None)


def may_let_through(meeting: Meeting, viewpoint: Viewpoint) -> bool:
    """Whether the author of this card may let it through: tables picked, it is left behind, and it is the one card."""
    author = meeting.participants.get(viewpoint.author or "")
    if author is None or not viewpoint.counts or viewpoint.id in meeting.opgaven:
        return False
    return _on_the_way(meeting) and let_through_by(meeting, author) is None


def _on_the_way(meeting: Meeting) -> bool:
    """Whether cards can still go to the desk: tables picked, and what will be chosen from was not yet laid out."""
    known = {step for _, step in meeting.path}
    return "picking" in known and not known & _DONE_WITH_CARDS and not meeting.frozen


@done.register
def _(command: LetThrough, meeting: Meeting) -> bool:
    card = meeting.viewpoints.get(command.viewpoint_id)
    if card is None or card.author != command.participant:
        raise Refused("not_yours")
    known = meeting.opgaven.get(card.id)
    return (known is not None and known.own_way) == command.goes


@decide.register
def let_through(command: LetThrough, meeting: Meeting) -> Iterator[Event]:
    card = meeting.viewpoints[command.viewpoint_id]
    if not _on_the_way(meeting):
        raise Refused("list_stands" if meeting.shortlist.frozen else "picking_closed")
    if not command.goes and card.cluster is not None:
        raise Refused("on_the_desk")
    if command.goes:
        _may_go(card, meeting)
    yield CardLetThrough(viewpoint_id=card.id, goes=command.goes)


def _may_go(card: Viewpoint, meeting: Meeting) -> None:
    if card.id in meeting.opgaven:
        raise Refused("picked_already")
    if not card.counts:
        raise Refused("not_in_the_harvest")
    if not may_let_through(meeting, card):
        raise Refused("let_through_once")


@evolve.register
def card_let_through(event: CardLetThrough, meeting: Meeting) -> Meeting:
    if not event.goes:
        return replace(meeting, opgaven=meeting.opgaven.delete(event.viewpoint_id))
    card = Opgave(event.viewpoint_id, own_way=True)
    return replace(meeting, opgaven=meeting.opgaven.set(card.viewpoint, card))
