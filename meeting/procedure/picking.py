"""Picking: a table chooses which of its cards go on as opgaven, completes them in its own words and hands them in.

Of what it gathered a table takes three to five, and one place is kept for a view unlike the others. Nobody's words are
changed: what a table adds stands beside them. Where there are no tables, who leads picks with the whole room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    HOST,
    MODERATOR,
    NEVER,
    Command,
    Event,
    HostCommand,
    Refused,
    Role,
    always,
    decide,
    done,
    evolve,
    inverse,
    personal,
    step,
    touches,
)
from meeting.procedure.gathering import (
    NO,
    VIEW,
    ShowViewpoints,
    ViewpointSubmitted,
    ViewpointWithdrawn,
    authors,
    still_open,
)
from meeting.procedure.on_tables import (
    MOST,
    cards_at,
    fewest_at,
    gathered_in,
    has_handed_in,
    picked_at,
    picking_block,
    places_left,
    where,
)
from meeting.procedure.state import Meeting, Opgave, Origin, Viewpoint


@dataclass(frozen=True, kw_only=True)
class PickCard(HostCommand):
    """The table takes this card along; `deviating` in the place kept for a view unlike the others."""

    viewpoint_id: str
    deviating: bool = False


@dataclass(frozen=True, kw_only=True)
class CardPicked(Event):
    viewpoint_id: str
    table: str | None = None
    deviating: bool = False


@dataclass(frozen=True, kw_only=True)
class UnpickCard(HostCommand):
    """The table leaves this card behind after all."""

    viewpoint_id: str


@dataclass(frozen=True, kw_only=True)
class CardUnpicked(Event):
    viewpoint_id: str


@dataclass(frozen=True, kw_only=True)
class CompleteCard(HostCommand):
    """What the table says beside the card: whom it is for, why it matters, a first idea. `rev` is one more than
    what was read."""

    viewpoint_id: str
    rev: int
    for_whom: str = ""
    why: str = ""
    first_idea: str = ""


@dataclass(frozen=True, kw_only=True)
class CardCompleted(Event):
    viewpoint_id: str
    rev: int
    for_whom: str = personal(default="")
    why: str = personal(default="")
    first_idea: str = personal(default="")


@dataclass(frozen=True, kw_only=True)
class SayCard(HostCommand):
    """A card of somebody who says it aloud, typed by the host and read back."""

    viewpoint_id: str
    block_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class UnsayCard(HostCommand):
    """Take a card back that was typed at this table."""

    viewpoint_id: str


@dataclass(frozen=True, kw_only=True)
class HandInCards(HostCommand):
    """The table is done: its cards go to the ordering desk."""


@dataclass(frozen=True, kw_only=True)
class CardsHandedIn(Event):
    table: str
    block: str


@dataclass(frozen=True, kw_only=True)
class TakeCardsBack(HostCommand):
    """The table wants to change something after all."""


@dataclass(frozen=True, kw_only=True)
class CardsTakenBack(Event):
    table: str


step("picking", {ShowViewpoints: MODERATOR})
always(
    {
        PickCard: HOST | FACILITATOR,
        UnpickCard: HOST | FACILITATOR,
        CompleteCard: HOST | FACILITATOR,
        SayCard: HOST,
        UnsayCard: HOST,
        HandInCards: HOST,
        TakeCardsBack: HOST,
    }
)


# Rules that all of them share


def _card(command: PickCard | UnpickCard | CompleteCard, meeting: Meeting) -> Viewpoint:
    """The card, if it lies on this table and can be changed now."""
    _picking_now(meeting)
    table = _table(command, meeting)
    if has_handed_in(meeting, table):
        raise Refused("handed_in")
    card = next((each for each in cards_at(meeting, table) if each.id == command.viewpoint_id), None)
    if card is None:
        raise Refused("not_on_this_table")
    return card


def _picking_now(meeting: Meeting) -> str:
    """The block in which tables pick. Once the shortlist is frozen nothing that is picked can come onto it."""
    if meeting.shortlist.frozen:
        raise Refused("list_stands")
    block = picking_block(meeting)
    if block is None:
        raise Refused("picking_closed")
    return block


def _table(command: HostCommand, meeting: Meeting) -> str | None:
    """The table this is about: where the people of the host's table are now, or the whole room for who leads."""
    table = where(meeting, command.table)
    if table is None and command.role is Role.HOST:
        raise Refused("no_table")
    return table


def _own_table(command: HostCommand, meeting: Meeting) -> str:
    table = _table(command, meeting)
    if table is None:
        raise Refused("no_table")
    return table


def _changed(meeting: Meeting, viewpoint_id: str, **changes: Any) -> Meeting:
    known = replace(meeting.opgaven[viewpoint_id], **changes)
    return replace(meeting, opgaven=meeting.opgaven.set(viewpoint_id, known))


@touches.register(CardPicked)
@touches.register(CardUnpicked)
@touches.register(CardCompleted)
def _(event: CardPicked | CardUnpicked | CardCompleted, meeting: Meeting) -> Iterable[str]:
    return authors((event.viewpoint_id,), meeting)


# Taking along and leaving behind


@done.register
def _(command: PickCard, meeting: Meeting) -> bool:
    known = meeting.opgaven.get(command.viewpoint_id)
    return (
        known is not None
        and not known.own_way
        and (known.table, known.deviating) == (_table(command, meeting), command.deviating)
    )


@decide.register
def pick_card(command: PickCard, meeting: Meeting) -> Iterator[Event]:
    card, table = _card(command, meeting), _table(command, meeting)
    known = meeting.opgaven.get(card.id)
    if known is not None and known.own_way:
        raise Refused("goes_already")
    without = replace(meeting, opgaven=meeting.opgaven.delete(card.id)) if known else meeting
    if places_left(without, table, deviating=command.deviating) < 1:
        full = places_left(without, table, deviating=True) < 1
        raise Refused("table_full" if full else "place_kept", most=MOST)
    yield CardPicked(viewpoint_id=card.id, table=table, deviating=command.deviating)


@evolve.register
def card_picked(event: CardPicked, meeting: Meeting) -> Meeting:
    known = meeting.opgaven.get(event.viewpoint_id) or Opgave(event.viewpoint_id)
    picked = replace(known, table=event.table, deviating=event.deviating)
    return replace(meeting, opgaven=meeting.opgaven.set(event.viewpoint_id, picked))


@inverse.register
def _(event: CardPicked, before: Meeting) -> Command | None:
    known = before.opgaven.get(event.viewpoint_id)
    if known is None:
        return UnpickCard(at=NEVER, role=Role.FACILITATOR, viewpoint_id=event.viewpoint_id)
    return PickCard(at=NEVER, role=Role.FACILITATOR, viewpoint_id=event.viewpoint_id, deviating=known.deviating)


@done.register
def _(command: UnpickCard, meeting: Meeting) -> bool:
    return command.viewpoint_id in meeting.viewpoints and command.viewpoint_id not in meeting.opgaven


@decide.register
def unpick_card(command: UnpickCard, meeting: Meeting) -> Iterator[Event]:
    card = _card(command, meeting)
    if meeting.opgaven[card.id].own_way:
        raise Refused("goes_already")
    if card.cluster is not None:
        raise Refused("on_the_desk")
    yield CardUnpicked(viewpoint_id=card.id)


@evolve.register
def card_unpicked(event: CardUnpicked, meeting: Meeting) -> Meeting:
    return replace(meeting, opgaven=meeting.opgaven.delete(event.viewpoint_id))


@inverse.register
def _(event: CardUnpicked, before: Meeting) -> Command | None:
    """What was filled in is gone with it: only a bare card comes back as it was."""
    known = before.opgaven[event.viewpoint_id]
    if known.for_whom or known.why or known.first_idea:
        return None
    return PickCard(at=NEVER, role=Role.FACILITATOR, viewpoint_id=known.viewpoint, deviating=known.deviating)


# In the table's own words


def _filled(command: CompleteCard) -> tuple[str, str, str]:
    said = (
        text.clean_or_none(each, limit)
        for each, limit in (
            (command.for_whom, text.NAME),
            (command.why, text.VIEWPOINT),
            (command.first_idea, text.VIEWPOINT),
        )
    )
    for_whom, why, first_idea = (each or "" for each in said)
    return for_whom, why, first_idea


@done.register
def _(command: CompleteCard, meeting: Meeting) -> bool:
    known = meeting.opgaven.get(command.viewpoint_id)
    return (
        known is not None
        and known.rev == command.rev
        and (known.for_whom, known.why, known.first_idea) == _filled(command)
    )


@decide.register
def complete_card(command: CompleteCard, meeting: Meeting) -> Iterator[Event]:
    card = _card(command, meeting)
    known = meeting.opgaven.get(card.id)
    if known is None:
        raise Refused("pick_first")
    if command.rev != known.rev + 1:
        raise Refused("changed_elsewhere")
    for_whom, why, first_idea = _filled(command)
    yield CardCompleted(viewpoint_id=card.id, rev=command.rev, for_whom=for_whom, why=why, first_idea=first_idea)


@evolve.register
def card_completed(event: CardCompleted, meeting: Meeting) -> Meeting:
    words = {"for_whom": event.for_whom, "why": event.why, "first_idea": event.first_idea}
    return _changed(meeting, event.viewpoint_id, rev=event.rev, **words)


# What is said aloud


@done.register
def _(command: SayCard, meeting: Meeting) -> bool:
    known = meeting.viewpoints.get(command.viewpoint_id)
    if known is None:
        return False
    if known.author is not None or known.table != command.table:
        raise Refused("id_taken")
    if known.text != text.clean(command.text, text.VIEWPOINT):
        raise Refused("changed_elsewhere")
    return True


@decide.register
def say_card(command: SayCard, meeting: Meeting) -> Iterator[Event]:
    table = _own_table(command, meeting)
    if command.block_id not in gathered_in(meeting) or not still_open(meeting, command.block_id):
        raise Refused("gathering_closed")
    block = meeting.block_of(command.block_id)
    yield ViewpointSubmitted(
        viewpoint_id=command.viewpoint_id,
        block=block.id,
        kind=NO if block.seek_no else VIEW,
        text=text.clean(command.text, text.VIEWPOINT),
        late=meeting.active != block.id,
        origin=Origin.SAID,
        table=table,
    )


@done.register
def _(command: UnsayCard, meeting: Meeting) -> bool:
    known = meeting.viewpoints.get(command.viewpoint_id)
    return known is not None and known.author is None and known.table == command.table and known.withdrawn


@decide.register
def unsay_card(command: UnsayCard, meeting: Meeting) -> Iterator[Event]:
    known = meeting.viewpoints.get(command.viewpoint_id)
    if known is None or known.author is not None or known.table is None:
        raise Refused("not_yours")
    if where(meeting, known.table) != _own_table(command, meeting):
        raise Refused("not_yours")
    if known.id in meeting.opgaven:
        raise Refused("unpick_first")
    yield ViewpointWithdrawn(viewpoint_id=known.id)


# Handing in


@touches.register(CardsHandedIn)
@touches.register(CardsTakenBack)
def _(event: CardsHandedIn | CardsTakenBack, meeting: Meeting) -> Iterable[str]:
    """Who sits at the table, and who laid a card there."""
    laid = authors((card.id for card in cards_at(meeting, event.table)), meeting)
    return laid | meeting.seated.get(event.table, frozenset())


@done.register
def _(command: HandInCards, meeting: Meeting) -> bool:
    return has_handed_in(meeting, _table(command, meeting))


@decide.register
def hand_in_cards(command: HandInCards, meeting: Meeting) -> Iterator[Event]:
    table, block = _own_table(command, meeting), _picking_now(meeting)
    if len(picked_at(meeting, table)) < fewest_at(meeting, table):
        raise Refused("too_few_picked", fewest=fewest_at(meeting, table))
    yield CardsHandedIn(table=table, block=block)


@evolve.register
def cards_handed_in(event: CardsHandedIn, meeting: Meeting) -> Meeting:
    return replace(meeting, handed=meeting.handed.set(event.table, event.block))


@done.register
def _(command: TakeCardsBack, meeting: Meeting) -> bool:
    return not has_handed_in(meeting, _table(command, meeting))


@decide.register
def take_cards_back(command: TakeCardsBack, meeting: Meeting) -> Iterator[Event]:
    yield CardsTakenBack(table=_own_table(command, meeting))


@evolve.register
def cards_taken_back(event: CardsTakenBack, meeting: Meeting) -> Meeting:
    return replace(meeting, handed=meeting.handed.delete(event.table))
