"""Teaming: in the hall a wall of teams with their people as dots; on the console what each team brings and agreed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from meeting.procedure.core import Role
from meeting.web.parts import Field, Part, Select, Shown, Text, Update, box, button, link, named
from meeting.web.wording import Wording

if TYPE_CHECKING:
    from meeting.web.lead import Lead

MOST_DOTS = 24
AGREED = ("place", "lead", "wanted", "first_step")
"""What a team fills in, in words, beside its own name and the day it meets."""


def room(say: Wording) -> Update:
    part = Part(lambda *shown: _draw(say, *shown), "k-fill")

    def update(view: Shown) -> None:
        part(view["teams"])

    return update


def _draw(say: Wording, teams: list[Shown]) -> None:
    if not teams:
        with box("k-fill k-middle"):
            named(Text("h1", say("room.teams.soon"), "k-h1 k-wide"), "heading")
        return
    named(Text("h1", say("room.teams"), "k-h3"), "heading")
    with named(box("k-wall"), "teams"):
        for team in teams:
            team_card(say, team)


def team_card(say: Wording, team: Shown) -> None:
    """A team in its own words, who is in it as dots, what it looks for and what it agreed."""
    with named(box(f"k-card k-view k-team k-team-{team['fill']}", "article"), "team"):
        Text("p", team["text"], "k-words")
        _dots(say, team["people"], team["counted"])
        _mix(say, team["mix"])
        if team["looking"]:
            Text("p", say.sentence(team["looking"]), "k-label k-gold")
        for fact in team["facts"]:
            Text("p", say.sentence(fact), "k-meta")


def _dots(say: Wording, people: int, counted: Shown) -> None:
    with box("k-team-people"):
        if people:
            with box("k-team-dots", "span") as dots:
                dots.props["aria-hidden"] = "true"
                for _ in range(min(people, MOST_DOTS)):
                    box("k-mark k-mark-many", "span")
        Text("span", say.sentence(counted), "k-meta")


def _mix(say: Wording, mix: list[Shown]) -> None:
    """Which capacities are there and which are missing: by a mark and in words, never by number."""
    if not mix:
        return
    with named(box("k-mix", "ul"), "mix"):
        for kind in mix:
            with box(f"k-mix-{'there' if kind['there'] else 'missing'}", "li"):
                box(f"k-mark k-mark-{'many' if kind['there'] else 'hollow'}", "span").props["aria-hidden"] = "true"
                Text("span", say.sentence(kind["said"]))


# The console


def console(lead: Lead) -> Update:
    return Desk(lead).update


class Desk:
    """The teams one below the other; a form that is being filled in stays while people sign up."""

    def __init__(self, lead: Lead) -> None:
        say = lead.say
        self._lead = lead
        self._rows: dict[str, TeamRow] = {}
        Text("h2", say("console.block.teaming"), "k-h2")
        self._state = Part(lambda *shown: _state(say, *shown))
        self._list = named(box("k-inbox", "ul"), "teams")
        lead.form(
            label=say("console.teams.add"),
            help=say("console.teams.add.help"),
            name="team-title",
            do="add_team",
            new="team_id",
            args=lambda text: {"title": text},
            send=say("console.teams.add.send"),
        )
        if lead.role is Role.FACILITATOR:
            _export(lead)

    def update(self, view: Shown) -> None:
        known = view["teaming"]
        if known is None:
            return
        self._state(len(known["teams"]), known["sign_ups"])
        wanted = {team["id"] for team in known["teams"]}
        for gone in self._rows.keys() - wanted:
            self._rows.pop(gone).box.delete()
        for team in known["teams"]:
            if team["id"] not in self._rows:
                with self._list:
                    self._rows[team["id"]] = TeamRow(self._lead, team, known["efforts"])
            self._rows[team["id"]].update(team)


def _state(say: Wording, teams: int, sign_ups: int) -> None:
    words = say.n("console.teams.count", teams) if teams else say("console.teams.none")
    named(Text("p", f"{words} {say.n('console.teams.sign_ups', sign_ups)}", "k-line"), "teams-state")


def _export(lead: Lead) -> None:
    """Who wants to be reached stands on a page of its own, for the facilitator alone."""
    say = lead.say
    Text("h3", say("console.teams.export"), "k-h3")
    Text("p", say("console.teams.export.help"), "k-help")
    link(say("console.teams.reached"), f"/console/{lead.live.code}/teams", name="teams-reached", new_tab=True)


class TeamRow:
    """One team on the console: its people, what they bring, what it agreed, and who says aloud that they join."""

    def __init__(self, lead: Lead, team: Shown, efforts: list[str]) -> None:
        self._lead, self._id = lead, team["id"]
        self.box = named(box("k-row", "li"), f"team-{team['id']}")
        with self.box:
            self._head = Part(self._draw_head)
            self._brings = Part(self._draw_brings)
            self._agree = Part(self._draw_agreeing)
            self._draw_aloud(efforts)
            self._drop = Part(self._draw_drop)

    def update(self, team: Shown) -> None:
        self._head(*(team[name] for name in ("text", "counted", "reachable", "fill", "lacks", "mix")))
        self._brings(team["brings"])
        self._agree(team["rev"], {name: team[name] for name in ("title", *AGREED, "first_on")})
        self._drop(team["people"] == 0)

    def _draw_head(
        self, words: str, counted: Shown, reachable: int, fill: str, lacks: list[str], mix: list[Shown]
    ) -> None:
        say = self._lead.say
        Text("p", words, "k-words")
        told = f"{say.sentence(counted)} · {say.n('console.teams.reachable', reachable)}"
        named(Text("p", told, "k-meta"), "team-people")
        _mix(say, mix)
        if fill in ("small", "full"):
            named(Text("p", say(f"console.teams.{fill}"), "k-help"), "team-fill")
        if lacks:
            listed = ", ".join(say(f"console.teams.lacks.{name}") for name in lacks)
            named(Text("p", say("console.teams.lacks", list=listed), "k-help"), "team-lacks")

    def _draw_brings(self, brings: list[Shown]) -> None:
        """What people can do and look for, without a name; what was typed by mistake can be taken out."""
        if not brings:
            return
        say = self._lead.say
        with box("k-fold k-reads", "details"):
            named(Text("summary", say.n("console.teams.brings", len(brings)), "k-button k-small"), "brings")
            with box("k-fold-in k-brings", "ul"):
                for each in brings:
                    with box(tag="li"):
                        Text("p", _brought(say, each))
                        if each["spoken"]:
                            press = self._lead.act("leave_team", sign_up_id=each["id"])
                            button(say("console.withdraw"), press, name="leave", look="k-small")

    def _draw_agreeing(self, rev: int, agreed: dict[str, Any]) -> None:
        """Everything a team agreed as one form: place, process facilitator, what it misses, first day and step."""
        say = self._lead.say
        if not self._lead.may("arrange_team"):
            return
        with box("k-fold", "details"):
            named(Text("summary", say("console.teams.agree"), "k-button k-small"), "agree")
            with box("k-fold-in k-form"):
                fields = {
                    name: Field(
                        say(f"console.teams.{name}"),
                        name=f"{name}-{self._id}",
                        start=agreed[name] or "",
                        kind="date" if name == "first_on" else "text",
                    )
                    for name in ("title", *AGREED, "first_on")
                }
                button(say("console.teams.agree.send"), self._agreeing(rev, fields), name="agree-send", look="k-small")

    def _agreeing(self, rev: int, fields: dict[str, Field]) -> Callable[[], Any]:
        async def send() -> None:
            said = {name: field.text or None for name, field in fields.items()}
            said["title"] = said["title"] or ""
            await self._lead.ask("arrange_team", fields["title"].refuse, team_id=self._id, rev=rev, **said)

        return send

    def _draw_aloud(self, efforts: list[str]) -> None:
        """Somebody without a phone joins: typed for them, and they say whether they want to be reached."""
        say = self._lead.say
        if not self._lead.may("join_team"):
            return
        with box("k-fold", "details"):
            named(Text("summary", say("console.teams.aloud"), "k-button k-small"), "aloud")
            with box("k-fold-in k-form"):
                Text("p", say("console.teams.aloud.help"), "k-help")
                names = ("helps", "seeks", "name", "reach")
                fields = {name: Field(say(f"console.teams.{name}"), name=f"{name}-{self._id}") for name in names}
                times = [("", say("team.effort.none")), *((each, say(f"team.effort.{each}")) for each in efforts)]
                effort = Select(say("console.teams.effort"), times, name=f"effort-{self._id}")
                press = self._joining(fields, effort)
                button(say("console.teams.aloud.send"), press, name="aloud-send", look="k-small")

    def _joining(self, fields: dict[str, Field], effort: Select) -> Callable[[], Any]:
        async def send() -> None:
            said = {name: field.text or None for name, field in fields.items()}
            known = {"team_id": self._id, "rev": 1, "effort": effort.value or None}
            if await self._lead.ask("join_team", fields["reach"].refuse, new="sign_up_id", **known, **said):
                for field in fields.values():
                    field.clear()

        return send

    def _draw_drop(self, empty: bool) -> None:
        if empty:
            press = self._lead.act("drop_team", team_id=self._id)
            button(self._lead.say("console.teams.drop"), press, name="drop", look="k-small")


def _brought(say: Wording, each: Shown) -> str:
    """One line for one person: what they can do, what they look for, their time."""
    told = [
        say("console.teams.can", text=each["helps"]) if each["helps"] else "",
        say("console.teams.looks", text=each["seeks"]) if each["seeks"] else "",
        say(f"team.effort.{each['effort']}") if each["effort"] else "",
        say("card.spoken") if each["spoken"] else "",
    ]
    return " · ".join(filter(None, told)) or say("console.teams.no_words")
