"""Wrong join codes: a few are mistakes; many make whoever is new wait a moment, and shut nobody out.

A right code then takes as long as a wrong one: else its speed would tell it. Not by address: a hall shares one.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from meeting.live.hub import Hall, Hub
from meeting.store.catalogue import participant_id
from meeting.web import doors
from meeting.web.limits import Bucket
from meeting.web.plain import refusal

WAIT = 1.0  # seconds

_NAMES_A_CODE = re.compile(r"/(api|qr|report|console|room)/([0-9]{6})(?:[/.]|\Z)")


class Guesses:
    """Stands before every address that names a join code. Participants of the meeting never wait.

    `mistakes` are those of everybody together; what is more makes strangers wait.
    """

    def __init__(
        self,
        app: ASGIApp,
        hub: Hub,
        mistakes: Bucket,
        wait: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._app, self._hub, self._wait = app, hub, wait
        self._mistakes = mistakes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        named = _NAMES_A_CODE.match(scope.get("path", ""))
        if named is None or scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        hall = self._hub.hall(named[2])
        if hall is None:
            self._mistakes.take()
        if self._mistakes.empty and not _takes_part(scope, hall):
            await self._wait(WAIT)
        if hall is None and scope["type"] == "http" and named[1] != "qr":
            return await refusal(scope, 404, "unknown_code")(scope, receive, send)
        return await self._app(scope, receive, send)


def _takes_part(scope: Scope, hall: Hall | None) -> bool:
    seat = doors.seat_of(HTTPConnection(scope))
    return bool(hall and seat and participant_id(seat, hall.live.id) in hall.live.meeting.participants)
