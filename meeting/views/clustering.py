"""Topics and single voices as phone, room screen and console see them; sizes only at the end, single voices always."""

from __future__ import annotations

from meeting.procedure import text
from meeting.procedure.clustering import members, single_voices, sizes_shown, topics
from meeting.procedure.spreading import counts_shown
from meeting.procedure.state import Cluster, Meeting
from meeting.views import voices
from meeting.views.screen import Screen
from meeting.views.stage import View, act, key

TOPICS_ON_PHONE = 12


def phone(meeting: Meeting) -> Screen:
    """The topics by name in mixed order, and "I miss something"; where an own card lies is in `mine`."""
    ask = {
        "form": "write",
        "do": "submit_viewpoint",
        "id": meeting.active,
        "key": "overlooked",
        "limit": text.VIEWPOINT,
    }
    named = [each for each in topics(meeting) if each.name]
    lines = [key("topics.on_screen")] if len(named) > TOPICS_ON_PHONE else []
    return Screen(key("topics.title" if named else "topics.soon"), tuple(lines), by_name(named), ask=ask)


def by_name(named: list[Cluster]) -> tuple[View, ...]:
    """One card for all: a name is a line of it."""
    if not named:
        return ()
    items = [{"id": each.id, "text": each.name} for each in named[:TOPICS_ON_PHONE]]
    return ({"id": "topics", "kind": "topics", "text": "", "label": key("topics.label"), "items": items},)


def room(meeting: Meeting) -> View:
    """Every topic and every single voice that the room may see, in mixed order."""
    found = [_topic(meeting, each) for each in topics(meeting)]
    together = [each for each in found if each["name"] or len(each["cards"]) > 1]  # phones show each name too
    left = [card for each in found if not each["name"] and len(each["cards"]) == 1 for card in each["cards"]]
    alone = [voices.counted_card(meeting, each) for each in single_voices(meeting) if each.seen]
    return {
        "topics": together,
        "single": sorted([*alone, *left], key=lambda each: str(each["id"])),
        "counted": counts_shown(meeting),
    }


def _topic(meeting: Meeting, topic: Cluster) -> View:
    laid = members(meeting, topic)
    cards = [voices.counted_card(meeting, each) for each in laid if each.seen]
    return {
        "id": topic.id,
        "number": topic.number,
        "name": topic.name,
        "size": key("topic.size", n=len(laid)) if sizes_shown(meeting) else None,
        "cards": cards,
    }


def console(meeting: Meeting) -> View:
    """Single voices and topics; one whose author says that it lies wrong comes first."""
    found = [_to_arrange(meeting, each) for each in topics(meeting)]
    return {
        "topics": sorted(found, key=lambda each: (not each["misfits"], each["number"])),
        "single": [_row(meeting, each.id) for each in single_voices(meeting)],
        "apart": [sorted(each) for each in meeting.apart],
        "counted": counts_shown(meeting),
    }


def _to_arrange(meeting: Meeting, topic: Cluster) -> View:
    rows = [_row(meeting, each.id) for each in members(meeting, topic)]
    return {
        "id": topic.id,
        "number": topic.number,
        "name": topic.name,
        "confirmed": topic.confirmed,
        "rev": topic.rev,
        "misfits": sum(row["fits"] is False for row in rows),
        "cards": sorted(rows, key=lambda row: row["fits"] is not False),
    }


def _row(meeting: Meeting, viewpoint_id: str) -> View:
    known = meeting.viewpoints[viewpoint_id]
    return {
        **voices.counted_card(meeting, known),
        "fits": known.fits,
        "seen": known.seen,
        "missed": meeting.block_of(known.block).step == "clustering",
    }


def say(meeting: Meeting) -> str:
    if counts_shown(meeting):
        return "say.clustering.counted"
    return "say.clustering.names" if waiting(meeting) else "say.clustering"


def waiting(meeting: Meeting) -> Cluster | None:
    """The name that the room has to hear now: those waiting come in the order of their topics."""
    unconfirmed = (each for each in topics(meeting) if each.name and not each.confirmed)
    return min(unconfirmed, key=lambda each: each.number, default=None)


def primary(meeting: Meeting) -> View | None:
    """A name that the room has to hear, then the sizes; None: the next block."""
    if counts_shown(meeting) or not topics(meeting):
        return None
    if (named := waiting(meeting)) is not None:
        return act("confirm_cluster", "act.confirm_cluster", cluster_id=named.id, rev=named.rev)
    return act("show_counts", "act.show_sizes", visit=meeting.visit)


def acts(meeting: Meeting) -> list[View]:
    if counts_shown(meeting) or not topics(meeting):
        return []
    return [act("show_counts", "act.show_sizes", visit=meeting.visit)]
