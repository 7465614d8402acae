"""What a practice hall measured: who came in, how long answers took, how much went over the lines."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from meeting.rehearsal.client import Asked, Phone
from meeting.rehearsal.hall import Hall


@dataclass(frozen=True)
class Spread:
    """Milliseconds (or frames, or bytes) over many: median, the slow ones, the worst."""

    p50: float
    p95: float
    p99: float
    worst: float


@dataclass(frozen=True)
class Figures:
    """`block_ms`: from the facilitator's act until the last phone that had a line showed the new block.

    `given_up` counts lines a phone dropped because it heard nothing, `closed` those the server ended, by its code.
    """

    people: int
    joined: int
    turned_away: dict[str, int]
    acknowledged: int
    refused: dict[str, int]
    unanswered: int
    reconnects: int
    given_up: int
    closed: dict[str, int]
    mishaps: dict[str, int]
    ack_ms: Spread | None
    page_ms: Spread | None
    join_ms: Spread | None
    state_ms: Spread | None
    block_ms: Spread | None
    frames_a_phone: Spread | None
    bytes_a_phone: Spread | None
    largest_view: dict[str, int]
    seconds: float
    own_cpu_seconds: float

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def measure(hall: Hall, seconds: float, acts: Sequence[Asked] = ()) -> Figures:
    """The figures so far; `acts` are the facilitator's commands, where this process led too."""
    phones = [guest.phone for guest in hall.guests]
    asked = [each for phone in phones for each in phone.asked]
    return Figures(
        people=len(phones),
        joined=len(hall.inside),
        turned_away=dict(hall.turned_away),
        acknowledged=sum(1 for each in asked if each.ok),
        refused=dict(Counter(each.refused or "" for each in asked if each.ok is False)),
        unanswered=sum(1 for each in asked if each.ok is None),
        reconnects=sum(max(0, phone.traffic.lines - 1) for phone in phones),
        given_up=sum(phone.traffic.given_up for phone in phones),
        closed=dict(sum((_closed(phone.traffic.gone) for phone in phones), Counter())),
        mishaps=dict(hall.mishaps),
        ack_ms=spread(each.took * 1000 for each in asked if each.ok and each.took is not None and each.tries == 1),
        page_ms=spread(phone.traffic.page_ms for phone in phones),
        join_ms=spread(phone.traffic.join_ms for phone in phones),
        state_ms=spread(phone.traffic.state_ms for phone in phones),
        block_ms=spread(_changes(hall, acts)),
        frames_a_phone=spread(phone.traffic.frames for phone in phones),
        bytes_a_phone=spread(phone.traffic.bytes for phone in phones),
        largest_view=_largest(phones),
        seconds=round(seconds, 3),
        own_cpu_seconds=round(time.process_time(), 3),
    )


def _largest(phones: Iterable[Phone]) -> dict[str, int]:
    found: dict[str, int] = {}
    for step, size in (each for phone in phones for each in phone.traffic.largest.items()):
        found[step] = max(size, found.get(step, 0))
    return found


def _closed(gone: dict[int, int]) -> Counter[str]:
    return Counter({str(code): times for code, times in gone.items() if code})


def spread(values: Iterable[float | None]) -> Spread | None:
    """None when there is nothing to tell."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    return Spread(*(round(_at(known, share), 2) for share in (0.5, 0.95, 0.99, 1.0)))


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _changes(hall: Hall, acts: Sequence[Asked]) -> list[float]:
    """For each change of block: milliseconds until the last phone that had a line showed it."""
    entered = [(each.sent_at, each.body["to"]) for each in acts if each.do == "enter_block" and each.ok]
    ends = [*(at for at, _ in entered[1:]), math.inf][: len(entered)]
    shown = [
        (new.block, new.at)
        for guest in hall.guests
        for old, new in pairwise(guest.phone.shown)
        if new.live and new.block != old.block
    ]
    found = []
    for (begun, block), end in zip(entered, ends, strict=True):
        times = [at for known, at in shown if known == block and begun <= at < end]
        if times:
            found.append((max(times) - begun) * 1000)
    return found
