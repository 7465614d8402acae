"""The keys of the sealed boxes that live: they turn a seat into a voter and are shown to nobody."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from immutables import Map

MOST_HELPED = 5


@dataclass(frozen=True)
class Box:
    meeting_id: str
    key: bytes = field(repr=False)

    @cached_property
    def stamp(self) -> hmac.HMAC:
        """The key made ready once; a copy of it marks one seat."""
        return hmac.new(self.key, digestmod=hashlib.sha256)


class Keyring:
    """A frozen set of keys by round; a batch makes the next one, which takes its place once it is on disk."""

    def __init__(self, boxes: Map[str, Box] | None = None) -> None:
        self._boxes: Map[str, Box] = Map() if boxes is None else boxes

    def voter(self, round_id: str, seat: bytes, person: int = 0) -> str | None:
        """The pseudonym of a seat (or of the person helped on it) in a round; None when its box does not live."""
        box = self._boxes.get(round_id)
        if box is None:
            return None
        stamp = box.stamp.copy()
        stamp.update(seat + b"%d" % person)
        return urlsafe_b64encode(stamp.digest()).decode()[:-1]

    def voters(self, meeting_id: str, seat: bytes) -> dict[str, str]:
        """The pseudonyms of a seat itself in every living box of a meeting: round id → voter."""
        rounds = (round_id for round_id, box in self._boxes.items() if box.meeting_id == meeting_id)
        return {round_id: voter for round_id in rounds if (voter := self.voter(round_id, seat))}

    def helped(self, meeting_id: str, seat: bytes) -> dict[str, tuple[str, ...]]:
        """Those of the people who are helped on a seat, in the order of their numbers from 1: round id → voters."""
        return {
            round_id: tuple(filter(None, (self.voter(round_id, seat, person) for person in range(1, MOST_HELPED + 1))))
            for round_id, box in self._boxes.items()
            if box.meeting_id == meeting_id
        }

    def opened(self, round_id: str, meeting_id: str, key: bytes) -> Keyring:
        return Keyring(self._boxes.set(round_id, Box(meeting_id, key)))

    def without(self, rounds: Iterable[str]) -> Keyring:
        boxes = self._boxes
        for round_id in set(rounds) & set(boxes):
            boxes = boxes.delete(round_id)
        return Keyring(boxes)

    def __contains__(self, round_id: object) -> bool:
        return round_id in self._boxes

    def __iter__(self) -> Iterator[str]:
        return iter(self._boxes)


def new_key() -> bytes:
    return secrets.token_bytes(32)
