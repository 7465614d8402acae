"""The room screen shows what the meeting is, the same after a reload, fits whatever people wrote, and does nothing."""

import secrets

import pytest
from playwright.sync_api import expect

from meeting.procedure.core import Role
from meeting.procedure.gathering import SubmitViewpoint
from meeting.procedure.proposing import ConfirmProposal, PutProposal
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import ShowResult
from meeting.procedure.state import RoundKind
from meeting.procedure.voting import CloseRound, OpenRound
from meeting.web.projector import projector

from .browsing import Crowd, misfits, page_of

LONG = "Een lange zin over het plein, de bomen en de buren, precies zo lang als een kaart mag zijn. " * 2


@pytest.fixture
def screen(browser, room):
    with page_of(browser, room.links.room, size=(1920, 1080)) as page:
        expect(page.get_by_test_id("room")).to_be_visible()
        yield page


def an_id():
    return secrets.token_urlsafe(16)


def go(room, block):
    room.ask(EnterBlock, to=block, reason="time")


def vote(room, crowd, *choices):
    go(room, "propose")
    proposal = an_id()
    room.ask(PutProposal, proposal_id=proposal, text="We planten bomen.")
    room.ask(ConfirmProposal, proposal_id=proposal, version=1)
    go(room, "vote")
    known = an_id()
    room.ask(OpenRound, round_id=known, kind=RoundKind.PROPOSAL, proposal_id=proposal, version=1)
    crowd.vote(*choices)
    return known


def test_arrival_shows_how_to_join_and_who_decides(screen, room):
    expect(screen.get_by_test_id("code").first).to_have_text(f"{room.code[:3]} {room.code[3:]}")
    expect(screen.get_by_test_id("mandate")).to_have_text("Jullie beslissen dit zelf.")
    expect(screen.get_by_test_id("qr")).to_have_js_property("complete", True)
    assert screen.evaluate("document.documentElement.lang") == "nl"


def test_six_of_the_longest_viewpoints_fit_on_every_screen_and_a_reload_shows_the_same(screen, room):
    go(room, "gather")
    for number in range(9):
        room.ask(SubmitViewpoint, viewpoint_id=an_id(), block_id="gather", text=f"{number} {LONG}"[:140])
    screen.reload()
    expect(screen.get_by_test_id("card")).to_have_count(6)
    expect(screen.get_by_test_id("count")).to_have_text("De nieuwste 6 van 9 meningen")
    for width, height in ((1920, 1080), (1024, 768), (1280, 800), (2000, 1000)):
        screen.set_viewport_size({"width": width, "height": height})
        screen.wait_for_function("document.querySelector('.k-stage').dataset.leaves !== undefined")
        assert misfits(screen) == [], (width, height)
    before = screen.get_by_test_id("room").inner_text()
    screen.reload()
    shown = "(before) => document.querySelector('[data-testid=room]')?.innerText === before"
    screen.wait_for_function(shown, arg=before)  # how many leaves there are is told once they are measured


def test_an_open_vote_shows_turnout_and_no_direction(screen, room):
    crowd = Crowd(room, 9)
    vote(room, crowd, "against", "against", "for")
    expect(screen.get_by_test_id("turnout")).to_have_text("3 van de 9 mensen hebben gestemd")
    assert "tegen" not in screen.get_by_test_id("room").inner_text().lower()


def test_a_small_minority_is_words_and_a_larger_one_a_ring(screen, room):
    crowd = Crowd(room, 9)
    known = vote(room, crowd, "against", *["for"] * 8)
    room.ask(CloseRound, round_id=known)
    expect(screen.get_by_test_id("heading")).to_have_text("Het stemmen is gestopt.")
    room.ask(ShowResult, round_id=known)
    expect(screen.get_by_text("Niet iedereen kan al mee.")).to_be_visible()
    expect(screen.get_by_test_id("ring")).to_have_count(0)
    assert "8" not in screen.get_by_test_id("room").locator(".k-stage").first.inner_text()


def test_a_result_with_figures_is_words_numbers_and_a_ring(screen, room):
    crowd = Crowd(room, 12)
    known = vote(room, crowd, *["against"] * 5, *["for"] * 7)
    room.ask(CloseRound, round_id=known)
    room.ask(ShowResult, round_id=known)
    expect(screen.get_by_test_id("ring")).to_be_visible()
    expect(screen.get_by_text("7 mensen zijn voor.", exact=True)).to_be_visible()
    expect(screen.get_by_text("5 mensen zijn tegen.", exact=True)).to_be_visible()


def test_a_key_blanks_the_screen_and_the_same_key_brings_it_back(screen, room):
    screen.keyboard.press("b")
    expect(screen.get_by_test_id("address")).to_be_hidden()
    screen.keyboard.press("b")
    expect(screen.get_by_test_id("address")).to_be_visible()


def test_what_covered_the_screen_goes_away_with_the_next_block(screen, room):
    for key, shown in (("q", "qr"), ("b", "blank")):
        screen.keyboard.press(key)
        expect(screen.get_by_test_id("room")).to_have_attribute("data-cover", shown)
    go(room, "check-in")
    expect(screen.get_by_test_id("room")).to_have_attribute("data-cover", "")
    expect(screen.get_by_test_id("heading")).to_have_text("Hoe zit je er vandaag bij?")


def test_the_hall_may_be_dark_or_light_and_its_letters_larger(screen, room, server):
    beside = projector(room.live)
    expect(screen.get_by_test_id("room")).to_have_attribute("data-theme", "hall")

    def size():
        return screen.get_by_test_id("address").evaluate("(each) => parseFloat(getComputedStyle(each).fontSize)")

    before = size()
    server.run(looked(beside, light=True, still=True, scale=9))
    expect(screen.get_by_test_id("room")).to_have_attribute("data-theme", "day")
    expect(screen.get_by_test_id("room")).to_have_attribute("data-calm", "true")
    expect(screen.get_by_test_id("room")).to_have_attribute("data-scale", "1.6")
    assert size() == pytest.approx(before * 1.6, rel=0.01)
    assert misfits(screen) == []


async def looked(beside, **looks):
    beside.look(**looks)


def test_the_clock_of_the_hall_counts_minutes_and_changes_nothing(screen, room, server):
    before = room.version

    async def start():
        projector(room.live).start_clock(125)

    server.run(start())
    expect(screen.get_by_test_id("room-clock")).to_have_text("nog 3 minuten")
    assert room.version == before


def test_the_room_screen_has_no_button_field_or_link(screen, room):
    assert screen.locator("button, input, textarea, a, summary").count() == 0


def test_a_screen_for_the_whole_server_follows_the_newest_meeting(browser, server, room):
    token = server.run(server.house.server_link(Role.SCREEN))
    with page_of(browser, f"{server.base}/in/{token}") as page:
        expect(page.get_by_test_id("code")).to_have_text(f"{room.code[:3]} {room.code[3:]}")
        newer = server.meeting("Wat is ervoor nodig zodat het hier stil is?")
        expect(page.get_by_test_id("code")).to_have_text(f"{newer.code[:3]} {newer.code[3:]}")
        expect(page.get_by_test_id("question")).to_have_text("Wat is ervoor nodig zodat het hier stil is?")


def test_the_room_screen_wants_a_link_and_gives_no_right_to_lead(server, room):
    assert server.client().get(f"/room/{room.code}").status_code == 403
    screen = room.staff(Role.SCREEN)
    assert screen.get(f"/room/{room.code}").status_code == 200
    assert screen.get(f"/console/{room.code}").status_code == 403
