"""Choosing a run sheet for a new meeting: one of the templates, one that was kept here, or one out of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson
from nicegui import ui

from meeting.procedure.core import Refused
from meeting.procedure.pace import phone_percent
from meeting.procedure.sheet import minutes_of
from meeting.procedure.state import RunSheet
from meeting.procedure.templates import OFFERED, USUAL
from meeting.store import sheetfile, sheets
from meeting.store.sheetfile import LONGEST, Problem, Unusable
from meeting.store.sheets import Kept
from meeting.web.house import House, Staff
from meeting.web.parts import Part, Text, box, button, link, named
from meeting.web.plain import sentence
from meeting.web.wording import Wording

_READ = (
    "async (event) => { const file = event.target.files[0]; if (!file) return;"
    f" emit(file.size > {LONGEST} ? null : await file.text()); event.target.value = ''; }}"
)


class SheetChoice:
    """A list to choose from. `kept` are the run sheets of this server."""

    def __init__(self, house: House, staff: Staff, say: Wording, kept: list[Kept]) -> None:
        self._house, self._staff, self._say = house, staff, say
        self._chosen = USUAL
        self._list = Part(self._draw_list, "k-levels", "fieldset")
        self._list(kept, USUAL)
        self._draw_file()

    async def wishes(self) -> dict[str, Any]:
        """What was chosen, as a new meeting wants it. Raises Refused when it was thrown away meanwhile."""
        if self._chosen in OFFERED:
            return {"template": self._chosen}
        sheet = await self._house.writer.run(sheets.find, self._chosen)
        if sheet is None:
            raise Refused("unknown_template")
        return {"sheet": orjson.loads(orjson.dumps(sheet))}

    def _draw_list(self, kept: list[Kept], chosen: str) -> None:
        say, self._chosen = self._say, chosen
        Text("legend", say("desk.sheet"))
        for name, sheet in OFFERED.items():
            self._draw_radio(name, say(f"desk.sheet.{name}"), say(f"desk.sheet.{name}.sub"), sheet)
        for each in kept:
            self._draw_kept(each)

    def _draw_radio(self, value: str, name: str, about: str, sheet: RunSheet) -> None:
        say = self._say
        with box("k-level k-sheet-choice", "label"):
            radio = named(ui.element("input"), f"new-sheet-{value}")
            radio.props.update({"type": "radio", "name": "sheet", "value": value})
            if value == self._chosen:
                radio.props["defaultChecked"] = True
            radio.on("change", partial(self._choose, value), [])
            with box("k-sheet-words", "span"):
                Text("span", name, "k-strong").props["dir"] = "auto"
                if about:
                    Text("span", about)
                hours, left = divmod(minutes_of(sheet.blocks), 60)
                percent = phone_percent(sheet.blocks)
                Text("span", say("desk.sheet.facts", hours=hours, minutes=left, percent=percent), "k-meta")

    def _choose(self, value: str) -> None:
        self._chosen = value

    # Those that were kept

    def _draw_kept(self, each: Kept) -> None:
        with named(box("k-kept"), f"kept-{each.id}"):
            self._draw_radio(each.id, each.sheet.name, "", each.sheet)
            with box("k-buttons"):
                file = link(self._say("desk.sheet.file"), f"/desk/sheets/{each.id}.yaml", name="kept-file")
                file.props["download"] = True
                self._draw_forget(each)

    def _draw_forget(self, each: Kept) -> None:
        say = self._say
        with box("k-fold", "details"):
            named(Text("summary", say("desk.sheet.forget"), "k-button k-small"), "forget")
            with box("k-fold-in"):
                Text("p", say("desk.sheet.forget.sure"), "k-caption")
                press = partial(self._forget, each.id)
                button(say("desk.sheet.forget.yes"), press, name="forget-yes", look="k-small")

    async def _forget(self, sheet_id: str) -> None:
        if self._chosen == sheet_id:
            self._chosen = USUAL
        await self._keeping(partial(sheets.forget, sheet_id=sheet_id))

    # One out of a file

    def _draw_file(self) -> None:
        say = self._say
        with box("k-field"):
            caption = Text("label", say("desk.sheet.read"))
            Text("p", say("desk.sheet.read.help"), "k-help")
            field = named(box("k-input k-file", "input"), "sheet-read")
            field.props.update({"type": "file", "accept": ".yaml,.yml,text/yaml,application/yaml"})
            caption.props["for"] = field.html_id
            field.on("change", lambda event: self._take(event.args), js_handler=_READ)
            with named(box("", "div"), "sheet-read-told") as told:
                told.props["role"] = "status"
                self._told = Part(self._draw_told)

    async def _take(self, raw: Any) -> None:
        """Keep what was read, and choose it; else say what is wrong, and where."""
        try:
            sheet = sheetfile.read(raw if isinstance(raw, str) else " " * (LONGEST + 1))
            kept = await self._keeping(partial(sheets.keep, sheet=sheet, at=datetime.now(UTC)))
        except Unusable as unusable:
            self._told([told(problem, self._say) for problem in unusable.problems], "")
        except Refused as refused:
            self._told([sentence(refused, self._say.language)], "")
        else:
            self._told([], self._say("desk.sheet.read.done", name=kept.sheet.name))

    def _draw_told(self, wrong: list[str], done: str) -> None:
        if done:
            Text("p", done, "k-quiet").props["dir"] = "auto"
        if wrong:
            Text("p", self._say("desk.sheet.read.wrong"), "k-error")
            with box("k-problems", "ul"):
                for line in wrong:
                    Text("li", line)

    async def _keeping(self, work: Callable[..., Any]) -> Any:
        """Change what is kept, and show it anew. Raises Refused."""
        if not await self._staff.stands():
            raise Refused("link_ended")
        done = await self._house.writer.run(work)
        chosen = done.id if isinstance(done, Kept) else self._chosen
        self._list(await self._house.writer.run(sheets.kept), chosen)
        return done


def told(problem: Problem, say: Wording) -> str:
    """One problem of a file in a sentence: where it is, what is wrong, and what to do."""
    words = f"sheetfile.{problem.key}"
    values = {name: value for name, value in problem.values.items() if name != "number"}
    what = say(words, **values) if words in say else sentence(Refused(problem.key, **values), say.language)
    where = ", ".join(_where(problem, say))
    return f"{where}: {what}" if where else what


def _where(problem: Problem, say: Wording) -> Iterable[str]:
    if problem.line is not None:
        yield say("sheetfile.line", line=problem.line)
    if problem.block is not None:
        yield say("sheetfile.block", block=problem.block)
    if problem.field:
        yield f"“{problem.field}”"
