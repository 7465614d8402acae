"""Needs said back and marked, a talk below the waterline, and what only the facilitator sees, by real clicks."""

import secrets

import pytest
from playwright.sync_api import expect

from meeting.procedure.core import Role
from meeting.procedure.minority import AskMinority, ShareAnswers, ShareSuggestions
from meeting.procedure.proposing import ConfirmProposal, PutProposal
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import ShowResult
from meeting.procedure.state import Level, RoundKind
from meeting.procedure.voting import CloseRound, OpenRound

from .browsing import Crowd, misfits

NEEDS = ("Open tot middernacht, ook op zondag.", "Dicht om tien uur.")


@pytest.fixture
def room(server):
    """A meeting that advises, so that every screen says so."""
    return server.meeting(level=Level.ADVISE.value, decider="de wethouder", answer_by="2027-01-15")


def go(room, step, kind=""):
    block = next(each.id for each in room.meeting.sheet if each.step == step and kind in ("", each.kind))
    room.ask(EnterBlock, to=block, reason="other")


def id_of(room, need):
    return next(each.id for each in room.meeting.positions if each.text == need)


def needs_in_the_room(room, crowd):
    go(room, "proposing")
    room.ask(PutProposal, proposal_id="plan", text="De kantine gaat ook op zondag open.")
    room.ask(ConfirmProposal, proposal_id="plan", version=1)
    go(room, "voting")
    room.ask(OpenRound, round_id="round", kind=RoundKind.PROPOSAL, proposal_id="plan", version=1)
    crowd.vote(*["against"] * 2, *["for"] * 6)
    room.ask(CloseRound, round_id="round")
    room.ask(ShowResult, round_id="round")
    go(room, "minority")
    room.ask(AskMinority, round_id="round")
    crowd.answer([*NEEDS, "Een bel bij de deur."])
    room.ask(ShareAnswers, round_id="round")
    room.ask(ShareSuggestions, round_id="round")


def test_needs_are_said_back_marked_and_never_both_added(leading, screen, room):
    crowd = Crowd(room, 8)
    needs_in_the_room(room, crowd)
    expect(leading.at("adopt")).to_be_visible()
    go(room, "weaving")
    late, early = (leading.at(f"position-{id_of(room, need)}") for need in NEEDS)
    late.get_by_test_id("restate").click()
    late.get_by_test_id("restate-text").fill("Je wilt er 's avonds terecht kunnen.")
    late.get_by_test_id("restate-text-send").click()
    expect(screen.get_by_test_id("asking")).to_have_text("We vragen op alle telefoons of we dit goed hoorden.")
    crowd.reply()
    leading.press("Rond deze vraag af")
    expect(late).to_contain_text("Wie dit vroeg, zegt: goed gehoord.")
    expect(screen.get_by_test_id("need").filter(has_text=NEEDS[0])).to_contain_text("Teruggezegd, en het klopt")
    late.get_by_test_id("conflict").click()
    late.get_by_role("button", name=NEEDS[1]).click()
    expect(early).to_contain_text(f"Kan niet samen met{NEEDS[0]}")
    late.get_by_test_id("answer-added").click()
    expect(late).to_contain_text("Alle telefoons krijgen nu de vraag of dit klopt")
    crowd.reply(rev=2)
    leading.press("Rond deze vraag af")
    expect(early).to_contain_text("Kan niet samen met iets dat al in het voorstel staat.")
    expect(early.get_by_test_id("answer-added")).to_have_count(0)
    early.get_by_test_id("address-need").click()
    early.get_by_test_id("verdict").click()
    early.get_by_test_id("verdict-no").click()
    expect(early.get_by_test_id("verdict-text-error")).to_be_visible()
    early.get_by_test_id("verdict-text").fill("De vergunning is tot middernacht.")
    early.get_by_test_id("verdict-no").click()
    answered = screen.get_by_test_id("need").filter(has_text="De vergunning is tot middernacht.")
    expect(answered).to_contain_text("Wie beslist, neemt dit niet over")
    assert misfits(screen) == []


def test_below_the_waterline_two_sides_then_grains_the_room_keeps(leading, screen, room):
    [phone] = Crowd(room, 1).phones
    go(room, "talking", "waterline")
    leading.at("side-first").fill("Rust in de straat")
    leading.at("side-second").fill("Leven in de straat")
    leading.at("name-sides").click()
    expect(screen.get_by_test_id("side")).to_have_text(["Rust in de straat", "Leven in de straat"])
    leading.press("Vraag: wat raakte je?")
    expect(screen.get_by_test_id("heading")).to_have_text("Wat raakte je?")
    message = {"id": secrets.token_urlsafe(16), "do": "give_grain", "grain_id": secrets.token_urlsafe(16)}
    assert phone.post({**message, "text": "Mijn vader woonde hier ook."}).json()["ok"]
    expect(leading.at("grain")).to_contain_text("Mijn vader woonde hier ook.")
    expect(screen.get_by_test_id("grain")).to_have_count(0)
    leading.at("keep-grain").click()
    expect(screen.get_by_test_id("grain")).to_have_text("Mijn vader woonde hier ook.")
    leading.at("private").locator("summary").click()
    leading.at("private-rung").select_option("silence")
    leading.at("private-note").fill("bij de tafel van de winkels")
    leading.at("private-keep").click()
    expect(leading.at("private")).to_contain_text("Stilte, niet meer praten: bij de tafel van de winkels")
    views = [room.server.house.hub.view(room.live, role) for role in (Role.FACILITATOR, Role.NOTE_KEEPER, Role.SCREEN)]
    assert "tafel van de winkels" not in str([views, room.stored(), vars(room.meeting)])
    leading.page.reload()
    leading.at("private").locator("summary").click()
    expect(leading.at("private")).to_contain_text("bij de tafel van de winkels")
    leading.at("private-wipe").click()
    expect(leading.at("private")).not_to_contain_text("bij de tafel van de winkels")
    assert misfits(screen) == []
