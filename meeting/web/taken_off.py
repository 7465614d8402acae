"""What is taken off a page leaves memory at once.

NiceGUI's classes, props and style of an element each hold a method of their own, and so themselves: only a full look
for garbage would find them once the element is gone, and there is none while people are here (meeting/memory.py).
Consoles of a day with 1,500 views, drawn anew all the time, would fill more than a gigabyte.
"""

from __future__ import annotations

from nicegui.element import Element

_as_nicegui_does = Element._handle_delete


def guard() -> None:
    """Let every element that goes let go of itself, from now on."""
    Element._handle_delete = _taken_off  # type: ignore[assignment,method-assign]


def _taken_off(element: Element) -> None:
    _as_nicegui_does(element)
    for kept in (element.classes, element.props, element.style):
        kept._change_handlers.clear()
