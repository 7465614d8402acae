"""Reading back as phones, table hosts, the room screen and the console see it: one thing before the room at a time."""

from __future__ import annotations

from meeting.procedure import text
from meeting.procedure.clustering import members, topics
from meeting.procedure.reading_back import (
    MISSING,
    THE_ROOM,
    before_the_room,
    brought_in_this_stay,
    finished,
    readings_of,
    thing_of,
    topics_for,
    waiting,
    without_topics,
)
from meeting.procedure.seating import standing
from meeting.procedure.state import Cluster, Meeting, Phone, Reading, Viewpoint
from meeting.views import clustering, voices
from meeting.views.screen import Screen
from meeting.views.stage import View, act, key

MINUTES_A_THING = 2
"""How long the room is with one topic or voice: that many fit into the block before the next block is offered."""
QUEUE_ON_CONSOLE = 40
CARDS_ON_PHONE = 6


def phone(meeting: Meeting) -> Screen:
    """What is before the room; until then the topics by name, which tables read back to each other."""
    now = before_the_room(meeting)
    if now is None:
        line = key("reading.tables" if meeting.to_read else "reading.soon")
        named = [each for each in topics(meeting) if each.name]
        return Screen(key("reading.title"), (line,), clustering.by_name(named), ask=_ask(meeting))
    words = "reading.voice" if isinstance(now, Viewpoint) else "reading.topic"
    return Screen(key(words), cards=(_card(meeting, now),), ask=_ask(meeting))


def _card(meeting: Meeting, now: Cluster | Viewpoint) -> View:
    """A topic as one card with what lies in it, or a voice in its own words."""
    if isinstance(now, Viewpoint):
        return voices.card(meeting, now)
    inside = [each for each in members(meeting, now) if each.seen]
    items = [{"id": each.id, "text": each.text} for each in inside[:CARDS_ON_PHONE]]
    return {"id": now.id, "kind": "topics", "text": now.name or "", "label": None, "items": items}


def _ask(meeting: Meeting) -> View:
    """Where an own card lies; "I miss something" where phones are out to write."""
    if meeting.block.phone is not Phone.WRITE:
        return {"form": "look", "do": "", "id": "", "key": "reading", "mine": "viewpoints"}
    return {
        "form": "write",
        "do": "submit_viewpoint",
        "id": meeting.active,
        "key": "overlooked",
        "limit": text.VIEWPOINT,
    }


def host(meeting: Meeting, table: str) -> View:
    """The topics of one table with what it said of them; what a table says is sent as `read_back` with `rev` + 1."""
    given = topics_for(meeting, table)
    return {
        "topics": [_to_read(meeting, table, each) for each in given],
        "done": finished(meeting, table),
        "now": _before(meeting),
    }


def _to_read(meeting: Meeting, table: str, topic: Cluster) -> View:
    said = _said(meeting, table, topic)
    return {
        "id": topic.id,
        "name": topic.name,
        "cards": [voices.card(meeting, each) for each in members(meeting, topic)],
        "verdict": said.verdict,
        "text": said.text,
        "rev": said.rev,
    }


def _said(meeting: Meeting, table: str, topic: Cluster) -> Reading:
    return meeting.readings.get((table, topic.id), Reading(table, topic.id, "", rev=0))


# The hall


def room(meeting: Meeting) -> View | None:
    """What is before the room, large; until then how many tables are done."""
    if meeting.step != "reading_back":
        return None
    return {"now": _before(meeting), "tables": len(meeting.to_read), "done": _done(meeting)}


def _done(meeting: Meeting) -> int:
    return sum(finished(meeting, table) for table in meeting.to_read)


def _before(meeting: Meeting) -> View | None:
    now = before_the_room(meeting)
    if now is None:
        return None
    if isinstance(now, Viewpoint):
        return {**voices.card(meeting, now), "cards": [], "missed": [], "name": None}
    return {
        "id": now.id,
        "kind": "topic",
        "text": None,
        "name": now.name,
        "number": now.number,
        "cards": [voices.card(meeting, each) for each in members(meeting, now) if each.seen],
        "missed": _missed(meeting, now.id),
    }


def _missed(meeting: Meeting, cluster: str) -> list[View]:
    """What tables miss, in their words, with the number of the table; 0 for the whole room."""
    found = (each for each in readings_of(meeting, cluster) if each.verdict == MISSING)
    return [{"id": each.id, "table": _number(meeting, each.table), "text": each.text} for each in found]


def _number(meeting: Meeting, table: str) -> int:
    known = standing(meeting, table)
    return known.number if known else 0


# The console


def console(meeting: Meeting) -> View | None:
    """What is before the room, what still comes there, and which tables have not answered yet."""
    if meeting.step != "reading_back":
        return None
    left, now = waiting(meeting), before_the_room(meeting)
    return {
        "now": _row(meeting, now) if now else None,
        "queue": [_row(meeting, each) for each in left[:QUEUE_ON_CONSOLE]],
        "more": max(0, len(left) - QUEUE_ON_CONSOLE),
        "been": [_row(meeting, each) for each in _been(meeting) if each != now],
        "tables": len(meeting.to_read),
        "done": _done(meeting),
        "busy": sorted(_number(meeting, each) for each in meeting.to_read if not finished(meeting, each)),
        "shared": [_shared(meeting, table) for table in sorted(meeting.to_read, key=lambda each: (len(each), each))],
    }


def _been(meeting: Meeting) -> list[Cluster | Viewpoint]:
    been = dict.fromkeys(each.thing for each in reversed(meeting.brought))
    return [known for each in been if (known := thing_of(each, meeting))]


def _shared(meeting: Meeting, table: str) -> View:
    """A table with its topics, for what is said aloud or on paper."""
    return {
        "id": table,
        "number": _number(meeting, table),
        "topics": [
            {"id": each.id, "name": each.name, "rev": _said(meeting, table, each).rev}
            for each in topics_for(meeting, table)
        ],
    }


def _row(meeting: Meeting, thing: Cluster | Viewpoint) -> View:
    row: View = {
        "id": thing.id,
        "repairs": [{"id": each.id, "text": each.text} for each in meeting.repairs if each.thing == thing.id],
    }
    if isinstance(thing, Viewpoint):
        return {**row, "topic": False, "text": thing.text, "no": thing.kind == "no", "seen": thing.seen}
    said = readings_of(meeting, thing.id)
    by_room = meeting.readings.get((THE_ROOM, thing.id))
    return {
        **row,
        "topic": True,
        "text": thing.name,
        "number": thing.number,
        "rev": thing.rev,
        "cards": [voices.card(meeting, each) for each in members(meeting, thing)],
        "fit": sum(each.verdict != MISSING for each in said if each.table != THE_ROOM),
        "missed": _missed(meeting, thing.id),
        "said": {"verdict": by_room.verdict, "rev": by_room.rev} if by_room else {"verdict": "", "rev": 0},
    }


def say(meeting: Meeting) -> str:
    now = before_the_room(meeting)
    if now is not None:
        return "say.reading_back.voice" if isinstance(now, Viewpoint) else "say.reading_back.topic"
    return "say.reading_back.tables" if meeting.to_read else "say.reading_back"


def primary(meeting: Meeting) -> View | None:
    """Topics go to the tables first, then one thing after the other before the room; None: the next block."""
    if not meeting.to_read and topics(meeting) and without_topics(meeting):
        return act("share_topics", "act.share_topics")
    fits = max(1, meeting.block.minutes // MINUTES_A_THING)
    return _next_thing(meeting) if brought_in_this_stay(meeting) < fits else None


def acts(meeting: Meeting) -> list[View]:
    """What else fits: topics for a table that came later, and one more before the room."""
    late = bool(meeting.to_read) and without_topics(meeting)
    more = act("share_topics", "act.share_topics.late") if late else None
    return [each for each in (_next_thing(meeting), more) if each]


def _next_thing(meeting: Meeting) -> View | None:
    left, now = waiting(meeting), before_the_room(meeting)
    if not left:
        return None
    words = "act.bring_next" if now else "act.bring_first"
    instead = now.id if now else None
    return act("bring_to_room", words, thing_id=left[0].id, instead=instead, visit=meeting.visit)
