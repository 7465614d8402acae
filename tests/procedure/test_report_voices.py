"""The report has every voice: in its topic or alone, with who recognises it, how others see it, and its marks."""

from __future__ import annotations

from meeting.harvest.page import render
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.clustering import ConfirmCluster, JudgePlace, NameCluster
from meeting.procedure.moderating import SendBackViewpoint
from meeting.procedure.report import report
from meeting.procedure.reported import Report
from meeting.procedure.spreading import RecogniseAloud
from meeting.words import translator

from .acts import Hall
from .voices import gathered, merge, otherwise, recognise, show_counts, spread

TEXTS = ["Meer bankjes", "Zitplekken", "Stilte na tien uur", "Waarom is er geen toilet?"]


def evening() -> Hall:
    here, ids = gathered(TEXTS)
    here.lead(SendBackViewpoint, viewpoint_id=ids[3], rev=1)
    spread(here, ids[0])
    recognise(here, ids[0], *here.people)
    here.lead(RecogniseAloud, viewpoint_id=ids[0], hands=2)
    other = otherwise(here, here.people[4], ids[0], "Juist niet zitten")
    topic = merge(here, ids[0], ids[1])
    here.lead(NameCluster, cluster_id=topic, rev=1, name="Zitten")
    here.lead(ConfirmCluster, cluster_id=topic, rev=2)
    merge(here, ids[2], other)
    here.ask(here.people[1], JudgePlace, viewpoint_id=ids[1], cluster_id=topic, fits=False)
    return here


def closed() -> Report:
    here = evening()
    here.go("close")
    here.lead(CloseMeeting)
    return report(here.meeting)


def test_every_original_stands_beneath_its_topic_or_by_itself() -> None:
    told = closed()
    assert [(each.name, each.confirmed) for each in told.topics] == [("Zitten", True), (None, False)]
    words = [[voice.text for voice in each.voices] for each in told.topics]
    assert words == [["Meer bankjes", "Zitplekken"], ["Stilte na tien uur", "Juist niet zitten"]]
    assert [each.text for each in told.single] == ["Waarom is er geen toilet?"]


def test_a_voice_tells_who_recognise_it_and_what_its_author_says() -> None:
    benches, seats = closed().topics[0].voices
    assert (benches.recognised, benches.aloud) == (6, 2)
    assert (seats.recognised, seats.misfit) == (0, True)
    assert closed().topics[1].voices[1].otherwise == "Meer bankjes"


def test_numbers_are_not_told_while_people_still_recognise() -> None:
    here, ids = gathered(TEXTS)
    spread(here, ids[0])
    recognise(here, ids[0], *here.people)
    assert report(here.meeting).gathered[0].voices[0].recognised == 0
    show_counts(here)
    assert report(here.meeting).gathered[0].voices[0].recognised == 4


def test_questions_that_went_back_are_counted_apart_from_what_was_held() -> None:
    account = closed().account
    assert (account.returned, account.held) == (1, ())


def test_the_page_has_topics_single_voices_and_no_zero() -> None:
    for language, wanted in (("nl", "6 mensen herkennen dit"), ("en", "6 people recognise this")):
        page = render(closed(), translator(language))
        assert wanted in page
        for text in (*TEXTS, "Juist niet zitten", "Zitten"):
            assert text in page
        assert "0 mensen herkennen" not in page
        assert "0 people recognise" not in page
