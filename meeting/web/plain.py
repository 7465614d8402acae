"""Refusals in plain words: as JSON for programs, as a small page for people."""

from __future__ import annotations

from html import escape
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from meeting.procedure.core import Refused
from meeting.words import LANGUAGES, translator

_PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kring</title><link rel="stylesheet" href="/plain.css">
<main><h1>{text}</h1>{other}</main>
</html>
"""


def refusal(scope: Scope, status: int, reason: str, **values: Any) -> Response:
    """A refusal in the shape this client reads: addresses under /api are for programs."""
    language = language_of(Headers(scope=scope))
    if scope["path"].startswith("/api/"):
        return as_json(Refused(reason, **values), status, language)
    return as_page(reason, status, language, **values)


def as_json(refused: Refused, status: int, language: str) -> Response:
    """The body every refused request gets."""
    body = {"refused": refused.reason, "again": refused.again, "text": sentence(refused, language)}
    return JSONResponse(body, status, headers={"Retry-After": "2"} if status == 503 else None)


def as_page(reason: str, status: int, language: str, **values: Any) -> Response:
    """A page with one sentence, in every language: whoever is lost may read only one of them."""
    texts = {known: escape(sentence(Refused(reason, **values), known)) for known in LANGUAGES}
    others = "".join(f'<p lang="{known}">{text}</p>' for known, text in texts.items() if known != language)
    return HTMLResponse(_PAGE.format(language=language, text=texts[language], other=others), status)


def sentence(refused: Refused, language: str) -> str:
    """What the person is told: why, and what to do."""
    words, key, values = translator(language), f"refused.{refused.reason}", dict(refused.values)
    return words.n(key, values.pop("n"), **values) if "n" in values else words(key, **values)


def language_of(headers: Headers) -> str:
    """The first language of the browser that we speak; Dutch where there is none."""
    for wish in headers.get("accept-language", "").lower().split(","):
        language = wish.strip()[:2]
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]
