"""Who is missing, on every surface: groups and roles by name, each once, and the empty chair for them."""

from __future__ import annotations

from meeting.procedure import text
from meeting.procedure.state import Meeting, Missing, Participant
from meeting.views.screen import Screen
from meeting.views.stage import View, act, key

MOST_AT_ONCE = 200
"""How many one message may name."""


def phone(meeting: Meeting) -> Screen:
    ask = {
        "form": "write",
        "do": "name_missing",
        "id": meeting.active,
        "key": "missing.name",
        "new": "missing_id",
        "args": {"block_id": meeting.active},
        "mine": "missing",
        "limit": text.NAME,
    }
    return Screen(key("missing.title"), ask=ask)


def mine(meeting: Meeting, participant: Participant) -> list[View]:
    """What this person named, and how to take it back."""
    return [_own(meeting, meeting.missing[each]) for each in participant.missing]


def _own(meeting: Meeting, known: Missing) -> View:
    state = "withdrawn" if known.withdrawn else "held" if known.held else "shown" if known.shown else "open"
    view: View = {"id": known.id, "text": known.text, "state": state, "reason": known.held}
    if not (known.withdrawn or meeting.closed_at):
        view["withdraw"] = {"do": "withdraw_missing", "missing_id": known.id}
    return view


def room(meeting: Meeting) -> list[View]:
    """What was shown: a group that several people name stands there once, in the words that came first."""
    shown = [each for each in _ordered(meeting) if each.shown and each.counts and each.block == meeting.active]
    once = {each.text.casefold(): each for each in reversed(shown)}
    return [{"id": each.id, "text": each.text} for each in shown if once[each.text.casefold()] is each]


def _ordered(meeting: Meeting) -> list[Missing]:
    return sorted(meeting.missing.values(), key=lambda each: each.number)


def console(meeting: Meeting) -> list[View]:
    """All of them, the newest first, with what can be done about each."""
    return [
        {
            "id": each.id,
            "block": each.block,
            "text": each.text,
            "shown": each.shown,
            "held": each.held,
            "withdrawn": each.withdrawn,
            "spoken": each.author is None,
        }
        for each in reversed(_ordered(meeting))
    ]


def waiting(meeting: Meeting) -> list[str]:
    """Those of this block that are not on the screen yet, oldest first."""
    here = [each for each in _ordered(meeting) if each.block == meeting.active and each.counts and not each.shown]
    return [each.id for each in here][:MOST_AT_ONCE]


def show_all(meeting: Meeting) -> View | None:
    """Showing what waits is what comes next."""
    ids = waiting(meeting)
    return act("show_missing", "act.show_missing", missing_ids=ids) if ids else None


def chair(meeting: Meeting) -> View | None:
    """Where a viewpoint for who is absent, or from beforehand, goes: the gathering that is on, or the next one.

    None where no gathering is to come. `waiting` is how many wait there already.
    """
    ahead = [block for block in meeting.sheet if block.step == "gathering" and not block.skipped]
    visited = {visit.block for visit in meeting.visits}
    here = next((block for block in ahead if block.id == meeting.active), None)
    block = here or next((block for block in ahead if block.id not in visited), None)
    if block is None or meeting.closed_at:
        return None
    views = [each for each in meeting.viewpoints.values() if each.block == block.id and each.counts]
    return {"block_id": block.id, "waiting": sum(not each.shown for each in views)}
