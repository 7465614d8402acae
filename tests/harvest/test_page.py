"""The report as a page: in two languages, for every reader, with nobody's text taken for markup."""

import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from meeting.harvest.page import render
from meeting.procedure.core import STEPS
from meeting.procedure.deciding import ENDS_WITHOUT
from meeting.procedure.moderating import HOLD_REASONS
from meeting.procedure.report import report
from meeting.procedure.sheet import JUMP_REASONS
from meeting.procedure.state import OPTIONS, SEVERAL, AnswerKind, DecisionKind, Outcome, RoundKind
from meeting.words import LANGUAGES, catalogue, translator
from tests.harvest.evening import EVENINGS, Evening, advice, going_on, square, undecided, until_the_proposal

PAGES = [(name, language) for name in EVENINGS for language in LANGUAGES]


def page(evening: Evening, language: str = "nl") -> str:
    return render(report(evening.meeting), translator(language), styles=["/a.css"], version="1.0", zone=dt.UTC)


class Outline(HTMLParser):
    """What a reader that does not see gets: headings, landmarks, ids and what points at them."""

    VOID = frozenset({"meta", "link", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.named: list[str] = []
        self.attributes: set[str] = set()
        self.cells: list[tuple[str, str | None]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes |= set(given)
        self.ids += [given["id"]] if "id" in given else []
        for name in ("aria-labelledby", "aria-describedby"):
            self.named += [given[name]] if name in given else []
        if given.get("href", "").startswith("#"):
            self.named.append(given["href"][1:])
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "th":
            self.cells.append((tag, given.get("scope")))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag


@pytest.mark.parametrize(("name", "language"), PAGES)
def test_every_page_is_well_built_for_every_reader(name, language):
    html = page(EVENINGS[name](), language)
    outline = Outline(html)
    assert f'<html lang="{language}">' in html
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    assert {"header", "nav", "main"} <= set(outline.tags)
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.named) <= set(outline.ids)
    assert all(scope in ("row", "col") for _, scope in outline.cells)


@pytest.mark.parametrize(("name", "language"), PAGES)
def test_a_page_needs_no_script_and_no_inline_style(name, language):
    outline = Outline(page(EVENINGS[name](), language))
    assert not {"script", "style", "iframe"} & set(outline.tags)
    assert not any(name == "style" or name.startswith("on") for name in outline.attributes)


def test_what_people_wrote_is_never_markup():
    evening = square()
    nasty = '<script>alert(1)</script>"&{0}%s'
    known = evening.meeting
    first = next(iter(known.viewpoints.values()))
    viewpoints = known.viewpoints.set(first.id, replace(first, text=nasty))
    positions = tuple(replace(each, text=nasty) for each in known.positions)
    evening.meeting = replace(
        known, question=nasty, title=nasty + "!", place=nasty, viewpoints=viewpoints, positions=positions
    )
    html = page(evening)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") > 6


def test_where_people_advise_no_word_says_that_they_decide():
    html = page(advice())
    text = re.sub(r"<[^>]+>", " ", html)
    assert "Ons advies" in text
    assert "Gemeenteraad Voorbeeldstad beslist" in text
    assert "15 januari 2027" in text
    ours = re.sub(r"Eerst een proef[^<]*|Gemeenteraad Voorbeeldstad beslist", "", text)
    assert not re.search(r"besluit|besloten|beslis", ours, re.IGNORECASE)


def test_the_decision_stands_with_owner_step_and_review():
    html = page(square())
    for words in ("Fatima en Joost", "Een plan maken met de winkeliers", "15 april 2027", "Werkgroep Plein"):
        assert words in html
    assert "3 dingen van de minderheid horen erbij." in html
    assert "nog geen eigenaar" in page(advice())


def test_what_was_not_taken_over_and_what_chafes_have_a_place_of_their_own():
    assert "Niet overgenomen, wel gehoord" in page(square())
    assert "Wat nog blijft schuren" in page(advice())
    assert "1 mens zei de laatste keer: nog niet." in page(advice())
    assert "Anderen dachten aan" in page(square())


def test_a_draft_says_so_and_an_ending_gives_its_reason():
    assert "nog bezig" in page(going_on())
    assert "nog bezig" not in page(square())
    assert "Er zijn te weinig mensen over. We praten op 3 december verder." in page(undecided())


def test_codes_that_live_and_codes_that_are_gone():
    assert "bestaan nog" in page(going_on())
    assert "Niemand kan meer vinden wie wat koos." in page(square())


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_everything_that_can_happen(language):
    words = translator(language)
    keys = [f"mandate.{level}{dated}" for level in ("together", "advise") for dated in ("", ".dated")]
    keys += [f"part.{step}" for step in STEPS]
    keys += [f"{why}.{reason}" for why in ("jump", "skip") for reason in JUMP_REASONS]
    keys += [f"kind.{kind}" for kind in DecisionKind] + [f"outcome.{outcome}" for outcome in Outcome]
    keys += [f"ended.{kind}" for kind in ENDS_WITHOUT] + [f"account.held.{reason}" for reason in HOLD_REASONS]
    keys += [f"option.{option}" for options in OPTIONS.values() for option in options]
    keys += [f"need.{kind}" for kind in AnswerKind] + ["word.fits", "word.misfits", "word.silent"]
    keys += [
        f"vote.{kind}.{how}"
        for kind in RoundKind
        if kind not in (RoundKind.HEARD, RoundKind.PRACTICE, *SEVERAL)
        for how in ("only", "numbered", "cancelled")
    ]
    assert [key for key in keys if f"report.{key}" not in words] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_advice_has_words_of_its_own_wherever_a_sentence_speaks_of_deciding(language):
    decides = {"nl": r"beslui|besloten|beslis", "en": r"decision|decide"}[language]
    entries = {str(each.id if isinstance(each.id, str) else each.id[0]): each for each in catalogue(language, "report")}
    neutral = {"report.mandate.decide", "report.mandate.together", "report.mandate.together.dated"}
    neutral |= {"report.need.asks", "report.points", "report.point.need"}  # of who decides in the end, which stays so
    missing = [
        key
        for key, entry in entries.items()
        if re.search(decides, str(entry.string), re.IGNORECASE)
        and not key.endswith(".advise")
        and ".advise" not in key
        and key.startswith("report.")
        and f"{key}.advise" not in entries
        and key not in neutral
    ]
    assert missing == []


def test_a_meeting_of_hundreds_still_makes_a_page():
    evening = until_the_proposal(people=600)
    html = page(evening)
    assert "600 mensen praatten mee." in html
