"""What a console has at hand: asking things of the meeting, forms, and buttons that want two presses."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from meeting.live.echo import Echoes
from meeting.live.likeness import Likeness
from meeting.live.meeting import LiveMeeting
from meeting.procedure.core import Refused, Role
from meeting.procedure.state import RoundKind
from meeting.views.rights import rights
from meeting.web import wire
from meeting.web.house import Staff
from meeting.web.parts import Field, Press, Text, box, button, named
from meeting.web.plain import sentence
from meeting.web.projector import Projector, projector
from meeting.web.readiness import Readiness, try_out
from meeting.web.wording import Wording

ARMED = 5.0  # seconds in which the second press counts
ONE_PRESS = 0.4  # seconds in which two presses are one
Refusal = Callable[[str | None], object]


class Lead:
    """One open console. `view` is what it shows now; `along` holds what forms send with an act, by its `do`."""

    def __init__(self, staff: Staff, say: Wording, refuse: Refusal) -> None:
        self.say = say
        self.view: dict[str, Any] = {}
        self.along: dict[str, Callable[[], dict[str, Any]]] = {}
        self.after_refusal: Callable[[str, Mapping[str, Any]], object] = lambda reason, message: None
        self._staff = staff
        self._refuse = refuse
        self._rights = rights(staff.role)

    def may(self, do: str) -> bool:
        """Whether this console's role may ever ask this: else there is no button for it."""
        return do in self._rights

    @property
    def live(self) -> LiveMeeting:
        return self._staff.live

    @property
    def role(self) -> Role:
        return self._staff.role

    @property
    def link(self) -> str:
        """Which staff link this console came in by: what is private to it goes by that name."""
        return self._staff.link

    async def try_out(self) -> Readiness:
        """Whether the server is ready for a hall, really tried."""
        assert self._staff.hall is not None
        return await try_out(self._staff.house, self._staff.hall)

    async def host_link(self, table: str) -> str | None:
        """The link for the host of this table; None where the table is gone, or this console's right."""
        known = self.live.meeting.tables.get(table)
        if known is None or not await self._staff.stands():
            return None
        [(_, address)] = await self._staff.house.host_links(self.live, [known])
        return address

    async def call_out(self, here: str, *, local: bool) -> Echoes:
        """How fast phones answer; `here` is the network address of this console."""
        assert self._staff.hall is not None
        return await self._staff.hall.call_out(here, local=local)

    @property
    def likeness(self) -> Likeness:
        """Which viewpoints look alike."""
        assert self._staff.hall is not None
        return self._staff.hall.likeness

    @property
    def projector(self) -> Projector:
        return projector(self.live)

    @property
    def round_id(self) -> str | None:
        """The round after which people are asked what they need."""
        known = self.live.meeting.last_round
        return known.id if known and known.question else None

    @property
    def after_check(self) -> bool:
        """Whether the last round was the check: a no that stays may then stand at once."""
        known = self.live.meeting.last_round
        return known is not None and known.kind is RoundKind.SUPPORT

    async def ask(self, do: str, refuse: Refusal | None = None, *, new: str | None = None, **args: Any) -> bool:
        """Ask something of the meeting, as the staff wire does; what was refused is said where it was asked.

        `new` names the field that gets a fresh id.
        """
        refuse = refuse or self._refuse
        message = {
            "do": do,
            "block": self.view["block"],
            "visit": self.view["visit"],
            **self.along.get(do, dict)(),
            **args,
        }
        if new:
            message[new] = secrets.token_urlsafe(16)
        try:
            await self._staff.carry_out(
                wire.command(message, role=self._staff.role, participant=None, at=datetime.now(UTC))
            )
        except Refused as refused:
            refuse(sentence(refused, self.say.language))
            self.after_refusal(refused.reason, {**args, "do": do, "new": new})
            return False
        refuse(None)
        self._refuse(None)
        return True

    def worded(self, act: Mapping[str, Any]) -> str:
        """What stands on the button of an act; a check is asked, not voted."""
        check = f"{act['key']}.check"
        return self.say(check if self.view["step"] == "deciding" and check in self.say else act["key"])

    def act(self, do: str, **args: Any) -> Press:
        """What a button does when it is pressed."""
        return Asking(self, do, args)

    def form(
        self,
        *,
        label: str,
        name: str,
        do: str,
        args: Callable[[str], dict[str, Any]],
        send: str,
        help: str = "",
        start: str = "",
        new: str | None = None,
        area: bool = False,
    ) -> None:
        """One field and its button; what was taken up leaves the field, what was refused stays."""
        if not self.may(do):
            return
        busy = False

        async def submit() -> None:
            nonlocal busy
            if busy:
                return
            busy = True
            try:
                if await self.ask(do, field.refuse, new=new, **args(field.text)) and not start:
                    field.clear()
            finally:
                busy = False

        with box("k-form"):
            kind = "area" if area else "text"
            field = Field(label, name=name, kind=kind, help=help, start=start, on_enter=submit)
            button(send, submit, name=f"{name}-send", look="k-small")


class Asking:
    """A press that asks something of the meeting; a button for what this role may not ask is not shown."""

    def __init__(self, lead: Lead, do: str, args: Mapping[str, Any]) -> None:
        self.allowed = lead.may(do)
        self._lead, self._do, self._args = lead, do, args

    async def __call__(self) -> bool:
        return await self._lead.ask(self._do, **self._args)


class Trigger:
    """A button for an act of the view. An act of two presses is armed by the first, for five seconds.

    `tell` says what the first press did. A press right after the button changed its meaning is not one: somebody
    pressed twice.
    """

    def __init__(self, lead: Lead, name: str, look: str, tell: Callable[[str], object]) -> None:
        self._lead = lead
        self._tell = tell
        self._act: dict[str, Any] | None = None
        self._armed = self._busy = False
        self._timers: list[asyncio.TimerHandle] = []
        self._ready_at = 0.0
        self.button = button("", self.press, name=name, look=look)
        self.button.visible = False

    def show(self, act: dict[str, Any] | None) -> None:
        if act == self._act:
            return
        first = self._act is None and not self._ready_at
        self._disarm()
        self._act = act
        self.button.visible = act is not None
        if act is not None:
            self.button.text = self._lead.worded(act)
            self.button.props["data-do"] = act["do"]
        if not first:
            self._wait()

    async def press(self) -> None:
        act = self._act
        if act is None or self._busy or asyncio.get_running_loop().time() < self._ready_at:
            return
        if act["twice"] and not self._armed:
            self._arm(act)
            return
        self._disarm()
        self._busy = True
        try:
            await self._lead.ask(act["do"], new=act["new"], **act["args"])
        finally:
            self._busy = False

    def _arm(self, act: Mapping[str, Any]) -> None:
        self._armed = True
        self.button.props["data-armed"] = "true"
        words = f"console.arm.{act['do']}"
        said = self._lead.say(words if words in self._lead.say else "console.arm")
        opens = act["do"] in ("open_round", "open_choice", "open_choosing", "open_run_off")
        if opens and not self._lead.view["address"].startswith("https:"):
            said = f"{said} {self._lead.say('console.arm.open_net')}"
        self._tell(said)
        self._wait()
        self._later(ARMED, self._disarm)

    def _disarm(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers = []
        if self._armed:
            self._armed = False
            if not self.button.is_deleted:
                self.button.props["data-armed"] = "false"
            self._tell("")

    def _wait(self) -> None:
        """Take no press for a moment; a reader of the screen, and a test, see that the button rests."""
        self._ready_at = asyncio.get_running_loop().time() + ONE_PRESS
        self.button.props["aria-disabled"] = "true"
        self._later(ONE_PRESS, self._ready)

    def _ready(self) -> None:
        if not self.button.is_deleted:
            self.button.props["aria-disabled"] = "false"

    def _later(self, seconds: float, then: Callable[[], object]) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(seconds, then))


class Asked:
    """An act that needs words first: a fold with a field, and a choice where there is one."""

    def __init__(self, lead: Lead, act: Mapping[str, Any], choices: tuple[str, ...] = ()) -> None:
        self._lead = lead
        self._act = act
        if not lead.may(act["do"]):
            return
        say, do = lead.say, act["do"]
        with box("k-fold k-fold-up", "details"):
            named(Text("summary", lead.worded(act), "k-button"), f"act-{do}")
            with box("k-fold-in"):
                self._reason = Field(say(f"console.{do}.reason"), name=f"{do}-reason", kind="area")
                with box("k-buttons"):
                    for choice in choices or ("",):
                        words = f"console.{do}.{choice}" if choice else f"console.{do}.send"
                        name = f"{do}-{choice or 'send'}"
                        button(say(words), partial(self._send, choice), name=name, look="k-small")

    async def _send(self, choice: str) -> None:
        args = {**self._act["args"], "reason": self._reason.text, **({"kind": choice} if choice else {})}
        await self._lead.ask(self._act["do"], self._reason.refuse, new=self._act["new"], **args)
