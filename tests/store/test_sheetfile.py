"""Run sheets as files: what is written is read the same, and what is wrong is told with line, block and field."""

import pytest

from meeting.procedure.arranging import sound
from meeting.procedure.state import Block, Display, Phone, RunSheet
from meeting.procedure.templates import EVENING, MODELS, TEMPLATES
from meeting.store.sheetfile import LONGEST, Unusable, read, write

ARRIVAL, CHECK_IN, *_, CLOSING = EVENING.blocks
HEAD = "kring: 1\nname: Proef\n"
ENDS = (
    "- {step: arrival, minutes: 10, phone: away}\n- {step: talking, kind: check_in, minutes: 9, phone: away}\n",
    "- {step: closing, minutes: 5, phone: away}\n",
)


def with_block(block):
    """A file in which this is the third block; it starts at line 6."""
    return f"{HEAD}blocks:\n{ENDS[0]}{block}{ENDS[1]}"


def problems(raw):
    with pytest.raises(Unusable) as unusable:
        read(raw)
    return [(each.key, each.line, each.block, each.field) for each in unusable.value.problems]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_read_as_it_was_written(name):
    assert read(write(TEMPLATES[name])) == TEMPLATES[name]


@pytest.mark.parametrize(
    "words",
    [
        "Tafel: nee",
        "- nee",
        "ja",
        "null",
        "'t",
        '"x',
        "{x}",
        "# x",
        "é 👩‍👩‍👧",
        "1e3",
        "a, b",
        "!!python/x",
        "*a",
        "%a",
        "~a",
    ],
)
def test_words_of_people_come_back_as_they_were(words):
    block = Block("x", "talking", 240, Phone.AWAY, kind="talk", title=words, question=words, say=words)
    sheet = sound(RunSheet(words, (ARRIVAL, CHECK_IN, block, CLOSING), 100))
    assert read(write(sheet, "Uitleg\nover het bestand")) == sheet


def test_every_kind_of_block_with_its_settings_comes_back():
    blocks = (Block("a", "gathering", 3, Phone.AWAY, seek_no=True, display=Display.READ), *MODELS.values())
    sheet = RunSheet("Alles", (ARRIVAL, CHECK_IN, *(each for each in blocks if each.id != "check_in"), CLOSING))
    assert read(write(sheet)) == sheet


def test_a_skipped_block_is_not_written():
    skipped = Block("x", "talking", 5, Phone.AWAY, kind="talk", skipped="time")
    assert read(write(RunSheet("Een", (ARRIVAL, CHECK_IN, skipped, CLOSING)))).blocks == (ARRIVAL, CHECK_IN, CLOSING)


def test_ids_and_the_budget_may_be_left_out():
    sheet = read(with_block("- {step: voting, minutes: 3, phone: tap}\n"))
    assert [block.id for block in sheet.blocks] == ["block-1", "block-2", "block-3", "block-4"]
    assert sheet.budget == 25


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("- {step: voting, minutes: veel, phone: tap}\n", ("field_number", 6, 3, "minutes")),
        ("- {step: voting, minutes: 3.5, phone: tap}\n", ("field_number", 6, 3, "minutes")),
        ("- {step: voting, minutes: 999, phone: tap}\n", ("block_minutes", 6, 3, None)),
        ("- step: voting\n  minutes: 3\n  phone: bellen\n", ("field_choice", 8, 3, "phone")),
        ("- step: voting\n  minutes: 3\n", ("field_missing", 6, 3, "phone")),
        ("- step: voting\n  minutes: 3\n  phone: tap\n  fone: tap\n", ("field_unknown", 9, 3, "fone")),
        ("- step: voting\n  minutes: 3\n  minutes: 4\n  phone: tap\n", ("field_twice", 8, 3, "minutes")),
        ("- {step: dancing, minutes: 3, phone: tap}\n", ("block_unknown", 6, 3, None)),
        ("- {step: talking, kind: talk, minutes: 3, phone: tap}\n", ("block_talk_phone", 6, 3, None)),
        ("- {step: voting, minutes: 3, phone: tap, title: [a]}\n", ("field_text", 6, 3, "title")),
        ("- {step: voting, minutes: 3, phone: tap, seek_no: misschien}\n", ("field_choice", 6, 3, "seek_no")),
        (f"- {{step: voting, minutes: 3, phone: tap, title: {'a' * 81}}}\n", ("text_too_long", 6, 3, "title")),
        ("- stemmen\n", ("block_fields", 6, 3, None)),
    ],
)
def test_what_is_wrong_is_told_with_its_line_its_block_and_its_field(block, expected):
    assert problems(with_block(block)) == [expected]


def test_everything_that_is_wrong_is_told_at_once():
    found = problems("kring: 2\nblocks: 3\nmuziek: ja\n")
    assert {(key, field) for key, _, _, field in found} == {
        ("field_unknown", "muziek"),
        ("field_missing", "name"),
        ("other_version", "kring"),
        ("blocks_list", "blocks"),
    }


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("", "no_sheet"),
        ("hallo", "no_sheet"),
        ("- a", "no_sheet"),
        ("a: [", "not_yaml"),
        ("a: 'x", "not_yaml"),
        ("a: \x07", "not_yaml"),
        ("a: b\n---\nc: d\n", "not_yaml"),
        ("a: &x [1]\nb: *x\n", "no_sheet"),
        ("[" * 30_000, "no_sheet"),
        ("a: " + "b" * LONGEST, "too_long"),
    ],
)
def test_a_file_that_is_something_else_is_refused(raw, key):
    assert [found[0] for found in problems(raw)] == [key]


def test_a_file_that_wants_something_done_is_only_text():
    raw = with_block("- {step: voting, minutes: 3, phone: tap, title: !!python/object/apply:os.system ['x']}\n")
    assert problems(raw) == [("field_text", 6, 3, "title")]


def test_a_file_without_an_end_is_no_evening():
    assert problems(f"{HEAD}blocks:\n{ENDS[0]}") == [("sheet_ends", None, None, None)]
