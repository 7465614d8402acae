"""The operator's guide and the templates say what the code does."""

from __future__ import annotations

import dataclasses
import re

import pytest

from deploy.running import ROOT
from meeting import app
from meeting.live import hub
from meeting.settings import Limits, Settings
from meeting.web import asking, reading, wire

GUIDE = (ROOT / "docs" / "operating.md").read_text()


def test_the_guide_names_every_setting_and_the_templates_no_other():
    known = {f"KRING_{name.upper()}" for name in Settings.model_fields}
    assert known <= set(re.findall(r"KRING_[A-Z]+(?:_[A-Z]+)*", GUIDE))
    for name in ("kring.service", "kring.env", "kring", "Containerfile"):
        used = set(re.findall(r"\bKRING_[A-Z_]+(?==)", (ROOT / "deploy" / name).read_text()))
        assert used <= known, name


def test_a_server_is_set_to_the_time_of_the_hall():
    """Servers mostly stand on UTC, where an hour that is typed on the console would be another one."""
    for name in ("kring.env", "Containerfile"):
        assert re.search(r"\bTZ=Europe/Amsterdam$", (ROOT / "deploy" / name).read_text(), re.M), name
    assert "`TZ`" in GUIDE


@pytest.mark.parametrize("name", ["Caddyfile", "Containerfile", "kring", "kring.env", "kring.service"])
def test_the_guide_names_every_template(name):
    assert f"deploy/{name}" in GUIDE


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("connections", "6,000"),
        ("joins", "5,000 at once, then 200 a second"),
        ("commands", "6,000 at once, then 2,000 a second"),
        ("seat", "20 at once, then 2 a second"),
        ("staff", "500 at once, then 50 a second"),
        ("codes", "100 at once, then 1 a second"),
        ("tabs", "| 6;"),
    ],
)
def test_the_guide_tells_the_limits_that_can_be_set_as_they_are(name, told):
    limit = getattr(Limits(), name)
    assert told in row_of(name)
    assert set(limit if isinstance(limit, tuple) else [limit]) == numbers(told)


def test_the_guide_names_every_limit_that_can_be_set():
    assert all(row_of(field.name) for field in dataclasses.fields(Limits))


@pytest.mark.parametrize(
    ("place", "name", "told"),
    [
        (asking, "TOO_MANY", "| 20 |"),
        (wire, "LONGEST_MESSAGE", "4 kB"),
        (app, "LONGEST_FRAME", "1 MB"),
        (hub, "PATIENCE", "after 10 s"),
        (app, "PULSE", "every 15 s, let go after another 15 s"),
        (reading, "HEAD_WITHIN", "10 s for its head"),
    ],
)
def test_the_guide_tells_the_other_limits_as_they_are(place, name, told):
    assert told in row_of(name)
    limit = getattr(place, name)
    assert {4096: {4}, 1_000_000: {1}}.get(limit, {limit}) == numbers(told)


def row_of(name):
    (row,) = [line for line in GUIDE.splitlines() if line.startswith("|") and f"| `{name}`" in line]
    return row


def numbers(told):
    return {float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", told)}
