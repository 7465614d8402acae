"""To the next block, or to one of a certain step: the acts that lead the room along its run sheet."""

from __future__ import annotations

from meeting.procedure.sheet import next_block
from meeting.procedure.state import Meeting
from meeting.views.decided import ended
from meeting.views.stage import View, act


def go_on(meeting: Meeting) -> View | None:
    following = next_block(meeting)
    return _go(meeting, following.id) if following else None


def go_on_dry(meeting: Meeting) -> View | None:
    """The next block; below the waterline nobody is led once something was laid down."""
    following = next_block(meeting)
    if following and following.kind == "waterline" and ended(meeting):
        return to_end(meeting)
    return go_on(meeting)


def to_end(meeting: Meeting) -> View | None:
    return to_step(meeting, "talking", "check_out") or to_step(meeting, "closing")


def talk_before(meeting: Meeting, *kinds: str) -> View | None:
    """The talk that is planned right here and was not held yet: the big button does not pass it by."""
    following = next_block(meeting)
    planned = following and following.kind in kinds and all(visit.block != following.id for visit in meeting.visits)
    return go_on(meeting) if planned else None


def to_step(meeting: Meeting, step: str, kind: str = "") -> View | None:
    """Go to the nearest block of this step: the next one after here, else the last before."""
    order = [block for block in meeting.sheet if block.step == step and kind in ("", block.kind)]
    order = [block for block in order if not block.skipped] or order
    here = [block.id for block in meeting.sheet].index(meeting.active)
    after = [block for block in order if [each.id for each in meeting.sheet].index(block.id) > here]
    target = after[0] if after else order[-1] if order else None
    return _go(meeting, target.id) if target else None


def _go(meeting: Meeting, block_id: str) -> View:
    block = meeting.block_of(block_id)
    words = f"act.enter.{block.kind}" if block.step == "talking" else f"act.enter.{block.step}"
    words = "act.enter.gathering.no" if block.seek_no else words
    if block == next_block(meeting):
        return act("enter_block", words, to=block_id, visit=meeting.visit)
    return act("enter_block", words, to=block_id, reason="method", visit=meeting.visit)
