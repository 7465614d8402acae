"""From a template and words to a PDF that a screen reader can read (PDF/UA-1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

_HERE = Path(__file__).parent
TEMPLATES, FONTS = _HERE / "templates", _HERE / "fonts"
ACCESSIBLE = ["ua-1"]


def printed(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF of one template. `data` reaches it as values and never as markup; `at` (aware) is its date.

    A sign that no font on this computer has leaves a gap, and then the PDF cannot promise to be accessible.
    """
    options: dict[str, Any] = {
        "root": TEMPLATES,
        "font_paths": [FONTS],
        "sys_inputs": {"data": json.dumps(data)},
        "timestamp": int(at.timestamp()),
    }
    path = TEMPLATES / f"{template}.typ"
    try:
        return bytes(typst.compile(path, pdf_standards=ACCESSIBLE, **options))
    except typst.TypstError:
        return bytes(typst.compile(path, **options))
