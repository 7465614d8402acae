"""The hall test before the doors open: what can be measured ticks itself, the rest is confirmed by who looked."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from nicegui import ui

from meeting.live.echo import Echoes, Way
from meeting.live.meeting import LiveMeeting
from meeting.web.keys import SHOWN
from meeting.web.parts import Rows, Shown, Text, Update, box, button, named
from meeting.web.projector import Cover, Screen
from meeting.web.readiness import Readiness
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead

_MARKS = {"ok": "✓", "open": "", "none": "–"}
SLOW = 500  # milliseconds
FIRST_LOOK = 0.5  # seconds after the page stands
NEW_PHONE = 1.5  # seconds after somebody joined: their phone has its line by then
FEW = 12  # phones; when more people than this have joined, the doors are open and nothing is measured by itself


@dataclass
class Trial:
    """What was seen so far for one meeting; in memory."""

    confirmed: set[str] = field(default_factory=set)
    ways: set[Way] = field(default_factory=set)
    clicker: str = ""
    echoes: Echoes | None = None
    ready: Readiness | None = None
    people: int = 0


_TRIALS: WeakKeyDictionary[LiveMeeting, Trial] = WeakKeyDictionary()


def trial(live: LiveMeeting) -> Trial:
    """The hall test of this meeting."""
    return _TRIALS.setdefault(live, Trial())


def console(lead: Lead) -> Update:
    """For who leads: whoever helps has nothing to test here."""
    return HallTest(lead).update if lead.may("enter_block") else lambda view: None


class HallTest:
    """The checklist, drawn anew where something changed."""

    def __init__(self, lead: Lead) -> None:
        self._lead, self._trial = lead, trial(lead.live)
        self._view: Shown = {}
        self._listening = False
        say = lead.say
        with named(box("k-halltest", "section"), "hall-test") as self._box:
            Text("h2", say("halltest.title"), "k-h2")
            Text("p", say("halltest.sub"), "k-quiet")
            self._done = named(Text("p", "", "k-meta"), "hall-test-done")
            self._rows = Rows(self._draw, "k-checks")
        ui.timer(FIRST_LOOK, self._measure, once=True)

    def update(self, view: Shown) -> None:
        self._view = view
        if self._trial.people < view["people"] <= FEW:
            self._trial.people = view["people"]
            with self._box:
                ui.timer(NEW_PHONE, self._measure, once=True)
        checks = list(self._checks())
        self._rows(checks)
        asked = [check["ok"] for check in checks if check["applies"]]
        self._done.text = self._lead.say("halltest.done", n=sum(asked), all=len(asked))

    def _again(self) -> None:
        self.update(self._view)

    # What is checked

    def _checks(self) -> Iterator[dict[str, Any]]:
        """Each check with whether it is in order, what was seen, and the button that helps."""
        say, known, view = self._lead.say, self._trial, self._view
        yield _check("screen", *_seen(say, self._lead.projector.screen))
        yield self._by_eye("apart", say("halltest.apart.do"))
        yield self._came("wifi", {Way.WIFI, Way.SAME})
        if _only_here(view["address"]):
            yield {**_check("mobile", False, say("halltest.mobile.here")), "applies": False}
        else:
            yield self._came("mobile", {Way.MOBILE})
        yield _check("arrives", *_arrives(say, known), press="measure")
        seen = say("halltest.clicker.seen", key=SHOWN.get(known.clicker, known.clicker.upper()))
        listening = say("halltest.clicker.listening" if self._listening else "halltest.clicker.do")
        yield _check("clicker", bool(known.clicker), seen if known.clicker else listening, press="listen")
        yield self._by_eye("readable", say("halltest.readable.do"))
        secure = view["address"].startswith("https:")
        yield _check("secure", secure, say(f"halltest.secure.{'yes' if secure else 'no'}"))
        yield _check("ready", *_ready(say, known.ready))

    def _by_eye(self, name: str, detail: str) -> dict[str, Any]:
        return _check(name, name in self._trial.confirmed, detail, press="confirm")

    def _came(self, name: str, ways: set[Way]) -> dict[str, Any]:
        """Whether a phone came in this way: it ticks itself where that can be told, else by who looked."""
        seen = next((way for way in Way if way in self._trial.ways & ways), None)
        if seen:
            return _check(name, True, self._lead.say(f"halltest.seen.{seen.name.lower()}"))
        if name == "mobile" and Way.OTHER in self._trial.ways:
            return self._by_eye(name, self._lead.say("halltest.seen.other"))
        return self._by_eye(name, _phones(self._lead.say, self._view["people"], name))

    # How it looks

    def _draw(self, check: Shown) -> None:
        say, name = self._lead.say, check["id"]
        with named(box(f"k-check {'k-checked' if check['ok'] else ''}"), f"check-{name}"):
            state = "ok" if check["ok"] else "open" if check["applies"] else "none"
            mark = Text("span", _MARKS[state], "k-tick")
            mark.props["role"] = "img"
            mark.props["aria-label"] = say(f"halltest.{state}")
            with box("k-check-words"):
                Text("h3", say(f"halltest.{name}"), "k-h3")
                Text("p", check["detail"], "k-meta")
                with box("k-buttons"):
                    self._draw_buttons(name, check)

    def _draw_buttons(self, name: str, check: Shown) -> None:
        say, press = self._lead.say, check["press"]
        if name == "readable":
            show = partial(self._lead.projector.show, Cover.TEST)
            button(say("hall.test"), show, name="check-test", look="k-small")
        if press == "confirm":
            words = "halltest.unconfirm" if check["ok"] else "halltest.confirm"
            button(say(words), partial(self._confirm, name), name=f"confirm-{name}", look="k-small")
        elif press == "measure":
            button(say("halltest.measure"), self._measure, name="measure", look="k-small")
        elif press == "listen":
            self._draw_listen()

    def _draw_listen(self) -> None:
        """While it listens, the browser tells which key came instead of acting on it (console.js)."""
        look = "k-small" + (" k-strong" if self._listening else "")
        listen = button(self._lead.say("halltest.clicker.listen"), self._listen, name="clicker-listen", look=look)
        listen.props["data-listens"] = "true" if self._listening else "false"
        listen.on("clicker", self._heard, js_handler="(event) => emit(event.detail)")

    # What presses do

    def _confirm(self, name: str) -> None:
        self._trial.confirmed ^= {name}
        self._again()

    def _listen(self) -> None:
        self._trial.clicker, self._listening = "", True
        self._again()

    def _heard(self, event: Any) -> None:
        self._trial.clicker, self._listening = str(event.args)[:20], False
        self._again()

    async def _measure(self) -> None:
        here, local = self._rows.box.client.ip, _only_here(self._view["address"])
        self._trial.echoes = await self._lead.call_out(here, local=local)
        self._trial.ways |= {echo.way for echo in self._trial.echoes.heard if echo.way}
        self._trial.ready = await self._lead.try_out()
        if not self._rows.box.is_deleted:
            self._again()


def _check(name: str, ok: bool, detail: str, press: str = "") -> dict[str, Any]:
    return {"id": name, "ok": ok, "detail": detail, "press": press, "applies": True}


def _seen(say: Wording, screen: Screen | None) -> tuple[bool, str]:
    if screen is None:
        return False, say("halltest.screen.none")
    if not screen.visible:
        return False, say("halltest.screen.hidden")
    if not screen.full:
        return False, say("halltest.screen.window")
    return True, say("halltest.screen.full", width=screen.width, height=screen.height)


def _phones(say: Wording, people: int, way: str) -> str:
    how = say(f"halltest.{way}.do")
    return f"{say.n('halltest.phones', people)} {how}" if people else how


def _arrives(say: Wording, known: Trial) -> tuple[bool, str]:
    """A vote is as fast as the slowest phone that answered, and as the disk."""
    if known.ready is None or known.echoes is None:
        return False, say("halltest.arrives.do")
    if known.ready.disk_ms is None:
        return False, say("halltest.arrives.failed")
    if not known.echoes.asked:
        return False, say("halltest.arrives.none", disk=known.ready.disk_ms)
    if not known.echoes.heard:
        return False, say("halltest.arrives.silent")
    slowest = max(echo.ms for echo in known.echoes.heard)
    fast = slowest < SLOW and known.ready.disk_ms < SLOW
    told = say.n(f"halltest.arrives.{'ms' if fast else 'slow'}", len(known.echoes.heard), net=slowest)
    return fast, f"{told} {say('halltest.arrives.disk', disk=known.ready.disk_ms)}"


def _ready(say: Wording, ready: Readiness | None) -> tuple[bool, str]:
    if ready is None:
        return False, say("halltest.arrives.do")
    if ready.disk_ms is None:
        return False, say("halltest.arrives.failed")
    if not ready.reports:
        return False, say("halltest.ready.report")
    if not ready.roomy:
        return False, say("halltest.ready.full", free=ready.free_mb)
    return True, say("halltest.ready.unknown" if ready.free_mb is None else "halltest.ready.yes")


def _only_here(address: str) -> bool:
    """Whether phones reach this server only within its own network."""
    host = urlsplit(address).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".local")
