"""What the commissioner works with: what was asked of her and advised to her, and what she answered."""

from __future__ import annotations

from meeting.procedure import report, reported
from meeting.procedure.addressing import decision_point, points
from meeting.procedure.entrusting import package_of_decision
from meeting.procedure.state import Meeting, Verdict
from meeting.views import seating, stage
from meeting.views.stage import View, key


def commissioner(meeting: Meeting) -> View:
    """Every point with its words, what she said to it so far, and what `answer_point` needs to answer it."""
    return {
        "title": meeting.title,
        "question": meeting.question,
        "language": meeting.language,
        "mandate": stage.mandate(meeting),
        "mandate_line": stage.mandate_line(meeting),
        "over": meeting.closed_at is not None,
        "now": _now(meeting),
        "here": seating.came(meeting),
        "points": point_cards(meeting),
        "verdicts": [
            {
                "id": each.value,
                "key": f"verdict.{each.value}",
                "reason": each in (Verdict.PARTLY, Verdict.NO),
                "date": each is Verdict.LATER,
            }
            for each in Verdict
        ],
    }


BEFORE = {"arrival", "check_in", "agreements", "gathering", "reading_back"}
ASKED = frozenset({*BEFORE, "choosing", "voting", "minority", "weaving", "deciding", "teaming", "check_out", "closing"})
"""The moments in which something particular is asked of her; in all others she listens."""


def _now(meeting: Meeting) -> View | None:
    """What she does at this moment: mostly she listens."""
    if meeting.closed_at is not None:
        return None
    moment = meeting.block.kind or meeting.block.step
    return key(f"commissioner.now.{moment}" if moment in ASKED else "commissioner.now")


def point_cards(meeting: Meeting) -> list[View]:
    """The points in the order of the report."""
    ids = points(meeting)
    return [_card(meeting, point, known) for point, known in zip(ids, report.points(meeting), strict=True)]


def _card(meeting: Meeting, point: str, known: reported.Point) -> View:
    return {
        "id": point,
        "kind": "point",
        "label": key(f"card.point.{known.kind}"),
        "text": known.text,
        "package": _package(meeting, point, known),
        "due": key("card.due", date=known.due) if known.due and not known.answered else None,
        "answered": known.answered,
        "said": len(known.said),
        "answers": [_said(each) for each in known.said],
    }


def _package(meeting: Meeting, point: str, known: reported.Point) -> list[View]:
    """What is in the package that a decision is about; no other point has one."""
    package = package_of_decision(meeting, known.decision) if point == decision_point(known.decision) else None
    return stage.lines(meeting, package.chosen) if package else []


def _said(said: reported.Said) -> View:
    return {
        "verdict": said.verdict.value,
        "label": key(f"card.verdict.{said.verdict.value}", date=said.due),
        "text": said.text,
        "at": said.at.isoformat(),
        "late": key("card.late") if said.late else None,
        "spoken": said.spoken,
    }


def on_phones(meeting: Meeting) -> tuple[View, ...]:
    """The points as cards of the phone, once the meeting is over: who took part reads her answers there too."""
    return tuple(
        {
            "id": card["id"],
            "kind": "point",
            "text": card["text"],
            "label": card["label"],
            "items": [
                *([card["due"]] if card["due"] else []),
                *(item for said in card["answers"] for item in _items(said)),
            ],
        }
        for card in point_cards(meeting)
    )


def _items(said: View) -> list[View]:
    words = [{"text": said["text"]}] if said["text"] else []
    late = [said["late"]] if said["late"] else []
    return [said["label"], *words, *late]
