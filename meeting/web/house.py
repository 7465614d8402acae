"""What every page and route has at hand: the live meetings, the doors for staff, and making a new meeting."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from starlette.requests import HTTPConnection

from meeting.live.hub import Hall, Hub
from meeting.live.meeting import LiveMeeting
from meeting.live.writer import Writer
from meeting.network import MeetingLinks, Network
from meeting.procedure.core import Command, Refused, Role
from meeting.procedure.state import RunSheet, Table
from meeting.settings import Settings
from meeting.store import catalogue, sheets
from meeting.store.standing import Place, keep_link, keep_places
from meeting.store.tables import LinkRow
from meeting.views import LEADING
from meeting.web import doors, wire
from meeting.web.assets import Assets
from meeting.web.practice import PracticeHalls
from meeting.web.table_practice import TablePractices
from meeting.words import translator

GIVEN = (Role.CO_FACILITATOR, Role.NOTE_KEEPER, Role.MODERATOR, Role.COMMISSIONER, Role.DESK, Role.SCREEN)
"""The roles a facilitator hands out by a link."""


@dataclass
class House:
    """One server. `network()` says where people find it now: a laptop may change its Wi-Fi."""

    settings: Settings
    writer: Writer
    hub: Hub
    assets: Assets
    network: Callable[[], Network]
    practice: PracticeHalls = field(default_factory=PracticeHalls)
    tables: TablePractices = field(default_factory=TablePractices)
    _inside: dict[object, Visit] = field(default_factory=dict, repr=False)

    def hall(self, code: str) -> Hall:
        """The meeting with this join code. Raises Refused unknown_code."""
        hall = self.hub.hall(code)
        if hall is None:
            raise Refused("unknown_code")
        return hall

    def open_halls(self) -> list[Hall]:
        """The meetings that are not closed, the oldest first."""
        return [hall for hall in self.hub.halls() if not hall.live.meeting.closed_at]

    async def staff(self, connection: HTTPConnection, code: str | None, role: Role) -> Staff | None:
        """The right by which this browser may act here in this role; `code` None is the desk. None: no right.

        `connection` is the request of a page (`ui.context.client.request`), or a socket.
        """
        hall = self.hall(code) if code else None
        for cookie in doors.staff_cookies(connection, code, role):
            right = await self._right(cookie)
            if right is not None and _covers(right, role, hall):
                return Staff(self, role, hall, cookie, right.link, right.table)
        return None

    async def leading(self, connection: HTTPConnection, code: str, wish: str | None = None) -> Staff | None:
        """The right to a console of this meeting: in the role that is wished, else in the widest there is."""
        for role in [role for role in LEADING if role == wish] + list(LEADING):
            if staff := await self.staff(connection, code, role):
                return staff
        return None

    def while_standing(self, staff: Staff, end: Callable[[], object]) -> Callable[[], object]:
        """Have `end` called when the link somebody came in by is revoked, or the meeting erased.

        The answer stops that.
        """
        ticket = object()
        self._inside[ticket] = Visit(staff.link, staff.hall, end)
        return lambda: self._inside.pop(ticket, None)

    async def links(self, meeting_id: str | None) -> list[LinkRow]:
        """The links to one meeting that work, the oldest first; None: those to the whole server."""
        known = await self.writer.run(catalogue.links, meeting_id)
        return [link for link in known if not link.revoked_at]

    async def revoke(self, link: str) -> None:
        """Close a link; whoever is inside by it is out before this returns."""
        await self.writer.run(catalogue.revoke_link, link, datetime.now(UTC))
        self._end(lambda visit: visit.link == link)

    async def erase(self, hall: Hall) -> bool:
        """Erase a meeting for good, and send everybody out; whether it is gone from every file of ours already.

        What another program holds on to is cleared as soon as it lets go.
        """
        await self.writer.forget(hall.live)
        self.hub.remove(hall.live.code)
        self._end(lambda visit: visit.hall is hall)
        return not self.writer.store.unwiped

    def _end(self, ended: Callable[[Visit], bool]) -> None:
        for visit in [visit for visit in self._inside.values() if ended(visit)]:
            visit.end()

    async def enter(self, token: str) -> Entrance | None:
        """Exchange a staff link for a cookie; None when it is unknown or revoked."""
        cookie = await self.writer.run(catalogue.open_session, token, datetime.now(UTC))
        right = await self._right(cookie) if cookie else None
        if cookie is None or right is None:
            return None
        hall = next((hall for hall in self.hub.halls() if hall.live.id == right.meeting_id), None)
        return Entrance(cookie, right.role, hall.live.code if hall else None)

    async def new_meeting(self, wishes: Mapping[str, Any]) -> MeetingLinks:
        """Make a meeting with its links; `wishes` are the fields of OpenMeeting as they go over the wire.

        Raises Refused for what cannot be used.
        """
        live = await make_meeting(self.writer, self.settings, wishes)
        self.hub.add(live)
        return await links_of(self.writer, live, self.network())

    async def new_link(self, live: LiveMeeting, role: Role, label: str | None = None, table: str | None = None) -> str:
        """One more staff link for a meeting, as a full address for phones and other computers."""
        return f"{self.network().phones}/in/{await new_token(self.writer, role, live.id, label, table)}"

    async def host_links(self, live: LiveMeeting, tables: Iterable[Table]) -> list[tuple[int, str]]:
        """The link for the host of each of these tables, with its number: the same each time, until it is revoked."""
        now, tables = datetime.now(UTC), list(tables)
        places = [Place(Role.HOST, live.id, table.id, now, table=table.id) for table in tables]
        return [(table.number, link) for table, link in zip(tables, await self._places(places), strict=True)]

    async def desk_links(self, live: LiveMeeting, count: int) -> list[tuple[int, str]]:
        """The links for so many people at the ordering desk, numbered from 1."""
        now, numbers = datetime.now(UTC), range(1, count + 1)
        words = translator(live.meeting.language)
        labels = {number: words("paper.door.place", n=number) for number in numbers}
        places = [Place(Role.DESK, live.id, str(number), now, label=labels[number]) for number in numbers]
        return list(zip(numbers, await self._places(places), strict=True))

    async def _places(self, places: Iterable[Place]) -> list[str]:
        tokens = await self.writer.run(keep_places, places, partial(_standing_token, self.settings.secret()))
        return [f"{self.network().phones}/in/{token}" for token in tokens]

    async def keep_sheet(self, staff: Staff, name: str) -> None:
        """Keep the run sheet of somebody's meeting, to start other meetings from. Raises Refused."""
        if not await staff.stands():
            raise Refused("link_ended")
        meeting = staff.live.meeting
        await self.writer.run(sheets.keep, RunSheet(name, meeting.sheet, meeting.budget), datetime.now(UTC))

    async def server_link(self, role: Role) -> str:
        """The token for the whole server in a role: the same at each start, as long as nobody revoked it."""
        token = _standing_token(self.settings.secret(), role.value)
        known = await self.writer.run(keep_link, token, role, datetime.now(UTC))
        return token if known else await new_token(self.writer, role, None)

    async def _right(self, cookie: str) -> catalogue.Right | None:
        return await self.writer.run(catalogue.right_of, cookie, datetime.now(UTC))


def _standing_token(secret: bytes, name: str) -> str:
    """The token of the link with this name, the same as long as the server has its secret."""
    mark = hmac.digest(secret, f"link {name}".encode(), "sha256")
    return base64.urlsafe_b64encode(mark[:16]).decode().rstrip("=")


@dataclass(frozen=True)
class Visit:
    """An open page or line of staff, and what ends it."""

    link: str
    hall: Hall | None
    end: Callable[[], object]


@dataclass(frozen=True)
class Entrance:
    """Where a staff link leads: a new cookie, in which role, to which meeting (None: the whole server)."""

    cookie: str = field(repr=False)
    role: Role
    code: str | None


@dataclass(frozen=True)
class Staff:
    """Somebody's right to act in a meeting (`hall` None: at the desk), looked up again each time it is used."""

    _house: House = field(repr=False)
    role: Role
    hall: Hall | None
    _cookie: str = field(repr=False)
    link: str = field(repr=False)
    table: str | None = None

    @property
    def house(self) -> House:
        return self._house

    @property
    def live(self) -> LiveMeeting:
        assert self.hall is not None
        return self.hall.live

    async def stands(self) -> bool:
        """Whether the right stands now: the session lives, and its link was not revoked."""
        right = await self._house._right(self._cookie)
        return right is not None and _covers(right, self.role, self.hall)

    async def ask(self, kind: type[Command], /, **fields: Any) -> None:
        """Ask something of the meeting; it is on disk when this returns. Raises Refused.

        `await staff.ask(OpenRound, block=..., round_id=...)`
        """
        await self.carry_out(kind(**fields, at=datetime.now(UTC), role=self.role))

    async def do(self, do: str, /, **args: Any) -> None:
        """The same by its name on the wire, as the console's view names its acts."""
        message, at = {**args, "do": do}, datetime.now(UTC)
        await self.carry_out(wire.command(message, role=self.role, participant=None, at=at))

    async def carry_out(self, command: Command) -> None:
        """Anything staff ask passes here: the right is looked up again each time."""
        if not await self.stands():
            raise Refused("link_ended")
        await self.live.handle(command)


def _covers(right: catalogue.Right, role: Role, hall: Hall | None) -> bool:
    """Whether this right is one to act here in this role; who leads may also look at the screen."""
    here = right.meeting_id in (None, hall.live.id if hall else None)
    return here and right.role in (role, Role.FACILITATOR)


async def make_meeting(writer: Writer, settings: Settings, wishes: Mapping[str, Any]) -> LiveMeeting:
    """A new meeting, on disk. Raises Refused for words that cannot be used."""
    message = {"language": settings.language, **wishes, "do": "open_meeting"}
    at = datetime.now(UTC)
    return await writer.make_meeting(wire.command(message, role=Role.FACILITATOR, participant=None, at=at))


async def links_of(writer: Writer, live: LiveMeeting, network: Network) -> MeetingLinks:
    """New links to the console and the room screen of a meeting."""
    console = await new_token(writer, Role.FACILITATOR, live.id)
    room = await new_token(writer, Role.SCREEN, live.id)
    return MeetingLinks(
        code=live.code,
        phone=f"{network.phones}/{live.code}",
        console=f"{network.local}/in/{console}",
        room=f"{network.local}/in/{room}",
    )


async def new_token(
    writer: Writer, role: Role, meeting_id: str | None, label: str | None = None, table: str | None = None
) -> str:
    return await writer.run(catalogue.add_link, role, meeting_id, datetime.now(UTC), label, table)
