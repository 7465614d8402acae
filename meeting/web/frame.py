"""The frame of every page for staff: title, language, styles, icon, and a mark of our own when the line is down."""

from __future__ import annotations

import copy
import json

from nicegui import ui

from meeting.web.assets import Assets
from meeting.web.wording import Wording

QUASAR = {"en": "en-GB"}  # what NiceGUI's own file of a language is called, where it has another name


def frame(assets: Assets, say: Wording, title: str, sheets: tuple[str, ...], scripts: tuple[str, ...] = ()) -> None:
    """Dress the page that is being built. `sheets` and `scripts` are files in `static/`."""
    client = ui.context.client
    client.page = copy.copy(client.page)  # the page is shared by all clients, the language is this meeting's
    client.page.language = QUASAR.get(say.language, say.language)  # type: ignore[assignment]
    client.content.classes("k-page")
    ui.page_title(title)
    links = [f'<link rel="stylesheet" href="{assets.url(name)}">' for name in ("tokens.css", *sheets)]
    links += [f'<script defer src="{assets.url(name)}"></script>' for name in scripts]
    links.append(f'<link rel="icon" type="image/svg+xml" href="{assets.url("favicon.svg")}">')
    lost = json.dumps(say("link.lost"), ensure_ascii=False).replace("<", "")
    links.append(f"<style>:root {{ --k-lost: {lost}; }}</style>")
    ui.add_head_html("\n".join(links))
