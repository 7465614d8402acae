"""Robots at the ordering desk: each lays cards together, names topics and agrees to what others named, to the end.

They go by what the desk suggests, else by words that cards share, as people do in a hurry.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from random import Random
from textwrap import shorten
from typing import Any

from meeting.rehearsal.client import Asked, Phone
from meeting.rehearsal.hosts import Act, Helper
from meeting.rehearsal.people import Tempo

Frame = dict[str, Any]
NAME = 50  # characters of a topic's name
TOPICS = 24  # beyond so many topics a card joins one or stays by itself
ALONE_SHARE, APART_SHARE, BACK_SHARE = 0.08, 0.08, 0.02
WORD = re.compile(r"\w{5,}")


class Worker(Helper):
    """Somebody at the desk. `acts` holds what was asked and answered, for the figures."""

    def __init__(self, line: Phone, chance: Random, tempo: Tempo, stirred: Callable[[], None]) -> None:
        self._planned: Act | None = None
        self._planned_for: Frame | None = None
        self._acted_on: Frame | None = None
        super().__init__(line, chance, tempo, stirred)

    @property
    def busy(self) -> bool:
        """Also while the desk does not show yet what this one did: it may ask for more."""
        return super().busy or self._acted_on is self.view

    @property
    def acts(self) -> list[Asked]:
        return self.line.asked

    def next_act(self) -> Act | None:
        """The same until the desk changes, because a plan is a matter of chance; none before it shows the last act."""
        if self._acted_on is self.view:
            return None
        if self._planned_for is not self.view:
            self._planned_for, self._planned = self.view, self._plan()
        return self._planned

    def sent(self) -> None:
        self._acted_on = self.view

    def told(self, asked: Asked) -> None:
        """Somebody was first: this desk is looked at again, whether or not there is a newer picture of it."""
        if not asked.ok:
            self._acted_on = self._planned_for = None

    def _plan(self) -> Act | None:
        if not self.view.get("open"):
            return None
        act = self._choose()
        return (act[0], {"act_id": self.line.new_id(), **act[1]}) if act else None

    def _choose(self) -> Act | None:
        cards, places, topics = self._there("card."), self._there("place."), self._there("topic.")
        if self._chance.random() < BACK_SHARE and (back := self.view.get(f"undo.{self.line.worker}")):
            return "take_back", {"move": back["move"]}
        pairs = [pair for pair in self.view["alike"] if set(pair) <= places.keys()]
        if pairs:
            return self._pair(self._chance.choice(pairs), places, topics)
        waiting = sorted(each for each, place in places.items() if place["topic"] is None and not place.get("loose"))
        if waiting:
            return self._waiting(self._chance.choice(waiting), waiting, cards, places, topics)
        return self._names(cards, places, topics)

    def _there(self, kind: str) -> dict[str, Frame]:
        return {name.removeprefix(kind): what for name, what in self.view.items() if name.startswith(kind) and what}

    def _pair(self, pair: list[str], places: dict[str, Frame], topics: dict[str, Frame]) -> Act:
        one, other = pair
        if self._chance.random() < APART_SHARE:
            return "not_alike", {"viewpoint_ids": [one, other]}
        lies = [each for each in pair if places[each]["topic"] in topics]
        if len(lies) == 2:
            first, second = (places[each]["topic"] for each in lies)
            known = {"cluster_id": first, "rev": topics[first]["rev"]}
            return "join_topics", {**known, "other": second, "other_rev": topics[second]["rev"]}
        if lies:
            coming = [each for each in pair if each not in lies]
            return self._lay(coming, places, places[lies[0]]["topic"], topics)
        return self._lay([one, other], places, None, topics)

    def _waiting(
        self, card: str, waiting: list[str], cards: dict[str, Frame], places: dict[str, Frame], topics: dict[str, Frame]
    ) -> Act:
        """To the topic that shares most words, with another card that does, or by itself."""
        said = _words(cards[card]["text"])
        lying = Counter({each: len(said & _words(cards[each]["text"])) for each in cards if each != card})
        near = [each for each, shared in lying.most_common(5) if shared and each in places]
        home = next((places[each]["topic"] for each in near if places[each]["topic"] in topics), None)
        if home is None and topics and (len(topics) >= TOPICS or not near):
            home = self._chance.choice(sorted(topics))
        if self._chance.random() < ALONE_SHARE or (home is None and not near):
            return "leave_loose", {"cards": self._seen([card], places)}
        together = [card] if home else [card, next((each for each in near if each in waiting), near[0])]
        return self._lay(together, places, home, topics)

    def _names(self, cards: dict[str, Frame], places: dict[str, Frame], topics: dict[str, Frame]) -> Act | None:
        """A topic is named in the words of one of its cards; a name of another person is agreed to."""
        for each in self._chance.sample(sorted(topics), len(topics)):
            topic = topics[each]
            known = {"cluster_id": each, "rev": topic["rev"]}
            if topic["name"] is None:
                inside = sorted(card for card, place in places.items() if place["topic"] == each and card in cards)
                return ("name_topic", {**known, "name": _name(cards[inside[0]]["text"])}) if inside else None
            if not topic["agreed"] and topic["by"] != self.line.worker:
                return "agree_to_name", known
        return None

    def _lay(self, coming: list[str], places: dict[str, Frame], home: str | None, topics: dict[str, Frame]) -> Act:
        into = (
            {"cluster_id": home, "rev": topics[home]["rev"]} if home else {"cluster_id": self.line.new_id(), "rev": 0}
        )
        return "lay_together", {**into, "cards": self._seen(coming, places)}

    def _seen(self, cards: list[str], places: dict[str, Frame]) -> list[Frame]:
        return [{"viewpoint_id": each, "moved": places[each]["moved"]} for each in cards]


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.casefold()))


def _name(words: str) -> str:
    """So many words of a card as fit in a name."""
    return shorten(words, NAME, placeholder="") or words[:NAME]
