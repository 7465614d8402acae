"""How fast a vote would come in: a few phones are asked to answer at once, and only times and ways are kept."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

ASKED = 12  # phones at most: enough to know how a hall is doing, too few to be felt in it
PATIENCE = 3.0  # seconds a phone may take; one that sleeps says nothing


class Way(StrEnum):
    """How a phone's answer came. SAME and OTHER: over the network of who asked, or over another one."""

    WIFI = "wifi"
    MOBILE = "cellular"
    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True)
class Echo:
    """One answer: after how many milliseconds it was here, and how it came, where that can be told."""

    ms: int
    way: Way | None


@dataclass(frozen=True)
class Echoes:
    """What came of one call: how many phones were asked, and what they answered. Nothing says who."""

    asked: int
    heard: tuple[Echo, ...]


class Calls:
    """The call that is out, in one hall. Who was asked is known until they answered, or the call is over."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._mark = ""
        self._begun = 0.0
        self._where = ("", False)
        self._silent: set[str] = set()
        self._heard: list[Echo] = []
        self._all = asyncio.Event()

    def begin(self, people: Iterable[str], here: str, *, local: bool) -> str:
        """The mark that the phones of these people send back. `here`: the network address of who asks;

        `local`: the server is only reached from within its own network.
        """
        self._mark, self._begun = secrets.token_urlsafe(12), self._clock()
        self._where = (here, local)
        self._silent, self._heard = set(people), []
        self._all.clear()
        return self._mark

    def answer(self, person: str | None, mark: object, said: object, origin: str) -> None:
        """A phone sent the mark back; what comes twice, late or unasked is nothing."""
        if mark != self._mark or person not in self._silent:
            return
        self._silent.discard(person)
        here, local = self._where
        self._heard.append(Echo(round((self._clock() - self._begun) * 1000), way(said, origin, here, local=local)))
        if not self._silent:
            self._all.set()

    async def over(self) -> Echoes:
        """Once all have answered or patience ended."""
        asked = len(self._silent) + len(self._heard)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE if asked else 0):
                await self._all.wait()
        self._mark, self._silent = "", set()
        return Echoes(asked, tuple(self._heard))


def way(said: object, origin: str, here: str, *, local: bool) -> Way | None:
    """What the phone itself says; else what follows from where it calls from. None where neither tells."""
    if said in (Way.WIFI, Way.MOBILE):
        return Way(str(said))
    phone, other = _address(origin), _address(here)
    if phone is None or phone.is_loopback:
        return None
    if local:
        return Way.SAME
    if other is None or phone.version != other.version or not (phone.is_global and other.is_global):
        return None
    return Way.SAME if _network(phone) == _network(other) else Way.OTHER


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _address(text: str) -> _Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _network(address: _Address) -> int:
    """A household or a hall has one IPv4 address outside, and one network of IPv6 addresses."""
    return int(address) >> (64 if address.version == 6 else 0)
