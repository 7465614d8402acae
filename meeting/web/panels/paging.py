"""Pages of the room screen: how many needs fit, which page is on, and the console's buttons that turn it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from meeting.web.parts import button

if TYPE_CHECKING:
    from meeting.web.lead import Lead
    from meeting.web.wording import Wording

MOST = 6
ROOM_FOR = 800
"""How many characters the needs of one page may have; each card costs some for its edges."""
_EDGES = 60


def pages_of(cards: list[Any]) -> list[list[Any]]:
    """The cards in their own order, as many on a page as can be read; never none."""
    pages: list[list[Any]] = [[]]
    for card in cards:
        full = sum(map(_length, pages[-1])) + _length(card) > ROOM_FOR
        if pages[-1] and (full or len(pages[-1]) == MOST):
            pages.append([])
        pages[-1].append(card)
    return pages


def page_now(pages: list[list[Any]], chosen: int | None) -> int:
    """The page that was chosen; else the one with the need that is busy, or the first that waits."""
    if chosen is not None:
        return min(chosen, len(pages) - 1)
    states = [[card.get("state") for card in page] for page in pages]
    for wanted in ("asking", "open"):
        found = next((index for index, page in enumerate(states) if wanted in page), None)
        if found is not None:
            return found
    return 0


def place(say: Wording, pages: list[list[Any]], now: int) -> str:
    """Where a page stands: its first and last card, counted from 1, of all."""
    before = sum(map(len, pages[:now]))
    last, every = before + len(pages[now]), sum(map(len, pages))
    if last == before + 1:
        return say("room.needs.page.one", n=last, all=every)
    return say("room.needs.page", first=before + 1, last=last, all=every)


def turning(lead: Lead, pages: int, now: int | None) -> None:
    """Buttons to turn the page of the room screen. `now` is None while the newest are on; beyond them comes nothing."""
    if pages < 2:
        return
    block, here = lead.view["block"], pages - 1 if now is None else now
    turns = {"older": here - 1, "newer": here + 1}
    for name, to in turns.items():
        turned = button(
            lead.say(f"console.page.{name}"),
            partial(lead.projector.turn, block, max(0, min(to, pages - 1))),
            name=f"page-{name}",
            look="k-small",
        )
        turned.visible = 0 <= to < pages


def _length(card: Any) -> int:
    """The characters of a card, of what was said of it and of the answer; every label and edge costs some."""
    answer = card.get("answer") or {}
    words = [card, *card.get("items", ()), *([answer, *answer.get("items", ())] if answer else ())]
    return sum(_EDGES + len(each.get("text") or "") for each in words)
