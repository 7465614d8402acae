"""A whole conversation by keyboard alone: a facilitator from the desk to the end, and a participant beside her.

At every stop the focus can be seen, and it never moves by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.conftest import Server
from tests.e2e.crowd import Crowd, crowd

pytestmark = pytest.mark.browser

VIEW = "Meer licht op de fietspaden."
PROPOSAL = "Het plein wordt autovrij."
NEED = "Wie slecht loopt mag voor de deur stoppen."
OTHERS = 12
MOST_STOPS = 160
WATCH = """(() => {
    let pressed = -Infinity;
    window.jumps = [];
    addEventListener("keydown", () => { pressed = performance.now(); }, true);
    addEventListener("focusin", (event) => {
        if (performance.now() - pressed > 500) window.jumps.push(event.target.outerHTML.slice(0, 120));
    }, true);
})()"""
STOP = """() => {
    const at = document.activeElement, problems = [];
    if (!at || at === document.body || at === document.documentElement) return problems;
    const ringed = (each) => each && getComputedStyle(each).outlineStyle !== "none"
        && parseFloat(getComputedStyle(each).outlineWidth) >= 2;
    const folded = at.closest(".folded .options"); // a choice that is folded away shows its ring on what took its place
    const shown = folded ? folded.nextElementSibling : at.closest("label") || at;
    if (!ringed(at) && !ringed(shown)) problems.push("no ring");
    const box = shown.getBoundingClientRect();
    const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 20);
    const top = document.elementFromPoint(x, y);
    if (!top) problems.push("out of sight");
    else if (!shown.contains(top) && !top.contains(shown)) problems.push("under " + top.outerHTML.slice(0, 80));
    return problems.map((problem) => problem + ": " + at.outerHTML.slice(0, 120));
}"""


class Keys:
    """A page that somebody uses with Tab, Enter, Space and letters."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page = context.new_page()
        self.page.add_init_script(WATCH)
        self.page.goto(address)
        self.problems: set[str] = set()

    def to(self, wanted: Locator) -> None:
        """Tab until it has the focus."""
        expect(wanted).to_be_visible(timeout=20_000)
        for _ in range(MOST_STOPS):
            if wanted.evaluate("each => each === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            self.problems |= set(self.page.evaluate(STOP))
        raise AssertionError(f"cannot be reached with Tab: {wanted}")

    def press(self, wanted: Locator, key: str = "Enter") -> None:
        self.to(wanted)
        self.page.keyboard.press(key)

    def write(self, field: Locator, text: str) -> None:
        self.to(field)
        self.page.keyboard.type(text)

    def by(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def jumps(self) -> list[str]:
        """What got the focus while nobody pressed a key."""
        found: list[str] = self.page.evaluate("window.jumps")
        return found


class Facilitator(Keys):
    def next(self, do: str, *, twice: bool = False) -> None:
        """The big button, by Enter; where the first press only arms, a second one."""
        primary = self.page.locator(f"[data-testid=primary][data-do={do}]:not([aria-disabled=true])")
        self.press(primary)
        if twice:
            expect(primary).to_have_attribute("data-armed", "true")
            expect(primary).to_be_focused()
            self.page.keyboard.press("Enter")

    def enter(self, block: str, press: Callable[[], None] | None = None) -> None:
        (press or (lambda: self.next("enter_block")))()
        expect(self.page.locator(f"[data-testid=jump-{block}][aria-current=step]")).to_be_visible()

    def jump(self, block: str) -> None:
        """To another block of the run sheet, for the first reason there is."""
        self.press(self.by(f"jump-{block}"))
        self.press(self.page.locator("[data-testid^=reason-]:visible, [data-testid^=go-]:visible").first)

    def clicker(self) -> None:
        """PageDown, wherever the focus is; once the button takes presses."""
        expect(self.page.locator("[data-testid=primary]:not([aria-disabled=true])")).to_be_visible()
        self.page.keyboard.press("PageDown")


class Participant(Keys):
    def button(self, name: str) -> Locator:
        return self.page.locator("#main").get_by_role("button", name=name, exact=True)

    def field(self) -> Locator:
        return self.page.locator("#main textarea")

    def says(self, text: str) -> None:
        expect(self.page.locator("#main").get_by_text(text).first).to_be_visible(timeout=20_000)

    def send(self, text: str) -> None:
        self.write(self.field(), text)
        self.press(self.button("Verstuur"))

    def choose(self, name: str, key: str = "Space") -> None:
        self.press(self.button(name), key)
        expect(self.button(name)).to_be_focused()


def test_a_conversation_by_keyboard_alone(browser: Browser, server: Server) -> None:
    server.new("Wat is ervoor nodig zodat de straat schoon blijft?")
    console = make(Facilitator(browser.new_context(viewport={"width": 1440, "height": 900}), server.desk))
    code = console.page.url.rpartition("/")[2]
    phone = Participant(browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL"), server.address)
    phone.write(phone.page.get_by_label("Typ de code van het grote scherm"), code)
    phone.says("Fijn dat je er bent.")
    with crowd(server.address, code) as people:
        people.join(OTHERS)
        gather(console, phone)
        vote(console, phone, people)
        ask(console, phone, people)
        weave(console, phone, people)
        decide(console, phone, people)
        close(console, phone)
        assert people.refusals() == []
    assert (console.problems, phone.problems) == (set(), set())
    assert (console.jumps(), phone.jumps()) == ([], [])


def make(desk: Facilitator) -> Facilitator:
    """A new meeting with the form of the desk."""
    desk.to(desk.by("new-question"))
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.type("Wat is ervoor nodig zodat ons plein in 2030 veilig en levendig is?")
    desk.press(desk.by("new-make"))
    desk.page.wait_for_url(re.compile(r"/console/\d{6}"))
    return desk


def gather(console: Facilitator, phone: Participant) -> None:
    console.enter("check-in", console.clicker)
    console.enter("gather", partial(console.jump, "gather"))
    phone.send(VIEW)
    phone.says("Het is binnen. Dank je wel.")
    console.write(console.by("spoken-viewpoint"), "Laat het plein zoals het is.")
    console.press(console.by("spoken-viewpoint-send"))
    expect(console.by("inbox").locator("> li")).to_have_count(2)
    console.enter("propose", partial(console.jump, "propose"))
    phone.send(PROPOSAL)
    phone.says("Je voorstel is binnen.")
    console.press(console.by("table"))
    expect(console.by("table")).to_have_count(0)
    console.enter("vote")


def vote(console: Facilitator, phone: Participant, people: Crowd) -> None:
    console.next("open_round", twice=True)
    phone.choose("Voor")
    phone.says("Je stem is binnen.")
    phone.press(phone.button("Verander"))
    phone.choose("Tegen", "Enter")
    phone.says("Je stem is binnen.")
    people.vote(["for"] * (OTHERS - 4) + ["against"] * 4)
    console.next("close_round", twice=True)
    console.next("show_result")
    console.enter("minority")


def ask(console: Facilitator, phone: Participant, people: Crowd) -> None:
    console.next("ask_minority")
    phone.press(phone.button("Ik schrijf het op"))
    phone.send(NEED)
    phone.says("Je antwoord is binnen.")
    people.answer([("none", None)] * OTHERS)
    console.next("share_answers", twice=True)
    console.enter("weave")


def weave(console: Facilitator, phone: Participant, people: Crowd) -> None:
    console.press(console.by("answer-added"))
    people.reply(True)
    phone.choose("Klopt")
    console.next("settle_position")
    console.enter("decide")


def decide(console: Facilitator, phone: Participant, people: Crowd) -> None:
    console.next("open_round", twice=True)
    phone.choose("Ik kan mee")
    people.vote(["along"] * OTHERS)
    console.next("close_round", twice=True)
    console.next("show_result")
    console.write(console.by("decision-owner"), "Anna van het wijkteam")
    console.write(console.by("decision-first-step"), "Een brief aan alle buren.")
    console.next("adopt_decision", twice=True)
    phone.says("Ons besluit")


def close(console: Facilitator, phone: Participant) -> None:
    console.enter("close", partial(console.jump, "close"))
    console.next("ask_heard")
    phone.choose("Een beetje")
    phone.says("Je antwoord is binnen.")
    console.next("close_meeting", twice=True)
    phone.says("Dit gesprek is afgelopen.")
    phone.to(phone.page.get_by_role("link", name="Lees het verslag"))
