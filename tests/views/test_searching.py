"""Searching what people put on the table: by words, whatever capitals and accents, and quick in a full hall."""

from __future__ import annotations

import time

from meeting.procedure.erasing import EraseWords
from meeting.procedure.importing import ImportViewpoints
from meeting.views import searching
from tests.procedure.acts import hall


def test_every_word_has_to_be_there_and_capitals_and_accents_do_not_matter() -> None:
    here = hall(1)
    here.go("gather")
    one = here.view(here.people[0], "Café ’t Hoekje mag blijven")
    other = here.view(here.people[0], "Een cafe is te luid na tien uur")
    assert [each.id for each in searching.found(here.meeting, "CAFE")] == [one, other]
    assert [each.id for each in searching.found(here.meeting, "luid café")] == [other]
    assert searching.found(here.meeting, "  ") == []


def test_what_was_taken_away_is_not_found() -> None:
    here = hall(1)
    here.go("gather")
    one = here.view(here.people[0], "Vraag het aan Anja")
    here.lead(EraseWords, thing_id=one, reason="Er stond een naam in.")
    assert searching.found(here.meeting, "anja") == []
    assert searching.found(here.meeting, "…") == []


def test_a_no_keeps_its_mark_where_it_is_found() -> None:
    here = hall(1)
    here.go("seek-no")
    one = here.view(here.people[0], "Laat alles zoals het is", "seek-no")
    assert searching.row(here.meeting, here.meeting.viewpoints[one])["no"]


def test_fifteen_hundred_texts_are_searched_in_a_moment() -> None:
    here = hall(1)
    for batch in range(8):
        texts = tuple(f"Mening {batch} {n} over veilig oversteken bij de school in de Kerkstraat" for n in range(190))
        here.lead(ImportViewpoints, import_id=f"b{batch}", block_id="gather", texts=texts)
    before = time.process_time()
    assert len(searching.found(here.meeting, "school kerkstraat")) == 1520
    assert time.process_time() - before < 0.2
