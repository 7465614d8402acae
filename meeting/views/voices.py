"""A viewpoint as everybody may see it: its words and marks, and how many recognise it once that may be told."""

from __future__ import annotations

from meeting.procedure.clustering import topic_of
from meeting.procedure.gathering import still_open
from meeting.procedure.ordered import stands_alone
from meeting.procedure.spreading import countable, recognised
from meeting.procedure.state import Cluster, Meeting, Recognition, Viewpoint
from meeting.views import picking, stage
from meeting.views.stage import View, key
from meeting.views.way import way


def card(meeting: Meeting, viewpoint: Viewpoint) -> View:
    """A viewpoint on a screen; under it what it sees otherwise, where the room has seen that."""
    return {
        "id": viewpoint.id,
        "kind": "viewpoint",
        "text": viewpoint.text,
        "label": stage.origin_label(viewpoint),
        "no": viewpoint.kind == "no",
        "items": otherwise(meeting, viewpoint),
    }


def otherwise(meeting: Meeting, viewpoint: Viewpoint) -> list[View]:
    other = meeting.viewpoints.get(viewpoint.otherwise_of or "")
    return [{"key": "card.otherwise", "text": other.text}] if other and other.seen else []


def counted_card(meeting: Meeting, viewpoint: Viewpoint) -> View:
    """The same with how many recognise it: never 0, and only when the room has done with it."""
    return {**card(meeting, viewpoint), "recognised": recognition(meeting, viewpoint)}


def recognition(meeting: Meeting, viewpoint: Viewpoint) -> View | None:
    """How many others recognise it, in a sentence; None for nobody, and as long as nobody may know."""
    n = recognised(meeting, viewpoint)
    if not n or not countable(meeting):
        return None
    aloud = meeting.recognitions.get(viewpoint.id, Recognition()).aloud
    words = "recognised.one" if n == 1 else "recognised.many"
    return key(f"{words}.aloud" if aloud else words, n=n, aloud=aloud or None)


# What an author's own phone shows of it


def own(meeting: Meeting, viewpoint_id: str) -> View:
    """An own viewpoint: what became of it, what the author is told, and what is asked about it."""
    known = meeting.viewpoints[viewpoint_id]
    told = (picking.told(meeting, known), _nameless(meeting, known), _company(meeting, known))
    asks = (_alike(meeting, known), picking.asked(meeting, known), _place(meeting, known))
    return {
        "id": known.id,
        "block": known.block,
        "text": known.text,
        "rev": known.rev,
        "kind": known.kind,
        "state": _state(known),
        "reason": known.held,
        "editable": not (known.withdrawn or meeting.closed_at) and still_open(meeting, known.block),
        "told": [*(each for each in told if each), *way(meeting, known)],
        "asks": [each for each in asks if each],
    }


def _state(known: Viewpoint) -> str:
    states = {"withdrawn": known.withdrawn, "held": known.held, "returned": known.returned, "shown": known.shown}
    return next((state for state, true in states.items() if true), "open")


def _company(meeting: Meeting, known: Viewpoint) -> View | None:
    """ "You are not the only one": once another viewpoint is before the room, for then all phones hear something."""
    if not known.counts or not recognised(meeting, known):
        return None
    if countable(meeting):
        return recognition(meeting, known)
    last = meeting.spreads[-1].viewpoint if meeting.spreads else None
    return key("recognised.company") if last != known.id else None


def _alike(meeting: Meeting, known: Viewpoint) -> View | None:
    """Whether another one says the same; saying no is nothing that anybody keeps."""
    other = meeting.viewpoints.get(known.alike or "")
    if other is None or not other.seen or not known.counts or meeting.closed_at:
        return None
    author = meeting.participants.get(known.author or "")
    if author is None or other.id in author.recognised:
        return None
    yes = {"do": "recognise", "viewpoint_id": other.id}
    return {
        "id": f"alike-{other.id}",
        "key": "alike",
        "text": other.text,
        "options": [{"key": "option.yes", "send": yes}, {"key": "option.no", "send": None}],
    }


def _nameless(meeting: Meeting, known: Viewpoint) -> View | None:
    """That it lies in a topic at the desk by which nobody can judge yet."""
    topic = topic_of(meeting, known) if known.counts else None
    if topic is None or topic.name or meeting.closed_at or _may_judge(meeting, topic):
        return None
    return key("place.nameless")


def _place(meeting: Meeting, known: Viewpoint) -> View | None:
    """With which topic it was laid, or that it stands by itself, and whether its author thinks that right."""
    topic = topic_of(meeting, known) if known.counts else None
    if meeting.closed_at:
        return None
    if topic is None:
        return _judging(known, "place.loose") if stands_alone(meeting, known) else None
    if not _may_judge(meeting, topic):
        return None
    return _judging(known, "place" if topic.name else "place.unnamed", topic.name or "")


def _judging(known: Viewpoint, words: str, text: str = "") -> View:
    judge = {"do": "judge_place", "viewpoint_id": known.id, "cluster_id": known.cluster}
    return {
        "id": f"place-{known.cluster or 'loose'}",
        "key": words,
        "text": text,
        "options": [
            {"key": "option.fits", "send": {**judge, "fits": True}, "on": known.fits is True},
            {"key": "option.place.misfits", "send": {**judge, "fits": False}, "on": known.fits is False},
        ],
    }


def _may_judge(meeting: Meeting, topic: Cluster) -> bool:
    """In its own step always; while people order at a desk as soon as the topic has a name to judge by."""
    return meeting.step == "clustering" or (topic.name is not None and bool(meeting.ordering.moves))
