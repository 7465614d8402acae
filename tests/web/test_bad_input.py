"""Bad input and mishaps: each gets a clear answer, changes nothing, and reaches no log."""

import json

import pytest
from websockets.exceptions import ConnectionClosed

from meeting.procedure.core import Role
from meeting.procedure.sheet import EnterBlock
from tests.web.conftest import new_id

CANARY = "kanariegeel"
FAMILY = "👩‍👩‍👧‍👦"


@pytest.fixture
def gathering(room):
    room.ask(EnterBlock, to="gather", reason="time")
    return room


@pytest.fixture
def line(gathering):
    with gathering.phone().socket() as line:
        line.receive()
        yield line


@pytest.fixture(autouse=True)
def nothing_written_about_it(log):
    yield
    assert CANARY not in log.text
    assert FAMILY not in log.text


def submit(line, text, **more):
    fields = {"viewpoint_id": new_id(), "block_id": "gather", "text": text} | more
    return line.ask("submit_viewpoint", **fields)


def refused(answer, reason):
    assert answer["ok"] is False
    assert answer["refused"] == reason
    assert len(answer["text"].split()) >= 4, "a sentence"
    assert not answer["text"].startswith("refused."), answer["text"]
    return True


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{CANARY} " * 20, "text_too_long"),
        ("", "text_empty"),
        ("   \t \n ", "text_empty"),
        ("\u0000\u0007\u001b", "text_empty"),
        ("\u202e\u2066\u200b\ufeff", "text_empty"),
        ("." * 10, "text_empty"),
        (FAMILY * 141, "text_too_long"),
        ("e" + "\u0301" * 500, "text_marks"),
    ],
)
def test_a_text_that_cannot_be_used_changes_nothing(gathering, line, text, reason):
    before = gathering.stored()
    assert refused(submit(line, text), reason)
    assert gathering.stored() == before


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (f"<script>alert('{CANARY}')</script>", f"<script>alert('{CANARY}')</script>"),
        (f"a\u202eb\u0000c\u200bd {CANARY}", f"abcd {CANARY}"),
        (FAMILY * 20, FAMILY * 20),
        (f"=1+1 {CANARY}", f"=1+1 {CANARY}"),
    ],
)
def test_a_text_that_is_only_odd_is_kept_as_plain_text(gathering, line, sent, kept):
    assert submit(line, sent)["ok"]
    assert [viewpoint.text for viewpoint in gathering.meeting.viewpoints.values()] == [kept]


@pytest.mark.parametrize(
    "frame",
    [
        "no json at all",
        "[]",
        "12",
        "null",
        "{}",
        '{"do": "submit_viewpoint"}',
        '{"id": "a"}',
        '{"id": 5, "do": "submit_viewpoint"}',
        '{"id": "a", "do": ["x"]}',
        '{"id": "a\\nb", "do": "x"}',
        '{"id": "a", "do": "x", "y": "\\ud800"}',
        '{"id": "a", "do": "x", "y": NaN}',
        "[" * 2000,
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_what_cannot_be_read_is_answered_once_and_the_line_is_closed(gathering, line, frame):
    before = gathering.stored()
    line.raw.send(frame)
    assert refused(line.receive(), "unreadable")
    with pytest.raises(ConnectionClosed):
        line.receive()
    assert gathering.stored() == before


def test_a_message_of_10_kb_is_answered_by_its_name(gathering, line):
    before = gathering.stored()
    assert refused(submit(line, CANARY * 1000), "message_too_long")
    assert submit(line, "Licht")["ok"], "the line goes on"
    assert len(gathering.meeting.viewpoints) == 1
    assert len(gathering.stored()[0]) == len(before[0]) + 1


def test_a_message_without_end_closes_the_line(gathering, line):
    before = gathering.stored()
    line.raw.send(json.dumps({"id": "a", "do": "submit_viewpoint", "text": CANARY * 10_000}))
    assert refused(line.receive(), "message_too_long")
    with pytest.raises(ConnectionClosed):
        line.receive()
    assert gathering.stored() == before


@pytest.mark.parametrize(
    ("do", "fields", "reason"),
    [
        ("make_coffee", {}, "unknown_command"),
        ("command", {}, "unknown_command"),
        ("staff_command", {"block": "gather"}, "unknown_command"),
        ("submit_viewpoint", {"viewpoint_id": "a" * 22, "block_id": "gather"}, "unreadable"),
        ("submit_viewpoint", {"viewpoint_id": "a" * 23, "block_id": "gather", "text": "x"}, "unreadable"),
        ("submit_viewpoint", {"viewpoint_id": "../../etc", "block_id": "gather", "text": "x"}, "unreadable"),
        ("submit_viewpoint", {"viewpoint_id": "a" * 22, "block_id": "gather", "text": ["x"]}, "unreadable"),
        ("cast_ballot", {"round_id": "nergens", "choice": ["for"], "rev": True}, "unreadable"),
        ("cast_ballot", {"round_id": "nergens", "choice": ["for"], "rev": 2**40}, "unreadable"),
        ("cast_ballot", {"round_id": "nergens", "choice": "for", "rev": 1}, "unreadable"),
        ("cast_ballot", {"round_id": "nergens", "choice": ["for"], "rev": 1}, "unknown_round"),
        ("put_proposal", {"proposal_id": "a" * 22, "text": "x"}, "not_in_this_step"),
        ("enter_block", {"to": "vote", "block": "gather", "visit": 2, "reason": "time"}, "not_your_role"),
        ("open_meeting", {"question": CANARY}, "not_your_role"),
    ],
)
def test_a_command_that_is_not_for_now_or_not_for_you_changes_nothing(gathering, line, do, fields, reason):
    before = gathering.stored()
    assert refused(line.ask(do, **fields), reason)
    assert gathering.stored() == before


def test_who_asks_and_when_is_never_the_clients_to_say(gathering, line):
    other = gathering.phone()
    forged = {"participant": other.participant, "role": "facilitator", "at": "2001-01-01T00:00:00Z", "voter": "x"}
    assert submit(line, "Licht", **forged)["ok"]
    (viewpoint,) = gathering.meeting.viewpoints.values()
    assert viewpoint.author == line.mine["participant"]
    assert gathering.meeting.last_at.year > 2001


def test_a_ballot_for_another_round_is_refused(gathering, line):
    gathering.ask(EnterBlock, to="vote", reason="time")
    before = gathering.stored()
    assert refused(line.ask("cast_ballot", round_id=new_id(), choice=["for"], rev=1), "unknown_round")
    assert gathering.stored() == before


def test_the_refusal_is_in_the_participants_own_language(gathering):
    with gathering.phone(language="en").socket() as line:
        line.receive()
        assert line.ask("make_coffee")["text"].startswith("This page asks")


def test_sent_again_is_ok_and_changes_nothing(gathering, line):
    name = new_id()
    assert submit(line, "Licht", viewpoint_id=name)["ok"]
    before = gathering.stored()
    assert submit(line, "Licht", viewpoint_id=name)["ok"]
    assert gathering.stored() == before


def test_two_tabs_are_one_person_and_both_see_what_stands(gathering):
    phone = gathering.phone()
    with phone.socket() as one, phone.socket() as two:
        one.receive(), two.receive()
        assert submit(one, "Licht")["ok"]
        shown = two.until(lambda frame: frame.get("mine", {}).get("viewpoints"))
        assert shown["mine"]["viewpoints"][0]["text"] == "Licht"
    assert len(gathering.meeting.participants) == 1


def test_the_same_name_with_another_content_shows_what_stands(gathering, line):
    name = new_id()
    assert submit(line, "Licht", viewpoint_id=name)["ok"]
    line.raw.send(
        json.dumps({"id": "b", "do": "submit_viewpoint", "viewpoint_id": name, "block_id": "gather", "text": "Lucht"})
    )
    frames = [line.receive(), line.receive()]
    assert any(frame.get("refused") == "changed_elsewhere" for frame in frames)
    assert any("mine" in frame for frame in frames)


def test_who_sends_too_much_is_told_and_at_last_cut_off(gathering, line):
    name = new_id()
    for _ in range(60):
        line.raw.send(json.dumps({"id": name, "do": "make_coffee"}))
    seen = []
    with pytest.raises(ConnectionClosed, match="4008"):
        line.until(seen.append)
    assert any(frame.get("refused") == "too_many" and frame["again"] for frame in seen)


def test_over_plain_requests_it_is_refused_the_same(gathering):
    phone = gathering.phone()
    before = gathering.stored()
    address = f"/api/{gathering.code}/do"
    answers = {
        "unreadable": phone.client.post(address, content=b"[", headers={"Content-Type": "application/json"}),
        "message_too_long": phone.client.post(address, json={"id": "a", "do": "x", "text": CANARY * 1000}),
        "unknown_command": phone.client.post(address, json={"id": "a", "do": "make_coffee"}),
        "unknown_code": phone.client.post("/api/000000/do", json={"id": "a", "do": "x"}),
        "foreign_origin": phone.client.post(address, json={}, headers={"Origin": "http://evil.example"}),
    }
    with gathering.server.client() as stranger:
        answers["missing_seat"] = stranger.post(address, json={"id": "a", "do": "x"})
    for reason, answer in answers.items():
        assert answer.json()["refused"] == reason
        assert len(answer.json()["text"].split()) >= 4
    form = phone.client.post(address, data={"id": "a", "do": "x"})
    assert form.status_code == 415
    assert gathering.stored() == before


def test_a_participants_seat_does_not_open_the_staff_wire(gathering):
    phone = gathering.phone()
    for role in ("facilitator", "screen", "system", "participant", ""):
        answer = phone.client.get(f"/api/{gathering.code}/state?as={role}")
        assert (answer.status_code, answer.json()["refused"]) == (403, "not_your_role")
    act = {"id": "a", "do": "enter_block", "to": "vote", "block": "gather", "visit": 2, "reason": "time"}
    before = gathering.stored()
    assert phone.client.post(f"/api/{gathering.code}/do?as=facilitator", json=act).status_code == 403
    assert gathering.stored() == before


def test_a_screen_may_look_and_ask_nothing(gathering):
    client = gathering.staff(Role.SCREEN)
    assert client.get(f"/api/{gathering.code}/state?as=screen").status_code == 200
    act = {"id": "a", "do": "enter_block", "to": "vote", "block": "gather", "visit": 2, "reason": "time"}
    before = gathering.stored()
    assert client.post(f"/api/{gathering.code}/do?as=screen", json=act).json()["refused"] == "not_your_role"
    assert client.get(f"/api/{gathering.code}/state?as=facilitator").status_code == 403
    assert gathering.stored() == before


def test_a_closed_meeting_lets_nobody_new_in_and_takes_nothing(gathering):
    phone = gathering.phone()
    close(gathering)
    with gathering.server.client() as late:
        answer = late.post(f"/api/{gathering.code}/join", json={})
    assert (answer.status_code, answer.json()["refused"]) == (410, "meeting_over")
    before = gathering.stored()
    message = {"do": "submit_viewpoint", "viewpoint_id": new_id(), "block_id": "gather", "text": CANARY}
    assert phone.post({"id": "a", **message}).json()["refused"] == "meeting_over"
    assert phone.client.get(f"/api/{gathering.code}/state").json()["view"]["over"] is True
    assert gathering.stored() == before


def close(room):
    from meeting.procedure.closing import CloseMeeting

    room.ask(EnterBlock, to="close", reason="time")
    room.ask(CloseMeeting)
