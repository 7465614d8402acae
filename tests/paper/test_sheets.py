"""Sheets of paper: every one is a PDF people can print, with the words of the meeting and nothing run as markup."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from meeting.brand import Brand, Logo
from meeting.paper.sheets import SHEETS, sheet, sheets
from meeting.procedure.state import (
    Addition,
    Agreement,
    Agreements,
    Entry,
    Info,
    Meeting,
    Proposal,
    RoundKind,
    Rule,
    Shortlist,
    Version,
)
from meeting.procedure.templates import EVENING
from tests.logos import LOGOS

AT = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
LONG = "Onvoorwaardelijk meegaan met wijkbewonersparticipatie " * 5
HOSTILE = '#panic("ja") $x$ *vet* @naam <b> ' + "\u202e" + "\\" + '#include "/etc/passwd"'


def made(text="Meer bankjes", additions=(), language="nl"):
    version = Version(text, tuple(Addition(str(n), each) for n, each in enumerate(additions)), "put", AT)
    return Meeting(
        id="m",
        title="Het plein",
        question=text[:120],
        language=language,
        sheet=EVENING.blocks,
        active="arrival",
        proposals=(Proposal("p", 1, None, (version,), confirmed=True),),
        tabled="p",
    )


def pdf(name, meeting, **options):
    return sheet(name, meeting, address="http://192.168.1.20:8080", code="482913", at=AT, **options)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_is_a_pdf_a_screen_reader_can_read(name, language):
    found = pdf(name, made(language=language))
    assert found.startswith(b"%PDF")
    assert b"pdfuaid" in found


@pytest.mark.parametrize("name", SHEETS)
def test_words_of_people_are_never_run(name):
    assert pdf(name, made(HOSTILE, [HOSTILE])).startswith(b"%PDF")


@pytest.mark.parametrize("name", ["ballots", "checks", "answers", "cards", "viewpoints"])
def test_four_cards_fit_on_one_page_whatever_is_written(name):
    assert pages(pdf(name, made(LONG[:240], [LONG[:140]] * 7))) == 1


def listed(entries, *, frozen=True, method=RoundKind.APPROVAL, cap=5):
    rule = Rule(method, 3, cap)
    known = Shortlist(tuple(Entry(str(n), text) for n, text in enumerate(entries)), rule, frozen)
    return replace(made(), shortlist=known)


@pytest.mark.parametrize(("name", "most"), [("choices", 1), ("choices_tally", 2)])
@pytest.mark.parametrize("n", [2, 8, 9, 24])
def test_a_whole_list_of_long_opgaven_fits_on_the_paper_to_choose_on(name, most, n):
    assert pages(pdf(name, listed([HOSTILE + LONG[:140]] * n))) == most


def test_the_paper_to_choose_on_has_the_list_and_its_rule_as_they_are_now():
    one = pdf("choices", listed(["Meer bankjes", "Minder bankjes"]))
    others = (
        listed(["Minder bankjes", "Meer bankjes"]),
        listed(["Meer bankjes", "Minder bankjes"], cap=3),
        listed(["Meer bankjes", "Minder bankjes"], method=RoundKind.EACH),
        listed(["Meer bankjes", "Minder bankjes"], frozen=False),
    )
    assert one not in [pdf("choices", each) for each in others]


def test_papers_to_choose_on_are_there_where_there_is_a_list():
    assert set(sheets(listed(["Bankjes"]))) - set(sheets(made())) == {"choices", "choices_tally"}


@pytest.mark.parametrize("kind", ["png", "svg"])
@pytest.mark.parametrize("name", ["cards", "poster"])
def test_the_door_says_whose_evening_it_is_on_one_accessible_page(name, kind):
    brand = Brand("Gemeente " * 6 + HOSTILE[:6], "#154273", Logo(LOGOS[kind], kind))
    found = pdf(name, replace(made(LONG), practice=True), brand=brand)
    assert b"pdfuaid" in found
    assert pages(found) == 1
    assert found != pdf(name, replace(made(LONG), practice=True))


def test_the_ballot_has_the_proposal_as_it_is_now():
    assert pdf("ballots", made("Meer bankjes")) != pdf("ballots", made("Minder bankjes"))


def test_the_same_sheet_comes_out_the_same():
    assert pdf("host", made()) == pdf("host", made())


def test_what_to_know_is_on_paper_as_it_is_on_phones():
    empty = made()
    written = replace(empty, info=Info("Over het plein", (LONG[:240],) * 10, 1))
    agreed = replace(
        written, agreements=Agreements((Agreement("a", HOSTILE[:60]), *[Agreement("b", LONG[:140])] * 6), rev=2)
    )
    assert len({pdf("info", each) for each in (empty, written, agreed)}) == 3
    assert pages(pdf("info", agreed)) == 1


def pages(found):
    return found.count(b"/Type /Page\n") + found.count(b"/Type/Page/")
