"""What hangs in the hall: made of state only, so that a reload shows the same picture."""

from __future__ import annotations

from meeting.procedure.minority import dissent
from meeting.procedure.state import Meeting, Round, RoundKind
from meeting.views import stage
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
        "viewpoints": [
            {"id": each.id, "text": each.text, "kind": each.kind, "label": stage.origin_label(each)}
            for each in sorted(shown, key=lambda each: each.number)
            if each.block == meeting.active
        ],
        "proposal": stage.proposal_card(meeting, meeting.proposal) if meeting.proposal else None,
        "round": _round(meeting),
        "minority": _minority(meeting),
        "weaving": _weaving(meeting),
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


def _minority(meeting: Meeting) -> View | None:
    known = meeting.last_round
    if known is None or known.question is None or known.tally is None:
        return None
    question = known.question
    few = stage.small_minority(known) and not known.figures
    against = question.asked if question.asked is not None else None
    title = (
        key("need.still.title")
        if question.form == "still"
        else key("min.small")
        if few or question.form == "same"
        else key("min.title", n=dissent(known))
    )
    shared = None
    if question.shared and not few and question.form == "own":
        shared = key("min.shared", asked=against, answered=question.answered)
    return {
        "form": question.form,
        "title": title,
        "answered": key("min.answered", x=stage.answered_phones(meeting, known), y=question.people)
        if known.id in meeting.boxes
        else None,
        "shared": question.shared,
        "line": shared,
        "positions": [
            stage.position_card(position)
            for position in meeting.positions
            if position.round_id == known.id and not position.withdrawn
        ],
        "suggestions": [
            {"id": each.id, "text": each.text} for each in meeting.suggestions if each.round_id == known.id
        ],
    }


def _weaving(meeting: Meeting) -> View:
    """The needs with the answers that stand; an answer phones are still being asked about is not on the screen."""
    cards = []
    for position in meeting.positions_on(meeting.decision):
        if position.withdrawn:
            continue
        state = "asking" if position.asking else "settled" if position.settled else "left" if position.unmet else "open"
        card = {**stage.position_card(position), "state": state}
        card["answer"] = stage.answer_card(position) if position.settled else None
        cards.append(card)
    asked = meeting.asked_position
    return {"positions": cards, "asking": asked.id if asked else None}


def _decision(meeting: Meeting) -> View | None:
    """The decision on the screen of this moment: the one just laid down."""
    decided = stage.ended(meeting)
    return stage.decision_card(meeting, decided) if decided else None
