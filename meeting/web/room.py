"""The room screen: what hangs in the hall, made of the meeting alone, so that a reload shows the same picture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import Request
from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.responses import Response

from meeting.live.hub import Hall
from meeting.procedure.core import Refused, Role
from meeting.procedure.state import Display
from meeting.web.assets import Assets
from meeting.web.countdown import calm
from meeting.web.frame import frame
from meeting.web.house import House
from meeting.web.leaving import until_revoked
from meeting.web.panels import ROOM, handouts
from meeting.web.panels.arrival import join
from meeting.web.parts import Part, Shown, Text, box, named
from meeting.web.plain import as_page, language_of
from meeting.web.projector import Cover, Projector, Screen, projector
from meeting.web.wording import Wording, short, spaced
from meeting.words import translator

FOLLOW = 2.0  # seconds between two looks for a newer meeting
WITH_LOGO = ("arrival", "closing")
AFTERGLOW = timedelta(hours=2)
"""How long a screen without a meeting of its own keeps showing one that was closed."""


def pages(house: House) -> None:
    """Add the addresses of the room screen; before NiceGUI is mounted."""

    @ui.page("/room/{code}", response_timeout=10)
    async def of_one_meeting(request: Request, code: str) -> Response | None:
        try:
            staff = await house.staff(request, code, Role.SCREEN)
        except Refused as refused:
            return as_page(refused.reason, 404, language_of(request.headers))
        if staff is None or staff.hall is None:
            return as_page("link_ended", 403, language_of(request.headers))
        say = Wording.of(staff.live.meeting)
        _dress(house, say, staff.live.meeting.title)
        beside = projector(staff.live)
        _listen(lambda: beside)
        with box("k-room"):
            _follow(house, staff.hall, say)
        until_revoked(house, staff, ())
        return None

    @ui.page("/room", response_timeout=10)
    async def of_the_newest(request: Request) -> Response | None:
        staff = await house.staff(request, None, Role.SCREEN)
        if staff is None:
            return as_page("link_ended", 403, language_of(request.headers))
        Newest(house)
        until_revoked(house, staff, ())
        return None


def _dress(house: House, say: Wording, title: str) -> None:
    frame(house.assets, say, say("room.page", title=title), ("room.css",), ("room.js",))


class Newest:
    """A screen that shows the newest meeting that is open, and goes along to the next one."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._hall: Hall | None = None
        hall = newest(house)
        say = Wording.of(hall.live.meeting) if hall else Wording(translator(house.settings.language))
        _dress(house, say, hall.live.meeting.title if hall else "Kring")
        self._say = say
        self._stop: Callable[[], None] = lambda: None
        _listen(lambda: projector(self._hall.live) if self._hall else None)
        self._box = box("k-room")
        self._draw(hall)
        ui.timer(FOLLOW, self._look, immediate=False)

    def _look(self) -> None:
        hall = newest(self._house)
        if hall is not None and hall is not self._hall:
            self._draw(hall)

    def _draw(self, hall: Hall | None) -> None:
        self._stop()
        self._hall = hall
        self._box.clear()
        with self._box:
            if hall is not None:
                self._stop = _follow(self._house, hall, Wording.of(hall.live.meeting))
                return
            with box("k-hall k-empty").props("data-theme=hall"):
                named(Text("h1", self._say("room.no_meeting"), "k-h1"), "heading")
                Text("p", self._say("room.no_meeting.sub"), "k-body k-quiet")


def newest(house: House) -> Hall | None:
    """The newest meeting that is open, or was until a moment ago."""
    halls = house.hub.halls()
    since = datetime.now(UTC) - AFTERGLOW
    lately = [hall for hall in halls if (closed := hall.live.meeting.closed_at) is not None and closed > since]
    found = house.open_halls() or lately
    return max(found, key=lambda hall: hall.live.meeting.opened_at or since) if found else None


def _follow(house: House, hall: Hall, say: Wording) -> Callable[[], None]:
    """Draw a meeting and keep the drawing up to date while the page lives; returns what ends it."""
    stage, beside = Stage(say, house.assets), projector(hall.live)
    client = ui.context.client

    def update() -> None:
        stage.update(house.hub.view(hall.live, Role.SCREEN), hall)

    def clock() -> None:
        stage.clock(beside)

    update()
    ends = [house.hub.watch(hall.live, update), beside.watch(update), beside.watch_clock(clock)]
    ends.append(lambda: beside.closed(client.id))

    def stop() -> None:
        while ends:
            ends.pop()()

    client.on_delete(stop)
    client.on_disconnect(lambda: beside.closed(client.id))
    return stop


def _listen(beside: Callable[[], Projector | None]) -> None:
    """What the browser of a room screen tells: how large it is, how its picture fits, and keys of the screen itself."""
    client = ui.context.client

    def measured(event: GenericEventArguments) -> None:
        known, told = beside(), event.args
        if known and isinstance(told, dict):
            known.opened(client.id, Screen.read(told), fresh=told.get("fresh") is True)

    def pressed(event: GenericEventArguments) -> None:
        known = beside()
        if known and isinstance(event.args, str):
            press(known, event.args)

    ui.on("screen", measured)
    ui.on("screen-key", pressed)


def press(beside: Projector, key: str) -> None:
    """A key of the room screen's own computer: nothing of the meeting changes by it."""
    if cover := {"b": Cover.BLANK, "q": Cover.QR}.get(key):
        beside.show(cover)
    elif key == "d":
        beside.look(light=not beside.light)
    elif key in ("next", "previous"):
        if beside.cover is Cover.BLANK:
            beside.show(Cover.BLANK)
        else:
            beside.leaf_to(beside.leaf + (1 if key == "next" else -1))


class Stage:
    """The picture itself: frame and step. The console shows the same one, smaller."""

    def __init__(self, say: Wording, assets: Assets) -> None:
        self._say = say
        self._shown = ""
        self._panel: Callable[[dict[str, Any]], None] = lambda view: None
        with named(box("k-hall"), "room") as self._hall:
            with box("k-top", "header"):
                self._question = named(Text("p"), "question")
                self._clock = named(Text("p", "", "k-clock"), "room-clock")
                self._practice = Text("p", say("practice"), "k-practice")
                self._logo = _logo(assets)
            self._stage = box("k-stage")
            self._cover = Part(lambda *shown: _draw_cover(say, *shown), "k-stage k-over")
            with box("k-foot", "footer"):
                self._address = named(Text("p"), "address")
                self._leaf = named(Text("p"), "leaf")
                self._people = named(Text("p"), "people")
                if assets.brand.organisation:
                    named(Text("p", assets.brand.organisation, "k-organisation"), "organisation")

    def update(self, view: dict[str, Any], hall: Hall) -> None:
        """Draw what changed. A new block gets a new panel; inside a block the panel stays."""
        beside = projector(hall.live)
        over = view["over"]
        shown, step = ("over", "closing") if over else (view["block"], view["step"])
        beside.enter(shown)
        beside.before_hall(_pitched(view))
        self._frame(view, beside)
        if self._logo:
            self._logo.visible = step in WITH_LOGO
        self._question.visible = step not in ("gathering", "framing") or view["seek_no"]  # there it is the heading
        if shown != self._shown:
            self._shown = shown
            self._hall.props["data-step"] = step
            self._stage.clear()
            with self._stage:
                self._panel = ROOM[step](self._say)
        calm = hall.live.meeting.block.display is Display.CALM
        slides = view["slides"]
        slide = slides[beside.slide_of(len(slides))] if slides else None
        self._panel({**view, "page": beside.page_of(view["block"]), "calm": calm, "slide": slide})

    def clock(self, beside: Projector) -> None:
        """How much time is left, in whole minutes: a hall needs no seconds but the last."""
        left = beside.time_left() if beside.clock_in_room else None
        self._clock.visible = left is not None
        if left is not None:
            unit, n = calm(left)
            words = f"room.clock.{unit}"
            self._clock.text = self._say(words) if unit == "over" else self._say.n(words, n)

    def _frame(self, view: dict[str, Any], beside: Projector) -> None:
        self._question.text = view["question"]
        self._practice.visible = view["practice"]
        self._address.text = self._say("room.foot", address=short(view["address"]), code=spaced(view["code"]))
        self._people.text = self._say.n("people.count", view["people"])
        self._leaf.visible = beside.leaves > 1 and beside.cover is not Cover.BLANK
        self._leaf.text = self._say("room.leaf", now=beside.leaf + 1, all=beside.leaves)
        self._looks(beside)
        self._cover(beside.cover, view["code"], view["address"], view["info"])
        self._cover.box.visible = beside.cover is not Cover.NONE
        self._stage.visible = beside.cover is Cover.NONE
        self.clock(beside)

    def _looks(self, beside: Projector) -> None:
        _set(self._hall, "data-theme", "day" if beside.light else "hall")
        _set(self._hall, "data-cover", beside.cover.value)
        _set(self._hall, "data-calm", "true" if beside.still else "false")
        if _set(self._hall, "data-scale", f"{beside.scale:.1f}"):
            self._hall.style(f"--scale: {beside.scale:.1f}")
        _set(self._hall, "data-leaf", str(beside.leaf))


def _logo(assets: Assets) -> ui.element | None:
    if assets.logo is None:
        return None
    picture = named(ui.element("img").classes("k-logo"), "logo")
    picture.props["src"], picture.props["alt"] = assets.logo, assets.brand.organisation
    return picture


def _set(element: ui.element, name: str, value: str) -> bool:
    """Set an attribute where it is another one, for each change goes to the browser; whether it was."""
    changed = bool(element.props.get(name) != value)
    if changed:
        element.props[name] = value
    return changed


def _draw_cover(say: Wording, cover: Cover, code: str, address: str, info: Shown) -> None:
    if cover is Cover.QR:
        join(say, code, address)
    elif cover is Cover.INFO:
        handouts.draw(say, info)
    elif cover is Cover.TEST:
        _draw_test(say)


def _draw_test(say: Wording) -> None:
    """Letters in the sizes of the screen, the marks of a vote, and a line along the edges."""
    with named(box("k-test"), "test-picture"):
        named(Text("h1", say("room.test"), "k-h1"), "heading")
        for name in ("card", "body", "meta"):
            Text("p", say(f"room.test.{name}"), f"k-test-{name}")
        with box("k-tally", "ul"):
            for mark in ("many", "other", "hollow"):
                with box(tag="li"):
                    box(f"k-mark k-mark-{mark}", "span").props["aria-hidden"] = "true"
                    Text("span", say(f"room.test.{mark}"))
        Text("p", say("room.test.edge"), "k-quiet")


def _pitched(view: dict[str, Any]) -> str:
    """The entry of the shortlist that is being explained, by its id."""
    listed = view["shortlisting"]
    return str(listed["pitch"]["id"]) if listed and listed["pitch"] else ""
