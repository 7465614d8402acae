"""Telling everybody: what reaches whom, how large it is, and who is too slow."""

import asyncio
import json
import threading
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from websockets.client import ClientProtocol
from websockets.protocol import State
from websockets.sync.client import connect
from websockets.uri import parse_uri

from meeting.live import frames, hub
from meeting.procedure.core import Role
from meeting.procedure.minority import AskMinority
from meeting.procedure.proposing import ConfirmProposal, PutProposal, TableProposal
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import ShowResult
from meeting.procedure.state import RoundKind
from meeting.procedure.voting import CloseRound, OpenRound
from tests.web.conftest import Line, new_id


@pytest.fixture
def voting(room):
    """A room of six phones in an open round."""
    phones = [room.phone() for _ in range(6)]
    room.ask(EnterBlock, to="propose", reason="time")
    proposal = new_id()
    room.ask(PutProposal, proposal_id=proposal, text="Een zebrapad bij de school.")
    if room.meeting.tabled != proposal:
        room.ask(TableProposal, proposal_id=proposal)
    if not room.meeting.proposal.confirmed:
        room.ask(ConfirmProposal, proposal_id=proposal, version=1, fits=True)
    room.ask(EnterBlock, to="vote", reason="time")
    room.phones, room.round_id = phones, new_id()
    room.ask(OpenRound, round_id=room.round_id, kind=RoundKind.PROPOSAL, proposal_id=proposal, version=1)
    return room


def vote(line, room, choice, rev=1):
    return line.ask("cast_ballot", round_id=room.round_id, choice=[choice], rev=rev)


def private(line):
    return [frame for frame in line.frames if "mine" in json.loads(frame)]


def test_a_vote_reaches_no_other_phone(voting):
    with voting.phones[0].socket() as one, voting.phones[1].socket() as other:
        one.receive(), other.receive()
        assert vote(one, voting, "against")["ok"]
        assert vote(other, voting, "for")["ok"]
        assert len(other.frames) <= 3, "the state, the own part, the own answer"
        assert not any("against" in frame for frame in other.frames[1:])


def test_a_vote_shows_on_the_own_other_tab_and_after_a_reload(voting):
    phone = voting.phones[0]
    with phone.socket() as one, phone.socket() as two:
        one.receive(), two.receive()
        assert vote(one, voting, "for")["ok"]
        assert two.until(lambda frame: "mine" in frame)["mine"]["ballots"][0]["choice"] == ["for"]
    with phone.socket() as again:
        assert again.receive()["mine"]["ballots"] == [{"round_id": voting.round_id, "choice": ["for"], "rev": 1}]


def test_private_frames_have_one_size_whatever_was_chosen(voting):
    sizes = set()
    for phone, choice in zip(voting.phones, ("for", "against", "abstain"), strict=False):
        with phone.socket() as line:
            line.receive()
            assert vote(line, voting, choice)["ok"]
            for frame in private(line):
                assert len(frame.encode()) % frames.FRAME == 0
            sizes.add(tuple(len(frame.encode()) for frame in private(line)))
    assert len(sizes) == 1


def test_when_everybody_is_asked_something_every_phone_gets_a_frame_of_the_same_size(voting):
    for phone, choice in zip(voting.phones, ["for"] * 4 + ["against"] * 2, strict=True):
        with phone.socket() as line:
            assert vote(line, voting, choice)["ok"]
    with ExitStack() as open_lines:
        lines = [open_lines.enter_context(phone.socket()) for phone in voting.phones]
        voting.ask(CloseRound, round_id=voting.round_id)
        voting.ask(ShowResult, round_id=voting.round_id)
        voting.ask(EnterBlock, to="minority", reason=None)
        for line in lines:
            line.until(lambda frame: frame.get("view", {}).get("block") == "minority")
            line.frames.clear()
        voting.ask(AskMinority, round_id=voting.round_id)
        for line in lines:
            while len(line.frames) < 2:
                line.receive()
    assert len({tuple(sorted(len(frame.encode()) for frame in line.frames)) for line in lines}) == 1
    assert all(line.view["ask"] == lines[0].view["ask"] for line in lines)
    asked = [line.mine["ask"] or line.view["ask"] for line in lines]
    assert all(ask["options"] == asked[0]["options"] and ask["form"] == asked[0]["form"] for ask in asked)


def test_phones_are_never_sent_the_turnout_and_staff_are(voting):
    client = voting.staff()
    with voting.phones[0].socket() as line, voting.phones[1].socket() as voter:
        line.receive()
        mark = client.get(f"/api/{voting.code}/state?as=facilitator").headers["etag"]
        assert vote(voter, voting, "for")["ok"]
        told = client.get(f"/api/{voting.code}/state?as=facilitator&wait=5", headers={"If-None-Match": mark})
        assert told.status_code == 200
        assert len(line.frames) == 1


def test_staff_get_patches_over_the_socket_and_may_act(voting):
    client = voting.staff()
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = f"ws://127.0.0.1:{voting.server.port}/api/{voting.code}/socket?as=facilitator"
    with connect(address, additional_headers={"Cookie": cookie}, close_timeout=1) as raw:
        line = Line(raw)
        assert "mine" not in line.receive()
        answer = line.ask("close_round", block="vote", round_id=voting.round_id)
        assert answer["ok"], answer
        assert line.until(lambda frame: "patch" in frame or "view" in frame)
        stale = line.ask("show_result", block="gather", round_id=voting.round_id)
        assert stale["refused"] == "changed_meanwhile"


def test_screens_are_called_back_after_a_change_and_not_for_every_one(room):
    called = threading.Event()
    calls = []

    async def watch():
        return room.server.house.hub.watch(room.live, lambda: (calls.append(1), called.set()))

    stop = room.server.run(watch())
    for _ in range(10):
        room.phone()
    assert called.wait(5)
    assert len(calls) < 10
    stop()
    view = room.server.house.hub.view(room.live, Role.SCREEN)
    assert view["block"] == "arrival"


class SlowLine:
    """A line that carries what it is given, until it is told to be `behind`."""

    def __init__(self):
        self.behind = False
        self.texts = []

    def write(self, data):
        parser = ClientProtocol(parse_uri("ws://test"), state=State.OPEN)
        parser.receive_data(data)
        self.texts += [json.loads(frame.data) for frame in parser.events_received()]


@pytest.fixture
def on_a_line(room):
    """Has a scene played in the server's loop with a participant's connection over a line that may be slow."""
    participant = room.phone().participant

    def play(scene):
        async def whole():
            hall, line = room.server.house.hub.hall(room.code), SlowLine()
            connection = hall.connect(Role.PARTICIPANT, participant, b"x" * 16, line)
            try:
                return await scene(hall, line, connection)
            finally:
                hall.leave(connection)

        return room.server.run(whole())

    return play


def test_who_is_behind_gets_the_latest_and_no_queue(room, on_a_line):
    async def scene(hall, line, connection):
        await told(line, 1)
        line.behind = True
        for to in ("check-in", "gather", "talk"):
            block, visit = room.meeting.active, room.meeting.visit
            await hall.live.handle(
                EnterBlock(block=block, visit=visit, to=to, at=datetime.now(UTC), role=Role.FACILITATOR)
            )
        assert len(line.texts) == 1
        line.behind = False
        connection.drained()
        await told(line, 2)
        return line.texts

    texts = on_a_line(scene)
    assert [text["view"]["block"] for text in texts] == ["arrival", "talk"]


def test_an_answer_reaches_who_is_behind_and_starts_the_clock(room, on_a_line):
    async def scene(hall, line, connection):
        await told(line, 1)
        line.behind = True
        connection.answer(b'{"re":"a","ok":true}')
        connection.stuck_since -= hub.PATIENCE + 1
        hall.tick()
        return line.texts[1:], connection.closing

    assert on_a_line(scene) == ([{"re": "a", "ok": True}], hub.CUT_SLOW)


async def told(line, n):
    while len(line.texts) < n:
        await asyncio.sleep(0)


def test_who_takes_nothing_for_too_long_is_cut_off(room):
    async def scene():
        hall = room.server.house.hub.hall(room.code)
        connection = hall.connect(Role.SCREEN)
        try:
            connection.stuck_since = asyncio.get_running_loop().time() - hub.PATIENCE - 1
            hall.tick()
            return connection.closing
        finally:
            hall.leave(connection)

    assert room.server.run(scene()) == hub.CUT_SLOW


def test_a_silent_line_is_told_that_we_are_there(room):
    with room.phone().socket() as line:
        line.receive()

        async def fifteen_seconds_later():
            hall = room.server.house.hub.hall(room.code)
            (connection,) = hall.connections
            connection.last_out -= hub.HEARTBEAT
            hall.tick()

        room.server.run(fifteen_seconds_later())
        assert line.until(lambda frame: "beat" in frame) == {"beat": 1}
