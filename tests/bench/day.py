"""What a day of opgaven is for the benchmark: how many tables, and people who take the time that people take."""

from __future__ import annotations

from collections.abc import Mapping

from meeting.rehearsal.evening import Wish

PEOPLE_A_TABLE = 600 / 70
SEED = 5


def day_of(address: str, links: Mapping[str, str], people: int) -> Wish:
    tables = max(1, round(people / PEOPLE_A_TABLE))
    return Wish(address, links["code"], links["console"], people, lead=True, brisk=True, seed=SEED, tables=tables)
