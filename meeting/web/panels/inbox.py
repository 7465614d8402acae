"""The inbox of a console: what came in, filtered, read, shown, held back with a reason, sent back or corrected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from meeting.web.parts import Part, Rows, Shown, Text, box, button, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead


def counted(item: Shown) -> bool:
    """Whether it belongs to the harvest."""
    return not item["withdrawn"] and item["held"] is None


FILTERS: dict[str, Callable[[Shown], bool]] = {
    "all": lambda item: True,
    "waiting": lambda item: counted(item) and not item["shown"],
    "alone": lambda item: counted(item) and item["alone"],
    "no": lambda item: item["kind"] == "no",
    "held": lambda item: item["held"] is not None or item["returned"],
}


ROWS = 40
"""Viewpoints listed at once: a full hall writes hundreds."""


class Inbox:
    """A list with a filter; what stands by itself comes first, then the order in which things came in.

    With the list in focus J and K go through it, and a letter presses the button of a row (console.js).
    """

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._chosen = "all"
        self._items: list[Shown] = []
        self._first = 0
        self._filters = Part(self._draw_filters)
        self._rows = Rows(lambda item: _row(lead, item), "k-inbox", many=True)
        named(self._rows.box, "inbox")
        self._rows.box.props["tabindex"] = "0"
        self._rows.box.props["data-keys"] = "true"
        self._rows.box.props["aria-label"] = lead.say("console.inbox")
        self._turning = Part(self._draw_turning, "k-buttons")
        self._keys = Text("p", lead.say("console.inbox.keys"), "k-help")

    def show(self, items: list[Shown]) -> None:
        self._items = items
        counts = {name: sum(map(right, items)) for name, right in FILTERS.items()}
        self._filters(self._chosen, counts)
        chosen = [item for item in items if FILTERS[self._chosen](item)]
        self._first = min(self._first, max(0, len(chosen) - 1) // ROWS * ROWS)
        self._rows(sorted(chosen, key=lambda item: not item["alone"])[self._first : self._first + ROWS])
        self._turning(self._first, len(chosen))
        self._rows.box.visible = self._keys.visible = bool(chosen)

    def _choose(self, name: str) -> None:
        self._chosen, self._first = name, 0
        self.show(self._items)

    def _turn(self, to: int) -> None:
        self._first = to
        self.show(self._items)

    def _draw_turning(self, first: int, of: int) -> None:
        for name, to in (("older", first - ROWS), ("newer", first + ROWS)):
            if 0 <= to < of:
                button(self._lead.say(f"search.{name}"), partial(self._turn, to), name=f"inbox-{name}", look="k-small")

    def _draw_filters(self, chosen: str, counts: dict[str, int]) -> None:
        """Only those with something in them, and the chosen one."""
        offered = [name for name, n in counts.items() if name in ("all", chosen) or 0 < n < counts["all"]]
        if len(offered) < 2:
            return
        with box("k-choice", "fieldset"):
            Text("legend", self._lead.say("console.filter"), "k-caption")
            for name in offered:
                text = f"{self._lead.say(f'console.filter.{name}')} · {counts[name]}"
                pressed = name == chosen
                button(text, partial(self._choose, name), name=f"filter-{name}", look="k-small", pressed=pressed)


def _row(lead: Lead, item: Shown) -> None:
    """One viewpoint: its words, what became of it, and what can be done with it."""
    with named(box("k-row"), f"viewpoint-{item['id']}"):
        Text("p", item["text"], "k-words")
        Text("p", " · ".join(_tags(lead.say, item)), "k-meta")
        with box("k-buttons"):
            _buttons(lead, item)


def _tags(say: Wording, item: Shown) -> list[str]:
    tags = [say("console.tag.no")] if item["kind"] == "no" else []
    tags += [say.sentence(item["label"])] if item["label"] else []
    tags += [say("console.tag.late")] if item["late"] else []
    tags += [say("console.tag.alone")] if item["alone"] and counted(item) else []
    if item["withdrawn"]:
        return [*tags, say("console.tag.withdrawn")]
    if item["held"]:
        return [*tags, say("console.tag.held", reason=say(f"console.hold.{item['held']}"))]
    if item["returned"]:
        return [*tags, say("console.tag.returned")]
    return [*tags, say("console.tag.shown" if item["shown"] else "console.tag.waiting")]


def _buttons(lead: Lead, item: Shown) -> None:
    say, known = lead.say, {name: item[name] for name in ("rev", "moderated")} | {"viewpoint_id": item["id"]}
    if item["withdrawn"]:
        return
    if item["held"]:
        press = lead.act("release_viewpoint", **known)
        button(say("console.release"), press, name="release", look="k-small").props["data-key"] = "s"
    elif not item["shown"]:
        press = lead.act("show_viewpoints", viewpoint_ids=[item["id"]])
        button(say("console.show"), press, name="show", look="k-small").props["data-key"] = "s"
    if not item["held"]:
        _hold(lead, known)
    if not item["spoken"] and not item["returned"]:
        press = lead.act("send_back_viewpoint", **known)
        button(say("console.return"), press, name="send-back", look="k-small").props["data-key"] = "v"
    if item["spoken"]:
        _correct(lead, item)
        press = lead.act("withdraw_viewpoint", viewpoint_id=item["id"])
        button(say("console.withdraw"), press, name="withdraw", look="k-small")


def _hold(lead: Lead, known: Shown) -> None:
    """Holding back asks for the reason, which the author sees."""
    with box("k-fold", "details"):
        summary = named(Text("summary", lead.say("console.hold"), "k-button k-small"), "hold")
        summary.props["data-key"] = "h"
        with box("k-fold-in"):
            Text("p", lead.say("console.hold.why"), "k-caption")
            for reason in lead.view["hold_reasons"]:
                press = lead.act("hold_viewpoint", reason=reason, **known)
                button(lead.say(f"console.hold.{reason}"), press, name=f"hold-{reason}", look="k-small")


def _correct(lead: Lead, item: Shown) -> None:
    """What staff typed they may type better; nobody's own words are ever changed here."""
    say = lead.say
    with box("k-fold", "details"):
        named(Text("summary", say("console.correct"), "k-button k-small"), "correct")
        with box("k-fold-in"):
            lead.form(
                label=say("console.correct.label"),
                name="correct-text",
                start=item["text"],
                do="edit_viewpoint",
                args=lambda text: {"text": text, "viewpoint_id": item["id"], "rev": item["rev"] + 1},
                send=say("console.correct.send"),
                area=True,
            )
