"""What lies on tables now: the cards people laid there, those that go on, and how far each table is."""

from __future__ import annotations

from meeting.procedure.looking import kept
from meeting.procedure.seating import standing
from meeting.procedure.state import Meeting, Opgave, Table, Viewpoint

FEWEST, MOST = 3, 5
"""How many cards a table takes along: the last place is kept for one that is unlike the others."""
ORDINARY = MOST - 1

_BEGINS_ANEW = frozenset({"gathering", "reading_back", "shortlisting", "choosing", "proposing"})
"""Steps after which what was picked before them is no longer the table's to change."""


def picking_block(meeting: Meeting) -> str | None:
    """The block in which tables pick, or picked just now; None before it, and once something new has begun."""
    for block, known in reversed(meeting.path):
        if known == "picking":
            return block
        if known in _BEGINS_ANEW:
            return None
    return None


@kept
def gathered_in(meeting: Meeting) -> tuple[str, ...]:
    """The blocks whose cards lie before the tables now: those gathered since tables last picked, the latest first.

    Once topics are read back no cards lie there any more.
    """
    found: list[str] = []
    for block, known in reversed(meeting.path):
        if known == "gathering":
            found.append(block)
        elif known in _BEGINS_ANEW or (known == "picking" and found):
            break
    return tuple(dict.fromkeys(found))


def cards_at(meeting: Meeting, table: str | None) -> list[Viewpoint]:
    """The cards that lie on this table now, in the order in which they came; of the whole room where it has none."""
    blocks = gathered_in(meeting)
    return [each for each in _laid(meeting, table) if each.counts and each.block in blocks]


def _laid(meeting: Meeting, table: str | None) -> list[Viewpoint]:
    """What was laid on this table, and on those whose people walked to it."""
    left = [each.id for each in _walked(meeting) if where(meeting, each.id) == table]
    if not left:
        return meeting.laid_at.get(table, [])
    laid = (card for each in (table, *left) for card in meeting.laid_at.get(each, ()))
    return sorted(laid, key=lambda card: card.number)


@kept
def _walked(meeting: Meeting) -> tuple[Table, ...]:
    """The tables whose people walked to another."""
    return tuple(each for each in meeting.tables.values() if each.merged)


def where(meeting: Meeting, table: str | None) -> str | None:
    """The table at which the people of this table sit now; None: there is none."""
    known = standing(meeting, table)
    return known.id if known else None


def picked_at(meeting: Meeting, table: str | None) -> list[Opgave]:
    """What this table takes along of the cards that lie there now."""
    known = (meeting.opgaven.get(each.id) for each in cards_at(meeting, table))
    return [each for each in known if each and not each.own_way]


def places_left(meeting: Meeting, table: str | None, *, deviating: bool) -> int:
    """How many more cards this table may take along; nobody counts those of a room without tables."""
    if table is None:
        return MOST
    picked = picked_at(meeting, table)
    ordinary = sum(not each.deviating for each in picked)
    return MOST - len(picked) if deviating else min(MOST - len(picked), ORDINARY - ordinary)


def unheard_at(meeting: Meeting, table: str) -> int:
    """How many people at this table laid no card on it yet with their phone."""
    heard = {each.author for each in cards_at(meeting, table)}
    return len(meeting.seated.get(table, frozenset()) - heard)


def has_handed_in(meeting: Meeting, table: str | None) -> bool:
    block = picking_block(meeting)
    return table is not None and block is not None and meeting.handed.get(table) == block


def fewest_at(meeting: Meeting, table: str) -> int:
    """How many cards this table takes along at least; a table with fewer cards takes them all."""
    return min(FEWEST, sum(1 for card in cards_at(meeting, table) if not _goes_by_itself(meeting, card)))


def _goes_by_itself(meeting: Meeting, card: Viewpoint) -> bool:
    known = meeting.opgaven.get(card.id)
    return known is not None and known.own_way


def opgaven(meeting: Meeting) -> list[Opgave]:
    """The cards that go on, in the order in which they were put on the table."""
    known = [each for each in meeting.opgaven.values() if meeting.viewpoints[each.viewpoint].counts]
    return sorted(known, key=lambda each: meeting.viewpoints[each.viewpoint].number)
