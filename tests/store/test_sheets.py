"""Run sheets kept on the server: kept, found, thrown away; one name each, and not without end."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from meeting.procedure.core import Refused
from meeting.procedure.templates import OFFERED
from meeting.store import sheets
from meeting.store.opening import open_store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OURS = replace(OFFERED["conflict"], name="Ons draaiboek")


@pytest.fixture
def session(tmp_path):
    store = open_store(tmp_path / "kring.db")
    with store.transaction() as session:
        yield session
    store.close()


def test_a_kept_run_sheet_is_found_again(session):
    kept = sheets.keep(session, OURS, NOW)
    assert sheets.find(session, kept.id) == OURS
    assert sheets.kept(session) == [kept]


def test_they_are_listed_by_name(session):
    for name in ("Zomer", "Appels"):
        sheets.keep(session, replace(OURS, name=name), NOW)
    assert [kept.sheet.name for kept in sheets.kept(session)] == ["Appels", "Zomer"]


def test_what_was_skipped_is_not_kept(session):
    *others, last = OURS.blocks
    skipped = replace(others[3], skipped="time")
    kept = sheets.keep(session, replace(OURS, blocks=(*others[:3], skipped, *others[4:], last)), NOW)
    assert skipped.id not in [block.id for block in kept.sheet.blocks]


def test_the_same_is_kept_once_and_another_under_its_name_is_refused(session):
    assert sheets.keep(session, OURS, NOW) == sheets.keep(session, OURS, NOW)
    with pytest.raises(Refused, match="sheet_name_taken"):
        sheets.keep(session, replace(OURS, budget=50), NOW)
    assert len(sheets.kept(session)) == 1


def test_there_is_an_end_to_how_many_are_kept(session):
    for number in range(sheets.MOST_SHEETS):
        sheets.keep(session, replace(OURS, name=f"Nummer {number}"), NOW)
    with pytest.raises(Refused, match="too_many_sheets"):
        sheets.keep(session, OURS, NOW)


def test_one_that_was_thrown_away_is_gone(session):
    kept = sheets.keep(session, OURS, NOW)
    sheets.forget(session, kept.id)
    sheets.forget(session, kept.id)
    assert sheets.find(session, kept.id) is None
    assert sheets.kept(session) == []


def test_a_run_sheet_without_a_name_is_not_kept(session):
    with pytest.raises(Refused, match="text_empty"):
        sheets.keep(session, replace(OURS, name="  "), NOW)
