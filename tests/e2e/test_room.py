"""The screen of the hall: whatever people write fits it, keys and the console set it, and a lost line leaves it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.accessible import assert_accessible
from tests.e2e.conftest import Server

pytestmark = pytest.mark.browser

QUESTION = "Wat is ervoor nodig zodat ons plein in 2030 veilig en levendig is?"
SIZES = ((1920, 1080), (1366, 768), (1024, 768), (2000, 1000))
TEXTS = int(os.environ.get("KRING_ROOM_TEXTS", "16"))  # pictures of each kind, each with six long texts
MOST_LEAVES = 3
WORDS = [
    "het",
    "plein",
    "de",
    "bomen",
    "is",
    "een",
    "mensen",
    "wij",
    "willen",
    "graag",
    "meer",
    "minder",
    "licht",
    "geluid",
    "fietsers",
    "wonen",
    "buurt",
    "samen",
    "ook",
    "niet",
    "omdat",
    "want",
    "veilig",
    "avond",
    "school",
    "winkel",
    "bankje",
    "speeltuin",
    "parkeren",
    "mantelzorgers",
    "verkeersveiligheid",
    "afvalcontainers",
    "bewonersbijeenkomst",
    "ontmoetingsplek",
    "wijkverpleegkundige",
    "toegankelijkheid",
    "schoolpleinvergroening",
    "in",
    "op",
    "met",
    "voor",
    "verkeersveiligheidsonderzoek",
    "arbeidsongeschiktheidsverzekering",
    "meervoudigepersoonlijkheidsstoornis",
    "en",
    "van",
]
MISFITS = (Path(__file__).parents[1] / "web" / "misfits.js").read_text().partition("\n")[2].strip()
HANG = f"""async ([pictures, floors]) => {{
    const misfits = {MISFITS};
    const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const wrong = [];
    let most = 0;
    for (const texts of pictures) {{
        const places = document.querySelectorAll(".k-stage .k-words, .k-stage .k-addition");
        places.forEach((place, index) => (place.textContent = texts[index % texts.length]));
        await frames();
        const hall = document.querySelector(".k-hall"), stage = document.querySelector(".k-stage");
        const leaves = Number(stage.dataset.leaves);
        most = Math.max(most, leaves);
        for (let leaf = 0; leaf < leaves; leaf++) {{
            hall.dataset.leaf = leaf;
            await frames();
            wrong.push(...misfits(floors).map((each) => `leaf ${{leaf + 1}} of ${{leaves}}: ${{each}}`));
        }}
        hall.dataset.leaf = 0;
    }}
    return [wrong, most];
}}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("hall"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def meeting(server: Server) -> dict[str, str]:
    return server.new(QUESTION, "--title", "Het plein")


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What the browsers complain about: an error of a script, or something the policy forbids."""
    return []


def listening(page: Page, complaints: list[str]) -> Page:
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    return page


@pytest.fixture(scope="module")
def room(browser: Browser, meeting: dict[str, str], complaints: list[str]) -> Page:
    page = listening(browser.new_page(viewport={"width": 1920, "height": 1080}), complaints)
    page.goto(meeting["room"])
    expect(page.get_by_test_id("room")).to_be_visible()
    return page


@pytest.fixture(scope="module")
def console(browser: Browser, meeting: dict[str, str], complaints: list[str]) -> Page:
    page = listening(browser.new_page(viewport={"width": 1440, "height": 900}, locale="nl-NL"), complaints)
    page.goto(meeting["console"])
    expect(page.get_by_test_id("primary")).to_be_visible()
    return page


def hall_of(room: Page) -> Locator:
    return room.get_by_test_id("room")


def in_order(console: Page, name: str) -> Locator:
    return console.locator(f"[data-testid=check-{name}].k-checked")


def test_the_hall_test_ticks_what_it_measures_and_asks_what_it_cannot_know(
    console: Page, room: Page, browser: Browser, meeting: dict[str, str]
) -> None:
    for measured in ("screen", "ready"):
        expect(in_order(console, measured)).to_be_visible(timeout=15_000)
    for open_still in ("apart", "wifi", "arrives", "clicker", "readable", "secure"):
        expect(in_order(console, open_still)).to_have_count(0)
    expect(console.get_by_test_id("check-arrives")).to_contain_text("Doe mee met een telefoon.")
    phone = browser.new_context(locale="nl-NL")
    phone.new_page().goto(meeting["phone"])
    expect(console.get_by_test_id("check-arrives")).to_contain_text("Van een telefoon kwam antwoord na", timeout=15_000)
    expect(in_order(console, "arrives")).to_be_visible()
    phone.close()
    console.get_by_test_id("confirm-wifi").click()
    expect(in_order(console, "wifi")).to_be_visible()
    console.get_by_test_id("check-test").click()
    expect(room.get_by_test_id("test-picture")).to_contain_text("Kun je dit lezen op de achterste rij?")
    console.get_by_test_id("confirm-readable").click()
    expect(in_order(console, "readable")).to_be_visible()
    console.get_by_test_id("clicker-listen").click()
    expect(console.get_by_test_id("check-clicker")).to_contain_text("Druk nu op je clicker")
    console.keyboard.press("PageDown")
    expect(console.get_by_test_id("check-clicker")).to_contain_text("Gezien: PageDown.")
    expect(console.locator("[data-testid=primary][data-do=enter_block]")).to_be_visible()
    assert_accessible(console, room)


def test_keys_set_the_screen_of_the_hall_and_can_be_switched_off(console: Page, room: Page) -> None:
    hall = hall_of(room)
    for key, cover in (("q", "qr"), ("q", ""), (".", "blank"), ("b", "")):
        console.keyboard.press(key)
        expect(hall).to_have_attribute("data-cover", cover)
    console.keyboard.press("d")
    expect(hall).to_have_attribute("data-theme", "day")
    assert_accessible(room)
    room.keyboard.press("d")
    expect(hall).to_have_attribute("data-theme", "hall")
    console.keyboard.press("?")
    expect(console.get_by_test_id("key-sheet")).to_be_visible()
    assert_accessible(console)
    console.keyboard.press("b")
    console.get_by_test_id("set-letters").click()
    console.keyboard.press("Escape")
    expect(console.get_by_test_id("key-sheet")).to_be_hidden()
    console.keyboard.press("b")
    expect(hall).to_have_attribute("data-cover", "")
    console.get_by_test_id("keys-open").click()
    console.get_by_test_id("set-letters").click()
    console.get_by_test_id("keys-close").click()
    console.keyboard.press("F5")
    expect(console.get_by_test_id("step-help")).to_be_visible()
    console.keyboard.press("F5")


def test_letters_follow_the_last_row_and_a_countdown_stays_calm(console: Page, room: Page) -> None:
    console.get_by_test_id("picture").click()
    console.get_by_test_id("letters-distance").fill("ver")
    console.get_by_test_id("letters-height").fill("2,2")
    console.get_by_test_id("letters-fit").click()
    expect(console.get_by_test_id("letters-distance-error")).to_contain_text("Typ een aantal meters")
    console.get_by_test_id("letters-distance").fill("20")
    console.get_by_test_id("letters-height").press("Enter")
    expect(hall_of(room)).to_have_attribute("data-scale", "1.3")
    assert room.evaluate(MISFITS, [3.2, 4.4]) == []
    for _ in range(3):
        console.get_by_test_id("letters-smaller").click()
    expect(hall_of(room)).to_have_attribute("data-scale", "1.0")
    console.keyboard.press("Escape")
    console.get_by_test_id("clock-set").click()
    console.get_by_test_id("clock-5").click()
    expect(room.get_by_test_id("room-clock")).to_have_text("nog 5 minuten")
    expect(console.get_by_test_id("clock-left")).to_have_text("4:59")
    console.keyboard.press("t")
    console.keyboard.press("+")
    expect(console.get_by_test_id("clock-left")).to_have_text("5:29")
    console.get_by_test_id("clock-stop").click()
    expect(room.get_by_test_id("room-clock")).to_be_hidden()


def test_private_texts_are_read_only_while_a_key_is_held(console: Page) -> None:
    console.get_by_test_id("note").fill("Ans belt morgen.")
    console.get_by_test_id("note-send").click()
    note = console.locator(".k-note-list").first
    expect(note).to_contain_text("Ans belt morgen.")
    console.get_by_test_id("keys-open").click()
    console.get_by_test_id("set-veil").click()
    console.keyboard.press("Escape")
    expect(note).not_to_have_css("filter", "none")
    console.locator("body").click(position={"x": 700, "y": 60})
    console.keyboard.down("v")
    expect(note).to_have_css("filter", "none")
    console.keyboard.up("v")
    expect(note).not_to_have_css("filter", "none")
    console.evaluate("localStorage.clear()")


def test_on_a_tablet_the_columns_are_drawers(console: Page) -> None:
    for width, height, name, column in ((1024, 768, "sheet", ".k-sheet"), (768, 1024, "work", ".k-work")):
        console.set_viewport_size({"width": width, "height": height})
        opener = console.get_by_test_id(f"drawer-{name}")
        expect(console.locator(column)).to_be_hidden()
        opener.press("Enter")
        expect(opener).to_have_attribute("aria-expanded", "true")
        expect(console.locator(column)).to_be_visible()
        console.keyboard.press("Escape")
        expect(console.locator(column)).to_be_hidden()
        expect(opener).to_be_focused()
        assert console.evaluate("document.scrollingElement.scrollWidth") <= width
    console.set_viewport_size({"width": 1440, "height": 900})


def test_random_long_texts_fit_the_screen_in_at_most_three_leaves(console: Page, room: Page) -> None:
    chance = Random(20261122)
    console.keyboard.press("PageDown")
    expect(room.get_by_test_id("heading")).to_have_text("Hoe zit je er vandaag bij?")
    jump(console, "gather")
    for index in range(6):
        console.get_by_test_id("spoken-viewpoint").fill(f"Mening {index}")
        console.get_by_test_id("spoken-viewpoint-send").click()
        expect(console.get_by_test_id("inbox").locator("> li")).to_have_count(index + 1)
    expect(room.get_by_test_id("card")).to_have_count(6, timeout=15_000)
    assert_all_fit(room, [[dutch(chance, 140) for _ in range(6)] for _ in range(TEXTS)])
    jump(console, "propose")
    console.get_by_test_id("typed-proposal").fill("Wij maken het plein autovrij.")
    console.get_by_test_id("typed-proposal-send").click()
    expect(room.get_by_test_id("proposal")).to_be_visible()
    room.evaluate(
        """() => {
            const list = document.createElement("ol");
            list.className = "k-additions";
            for (let i = 0; i < 5; i++) list.append(document.createElement("li"));
            for (const item of list.children) item.className = "k-addition";
            document.querySelector(".k-stage .k-proposal").append(list);
        }"""
    )
    assert_all_fit(room, [[dutch(chance, 240), *(dutch(chance, 140) for _ in range(5))] for _ in range(TEXTS)])


def test_leaves_are_turned_from_the_console(console: Page, room: Page) -> None:
    jump(console, "gather")
    for index in range(6):
        console.get_by_test_id("spoken-viewpoint").fill(
            (f"{index} Een lange zin over het plein en de bomen. " * 4)[:140]
        )
        console.get_by_test_id("spoken-viewpoint-send").click()
        expect(console.get_by_test_id("inbox").locator("> li")).to_have_count(7 + index)
    expect(room.get_by_test_id("leaf")).to_have_text("1 van 2", timeout=15_000)
    console.get_by_test_id("leaf-on").click()
    expect(room.get_by_test_id("leaf")).to_have_text("2 van 2")
    expect(console.get_by_test_id("leaf-now")).to_have_text("2 van 2")
    console.keyboard.press("PageUp")
    expect(room.get_by_test_id("leaf")).to_have_text("1 van 2")
    expect(console.get_by_test_id("leaf-itself")).to_have_attribute("aria-pressed", "false")
    assert room.evaluate(MISFITS, [3.2, 4.4]) == []


def test_a_lost_line_leaves_the_last_picture_and_a_small_mark(server: Server, room: Page) -> None:
    room.reload()
    expect(room.get_by_test_id("card")).to_have_count(6)
    before = hall_of(room).inner_text()
    mark = room.locator("#popup[aria-hidden=false]")
    room.evaluate("window.socket.io.timeout(300), window.socket.io.reconnectionDelayMax(300)")
    room.evaluate("window.tries = 0; window.socket.io.on('reconnect_attempt', () => window.tries++)")
    with stopped(server):
        room.evaluate("window.socket.io.engine.close()")
        expect(mark).to_be_visible()
        room.wait_for_function("window.tries > 3")
        assert hall_of(room).inner_text() == before
        assert mark.bounding_box()["height"] < 40  # type: ignore[index]
        assert "verbinding" in room.evaluate("getComputedStyle(document.querySelector('#popup'), '::after').content")
        expect(room.locator("#popup span").first).to_be_hidden()
    expect(mark).to_have_count(0, timeout=20_000)
    assert hall_of(room).inner_text() == before


def test_the_policy_forbids_nothing_that_the_screens_need(console: Page, room: Page, complaints: list[str]) -> None:
    complaints.clear()  # axe, which the tests above put into the pages, brings styles of its own
    for page in (console, room):
        page.reload()
    expect(room.get_by_test_id("card")).to_have_count(6)
    console.keyboard.press("?")
    expect(console.get_by_test_id("key-sheet")).to_be_visible()
    console.keyboard.press("Escape")
    console.keyboard.press("d")
    expect(hall_of(room)).to_have_attribute("data-theme", "day")
    assert complaints == []


def assert_all_fit(room: Page, pictures: list[list[str]]) -> None:
    for index, (width, height) in enumerate(SIZES):
        room.set_viewport_size({"width": width, "height": height})
        wrong, most = room.evaluate(HANG, [pictures[index :: len(SIZES)], [3.2, 4.4]])
        assert wrong == [], (width, height)
        assert most <= MOST_LEAVES, (width, height)
    room.set_viewport_size({"width": 1920, "height": 1080})


def dutch(chance: Random, most: int) -> str:
    """A text of up to so many characters; now and then without a single space."""
    if chance.random() < 0.05:
        return "".join(chance.choice("aeionrtsdkl") for _ in range(most))
    text = ""
    while len(text) < most:
        text += chance.choice(WORDS) + chance.choice((" ", " ", " ", ", ", ". "))
    return text[: chance.randint(most // 2, most)].strip().capitalize()


def jump(console: Page, block: str) -> None:
    console.get_by_test_id(f"jump-{block}").click()
    console.locator("[data-testid^=reason-]:visible, [data-testid^=go-]:visible").first.click()
    expect(console.locator(f"[data-testid=jump-{block}][aria-current=step]")).to_be_visible()


class stopped:  # noqa: N801 - reads as a sentence
    """A server that answers nothing, as when the Wi-Fi is gone."""

    def __init__(self, server: Server) -> None:
        self._process = server._process
        assert self._process is not None

    def __enter__(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGCONT)
