"""Choosing several of many by real clicks; and over the wire no frame tells who has nothing of their own in it."""

from __future__ import annotations

import os
import secrets
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from meeting.procedure.arranging import AddBlock
from meeting.procedure.choosing import OpenChoosing
from meeting.procedure.importing import ImportViewpoints, imported_id
from meeting.procedure.minority import AskMinority, ShareAnswers
from meeting.procedure.packaging import MakePackage
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.shortlisting import FixRule, FreezeShortlist, ListEntries
from meeting.procedure.showing import ShowResult
from meeting.procedure.state import RoundKind
from meeting.procedure.voting import CloseRound, OpenRound

from .browsing import Crowd, Leading, misfits, page_of

OPGAVEN = (
    "Ouderen in de Vogelbuurt zitten veel alleen thuis",
    "Het zwembad is te duur voor gezinnen met weinig geld",
    "Auto's rijden te hard in de Kerkstraat, vlak bij de school",
    "Jongeren van 12 tot 16 hebben 's avonds geen eigen plek",
    "De huisarts neemt geen nieuwe patiënten meer aan",
    "Nieuwkomers leren moeilijk Nederlands zonder buren die meedoen",
)


@pytest.fixture
def listed(server):
    """A meeting with an imported list of opgaven and the two blocks of choosing."""
    room = server.meeting()
    for step in ("choosing", "shortlisting"):
        add(room, step)
    room.ask(ImportViewpoints, import_id="list", block_id="gather", texts=OPGAVEN)
    go(room, "shortlisting")
    return room


def add(room, step):
    rev = room.meeting.sheet_rev
    room.ask(AddBlock, block_id=step, sheet_rev=rev, model=step, after="propose")


def go(room, step):
    room.ask(EnterBlock, to=next(each.id for each in room.meeting.sheet if each.step == step), reason="other")


def test_a_hall_chooses_and_lays_the_package_on_the_table(browser, listed):
    with (
        page_of(browser, listed.links.console) as console,
        page_of(browser, listed.links.room, size=(1920, 1080)) as screen,
    ):
        leading, crowd = Leading(console), Crowd(listed, 11)
        leading.at("list-all").click()
        leading.at("rule-most").fill("3")
        leading.at("rule-cap").fill("3")
        leading.at("rule-fix").click()
        expect(leading.at("rule")).to_contain_text("hooguit 3")
        picture(console, "console-list"), picture(screen, "room-list")
        leading.at("pitch-B").click()
        expect(screen.get_by_test_id("pitch")).to_contain_text("zwembad")
        picture(screen, "room-pitch")
        leading.press_twice("Zet de lijst vast")
        expect(leading.at("list-frozen")).to_be_visible()
        leading.press("Ga naar het kiezen")
        with phone_page(browser, listed) as phone:
            leading.press_twice("Laat de zaal kiezen")
            choose_on(phone, crowd)
            picture(screen, "room-open")
            leading.press_twice("Stop het kiezen")
            leading.press("Toon wat er gekozen is")
            expect(screen.get_by_test_id("entries").locator("li")).to_have_count(3)
            expect(screen.get_by_test_id("coverage")).to_be_visible()
            assert not misfits(screen)
            picture(screen, "room-shown"), picture(console, "console-shown"), picture(phone, "phone-shown")
            leading.press_twice("Leg deze opgaven als voorstel op tafel")
            expect(leading.at("packed")).to_be_visible()
            leading.press("Ga naar stemmen")
            expect(screen.get_by_test_id("package").locator("li")).to_have_count(3)
            assert not misfits(screen)
            picture(screen, "room-package"), picture(phone, "phone-package")
    assert listed.meeting.package.chosen == tuple(listed.meeting.shortlist.ids[:3])


def choose_on(phone, crowd):
    """A fourth one does not fit, one comes off again, and what is sent folds away."""
    options = phone.locator(".several .option")
    expect(options).to_have_count(len(OPGAVEN) + 2)
    letters = phone.locator(".several .option .letter")
    for letter in "ABCD":
        letters.get_by_text(letter, exact=True).click()
    expect(phone.locator(".several .error")).to_contain_text("al 3")
    expect(phone.locator(".several .count")).to_have_text("3 van 3 gekozen")
    picture(phone, "phone-choosing")
    phone.get_by_role("button", name="Verstuur").click()
    expect(phone.locator(".several .done")).to_be_visible()
    picture(phone, "phone-sent")
    cast(crowd, *["ABC"] * 7, *["F"] * 4)


def cast(crowd, *ballots):
    ask = crowd.view(crowd.phones[0])["ask"]
    ids = {option["letter"]: option["id"] for option in ask["options"] if "letter" in option}
    for phone, letters in zip(crowd.phones, ballots, strict=False):
        crowd.do(phone, "cast_ballot", round_id=ask["id"], choice=[ids[each] for each in letters], rev=1)


def test_no_frame_tells_who_has_nothing_of_their_own_in_the_package(listed):
    """Of twelve phones four lack an own choice and three say no; each gets a frame of one size, at one moment."""
    crowd, ids = Crowd(listed, 12), imported()
    listed.ask(ListEntries, entry_ids=ids)
    listed.ask(FixRule, method=RoundKind.APPROVAL, most=3, cap=3)
    listed.ask(FreezeShortlist, rev=listed.meeting.shortlist.rev)
    go(listed, "choosing")
    listed.ask(OpenChoosing, round_id="choose", kind=RoundKind.APPROVAL, rev=listed.meeting.shortlist.rev)
    cast(crowd, *["ABC"] * 7, *["F"] * 5)
    end(listed, "choose")
    listed.ask(MakePackage, proposal_id="pack", round_id="choose", chosen=ids[:3], text="Gaan we aan de slag?")
    go(listed, "voting")
    listed.ask(OpenRound, round_id="vote", kind=RoundKind.PROPOSAL, proposal_id="pack", version=1)
    crowd.vote(*["against"] * 3, *["for"] * 9)
    end(listed, "vote")
    go(listed, "minority")
    with ExitStack() as lines:
        open_lines = [lines.enter_context(phone.socket()) for phone in crowd.phones]
        for line in open_lines:
            line.receive()
        listed.ask(AskMinority, round_id="vote")
        told = [line.until(lambda frame: (frame.get("mine") or {}).get("ask")) for line in open_lines]
        sizes = {len(line.frames[-1]) for line in open_lines}
    keys = [frame["mine"]["ask"]["key"] for frame in told]
    assert keys == ["need.own"] * 3 + ["need.other"] * 4 + ["need.own"] * 5
    assert len(sizes) == 1
    assert len({(*sorted(frame), *sorted(frame["mine"])) for frame in told}) == 1
    for phone, words in ((crowd.phones[11], "Zet het lokaal erbij."), (crowd.phones[5], "Ik mis niets.")):
        sealed = {"position_id": secrets.token_urlsafe(16), "kind": "text", "text": words, "rev": 1}
        crowd.do(phone, "give_answer", round_id="vote", **sealed)
    listed.ask(ShareAnswers, round_id="vote")
    assert [position.text for position in listed.meeting.positions] == ["Zet het lokaal erbij."]
    kept = repr(listed.stored()[0])
    assert "uncovered=True" not in kept
    assert not any(voter in kept for box in listed.meeting.boxes.values() for _, voter in box)


def test_a_phone_without_a_script_chooses_several_too(listed):
    phone, ids = listed.phone(), imported()
    listed.ask(ListEntries, entry_ids=ids)
    listed.ask(FixRule, method=RoundKind.APPROVAL, most=3, cap=3)
    listed.ask(FreezeShortlist, rev=listed.meeting.shortlist.rev)
    go(listed, "choosing")
    listed.ask(OpenChoosing, round_id="scriptless", kind=RoundKind.APPROVAL, rev=listed.meeting.shortlist.rev)
    drawn = phone.client.get(f"/{listed.code}/plain").text
    assert drawn.count('type="checkbox"') == len(OPGAVEN) + 2
    fields = {"do": "cast_ballot", "about": "scriptless::", "fresh": secrets.token_urlsafe(16)}
    form = {**fields, **{f"pick-{each}": "1" for each in ids[:4]}}
    assert "Kies er hooguit 3." in phone.client.post(f"/{listed.code}/plain", data=form).text
    del form[f"pick-{ids[0]}"]
    assert phone.client.post(f"/{listed.code}/plain", data=form).status_code == 303
    assert [ballot.choice for ballot in listed.meeting.boxes["scriptless"].values()] == [tuple(sorted(ids[1:4]))]


def imported():
    return tuple(imported_id("list", number) for number in range(1, len(OPGAVEN) + 1))


def end(room, round_id):
    room.ask(CloseRound, round_id=round_id)
    room.ask(ShowResult, round_id=round_id)


def phone_page(browser, room):
    return page_of(browser, f"{room.server.base}/{room.code}", size=(390, 844))


def picture(page, name):
    """For who wants to look: KRING_PICTURES names a folder."""
    if folder := os.environ.get("KRING_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")
