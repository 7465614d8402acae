"""The ordering desk on the console: how far it is, how long it still takes at this pace, and closing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meeting.web.parts import Part, Shown, Text, Update, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def console(lead: Lead) -> Update:
    """Beside the step's own work, for as long as somebody orders or could."""
    with named(box("k-notes", "section"), "ordering") as whole:
        part = Part(lambda known: _draw(lead, known))

    def update(view: Shown) -> None:
        known = view["ordering"]
        whole.visible = known is not None and not view["over"]
        if known is not None:
            part(known)

    return update


def _draw(lead: Lead, known: Shown) -> None:
    say = lead.say
    Text("h2", say("console.ordering"), "k-h2")
    named(Text("p", " · ".join(_facts(say, known))), "ordering-progress").props["role"] = "status"
    Text("p", _left(say, known), "k-meta")
    if lead.may("close_desk") and (known["open"] or known["closed"]):
        do = "reopen_desk" if known["closed"] else "close_desk"
        button(say(f"console.ordering.{do}"), lead.act(do), name=do, look="k-small")


def _facts(say: Wording, known: Shown) -> list[str]:
    return [
        say("console.ordering.sorted", sorted=known["sorted"], cards=known["cards"]),
        say("console.ordering.loose", n=known["loose"]),
        say("console.ordering.names", agreed=known["agreed"], topics=known["topics"]),
    ]


def _left(say: Wording, known: Shown) -> str:
    """In minutes of work; nothing is promised before there is a pace to go by."""
    laying, naming = known["left"]["laying"], known["left"]["naming"]
    if known["closed"]:
        return say("console.ordering.closed")
    if laying is None or (laying == 0 and naming is None):
        return say("console.ordering.early")
    return say.n("console.ordering.left", laying + (naming or 0))
