"""What is seen of the question at the end: did you feel heard. Nobody sees an answer before the meeting is closed."""

from __future__ import annotations

from meeting.procedure.state import Meeting
from meeting.views.stage import View, act


def asked(meeting: Meeting) -> View | None:
    """The question on every phone, while it is out."""
    known = meeting.check_out
    if known is None or known.id not in meeting.boxes or meeting.closed_at:
        return None
    return {
        "form": "choose",
        "do": "cast_ballot",
        "id": known.id,
        "key": "heard",
        "options": [{"id": option} for option in known.choices],
        "shuffle": False,
        "everybody": True,
    }


def answered(meeting: Meeting) -> View | None:
    """How many phones answered, for the console; no more than that."""
    known = meeting.check_out
    if known is None or known.id not in meeting.boxes:
        return None
    return {"x": len(meeting.boxes[known.id]), "y": max(known.present, len(meeting.boxes[known.id]))}


def next_act(meeting: Meeting) -> View:
    """Ask first, where there are phones; then the meeting can be closed."""
    if meeting.participants and meeting.check_out is None:
        return act("ask_heard", "act.ask_heard", new="round_id")
    return act("close_meeting", "act.close_meeting", twice=True)


def rounded(meeting: Meeting) -> bool:
    """Whether people told already what they take with them: nobody is asked so twice."""
    return any(meeting.block_of(visit.block).kind == "check_out" for visit in meeting.visits)


def say(meeting: Meeting) -> str:
    return "say.closing.thanks" if rounded(meeting) else "say.closing"
