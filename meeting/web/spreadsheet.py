"""Viewpoints or opgaven out of a spreadsheet: what a CSV or XLSX file holds, and what is wrong with which row.

Nothing is evaluated: a formula is a row that cannot be used. What cannot be read at all is a refusal.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openpyxl import load_workbook

from meeting.procedure import text
from meeting.procedure.core import Refused
from meeting.procedure.importing_opgaven import LIMITS, Card

MOST = 1_000
"""How many rows with something in them one file may hold; they come in by batches."""
LARGEST_FILE = 512 * 1024
LARGEST_UNPACKED = 16 * 1024 * 1024  # an XLSX file is packed: 256 kB may hold far more
MOST_ROWS, MOST_COLUMNS = 2_000, 50
NAMES = frozenset({"mening", "meningen", "invalshoek", "invalshoeken", "tekst", "view", "views", "viewpoint", "text"})
"""What may stand above the column with viewpoints."""
OPGAVE_COLUMNS = {
    "title": frozenset({"opgave", "opgaven", "titel", "title"}),
    "for_whom": frozenset({"voor wie", "voor", "for whom"}),
    "why": frozenset({"waarom", "why"}),
    "first_idea": frozenset({"eerste idee", "idee", "first idea", "idea"}),
    "source": frozenset({"van wie", "van wie vooraf", "van", "from whom", "from"}),
}
"""What may stand above each column of a list of opgaven; only the first must be there."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_WRONG = {"text_too_long": "too_long", "text_empty": "empty", "text_marks": "marks"}


@dataclass(frozen=True)
class Cell:
    """What stands somewhere: its text, or in `wrong` why there is none that can be used (formula, error)."""

    text: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Wrong:
    """A row that cannot be used. `what` is formula, error, too_long (with `over`), empty or marks."""

    row: int
    column: str
    what: str
    over: int = 0


@dataclass(frozen=True)
class Found:
    """What a file holds: texts with their rows, rows that cannot be used, and columns that are not read.

    `cards`: the same rows as opgaven, where the list has a column of titles.
    """

    texts: tuple[tuple[int, str], ...]
    wrong: tuple[Wrong, ...]
    left: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()

    @property
    def twice(self) -> frozenset[int]:
        """The rows whose words stood in an earlier row too."""
        seen: set[str] = set()
        again = set()
        for row, words in self.texts:
            again |= {row} if words.casefold() in seen else set()
            seen.add(words.casefold())
        return frozenset(again)


Table = list[list[Cell]]


def read(raw: bytes) -> Found:
    """The viewpoints or opgaven in a file.

    Raises Refused: file_too_large, file_unreadable, file_column, too_much_to_import.
    """
    if len(raw) > LARGEST_FILE:
        raise Refused("file_too_large", most=LARGEST_FILE // 1024)
    table = _xlsx(raw) if raw.startswith(b"PK") else _csv(raw)
    found = _opgaven(table) or _found(table, *_column(table))
    if len(found.texts) > MOST:
        raise Refused("too_much_to_import", most=MOST)
    return found


def template(*columns: tuple[str, str]) -> bytes:
    """An empty list as Excel opens it with a double press, each column with its heading and an example."""
    rows = (";".join(safe(heading) for heading, _ in columns), ";".join(_quoted(safe(each)) for _, each in columns))
    return "".join(f"{row}\r\n" for row in rows).encode("utf-8-sig")  # Excel reads UTF-8 by its mark


def safe(words: str) -> str:
    """A text as it may stand in a cell: what a spreadsheet would take for a formula gets a mark before it."""
    return f"'{words}" if words.startswith(_STARTS_A_FORMULA) else words


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


# Opgaven: a column for each field


def _opgaven(table: Table) -> Found | None:
    """The cards of a list of opgaven; None where no column holds titles."""
    top, names = _top(table)
    places = {
        field: next((place for place, name in enumerate(names) if name.casefold() in known), None)
        for field, known in OPGAVE_COLUMNS.items()
    }
    if places["title"] is None:
        return None
    used = set(places.values())
    left = tuple(name for place, name in enumerate(names) if name and place not in used)
    texts, wrong, cards = [], [], []
    for number, row in enumerate(table[top + 1 :], top + 2):
        if not any(cell.text.strip() or cell.wrong for cell in row):
            continue
        said, problems = _card(number, row, {field: place for field, place in places.items() if place is not None})
        wrong += problems
        if not problems:
            texts.append((number, said["title"]))
            cards.append(Card(**said))
    return Found(tuple(texts), tuple(wrong), left, tuple(cards))


def _card(number: int, row: list[Cell], places: dict[str, int]) -> tuple[dict[str, str], list[Wrong]]:
    """The fields of one row, and what is wrong with them."""
    said, wrong = {}, []
    for field, place in places.items():
        cell = row[place] if place < len(row) else Cell()
        try:
            said[field] = _read(cell, LIMITS[field], needed=field == "title")
        except Refused as refused:
            over = refused.values.get("over", 0)
            wrong.append(Wrong(number, _letter(place), _WRONG.get(refused.reason, refused.reason), over))
    return said, wrong


def _read(cell: Cell, limit: int, *, needed: bool) -> str:
    if cell.wrong:
        raise Refused(cell.wrong)
    return text.clean(cell.text, limit) if needed else text.clean_or_none(cell.text, limit) or ""


def _top(table: Table) -> tuple[int, list[str]]:
    """The first row with something in it, and what stands there."""
    top = next((number for number, row in enumerate(table) if any(cell.text or cell.wrong for cell in row)), 0)
    return top, [cell.text.strip() for cell in table[top]] if table else []


# Where the viewpoints stand


def _column(table: Table) -> tuple[int, int, tuple[str, ...]]:
    """The column of viewpoints, its first row, and the names of the others. A single column needs no name."""
    top, names = _top(table)
    named = [place for place, name in enumerate(names) if name.casefold() in NAMES]
    if named:
        left = [name for place, name in enumerate(names) if name and place != named[0]]
        return named[0], top + 1, tuple(left)
    used = {place for row in table for place, cell in enumerate(row) if cell.text.strip() or cell.wrong}
    if len(used) > 1:
        raise Refused("file_column")
    return min(used, default=0), top, ()


def _found(table: Table, column: int, first: int, left: tuple[str, ...]) -> Found:
    texts, wrong = [], []
    for number, row in enumerate(table[first:], first + 1):
        cell = row[column] if column < len(row) else Cell()
        try:
            if cell.wrong:
                wrong.append(Wrong(number, _letter(column), cell.wrong))
            elif cell.text.strip():
                texts.append((number, text.clean(cell.text, text.VIEWPOINT)))
        except Refused as refused:
            wrong.append(Wrong(number, _letter(column), _WRONG[refused.reason], refused.values.get("over", 0)))
    return Found(tuple(texts), tuple(wrong), left)


def _letter(column: int) -> str:
    """What a spreadsheet calls a column: A for the first."""
    letter = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letter = chr(ord("A") + rest) + letter
    return letter


# CSV, as Excel and others write it


def _csv(raw: bytes) -> Table:
    if b"\0" in raw.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff") and not raw.startswith(
        (b"\xff\xfe", b"\xfe\xff")
    ):
        raise Refused("file_unreadable")
    words = _decoded(raw)
    lines = io.StringIO(words, newline="")
    try:
        rows = list(_few(csv.reader(lines, delimiter=_delimiter(words))))
    except csv.Error:
        raise Refused("file_unreadable") from None
    return [[Cell(words) for words in row] for row in rows]


def _decoded(raw: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else what Dutch Windows writes."""
    encodings = ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("file_unreadable")


def _delimiter(words: str) -> str:
    """What stands between columns: Dutch Excel writes semicolons. Only the first row tells; a sentence has commas."""
    head = words.split("\n", 1)[0]
    counts = Counter({sign: head.count(sign) for sign in ";\t"})
    sign, times = counts.most_common(1)[0]
    named = [name.strip().strip('"').casefold() for name in head.split(",")]
    return sign if times else "," if len(named) > 1 and (NAMES | OPGAVE_COLUMNS["title"]) & set(named) else ";"


def _few(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise Refused("too_much_to_import", most=MOST)
        yield row[:MOST_COLUMNS]


# XLSX


def _xlsx(raw: bytes) -> Table:
    """The first sheet. Whatever a broken file makes the reader say, people are told that it cannot be read."""
    try:
        _fits(raw)
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        try:
            rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
            table = [[_cell(cell) for cell in row] for row in rows]
        finally:
            book.close()
    except Refused:
        raise
    except Exception:
        raise Refused("file_unreadable") from None
    while table and not any(cell.text or cell.wrong for cell in table[-1]):
        table.pop()
    if len(table) > MOST_ROWS:
        raise Refused("too_much_to_import", most=MOST)
    return table


def _fits(raw: bytes) -> None:
    """Raise Refused when it is much larger unpacked than any list of viewpoints."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
            raise Refused("file_too_large", most=LARGEST_FILE // 1024)


def _cell(cell: object) -> Cell:
    kind, value = getattr(cell, "data_type", "n"), getattr(cell, "value", None)
    if value is None:
        return Cell()
    if kind == "f":
        return Cell(wrong="formula")
    return Cell(wrong="error") if kind == "e" else Cell(str(value))
