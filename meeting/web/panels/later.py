"""Later: until which hour those who left may answer the check, set beside its result."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from meeting.web.parts import Field, Part, Shown, Text, box, button, named

if TYPE_CHECKING:
    from meeting.web.lead import Lead

USUAL = time(20)
"""The hour that is proposed, of the next day: people are at home then."""


class Later:
    """A fold with a day and an hour; once the check stays open, a line says until when."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._round = ""
        self._box = box()
        with self._box:
            self._now = Part(self._told)
            with named(box("k-fold", "details"), "later-fold") as self._fold:
                Text("summary", lead.say("console.later"), "k-button k-small")
                self._form = Part(self._draw, "k-fold-in")

    def show(self, view: Shown | None) -> None:
        self._box.visible = view is not None
        if view is None:
            return
        self._round = view["round_id"]
        self._now(view["until"])
        self._fold.visible = self._lead.may("keep_check_open")
        self._form(view["until"])

    def _told(self, until: str | None) -> None:
        if until:
            named(Text("p", self._lead.say("console.later.now", moment=until), "k-notice"), "later-now")

    def _draw(self, until: str | None) -> None:
        say, start = self._lead.say, _moment(until)
        Text("p", say("console.later.help"), "k-help")
        self._day = Field(say("console.later.day"), name="later-day", kind="date", start=start.date().isoformat())
        self._hour = Field(say("console.later.hour"), name="later-hour", kind="time", start=f"{start:%H:%M}")
        with box("k-buttons"):
            words = "console.later.move" if until else "console.later.send"
            button(say(words), self._keep, name="later-send", look="k-small")

    async def _keep(self) -> None:
        """The clock of this computer is the one on the wall of the hall."""
        try:
            there = datetime.combine(date.fromisoformat(self._day.text), time.fromisoformat(self._hour.text))
        except ValueError:
            self._hour.refuse(self._lead.say("console.later.unreadable"))
            return
        until = there.astimezone().isoformat()
        await self._lead.ask("keep_check_open", self._hour.refuse, round_id=self._round, until=until)


def _moment(until: str | None) -> datetime:
    """What the fields start with: the hour that was set, or tomorrow evening."""
    if until:
        return datetime.fromisoformat(until).astimezone()
    return datetime.combine(datetime.now().astimezone().date() + timedelta(days=1), USUAL)
