"""Helpers with a link of their own: each has what belongs to the role, and is out at once when the link is revoked."""

import secrets

import pytest
from playwright.sync_api import expect
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from meeting.live.hub import CUT_LINK
from meeting.procedure.core import Role
from meeting.procedure.deciding import AdoptDecision
from meeting.procedure.minority import AskMinority, ShareAnswers
from meeting.procedure.proposing import ConfirmProposal, PutProposal
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import ShowResult
from meeting.procedure.state import RoundKind
from meeting.procedure.voting import CloseRound, OpenRound
from meeting.store import catalogue
from meeting.views import LEADING

from .browsing import Crowd, Leading, page_of
from .conftest import Line, Room

HELPERS = LEADING[1:]


def link_of(room, role, label=None):
    """A new link to this meeting, as an address of the server under test."""
    address = room.server.run(room.server.house.new_link(room.live, role, label))
    return f"{room.server.base}/in/{address.rpartition('/')[2]}"


def inside(room, role):
    """A client that came in by a link for this role; and the link as the store knows it."""
    address = link_of(room, role)
    client = room.server.client(follow_redirects=False)
    assert client.get(address).status_code == 303
    return client, catalogue.hashed(address.rpartition("/")[2])


def ask(room, client, role, do, **fields):
    message = {"id": secrets.token_urlsafe(16), "do": do, **fields}
    return client.post(f"/api/{room.code}/do?as={role}", json=message).json()


@pytest.mark.parametrize("role", HELPERS)
def test_a_helper_may_speak_as_no_other_role(room, role):
    client, _ = inside(room, role)
    assert client.get(f"/api/{room.code}/state?as={role}").status_code == 200
    for other in {*LEADING, Role.SCREEN} - {role}:
        assert client.get(f"/api/{room.code}/state?as={other}").status_code == 403
    assert client.get(f"/console/{room.code}").status_code == 200
    assert client.get(f"/console/{room.code}/helpers").status_code == 403
    assert client.get("/desk").status_code == 403


@pytest.mark.parametrize("role", [Role.NOTE_KEEPER, Role.MODERATOR])
def test_a_helper_sees_who_is_missing_without_the_numbers_of_the_hall(server, role):
    room = server.meeting(template="neighbourhood")
    client, _ = inside(room, role)
    room.ask(EnterBlock, to="missing", reason="time")
    assert client.get(f"/console/{room.code}?as={role}").status_code == 200


def test_the_gate_refuses_a_helper_whatever_the_page_shows(room):
    client, _ = inside(room, Role.NOTE_KEEPER)
    seen = {"block": "arrival", "visit": 1}
    assert ask(room, client, "note_keeper", "enter_block", to="check-in", **seen)["refused"] == "not_your_role"
    assert ask(room, client, "note_keeper", "take_note", note_id="n", text="Koffie.", **seen)["ok"]
    assert room.meeting.notes[0].text == "Koffie."
    assert room.meeting.acts[-1].by is Role.NOTE_KEEPER


def test_a_helper_sees_nothing_that_is_not_theirs_to_work_with(room):
    phone = room.phone()
    room.ask(EnterBlock, to="gather", reason="time")
    phone.post({"id": "1", "do": "submit_viewpoint", "viewpoint_id": "v", "block_id": "gather", "text": "Van Jan."})
    row = {"viewpoint_id": "v", "rev": 1, "moderated": 0, "block": "gather", "reason": "person"}
    moderator, _ = inside(room, Role.MODERATOR)
    assert ask(room, moderator, "moderator", "hold_viewpoint", **row)["ok"]
    views = {}
    for role in LEADING:
        client = room.staff() if role is Role.FACILITATOR else inside(room, role)[0]
        views[role] = client.get(f"/api/{room.code}/state?as={role}").text
    assert [role for role in LEADING if "Van Jan." in views[role]] == [
        Role.FACILITATOR,
        Role.CO_FACILITATOR,
        Role.MODERATOR,
    ]
    assert all("viewpoint_held" in view for view in views.values()), "no act goes unseen"


@pytest.mark.parametrize("role", [*HELPERS, Role.SCREEN])
def test_an_open_line_ends_when_its_link_is_revoked(server, room, role):
    client, link = inside(room, role)
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = f"ws://127.0.0.1:{server.port}/api/{room.code}/socket?as={role}"
    with connect(address, additional_headers={"Cookie": cookie}, close_timeout=1) as raw:
        Line(raw).receive()
        server.run(server.house.revoke(link))
        with pytest.raises(ConnectionClosed) as ended:
            raw.recv(1)
    assert ended.value.rcvd.code == CUT_LINK
    assert client.get(f"/api/{room.code}/state?as={role}").status_code == 403


def test_guests_are_told_that_they_do_not_vote(room):
    guest = room.server.client()
    assert guest.post(f"/api/{room.code}/join", json={"language": "nl", "watching": True}).status_code == 204
    mine = guest.get(f"/api/{room.code}/state").json()["mine"]
    assert (mine["votes"], mine["lines"]) == (False, [{"key": "vote.right.no", "values": {}}])
    assert room.phone().client.get(f"/api/{room.code}/state").json()["mine"]["votes"] is True


def test_links_are_handed_out_used_and_taken_back(browser, room):
    with page_of(browser, room.links.console) as page:
        page.goto(f"{room.server.base}/console/{room.code}/helpers")
        leading = Leading(page)
        leading.at("helper-role-note_keeper").check()
        leading.at("helper-label").fill("Notulist Anne")
        leading.at("helper-make").click()
        link = leading.at("helper-link").input_value()
        with page_of(browser, f"{room.server.base}/in/{link.rpartition('/')[2]}") as hers:
            anne = Leading(hers)
            expect(anne.at("role")).to_have_text("notulist")
            expect(anne.at("primary")).to_be_hidden()
            anne.write("note", "Iemand bracht koekjes mee.")
            expect(anne.at("log-newest")).to_contain_text("Notitie gemaakt")
            page.goto(f"{room.server.base}/console/{room.code}")
            expect(leading.at("log-newest")).to_contain_text("notulist")
            leading.at("log").locator("summary").click()
            leading.at("undo").first.click()
            expect(hers.get_by_text("Iemand bracht koekjes mee.")).to_have_count(0)
            expect(anne.at("log-newest")).to_contain_text("Ongedaan gemaakt: Notitie gemaakt")
            page.goto(f"{room.server.base}/console/{room.code}/helpers")
            row = leading.at("link-note_keeper")
            expect(row).to_contain_text("Notulist Anne")
            expect(row).to_contain_text("laatst gebruikt")
            row.get_by_test_id("revoke").click()
            row.get_by_test_id("revoke-sure").click()
            expect(hers.get_by_text("Deze link werkt niet meer.")).to_be_visible()
            expect(row).to_have_count(0)


def test_a_meeting_is_erased_from_the_desk_by_its_name_and_two_presses(browser, server):
    room = server.meeting("Wat is ervoor nodig zodat het hier stil is?")
    phone, token = room.phone(), server.run(server.house.server_link(Role.FACILITATOR))
    with page_of(browser, f"{server.base}/in/{token}") as page:
        desk = Leading(page)
        desk.at(f"wipe-{room.code}").click()
        desk.at(f"wipe-name-{room.code}").fill("iets anders")
        desk.at(f"wipe-go-{room.code}").click()
        expect(desk.at(f"wipe-name-{room.code}-error")).to_be_visible()
        desk.at(f"wipe-name-{room.code}").fill("wat is ervoor nodig zodat het hier stil is?")
        desk.at(f"wipe-go-{room.code}").click()
        expect(desk.at(f"wipe-go-{room.code}")).to_have_attribute("data-armed", "true")
        desk.at(f"wipe-go-{room.code}").click()
        expect(desk.at("erased")).to_contain_text("ook uit alle reservekopieën")
        expect(desk.at(f"meeting-{room.code}")).to_have_count(0)
    assert phone.client.get(f"/api/{room.code}/state").status_code == 404
    assert "stil is?" not in server.house.writer.store.path.read_text(errors="ignore")


def test_a_text_is_taken_away_on_request_after_its_reason_was_typed(browser, room):
    phone = room.phone()
    room.ask(EnterBlock, to="gather", reason="time")
    for number, text in enumerate(("Ik heet Jan.", "Meer licht.")):
        given = {"viewpoint_id": f"v{number}", "block_id": "gather", "text": text}
        phone.post({"id": str(number), "do": "submit_viewpoint", **given})
    with page_of(browser, room.links.console) as page:
        page.goto(f"{room.server.base}/console/{room.code}/texts")
        desk = Leading(page)
        desk.at("search").fill("jan")
        expect(desk.at("found")).to_have_text("1 tekst")
        row = desk.at("text-v0")
        row.get_by_test_id("take").click()
        row.get_by_test_id("take-go").click()
        expect(row.get_by_test_id("reason-v0-error")).to_be_visible()
        row.get_by_test_id("reason-v0").fill("De schrijver vroeg het.")
        row.get_by_test_id("take-go").click()
        expect(row).to_have_count(0)
    assert room.meeting.viewpoints["v0"].text == "(…)"
    mine = phone.client.get(f"/api/{room.code}/state").json()["mine"]
    assert mine["erasable"], "the other text may go by its author's own act"
    assert phone.post({"id": "e", "do": "erase_mine"}).json()["ok"]
    assert not phone.client.get(f"/api/{room.code}/state").json()["mine"]["erasable"]
    writer = room.server.house.writer
    for _ in range(2):  # a file that was held on to is wiped by the writer's next turn
        room.server.run(writer.run(lambda session: None))
    assert b"Meer licht." not in writer.store.path.read_bytes()


def advised(server):
    """A meeting that gave advice: its room, with one point to answer."""
    wishes = {"question": "Wat is ervoor nodig zodat het plein van iedereen is?", "level": "advise"}
    made = server.run(server.house.new_meeting({**wishes, "decider": "De gemeenteraad", "answer_by": "2027-01-15"}))
    room = Room(server, made)
    crowd = Crowd(room, 6)
    room.ask(EnterBlock, to="propose", reason="other")
    room.ask(PutProposal, proposal_id="p", text="We maken het plein autovrij op zondag.")
    room.ask(ConfirmProposal, proposal_id="p", version=1)
    for block, kind, choice in (("vote", RoundKind.PROPOSAL, "for"), ("decide", RoundKind.SUPPORT, "along")):
        room.ask(EnterBlock, to=block, reason="other")
        known = f"{block}-{room.code}"
        room.ask(OpenRound, round_id=known, kind=kind, proposal_id="p", version=1)
        crowd.vote(*[choice] * 6)
        room.ask(CloseRound, round_id=known)
        room.ask(ShowResult, round_id=known)
        if block == "vote":
            room.ask(EnterBlock, to="minority", reason="other")
            room.ask(AskMinority, round_id=known)
            room.ask(ShareAnswers, round_id=known)
    room.ask(AdoptDecision, number=1, version=1)
    return room


def test_the_commissioner_answers_each_point_on_her_own_link_and_nothing_else(browser, server):
    room = advised(server)
    client, _ = inside(room, Role.COMMISSIONER)
    assert client.get(f"/console/{room.code}").status_code == 403
    assert client.get(f"/api/{room.code}/state?as=commissioner").status_code == 403
    assert client.get(f"/sheet/{room.code}").status_code == 200
    with page_of(browser, link_of(room, Role.COMMISSIONER), size=(320, 568)) as page:
        point = page.locator("article[data-testid^=point-]")
        point.get_by_role("button", name="Geef antwoord").click()
        expect(point.locator("[data-testid$=-error]").last).to_have_text("Kies eerst een antwoord.")
        point.locator("input[value=partly]").check()
        point.locator("textarea").fill("We beginnen met een proef.")
        point.get_by_role("button", name="Geef antwoord").click()
        expect(point.get_by_test_id("answer")).to_contain_text("We beginnen met een proef.")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert room.meeting.acts[-1].by is Role.COMMISSIONER
