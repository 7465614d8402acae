"""Viewpoints out of a spreadsheet: what a CSV or XLSX file holds, row by row, and what is wrong with which row.

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
from meeting.procedure.importing import MOST

LARGEST_FILE = 256 * 1024
LARGEST_UNPACKED = 16 * 1024 * 1024  # an XLSX file is packed: 256 kB may hold far more
MOST_ROWS, MOST_COLUMNS = 2_000, 50
NAMES = frozenset({"mening", "meningen", "invalshoek", "invalshoeken", "tekst", "view", "views", "viewpoint", "text"})
"""What may stand above the column with viewpoints."""
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
    """What a file holds: viewpoints with their rows, rows that cannot be used, and columns that are not read."""

    texts: tuple[tuple[int, str], ...]
    wrong: tuple[Wrong, ...]
    left: tuple[str, ...] = ()

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
    """The viewpoints in a file. Raises Refused: file_too_large, file_unreadable, file_column, too_much_to_import."""
    if len(raw) > LARGEST_FILE:
        raise Refused("file_too_large", most=LARGEST_FILE // 1024)
    table = _xlsx(raw) if raw.startswith(b"PK") else _csv(raw)
    column, first, left = _column(table)
    found = _found(table, column, first, left)
    if len(found.texts) > MOST:
        raise Refused("too_much_to_import", most=MOST)
    return found


def template(heading: str, example: str) -> bytes:
    """An empty list as Excel opens it with a double press: CSV with a byte order mark."""
    return f"{safe(heading)}\r\n{_quoted(safe(example))}\r\n".encode("utf-8-sig")


def safe(words: str) -> str:
    """A text as it may stand in a cell: what a spreadsheet would take for a formula gets a mark before it."""
    return f"'{words}" if words.startswith(_STARTS_A_FORMULA) else words


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


# Where the viewpoints stand


def _column(table: Table) -> tuple[int, int, tuple[str, ...]]:
    """The column of viewpoints, its first row, and the names of the others. A single column needs no name."""
    top = next((number for number, row in enumerate(table) if any(cell.text or cell.wrong for cell in row)), 0)
    names = [cell.text.strip() for cell in table[top]] if table else []
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
    return sign if times else "," if len(named) > 1 and NAMES & set(named) else ";"


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
