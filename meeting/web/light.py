"""The light pages of who helps: files as small as the phone's, on the same wire; whoever has no link is told so."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from meeting.procedure.core import Refused, Role
from meeting.procedure.seating import in_order
from meeting.web.admitting import admitted
from meeting.web.house import House
from meeting.web.plain import as_json, language_of

MOST_DESKS = 20

PAGES = {"host": Role.HOST, "ordering": Role.DESK}
"""The pages by their name, which is also their address and their catalogue of words, and whose they are."""


def routes(house: House) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    for name, role in PAGES.items():
        router.add_api_route(f"/{name}/{{code}}", LightPage(house, name, role).answer)

    @router.get("/api/{code}/places")
    async def places(request: Request, code: str, desks: Annotated[int, Query(ge=0, le=MOST_DESKS)] = 0) -> Response:
        """For who leads: the link of every table's host, and of so many places at the desk."""
        language = language_of(request.headers)
        try:
            staff = await house.staff(request, code, Role.FACILITATOR)
        except Refused as refused:
            return as_json(refused, 404, language)
        if staff is None:
            return as_json(Refused("not_your_role"), 403, language)
        hosts = await house.host_links(staff.live, in_order(staff.live.meeting))
        told = {"hosts": hosts, "desks": await house.desk_links(staff.live, desks)}
        found = {name: [{"n": n, "link": link} for n, link in links] for name, links in told.items()}
        return JSONResponse(found, headers={"Cache-Control": "no-store"})

    return router


class LightPage:
    """A page that holds nothing of the meeting: that comes over the wire, which looks at the link again."""

    def __init__(self, house: House, name: str, role: Role) -> None:
        self._house, self._name, self._role = house, name, role

    async def answer(self, request: Request, code: str) -> Response:
        staff = await admitted(self._house, request, code, self._role)
        if isinstance(staff, Response):
            return staff
        return self._house.assets.light(self._name).response(request, "no-cache")
