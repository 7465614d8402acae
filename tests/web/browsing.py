"""What tests of room screen and console share: a real browser, staff who came in by a link, and phones on the wire."""

import os
import secrets
import shutil
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

CALM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SLOWEST = 15_000
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
_MISFITS = Path(__file__).with_name("misfits.js").read_text()
FLOORS = (3.2, 4.4)
"""The smallest letters of the room screen, in hundredths of its height: what is only repeated, and what is read."""


@contextmanager
def chromium():
    found = os.environ.get("KRING_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium: `make test` installs one"
    expect.set_options(timeout=SLOWEST)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CALM)
        yield browser
        browser.close()


@contextmanager
def page_of(browser, link, *, size=(1440, 900)):
    """A page of somebody who came in by a staff link; what its scripts complain about fails the test."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="nl-NL")
    context.set_default_timeout(SLOWEST)
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(link.replace("localhost", "127.0.0.1"))
    yield page
    context.close()
    assert not complaints, complaints


def misfits(page):
    """What does not fit the room screen as it hangs now: text that is cut, too wide, or below its floor."""
    page.evaluate(TWO_FRAMES)
    return page.evaluate(_MISFITS, list(FLOORS))


class Leading:
    """A console as a facilitator uses it: by what stands on the buttons."""

    def __init__(self, page):
        self.page = page

    def at(self, name):
        return self.page.get_by_test_id(name)

    def press(self, text):
        """The big button, once it says this; `twice` acts take a second press."""
        primary = self.at("primary")
        expect(primary).to_have_text(text)
        primary.click()

    def press_twice(self, text):
        self.press(text)
        expect(self.at("primary")).to_have_attribute("data-armed", "true")
        self.press(text)

    def write(self, field, text):
        self.at(field).fill(text)
        self.at(f"{field}-send").click()

    def jump(self, block, reason="time"):
        self.at(f"jump-{block}").click()
        self.page.locator(f"[data-testid=reason-{reason}]:visible").click()


class Crowd:
    """A few phones on the plain wire."""

    def __init__(self, room, people):
        self.phones = [room.phone() for _ in range(people)]
        for phone in self.phones:
            self.view(phone)  # who looked is there

    def view(self, phone):
        return phone.client.get(f"/api/{phone.room.code}/state").json()["view"]

    def do(self, phone, do, **fields):
        answer = phone.post({"id": secrets.token_urlsafe(16), "do": do, **fields}).json()
        assert answer["ok"], answer

    def vote(self, *choices):
        ask = self.view(self.phones[0])["ask"]
        for phone, choice in zip(self.phones, choices, strict=False):
            self.do(phone, "cast_ballot", round_id=ask["id"], choice=[choice], rev=1)

    def answer(self, needs):
        """Everybody answers what they need: the first ones in words, the others that they need nothing."""
        ask = self.view(self.phones[0])["ask"]
        for index, phone in enumerate(self.phones):
            words = {"kind": "text", "text": needs[index]} if index < len(needs) else {"kind": "none"}
            self.do(phone, "give_answer", round_id=ask["id"], position_id=secrets.token_urlsafe(16), rev=1, **words)

    def reply(self, fits=True, rev=1):
        ask = self.view(self.phones[0])["ask"]
        for phone in self.phones:
            self.do(
                phone,
                "reply",
                round_id=ask["id"],
                position_id=ask["position"],
                answer=ask["version"],
                fits=fits,
                rev=rev,
            )
