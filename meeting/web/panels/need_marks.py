"""Marks on a need: what it cannot go together with, and that it asks something of who decides, with the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from meeting.procedure.state import Verdict
from meeting.web.parts import Field, Press, Shown, Text, box, button, named

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def marks(lead: Lead, card: Shown, texts: dict[str, str], *, decider: bool) -> None:
    """The folds under a need; `texts` are all needs by id, `decider` says that somebody else decides in the end."""
    with box("k-buttons"):
        others = {other: text for other, text in texts.items() if other != card["id"]}
        if others and lead.may("flag_conflict"):
            _conflicts(lead, card, others)
        if lead.may("group_needs") and card["state"] == "open" and not card["spoken"]:
            _group(lead, card, others)
        if decider and lead.may("address_need") and (not card["asks"] or not card["said"]):
            press = lead.act("address_need", position_id=card["id"], asks=not card["asks"])
            words = "console.asks.off" if card["asks"] else "console.asks.on"
            button(lead.say(words), press, name="address-need", look="k-small", pressed=card["asks"])
        if card["asks"] and lead.may("answer_point"):
            _verdict(lead, card)


def _conflicts(lead: Lead, card: Shown, others: dict[str, str]) -> None:
    def draw() -> None:
        for other, text in others.items():
            on = other not in card["conflicts"]
            press = lead.act("flag_conflict", position_id=card["id"], other_id=other, on=on)
            words = text if on else f"{lead.say('console.conflict.off')}: {text}"
            button(words, press, name=f"conflict-{other}", look="k-small", pressed=not on)

    _fold(lead.say("console.conflict"), "conflict", draw)


def _group(lead: Lead, card: Shown, others: dict[str, str]) -> None:
    """Lay a need with another that asks for the same, or let it stand by itself again."""
    if card["with"]:
        press = lead.act("ungroup_need", position_id=card["id"])
        button(lead.say("console.group.out"), press, name="ungroup", look="k-small")
        return

    def draw() -> None:
        for other, text in others.items():
            press = lead.act("group_needs", position_id=card["id"], other_id=other)
            button(text, press, name=f"group-{other}", look="k-small")

    _fold(lead.say("console.group"), "group", draw)


def _fold(words: str, name: str, draw: Callable[[], None]) -> None:
    """A fold that is filled when it is first opened: of sixty needs each could name the fifty-nine others."""
    filled = False
    with box("k-fold k-filled-later", "details") as fold:
        named(Text("summary", words, "k-button k-small"), name)
        inside = box("k-fold-in")

    def turned(event: Any) -> None:
        nonlocal filled
        if event.args is True and not filled:
            filled = True
            with inside:
                draw()

    fold.on("toggle", turned, js_handler="(event) => emit(event.target.open)")


def _verdict(lead: Lead, card: Shown) -> None:
    """What who decides says aloud is typed here."""
    say = lead.say
    with box("k-fold", "details"):
        named(Text("summary", say("console.verdict"), "k-button k-small"), "verdict")
        with box("k-fold-in"):
            why = Field(say("console.verdict.text"), name="verdict-text", kind="area")
            due = Field(say("console.verdict.due"), name="verdict-due", kind="date")

            with box("k-buttons"):
                for verdict in Verdict:
                    button(
                        say(f"verdict.{verdict.value}"),
                        _press(lead, card, verdict, why, due),
                        name=f"verdict-{verdict.value}",
                        look="k-small",
                    )


def _press(lead: Lead, card: Shown, verdict: Verdict, why: Field, due: Field) -> Press:
    async def answer() -> None:
        said = {"point_id": card["id"], "said": card["said"], "verdict": verdict.value}
        await lead.ask("answer_point", why.refuse, text=why.text or None, due=due.text or None, **said)

    return answer
