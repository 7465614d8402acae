"""Who may come in: hosts, origins and headers for everything; seats for participants; links and cookies for staff."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import logging
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from meeting.procedure.core import Role
from meeting.web.plain import refusal

_log = logging.getLogger(__name__)

DAY = 24 * 3600
SEAT, SEAT_ON_HTTPS = "seat", "__Host-seat"
_SEAT = re.compile(r"[A-Za-z0-9_-]{22}\Z")

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# What NiceGUI leaves no choice in: it compiles its templates in the browser ('unsafe-eval'), and Vue and Quasar set
# styles on elements ('unsafe-inline', for attributes only; the first style-src is for browsers that know no other).
# Scripts and style sheets that stand in the page carry the nonce: none can be slipped in.
SCREEN = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "style-src-elem 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_NICEGUI_PAGE = "x-nicegui-content"
_PLAIN_FORM = re.compile(r"/_nicegui|/\d{6}/plain\Z")
"""Where forms may be posted: by NiceGUI, and by a phone without a script. A seat is not sent along from elsewhere."""


def seat_of(connection: HTTPConnection) -> bytes | None:
    """The 16 random bytes by which a browser takes part, or None."""
    text = connection.cookies.get(SEAT_ON_HTTPS if is_secure(connection) else SEAT, "")
    if not _SEAT.match(text):
        return None
    try:
        return base64.urlsafe_b64decode(text + "==")
    except binascii.Error:
        return None


def new_seat() -> bytes:
    return secrets.token_bytes(16)


def give_seat(response: Response, seat: bytes, connection: HTTPConnection, lasts: float = DAY) -> None:
    """Let this browser keep its seat for a day, or for as many seconds more as it is still waited for."""
    secure = is_secure(connection)
    text = base64.urlsafe_b64encode(seat).decode().rstrip("=")
    name = SEAT_ON_HTTPS if secure else SEAT
    lasting = max(DAY, int(lasts))
    response.set_cookie(name, text, max_age=lasting, path="/", secure=secure, httponly=True, samesite="strict")


def staff_cookie(role: Role, code: str | None, *, secure: bool) -> str:
    """The name of the cookie; on https one that no neighbour under the same domain can set."""
    return f"{'__Host-' if secure else ''}staff-{role.value}-{code or 'desk'}"


def staff_cookies(connection: HTTPConnection, code: str | None, role: Role) -> list[str]:
    """The cookies by which somebody could act in this role here; who leads a meeting may also see its screen."""
    roles = (role, Role.FACILITATOR) if role is Role.SCREEN else (role,)
    places, secure = dict.fromkeys((code, None)), is_secure(connection)
    names = [staff_cookie(acting, place, secure=secure) for acting in roles for place in places]
    return [connection.cookies[name] for name in names if name in connection.cookies]


def give_staff_cookie(response: Response, role: Role, code: str | None, value: str, connection: HTTPConnection) -> None:
    secure = is_secure(connection)
    name = staff_cookie(role, code, secure=secure)
    response.set_cookie(name, value, max_age=DAY, path="/", secure=secure, httponly=True, samesite="lax")


def is_secure(connection: HTTPConnection) -> bool:
    return connection.scope["scheme"] in ("https", "wss")


class Doors:
    """Stands before everything: refuses foreign hosts and origins, and gives every answer its headers.

    `names()` are the host names this server is known by; private addresses and localhost always are.
    """

    def __init__(self, app: ASGIApp, names: Callable[[], Iterable[str]]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        # A proxy's own business: NiceGUI would write it into its pages.
        scope["headers"] = [header for header in scope["headers"] if header[0] != b"x-forwarded-prefix"]
        refused = self._refused(scope, _first_of_each(scope["headers"]))
        if scope["type"] == "websocket":
            if refused:
                await receive()
                return await send({"type": "websocket.close"})  # before the upgrade: HTTP 403
            return await self._safely(scope, receive, send)
        dressed = _Dressed(scope, send)
        if refused:
            status, reason = refused
            return await refusal(scope, status, reason)(scope, receive, dressed)
        return await self._safely(scope, receive, dressed)

    async def _safely(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An error is answered by the app itself; what is left is to say in the log where it was."""
        try:
            await self._app(scope, receive, send)
        except Exception:
            _log.exception("A request failed")

    def _refused(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        host = headers.get("host", "")
        name = _host_name(host)
        if not (_is_near(name) or name in {known.lower() for known in self._names()}):
            return 421, "foreign_host"
        origin = headers.get("origin")
        asks_something = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        if asks_something and origin is not None and not self._is_own(origin, scope["scheme"], host):
            return 403, "foreign_origin"
        posted = scope["type"] == "http" and scope["method"] == "POST"
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if posted and kind != "application/json" and not _PLAIN_FORM.match(scope["path"]):
            return 415, "unreadable"  # a form on a foreign page cannot send JSON
        return None

    def _is_own(self, origin: str, scheme: str, host: str) -> bool:
        return origin.lower() == f"{'https' if scheme in ('https', 'wss') else 'http'}://{host}".lower()


class _Dressed:
    """Sends an answer with the headers everything gets; NiceGUI's pages with a nonce on each script and style."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start: Message | None = None
        self._body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if _NICEGUI_PAGE in headers:
                self._start = message
                return
            self._dress(headers, STRICT)
            await self._send(message)
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._send_page(self._start)
        else:
            await self._send(message)

    async def _send_page(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(16)
        # People's texts are escaped in NiceGUI's pages: each "<script" and "<style" in them is NiceGUI's own or ours.
        body = b"".join(self._body)
        for tag in ("script", "style"):
            body = body.replace(f"<{tag}".encode(), f'<{tag} nonce="{nonce}"'.encode())
        headers = MutableHeaders(scope=start)
        headers["Content-Length"] = str(len(body))
        self._dress(headers, SCREEN.format(nonce=nonce))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})

    def _dress(self, headers: MutableHeaders, policy: str) -> None:
        """What everything gets, unless the answer says it in its own way."""
        own = {name for name, _ in headers.raw}
        wanted = _clothes(policy, self._scope["scheme"] == "https")
        headers.raw.extend(header for header in wanted if header[0] not in own)


@lru_cache(maxsize=8)
def _clothes(policy: str, secure: bool) -> list[tuple[bytes, bytes]]:
    all_get = _HEADERS | {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    if secure:
        all_get["Strict-Transport-Security"] = "max-age=31536000"
    return [(name.lower().encode(), value.encode()) for name, value in all_get.items()]


def _first_of_each(raw: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(raw)}


@lru_cache(maxsize=256)
def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


@lru_cache(maxsize=256)
def _is_near(name: str) -> bool:
    """Whether this is localhost or a private address: no page elsewhere can make a browser send that."""
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_private or address.is_loopback
