"""The facilitator's page says what the console says: the same buttons, the same sentences."""

import re
from pathlib import Path

from meeting.procedure.templates import TEMPLATES
from meeting.web.wording import Wording
from meeting.words import LANGUAGES, catalogue, domains, translator

DOCS = Path(__file__).parent.parent / "docs"
GUIDE = (DOCS / "begeleiden.md").read_text()
LONG = (DOCS / "begeleiden-stap-voor-stap.md").read_text()
LARGE = (DOCS / "begeleiden-met-zeshonderd.md").read_text()
SAID = {
    str(message.id): message.string
    for domain in domains(LANGUAGES[0])
    for message in catalogue(LANGUAGES[0], domain.stem)
    if message.id and str(message.id).startswith("say.")
}
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


def test_the_long_guide_gives_no_sentence_of_its_own():
    given = re.findall(r"^> (.+)$", LONG, re.MULTILINE)
    assert given
    assert [sentence for sentence in given if sentence not in SAID.values()] == []


def test_the_long_guide_has_what_is_said_in_every_step():
    steps = ("arrival", "framing", "missing", "gather", "spreading", "clustering", "proposing", "practising")
    steps = (*steps, "voting", "minority", "weaving", "deciding", "waterline", "closing")
    told = {key.split(".")[1] for key, sentence in SAID.items() if f"> {sentence}" in LONG}
    assert [step for step in steps if step not in told] == []


def test_the_short_guide_leads_to_the_long_one_and_back():
    assert "(begeleiden-stap-voor-stap.md)" in GUIDE
    assert "(begeleiden.md)" in LONG


def test_the_guide_of_a_large_day_gives_no_sentence_of_its_own():
    given = re.findall(r"^> (.+)$", LARGE, re.MULTILINE)
    assert given
    assert [sentence for sentence in given if sentence not in SAID.values()] == []


def test_the_guide_of_a_large_day_has_the_run_sheet_as_it_is():
    say, phones = Wording(translator("nl")), {"away": "weg", "tap": "tikken", "write": "schrijven"}
    blocks = [
        (
            say.block({"kind": block.kind, "step": block.step, "title": block.title, "seek_no": block.seek_no}),
            str(block.minutes),
            phones[block.phone.value],
        )
        for block in TEMPLATES["opgaven"].blocks
    ]
    assert re.findall(r"^\| ([^|]+) \| (\d+) \| (weg|tikken|schrijven) \|$", LARGE, re.MULTILINE) == blocks


def test_the_guide_of_a_large_day_tells_the_twenty_things_and_what_is_done_about_each():
    things = re.findall(r"^(\d+)\. \*\*.+", LARGE, re.MULTILINE)
    assert things == [str(number) for number in range(1, 21)]
    told = re.findall(r"^\d+\. \*\*.+?\*Wat Kring doet:\*", LARGE, re.MULTILINE)
    assert len(told) == len(things)


def test_every_guide_leads_to_the_others():
    assert "(begeleiden-met-zeshonderd.md)" in LONG
    assert "(begeleiden.md)" in LARGE
    assert "(begeleiden-stap-voor-stap.md)" in LARGE
