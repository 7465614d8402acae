"""Practising: a vote on a harmless question, on the same screens as a real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meeting.web.panels.options import option_cards
from meeting.web.panels.voting import Before, chosen, exact
from meeting.web.parts import Field, Part, Shown, Text, Update, box, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def room(say: Wording) -> Update:
    before = Before(say, soon="room.practice.soon", now="practice.question", words="vote")
    result = Part(lambda known: chosen(say, known, "room.practice.after"), "k-fill k-middle")

    def update(view: Shown) -> None:
        known = view["round"]
        shown = known is not None and known["state"] == "shown"
        before.show(None, known, visible=not shown)
        result.box.visible = shown
        if shown:
            result(known)

    return update


# The console


def console(lead: Lead) -> Update:
    Text("h2", lead.say("console.block.practising"), "k-h2")
    state = Part(lambda known: _state(lead, known))
    form = box("k-form")
    with form:
        _question(lead)

    def update(view: Shown) -> None:
        known = view["round"]
        state(known)
        form.visible = not (known and known["state"] in ("open", "closed")) and lead.may("open_practice")

    return update


def _state(lead: Lead, known: Shown | None) -> None:
    say = lead.say
    if known is None:
        named(Text("p", say("console.practice.soon"), "k-line"), "vote-state")
        return
    named(Text("p", say(f"console.vote.{known['state']}"), "k-line"), "vote-state")
    if known["state"] == "shown":
        exact(lead, known)
        return
    Text("p", known["text"] or say("practice.question"), "k-words")
    option_cards(say, known["options"])
    if known["state"] == "open":
        progress = known["progress"]
        line = say("vote.progress", x=progress["turnout"], y=progress["electorate"])
        named(Text("p", line, "k-number"), "vote-turnout")


def _question(lead: Lead) -> None:
    """A question of one's own; left empty it is coffee or tea."""
    say = lead.say
    Text("h3", say("console.practice"), "k-h3")
    Text("p", say("console.practice.help"), "k-help")
    question = Field(say("console.practice.question"), name="practice-question")
    answers = Field(say("console.practice.answers"), name="practice-answers", kind="area")

    def along() -> dict[str, Any]:
        lines = [line.strip() for line in answers.text.splitlines()]
        return {"question": question.text.strip() or None, "answers": [line for line in lines if line]}

    lead.along["open_practice"] = along
