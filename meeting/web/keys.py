"""The keys of the console: which button each presses, and the sheet that lists them and switches them off.

The pressing itself happens in the browser (console.js): a button carries its keys, and shows them.
"""

from __future__ import annotations

from typing import TypeVar

from nicegui import ui

from meeting.web.parts import Text, box, named
from meeting.web.wording import Wording

KEYS = {
    "primary": "pagedown",
    "leaf-back": "pageup arrowleft",
    "leaf-on": "arrowright",
    "blank": "b .",
    "show-qr": "q",
    "light": "d",
    "clock": "t",
    "clock-more": "+",
    "keys": "?",
}
"""What a button is called, and the keys that press it; the first is shown."""

SHOWN = {"pagedown": "PageDown", "pageup": "PageUp", "arrowright": "→", "escape": "Esc"}
ARIA = {"pagedown": "PageDown", "pageup": "PageUp", "arrowright": "ArrowRight"}
ELSEWHERE = {"full": "F5", "peek": "V", "close": "Esc"}
"""Keys that the browser itself acts on."""

SETTINGS = ("letters", "veil")
"""What is switched for this browser only: keys of one letter, and texts that are read while a key is held."""

_Some = TypeVar("_Some", bound=ui.element)


def keyed(element: _Some, name: str) -> _Some:
    """Let the keys of this name press the element, and show the first of them on it."""
    first = KEYS[name].split()[0]
    element.props["data-key"] = KEYS[name]
    element.props["data-hint"] = SHOWN.get(first, first.upper())
    element.props["aria-keyshortcuts"] = ARIA.get(first, first)
    return element


def key_sheet(say: Wording) -> None:
    """The sheet, opened by its button or by the key `?`."""
    with named(ui.element("dialog").classes("k-dialog"), "key-sheet") as dialog:
        title = Text("h2", say("keys.title"), "k-h2")
        dialog.props["aria-labelledby"] = title.html_id
        with box("k-keys", "dl"):
            for name, keys in [*KEYS.items(), *ELSEWHERE.items()]:
                first = keys.split()[0]
                with box(tag="div"):
                    Text("dt", SHOWN.get(first, first if len(first) > 1 else first.upper()))
                    Text("dd", say(f"keys.{name}"))
        Text("p", say("keys.settings"), "k-caption")
        for setting in SETTINGS:
            switch = named(Text("button", say(f"keys.set.{setting}"), "k-button k-small k-switch"), f"set-{setting}")
            switch.props.update({"type": "button", "data-setting": setting, "aria-pressed": "false"})
        close = named(Text("button", say("keys.done"), "k-button"), "keys-close")
        close.props.update({"type": "button", "data-closes": True})


def opens_keys(say: Wording) -> None:
    """The button that opens the sheet."""
    opener = keyed(named(Text("button", say("keys.open"), "k-button k-small"), "keys-open"), "keys")
    opener.props.update({"type": "button", "data-opens": "key-sheet", "aria-haspopup": "dialog"})


def drawer(say: Wording, name: str) -> None:
    """On a tablet a column at the side is a drawer: the button that opens it (`sheet` left, `work` right)."""
    opener = named(Text("button", say(f"hall.{name}"), f"k-button k-small k-opens-{name}"), f"drawer-{name}")
    opener.props.update({"type": "button", "data-drawer": name, "aria-expanded": "false"})


def holds_to_read(say: Wording) -> None:
    """For whoever hides private texts: the button that shows them for as long as it is held."""
    holder = named(Text("button", say("keys.peek.hold"), "k-button k-small k-peeks"), "hold-to-read")
    holder.props.update({"type": "button", "data-peeks": True})
