"""The hosts of the tables in a practice hall: each picks cards with its table, hands in, and reads topics back.

A host looks at its own view and does one thing at a time; the next comes when that is answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

from meeting.rehearsal.client import Asked, Phone
from meeting.rehearsal.people import Tempo
from meeting.rehearsal.sentences import bank

Frame = dict[str, Any]
Act = tuple[str, Frame]
SPOKEN_SHARE, HELP_SHARE, MISSES_SHARE, COMPLETES_SHARE = 0.3, 0.1, 0.2, 0.5
PICKED = {3: 75, 4: 15, 5: 10}
"""Of a hundred tables: how many cards they take along, with the one that is unlike the others."""
CARD = "card."


class Helper:
    """Somebody who helps in the hall over a line of their own. What they do next is theirs to say."""

    def __init__(self, line: Phone, chance: Random, tempo: Tempo, stirred: Callable[[], None]) -> None:
        self.line = line
        self._chance, self._tempo, self._stirred = chance, tempo, stirred
        self._timer: asyncio.TimerHandle | None = None
        line.heard = self.look
        line.answered = self._answered

    @property
    def view(self) -> Frame:
        return self.line.view

    @property
    def busy(self) -> bool:
        """Whether there is something this helper is doing, or would do now."""
        return self._timer is not None or self.line.unanswered > 0 or self.next_act() is not None

    def next_act(self) -> Act | None:
        """What this helper would do now."""
        raise NotImplementedError

    def look(self) -> None:
        """Something came in: is there something to do?"""
        self._stirred()
        if self._timer is None and not self.line.unanswered and self.line.connected and self.next_act() is not None:
            pause = self._tempo.draw(self._chance, self._tempo.tap)
            self._timer = asyncio.get_running_loop().call_later(pause, self._act)

    def _act(self) -> None:
        self._timer = None
        act = self.next_act()
        if act is not None and not self.line.unanswered:
            do, fields = act
            self.sent()
            self.line.ask(do, **fields)
        self._stirred()

    def _answered(self, asked: Asked) -> None:
        self.told(asked)
        self.look()

    def sent(self) -> None:
        """Something is on its way."""

    def told(self, asked: Asked) -> None:
        """What came of it."""

    async def leave(self) -> None:
        if self._timer:
            self._timer.cancel()
        await self.line.stop()


class Host(Helper):
    """The host of one table."""

    def __init__(self, line: Phone, chance: Random, tempo: Tempo, stirred: Callable[[], None]) -> None:
        self._picks = chance.choices([*PICKED], [*PICKED.values()])[0] - 1
        self._speaks = chance.random() < SPOKEN_SHARE
        self._calls = chance.random() < HELP_SHARE
        self._refused: set[str] = set()
        self._words: dict[str, Frame] = {}
        super().__init__(line, chance, tempo, stirred)

    def told(self, asked: Asked) -> None:
        if not asked.ok:
            self._refused.add(self._about(asked.do, asked.body))

    def next_act(self) -> Act | None:
        """The first thing that is to be done and was not refused."""
        if not self.view or self.view.get("over") or self.view.get("table") is None:
            return None
        for do, fields in self._wished():
            if self._about(do, fields) not in self._refused:
                return do, fields
        return None

    def _about(self, do: str, fields: Frame) -> str:
        about = (fields.get(name) for name in ("viewpoint_id", "cluster_id", "block_id", "rev"))
        return "/".join(map(str, (self.view.get("block"), do, *about)))

    def _wished(self) -> list[Act]:
        step = self.view["step"]
        if step == "picking":
            return self._picking()
        if step == "reading_back":
            return self._reading()
        return self._aside() if step == "gathering" else []

    def _aside(self) -> list[Act]:
        """One card that somebody says aloud, and a hand that is raised for help and comes down again."""
        found: list[Act] = []
        block = self.view.get("spoken")
        if self._speaks and block:
            self._speaks = False
            said = {"viewpoint_id": self.line.new_id(), "block_id": block, "text": self._chance.choice(bank().view)}
            found.append(("say_card", said))
        elif self.view.get("call"):
            self._calls = False
            found.append(("end_call", {"call_id": self.view["call"]}))
        elif self._calls:
            found.append(("call_somebody", {"call_id": self.line.new_id(), "kind": "help"}))
        return found

    def _picking(self) -> list[Act]:
        """Pick, keep one place for a view unlike the others, complete some of it, and hand in."""
        known = self.view.get("picking")
        if known is None or known["handed"]:
            return []
        cards = {name.removeprefix(CARD): card for name, card in self.view.items() if name.startswith(CARD) and card}
        left = sorted(each for each, card in cards.items() if not (card.get("picked") or card.get("own")))
        odd = sorted(left, key=lambda each: not cards[each].get("no"))
        picked = {each: card for each, card in cards.items() if card.get("picked")}
        ordinary = [each for each, card in picked.items() if not card.get("odd")]
        found: list[Act] = []
        if known["places"] and len(ordinary) < self._picks:
            found += [("pick_card", {"viewpoint_id": each, "deviating": False}) for each in left]
        if known["odd"] and len(ordinary) == len(picked):
            found += [("pick_card", {"viewpoint_id": each, "deviating": True}) for each in odd]
        found += [("complete_card", self._completed(each, card)) for each, card in picked.items() if self._lacks(each)]
        return [*found, ("hand_in_cards", {})] if len(picked) >= known["fewest"] else found

    def _lacks(self, card: str) -> bool:
        """Whether this table fills in a card further; it makes up its mind once."""
        if card not in self._words:
            fills = self._chance.random() < COMPLETES_SHARE
            words = {"for_whom": self._chance.choice(bank().missing), "why": self._chance.choice(bank().because)}
            self._words[card] = words if fills else {}
        return bool(self._words[card]) and not self.view[f"{CARD}{card}"].get("for_whom")

    def _completed(self, card: str, known: Frame) -> Frame:
        idea = self._words[card].setdefault("first_idea", self._chance.choice(bank().changed))
        return {"viewpoint_id": card, "rev": known["rev"] + 1, **self._words[card], "first_idea": idea}

    def _reading(self) -> list[Act]:
        found: list[Act] = []
        for topic in (self.view.get("reading") or {}).get("topics", ()):
            if topic["verdict"]:
                continue
            misses = Random(f"{topic['id']}/{self.view['table']}").random() < MISSES_SHARE  # noqa: S311 - practice
            said = {"verdict": "missing", "text": bank().no[topic["rev"] % len(bank().no)]} if misses else {}
            fields = {"cluster_id": topic["id"], "verdict": "fits", "rev": topic["rev"] + 1, **said}
            found.append(("read_back", fields))
        return found
