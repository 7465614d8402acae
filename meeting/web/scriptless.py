"""The phone's page without a script: the same views as plain forms, for a phone on which JavaScript does not load."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import orjson
from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from meeting import views
from meeting.procedure.core import Refused, Role
from meeting.procedure.state import Level
from meeting.web import doors
from meeting.web.answering import SEALED, asked, later, marked, message_of, picks, recorded
from meeting.web.asking import Counter, Visitor
from meeting.web.doors import DAY
from meeting.web.house import House
from meeting.web.limits import Bucket
from meeting.web.phone import How, take_part, takes_part
from meeting.web.plain import language_of, sentence
from meeting.web.wording import Wording, spaced
from meeting.words import LANGUAGES, translator

LONGEST_FORM = 16_384
REFRESH = 8  # seconds until the page looks again where the room is
STILL = "still"  # the cookie of who does not want that: a page that is read aloud would begin again each time

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def routes(house: House) -> APIRouter:
    """`/plain` to type a code, `/{code}/plain` to take part; a form is posted to where it stands, and leads back."""
    router = APIRouter(include_in_schema=False)
    desk = Scriptless(house)
    router.add_api_route("/plain", desk.door, methods=["GET"])
    router.add_api_route("/{code}/plain", desk.page, methods=["GET"])
    router.add_api_route("/{code}/plain", desk.posted, methods=["POST"])
    return router


class NotPossible(Exception):
    """A command was refused; the sentence is in the person's language already."""


class Scriptless:
    """Draws the page a phone would, and takes its forms; everything goes through the same doors and limits."""

    def __init__(self, house: House) -> None:
        self._house = house
        limits = house.settings.limits
        self._joins, self._counter = Bucket(*limits.joins), Counter(limits)

    async def door(self, request: Request, code: str = "") -> Response:
        language = _language(request)
        digits = "".join(each for each in code if each.isdigit())
        if self._house.hub.hall(digits):
            return RedirectResponse(f"/{digits}/plain?lang={language}", 303)
        wrong = sentence(Refused("unknown_code"), language) if code else ""
        return self._drawn("door.html", _say(language), 404 if wrong else 200, error=wrong, code=code)

    async def page(self, request: Request, code: str) -> Response:
        """What this phone is shown now, or the button to come in."""
        language = _language(request)
        try:
            visitor = self._visitor(request, code)
        except Refused as refused:
            if refused.reason != "missing_seat":
                return self._drawn(
                    "door.html", _say(language), 404, error=sentence(refused, language), code=spaced(code)
                )
            return self._come_in_page(request, code, language)
        if looks := request.query_params.get("looks"):
            response = RedirectResponse(f"/{code}/plain?lang={language}", 303)
            response.set_cookie(STILL, "1", DAY if looks == "still" else 0, path="/", httponly=True, samesite="strict")
            return response
        return self._shown(request, visitor, code, done=bool(request.query_params.get("done")))

    def _come_in_page(self, request: Request, code: str, language: str) -> Response:
        """The button to come in; what the QR of a table or a card carried goes along."""
        marks = {name: request.query_params.get(mark, "")[:22] for name, mark in (("table", "t"), ("key", "k"))}
        tables = bool(self._house.hall(code).live.meeting.tables)
        return self._drawn("come_in.html", _say(language), 200, code=code, tables=tables, **marks)

    async def posted(self, request: Request, code: str) -> Response:
        """One form: a command, or coming in. What is refused stands on the page with what was typed."""
        language, given = _language(request), await _form(request)
        back = f"/{code}/plain?lang={language}"
        try:
            if given.get("do") == "come_in":
                how = How(table=given.get("table", "").strip() or None, key=given.get("key"))
                seat = await self._come_in(request, code, language, how)
                response = RedirectResponse(back, 303)
                doors.give_seat(response, seat, request)
                return response
            visitor = self._visitor(request, code)
            await self._carry_out(visitor, given)
        except (Refused, NotPossible) as problem:
            error = sentence(problem, language) if isinstance(problem, Refused) else str(problem)
            return self._refused(request, code, error, given.get("text", ""))
        seen = given.get("do") in ("sit", "take_capacity")  # where one sits and as what stands on the page itself
        return RedirectResponse(back if seen else f"{back}&done=1", 303)

    async def _carry_out(self, visitor: Visitor, given: Mapping[str, str]) -> None:
        view, mine = _views(visitor)
        about = next((each for each in later(view, mine) if given.get("about") == marked(each)), None)
        message = message_of(given, about or asked(view, mine), mine)
        said: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._counter.hear(visitor, orjson.dumps(message), said.set_result)
        answer = await said
        if not answer["ok"]:
            raise NotPossible(answer["text"])

    async def _come_in(self, request: Request, code: str, language: str, how: How) -> bytes:
        """Take part on the seat this browser has, or on a new one. Raises Refused."""
        hall, seat = self._house.hall(code), doors.seat_of(request)
        if not (seat and takes_part(hall, seat)) and not self._joins.take():
            raise Refused("busy", again=True)
        seat = seat or doors.new_seat()
        await take_part(hall, seat, language, how)
        return seat

    def _visitor(self, request: Request, code: str) -> Visitor:
        """Who takes part on this phone. Raises Refused: unknown_code, missing_seat."""
        hall, seat = self._house.hall(code), doors.seat_of(request)
        if seat is None or not takes_part(hall, seat):
            raise Refused("missing_seat")
        visitor = Visitor(hall, _language(request), seat=seat)
        if visitor.participant:
            hall.live.attendance.looked(visitor.participant)
        return visitor

    def _refused(self, request: Request, code: str, error: str, typed: str) -> Response:
        try:
            return self._shown(request, self._visitor(request, code), code, 400, error=error, typed=typed)
        except Refused:
            return self._drawn("door.html", _say(_language(request)), 400, error=error, code=spaced(code))

    def _shown(
        self,
        request: Request,
        visitor: Visitor,
        code: str,
        status: int = 200,
        *,
        done: bool = False,
        error: str = "",
        typed: str = "",
    ) -> Response:
        view, mine = _views(visitor)
        ask = asked(view, mine)
        # A page that looks again by itself would throw away what somebody is typing or choosing.
        checks = [(each, recorded(each, mine)) for each in later(view, mine)]
        asks = any(answered is None for _, answered in checks)
        waits = ask["form"] in ("look", "cards") and not view["over"] and not asks
        still = request.cookies.get(STILL) == "1"
        response = self._drawn(
            "phone.html",
            _say(visitor.language, advises=view["mandate"]["level"] == Level.ADVISE),
            status,
            code=code,
            view=view,
            mine=mine,
            ask=ask,
            known=recorded(ask, mine),
            later=checks,
            barred=ask["do"] in SEALED and mine["votes"] is False and not ask.get("everybody"),
            done=done and not error,
            error=error,
            typed=typed,
            marked=marked,
            picks=picks,
            fresh=secrets.token_urlsafe(16),
            waits=waits,
            still=still,
        )
        if waits and not still:
            response.headers["Refresh"] = f"{REFRESH};url=/{code}/plain?lang={visitor.language}"
        return response

    def _drawn(self, page: str, say: Wording, status: int, **values: Any) -> Response:
        styles = [self._house.assets.url(name) for name in ("tokens.css", "phone.css")]
        drawn = PAGES.get_template(page).render(
            say=say, styles=styles, words=_Words(say), organisation=self._house.assets.brand.organisation, **values
        )
        # Without a referrer a browser would not say which page a form is posted from, and the doors would refuse it.
        return HTMLResponse(drawn, status, headers={"Referrer-Policy": "same-origin"})


class _Words:
    """The words of an ask: `need.own.help` is `need.help` where it is not there itself, as on the phone."""

    def __init__(self, say: Wording) -> None:
        self._say = say

    def __call__(self, ask: Mapping[str, Any], part: str) -> str:
        key = str(ask.get("key") or "")
        while key:
            if f"{key}.{part}" in self._say:
                return self._say(f"{key}.{part}")
            key = key.rpartition(".")[0]
        return self._say(f"ask.{part}") if f"ask.{part}" in self._say else ""

    def option(self, option: Mapping[str, Any]) -> str:
        return str(option.get("text") or self._say(f"option.{option['id']}"))


def _views(visitor: Visitor) -> tuple[dict[str, Any], dict[str, Any]]:
    """What every phone sees, and what is this one's own."""
    live = visitor.hall.live
    assert visitor.seat is not None
    seat = visitor.seat
    own = views.mine(live.meeting, visitor.participant or "", live.voters(seat), None, live.holder(seat))
    return visitor.hall.view(Role.PARTICIPANT), own


def _say(language: str, *, advises: bool = False) -> Wording:
    return Wording(translator(language), advises=advises)


def _language(request: Request) -> str:
    wish = request.query_params.get("lang")
    return wish if wish in LANGUAGES else language_of(request.headers)


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form. Raises Refused for what is too long or no text."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_FORM:
            raise Refused("message_too_long")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=40))
    except (UnicodeDecodeError, ValueError):
        raise Refused("unreadable") from None
