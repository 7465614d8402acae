"""The operator's guide and the templates say what the code does."""

from __future__ import annotations

import re

import pytest

from deploy.running import ROOT
from meeting import app
from meeting.live import hub
from meeting.settings import Settings
from meeting.web import asking, phone, wire

GUIDE = (ROOT / "docs" / "operating.md").read_text()


def test_the_guide_names_every_setting_and_the_templates_no_other():
    known = {f"KRING_{name.upper()}" for name in Settings.model_fields}
    assert known <= set(re.findall(r"KRING_[A-Z]+(?:_[A-Z]+)*", GUIDE))
    for name in ("kring.service", "kring.env", "kring", "Containerfile"):
        used = set(re.findall(r"\bKRING_[A-Z_]+(?==)", (ROOT / "deploy" / name).read_text()))
        assert used <= known, name


@pytest.mark.parametrize("name", ["Caddyfile", "Containerfile", "kring", "kring.env", "kring.service"])
def test_the_guide_names_every_template(name):
    assert f"deploy/{name}" in GUIDE


@pytest.mark.parametrize(
    ("place", "name", "told"),
    [
        (phone, "MOST_CONNECTIONS", "6,000"),
        (phone, "JOINS", "5,000 at once, then 200 a second"),
        (asking, "COMMANDS", "6,000 at once, then 2,000 a second"),
        (asking, "OF_ONE_SEAT", "20 at once, then 2 a second"),
        (asking, "OF_ONE_STAFF", "500 at once, then 50 a second"),
        (asking, "TOO_MANY", "after 20 refusals"),
        (phone, "MOST_TABS", "| 6;"),
        (wire, "LONGEST_MESSAGE", "4 kB"),
        (app, "LONGEST_FRAME", "1 MB"),
        (hub, "PATIENCE", "after 10 s"),
    ],
)
def test_the_guide_tells_the_limits_as_they_are(place, name, told):
    (row,) = [line for line in GUIDE.splitlines() if line.startswith("|") and f"`{name}`" in line]
    assert told in row
    limit = getattr(place, name)
    numbers = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", told)}
    units = {4096: {4}, 1_000_000: {1}}
    assert units.get(limit, set(limit) if isinstance(limit, tuple) else {int(limit)}) == numbers
