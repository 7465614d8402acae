"""Who helps: the page where a facilitator hands out links to a meeting, each for one role, and takes them back."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import Request
from nicegui import ui
from starlette.responses import Response

from meeting import qr
from meeting.procedure.core import Refused, Role
from meeting.store.tables import LinkRow
from meeting.web.admitting import admitted
from meeting.web.frame import frame
from meeting.web.house import GIVEN, House, Staff
from meeting.web.leaving import until_revoked
from meeting.web.parts import Field, Part, Press, Text, box, button, link, named
from meeting.web.plain import sentence
from meeting.web.wording import Wording, short

LONGEST_LABEL = 40


def pages(house: House) -> None:
    """Add the address of the page; before NiceGUI is mounted."""

    @ui.page("/console/{code}/helpers", response_timeout=10)
    async def helpers(request: Request, code: str) -> Response | None:
        staff = await admitted(house, request, code)
        if isinstance(staff, Response):
            return staff
        say = Wording.of(staff.live.meeting)
        frame(house.assets, say, say("helping.page", title=staff.live.meeting.title), ("console.css",))
        page = Helping(house, staff, say)
        until_revoked(house, staff, ())
        await page.look()
        return None


class Helping:
    """A form for a new link, the link itself once, and the links there are."""

    def __init__(self, house: House, staff: Staff, say: Wording) -> None:
        self._house, self._staff, self._say = house, staff, say
        self._role = GIVEN[0]
        with box("k-desk"):
            with box("k-desk-head", "header"):
                link(say("helping.back"), f"/console/{staff.live.code}", name="to-console")
                Text("h1", say("console.helpers"), "k-h1")
                Text("p", say("helping.about"), "k-quiet")
            with box("k-desk-columns"):
                with box("k-doors"):
                    with box("k-new", "section"):
                        Text("h2", say("helping.new"), "k-h2")
                        self._draw_form()
                    self._made = Part(self._draw_made, "k-new k-made")
                    self._made.box.visible = False
                    with named(box("k-new k-made", "section"), "voting"):
                        self._draw_guests()
                        self._voting = Part(self._draw_voting, "k-form")
                with named(box("k-meetings", "section"), "links"):
                    Text("h2", say("helping.links"), "k-h2")
                    self._rows = Part(self._draw_rows)
                    link(say("helping.texts"), f"/console/{staff.live.code}/texts", name="to-texts")

    async def look(self) -> None:
        """Show the links and the right to vote as they are now."""
        meeting = self._staff.live.meeting
        self._voting(meeting.newcomers_vote, bool(meeting.rounds) or meeting.closed_at is not None)
        links = await self._house.links(self._staff.live.id)
        self._rows([LinkRow.model_dump(each) for each in links])

    def _draw_form(self) -> None:
        say = self._say
        with box("k-new-form"):
            with box("k-levels", "fieldset"):
                Text("legend", say("helping.role"))
                for role in GIVEN:
                    self._draw_role(role)
            self._label = Field(say("helping.label"), name="helper-label", help=say("helping.label.help"))
            button(say("helping.make"), self._make, name="helper-make", look="k-primary")

    def _draw_role(self, role: Role) -> None:
        with box("k-level", "label"):
            radio = named(ui.element("input"), f"helper-role-{role.value}")
            radio.props.update({"type": "radio", "name": "role", "value": role.value})
            if role is self._role:
                radio.props["defaultChecked"] = True
            radio.on("change", partial(setattr, self, "_role", role), [])
            with box():
                Text("strong", self._say(f"role.{role.value}"), "k-role-name")
                Text("p", self._say(f"role.{role.value}.may"), "k-help")

    async def _make(self) -> None:
        """Make a link; what its holder is called stays on this page and in the list."""
        label = self._label.text.strip()
        if len(label) > LONGEST_LABEL:
            self._label.refuse(self._say("helping.label.long", n=LONGEST_LABEL))
            return
        if not await self._staff.stands():
            self._label.refuse(sentence(Refused("link_ended"), self._say.language))
            return
        address = await self._house.new_link(self._staff.live, self._role, label or None)
        self._label.refuse(None)
        self._label.clear()
        self._made.box.visible = True
        self._made(address, self._role.value, label)
        await self.look()

    def _draw_made(self, address: str, role: str, label: str) -> None:
        say = self._say
        Text("h2", say("helping.made", who=label or say(f"role.{role}")), "k-h2")
        Text("p", say("helping.once"))
        ui.html(qr.svg(address), sanitize=False).classes("k-made-qr")
        field = named(Text("input", "", "k-input"), "helper-link")
        field.props.update({"readonly": True, "defaultValue": address, "aria-label": say("helping.address")})
        copying = button(say("helping.copy"), lambda: None, name="helper-copy", look="k-small")
        told = named(Text("p", "", "k-meta"), "helper-copied")
        told.props["role"] = "status"
        copying.on("click", js_handler=_COPY.format(field=json.dumps(field.html_id)))
        copying.on("click", lambda: setattr(told, "text", say("helping.copied")), [])

    def _draw_rows(self, links: list[dict[str, Any]]) -> None:
        rows = [LinkRow(**each) for each in links]
        hosts = [row for row in rows if row.table]
        with box("k-link-list", "ul"):
            for row in rows:
                if not row.table:
                    self._draw_row(row)
        if hosts:
            with box("k-fold", "details"):
                named(Text("summary", self._say.n("helping.hosts", len(hosts)), "k-button k-small"), "hosts")
                with box("k-fold-in"), box("k-link-list", "ul"):
                    for row in sorted(hosts, key=lambda row: int(row.table or 0)):
                        self._draw_row(row)

    def _draw_row(self, row: LinkRow) -> None:
        say, own = self._say, row.token_hash == self._staff.link
        with named(box("k-meeting", "li"), f"link-{row.role}"):
            called = say("helping.host", n=row.table) if row.table else say(f"role.{row.role}")
            Text("p", row.label or called, "k-strong").props["dir"] = "auto"
            used = say("helping.used", time=moment(row.used_at)) if row.used_at else say("helping.unused")
            made = say("helping.since", time=moment(row.created_at))
            Text("p", " · ".join([*([say(f"role.{row.role}")] if row.label else []), made, used]), "k-meta")
            if own:
                Text("p", say("helping.own"), "k-quiet")
            else:
                revoking(say, partial(self._revoke, row.token_hash))

    # Who votes

    def _draw_guests(self) -> None:
        """The door for those who do not vote: no secret, for nobody gains anything by it."""
        say, address = self._say, f"{self._house.network().phones}/{self._staff.live.code}?gast"
        Text("h2", say("helping.voting"), "k-h2")
        Text("p", say("helping.guests"))
        ui.html(qr.svg(address), sanitize=False).classes("k-made-qr")
        named(Text("p", short(address), "k-meta"), "guest-address")

    def _draw_voting(self, newcomers: bool, settled: bool) -> None:
        say = self._say
        Text("p", say("helping.newcomers"), "k-strong")
        if settled:
            Text("p", say(f"helping.newcomers.{'yes' if newcomers else 'no'}.settled"), "k-quiet")
            return
        with box("k-buttons"):
            for votes, name in ((True, "yes"), (False, "no")):
                press = partial(self._set_voting, votes)
                words = say(f"helping.newcomers.{name}")
                button(words, press, name=f"newcomers-{name}", look="k-small", pressed=votes is newcomers)

    async def _set_voting(self, newcomers: bool) -> None:
        with suppress(Refused):  # somebody opened the first vote meanwhile: what stands is drawn
            await self._staff.do("set_voting", block=self._staff.live.meeting.active, newcomers=newcomers)
        await self.look()

    async def _revoke(self, link: str) -> None:
        if await self._staff.stands():
            await self._house.revoke(link)
            await self.look()


class ServerLinks:
    """On the desk: the links that open every meeting of this server, and taking them back."""

    def __init__(self, house: House, staff: Staff, say: Wording, links: list[LinkRow]) -> None:
        self._house, self._staff, self._say = house, staff, say
        with named(box("k-new", "details"), "server-links"):
            Text("summary", say("helping.server"), "k-strong")
            Text("p", say("helping.server.about"), "k-quiet")
            with box("k-link-list", "ul"):
                for each in links:
                    self._draw(each)

    def _draw(self, row: LinkRow) -> None:
        say = self._say
        with named(box("k-meeting", "li"), f"link-{row.role}"):
            Text("p", say(f"role.{row.role}"), "k-strong")
            used = say("helping.used", time=moment(row.used_at)) if row.used_at else say("helping.unused")
            Text("p", " · ".join([say("helping.since", time=moment(row.created_at)), used]), "k-meta")
            if row.token_hash == self._staff.link:
                Text("p", say("helping.own.server"), "k-quiet")
            revoking(say, partial(self._revoke, row.token_hash))

    async def _revoke(self, link: str) -> None:
        if await self._staff.stands():
            await self._house.revoke(link)
            ui.navigate.to("/desk")


def revoking(say: Wording, press: Press) -> None:
    """Two presses to take a link back: the first asks whether it is meant."""
    with box("k-fold", "details"):
        named(Text("summary", say("helping.revoke"), "k-button k-small"), "revoke")
        with box("k-fold-in"):
            Text("p", say("helping.revoke.about"), "k-caption")
            button(say("helping.revoke.sure"), press, name="revoke-sure", look="k-small")


def moment(at: datetime) -> str:
    """When, as it is where the server stands: today the time, else the day too."""
    local = at.astimezone()
    today = local.date() == datetime.now().astimezone().date()
    return f"{local:%H:%M}" if today else f"{local:%d-%m %H:%M}"


# On plain http there is no clipboard, and then the browser copies what is selected.
_COPY = """() => {{
  const field = document.getElementById({field});
  field.select();
  if (navigator.clipboard) navigator.clipboard.writeText(field.value);
  else document.execCommand("copy");
}}"""
