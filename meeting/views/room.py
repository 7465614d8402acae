"""What hangs in the hall: made of state only, so that a reload shows the same picture."""

from __future__ import annotations

from meeting.procedure.gathering import BEFOREHAND
from meeting.procedure.state import DecisionKind, Display, Meeting, RoundKind
from meeting.procedure.teaming import decided
from meeting.views import (
    checking_out,
    choosing,
    clustering,
    framing,
    handouts,
    minority,
    missing,
    picking,
    reading_back,
    rounds,
    shortlisting,
    slides,
    spreading,
    stage,
    teaming,
    waterline,
)
from meeting.views.decided import decision_card, ended
from meeting.views.presence import Presence
from meeting.views.stage import View


def room(meeting: Meeting, presence: Presence, *, code: str = "", address: str = "") -> View:
    """Everything the room screen draws. `address` is where phones go, without the code."""
    shown = [viewpoint for viewpoint in meeting.viewpoints.values() if viewpoint.shown and viewpoint.counts]
    return {
        "step": meeting.step,
        "block": meeting.active,
        "kind": meeting.block.kind,
        "minutes": meeting.block.minutes,
        "asked": meeting.block.question,
        "phone": meeting.block.phone.value,
        "title": meeting.title,
        "question": meeting.question,
        "language": meeting.language,
        "mandate": stage.mandate(meeting),
        "mandate_line": stage.mandate_line(meeting),
        "people": presence.people,
        "practice": meeting.practice or meeting.step == "practising",
        "over": meeting.closed_at is not None,
        "code": code,
        "address": address,
        "tables": bool(meeting.tables),
        "seek_no": meeting.block.seek_no,
        "framing": framing.room(meeting),
        "missing": missing.room(meeting),
        "agreements": handouts.agreements(meeting),
        "info": handouts.info(meeting),
        "slides": slides.room(meeting),
        "gathered": _gathered(meeting),
        "viewpoints": [
            {"id": each.id, "text": each.text, "kind": each.kind, "label": stage.origin_label(each)}
            for each in sorted(shown, key=lambda each: each.number)
            if each.block == meeting.active
        ],
        "proposal": stage.proposal_card(meeting, meeting.proposal) if meeting.proposal else None,
        "round": rounds.room(meeting),
        "options": rounds.laid(meeting),
        "minority": minority.room_asked(meeting),
        "weaving": minority.room_woven(meeting),
        "waterline": waterline.room(meeting),
        "picking": picking.room(meeting),
        "spreading": spreading.room(meeting) if meeting.step == "spreading" else None,
        "clustering": clustering.room(meeting) if meeting.step == "clustering" else None,
        "shortlisting": shortlisting.room(meeting) if meeting.step == "shortlisting" else None,
        "choosing": choosing.room(meeting) if meeting.step == "choosing" else None,
        "reading_back": reading_back.room(meeting),
        "teams": teaming.room(meeting),
        "about": _about(meeting),
        "heard": checking_out.asked(meeting) is not None,
        "rounded": checking_out.rounded(meeting),
        "decision": _decision(meeting),
        "decisions": [decision_card(meeting, decision) for decision in meeting.decisions],
    }


def _gathered(meeting: Meeting) -> int | None:
    """How much people here sent where it is read before it hangs in the hall: a quiet number, and none of its words."""
    if meeting.step != "gathering" or meeting.block.display is not Display.READ:
        return None
    here = [each for each in meeting.viewpoints.values() if each.origin not in BEFOREHAND]
    return sum(each.counts and each.block == meeting.active for each in here)


def _decision(meeting: Meeting) -> View | None:
    """The decision on the screen of this moment, the one just laid down, with what people last said to it."""
    decided = ended(meeting)
    if decided is None:
        return None
    checks = [each for each in meeting.rounds if each.decision == decided.number and each.kind is RoundKind.SUPPORT]
    shown = next((each for each in reversed(checks) if each.shown and each.tally), None)
    return {
        **decision_card(meeting, decided),
        "full": decided.kind is DecisionKind.FULL,
        "tally": rounds.figures(meeting, shown) if shown else None,
        "line": rounds.result_line(shown) if shown else None,
        "so_far": rounds.so_far(shown) if shown else None,
    }


def _about(meeting: Meeting) -> list[View]:
    """What a talk is about, where that is more than its question: what people go on with, what others need,
    or without tables what was just written."""
    if meeting.block.kind == "corners":
        return [{"id": each, "text": text} for each, text in decided(meeting)]
    if meeting.block.kind == "talk" and (needs := minority.room_woven(meeting)["positions"]):
        return [each for each in needs if each["state"] == "open"]
    before = meeting.path[-2][1] if len(meeting.path) > 1 else ""
    return picking.hanging(meeting) if before in ("gathering", "picking") else []
