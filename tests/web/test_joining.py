"""Getting in: the page, the code, the seat, and what comes first."""

import re
import threading

import pytest
from websockets.exceptions import InvalidStatus

from meeting.procedure.sheet import EnterBlock
from tests.web.conftest import new_id


def test_the_page_holds_addresses_that_never_change_and_no_secret(server, room):
    with server.client() as client:
        page = client.get(f"/{room.code}")
        assert page.status_code == 200
        assert page.headers["cache-control"] == "no-cache"
        assert "{{" not in page.text
        assert room.code not in page.text
        again = client.get("/", headers={"If-None-Match": page.headers["etag"]})
        assert again.status_code == 304
        for address in re.findall(r'/static/[^"]+', page.text):
            asset = client.get(address)
            assert asset.status_code == 200, address
            assert "immutable" in asset.headers["cache-control"]
            assert asset.headers["content-encoding"] == "gzip"


def _length(headers):
    return sum(len(name) + len(value) + 4 for name, value in headers.raw)


@pytest.mark.parametrize("other_language", ["nl", "en"])
def test_a_first_visit_is_at_most_60_kb_on_the_line(server, room, other_language):
    """The page, everything it and its files mention, and the words of one language, each with its headers.

    Six hundred people come in at once: what they ask for is the page, two styles, one script and the words.
    """
    found, wanted = {}, [f"/{room.code}"]
    with server.client() as client:
        while wanted:
            address = wanted.pop()
            found[address] = answer = client.get(address)
            mentioned = re.findall(r"/static/[\w./-]+", answer.text)
            wanted += [each for each in mentioned if each not in found and f"words.{other_language}" not in each]
    on_the_line = sum(int(each.headers["content-length"]) + _length(each.headers) for each in found.values())
    assert len(found) == 5
    assert on_the_line <= 60_000
    assert not any("@font-face" in each.text for each in found.values())


def test_joining_gives_a_seat_that_only_this_browser_and_server_see(server, room):
    with server.client() as client:
        answer = client.post(f"/api/{room.code}/join", json={"language": "en"})
        cookie = answer.headers["set-cookie"].lower()
        assert answer.status_code == 204
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert "path=/" in cookie
        assert "max-age=86400" in cookie
        assert re.match(r"seat=[A-Za-z0-9_-]{22};", answer.headers["set-cookie"])
        assert client.cookies["seat"] not in str(room.stored())
    (participant,) = room.meeting.participants.values()
    assert participant.language == "en"


def test_joining_again_is_the_same_participant_also_with_another_language(room):
    phone = room.phone()
    before = room.version
    assert phone.client.post(f"/api/{room.code}/join", json={"language": "nl"}).status_code == 204
    assert room.version == before
    assert phone.client.post(f"/api/{room.code}/join", json={"language": "en"}).status_code == 204
    assert len(room.meeting.participants) == 1


def test_one_browser_is_somebody_else_in_every_meeting(server, room):
    other = server.meeting()
    phone = room.phone()
    phone.client.post(f"/api/{other.code}/join", json={})
    assert not set(room.meeting.participants) & set(other.meeting.participants)


def test_a_seat_behind_https_is_bound_to_the_host(server, room):
    with server.client(headers={"X-Forwarded-Proto": "https"}) as client:
        cookie = client.post(f"/api/{room.code}/join", json={}).headers["set-cookie"]
    assert cookie.startswith("__Host-seat=")
    assert "Secure" in cookie


def test_an_unknown_code_is_said_in_plain_words(server):
    with server.client() as client:
        answer = client.post("/api/000000/join", json={}, headers={"Accept-Language": "en-GB,en"})
    assert answer.status_code == 404
    assert answer.json()["refused"] == "unknown_code"
    assert "six digits" in answer.json()["text"]


def test_the_first_frame_is_the_whole_state(room):
    phone = room.phone()
    with phone.socket() as line:
        frame = line.receive()
    assert frame["view"]["step"] == "arrival"
    assert frame["mine"]["participant"] == phone.participant
    assert {"build", "retry", "now"} <= set(frame)


def test_a_socket_without_a_seat_is_refused_before_the_upgrade(room):
    phone = room.phone()
    phone.cookie = "seat=short"
    with pytest.raises(InvalidStatus) as refusal, phone.socket():
        pass
    assert refusal.value.response.status_code == 401


def test_a_seat_that_did_not_join_is_told_to_join(server, room):
    stranger = server.meeting().phone()
    stranger.room = room
    with stranger.socket() as line, pytest.raises(Exception, match="4001"):
        line.receive()


@pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1", "null"])
def test_a_foreign_origin_is_refused_before_the_upgrade(room, origin):
    phone = room.phone()
    with pytest.raises(InvalidStatus) as refusal, phone.socket(Origin=origin):
        pass
    assert refusal.value.response.status_code == 403


def test_the_own_origin_is_let_in(room):
    with room.phone().socket(Origin=room.server.base) as line:
        assert "view" in line.receive()


def test_a_change_of_block_sends_the_whole_state_at_once(room):
    with room.phone().socket() as line:
        line.receive()
        room.ask(EnterBlock, to="check-in")
        frame = line.until(lambda frame: "view" in frame)
    assert frame["view"]["block"] == "check-in"
    assert "mine" in frame


def test_the_same_over_plain_requests(room):
    phone = room.phone()
    state = phone.client.get(f"/api/{room.code}/state")
    mark = state.headers["etag"]
    assert state.json()["view"]["step"] == "arrival"
    assert state.headers["cache-control"] == "no-store"
    unchanged = phone.client.get(f"/api/{room.code}/state", headers={"If-None-Match": mark})
    assert unchanged.status_code == 304
    room.ask(EnterBlock, to="gather", reason="time")
    changed = phone.client.get(f"/api/{room.code}/state?wait=4", headers={"If-None-Match": mark})
    assert changed.json()["view"]["block"] == "gather"
    name = new_id()
    message = {"id": name, "do": "submit_viewpoint", "viewpoint_id": new_id(), "block_id": "gather", "text": "Licht"}
    assert phone.post(message).json() == {"re": name, "ok": True}


def test_a_waiting_request_answers_as_soon_as_something_changes(room):
    phone = room.phone()
    mark = phone.client.get(f"/api/{room.code}/state").headers["etag"]
    answers = []
    waiting = threading.Thread(
        target=lambda: answers.append(
            phone.client.get(f"/api/{room.code}/state?wait=20", headers={"If-None-Match": mark})
        )
    )
    waiting.start()
    while not room.server.house.hub.hall(room.code).connections:
        pass
    room.ask(EnterBlock, to="check-in")
    waiting.join(5)
    assert answers[0].json()["view"]["block"] == "check-in"


def test_the_code_to_scan_is_a_picture_of_the_phones_address(server, room):
    with server.client() as client:
        picture = client.get(f"/qr/{room.code}.svg")
        missing = client.get("/qr/000000.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "<path" in picture.text
    assert missing.status_code == 404
