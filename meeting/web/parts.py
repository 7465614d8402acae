"""Pieces of a page that is built once and kept up to date in place: text, parts, rows, buttons and fields.

People's words only ever become text nodes here, or what a field starts with.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from meeting.web.soon import soon

Press = Callable[[], Awaitable[object] | object]
Shown = Mapping[str, Any]
Update = Callable[[dict[str, Any]], None]
_Some = TypeVar("_Some", bound=ui.element)
_NOTHING = object()
AT_ONCE = 3  # of many rows those that are drawn in one piece


class Text(TextElement):
    """An element with nothing but text."""

    def __init__(self, tag: str, text: str = "", classes: str = "") -> None:
        super().__init__(tag=tag, text=text)
        self.classes(classes)


def box(classes: str = "", tag: str = "div") -> ui.element:
    return ui.element(tag).classes(classes)


def named(element: _Some, name: str) -> _Some:
    """Give an element the name by which a test finds it."""
    element.mark(name)
    element.props["data-testid"] = name
    return element


class Part:
    """A place on the page that is drawn anew only when what it shows has changed."""

    def __init__(self, draw: Callable[..., object], classes: str = "", tag: str = "div") -> None:
        self.box = box(classes, tag)
        self._draw = draw
        self._shown: tuple[object, ...] = (_NOTHING,)
        self._drawn: tuple[object, ...] = (_NOTHING,)

    def __call__(self, *shown: Any) -> bool:
        """Show this now; whether it was drawn for that."""
        self._shown = shown
        return self._draw_anew()

    def later(self, *shown: Any) -> None:
        """Show this in a moment, or what it is to show by then."""
        waits, self._shown = self._shown != self._drawn, shown
        if not waits and shown != self._drawn:
            soon(self._draw_anew)

    def _draw_anew(self) -> bool:
        if self._shown == self._drawn or self.box.is_deleted:
            return False
        self._drawn = shown = self._shown
        self.box.clear()
        with self.box:
            self._draw(*shown)
        return True


class Rows:
    """A list that keeps the rows it has: each is a part of its own, found by the id of what it shows.

    `also` is what every row needs to know beside its item. Where there are `many`, the first are there at once and the
    others follow.
    """

    def __init__(
        self, draw: Callable[..., object], classes: str = "", tag: str = "ul", row: str = "li", *, many: bool = False
    ) -> None:
        self.box = box(classes, tag)
        self._many = many
        self._draw = draw
        self._row = row
        self._parts: dict[str, Part] = {}

    def __call__(self, items: Iterable[Shown], *also: Any) -> None:
        items = list(items)
        wanted = [str(item["id"]) for item in items]
        for gone in self._parts.keys() - set(wanted):
            self._parts.pop(gone).box.delete()
        drawn = 0
        for name, item in zip(wanted, items, strict=True):
            if name not in self._parts:
                with self.box:
                    self._parts[name] = Part(self._draw, tag=self._row)
            if drawn < AT_ONCE or not self._many:
                drawn += self._parts[name](item, *also)
            else:
                self._parts[name].later(item, *also)
        for index, each in enumerate(wanted):
            part = self._parts[each].box
            if self.box.default_slot.children.index(part) != index:
                part.move(target_index=index)


def button(text: str, press: Press, *, name: str, look: str = "", pressed: bool | None = None) -> Text:
    """A button, not shown for a press that is not `allowed`. `pressed` makes it one of a few that are on or off."""
    made = named(Text("button", text, f"k-button {look}"), name)
    made.props["type"] = "button"
    made.visible = getattr(press, "allowed", True)
    if pressed is not None:
        made.props["aria-pressed"] = "true" if pressed else "false"
    made.on("click", press, [])
    return made


def link(text: str, to: str, *, name: str, new_tab: bool = False) -> Text:
    """A link to one of our own pages."""
    made = named(Text("a", text, "k-link"), name)
    made.props["href"] = to
    if new_tab:
        made.props["target"] = "_blank"
    return made


class Field:
    """A field with its label above and its error below. What was typed is in `text`."""

    def __init__(
        self,
        label: str,
        *,
        name: str,
        kind: str = "text",
        start: str = "",
        help: str = "",
        on_enter: Press | None = None,
    ) -> None:
        self.text = start
        with box("k-field"):
            caption = Text("label", label)
            if help:
                Text("p", help, "k-help")
            self.input = named(Text("textarea" if kind == "area" else "input", "", "k-input"), name)
            if kind == "area":
                self.input.props["rows"] = 3
                self.input.text = start
            else:
                self.input.props["type"] = kind
                self.input.props["defaultValue"] = start
            self.input.props["autocomplete"] = "off"
            caption.props["for"] = self.input.html_id
            self._error = named(Text("p", "", "k-error"), f"{name}-error")
            self._error.props["role"] = "alert"
            self._error.visible = False
        self.input.on("input", self._typed, js_handler="(event) => emit(event.target.value)")
        if on_enter is not None:
            self.input.on("keydown.enter.exact.prevent", on_enter, [])

    def _typed(self, event: Any) -> None:
        self.text = event.args if isinstance(event.args, str) else ""

    def clear(self) -> None:
        """Empty the field without moving the focus."""
        self.text = ""
        field = f"document.getElementById({json.dumps(self.input.html_id)})"
        self.input.client.run_javascript(f"if ({field}) {field}.value = ''")

    def refuse(self, reason: str | None) -> None:
        """Say what is wrong with what was typed; None: nothing is. A field that has gone meanwhile says nothing."""
        if self.input.is_deleted:
            return
        self._error.text = reason or ""
        self._error.visible = bool(reason)
        self.input.props["aria-invalid"] = "true" if reason else "false"


class Select:
    """A list to choose one thing from, with its label above. What was chosen is in `value`."""

    def __init__(self, label: str, options: Iterable[tuple[str, str]], *, name: str, start: str | None = None) -> None:
        options = list(options)
        self.value = options[0][0] if start is None else start
        with box("k-field"):
            caption = Text("label", label)
            self.input = named(box("k-input", "select"), name)
            caption.props["for"] = self.input.html_id
            with self.input:
                for value, text in options:
                    option = Text("option", text)
                    option.props["value"] = value
                    if value == self.value:
                        option.props["selected"] = True
        self.input.on("change", self._chosen, js_handler="(event) => emit(event.target.value)")

    def _chosen(self, event: Any) -> None:
        self.value = event.args if isinstance(event.args, str) else self.value
