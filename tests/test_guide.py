"""The facilitator's page says what the console says: the same buttons, the same sentences."""

import re
from pathlib import Path

from meeting.words import catalogue

GUIDE = (Path(__file__).parent.parent / "docs" / "begeleiden.md").read_text()
CONSOLE = {str(message.id): message.string for message in catalogue("nl", "console") if message.id}


def rows() -> list[tuple[str, str, str]]:
    cells = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", GUIDE, re.MULTILINE)
    return [row for row in cells if row[0] != "moment"]


def test_every_button_it_names_is_on_the_console():
    buttons = {text for key, text in CONSOLE.items() if key.startswith("act.")} | {"–"}
    assert rows()
    assert [press for _, press, _ in rows() if press not in buttons] == []


def test_every_sentence_it_gives_is_the_consoles_own():
    sentences = {text for key, text in CONSOLE.items() if key.startswith("say.")}
    assert [say for _, _, say in rows() if say not in sentences] == []
