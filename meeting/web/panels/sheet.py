"""The run sheet on the console: where people are and how it runs, going elsewhere, and changing what comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from nicegui import ui

from meeting.procedure.core import Refused
from meeting.procedure.pace import Pace, pace
from meeting.procedure.shortening import ON_TIME
from meeting.web.lead import Lead, Refusal
from meeting.web.panels.programme import A_LITTLE, Shortenings
from meeting.web.parts import Field, Part, Press, Rows, Select, Shown, Text, box, button, link, named
from meeting.web.plain import sentence

LOOK_AGAIN = 10.0  # seconds between two looks at the clock

Keep = Callable[[str], Awaitable[object]]


class SheetColumn:
    """The left column. `keep` keeps the run sheet under a name, to start other meetings from; raises Refused."""

    def __init__(self, lead: Lead, keep: Keep) -> None:
        self._lead, self._keep = lead, keep
        self._rows: dict[str, _Row] = {}
        self._order: list[str] = []
        self._active = ""
        self._editing = False
        say = lead.say
        with box("k-sheet", "nav") as self._box:
            named(self._box, "sheet").props["aria-label"] = say("console.sheet")
            Text("h2", say("console.sheet"), "k-h2")
            self._ends = named(Text("p", "", "k-meta"), "sheet-ends")
            self._late = named(Text("p", "", "k-meta"), "sheet-late")
            self._shorten = Shortenings(lead)
            self._share = named(Text("p", "", "k-meta"), "sheet-share")
            self._jumps = _Jumps(lead)
            self._edit = button(say("sheet.edit"), self._turn, name="sheet-edit", look="k-small", pressed=False)
            self._blocks = Rows(self._draw_row, "k-blocks", tag="ol")
            with box("k-sheet-tools") as self._tools:
                self._add = Part(self._draw_add)
                self._draw_keep()
        ui.timer(LOOK_AGAIN, self._tick, immediate=False)

    def show(self, view: Shown) -> None:
        """Bring the column up to date."""
        may = self._lead.may("change_block") and not view["over"]
        self._editing = self._editing and may
        self._edit.visible = may
        self._blocks([{"id": block["id"]} for block in view["sheet"]])
        for block in view["sheet"]:
            self._rows[block["id"]].show(block, self._editing)
        self._follow_focus([block["id"] for block in view["sheet"]])
        self._follow_active(view["block"])
        self._jumps.show(view)
        names = [(block["id"], self._lead.say.block(block)) for block in view["sheet"] if block["step"] != "closing"]
        self._tools.visible = self._editing
        self._add(names if self._editing else [], view["block"])
        self._tick()

    def _draw_row(self, item: Shown) -> None:
        self._rows[item["id"]] = _Row(self._lead, item["id"])

    def _turn(self) -> None:
        self._editing = not self._editing
        self._edit.props["aria-pressed"] = "true" if self._editing else "false"
        self._edit.text = self._lead.say("sheet.edit.off" if self._editing else "sheet.edit")
        self._box.classes(toggle="k-arranging")
        self.show(self._lead.view)

    def _follow_focus(self, order: list[str]) -> None:
        """A browser drops the focus from what it moves: give it back to the button that was pressed."""
        if order != self._order:
            self._order = order
            for row in self._rows.values():
                row.take_focus()

    def _follow_active(self, block_id: str) -> None:
        """A long list shows where people are now; the way there has been gone."""
        if block_id != self._active:
            self._active = block_id
            self._rows[block_id].into_view()
            if not self._editing:
                self._rows[block_id].close()

    # The clock

    def _tick(self) -> None:
        """What depends on the time of day; the rest waits for a change of the meeting."""
        view, say = self._lead.view, self._lead.say
        runs = pace(self._lead.live.meeting, datetime.now(UTC))
        for block in view["sheet"]:
            if block["id"] in self._rows:
                self._rows[block["id"]].time(block, runs)
        self._ends.text = say("sheet.ended" if view["over"] else "sheet.ends", time=clock(runs.ends_at))
        late = 0 if runs.late is None else round(runs.late / timedelta(minutes=1))
        self._late.visible = abs(late) >= ON_TIME
        self._late.text = say.n("sheet.late" if late > 0 else "sheet.early", abs(late))
        self._late.classes(add="k-warn" if late > 0 else "", remove="" if late > 0 else "k-warn")
        self._shorten.tick()
        self._tell_share(view["arranging"], minutes(runs.phones))

    def _tell_share(self, plan: Shown, spent: int) -> None:
        over = plan["percent"] > plan["budget"]
        words = "sheet.share.over" if over else "sheet.share"
        said = self._lead.say(words, percent=plan["percent"], budget=plan["budget"])
        self._share.text = f"{said} {self._lead.say('sheet.share.spent', n=spent)}" if spent else said
        self._share.classes(add="k-warn" if over else "", remove="" if over else "k-warn")

    # What changes the run sheet as a whole

    def _draw_add(self, places: list[tuple[str, str]], here: str) -> None:
        if not places:
            return
        say = self._lead.say
        models = [(model["id"], say.block(model)) for model in self._lead.view["arranging"]["models"]]
        order = [block for block, _ in places]
        near = order[max(order.index(here), 1)] if here in order else order[-1]
        with box("k-form"):
            Text("h3", say("sheet.add"), "k-h3")
            kind = Select(say("sheet.add.kind"), models, name="add-kind")
            after = Select(say("sheet.add.after"), places, name="add-after", start=near)
            press = self._changing("add_block", lambda: {"model": kind.value, "after": after.value}, new="block_id")
            button(say("sheet.add.send"), press, name="add-send", look="k-small")

    def _changing(self, do: str, args: Callable[[], dict[str, Any]], new: str | None = None) -> Press:
        async def press() -> None:
            await self._lead.ask(do, new=new, sheet_rev=self._lead.view["arranging"]["sheet_rev"], **args())

        return press

    def _draw_keep(self) -> None:
        say = self._lead.say

        async def keep() -> None:
            try:
                await self._keep(field.text)
            except Refused as refused:
                field.refuse(sentence(refused, say.language))
                return
            field.refuse(None)
            field.clear()
            told.text = say("sheet.keep.done")

        with box("k-form"):
            Text("h3", say("sheet.keep"), "k-h3")
            field = Field(say("sheet.keep.name"), name="keep-name", help=say("sheet.keep.help"), on_enter=keep)
            button(say("sheet.keep.send"), keep, name="keep-send", look="k-small")
            told = named(Text("p", "", "k-meta"), "keep-told")
            told.props["role"] = "status"
        code = self._lead.live.code
        with box("k-sheet-links"):
            link(say("sheet.page"), f"/sheet/{code}", name="sheet-page", new_tab=True)
            link(say("sheet.file"), f"/sheet/{code}.yaml", name="sheet-file").props["download"] = True


class _Row:
    """One block: its line, and a fold with the way there or, while the sheet is being changed, with its fields."""

    def __init__(self, lead: Lead, block_id: str) -> None:
        self._lead, self._id = lead, block_id
        self._pressed: Text | None = None
        self._saving = False
        with box("k-block", "details") as self._fold:
            self._fold.props["name"] = "jump"
            with named(box("k-block-head", "summary"), f"jump-{block_id}") as self._head:
                self._name = Text("span", "", "k-block-name")
                self._time = named(Text("span", "", "k-meta"), f"time-{block_id}")
                self._phone = Text("span", "", "k-meta k-block-phone")
            with box("k-fold-in") as self._inside:
                with box("k-moves") as self._moves:
                    self._up = self._mover("up", "above")
                    self._down = self._mover("down", "below")
                self._content = Part(self._draw, "k-fold-content")

    def show(self, block: Shown, editing: bool) -> None:
        say = self._lead.say
        self._name.text = say.block(block)
        self._phone.text = say(f"console.phone.{block['phone']}")
        self._fold.classes(replace=" ".join(_looks(block)))
        self._head.props["aria-current"] = "step" if block["active"] else None
        over = self._lead.view["over"]
        self._moves.visible = editing and not block["fixed"] and not over
        for mover, place in ((self._up, "above"), (self._down, "below")):
            mover.props["aria-disabled"] = "false" if block[place] else "true"
            mover.props["aria-label"] = say(f"sheet.{'up' if place == 'above' else 'down'}.of", block=say.block(block))
        self._inside.visible = not over and (editing or not block["active"] or self._lead.may("change_block"))
        lasting = {name: value for name, value in block.items() if name not in ("above", "below")}
        going = self._lead.may("enter_block") and not over
        draw = self._content if editing else self._content.later  # folds are closed, and there is one for each block
        draw(lasting, editing, self._is_next(block), self._lead.view["visit"], going)

    def _is_next(self, block: Shown) -> bool:
        sheet = self._lead.view["sheet"]
        here = next(number for number, each in enumerate(sheet) if each["active"])
        following = next((each for each in sheet[here + 1 :] if not each["skipped"]), None)
        return following is not None and following["id"] == block["id"]

    def time(self, block: Shown, runs: Pace) -> None:
        say, n = self._lead.say, block["minutes"]
        if block["skipped"]:
            reason = say(f"console.jump.{block['skipped']}")
            self._time.text = say("sheet.skipped", reason=reason)
        elif block["id"] in runs.spent:
            self._time.text = say("sheet.spent", spent=minutes(runs.spent[block["id"]]), n=n)
        elif block["id"] in runs.expected:
            self._time.text = say("sheet.expected", time=clock(runs.expected[block["id"]]), n=n)
        else:
            self._time.text = say.n("console.minutes", n)

    # Moving

    def _mover(self, way: str, place: str) -> Text:
        async def press() -> None:
            block = next(each for each in self._lead.view["sheet"] if each["id"] == self._id)
            if block[place]:
                self._pressed = mover
                await self._ask("move_block", after=block[place])

        mover = button(self._lead.say(f"sheet.{way}"), press, name=f"{way}-{self._id}", look="k-small")
        return mover

    def take_focus(self) -> None:
        if self._pressed is not None:
            _focus(self._pressed)
            self._pressed = None

    def into_view(self) -> None:
        _in_browser(self._head, "scrollIntoView({block: 'nearest'})")

    def close(self) -> None:
        _in_browser(self._fold, "removeAttribute('open')")

    async def _ask(self, do: str, refuse: Refusal | None = None, **args: Any) -> bool:
        """A change of this block, on the run sheet as this console sees it."""
        seen = self._lead.view["arranging"]["sheet_rev"]
        return await self._lead.ask(do, refuse, block_id=self._id, sheet_rev=seen, **args)

    def _asking(self, do: str, **args: Any) -> Press:
        return lambda: self._ask(do, **args)

    # What is in the fold

    def _draw(self, block: Shown, editing: bool, is_next: bool, visit: int, going: bool) -> None:
        if editing:
            self._draw_fields(block)
        elif block["active"]:
            self._draw_more_time(block)
        elif going:
            self._draw_way(block, is_next, visit)

    def _draw_way(self, block: Shown, is_next: bool, visit: int) -> None:
        """The way there; a press asks why, unless it is the next one."""
        if is_next:
            press = self._lead.act("enter_block", to=self._id, visit=visit)
            button(self._lead.say("console.jump.go"), press, name=f"go-{self._id}", look="k-small")
            return
        Text("p", self._lead.say("console.jump.why"), "k-caption")
        for reason in self._lead.view["jump_reasons"]:
            press = self._lead.act("enter_block", to=self._id, reason=reason, visit=visit)
            button(self._lead.say(f"console.jump.{reason}"), press, name=f"reason-{reason}", look="k-small")

    def _draw_more_time(self, block: Shown) -> None:
        if self._lead.may("change_block"):
            press = self._asking("change_block", minutes=block["minutes"] + A_LITTLE)
            button(self._lead.say.n("sheet.more", A_LITTLE), press, name="more-time", look="k-small")

    def _draw_fields(self, block: Shown) -> None:
        if block["visited"] and not block["active"]:
            Text("p", self._lead.say("sheet.been"), "k-quiet")
            return
        if block["skipped"]:
            button(self._lead.say("sheet.restore"), self._asking("restore_block"), name="restore", look="k-small")
            return
        change = _Change(self._lead, block, self._save)
        if self._saving:
            self._saving = False
            _focus(change.save)
        if not block["fixed"] and not block["active"]:
            self._draw_skip()

    async def _save(self, refuse: Refusal, **changed: Any) -> None:
        """The fields are drawn anew with what was kept: the button that was pressed has the focus again."""
        self._saving = True
        self._saving = await self._ask("change_block", refuse, **changed) and self._saving

    def _draw_skip(self) -> None:
        say = self._lead.say
        with box("k-fold", "details"):
            named(Text("summary", say("sheet.skip"), "k-button k-small"), f"skip-{self._id}")
            with box("k-fold-in"):
                Text("p", say("sheet.skip.why"), "k-caption")
                for reason in self._lead.view["jump_reasons"]:
                    press = self._asking("skip_block", reason=reason)
                    button(say(f"console.jump.{reason}"), press, name=f"skip-{reason}", look="k-small")


class _Change:
    """The fields of one block, and what keeps them: only what was changed is sent."""

    def __init__(self, lead: Lead, block: Shown, save: Callable[..., Awaitable[None]]) -> None:
        self._block, self._save, self._say = block, save, lead.say
        talk, name = block["step"] == "talking", block["id"]
        self._minutes = Field(
            self._say("sheet.minutes"),
            name=f"minutes-{name}",
            kind="number",
            on_enter=self._send,
            start=str(block["minutes"]),
        )
        self._words = {"title": self._field("title")}
        if talk:
            self._words["question"] = self._field("question")
        self._words["say"] = self._field("say", area=True)
        phones = [(use, self._say(f"console.phone.{use}")) for use in ("away", "tap", "write")]
        self._phone = (
            None if talk else Select(self._say("sheet.phone"), phones, name=f"phone-{name}", start=block["phone"])
        )
        self.save = button(self._say("sheet.save"), self._send, name=f"save-{name}", look="k-small")

    def _field(self, name: str, *, area: bool = False) -> Field:
        return Field(
            self._say(f"sheet.{name}"),
            name=f"{name}-{self._block['id']}",
            kind="area" if area else "text",
            start=self._block[name],
            help=self._say(f"sheet.{name}.help"),
            on_enter=self._send,
        )

    async def _send(self) -> None:
        wishes: dict[str, Any] = {name: field.text for name, field in self._words.items()}
        if self._phone is not None:
            wishes["phone"] = self._phone.value
        said = self._minutes.text.strip()
        if not said.isdecimal() or len(said) > 4:
            self._minutes.refuse(self._say("sheet.minutes.wrong"))
            return
        wishes["minutes"] = int(said)
        changed = {name: wish for name, wish in wishes.items() if wish != self._block[name]}
        if changed:
            await self._save(self._minutes.refuse, **changed)


class _Jumps:
    """Jumps that nobody said in words why, once there is a moment for it; one field for each."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        with named(box("k-fold k-jumps", "details"), "jumps") as self._box:
            self._head = Text("summary", "", "k-button k-small")
            self._rows = Rows(self._draw, "k-fold-in")

    def show(self, view: Mapping[str, Any]) -> None:
        jumps = [jump for jump in view["arranging"]["jumps"] if not jump["words"] and jump["reason"] != "method"]
        self._box.visible = bool(jumps) and self._lead.may("explain_jump")
        self._head.text = self._lead.say.n("sheet.jumps", len(jumps))
        self._rows(jumps)

    def _draw(self, jump: Shown) -> None:
        say, number = self._lead.say, jump["visit"]
        self._lead.form(
            label=say("sheet.jump", block=say.block(jump), reason=say(f"console.jump.{jump['reason']}")),
            name=f"explain-{number}",
            do="explain_jump",
            args=lambda text: {"visit": number, "text": text},
            send=say("sheet.jump.send"),
        )


def _focus(element: Text) -> None:
    """Give the focus back to a button that was moved or drawn anew under it."""
    _in_browser(element, "focus()")


def _in_browser(element: ui.element, call: str) -> None:
    """Call a method of an element in the browser, once what is on its way is drawn."""
    found = f"document.getElementById('{element.html_id}')"
    element.client.run_javascript(f"requestAnimationFrame(() => {found}?.{call})")


def _looks(block: Shown) -> list[str]:
    looks = {
        "k-on": block["active"],
        "k-visited": block["visited"] and not block["active"],
        "k-skipped": bool(block["skipped"]),
    }
    return ["k-block", f"k-phone-{block['phone']}", *(look for look, on in looks.items() if on)]


def minutes(lapse: timedelta) -> int:
    """Whole minutes, as a clock counts them."""
    return int(lapse / timedelta(minutes=1))


def clock(at: datetime) -> str:
    """The time of day where the server stands: people sit beside it."""
    return f"{at.astimezone():%H:%M}"
