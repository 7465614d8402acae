"""What a facilitator does in this step, in three short sentences, for whoever has never done it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meeting.web.parts import Text, box, named
from meeting.web.wording import Wording


def help_key(view: Mapping[str, Any]) -> str:
    """The words for where the conversation stands: of the talk, of seeking the no, or of the step."""
    room = view["room"]
    if room["over"]:
        return "help.over"
    if room["step"] == "talking":
        return f"help.talk.{room['kind']}"
    return "help.gathering.no" if room["seek_no"] else f"help.{room['step']}"


def step_help(say: Wording, key: str) -> None:
    """A fold with the sentences, one a line; nothing where a step explains itself."""
    if key not in say:
        return
    with box("k-help-fold", "details"):
        named(Text("summary", say("help.title"), "k-help-head"), "step-help")
        with box("k-help-lines", "ol"):
            for line in say(key).split("\n"):
                Text("li", line)
