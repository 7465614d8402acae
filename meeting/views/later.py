"""What people see of a check that stays open for those who left: the question on their phones, then what it came to."""

from __future__ import annotations

from collections.abc import Mapping

from meeting.procedure.later import FEWEST, LONGEST, LaterAnswered, answerable, may_stay_open, waiting
from meeting.procedure.sealing import LATER
from meeting.procedure.state import ALONG, LEAVE, NOT_YET, Later, Meeting, Participant, Round, RoundKind, Tally
from meeting.views import rounds
from meeting.views.stage import View, key

DO = "answer_later"

OPEN, IN_ROOM = "open", "room"
"""What a phone may still do: answer, or nothing because it answered in the room."""

CELLS = (ALONG, LEAVE, NOT_YET)


# Phones


def on_phones(meeting: Meeting) -> list[View]:
    """The checks that stay open, the same for every phone."""
    return [_asked(meeting, known) for known in waiting(meeting)]


def _asked(meeting: Meeting, known: Round) -> View:
    assert known.later is not None
    proposal = meeting.proposal_of(known.proposal)
    return {
        "form": "choose",
        "do": DO,
        "id": known.id,
        "key": "later",
        "as": "choice",
        "args": {"round_id": known.id},
        "options": [{"id": choice} for choice in known.choices],
        "text": proposal.versions[known.version - 1].text if proposal else "",
        "until": known.later.until.isoformat(),
    }


def mine(meeting: Meeting, participant: Participant, voters: Mapping[str, str]) -> list[View]:
    """Which of them this phone may answer, and which it answered in the room; nothing of those it has no part in."""
    still = answerable(meeting, participant.id, voters)
    return [
        {"id": known.id, "state": OPEN if known in still else IN_ROOM}
        for known in waiting(meeting)
        if participant.votes and known.later and participant.id in known.later.here
    ]


def given(meeting: Meeting, voters: Mapping[str, str]) -> list[View]:
    """What this phone answered later."""
    found = (meeting.boxes[known.id].get((LATER, voters.get(known.id, ""))) for known in waiting(meeting))
    return [
        {"do": DO, "id": each.round_id, "option": each.choice, "text": "", "rev": each.rev}
        for each in found
        if isinstance(each, LaterAnswered)
    ]


# What it came to, for every screen


def facts(meeting: Meeting, decision: int) -> list[View]:
    """What a decision says of those who answer later: until when they may, then the figures as a line of their own."""
    checks = meeting.rounds_on(decision, RoundKind.SUPPORT)
    known = checks[-1] if checks else None
    if known is None or known.later is None or known.tally is None:
        return []
    if known.later.counted_at is None:
        return [line] if (line := rounds.so_far(known)) else []
    return _counted(known, known.tally, known.later)


def _counted(known: Round, room: Tally, later: Later) -> list[View]:
    if later.answered is None:
        return [key("later.few", n=FEWEST)]
    more = dict(later.cells)
    if rounds.in_figures(known) and None not in more.values():
        together = {choice: room[choice] + (more[choice] or 0) for choice in CELLS}
        return [_said("later.room", dict(room.counts)), _said("later.together", together)]
    shown = [key(f"later.cell.{choice}", n=more[choice]) for choice in CELLS if more[choice]]
    hidden = [key("later.hidden" if shown else "later.hidden.all")] if None in more.values() else []
    return [key("later.answered", n=later.answered), *shown, *hidden]


def _said(words: str, counts: Mapping[str, int]) -> View:
    return key(words, **{choice: counts[choice] for choice in CELLS})


# The console


def console(meeting: Meeting) -> View | None:
    """Whether the check on the table may stay open, and until when it does; None where there is none."""
    known = meeting.last_round
    if known is None or not (known.waits or may_stay_open(meeting, known)):
        return None
    until = known.later.until.isoformat() if known.later else None
    return {"round_id": known.id, "until": until, "days": LONGEST.days}
