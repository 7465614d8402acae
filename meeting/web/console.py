"""The console: from here the conversation is led, with a view of what hangs in the hall and is on the phones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fastapi import Request
from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.responses import Response

from meeting.procedure.core import FACILITATOR, Refused, Role
from meeting.procedure.deciding import ENDS_WITHOUT
from meeting.web.controls import Controls
from meeting.web.frame import frame
from meeting.web.help import help_key, step_help
from meeting.web.house import House, Staff
from meeting.web.keys import drawer, holds_to_read, key_sheet, keyed, opens_keys
from meeting.web.lead import Asked, Lead, Trigger
from meeting.web.leaving import until_revoked
from meeting.web.panels import CONSOLE, announcing, beforehand, handouts, ordering, programme, searching, seating
from meeting.web.panels.acts import ActLog
from meeting.web.panels.noticing import noticing
from meeting.web.panels.sheet import SheetColumn
from meeting.web.parts import Part, Rows, Shown, Text, Update, box, button, link, named
from meeting.web.plain import as_page, language_of
from meeting.web.projector import Cover, projector
from meeting.web.room import Stage
from meeting.web.soon import soon
from meeting.web.wording import Wording, spaced


def pages(house: House) -> None:
    """Add the address of the console; before NiceGUI is mounted."""

    @ui.page("/console/{code}", response_timeout=10)
    async def console(request: Request, code: str) -> Response | None:
        try:
            staff = await house.leading(request, code, request.query_params.get("as"))
        except Refused as refused:
            return as_page(refused.reason, 404, language_of(request.headers))
        if staff is None:
            return as_page("link_ended", 403, language_of(request.headers))
        say = Wording.of(staff.live.meeting)
        frame(
            house.assets,
            say,
            say("console.page", title=staff.live.meeting.title),
            ("room.css", "console.css", "leading.css"),
            ("room.js", "console.js"),
        )
        Console(house, staff, say)
        return None


BESIDE = (ordering, announcing, searching, seating, beforehand, handouts)
"""What stands below a step's own work, in this order; each shows itself only when there is something to do."""


class Console:
    """The page: run sheet on the left, now in the middle, this step's work on the right, what is next below."""

    def __init__(self, house: House, staff: Staff, say: Wording) -> None:
        self._house, self._staff, self._say = house, staff, say
        self._lead = Lead(staff, say, self._refuse)
        self._lead.after_refusal = self._after_refusal
        self._block = ""
        self._panel: Callable[[dict[str, Any]], None] = lambda view: None
        with box("k-console"):
            with box("k-bar-top", "header"):
                self._draw_top(staff.live.code)
            self._sheet = SheetColumn(self._lead, partial(house.keep_sheet, staff))
            with box("k-now", "section"):
                self._draw_now()
            with box("k-work", "aside"):
                holds_to_read(say)
                self._draw_calls()
                overview = programme.console(self._lead)
                self._work = box("k-panel")
                self._beside = (overview, *(each.console(self._lead) for each in BESIDE))
                self._draw_notes()
                if staff.role in FACILITATOR:
                    noticing(self._lead)
            with box("k-next", "footer"):
                self._draw_next()
            key_sheet(say)
        ui.on("preview", self._measured)
        self._others: tuple[Update, ...] = (
            self._show_top,
            self._sheet.show,
            self._show_stage,
            self._show_hall,
            self._show_words,
            *self._beside,
            self._show_notes,
            lambda view: self._log.show(view["log"]),
        )
        self._left: list[Update] = []
        self._keep_up()

    def _keep_up(self) -> None:
        self._show_now()
        for show in self._others:
            show(self._lead.view)
        hall = self._staff.hall
        assert hall is not None
        beside = projector(hall.live)
        ends = [self._house.hub.watch(hall.live, self._update), beside.watch(self._update)]
        ends.append(beside.watch_clock(self._tick))
        until_revoked(self._house, self._staff, ends)

    def _update(self) -> None:
        """Draw what changed: what is done now at once, the rest one thing after the other, while others are served."""
        self._show_now()
        going = bool(self._left)
        self._left += [each for each in self._others if each not in self._left]
        if not going:
            soon(self._show_next)

    def _show_next(self) -> None:
        if self._work.is_deleted:  # nobody looks any more
            return
        show = self._left.pop(0)
        if self._left:
            soon(self._show_next)
        show(self._lead.view)

    def _show_now(self) -> None:
        """What a press may be about comes together: a new block gets a new panel; what is being typed in one stays."""
        hall = self._staff.hall
        assert hall is not None
        view = {"visit": len(hall.live.meeting.visits), **self._house.hub.view(hall.live, self._staff.role)}
        self._lead.view = view
        if view["block"] != self._block:
            self._change_block(view)
        self._panel(view)
        self._primary.show(view["primary"])
        self._choose.visible = view["primary"] is None and self._lead.may("enter_block")
        self._choose.text = self._say("console.over" if view["over"] else "console.choose")
        version = next((each["version"] for each in view["proposals"] if each["tabled"]), None)
        self._acts(view["acts"], view["block"], version)

    def _show_stage(self, view: dict[str, Any]) -> None:
        hall = self._staff.hall
        assert hall is not None
        self._stage.update(view["room"], hall)

    def _show_words(self, view: dict[str, Any]) -> None:
        self._spoken(_to_say(view))
        self._help(help_key(view))
        self._phones(view["phone"]["heading"], view["phone"]["lines"], view["phone"]["ask"])

    def _show_notes(self, view: dict[str, Any]) -> None:
        self._notes(view["notes"])
        self._note_box.visible = not view["over"] and self._lead.may("take_note")
        self._calls(view["calls"])
        self._call_box.visible = bool(view["calls"])

    def _change_block(self, view: dict[str, Any]) -> None:
        """A new panel, read from its first line: the column may stand halfway what was done before."""
        if self._block:
            self._work.client.run_javascript('document.querySelector(".k-work").scrollTop = 0')
        self._block = view["block"]
        self._lead.along.clear()
        self._talk_first(None)
        self._refuse(None)
        self._work.clear()
        panel = CONSOLE.get(view["step"])
        with self._work:
            self._panel = panel(self._lead) if panel else lambda view: None

    # The top: who is there, and the way to the other pages

    def _draw_top(self, code: str) -> None:
        say = self._say
        Text("h1", self._staff.live.meeting.title, "k-unseen")
        drawer(say, "sheet")
        if self._staff.role is Role.FACILITATOR:
            link("Kring", "/desk", name="to-desk").classes("k-home")
        named(Text("strong", spaced(code), "k-code"), "code")
        if self._staff.role is not Role.FACILITATOR:
            named(Text("span", say(f"role.{self._staff.role.value}"), "k-role"), "role")
        if self._staff.live.meeting.practice:
            named(Text("span", say("practice"), "k-practice-mark"), "practice")
        self._people = named(Text("span"), "people")
        self._weak = named(Text("span", "", "k-weak"), "weak")
        self._asked = named(Text("span", "", "k-weak"), "calls")
        self._over = Text("span", say("closing.over"), "k-over")
        with box("k-links"):
            self._qr = keyed(
                button(say("console.qr"), self._turn_qr, name="show-qr", look="k-small", pressed=False), "show-qr"
            )
            self._qr.visible = self._lead.may("enter_block")
            if self._staff.role is Role.FACILITATOR:
                link(say("console.helpers"), f"/console/{code}/helpers", name="open-helpers", new_tab=True)
                link(say("console.room"), f"/room/{code}", name="open-room", new_tab=True)
            link(say("console.paper"), f"/paper/{code}", name="open-paper", new_tab=True)
            self._report = link(say("console.report"), f"/report/{code}", name="open-report", new_tab=True)
            opens_keys(say)
            drawer(say, "work")

    def _show_top(self, view: Mapping[str, Any]) -> None:
        say, qr = self._say, self._lead.projector.cover is Cover.QR
        self._people.text = say.n("people.count", view["people"])
        self._weak.text = say.n("console.weak", view["weak"])
        self._weak.visible = view["weak"] > 0 and not view["over"]
        self._asked.text = say("console.calls.n", n=len(view["calls"]))
        self._asked.visible = bool(view["calls"])
        self._over.visible = view["over"]
        self._report.visible = view["over"] or bool(view["phone"]["report"])
        self._qr.text = say("console.qr.off" if qr else "console.qr")
        self._qr.props["aria-pressed"] = "true" if qr else "false"

    def _turn_qr(self) -> None:
        self._lead.projector.show(Cover.QR)

    # The middle: what to say, what people see and what their phones ask

    def _draw_now(self) -> None:
        with box("k-say", "section"):
            self._spoken = Part(self._draw_say)
            self._help = Part(lambda key: step_help(self._say, key))
        Text("h2", self._say("console.in_room"), "k-caption")
        with box("k-preview") as self._preview:
            self._stage = Stage(self._say, self._house.assets)
        self._controls = Controls(self._lead) if self._lead.may("enter_block") else None
        self._phones = Part(self._draw_phones, "k-phones", "section")

    def _show_hall(self, view: dict[str, Any]) -> None:
        """The picture in the shape of the room screen that hangs there, and what can be set of it."""
        screen = self._lead.projector.screen
        shape = f"{screen.width / screen.height:.4f}" if screen else "1.7778"
        if self._preview.props.get("data-shape") != shape:
            self._preview.props["data-shape"] = shape
            self._preview.style(f"--shape: {shape}")
        if self._controls:
            self._controls.show(view)

    def _measured(self, event: GenericEventArguments) -> None:
        if isinstance(event.args, dict):
            self._lead.projector.previewed(event.args.get("leaves"), fresh=event.args.get("fresh") is True)

    def _tick(self) -> None:
        self._stage.clock(self._lead.projector)
        if self._controls:
            self._controls.clock()

    def _draw_say(self, sentence: Shown) -> None:
        Text("h2", self._say("console.say"), "k-caption")
        named(Text("p", self._say.sentence(sentence), "k-quote"), "say")
        with box("k-help-fold", "details"):
            named(Text("summary", self._say("console.quiet"), "k-help-head"), "when-quiet")
            with box("k-help-lines", "ul"):
                for words in ("say.weather.quiet", "say.weather.no"):
                    Text("li", self._say(words))

    def _draw_phones(self, heading: Shown, lines: list[Shown], ask: Shown) -> None:
        say = self._say
        Text("h2", say("console.on_phones"), "k-caption")
        named(Text("p", say.sentence(heading), "k-strong"), "on-phones")
        title = f"{ask.get('key', '')}.title"
        asked = say(title) if title in say and ask["form"] != "look" else ""  # who only looks is asked nothing
        for text in dict.fromkeys([*map(say.sentence, lines), asked]):
            if text and text != say.sentence(heading):
                Text("p", text)
        also = [{"text": say(f"{ask['also']['key']}.title")}] if "also" in ask else []
        if options := [*ask.get("options", ()), *also]:
            with box("k-options", "ul"):
                for option in options:
                    Text("li", option.get("text") or say(f"option.{option['id']}"))

    # The right, below this step's own: notes

    def _draw_call(self, call: Shown) -> None:
        """One tap of somebody in the hall: what for, and where."""
        say = self._say
        with named(box("k-row"), f"call-{call['id']}"):
            if call["table"]:
                Text("strong", say("console.call.table", n=call["table"]))
            else:
                Text("strong", say(f"console.call.{call['kind']}"))
                Text("p", call["place"] or say("console.call.nowhere"), "k-words")
            button(
                say("console.call.done"),
                self._lead.act("end_call", call_id=call["id"]),
                name="end-call",
                look="k-small",
            )

    def _draw_calls(self) -> None:
        """Above everything else: somebody with a microphone or a charger waits for it."""
        with box("k-notes", "section") as self._call_box:
            Text("h2", self._say("console.calls"), "k-h2")
            self._calls = Rows(self._draw_call, "k-inbox")

    def _draw_notes(self) -> None:
        with box("k-notes", "section") as self._note_box:
            Text("h2", self._say("console.notes"), "k-h2")
            self._notes = Rows(lambda note: Text("p", note["text"]), "k-note-list")
            self._lead.form(
                label=self._say("console.note.label"),
                name="note",
                do="take_note",
                new="note_id",
                args=lambda text: {"text": text},
                send=self._say("console.note.send"),
                area=True,
            )

    # The bottom: what happens next

    def _draw_next(self) -> None:
        with box("k-said"):
            self._told = named(Text("p", "", "k-told"), "told")
            self._told.props["role"] = "status"
            self._refused = named(Text("p", "", "k-error"), "refused")
            self._refused.props["role"] = "alert"
            self._reason = Part(self._draw_reason, "k-reason")
        with box("k-next-row"):
            self._log = ActLog(self._lead)
            self._acts = Part(self._draw_acts, "k-acts")
            self._choose = Text("p", "", "k-quiet")
            self._primary = Trigger(self._lead, "primary", "k-primary", self._tell)
            keyed(self._primary.button, "primary")

    def _draw_acts(self, acts: list[Any], _: str, version: int | None) -> None:
        for act in acts:
            act = {**act, "args": {"version": version, **act["args"]}}
            do = act["do"]
            if do == "end_decision":
                Asked(self._lead, act, tuple(kind.value for kind in ENDS_WITHOUT))
            elif do in ("cancel_round", "accept_result"):
                Asked(self._lead, act)
            else:
                name = f"act-{do}-{act['args']['to']}" if do == "enter_block" else f"act-{do}"
                Trigger(self._lead, name, "", self._tell).show(act)

    def _tell(self, text: str) -> None:
        self._told.text = text

    def _refuse(self, text: str | None) -> None:
        self._refused.text = text or ""
        if text:
            self._told.text = ""
        else:
            self._talk_first(None)

    def _after_refusal(self, reason: str, message: Mapping[str, Any]) -> None:
        """After three rounds without a result a vote needs a reason: ask for it."""
        if reason == "talk_first":
            self._talk_first(dict(message))

    def _talk_first(self, message: dict[str, Any] | None) -> None:
        self._reason(message)

    def _draw_reason(self, message: dict[str, Any] | None) -> None:
        if message is None:
            return
        do, new = message.pop("do"), message.pop("new")
        self._lead.form(
            label=self._say("console.open_round.reason"),
            name="open_round-reason",
            do=do,
            new=new,
            args=lambda text: {**message, "reason": text},
            send=self._say("console.open_round.send"),
        )


def _to_say(view: Mapping[str, Any]) -> Shown:
    """The sentence for this moment: when all is ready, the decision is read aloud, whatever the check brought."""
    if view["over"]:
        return {"key": "say.over", "values": {}}
    primary = view["primary"]
    if primary and primary["do"] == "adopt_decision":
        return {"key": "say.deciding.ready", "values": {}}
    said: Shown = view["say"]
    return said
