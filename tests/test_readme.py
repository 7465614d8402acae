"""The README says what is so: its settings, files and functions exist."""

import re
from pathlib import Path

from meeting.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_every_setting_is_in_the_table_and_nothing_else():
    told = set(re.findall(r"^\| `(KRING_\w+)`", README, re.MULTILINE))
    assert told == {f"KRING_{name.upper()}" for name in Settings.model_fields}


def test_every_file_and_folder_that_is_named_is_there():
    named = set(re.findall(r"`((?:meeting|static|tests|docs)/[\w./-]*)`", README))
    named |= set(re.findall(r"\]\(((?!http)[\w./-]+)\)", README))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_function_on_the_way_of_a_vote_is_where_it_is_said_to_be():
    told = re.findall(r"`([\w.]+)`(?: with \S+)? in `((?:meeting|static)/\S+)`", README)
    assert len(told) >= 8
    for name, path in told:
        for part in name.split("."):
            assert re.search(rf"\b(def|class|function) {part}\b", (ROOT / path).read_text()), f"{part} in {path}"


def test_the_two_commands_are_targets():
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"run", "test"} <= set(targets)
