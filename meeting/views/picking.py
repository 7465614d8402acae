"""Picking as phones, the room screen and the console see it: who is done is a number, never a ranking."""

from __future__ import annotations

from meeting.procedure.letting_through import may_let_through
from meeting.procedure.on_tables import cards_at, has_handed_in, picked_at, picking_block, unheard_at, where
from meeting.procedure.seating import in_order
from meeting.procedure.state import Meeting, Participant, Table, Viewpoint
from meeting.views import stage
from meeting.views.screen import Screen
from meeting.views.stage import View, key

OWN_CARDS = {"form": "look", "do": "", "id": "", "key": "picking", "mine": "viewpoints"}
"""Own cards with what became of them, under the heading."""


def phone(meeting: Meeting) -> Screen:
    """People look at each other: the phone shows what became of an own card."""
    if not meeting.tables:
        return Screen(key("picking.together"), (key("picking.together.line"), key("picking.odd")), ask=OWN_CARDS)
    return Screen(key("picking.title"), (key("picking.line"), key("picking.odd")), ask=OWN_CARDS)


def talked(meeting: Meeting) -> View | None:
    """What a talk after picking asks: nothing but own cards, one of which may still be let through."""
    return OWN_CARDS if picking_block(meeting) is not None else None


def told(meeting: Meeting, known: Viewpoint) -> View | None:
    """What its author is told of a card."""
    card = meeting.opgaven.get(known.id) if known.counts else None
    if card is None:
        return None
    return key("through.told" if card.own_way else "picked.told")


def asked(meeting: Meeting, known: Viewpoint) -> View | None:
    """Whether this card, which the table left behind, has to go on as well; asked once the table is done."""
    if meeting.closed_at or not known.counts:
        return None
    card = meeting.opgaven.get(known.id)
    if card is not None and card.own_way and known.cluster is None:
        return _asking(known, "through.goes", "option.through.not", goes=False)
    busy = meeting.step == "picking" and not (known.table and has_handed_in(meeting, known.table))
    if busy or not may_let_through(meeting, known):
        return None
    return _asking(known, "through", "option.through", goes=True)


def _asking(known: Viewpoint, words: str, option: str, *, goes: bool) -> View:
    send = {"do": "let_through", "viewpoint_id": known.id, "goes": goes}
    return {"id": f"through-{known.id}-{goes}", "key": words, "text": "", "options": [{"key": option, "send": send}]}


def taken_along(meeting: Meeting, participant: Participant) -> list[str]:
    """What the table of this person handed in, in the words of its authors."""
    table = where(meeting, participant.table)
    if table is None or not has_handed_in(meeting, table):
        return []
    return [meeting.viewpoints[each.viewpoint].text for each in picked_at(meeting, table)]


def room(meeting: Meeting) -> View | None:
    """How many tables are done, of how many; without tables what the group picks from."""
    if meeting.step != "picking":
        return None
    tables = _in_use(meeting)
    done = sum(has_handed_in(meeting, table.id) for table in tables)
    return {"tables": len(tables), "done": done, "line": key("picking.odd"), "cards": hanging(meeting)}


def hanging(meeting: Meeting) -> list[View]:
    """Without tables: the cards in the hall that the group talks about and picks from."""
    if meeting.tables:
        return []
    return [_card(meeting, each) for each in cards_at(meeting, None) if each.shown]


def unseen(meeting: Meeting) -> list[str]:
    """Without tables: the cards the group is to pick from that do not hang in the hall yet."""
    if meeting.tables:
        return []
    return [each.id for each in cards_at(meeting, None) if not each.shown]


def console(meeting: Meeting) -> View | None:
    """Every table with how far it is, those that are not done first; without tables the cards of the room."""
    if meeting.step != "picking":
        return None
    tables = [_table(meeting, table) for table in _in_use(meeting)]
    return {
        "tables": sorted(tables, key=lambda table: (table["done"], table["number"])),
        "cards": [] if meeting.tables else [_card(meeting, each) for each in cards_at(meeting, None)],
    }


def _in_use(meeting: Meeting) -> list[Table]:
    """The tables with people or with cards: in a hall some stay empty."""
    return [each for each in in_order(meeting) if meeting.seated.get(each.id) or cards_at(meeting, each.id)]


def _table(meeting: Meeting, table: Table) -> View:
    return {
        "id": table.id,
        "number": table.number,
        "cards": len(cards_at(meeting, table.id)),
        "picked": len(picked_at(meeting, table.id)),
        "unheard": unheard_at(meeting, table.id),
        "done": has_handed_in(meeting, table.id),
    }


def _card(meeting: Meeting, viewpoint: Viewpoint) -> View:
    """A card with what a table, or the room, says of it."""
    card = meeting.opgaven.get(viewpoint.id)
    return {
        "id": viewpoint.id,
        "text": viewpoint.text,
        "label": stage.origin_label(viewpoint),
        "no": viewpoint.kind == "no",
        "picked": card is not None and not card.own_way,
        "own_way": card is not None and card.own_way,
    }
