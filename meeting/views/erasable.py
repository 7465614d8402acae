"""What may be taken away on request: every text in the meeting that nobody decided on, with what it is."""

from __future__ import annotations

from collections.abc import Iterator

from meeting.procedure.erasing import erasable
from meeting.procedure.state import Meeting
from meeting.views.stage import View


def texts(meeting: Meeting) -> list[View]:
    """Viewpoints, proposals, what people said of the question, who is missing, what people bring to a team, and what
    tables and staff noted."""
    return [
        {"id": thing, "kind": kind, "text": text}
        for kind, thing, text in _all(meeting)
        if text and erasable(meeting, thing)
    ]


def _all(meeting: Meeting) -> Iterator[tuple[str, str, str | None]]:
    for view in sorted(meeting.viewpoints.values(), key=lambda each: each.number):
        yield "viewpoint", view.id, " · ".join(filter(None, (view.text, *_beside(meeting, view.id))))
    for proposal in meeting.proposals:
        yield "proposal", proposal.id, proposal.current.text
    for judgement in sorted(meeting.judgements.values(), key=lambda each: each.number):
        yield "judgement", judgement.id, judgement.text
    for missing in sorted(meeting.missing.values(), key=lambda each: each.number):
        yield "missing", missing.id, missing.text
    for sign_up in sorted(meeting.sign_ups.values(), key=lambda each: each.number):
        yield "sign_up", sign_up.id, " · ".join(filter(None, (sign_up.helps, sign_up.seeks)))
    for noted in (*meeting.notes, *meeting.repairs, *meeting.announcements, *meeting.readings.values()):
        yield "note", noted.id, noted.text


def _beside(meeting: Meeting, card: str) -> tuple[str, ...]:
    """What stands on an opgave card beside its title, and from whom it came: a name may be in it."""
    known = meeting.opgaven.get(card)
    return (known.for_whom, known.why, known.first_idea, known.source) if known else ()
