"""What the facilitator leads with: the room's view, the run sheet, the inbox, and what happens next.

Nothing here tells who chose what, nor any number that depends on an open box but the turnout.
"""

from __future__ import annotations

from meeting.procedure.clustering import single_voices, topics
from meeting.procedure.core import Role
from meeting.procedure.looking import kept
from meeting.procedure.moderating import HOLD_REASONS
from meeting.procedure.seating import standing
from meeting.procedure.sheet import JUMP_REASONS
from meeting.procedure.state import Meeting, Viewpoint
from meeting.views import (
    announcements,
    checking_out,
    choosing,
    clustering,
    commissioner,
    framing,
    later,
    minority,
    missing,
    ordering,
    overview,
    picking,
    proposing,
    reading_back,
    rounds,
    seating,
    shortlisting,
    spreading,
    stage,
    teaming,
    waterline,
)
from meeting.views.acts import log
from meeting.views.decided import entrusting
from meeting.views.leading import acts, blocked, primary, said
from meeting.views.phone import phone
from meeting.views.presence import Presence
from meeting.views.rights import accepted, narrowed
from meeting.views.room import room
from meeting.views.sheet import arranging, sheet
from meeting.views.stage import View
from meeting.views.way import AT_THE_END


def console(
    meeting: Meeting,
    presence: Presence,
    *,
    role: Role = Role.FACILITATOR,
    secure: bool = True,
    code: str = "",
    address: str = "",
) -> View:
    """Everything the console of a role draws. An act is `{"do", "args", "key", "twice", "new"}`: send `do` with `args`,
    the active block, and a fresh id under the name `new` gives; `twice` means that the first press only arms."""
    view: View = {
        "role": role.value,
        "room": room(meeting, presence, code=code, address=address),
        "phone": phone(meeting, presence, secure=secure, code=code),
        "block": meeting.active,
        "visit": meeting.visit,
        "step": meeting.step,
        "people": presence.people,
        "voters": presence.voters,
        "weak": presence.weak,
        "code": code,
        "address": address,
        "over": meeting.closed_at is not None,
        "sheet": sheet(meeting),
        "arranging": arranging(meeting),
        "say": said(meeting),
        "primary": primary(meeting),
        "acts": acts(meeting),
        "accepts": accepted(meeting, role),
        "log": log(meeting, role),
        "inbox": _inbox(meeting),
        "framing": framing.console(meeting),
        "missing": missing.console(meeting),
        "chair": missing.chair(meeting),
        "picking": picking.console(meeting),
        "spreading": spreading.console(meeting) if meeting.step == "spreading" else None,
        "clustering": clustering.console(meeting) if meeting.step == "clustering" else None,
        "reading_back": reading_back.console(meeting),
        "ordering": ordering.console(meeting),
        "teaming": teaming.console(meeting) if meeting.step in AT_THE_END else None,
        "shortlisting": shortlisting.console(meeting) if meeting.step == "shortlisting" else None,
        "choosing": choosing.console(meeting) if meeting.step == "choosing" else None,
        "display": meeting.block.display.value,
        "notes": [{"id": note.id, "text": note.text} for note in meeting.notes if note.block == meeting.active],
        "proposals": proposing.rows(meeting),
        "table_rev": meeting.table_rev,
        "round": rounds.console(meeting),
        "overview": overview.console(meeting),
        "announcements": announcements.console(meeting),
        "calls": [
            {"id": call.id, "kind": call.kind, "place": call.place, "table": _number(meeting, call.table)}
            for call in sorted(meeting.calls.values(), key=lambda call: call.at)
        ],
        "positions": minority.positions(meeting),
        "grains": waterline.grains(meeting),
        "commissioner": commissioner.point_cards(meeting),
        "heard": checking_out.answered(meeting),
        "can_ask_decider": bool(meeting.mandate.decider),
        "microphones": minority.microphones(meeting),
        "decision": {"number": meeting.decision, "blocked": blocked(meeting)},
        "later": later.console(meeting),
        "entrusting": entrusting(meeting),
        "seating": seating.console(meeting, presence),
        "jump_reasons": list(JUMP_REASONS),
        "hold_reasons": list(HOLD_REASONS),
    }
    return narrowed(view, role)


def _number(meeting: Meeting, table: str | None) -> int | None:
    """What people call a table."""
    known = standing(meeting, table)
    return known.number if known else None


# What the columns hold


def _inbox(meeting: Meeting) -> list[View]:
    """Everything that came in; a row is made once for each wording, since there may be thousands."""
    alone = {each.id for each in single_voices(meeting)} if topics(meeting) else set()
    return [_alone(each) if each.id in alone else _arrived(each) for each in meeting.arrived]


@kept
def _arrived(known: Viewpoint) -> View:
    return {
        "id": known.id,
        "block": known.block,
        "text": known.text,
        "kind": known.kind,
        "rev": known.rev,
        "moderated": known.moderated,
        "late": known.late,
        "shown": known.shown,
        "returned": known.returned,
        "alone": False,
        "held": known.held,
        "withdrawn": known.withdrawn,
        "spoken": known.author is None,
        "label": stage.origin_label(known),
    }


@kept
def _alone(known: Viewpoint) -> View:
    return {**_arrived(known), "alone": True}
