"""What the host of one table sees: the sentence of this moment, the table's own cards, and what it was given to read.

Every card has a key of its own, so that one that changes is all that is sent. Nobody is named: how many people laid no
card yet is a number.
"""

from __future__ import annotations

from meeting.procedure.announcing import announced
from meeting.procedure.calling import call_of
from meeting.procedure.gathering import still_open
from meeting.procedure.on_tables import (
    cards_at,
    fewest_at,
    gathered_in,
    has_handed_in,
    picked_at,
    picking_block,
    places_left,
    unheard_at,
)
from meeting.procedure.state import Audience, Block, Meeting, Origin, Table, Viewpoint
from meeting.views import choosing, reading_back, rounds
from meeting.views.presence import Presence
from meeting.views.stage import View, key


def host(meeting: Meeting, presence: Presence, table: Table | None) -> View:
    """The view of a table's host. `table` is where its people are now; None: there is no such table any more."""
    view = {
        "step": meeting.step,
        "block": meeting.active,
        "title": meeting.title,
        "question": meeting.question,
        "practice": meeting.practice,
        "over": meeting.closed_at is not None,
        "table": table.number if table else None,
        "seated": len(meeting.seated.get(table.id, ())) if table else 0,
    }
    return {**view, **_at(meeting, table.id)} if table and not meeting.closed_at else view


def _at(meeting: Meeting, table: str) -> View:
    """What goes on at a table that people sit at."""
    told, call = announced(meeting, Audience.HOSTS), call_of(table, meeting)
    reading = reading_back.host(meeting, table) if meeting.step == "reading_back" else None
    moment = ".none" if reading and not reading["topics"] else _moment(meeting)
    return {
        "say": key(f"host.say.{part(meeting.block)}{moment}"),
        "asked": meeting.block.question or None,
        "began": meeting.visits[-1].at.isoformat(),
        "minutes": meeting.block.minutes,
        "announcement": {"id": told.id, "text": told.text} if told else None,
        "call": call.id if call else None,
        "spoken": _spoken(meeting),
        "unheard": _unheard(meeting, table),
        "picking": _picking(meeting, table),
        "reading": reading,
        **{f"card.{each.id}": _card(meeting, each) for each in cards_at(meeting, table)},
    }


def part(block: Block) -> str:
    """Which sentences a host says in this block."""
    if block.step == "talking":
        return block.kind
    return "gathering.no" if block.seek_no else block.step


def _moment(meeting: Meeting) -> str:
    """Where people vote: whether that is still to come or over, or goes without phones; help is offered meanwhile."""
    if meeting.step not in rounds.OF_STEP:
        return ""
    known = choosing.current(meeting) if meeting.step == "choosing" else rounds.current(meeting)
    here = "" if known is None or known.method.by_phone else ".room"
    return {"open": here, "soon": ".soon", "cancelled": ".soon"}.get(rounds.round_state(known), ".after")


def _spoken(meeting: Meeting) -> str | None:
    """The block to which a card belongs that somebody says aloud now; None: it is not the time for cards."""
    latest = gathered_in(meeting)[:1]
    return next((block for block in latest if still_open(meeting, block)), None)


def _unheard(meeting: Meeting, table: str) -> int | None:
    """How many people here laid no card yet; None where that is no longer about who sits here: tables are mixed."""
    picked = picking_block(meeting) is not None and meeting.step != "picking"
    return unheard_at(meeting, table) if gathered_in(meeting) and not picked else None


def _picking(meeting: Meeting, table: str) -> View | None:
    """How far the table is with picking; `places` are left for any card, `odd` for one unlike the others."""
    if picking_block(meeting) is None:
        return None
    return {
        "handed": has_handed_in(meeting, table),
        "picked": len(picked_at(meeting, table)),
        "places": places_left(meeting, table, deviating=False),
        "odd": places_left(meeting, table, deviating=True),
        "fewest": fewest_at(meeting, table),
    }


def _card(meeting: Meeting, known: Viewpoint) -> View:
    """A card; what is not so is left out, because a table has many."""
    said = known.origin is Origin.SAID
    marks = {"said": said, "typed": said and known.author is None, "no": known.kind == "no"}
    return {"n": known.number, "text": known.text, **_true(marks), **_picked(meeting, known)}


def _picked(meeting: Meeting, known: Viewpoint) -> View:
    card = meeting.opgaven.get(known.id)
    if card is None:
        return {}
    if card.own_way:
        return {"own": True}
    words = {"for_whom": card.for_whom, "why": card.why, "first_idea": card.first_idea}
    return {"picked": True, "rev": card.rev, **_true({"odd": card.deviating, **words})}


def _true(marks: View) -> View:
    return {name: value for name, value in marks.items() if value}
