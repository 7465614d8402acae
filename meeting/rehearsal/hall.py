"""A practice hall: many people with their phones at once, what happens to them, and the figures afterwards."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from random import Random
from typing import Any

from meeting.rehearsal.client import Asked, Phone, Refusal
from meeting.rehearsal.exchange import Place
from meeting.rehearsal.people import Deed, Occasion, Person, Tempo, occasion

Frame = dict[str, Any]
COALESCE = 0.02  # seconds between two looks at the hall
AT_THE_DOOR = 64  # phones that come in at the same time, as a browser's requests would


class Guest:
    """One person with their phone: what is shown is read, and what is planned is done."""

    def __init__(self, person: Person, phone: Phone, tempo: Tempo, hall: Hall) -> None:
        self.person, self.phone = person, phone
        self.away = False
        self._tempo, self._hall = tempo, hall
        self._faced: set[tuple[str, tuple[str, ...]]] = set()
        self._block = ""
        self._timers: set[asyncio.TimerHandle] = set()
        self._positions: dict[str, str] = {}
        phone.heard = self._look
        phone.answered = self._hall.answered

    @property
    def busy(self) -> bool:
        return bool(self._timers or self.phone.unanswered)

    def leave(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _look(self) -> None:
        """Something came in: is there a new question, or another block?"""
        view = self.phone.view
        if view.get("block", self._block) != self._block:
            self._block = view["block"]
            if mishap := self.person.mishap(self._tempo):
                self._later(mishap.after, self._suffer, mishap)
        asked = occasion(self.phone.wanted)
        if asked is not None and (asked.do, asked.about) not in self._faced:
            self._faced.add((asked.do, asked.about))
            reading = self._tempo.draw(self.person.chance("read"), self._tempo.read)
            self._later(reading, self._think, asked)
        self._look_at_cards()
        self._hall.stirred()

    def _look_at_cards(self) -> None:
        """What is asked about an own card is answered once."""
        for card in self.phone.mine.get("viewpoints", ()):
            for ask in card.get("asks", ()):
                if ("card", (card["id"], ask["id"])) in self._faced:
                    continue
                self._faced.add(("card", (card["id"], ask["id"])))
                if deed := self.person.about_card(ask, self._tempo):
                    self._later(deed.after, self._answer_card, deed)

    def _answer_card(self, deed: Deed) -> None:
        self.phone.ask(deed.do, **deed.fields)

    def _think(self, asked: Occasion) -> None:
        """After reading: plan, if the same is still asked. Words of the question may have become one's own."""
        ask = self.phone.wanted
        now = occasion(ask)
        if now is None or (now.do, now.about) != (asked.do, asked.about):
            self._faced.discard((asked.do, asked.about))
            return
        for deed in self.person.plan(ask, self.phone.view, self.phone.mine, self._tempo):
            self._later(deed.after, self._act, deed, now)

    def _act(self, deed: Deed, asked: Occasion) -> None:
        now = occasion(self.phone.wanted)
        if now is None or (now.do, now.about) != (asked.do, asked.about):
            return  # the button is gone
        fields = self._filled(deed)
        if fields is not None:
            self.phone.ask(deed.do, **fields)

    def _filled(self, deed: Deed) -> Frame | None:
        """The fields with ids and revisions as the phone knows them; None when there is nothing to do it to."""
        fields, phone = dict(deed.fields), self.phone
        if deed.do == "submit_viewpoint":
            return fields | {"viewpoint_id": phone.new_id()}
        if deed.do == "put_proposal":
            return fields | {"proposal_id": phone.new_id()}
        if deed.do == "name_missing":
            return fields | {"missing_id": phone.new_id()}
        if deed.do == "judge_question":
            judged = (each["version"] for each in phone.mine.get("given", ()))
            return None if fields["version"] in judged else fields | {"rev": 1}
        if deed.do == "join_team":
            joined = any(each["team"] == fields["team_id"] for each in phone.mine.get("teams", ()))
            return None if joined else fields | {"sign_up_id": phone.new_id()}
        if deed.do == "give_grain":
            return fields | {"grain_id": phone.new_id()}
        if deed.do in ("edit_viewpoint", "withdraw_viewpoint"):
            return self._of_own(fields, edits=deed.do == "edit_viewpoint")
        if deed.do == "cast_ballot":
            return fields | {"rev": phone.next_rev("ballots", "cast_ballot", fields["round_id"])}
        if deed.do == "give_answer":
            position = self._positions.setdefault(fields["round_id"], phone.new_id())
            return fields | {
                "position_id": position,
                "rev": phone.next_rev("answers", "give_answer", fields["round_id"]),
            }
        if deed.do == "reply":
            rev = phone.next_rev("replies", "reply", fields["round_id"], fields["position_id"])
            return fields | {"rev": rev}
        return fields

    def _of_own(self, fields: Frame, *, edits: bool) -> Frame | None:
        said = fields.pop("of")
        own = next((each for each in self.phone.mine.get("viewpoints", ()) if each["text"] == said), None)
        if own is None or not own["editable"]:
            return None
        return fields | {"viewpoint_id": own["id"]} | ({"rev": own["rev"] + 1} if edits else {})

    def _suffer(self, mishap: Deed) -> None:
        if mishap.do == "reload":
            self.phone.reload()
            self._hall.mishaps["reload"] += 1
            return
        self.away = True
        self._hall.mishaps[mishap.do] += 1
        self.phone.lose_network()
        self._later(mishap.fields["seconds"], self._return)

    def _return(self) -> None:
        self.away = False
        self.phone.regain_network()

    def _later(self, seconds: float, do: Any, *arguments: Any) -> None:
        handle: asyncio.TimerHandle

        def now() -> None:
            self._timers.discard(handle)
            do(*arguments)
            self._hall.stirred()

        handle = asyncio.get_running_loop().call_later(seconds, now)
        self._timers.add(handle)


class Hall:
    """All guests of one meeting. `polls` is the share of phones without sockets, between 0 and 1.

    With `tables` they sit down at those, one after the other.
    """

    def __init__(
        self,
        place: Place,
        code: str,
        people: Sequence[Person],
        seed: int | str,
        tempo: Tempo,
        polls: float = 0.0,
        tables: int = 0,
    ) -> None:
        self.place, self.code, self._tables = place, code, tables
        self.mishaps = {"reload": 0, "lose": 0, "sleep": 0}
        self.turned_away: dict[str, int] = {}
        self.done = 0
        self._chance = Random(f"kring/{seed}/{code}")  # noqa: S311 - practice, and it must repeat
        self._changed = asyncio.Event()
        self._pulse: asyncio.TimerHandle | None = None
        self.guests = [Guest(person, self._phone(person, polls), tempo, self) for person in people]

    def _phone(self, person: Person, polls: float) -> Phone:
        chance = Random(self._chance.getrandbits(64))  # noqa: S311
        table = str(person.number % self._tables + 1) if self._tables else None
        return Phone(self.place, self.code, chance, polls=chance.random() < polls, table=table)

    async def arrive(self, within: float) -> None:
        """Everybody joins, in waves spread over so many seconds."""
        door = asyncio.Semaphore(AT_THE_DOOR)
        waits = [self._chance.triangular(0, within, within * 0.3) if within else 0.0 for _ in self.guests]
        async with asyncio.TaskGroup() as group:
            for guest, wait in zip(self.guests, waits, strict=True):
                group.create_task(self._come_in(guest, wait, door))

    async def _come_in(self, guest: Guest, wait: float, door: asyncio.Semaphore) -> None:
        await asyncio.sleep(wait)
        for attempt in range(5):
            try:
                async with door:
                    await guest.phone.join()
                guest.phone.start()
                return
            except Refusal as refusal:
                reason = refusal.reason
                if refusal.status not in (429, 503):
                    break
            except OSError as problem:
                reason = type(problem).__name__
            await asyncio.sleep(self._chance.uniform(0, 2.0**attempt))
        self.turned_away[reason] = self.turned_away.get(reason, 0) + 1

    @property
    def inside(self) -> list[Guest]:
        return [guest for guest in self.guests if guest.phone.shown]

    @property
    def latest(self) -> Frame:
        """What phones show now: the view of one that has a line, else of any."""
        views = [guest.phone for guest in self.guests if guest.phone.view]
        best = next((phone for phone in views if phone.connected), views[0] if views else None)
        return best.view if best else {}

    async def over(self) -> None:
        """Wait until the meeting is closed."""
        while not any(guest.phone.view.get("over") or guest.phone.ended for guest in self.guests):
            self._changed.clear()
            await self._changed.wait()

    def at_rest(self, view: Frame) -> bool:
        """Whether everybody who is awake shows what phones are to show now, and has nothing left to do."""
        block, ask = view.get("block"), view.get("ask")
        for guest in self.guests:
            phone = guest.phone
            if guest.away or phone.traffic.join_ms is None or phone.ended:
                continue
            if not phone.connected or phone.view.get("block") != block or phone.view.get("ask") != ask or guest.busy:
                return False
        return True

    async def rest(self, view: Frame, patience: float) -> bool:
        """Wait until the hall is at rest before this view; False when it took longer than the patience."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not self.at_rest(view):
                    self._changed.clear()
                    await self._changed.wait()
                return True
        return False

    def stirred(self) -> None:
        """Something moved in the hall: who waits looks again, a little later."""
        if self._pulse is None:
            self._pulse = asyncio.get_running_loop().call_later(COALESCE, self._look_again)

    def _look_again(self) -> None:
        self._pulse = None
        self._changed.set()

    def answered(self, asked: Asked) -> None:
        self.done += 1
        self.stirred()

    async def leave(self) -> None:
        for guest in self.guests:
            guest.leave()
        await asyncio.gather(*(guest.phone.stop() for guest in self.guests))
