"""Letting staff in: who has the right to an address of a meeting, or the page that says why not."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from meeting.procedure.core import Refused, Role
from meeting.web.house import House, Staff
from meeting.web.plain import as_page, language_of


async def admitted(house: House, request: Request, code: str, role: Role = Role.FACILITATOR) -> Staff | Response:
    """The right to act here in this role; what else to answer: there is no such meeting, or the link ended."""
    language = language_of(request.headers)
    try:
        staff = await house.staff(request, code, role)
    except Refused as refused:
        return as_page(refused.reason, 404, language)
    return staff or as_page("link_ended", 403, language)
