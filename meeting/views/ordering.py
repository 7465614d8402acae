"""What the ordering desk sees: a key for every card, for where it lies and for every topic, so that an act is small.

It is the same for everybody who works there; who of them is "you" is told when a line begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from meeting.procedure import ordered
from meeting.procedure.clustering import cards, members, topics
from meeting.procedure.ordered import Progress
from meeting.procedure.state import Cluster, Meeting, Opgave, Origin, Place, Viewpoint
from meeting.procedure.taking_back import last_undoable
from meeting.views.stage import View

SUGGESTED = 6
"""Pairs that are suggested at once: enough for everybody at the desk to look at another one."""

Pair = tuple[str, str]


def desk(meeting: Meeting, likest: Iterable[Pair]) -> View:
    """The desk as it stands. `likest` are pairs of cards that look alike, the likest first."""
    known = ordered.progress(meeting)
    return {
        "step": meeting.step,
        "title": meeting.title,
        "question": meeting.question,
        "practice": meeting.practice,
        "over": meeting.closed_at is not None,
        "open": ordered.is_open(meeting),
        "progress": _figures(known),
        "left": _minutes_left(meeting, known),
        "alike": alike(meeting, likest),
        **_cards(meeting),
        **{f"topic.{each.id}": _topic(meeting, each) for each in topics(meeting)},
        **_undo(meeting),
    }


def alike(meeting: Meeting, likest: Iterable[Pair]) -> list[Pair]:
    """The pairs to suggest now: of cards that are not together yet and were not told apart."""
    there = {each.id: each.cluster for each in cards(meeting)}
    found: list[Pair] = []
    for one, other in likest:
        if len(found) == SUGGESTED:
            break
        apart = one in there and other in there and (there[one] is None or there[one] != there[other])
        if apart and frozenset((one, other)) not in meeting.apart:
            found.append((one, other))
    return found


def _figures(known: Progress) -> View:
    return {
        "cards": known.cards,
        "laid": known.laid,
        "loose": known.loose,
        "waiting": known.waiting,
        "topics": known.topics,
        "named": known.named,
        "agreed": known.agreed,
    }


def _minutes_left(meeting: Meeting, known: Progress) -> View:
    left = ordered.time_left(meeting, known)
    return {"laying": _minutes(left.laying), "naming": _minutes(left.naming)}


def _minutes(spell: timedelta | None) -> int | None:
    """Rounded up: what takes a moment takes a minute."""
    return None if spell is None else -(-spell // timedelta(minutes=1))


def _cards(meeting: Meeting) -> View:
    lying = ordered.places(meeting)
    found: View = {}
    for each in cards(meeting):
        found[f"card.{each.id}"] = _words(meeting, each, meeting.opgaven.get(each.id))
        found[f"place.{each.id}"] = _place(each, lying[each.id])
    return found


def _words(meeting: Meeting, card: Viewpoint, opgave: Opgave | None) -> View:
    """What stands on a card, in its author's words; what a table filled in stands apart from them."""
    table = meeting.tables.get(card.table or "")
    filled = {"whom": opgave.for_whom, "why": opgave.why, "idea": opgave.first_idea} if opgave else {}
    marks = {"no": card.kind == "no", "deviating": opgave is not None and opgave.deviating}
    origin = None if card.origin is Origin.WRITTEN else card.origin.value
    said: Mapping[str, object] = {**filled, **marks, "origin": origin, "table": table and table.number}
    return {"n": card.number, "text": card.text, **{name: value for name, value in said.items() if value}}


def _place(card: Viewpoint, place: Place) -> View:
    known: View = {"topic": place.cluster, "moved": card.moved}
    if place.alone:
        known["loose"] = True
    return known if card.fits is None else {**known, "fits": card.fits}


def _topic(meeting: Meeting, topic: Cluster) -> View:
    fits = [each.fits for each in members(meeting, topic)]
    return {
        "n": topic.number,
        "name": topic.name,
        "rev": topic.rev,
        "by": topic.named_by,
        "agreed": ordered.agreed(topic),
        "misfits": fits.count(False),
    }


def _undo(meeting: Meeting) -> View:
    """For each who did something here: the act that they can take back now."""
    found = {worker: last_undoable(meeting, worker) for worker in meeting.ordering.workers}
    return {
        f"undo.{worker}": {"move": move.id, "kind": move.kind, "n": len(move.shifts)}
        for worker, move in found.items()
        if move is not None
    }


def console(meeting: Meeting) -> View | None:
    """How far the desk is, for who leads; None where nobody works at one, and once people choose from a frozen list."""
    if meeting.shortlist.frozen or (not meeting.ordering.moves and not meeting.opgaven):
        return None
    known = ordered.progress(meeting)
    return {
        **_figures(known),
        "sorted": known.cards - known.waiting,
        "left": _minutes_left(meeting, known),
        "workers": len(meeting.ordering.workers),
        "open": ordered.is_open(meeting),
        "closed": meeting.ordering.closed_at is not None,
    }
