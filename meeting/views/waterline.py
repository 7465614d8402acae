"""What is seen of a talk below the waterline: two sides, then the grains that the room keeps."""

from __future__ import annotations

from meeting.procedure import text
from meeting.procedure.state import Meeting
from meeting.procedure.waterline import KIND, waterline
from meeting.views.screen import LOOK, Screen
from meeting.views.stage import View, act, key


def here(meeting: Meeting) -> bool:
    """Whether people are talking below the waterline now."""
    return meeting.step == "talking" and meeting.block.kind == KIND


def talked(meeting: Meeting) -> Screen:
    """Phones lie still while people talk; then who would rather write may. What is typed stays on the phone."""
    own = meeting.block.question
    away = Screen(key("talk.away"), ({"text": own} if own else key("talk.waterline"),), ask=LOOK)
    if not waterline(meeting, meeting.active).asked:
        return away
    ask = {
        "form": "write",
        "do": "give_grain",
        "id": meeting.active,
        "key": "grain",
        "limit": text.NEED,
        "new": "grain_id",
        "mine": "grains",
        "aside": True,
    }
    return Screen(key("talk.grain"), ask=ask)


def room(meeting: Meeting) -> View | None:
    """The two sides, whether people are asked what touched them, and what the room keeps."""
    if not here(meeting):
        return None
    known = waterline(meeting, meeting.active)
    return {
        "sides": list(known.sides or ()),
        "asked": known.asked,
        "grains": [
            {"id": each.id, "text": each.text, "label": key("card.spoken") if each.spoken else None}
            for each in meeting.grains
            if each.block == known.block and each.kept
        ],
    }


def grains(meeting: Meeting) -> list[View]:
    """For the console: everything that was given in this talk, kept or not."""
    return [
        {"id": each.id, "text": each.text, "spoken": each.spoken, "kept": each.kept}
        for each in meeting.grains
        if each.block == meeting.active
    ]


def next_act(meeting: Meeting) -> View | None:
    """Once the sides have been named and talked through: ask what touched people. Then there is a choice to make."""
    known = waterline(meeting, meeting.active)
    return act("ask_grains", "act.ask_grains") if known.sides and not known.asked else None


def say(meeting: Meeting) -> str:
    """The sentence for this moment of the talk."""
    known = waterline(meeting, meeting.active)
    return "say.waterline.grains" if known.asked else "say.waterline.sides" if known.sides else "say.talk.waterline"


def finished(meeting: Meeting) -> bool:
    """Whether people were asked what touched them: then the talk may lead back."""
    return waterline(meeting, meeting.active).asked
