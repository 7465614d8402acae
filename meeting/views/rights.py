"""What of the console each role sees: all there is for who leads, and for a helper what that helper works with."""

from __future__ import annotations

from functools import cache

from meeting.procedure.core import ALWAYS, FACILITATOR, MODERATOR, NOTE_KEEPER, STEPS, Role, name_of
from meeting.procedure.state import Meeting
from meeting.views.stage import View

LEADING = (Role.FACILITATOR, Role.CO_FACILITATOR, Role.NOTE_KEEPER, Role.MODERATOR)
"""Who has a console, the one with the most rights first."""

ONLY = {
    "inbox": MODERATOR,
    "microphones": FACILITATOR,
    "notes": NOTE_KEEPER,
    "seating": FACILITATOR,
}
"""For whom a part of the view is; every console has what is not named here."""


@cache
def rights(role: Role) -> frozenset[str]:
    """What somebody in this role may ever ask, by its name on the wire."""
    declared = [*ALWAYS.items(), *(entry for step in STEPS.values() for entry in step.accepts.items())]
    return frozenset(name_of(kind) for kind, roles in declared if role in roles)


def accepted(meeting: Meeting, role: Role) -> list[str]:
    """Names of the commands this role may send now."""
    known = {**ALWAYS, **STEPS[meeting.step].accepts}
    return sorted(kind.__name__ for kind, roles in known.items() if role in roles)


def narrowed(view: View, role: Role) -> View:
    """The console's view as this role may see it."""
    if role is Role.FACILITATOR:
        return view
    may = rights(role)
    seen = {**view, "acts": [act for act in view["acts"] if act["do"] in may]}
    seen["primary"] = view["primary"] if view["primary"] and view["primary"]["do"] in may else None
    if role not in FACILITATOR:
        seen["proposals"] = [each for each in view["proposals"] if each["tabled"]]
    for part, roles in ONLY.items():
        if part in view and role not in roles:
            seen[part] = _blank(view[part])
    if role is Role.NOTE_KEEPER:
        seen["inbox"] = [each for each in view["inbox"] if each["spoken"]]
    return seen


def _blank(part: object) -> object:
    """A part of the same shape with nothing in it."""
    return None if part is None else type(part)()
