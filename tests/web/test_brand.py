"""An organisation's name, colour and logo, on the real pages; and no page for participants takes anything unsafe."""

import pytest
from playwright.sync_api import expect

from meeting.brand import Brand, Logo
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.sheet import EnterBlock
from meeting.web.assets import Assets
from tests.logos import SVG

from .browsing import misfits, page_of

NAME = "Gemeente Voorbeeld aan de Rivier"
DAY, NIGHT = "rgb(21, 66, 115)", "rgb(85, 152, 224)"


@pytest.fixture
def branded(server):
    """The server of an organisation with a look of its own."""
    usual, server.house.assets = server.house.assets, Assets("1", brand=Brand(NAME, "#154273", Logo(SVG, "svg")))
    yield server
    server.house.assets = usual


def test_the_room_screen_shows_the_logo_while_people_come_and_the_name_at_all_times(browser, branded, room):
    with page_of(browser, room.links.room, size=(1024, 768)) as screen:
        refused = []
        screen.on("console", lambda line: refused.append(line.text) if "Content Security" in line.text else None)
        screen.reload()
        logo = screen.get_by_test_id("logo")
        expect(logo).to_be_visible()
        expect(logo).to_have_js_property("complete", True)
        assert logo.evaluate("each => each.naturalWidth") > 0
        assert logo.get_attribute("alt") == NAME
        assert misfits(screen) == []
        room.ask(EnterBlock, to="gather", reason="time")
        expect(logo).to_be_hidden()
        expect(screen.get_by_test_id("organisation")).to_have_text(NAME)
        assert misfits(screen) == []
        phone = page_of(browser, f"{branded.base}/{room.code}", size=(320, 640))
        with phone as person:
            expect(person.get_by_text(NAME, exact=True)).to_be_visible()
            main = person.locator(".main").first
            expect(main).to_have_css("background-color", DAY)
            person.emulate_media(color_scheme="dark")
            expect(main).to_have_css("background-color", NIGHT)
            assert person.evaluate("document.documentElement.scrollWidth") <= 320
        assert refused == []


def test_the_report_and_the_pages_without_a_script_carry_the_name(branded, room):
    room.ask(EnterBlock, to="close", reason="time")
    room.ask(CloseMeeting)
    logo = branded.house.assets.logo
    with branded.client() as client:
        report, door = client.get(f"/report/{room.code}"), client.get(f"/{room.code}/plain")
        picture = client.get(logo)
    assert NAME in report.text
    assert NAME in door.text
    assert f'<img class="logo" src="{logo}" alt="">' in report.text
    assert "<svg xmlns" not in report.text.partition("<main")[0]
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "immutable" in picture.headers["cache-control"]
    assert "script-src 'self'" in picture.headers["content-security-policy"]


def test_without_settings_nothing_of_it_is_there(server, room):
    room.ask(EnterBlock, to="close", reason="time")
    room.ask(CloseMeeting)
    with server.client() as client:
        assert "organisation" not in client.get(f"/report/{room.code}").text
        assert 'data-organisation=""' in client.get(f"/{room.code}").text


@pytest.mark.parametrize("path", ["/", "/{code}", "/plain", "/{code}/plain", "/report/{code}", "/nowhere", "/in/none"])
def test_no_page_for_participants_allows_anything_unsafe(server, room, path):
    room.ask(EnterBlock, to="close", reason="time")
    room.ask(CloseMeeting)
    with server.client() as client:
        page = client.get(path.format(code=room.code))
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert " style=" not in page.text
    assert " onclick=" not in page.text
    assert "<style" not in page.text
