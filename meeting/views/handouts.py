"""What may be read on every screen of a phone: "what you have to know" and the agreements, by name and revision."""

from __future__ import annotations

from meeting.procedure.agreeing import FIXED, KIND, made
from meeting.procedure.state import Meeting
from meeting.views.screen import Screen
from meeting.views.stage import View, act, key


def revisions(meeting: Meeting) -> View:
    """Which handouts there are; a phone fetches one when somebody opens it, and again under a new revision."""
    return {
        "info": meeting.info.rev if meeting.info.paragraphs else 0,
        "agreements": meeting.agreements.rev if made(meeting) else 0,
    }


def handout(meeting: Meeting, name: str) -> View | None:
    """One handout; None where it is not there."""
    if not revisions(meeting).get(name):
        return None
    if name == "info":
        return {"title": meeting.info.title or None, "lines": [{"text": each} for each in meeting.info.paragraphs]}
    return {"title": None, "lines": _agreements(meeting)}


def _agreements(meeting: Meeting) -> list[View]:
    own: list[View] = [{"id": each.id, "text": each.text} for each in meeting.agreements.own]
    return [*({"id": name, **key(f"agreement.{name}")} for name in FIXED), *own]


def talked(meeting: Meeting) -> Screen:
    """The phone while a group makes its agreements: they stand there to be read, and nothing is asked."""
    own = meeting.block.question
    items = [{name: value for name, value in line.items() if name != "id"} for line in _agreements(meeting)]
    card: View = {"id": "agreements", "kind": "agreements", "text": "", "label": None, "items": items}
    return Screen({"text": own} if own else key("talk.agreements"), (key("talk.away"),), (card,))


def info(meeting: Meeting) -> View:
    """The sheet as staff edit it and the room screen shows it."""
    known = meeting.info
    return {"title": known.title, "paragraphs": list(known.paragraphs), "rev": known.rev}


def agreements(meeting: Meeting) -> View | None:
    """The agreements while a group makes them."""
    if meeting.block.kind != KIND:
        return None
    known = meeting.agreements
    return {
        "lines": _agreements(meeting),
        "own": [each.id for each in known.own],
        "rev": known.rev,
        "confirmed": known.confirmed == known.rev,
    }


def confirm(meeting: Meeting) -> View | None:
    """Asking the group is what comes next, until it agreed to what stands there."""
    known = agreements(meeting)
    if known is None or known["confirmed"]:
        return None
    return act("confirm_agreements", "act.confirm_agreements", rev=known["rev"])
