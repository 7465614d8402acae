"""Erasing a meeting from the desk: its name is typed, two presses are needed, and then nothing of it is kept."""

from __future__ import annotations

from nicegui import ui

from meeting.live.hub import Hall
from meeting.procedure.core import Refused
from meeting.web.house import House, Staff
from meeting.web.parts import Field, Text, box, button, named
from meeting.web.plain import sentence
from meeting.web.wording import Wording, spaced


class Wiping:
    """A fold on the desk, for one meeting."""

    def __init__(self, house: House, staff: Staff, say: Wording, hall: Hall) -> None:
        self._house, self._staff, self._say, self._hall = house, staff, say, hall
        self._sure = False
        code = hall.live.code
        with box("k-fold", "details"):
            named(Text("summary", say("wiping.open"), "k-button k-small"), f"wipe-{code}")
            with box("k-fold-in"):
                Text("p", say("wiping.about"))
                self._name = Field(say("wiping.name", code=spaced(code)), name=f"wipe-name-{code}")
                self._go = button(say("wiping.go"), self._press, name=f"wipe-go-{code}", look="k-small")

    async def _press(self) -> None:
        """The first press asks whether it is meant, the second erases."""
        if not self._named():
            self._refuse(self._say("wiping.wrong"))
            return
        self._name.refuse(None)
        if not self._sure:
            self._arm(sure=True)
            return
        if not await self._staff.stands():
            self._refuse(sentence(Refused("link_ended"), self._say.language))
            return
        gone = await self._house.erase(self._hall)
        ui.navigate.to(f"/desk?erased={'all' if gone else 'nearly'}")

    def _named(self) -> bool:
        typed = " ".join(self._name.text.split()).casefold()
        return typed in (self._hall.live.meeting.title.casefold(), self._hall.live.code, spaced(self._hall.live.code))

    def _refuse(self, text: str) -> None:
        self._arm(sure=False)
        self._name.refuse(text)

    def _arm(self, *, sure: bool) -> None:
        self._sure = sure
        self._go.text = self._say("wiping.sure" if sure else "wiping.go")
        self._go.props["data-armed"] = "true" if sure else "false"
