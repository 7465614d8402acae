"""NiceGUI's socket, bound to the page it was opened from: an id that was overheard presses nobody's buttons.

NiceGUI takes the `client_id` in a message for proof. Here a socket may speak only for the page it shook hands
for, and it may shake hands only with the cookies the page was asked with.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from nicegui import Client, core
from socketio.exceptions import ConnectionRefusedError as Refusal  # type: ignore[import-untyped]

STAFF_COOKIES = ("staff-", "__Host-staff-")


def guard() -> None:
    """Put the guard before NiceGUI's handlers; once, however often it is called."""
    handlers = core.sio.handlers["/"]
    if getattr(handlers["event"], "guarded", False):
        return
    for name in ("event", "ack", "javascript_response"):
        handlers[name] = _from_its_own_socket(handlers[name])
    handlers["connect"] = _with_the_same_cookies_at_connect(handlers["connect"])
    handlers["handshake"] = _with_the_same_cookies(handlers["handshake"])
    handlers["log"] = _ignored
    core.sio.eio.cors_allowed_origins = None  # engine.io then wants its own scheme and host


def _from_its_own_socket(handler: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(sid: str, message: Any) -> Any:
        if isinstance(message, dict) and message.get("client_id") in core.sio.rooms(sid):
            return handler(sid, message)
        return None

    guarded.guarded = True  # type: ignore[attr-defined]
    return guarded


def _with_the_same_cookies_at_connect(handler: Callable[..., Any]) -> Callable[..., Any]:
    async def guarded(sid: str, environ: dict[str, Any], auth: Any = None) -> Any:
        client_id = parse_qs(environ.get("QUERY_STRING", "")).get("client_id", [""])[0]
        if not _may_speak_for(client_id, environ):
            raise Refusal("Implicit handshake failed")  # the words on which the page loads itself anew
        return await handler(sid, environ, auth)

    return guarded


def _with_the_same_cookies(handler: Callable[..., Any]) -> Callable[..., Any]:
    async def guarded(sid: str, message: Any) -> Any:
        if not isinstance(message, dict) or not message.keys() >= {"client_id", "tab_id", "document_id"}:
            return False
        if not _may_speak_for(message["client_id"], core.sio.get_environ(sid)):
            return False
        answer = handler(sid, message)
        return await answer if inspect.isawaitable(answer) else answer

    return guarded


def _ignored(_sid: str, _message: Any) -> None:
    """A browser may not write in our log."""


def _may_speak_for(client_id: Any, environ: Mapping[str, Any] | None) -> bool:
    client = Client.instances.get(client_id) if isinstance(client_id, str) else None
    if client is None or environ is None:
        return False  # the page is gone: the browser loads it anew
    asked_with = client.request.cookies if client.request else {}
    return _staff(asked_with) <= _staff(_cookies(environ.get("HTTP_COOKIE", "")))


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _staff(cookies: Mapping[str, str]) -> set[tuple[str, str]]:
    return {(name, value) for name, value in cookies.items() if name.startswith(STAFF_COOKIES)}
