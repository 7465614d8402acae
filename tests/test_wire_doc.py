"""docs/wire.md names everything that phones, table hosts and the ordering desk say and are told."""

from __future__ import annotations

import re
from pathlib import Path

from meeting import views
from meeting.procedure.core import ALWAYS, STEPS, Role
from meeting.procedure.seating import SetTables
from meeting.views.host import host
from meeting.views.ordering import desk
from meeting.views.presence import Presence
from meeting.web.wire import name_of
from tests.procedure.acts import Hall, hall

WIRE = (Path(__file__).parents[1] / "docs" / "wire.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"[a-z][a-z_]*", " ".join(re.findall(r"`[^`]+`|^    .*$", WIRE, re.MULTILINE))))


def test_every_step_and_every_key_of_the_views_is_named() -> None:
    here = hall()
    phone = views.phone(here.meeting, Presence())
    mine = views.mine(here.meeting, here.people[0].id, {})
    keys = {*STEPS, *phone, *mine, *desk(here.meeting, ())}
    assert {key for key in keys if key.isidentifier()} - NAMED == set()


def test_every_key_of_a_hosts_view_is_named() -> None:
    here = Hall().open()
    here.lead(SetTables, count=1)
    told = host(here.meeting, Presence(), here.meeting.tables["1"])
    assert {*told} - NAMED == set()


def test_every_command_of_who_has_no_console_is_named() -> None:
    declared = [*ALWAYS.items(), *(each for step in STEPS.values() for each in step.accepts.items())]
    commands = {name_of(kind) for kind, roles in declared if {Role.PARTICIPANT, Role.HOST, Role.DESK} & roles}
    assert commands - NAMED == set()
