"""Viewpoints out of files as people make them, and what people are told about the others."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from meeting.procedure.core import Refused
from meeting.procedure.importing_opgaven import Card
from meeting.web.spreadsheet import LARGEST_FILE, LARGEST_UNPACKED, MOST, Wrong, read, safe, template

TWO = ("Mijn kind durft er niet te spelen", "Café ’t Hoekje mag blijven, vind ik; echt")


def xlsx(*rows):
    book, packed = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(packed)
    return packed.getvalue()


def refusal(raw):
    with pytest.raises(Refused) as refused:
        read(raw)
    return refused.value.reason


def texts(raw):
    return [words for _, words in read(raw).texts]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_as_dutch_excel_and_others_write_it(encoding, end):
    rows = [f'"{each}";"Wijk"' for each in TWO]
    assert texts(end.join(["Mening;Waar", *rows, ""]).encode(encoding)) == list(TWO)


@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_the_column_is_found_by_its_name_wherever_it_stands_and_others_are_not_read(sign):
    raw = sign.join(["Naam", "INVALSHOEK", "Datum"]) + "\n" + sign.join(["Jan Jansen", "Meer licht", "2026"])
    found = read(raw.encode())
    assert found.texts == ((2, "Meer licht"),)
    assert found.left == ("Naam", "Datum")


def test_one_column_needs_no_name_and_its_commas_are_commas():
    raw = b"Licht, bankjes, en rust\nDe markt blijft, punt\n"
    assert texts(raw) == ["Licht, bankjes, en rust", "De markt blijft, punt"]


def test_several_columns_without_a_name_are_not_guessed():
    assert refusal(b"Jan;Meer licht\nAnna;Minder licht") == "file_column"
    assert refusal(xlsx(["Jan", "Meer licht"], ["Anna", "Minder licht"])) == "file_column"


def test_an_excel_file_is_read_from_its_first_sheet():
    raw = xlsx(["Datum", "Mening"], [None, TWO[0]], [], [2026, f"  {TWO[1]}  "])
    found = read(raw)
    assert found.texts == ((2, TWO[0]), (4, TWO[1]))
    assert found.left == ("Datum",)


def test_a_formula_is_never_taken_for_a_text():
    raw = xlsx(["mening"], ["=1+1"], ['=HYPERLINK("http://x","klik")'], ["#REF!"], ["Goed"])
    found = read(raw)
    assert found.texts == ((5, "Goed"),)
    assert [(wrong.row, wrong.column, wrong.what) for wrong in found.wrong] == [
        (2, "A", "formula"),
        (3, "A", "formula"),
        (4, "A", "error"),
    ]


def test_words_that_look_like_a_formula_in_csv_stay_words():
    assert texts(b"mening\n=1+1\n- meer groen") == ["=1+1", "- meer groen"]


def test_each_wrong_row_says_where_and_what():
    raw = xlsx(["Nr", "Mening"], [1, "a" * 143], [2, "…"], [3, "z" + "\u0335" * 9], [4, "Goed"])
    found = read(raw)
    assert found.texts == ((5, "Goed"),)
    assert found.wrong == (Wrong(2, "B", "too_long", 3), Wrong(3, "B", "empty"), Wrong(4, "B", "marks"))


def test_what_stands_there_twice_is_taken_and_told():
    found = read(b"mening\nMeer licht\nMEER LICHT\nRust\n")
    assert len(found.texts) == 3
    assert found.twice == {3}


def test_a_list_is_no_longer_than_one_batch():
    assert len(read(b"mening\n" + b"Licht\n" * MOST).texts) == MOST
    assert refusal(b"mening\n" + b"Licht\n" * (MOST + 1)) == "too_much_to_import"
    assert refusal(b"mening\n" + b"Licht\n" * 5_000) == "too_much_to_import"
    assert refusal(xlsx(["mening"], *[["Licht"]] * 5_000)) == "too_much_to_import"


def test_a_file_is_no_larger_than_a_list_packed_or_unpacked():
    assert refusal(b"x" * (LARGEST_FILE + 1)) == "file_too_large"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * (LARGEST_UNPACKED + 1))
    assert len(packed.getvalue()) < LARGEST_FILE
    assert refusal(packed.getvalue()) == "file_too_large"


@pytest.mark.parametrize(
    "raw",
    [b"PK\x03\x04 broken", b"\x00\x01\x02picture\x00", xlsx(["mening"])[:900], b"\xff\xfea"],
    ids=["a broken archive", "a picture", "half a spreadsheet", "no letters"],
)
def test_what_is_no_list_is_told_in_plain_words(raw):
    assert refusal(raw) == "file_unreadable"


def test_entities_in_a_file_are_not_unfolded():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{("&" + before + ";") * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    whole, packed = zipfile.ZipFile(io.BytesIO(xlsx(["mening"], ["Goed"]))), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in whole.namelist():
            body = whole.read(part).decode()
            if part.endswith("sheet1.xml"):
                body = f"{bomb}]>{body[body.index('<worksheet') :]}".replace("Goed", "&i;")
            archive.writestr(part, body)
    assert refusal(packed.getvalue()) == "file_unreadable"


def test_the_empty_example_is_read_as_it_is_and_starts_no_formula():
    raw = template(("mening", "=Schrijf hier"))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert texts(raw) == ["'=Schrijf hier"]
    assert [safe(words) for words in ("=1", "+1", "-1", "@x", "ja")] == ["'=1", "'+1", "'-1", "'@x", "ja"]


def test_nothing_in_a_file_is_nothing_to_bring():
    assert read(b"").texts == ()
    assert read(xlsx()).texts == ()
    assert read(b"mening\n\n\n").texts == ()


HEAD = "Opgave;Voor wie;Waarom;Eerste idee;Van wie;Datum"


def test_a_list_of_opgaven_is_read_by_the_names_of_its_columns():
    rows = f"{HEAD}\r\nVeilig oversteken;kinderen;Er rijdt veel verkeer;Een zebrapad;wijkraad;2026\r\nStilte;;;;;\r\n"
    found = read(rows.encode("utf-8-sig"))
    assert found.cards == (
        Card("Veilig oversteken", "kinderen", "Er rijdt veel verkeer", "Een zebrapad", "wijkraad"),
        Card("Stilte"),
    )
    assert found.texts == ((2, "Veilig oversteken"), (3, "Stilte"))
    assert found.left == ("Datum",)


def test_every_wrong_cell_of_an_opgave_is_told_with_its_row_and_column():
    raw = xlsx(["waarom", "titel"], ["=1+1", "Stilte"], ["Verkeer", ""], ["Zo is het", "a" * 150], ["", "Rust"])
    found = read(raw)
    assert found.wrong == (
        Wrong(2, "A", "formula"),
        Wrong(3, "B", "empty"),
        Wrong(4, "B", "too_long", 10),
    )
    assert [card.title for card in found.cards] == ["Rust"]


def test_the_example_for_opgaven_is_a_list_of_opgaven():
    columns = [("opgave", "Een opgave per rij"), ("voor wie", "iedereen")]
    assert read(template(*columns)).cards == (Card("Een opgave per rij", "iedereen"),)
