"""A whole evening: the console by clicks, the hall's screen, phones in the browser and forty more over the wire.

A vote splits, the minority is asked, a need is woven into the proposal, the room checks again, and the decision
carries the minority's wisdom into the report. In the middle of the vote the server dies by kill -9.
"""

from __future__ import annotations

import re
import sqlite3
from base64 import urlsafe_b64decode
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Server
from tests.e2e.crowd import Crowd, crowd

pytestmark = pytest.mark.browser

QUESTION = "Wat is ervoor nodig zodat ons plein in 2030 veilig en levendig is?"
PROPOSAL = "Het plein wordt autovrij. We beginnen met een proef van een half jaar."
VIEW = "Meer licht op de fietspaden bij de school."
NEED = "Bewoners die slecht lopen mogen voor hun deur blijven stoppen."
PHONE = {"width": 390, "height": 844}


class Console:
    """The facilitator's screen, used as a facilitator does."""

    def __init__(self, page: Page, link: str) -> None:
        self.page = page
        page.goto(link)
        expect(self.by("primary")).to_be_visible()

    def by(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def next(self, do: str) -> None:
        """Press the big button, once it says what is expected and takes presses."""
        primary = self.page.locator(f"[data-testid=primary][data-do={do}]:not([aria-disabled=true])")
        primary.click()

    def next_twice(self, do: str) -> None:
        """The same where the first press only arms."""
        self.next(do)
        self.page.locator(f"[data-testid=primary][data-do={do}][data-armed=true]:not([aria-disabled=true])").click()

    def enter(self, block: str) -> None:
        """Press the big button to the next block, and see that the run sheet is there."""
        self.next("enter_block")
        expect(self.page.locator(f"[data-testid=jump-{block}][aria-current=step]")).to_be_visible()


class Hand:
    """A phone in the browser."""

    def __init__(self, context: BrowserContext, link: str) -> None:
        self.page = context.new_page()
        self.page.goto(link)
        expect(self.heading("Fijn dat je er bent")).to_be_visible()

    @property
    def seat(self) -> str:
        """The secret in this phone's cookie."""
        return next(str(cookie["value"]) for cookie in self.page.context.cookies() if cookie["name"] == "seat")

    def heading(self, text: str) -> Locator:
        return self.page.locator("#main").get_by_role("heading", name=re.compile(re.escape(text)))

    def tap(self, name: str) -> None:
        self.page.locator("#main").get_by_role("button", name=name, exact=True).click()

    def choose(self, name: str) -> None:
        self.page.locator("#main .options").get_by_text(name, exact=True).click()

    def says(self, text: str) -> None:
        expect(self.page.locator("#main").get_by_text(text).first).to_be_visible(timeout=20_000)

    def write(self, text: str) -> None:
        self.page.locator("#main textarea").fill(text)
        self.tap("Verstuur")


@pytest.fixture
def phones(browser: Browser, server: Server, meeting: dict[str, str]) -> list[Hand]:
    contexts = [browser.new_context(viewport=PHONE, locale="nl-NL") for _ in range(3)]
    return [Hand(context, meeting["phone"]) for context in contexts]


@pytest.fixture
def meeting(server: Server) -> dict[str, str]:
    return server.new(QUESTION, "--title", "Het plein", "--place", "Buurthuis De Brink")


def test_an_evening_to_the_decision_with_a_crash_in_the_vote(
    browser: Browser, server: Server, meeting: dict[str, str], phones: list[Hand], tmp_path: Path
) -> None:
    staff = browser.new_context(viewport={"width": 1440, "height": 900})
    console = Console(staff.new_page(), meeting["console"])
    hall = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    hall.goto(meeting["room"])
    room = hall.get_by_test_id("room")
    with crowd(server.address, meeting["code"]) as people:
        people.join(40)
        expect(room).to_contain_text("43 mensen")
        pages = [console.page, hall, *(hand.page for hand in phones[:2])]
        assert_accessible(*pages)
        gather(console, phones, room)
        assert_accessible(*pages)
        propose(console, phones[0], room)
        vote_through_a_crash(console, phones, people, server)
        console.next("show_result")
        expect(room).to_contain_text("13 mensen zijn tegen")
        assert_accessible(*pages)
        ask(console, phones, people, room)
        assert_accessible(*pages)
        weave(console, phones, people, room)
        check(console, phones, people)
        assert_accessible(*pages)
        decide(console, phones, room)
        read_report(console, phones[2], meeting)
        assert_accessible(*pages, phones[2].page)
        assert people.refusals() == []
    seats = [hand.seat for hand in phones]
    server.stop()
    assert_nothing_was_told(server, tmp_path, seats)


def gather(console: Console, phones: list[Hand], room: Locator) -> None:
    console.enter("check-in")
    phones[0].says("Leg je telefoon even weg.")
    expect(room).to_contain_text("Hoe zit je er vandaag bij?")
    console.enter("gather")
    phones[0].page.locator("#main textarea").fill(VIEW)
    phones[0].page.reload()
    expect(phones[0].page.locator("#main textarea")).to_have_value(VIEW)
    phones[0].tap("Verstuur")
    phones[0].says("Het is binnen. Dank je wel.")
    expect(room).to_contain_text(VIEW)
    console.by("spoken-viewpoint").fill("Laat het plein zoals het is.")
    console.by("spoken-viewpoint-send").click()
    expect(room).to_contain_text("Laat het plein zoals het is.")
    for block in ("talk", "seek-no", "spread", "propose"):
        console.enter(block)
    phones[1].says("Voorstel")


def propose(console: Console, proposer: Hand, room: Locator) -> None:
    proposer.write(PROPOSAL)
    proposer.says("Je voorstel is binnen.")
    console.by("table").click()
    expect(room).to_contain_text(PROPOSAL)
    console.enter("vote")


def vote_through_a_crash(console: Console, phones: list[Hand], people: Crowd, server: Server) -> None:
    console.next_twice("open_round")
    phones[0].choose("Voor")
    phones[0].says("Je stem is binnen.")
    people.vote(["abstain"] * 40)
    people.start_voting(["for"] * 27 + ["against"] * 11 + ["abstain"] * 2)
    server.kill()
    phones[1].choose("Tegen")
    expect(phones[1].page.locator("#lost")).to_contain_text("Je stem is nog niet binnen.")
    server.start()
    phones[1].says("Je stem is binnen.")
    phones[2].choose("Tegen")
    phones[2].says("Je stem is binnen.")
    assert people.settle() == 80
    expect(console.by("vote-turnout")).to_contain_text("43", timeout=20_000)
    console.next_twice("close_round")


def ask(console: Console, phones: list[Hand], people: Crowd, room: Locator) -> None:
    console.enter("minority")
    console.next("ask_minority")
    expect(phones[0].page.locator("#main")).to_contain_text("Wat hebben anderen nodig om mee te gaan?")
    expect(phones[1].page.locator("#main")).to_contain_text("Wat heb jij nodig om mee te gaan?")
    boxes = [[button.bounding_box() for button in hand.page.locator("#main .options > *").all()] for hand in phones[:2]]
    assert boxes[0] == boxes[1]
    for hand in phones:
        hand.choose("Ik schrijf het op" if hand is phones[1] else "Ik zeg liever niets")
    phones[1].write(NEED)
    people.answer([("none", None)] * 27 + [("pass", None)] * 13)
    console.next_twice("share_answers")
    expect(room).to_contain_text(NEED)
    console.enter("weave")


def weave(console: Console, phones: list[Hand], people: Crowd, room: Locator) -> None:
    console.by("answer-added").click()
    people.reply(True)
    for hand in phones:
        hand.choose("Klopt")
    console.next("settle_position")
    phones[1].says("Wat heb jij nodig om mee te gaan?")
    expect(room.get_by_test_id("proposal").or_(room)).to_contain_text(NEED)
    console.enter("decide")


def check(console: Console, phones: list[Hand], people: Crowd) -> None:
    phones[2].says("Het voorstel is aangevuld. Kun je nu mee?")
    console.next_twice("open_round")
    people.vote(["along"] * 36 + ["leave"] * 4)
    for hand in phones:
        hand.choose("Ik kan mee")
        hand.says("Je antwoord is binnen.")
    console.next_twice("close_round")
    console.next("show_result")


def decide(console: Console, phones: list[Hand], room: Locator) -> None:
    console.by("decision-owner").fill("Anna van het wijkteam")
    console.by("decision-first-step").fill("Een brief aan alle buren.")
    console.next_twice("adopt_decision")
    expect(room).to_contain_text("Ons besluit")
    expect(room).to_contain_text(NEED)
    phones[1].says("Ons besluit")
    phones[1].says("Niemand kan nog terugvinden wie wat koos.")
    console.next("enter_block")
    expect(console.page.locator("[data-testid=jump-close][aria-current=step]")).to_be_visible()
    phones[1].tap("Laat zien")
    phones[1].says(NEED)
    console.next("ask_heard")
    phones[0].says("Voelde jij je gehoord?")
    phones[0].choose("Een beetje")
    phones[0].says("Je antwoord is binnen.")
    console.next_twice("close_meeting")
    phones[0].says("Dit gesprek is afgelopen.")


def read_report(console: Console, reader: Hand, meeting: dict[str, str]) -> None:
    with reader.page.expect_navigation():
        reader.page.locator("#main").get_by_role("link").first.click()
    report = reader.page.locator("main")
    for said in (QUESTION, PROPOSAL, NEED, VIEW, "Anna van het wijkteam", "Een brief aan alle buren."):
        expect(reader.page.locator("body")).to_contain_text(said)
    expect(report).to_be_visible()


def assert_nothing_was_told(server: Server, data: Path, seats: list[str]) -> None:
    """No text of people in the log, no box and no key in any database, and no seat in any file."""
    log = server.log.read_text()
    assert not any(text in log for text in (VIEW, PROPOSAL, NEED, "127.0.0.1:"))
    databases = [data / "kring.db", *(data / "backups").glob("*.db")]
    assert len(databases) > 1
    for database in databases:
        with closing(sqlite3.connect(database)) as connection:
            for table in ("sealed", "boxes"):
                assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), database  # noqa: S608
    for path in data.rglob("*"):
        kept = path.read_bytes() if path.is_file() else b""
        for seat in seats:
            assert seat.encode() not in kept, path
            assert urlsafe_b64decode(seat + "==") not in kept, path
