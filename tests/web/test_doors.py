"""The doors: hosts, origins, headers, and links that staff come in by."""

import json
import re
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import httpx
import pytest
from nicegui import ui
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from meeting.instance import EXPORT_PATH, NEW_MEETING_PATH, new_meeting_pass
from meeting.procedure.core import Role
from meeting.store import catalogue
from tests.web.conftest import Line


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "192.168.1.5", "10.0.0.3:80", "[::1]:8080"])
def test_near_hosts_are_let_in(server, host):
    with server.client() as client:
        assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "8.8.8.8", "localhost.evil.example", "[::", "a" * 300])
def test_other_hosts_are_turned_away_in_plain_words(server, host):
    with server.client() as client:
        answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "<h1>" in answer.text
    assert host not in answer.text


def test_everything_carries_the_headers(server, room):
    with server.client() as client:
        answers = [
            client.get("/"),
            client.get(f"/api/{room.code}/state"),
            client.post("/api/000000/join", json={}),
            client.get("/nowhere"),
            client.get("/in/nothing"),
            client.get(f"/qr/{room.code}.svg"),
        ]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "server" not in answer.headers
    assert answers[1].headers["cache-control"] == "no-store"


def test_a_page_that_is_not_there_is_small_and_speaks_both_languages(server, log):
    with server.client() as client:
        answer = client.get("/kanarie/<script>")
        api = client.get("/api/kanarie")
    assert answer.status_code == api.status_code == 404
    assert len(answer.text) < 1000
    assert 'lang="en"' in answer.text
    assert "kanarie" not in answer.text
    assert api.json()["refused"] == "not_found"
    assert "kanarie" not in log.text


@pytest.mark.parametrize(("role", "place"), [(Role.FACILITATOR, "/console/"), (Role.SCREEN, "/room/")])
def test_a_staff_link_becomes_a_cookie_and_leads_to_a_clean_address(server, room, role, place):
    link = room.links.console if role is Role.FACILITATOR else room.links.room
    token = link.rpartition("/")[2]
    with server.client() as client:
        answer = client.get(f"/in/{token}")
        assert answer.status_code == 303
        assert answer.headers["location"] == place + room.code
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"staff-{role.value}-{room.code}=")
        assert token not in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        again = client.get(f"/in/{token}")
        assert again.headers["set-cookie"] != cookie, "each exchange gives a new session"


def test_the_hosts_link_opens_every_meeting_and_is_the_same_at_each_start(server, room):
    token = server.run(server.house.server_link(Role.FACILITATOR))
    assert server.run(server.house.server_link(Role.FACILITATOR)) == token
    with server.client() as client:
        assert client.get(f"/in/{token}").headers["location"] == "/desk"
        assert client.get(f"/api/{room.code}/state?as=facilitator").status_code == 200
        assert client.get(f"/api/{room.code}/state?as=screen").status_code == 200


def test_a_link_of_one_meeting_opens_no_other(server, room):
    other = server.meeting()
    client = room.staff()
    client.cookies.set(f"staff-facilitator-{other.code}", client.cookies[f"staff-facilitator-{room.code}"])
    assert client.get(f"/api/{room.code}/state?as=facilitator").status_code == 200
    assert client.get(f"/api/{other.code}/state?as=facilitator").status_code == 403


def test_an_unknown_link_is_told_so(server):
    with server.client() as client:
        answer = client.get("/in/AAAAAAAAAAAAAAAAAAAAAA")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


def test_a_revoked_link_stops_at_once_also_on_an_open_line(server, room):
    client = room.staff()
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = f"ws://127.0.0.1:{server.port}/api/{room.code}/socket?as=facilitator"
    token = catalogue.hashed(room.links.console.rpartition("/")[2])
    with connect(address, additional_headers={"Cookie": cookie}, close_timeout=1) as raw:
        line = Line(raw)
        line.receive()
        server.run(server.house.writer.run(catalogue.revoke_link, token, datetime.now(UTC)))
        before = room.version
        answer = line.ask("enter_block", block="arrival", visit=1, to="check-in")
        assert answer["refused"] == "link_ended"
        assert room.version == before
    assert client.get(f"/api/{room.code}/state?as=facilitator").status_code == 403


def test_the_terminal_gets_a_meeting_with_its_pass_only(server):
    passed = {"Authorization": f"Bearer {new_meeting_pass(server.settings)}"}
    wishes = {"question": "Wat is ervoor nodig zodat het rustig blijft?", "date": "2026-12-01"}
    with server.client() as client:
        made = client.post(NEW_MEETING_PATH, json=wishes, headers=passed)
        assert made.status_code == 201
        assert set(made.json()) == {"code", "phone", "console", "room"}
        assert client.post(NEW_MEETING_PATH, json=wishes).status_code == 403
        empty = client.post(NEW_MEETING_PATH, json={"question": " "}, headers=passed)
        assert (empty.status_code, empty.json()["refused"]) == (400, "text_empty")
        wrong = client.post(NEW_MEETING_PATH, json={"question": "Wat nu?", "date": "morgen"}, headers=passed)
        assert wrong.json()["refused"] == "unreadable"


def test_the_terminal_reads_a_log_with_its_pass_only(server, room):
    passed = {"Authorization": f"Bearer {new_meeting_pass(server.settings)}"}
    with server.client() as client:
        read = client.post(EXPORT_PATH, json={"code": room.code}, headers=passed)
        assert [json.loads(line)["name"] for line in read.json()["lines"]] == ["meeting_opened"]
        assert client.post(EXPORT_PATH, json={"code": room.code}).status_code == 403
        assert client.post(EXPORT_PATH, json={"code": "000000"}, headers=passed).json()["refused"] == "unknown_code"


# NiceGUI's own socket


@pytest.fixture(scope="module")
def pressed(server):
    """A screen with one button, and what was pressed."""
    presses = []

    @ui.page("/test/button")
    def page():
        ui.button("Druk", on_click=lambda: presses.append(1)).mark("button")

    return presses


class Browser:
    """What a browser does with a screen of NiceGUI, over engine.io."""

    def __init__(self, server, cookies=None):
        self.server = server
        self.http = httpx.Client(base_url=server.base, cookies=cookies)

    def open(self):
        page = self.http.get("/test/button")
        self.headers = page.headers
        self.text = page.text
        self.client_id = re.search(r"'client_id': '([^']+)'", page.text)[1]
        return self.client_id

    @contextmanager
    def connect(self, client_id, origin=None):
        """A socket that asked to speak for a page, and the server's answer to that."""
        query = (
            "EIO=4&transport=websocket&implicit_handshake=true"
            f"&client_id={client_id}&tab_id=t{id(self)}&document_id=d{id(self)}&next_message_id=0"
        )
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())}
        headers |= {"Origin": origin} if origin else {}
        address = f"ws://127.0.0.1:{self.server.port}/_nicegui_ws/socket.io/?{query}"
        with connect(address, additional_headers=headers, close_timeout=1, open_timeout=5) as raw:
            raw.recv(5)
            raw.send("40")
            yield raw, raw.recv(5)

    def press(self, raw, client_id):
        button, listener = re.search(r'"(\d+)":\{"tag":"q-btn".*?"listener_id":"([^"]+)"', self.text).groups()
        message = {"id": int(button), "client_id": client_id, "listener_id": listener, "args": ["{}"]}
        raw.send("42" + json.dumps(["event", message]))


def test_a_screen_of_nicegui_has_a_nonce_on_each_script_and_style(server, pressed):
    browser = Browser(server)
    browser.open()
    policy = browser.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)[1]
    for tag in ("script", "style"):
        found = re.findall(rf"<{tag}[^>]*>", browser.text)
        assert found
        assert all(f'nonce="{nonce}"' in each for each in found)
    assert f"style-src-elem 'self' 'nonce-{nonce}'; style-src-attr" in policy
    assert "script-src 'self' 'nonce-" in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert '<html lang="nl"' in browser.text
    assert browser.headers["cache-control"] == "no-store"
    assert "set-cookie" not in browser.headers
    assert "Geen verbinding" in browser.text


def test_a_stolen_client_id_presses_nobodys_button(server, pressed):
    cookies = {"staff-facilitator-desk": "geheim"}
    owner, thief = Browser(server, cookies), Browser(server)
    target = owner.open()
    own = thief.open()
    thief.text = owner.text
    before = len(pressed)
    with owner.connect(target) as (line, greeting), thief.connect(own) as (other, answer):
        assert greeting.startswith("40")
        assert answer.startswith("40")
        thief.press(other, target)
        other.send('420["handshake",{}]')  # answered after what was sent before it
        while not other.recv(5).startswith("430"):
            pass
        assert len(pressed) == before
        owner.press(line, target)
        until_pressed(line, pressed, before + 1)
    assert len(pressed) == before + 1, "the owner's press counts, the thief's does not"


def test_a_stolen_client_id_does_not_even_shake_hands_without_the_cookies(server, pressed):
    owner, thief = Browser(server, {"staff-facilitator-desk": "geheim"}), Browser(server)
    target = owner.open()
    with thief.connect(target) as (_, answer):
        assert answer.startswith("44"), "refused"


def test_nicegui_refuses_a_foreign_origin(server, pressed):
    browser = Browser(server)
    with pytest.raises(InvalidStatus) as refusal, browser.connect(browser.open(), origin="http://evil.example"):
        pass
    assert refusal.value.response.status_code == 403


def test_a_browser_writes_nothing_in_the_log(server, pressed, log):
    browser = Browser(server)
    client_id = browser.open()
    with browser.connect(client_id) as (line, _):
        line.send(f'42["log",{{"client_id":"{client_id}","level":"error","msg":"kanariegeel"}}]')
        before = len(pressed)
        browser.press(line, client_id)
        until_pressed(line, pressed, before + 1)
    assert "kanariegeel" not in log.text


def until_pressed(line, pressed, times):
    """Wait for the server, by reading what it sends."""
    for _ in range(50):
        if len(pressed) >= times:
            return
        with suppress(TimeoutError, ConnectionClosed):
            line.recv(0.1)


# The screens themselves


@pytest.mark.parametrize("place", ["/console/{code}", "/room/{code}", "/desk", "/room"])
def test_a_screen_opens_for_nobody_without_a_link(server, room, place):
    with server.client() as client:
        answer = client.get(place.format(code=room.code))
        seat = room.phone().client.get(place.format(code=room.code))
    for refused in (answer, seat):
        assert refused.status_code == 403
        assert room.meeting.question not in refused.text
        assert "client_id" not in refused.text


def test_a_facilitator_finds_the_console_and_a_screen_only_the_room(room):
    facilitator, screen = room.staff(), room.staff(Role.SCREEN)
    assert facilitator.get(f"/console/{room.code}").status_code == 200
    assert facilitator.get(f"/room/{room.code}").status_code == 200
    assert screen.get(f"/room/{room.code}").status_code == 200
    assert screen.get(f"/console/{room.code}").status_code == 403
    assert facilitator.get("/console/000000").status_code == 404
