"""The light pages of who helps: files as small as the phone's, on the same wire; whoever has no link is told so."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from meeting.procedure.core import Refused, Role
from meeting.web.house import House
from meeting.web.plain import as_page, language_of

PAGES = {"host": Role.HOST, "ordering": Role.DESK}
"""The pages by their name, which is also their address and their catalogue of words, and whose they are."""


def routes(house: House) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    for name, role in PAGES.items():
        router.add_api_route(f"/{name}/{{code}}", LightPage(house, name, role).answer)
    return router


class LightPage:
    """A page that holds nothing of the meeting: that comes over the wire, which looks at the link again."""

    def __init__(self, house: House, name: str, role: Role) -> None:
        self._house, self._name, self._role = house, name, role

    async def answer(self, request: Request, code: str) -> Response:
        language = language_of(request.headers)
        try:
            staff = await self._house.staff(request, code, self._role)
        except Refused as refused:
            return as_page(refused.reason, 404, language)
        if staff is None:
            return as_page("link_ended", 403, language)
        return self._house.assets.light(self._name).response(request, "no-cache")
