"""Where people sit and as what they take part: on their own phone, and of the whole hall on the console."""

from __future__ import annotations

from meeting.procedure import day
from meeting.procedure.capacities import binding, lets_vote
from meeting.procedure.gathering import WELCOMING
from meeting.procedure.seating import in_order, standing
from meeting.procedure.state import Capacity, Meeting, Participant, Table
from meeting.views.presence import Presence
from meeting.views.stage import View, act, key

FEWEST = 4
"""People at a table, under which it is too small to talk."""
FULL = 10
"""People at a table, beyond which not everybody can be heard."""
TELLING = 3
"""People at a table whose capacity is known, before it says anything that they are all the same."""
MOST_ADVICE = 4


# On the phone


def place(meeting: Meeting, participant: Participant) -> View | None:
    """Where somebody sits, where they are sent, and as what they may take part; None where there is neither."""
    if not (meeting.tables or meeting.capacities):
        return None
    capacity = meeting.capacities.get(participant.capacity or "")
    return {
        "table": _number(meeting, participant.table),
        "go": _sent(meeting, participant),
        "capacity": capacity.name if capacity else None,
        "chosen": participant.capacity,
        "choices": [] if participant.proven else [{"id": each.id, "text": each.name} for each in by_name(meeting)],
        "lines": told(meeting, participant),
    }


def by_name(meeting: Meeting) -> list[Capacity]:
    return sorted(meeting.capacities.values(), key=lambda known: known.name.casefold())


def _number(meeting: Meeting, table: str | None) -> int | None:
    known = meeting.tables.get(table or "")
    return known.number if known else None


def _sent(meeting: Meeting, participant: Participant) -> View | None:
    """Where somebody is sent: said in the stay in which that was, and in the next one."""
    came_from = meeting.tables.get(participant.came_from or "")
    if came_from is None or meeting.visit > participant.came_in + 1:
        return None
    merged = came_from.merged is not None
    return {
        "key": "go.merged" if merged else "go.mixed",
        "table": participant.table,
        "n": _number(meeting, participant.table),
        "route": came_from.route or None,
        "stay": None if merged else {"table": came_from.id, "n": came_from.number},
    }


def told(meeting: Meeting, participant: Participant) -> list[View]:
    """As what somebody takes part, whether that is proven, and whether it gives a vote."""
    capacity = meeting.capacities.get(participant.capacity or "")
    if capacity is None:
        return [key("capacity.none")] if meeting.capacities else [_right(participant)]
    line = key("capacity.proven" if participant.proven else "capacity.claimed", name=capacity.name)
    waits = not participant.proven and participant.admitted and lets_vote(meeting, capacity.id, proven=True)
    return [line, key("capacity.scan") if waits and not participant.votes else _right(participant)]


def _right(participant: Participant) -> View:
    return key("vote.right.yes") if participant.votes else key("vote.right.no")


# On the console


def console(meeting: Meeting, presence: Presence) -> View:
    """Tables with who is there, what may be done about them, and who came against who was invited."""
    tables = in_order(meeting)
    heard = _heard(meeting)
    return {
        "tables": [_table(meeting, presence, table, heard) for table in tables],
        "merged": [_merged(meeting, table) for table in _walked(meeting)],
        "nowhere": presence.people - sum(presence.at.values()),
        "walking": sum(_sent(meeting, each) is not None for each in meeting.participants.values()),
        "mix": meeting.mixes + 1,
        "advice": _advice(meeting, presence, tables),
        "capacities": [_capacity(meeting, presence, each) for each in by_name(meeting)],
        "unsaid": presence.people - sum(presence.as_.values()) if meeting.capacities else 0,
        "binding": binding(meeting),
        "settled": bool(meeting.rounds),
    }


def _table(meeting: Meeting, presence: Presence, table: Table, heard: set[str]) -> View:
    here = presence.at.get(table.id, 0)
    return {
        "id": table.id,
        "number": table.number,
        "here": here,
        "seated": len(meeting.seated.get(table.id, ())),
        "silent": bool(here) and meeting.step in WELCOMING and table.id not in heard,
    }


def _heard(meeting: Meeting) -> set[str]:
    """The tables where somebody laid something in this block, with those whose people walked there since."""
    spoke = (table for table, laid in meeting.laid_at.items() if any(each.block == meeting.active for each in laid))
    return {known.id for known in (standing(meeting, table) for table in spoke) if known}


def _walked(meeting: Meeting) -> list[Table]:
    return sorted((table for table in meeting.tables.values() if table.merged), key=lambda table: table.number)


def _merged(meeting: Meeting, table: Table) -> View:
    return {
        "id": table.id,
        "number": table.number,
        "into": meeting.tables[table.merged or ""].number,
        "route": table.route,
    }


def _capacity(meeting: Meeting, presence: Presence, known: Capacity) -> View:
    return {
        "id": known.id,
        "name": known.name,
        "votes": known.votes,
        "invited": known.invited,
        "here": presence.as_.get(known.id, 0),
        "proven": meeting.taken.get((known.id, True), 0),
        "claimed": meeting.taken.get((known.id, False), 0),
    }


def came(meeting: Meeting) -> list[View]:
    """For who does not lead: in which capacity how many came, of how many who were invited; no small number."""
    known = zip(by_name(meeting), day.came(meeting), strict=True)
    return [{"id": each.id, "name": each.name, "invited": told.invited, "n": told.n} for each, told in known]


# What may help


def _advice(meeting: Meeting, presence: Presence, tables: list[Table]) -> list[View]:
    """Tables that are too small, with a table to go to, and tables where everybody is the same; a few at a time."""
    if meeting.step == "arrival" or meeting.closed_at:
        return []
    here = {table.id: presence.at.get(table.id, 0) for table in tables}
    return [*_too_small(tables, here)[:MOST_ADVICE], *_alike(meeting, tables)[:MOST_ADVICE]]


def _too_small(tables: list[Table], here: dict[str, int]) -> list[View]:
    """Each small table with the nearest one that has room; a table that gets people is not sent away itself."""
    staying: set[str] = set()
    advice: list[View] = []
    for table in tables:
        if not 0 < here[table.id] < FEWEST or table.id in staying:
            continue
        going = {each["act"]["args"]["table"] for each in advice}
        near = [other for other in tables if other is not table and here[other.id] and other.id not in going | staying]
        near = [other for other in near if here[other.id] + here[table.id] <= FULL]
        if into := min(near, key=lambda other: abs(other.number - table.number), default=None):
            staying.add(into.id)
            advice.append(_small(table, into, here))
    return advice


def _small(table: Table, into: Table, here: dict[str, int]) -> View:
    return {
        "key": "tables.advice.small",
        "values": {"table": table.number, "n": here[table.id], "into": into.number},
        "act": act("merge_tables", "tables.merge.do", table=table.id, into=into.id),
    }


def _alike(meeting: Meeting, tables: list[Table]) -> list[View]:
    """Tables where everybody takes part in the same capacity, while others are in the hall."""
    present = {capacity for (capacity, _), people in meeting.taken.items() if people}
    if len(present) < 2:
        return []
    advice: list[View] = []
    for table in tables:
        people = [meeting.participants[one].capacity or "" for one in meeting.seated.get(table.id, ())]
        known = [meeting.capacities[each].name for each in people if each in meeting.capacities]
        if len(known) >= TELLING and len(set(known)) == 1:
            values = {"table": table.number, "name": known[0]}
            advice.append({"key": "tables.advice.alike", "values": values, "act": None})
    return advice
