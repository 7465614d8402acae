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


def printed(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF of one template. `data` reaches it as values and never as markup; `at` (aware) is its date.

    A sign that no font on this computer has leaves a gap, and then the PDF cannot promise to be accessible.
    """
    path = TEMPLATES / f"{template}.typ"
    fields = {"data": json.dumps(data)}
    try:
        return _compiled(path, fields, at, pdf_standards="ua-1")
    except typst.TypstError:
        return _compiled(path, fields, at)


def _compiled(path: Path, fields: dict[str, str], at: datetime, **options: Any) -> bytes:
    made = typst.compile(
        path, root=TEMPLATES, font_paths=[FONTS], sys_inputs=fields, timestamp=int(at.timestamp()), **options
    )
    assert isinstance(made, bytes)  # a PDF goes to no file, and is one piece
    return made
