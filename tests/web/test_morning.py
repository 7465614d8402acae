"""The morning on real screens: the hall in the break and at reading back, and the console that leads it."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from meeting.procedure.announcing import Announce
from meeting.procedure.clustering import ConfirmCluster, MergeViewpoints, NameCluster
from meeting.procedure.core import Role
from meeting.procedure.importing import imported_id
from meeting.procedure.importing_opgaven import Card, ImportOpgaven
from meeting.procedure.reading_back import ReadBack, topics_for
from meeting.procedure.seating import SetTables, Sit
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.state import Audience

from .browsing import Crowd, Leading, misfits, page_of

SIZES = {"large": (1920, 1080), "laptop": (1366, 768), "square": (1024, 768)}
OPGAVEN = (
    "Ouderen in de Vogelbuurt zitten veel alleen thuis, vooral in de winter",
    "Het buurthuis is dicht op de dagen dat mensen elkaar nodig hebben",
    "Auto's rijden te hard in de Kerkstraat, vlak bij de school",
    "Kinderen kunnen niet veilig naar het voetbalveld fietsen",
    "Jongeren van 12 tot 16 hebben 's avonds geen eigen plek",
    "Laat de buurt met rust: er wordt hier al genoeg georganiseerd",
    "Nieuwkomers leren moeilijk Nederlands zonder buren die meedoen",
)
TOPICS = ("Elkaar zien, ook in de winter", "Veilig over straat, ook als je klein bent")


@pytest.fixture
def morning(server):
    """Four tables with eight people; seven opgaven, of which four lie in two topics."""
    room = server.meeting(template="opgaven")
    room.ask(SetTables, count=4)
    room.ask(ImportOpgaven, import_id="list", block_id="gather", cards=tuple(Card(each) for each in OPGAVEN))
    go(room, "topics")
    for n, name in enumerate(TOPICS):
        laid = (imported_id("list", 2 * n + 1), imported_id("list", 2 * n + 2))
        room.ask(MergeViewpoints, cluster_id=f"topic{n}", rev=0, viewpoint_ids=laid)
        room.ask(NameCluster, cluster_id=f"topic{n}", rev=1, name=name)
        room.ask(ConfirmCluster, cluster_id=f"topic{n}", rev=2)
    return room


def go(room, block):
    room.ask(EnterBlock, to=block, reason="other")


def at_tables(room, people=8):
    crowd = Crowd(room, people)
    for number, phone in enumerate(crowd.phones):
        act(room, Sit, role=Role.PARTICIPANT, participant=phone.participant, table=str(1 + number % 4))
    return crowd


def act(room, kind, **fields):
    room.server.run(room.live.handle(kind(at=datetime.now(UTC), **fields)))


def picture(page, name):
    """For who wants to look: KRING_PICTURES names a folder."""
    if folder := os.environ.get("KRING_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def test_a_morning_of_tables_is_read_back_repaired_and_announced(browser, morning):
    with (
        page_of(browser, morning.links.console) as console,
        page_of(browser, morning.links.room, size=SIZES["large"]) as screen,
    ):
        leading = Leading(console)
        at_tables(morning)
        go(morning, "break")
        expect(screen.get_by_test_id("slide")).to_be_visible()
        assert misfits(screen) == []
        sized(screen, "break")
        go(morning, "read-back")
        leading.press("Geef elke tafel twee onderwerpen")
        expect(leading.at("reading-done")).to_contain_text("0 van de 4")
        expect(screen.get_by_test_id("heading")).to_have_text("Klopt dit zo?")
        topic = topics_for(morning.meeting, "1")[0].id
        missing = {"verdict": "missing", "text": "Ook mensen zonder auto komen er niet", "rev": 1}
        act(morning, ReadBack, role=Role.HOST, table="1", cluster_id=topic, **missing)
        for table in ("2", "3", "4"):
            for each in topics_for(morning.meeting, table):
                act(morning, ReadBack, role=Role.HOST, table=table, cluster_id=each.id, verdict="fits", rev=1)
        expect(leading.at("reading-done")).to_contain_text("3 van de 4")
        sized(screen, "reading-tables")
        leading.press("Zet het eerste voor de zaal")
        expect(screen.get_by_test_id("missed")).to_contain_text("mensen zonder auto")
        assert misfits(screen) == []
        sized(screen, "reading-topic")
        leading.write("repair", "Naam veranderd.")
        expect(leading.at("before-the-room")).to_contain_text("Hersteld: Naam veranderd.")
        picture(console, "console-reading")
        morning.ask(Announce, announcement_id="a", audience=Audience.EVERYBODY, text="Nog vijf minuten.")
        expect(leading.at("announcement-a")).to_contain_text("Nog vijf minuten.")
        leading.press("Zet het volgende voor de zaal")
        expect(screen.get_by_test_id("heading")).to_have_text("Deze kaart staat op zichzelf")
        sized(screen, "reading-voice")
        leading.at("search").locator("summary").click()
        leading.at("search-words").fill("VEILIG")
        leading.at("search-send").click()
        expect(leading.at("search-told")).to_have_text("1 mening gevonden")
        picture(console, "console-announced")


def sized(screen, name):
    """A picture in every size of a hall's screen."""
    if not os.environ.get("KRING_PICTURES"):
        return
    for size, (width, height) in SIZES.items():
        screen.set_viewport_size({"width": width, "height": height})
        screen.wait_for_timeout(400)
        picture(screen, f"{name}-{size}")
    screen.set_viewport_size({"width": SIZES["large"][0], "height": SIZES["large"][1]})
