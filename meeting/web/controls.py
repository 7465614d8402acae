"""What the facilitator sets of the hall, under its picture: what covers it, its pages, its clock and its letters."""

from __future__ import annotations

from functools import partial
from typing import Any

from meeting.web.countdown import MINUTE, exact
from meeting.web.keys import keyed
from meeting.web.lead import Lead
from meeting.web.letters import FARTHEST, HIGHEST, STEP, amount, readable, scale_for
from meeting.web.parts import Field, Part, Text, box, button, named
from meeting.web.projector import Cover

MINUTES = (1, 2, 5, 10)
MORE = 30  # seconds


class Controls:
    """The row of buttons. `show` after each change, `clock` each second of a countdown."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._beside = lead.projector
        say, beside = lead.say, self._beside
        with box("k-controls"):
            self._blank = keyed(
                button(say("hall.blank"), partial(beside.show, Cover.BLANK), name="blank", look="k-small"), "blank"
            )
            self._light = keyed(button("", self._turn_light, name="light", look="k-small"), "light")
            self._leaves = _Leaves(lead)
            self._clock = _Clock(lead)
            self._picture = _Picture(lead)

    def show(self, view: dict[str, Any]) -> None:
        beside, say = self._beside, self._lead.say
        _press(self._blank, beside.cover is Cover.BLANK)
        self._light.text = say("hall.dark" if beside.light else "hall.light")
        self._leaves.show()
        self._clock.show(view["room"]["minutes"])
        self._picture.show()

    def clock(self) -> None:
        self._clock.tick()

    def _turn_light(self) -> None:
        self._beside.look(light=not self._beside.light)


class _Leaves:
    """Turning by hand where a picture takes more than one screen; and letting it turn by itself again."""

    def __init__(self, lead: Lead) -> None:
        say = lead.say
        self._beside, self._say = lead.projector, say
        self._box = named(box("k-leaves"), "leaves")
        with self._box:
            self._back = keyed(button("‹", self._step(-1), name="leaf-back", look="k-small"), "leaf-back")
            self._back.props["aria-label"] = say("hall.leaf.back")
            self._where = named(Text("span", "", "k-meta"), "leaf-now")
            self._on = keyed(button("›", self._step(1), name="leaf-on", look="k-small"), "leaf-on")
            self._on.props["aria-label"] = say("hall.leaf.on")
            self._itself = button(
                say("hall.leaf.itself"), self._beside.turn_by_itself, name="leaf-itself", look="k-small", pressed=True
            )

    def show(self) -> None:
        beside = self._beside
        self._box.visible = beside.leaves > 1
        self._where.text = self._say("room.leaf", now=beside.leaf + 1, all=beside.leaves)
        _press(self._itself, beside.turning)

    def _step(self, by: int) -> Any:
        return lambda: self._beside.leaf_to(self._beside.leaf + by)


class _Clock:
    """Setting a countdown, and what can be done while it runs. It never changes a step."""

    def __init__(self, lead: Lead) -> None:
        self._say, self._beside = lead.say, lead.projector
        say, beside = lead.say, lead.projector
        with box("k-fold k-fold-up", "details") as self._fold:
            named(Text("summary", say("hall.clock"), "k-button k-small"), "clock-set")
            with box("k-fold-in"):
                Text("p", say("hall.clock.help"), "k-caption")
                self._choices = Part(self._draw_choices, "k-buttons")
                self._own = Field(say("hall.clock.own"), name="clock-own", on_enter=self._start_own)
                button(say("hall.clock.start"), self._start_own, name="clock-start", look="k-small")
        self._running = named(box("k-clock-running"), "clock-running")
        with self._running:
            self._left = named(Text("strong", "", "k-left"), "clock-left")
            self._pause = keyed(button("", beside.pause_clock, name="clock-pause", look="k-small"), "clock")
            keyed(
                button(say("hall.clock.more"), partial(beside.more_time, MORE), name="clock-more", look="k-small"),
                "clock-more",
            )
            button(say("hall.clock.stop"), beside.stop_clock, name="clock-stop", look="k-small")
            self._in_room = button(
                say("hall.clock.room"), self._turn_room, name="clock-room", look="k-small", pressed=True
            )

    def show(self, minutes: int) -> None:
        self._choices(minutes)
        is_set = self._beside.countdown.set
        self._fold.visible, self._running.visible = not is_set, is_set
        self._pause.text = self._say("hall.clock.pause" if self._beside.countdown.running else "hall.clock.go")
        _press(self._in_room, self._beside.clock_in_room)
        self.tick()

    def tick(self) -> None:
        left = self._beside.time_left()
        self._left.text = "" if left is None else exact(left) if left else self._say("room.clock.over")

    def _draw_choices(self, minutes: int) -> None:
        for choice in dict.fromkeys((minutes, *MINUTES)):
            text = self._say.n("hall.clock.block" if choice == minutes else "hall.clock.minutes", choice)
            press = partial(self._start, choice)
            button(text, press, name=f"clock-{choice}", look="k-small")

    def _start_own(self) -> None:
        minutes = amount(self._own.text, 180)
        self._own.refuse(None if minutes else self._say("hall.clock.wrong"))
        if minutes:
            self._own.clear()
            self._start(minutes)

    def _start(self, minutes: float) -> None:
        self._fold.run_method("removeAttribute", "open")
        self._beside.start_clock(minutes * MINUTE)

    def _turn_room(self) -> None:
        self._beside.show_clock(not self._beside.clock_in_room)


class _Picture:
    """Letters for the last row, the test picture, and a screen without motion."""

    def __init__(self, lead: Lead) -> None:
        self._say, self._beside = lead.say, lead.projector
        say, beside = lead.say, lead.projector
        with box("k-fold k-fold-up", "details"):
            named(Text("summary", say("hall.picture"), "k-button k-small"), "picture")
            with box("k-fold-in"):
                Text("p", say("hall.letters"), "k-caption")
                self._distance = Field(say("hall.letters.distance"), name="letters-distance", on_enter=self._fit)
                self._height = Field(say("hall.letters.height"), name="letters-height", on_enter=self._fit)
                self._told = named(Text("p", "", "k-meta"), "letters-told")
                self._told.props["role"] = "status"
                with box("k-buttons"):
                    button(say("hall.letters.fit"), self._fit, name="letters-fit", look="k-small k-strong")
                    self._smaller = button(say("hall.letters.smaller"), self._by(-STEP), name="letters-smaller")
                    self._larger = button(say("hall.letters.larger"), self._by(STEP), name="letters-larger")
                    for each in (self._smaller, self._larger):
                        each.classes("k-small")
                with box("k-buttons"):
                    press = partial(beside.show, Cover.TEST)
                    self._test = button(say("hall.test"), press, name="test", look="k-small", pressed=False)
                    self._still = button(
                        say("hall.still"), self._turn_still, name="still", look="k-small", pressed=False
                    )

    def show(self) -> None:
        _press(self._test, self._beside.cover is Cover.TEST)
        _press(self._still, self._beside.still)

    def _fit(self) -> None:
        """Work out the letters from the two lengths; what cannot be is said at its field."""
        distance, height = amount(self._distance.text, FARTHEST), amount(self._height.text, HIGHEST)
        for field, length in ((self._distance, distance), (self._height, height)):
            field.refuse(None if length else self._say("hall.letters.wrong"))
        if distance and height:
            self._beside.look(scale=scale_for(distance, height))
            self._tell(large_enough=readable(distance, height))

    def _by(self, step: float) -> Any:
        def press() -> None:
            self._beside.look(scale=self._beside.scale + step)
            self._tell()

        return press

    def _tell(self, *, large_enough: bool = True) -> None:
        words = "hall.letters.now" if large_enough else "hall.letters.too_far"
        self._told.text = self._say(words, percent=round(100 * self._beside.scale))

    def _turn_still(self) -> None:
        self._beside.look(still=not self._beside.still)


def _press(switch: Text, on: bool) -> None:
    state = "true" if on else "false"
    if switch.props.get("aria-pressed") != state:
        switch.props["aria-pressed"] = state
