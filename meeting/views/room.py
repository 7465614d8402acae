"""What hangs in the hall: made of state only, so that a reload shows the same picture."""

from __future__ import annotations

from meeting.procedure.state import Meeting, Round, RoundKind
from meeting.views import clustering, framing, handouts, minority, missing, spreading, stage, waterline
from meeting.views.presence import Presence
from meeting.views.stage import View, key

NEARLY_ALL = 3
SMALL_ROOM = 40


def room(meeting: Meeting, presence: Presence, *, code: str = "", address: str = "") -> View:
    """Everything the room screen draws. `address` is where phones go, without the code."""
    shown = [viewpoint for viewpoint in meeting.viewpoints.values() if viewpoint.shown and viewpoint.counts]
    return {
        "step": meeting.step,
        "block": meeting.active,
        "kind": meeting.block.kind,
        "minutes": meeting.block.minutes,
        "asked": meeting.block.question,
        "title": meeting.title,
        "question": meeting.question,
        "language": meeting.language,
        "mandate": stage.mandate(meeting),
        "mandate_line": stage.mandate_line(meeting),
        "people": presence.people,
        "practice": meeting.practice,
        "over": meeting.closed_at is not None,
        "code": code,
        "address": address,
        "seek_no": meeting.block.seek_no,
        "framing": framing.room(meeting),
        "missing": missing.room(meeting),
        "agreements": handouts.agreements(meeting),
        "info": handouts.info(meeting),
        "viewpoints": [
            {"id": each.id, "text": each.text, "kind": each.kind, "label": stage.origin_label(each)}
            for each in sorted(shown, key=lambda each: each.number)
            if each.block == meeting.active
        ],
        "proposal": stage.proposal_card(meeting, meeting.proposal) if meeting.proposal else None,
        "round": _round(meeting),
        "minority": minority.room_asked(meeting),
        "weaving": minority.room_woven(meeting),
        "waterline": waterline.room(meeting),
        "spreading": spreading.room(meeting) if meeting.step == "spreading" else None,
        "clustering": clustering.room(meeting) if meeting.step == "clustering" else None,
        "decision": _decision(meeting),
        "decisions": [stage.decision_card(meeting, decision) for decision in meeting.decisions],
    }


def _round(meeting: Meeting) -> View | None:
    """The vote of this step: turnout while it is open, figures or words once shown."""
    kind = RoundKind.SUPPORT if meeting.step == "deciding" else RoundKind.PROPOSAL
    known = stage.current_round(meeting, kind)
    if known is None:
        return None
    state = stage.round_state(known)
    view: View = {"id": known.id, "kind": kind.value, "state": state, "number": known.number}
    if state == "open":
        view["progress"] = _progress(meeting, known)
    if state == "cancelled":
        view["reason"] = known.cancelled
    if state == "shown":
        assert known.outcome is not None
        view["outcome"] = known.outcome.value
        view["heading"] = key(stage.OUTCOME_KEY[known.outcome])
        view["line"] = stage.result_line(known)
        view["tally"] = stage.figures(known)
        view["before"] = _before(meeting, known)
    return view


def _before(meeting: Meeting, known: Round) -> View | None:
    """The first vote, to stand beside the support check."""
    carried = meeting.carried
    return stage.figures(carried) if known.kind is RoundKind.SUPPORT and carried else None


def _progress(meeting: Meeting, known: Round) -> View:
    """How many have voted: a number without direction; in a small room no pointing at the last ones."""
    x = stage.turnout(meeting, known)
    y = max(known.present, x)
    if y <= SMALL_ROOM and 0 < y - x <= NEARLY_ALL and x:
        return {"line": key("vote.nearly"), "x": None, "y": None}
    return {"line": key("vote.progress", x=x, y=y), "x": x, "y": y}


def _decision(meeting: Meeting) -> View | None:
    """The decision on the screen of this moment: the one just laid down."""
    decided = stage.ended(meeting)
    return stage.decision_card(meeting, decided) if decided else None
