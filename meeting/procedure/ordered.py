"""How cards lie at the ordering desk, how far it is, and an honest estimate of the time that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meeting.procedure.clustering import cards, members, topic_of, topics
from meeting.procedure.looking import kept
from meeting.procedure.state import Cluster, Meeting, Place, Viewpoint

LAY, LOOSEN, JOIN, NAME, AGREE, APART, BACK = "lay", "loosen", "join", "name", "agree", "apart", "back"
"""The kinds of acts at the desk."""


@dataclass(frozen=True)
class Progress:
    """How many cards there are, lie in a topic, stand by themselves because somebody said so, and wait to be seen.

    Of the topics how many have a name, and how many a name that a second person, or the room, agreed with.
    """

    cards: int
    laid: int
    loose: int
    waiting: int
    topics: int
    named: int
    agreed: int


@dataclass(frozen=True)
class Left:
    """The time that is left at the pace so far, in work: for laying, and for names. None: too early to say."""

    laying: timedelta | None
    naming: timedelta | None


def is_open(meeting: Meeting) -> bool:
    """Whether cards can be ordered now: from the first card on, until the desk is closed or the shortlist frozen."""
    over = meeting.ordering.closed_at is not None or meeting.closed_at is not None or meeting.shortlist.frozen
    return not over and bool(cards(meeting)) and not _picks_later(meeting)


def _picks_later(meeting: Meeting) -> bool:
    """Whether tables still have to pick: what lies there before it is not for the desk yet."""
    order = [block.id for block in meeting.sheet]
    picking = [block.id for block in meeting.sheet if block.step == "picking" and not block.skipped]
    return not meeting.opgaven and any(order.index(meeting.active) < order.index(each) for each in picking[:1])


@kept
def places(meeting: Meeting) -> dict[str, Place]:
    """Where each card lies to the eye: a topic of which it is the last is none, and it stands by itself."""
    together = {each.id for topic in topics(meeting) for each in members(meeting, topic)}
    return {
        each.id: Place(each.cluster) if each.id in together else Place(alone=each.alone or each.cluster is not None)
        for each in cards(meeting)
    }


def stands_alone(meeting: Meeting, viewpoint: Viewpoint) -> bool:
    """Whether a card stands by itself because somebody at the desk said so, or because the others left its topic."""
    came = viewpoint.counts and (viewpoint.id in meeting.opgaven or not meeting.opgaven)
    return came and topic_of(meeting, viewpoint) is None and (viewpoint.alone or viewpoint.cluster is not None)


@kept
def progress(meeting: Meeting) -> Progress:
    lying = places(meeting).values()
    laid = sum(place.cluster is not None for place in lying)
    loose = sum(place.alone for place in lying)
    found = topics(meeting)
    return Progress(
        cards=len(lying),
        laid=laid,
        loose=loose,
        waiting=len(lying) - laid - loose,
        topics=len(found),
        named=sum(each.name is not None for each in found),
        agreed=sum(agreed(each) for each in found),
    )


def agreed(topic: Cluster) -> bool:
    """Whether somebody beside who named it said that the name is right: at the desk, or the room."""
    return topic.name is not None and (topic.agreed or topic.confirmed)


LOOKED_BACK = timedelta(minutes=5)
"""The pace is that of the last minutes before the last act: it changes as the desk gets going, and tires."""
SHORTEST = timedelta(minutes=1)
FEWEST_CARDS, FEWEST_NAMES = 10, 3
"""What has to be done before a pace says anything."""


def time_left(meeting: Meeting, known: Progress) -> Left:
    """How long it takes at the pace so far; from the times in the log, so that everybody sees the same."""
    standing = [move for move in meeting.ordering.moves if not move.undone]
    laying = [(move.at, move.sorted) for move in standing if move.shifts]
    naming = [(move.at, 1) for move in standing if move.kind == AGREE]
    return Left(
        laying=_remaining(known.waiting, laying, FEWEST_CARDS),
        naming=_remaining(known.topics - known.agreed, naming, FEWEST_NAMES),
    )


def _remaining(waiting: int, acts: Sequence[tuple[datetime, int]], fewest: int) -> timedelta | None:
    """The time for what waits, at the pace of the last acts; None where those are too few to go by."""
    if not waiting:
        return timedelta()
    last = acts[-1][0] if acts else None
    recent = [each for each in acts if last and each[0] >= last - LOOKED_BACK]
    n = sum(count for _, count in recent[1:])
    spell = recent[-1][0] - recent[0][0] if recent else timedelta()
    return waiting * spell / n if n >= fewest and spell >= SHORTEST else None
