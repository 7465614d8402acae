"""Spreading as phone, room screen and console see it: one viewpoint at a time, numbers only at the end."""

from __future__ import annotations

from meeting.procedure import text
from meeting.procedure.spreading import before_the_room, counts_shown, queue, spread_in_this_stay
from meeting.procedure.state import Meeting, Participant, Phone, Recognition, Viewpoint
from meeting.views import voices
from meeting.views.screen import Screen
from meeting.views.stage import View, act, key

MINUTES_A_VOICE = 3
"""How long the room is with one viewpoint: that many fit into the block before the numbers are offered."""
QUEUE_ON_CONSOLE = 40


def phone(meeting: Meeting) -> Screen:
    now = before_the_room(meeting)
    if now is not None and meeting.block.phone is Phone.AWAY:
        return Screen(key("talk.away"), (key("recognise.title"),), (voices.card(meeting, now),))
    if now is None:
        heading = "spread.counted" if counts_shown(meeting) else "spread.soon"
        return Screen(key(heading), (key("look.screen"),), ask={"form": "look", "mine": "viewpoints"})
    return Screen(key("recognise.title"), cards=(voices.card(meeting, now),), ask=_ask(meeting, now))


def _ask(meeting: Meeting, now: Viewpoint) -> View:
    """Recognition is asked first; who sees it otherwise writes, and the tap itself is nothing (rulings 18)."""
    return {
        "form": "choose",
        "do": "recognise",
        "id": now.id,
        "key": "recognise",
        "as": "answer",
        "args": {"viewpoint_id": now.id},
        "options": [{"id": "recognise"}],
        "shuffle": False,
        "undo": {"do": "withdraw_recognition", "viewpoint_id": now.id},
        "also": {
            "form": "write",
            "do": "submit_viewpoint",
            "id": now.id,
            "key": "otherwise",
            "new": "viewpoint_id",
            "args": {"block_id": meeting.active, "otherwise_of": now.id},
            "limit": text.VIEWPOINT,
        },
    }


def given(meeting: Meeting, participant: Participant) -> list[View]:
    """What this person said of the viewpoint before the room."""
    now = before_the_room(meeting)
    if now is None or now.id not in participant.recognised:
        return []
    return [{"do": "recognise", "id": now.id, "option": "recognise", "rev": 1}]


def room(meeting: Meeting) -> View:
    """The viewpoint before the room, large; at the end all of this stay, in the order in which they came."""
    now, shown = before_the_room(meeting), counts_shown(meeting)
    return {
        "now": voices.card(meeting, now) if now else None,
        "counted": shown,
        "cards": [voices.counted_card(meeting, each) for each in _of_this_stay(meeting)] if shown else [],
    }


def _of_this_stay(meeting: Meeting) -> list[Viewpoint]:
    been = dict.fromkeys(each.viewpoint for each in meeting.spreads if each.visit == meeting.visit)
    return [known for each in been if (known := meeting.viewpoints[each]).counts]


def console(meeting: Meeting) -> View:
    waiting = queue(meeting)
    now = before_the_room(meeting)
    return {
        "now": _row(meeting, now) if now else None,
        "been": [_row(meeting, each) for each in reversed(_of_this_stay(meeting)) if each is not now],
        "queue": [_row(meeting, each) for each in waiting[:QUEUE_ON_CONSOLE]],
        "more": max(0, len(waiting) - QUEUE_ON_CONSOLE),
        "counted": counts_shown(meeting),
    }


def _row(meeting: Meeting, viewpoint: Viewpoint) -> View:
    other = meeting.viewpoints.get(viewpoint.otherwise_of or "")
    return {
        **voices.counted_card(meeting, viewpoint),
        "otherwise_of": other.text if other else None,
        "hands": meeting.recognitions.get(viewpoint.id, Recognition()).aloud,
        "seen": viewpoint.seen,
    }


def say(meeting: Meeting) -> str:
    if counts_shown(meeting):
        return "say.spreading.counted"
    return "say.spreading.now" if before_the_room(meeting) else "say.spreading"


def primary(meeting: Meeting) -> View | None:
    """The next voice as long as there is time for one, then the numbers; None: the next block."""
    if counts_shown(meeting):
        return None
    fits = max(1, meeting.block.minutes // MINUTES_A_VOICE)
    following = _next_voice(meeting)
    if following is not None and spread_in_this_stay(meeting) < fits:
        return following
    return _show_counts(meeting) if spread_in_this_stay(meeting) else None


def acts(meeting: Meeting) -> list[View]:
    """What else fits: one more voice, or the numbers already."""
    if counts_shown(meeting):
        return []
    numbers = _show_counts(meeting) if spread_in_this_stay(meeting) else None
    return [each for each in (_next_voice(meeting), numbers) if each]


def _next_voice(meeting: Meeting) -> View | None:
    waiting, now = queue(meeting), before_the_room(meeting)
    if not waiting:
        return None
    words = "act.spread_next" if now else "act.spread_first"
    instead = now.id if now else None
    return act("spread_viewpoint", words, viewpoint_id=waiting[0].id, instead=instead, visit=meeting.visit)


def _show_counts(meeting: Meeting) -> View:
    return act("show_counts", "act.show_counts", visit=meeting.visit)
