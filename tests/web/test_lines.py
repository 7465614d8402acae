"""What comes over a line in pieces, in heaps, or never ends, and requests that are begun and left."""

import gc
import json
import socket
import threading
import time
import weakref
from contextlib import suppress
from functools import partial

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from meeting.procedure.sheet import EnterBlock
from meeting.web import reading
from tests.web.conftest import PATIENCE, new_id


@pytest.fixture
def line(room):
    room.ask(EnterBlock, to="gather", reason="time")
    with room.phone().socket() as line:
        line.receive()
        yield line


def message(text):
    name = new_id()
    fields = {"do": "submit_viewpoint", "viewpoint_id": new_id(), "block_id": "gather", "text": text}
    return name, json.dumps({"id": name, **fields}).encode()


def frame(data, opcode=Opcode.TEXT, fin=True):
    return Frame(opcode, data, fin).serialize(mask=True)


def answered(line, name):
    return line.until(lambda found: found.get("re") == name)["ok"]


def test_a_message_in_pieces_of_one_byte_is_one_message(line):
    name, text = message("Licht")
    for byte in frame(text):
        line.raw.socket.sendall(bytes([byte]))
    assert answered(line, name)


def test_messages_in_one_heap_are_answered_in_order(room, line):
    names, texts = zip(*(message(f"Licht {n}") for n in range(5)), strict=True)
    line.raw.socket.sendall(b"".join(map(frame, texts)))
    seen = [line.until(lambda found: "re" in found)["re"] for _ in names]
    assert tuple(seen) == names
    assert len(room.meeting.viewpoints) == 5


def test_a_message_in_fragments_with_a_ping_between_is_one_message(line):
    name, text = message("Licht aan de achterkant")
    parts = [
        frame(text[:20], fin=False),
        frame(b"still there?", Opcode.PING),
        frame(text[20:40], Opcode.CONT, fin=False),
        frame(text[40:], Opcode.CONT),
    ]
    line.raw.socket.sendall(b"".join(parts))
    assert answered(line, name)


def test_a_message_that_announces_too_much_is_not_waited_for(line):
    announced = bytes([0x81, 0xFF]) + (2**40).to_bytes(8) + b"mask"
    line.raw.socket.sendall(announced + b"x" * 70_000)
    assert line.receive()["refused"] == "message_too_long"
    with pytest.raises(ConnectionClosed):
        line.receive()


def test_a_frame_that_breaks_the_rules_ends_the_line(line):
    line.raw.socket.sendall(Frame(Opcode.TEXT, message("Licht")[1]).serialize(mask=False))
    with pytest.raises(ConnectionClosed):
        line.until(lambda found: False)


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n"])
def test_who_begins_a_request_and_leaves_it_is_let_go(server, monkeypatch, begun):
    monkeypatch.setattr(reading, "HEAD_WITHIN", 0.2)
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as stranger:
        stranger.sendall(begun)
        with suppress(ConnectionResetError):
            assert stranger.recv(1) == b""


def test_a_second_request_on_the_same_connection_is_answered(server, monkeypatch):
    monkeypatch.setattr(reading, "HEAD_WITHIN", 0.2)
    with server.client() as client:
        assert [client.get("/").status_code for _ in range(3)] == [200, 200, 200]


def test_a_goodbye_that_is_read_after_the_end_of_the_line_is_no_mistake(room, server, log):
    """The server is busy, so that the line is gone before its last words are looked at."""
    turns, heard = room.live.turns, threading.Event()
    with suppress(ConnectionClosed, OSError), room.phone().socket() as line:
        line.receive()
        _, text = message("Licht")
        for _ in range(20):
            server.loop.call_soon_threadsafe(turns.add, partial(time.sleep, 0.02))
        line.raw.socket.sendall(frame(text) + frame(b"\x03\xe8", Opcode.CLOSE))
        line.raw.socket.shutdown(socket.SHUT_RDWR)
    server.loop.call_soon_threadsafe(turns.add, partial(turns.add, heard.set))  # after both messages had their turn
    assert heard.wait(PATIENCE)
    assert [each.getMessage() for each in log.records if each.levelname == "ERROR"] == []


def test_a_line_that_ended_is_forgotten_without_a_look_for_garbage(room, server):
    """A full look for garbage holds up a hall, so it is rare: phones that come and go may not wait for it."""
    phone, hall = room.phone(), server.house.hall(room.code)
    gone = {name: threading.Event() for name in ("connection", "line")}
    gc.disable()
    try:
        with phone.socket() as line:
            line.receive()
            (connection,) = hall.connections
            kept = [weakref.ref(connection, lambda _: gone["connection"].set())]
            kept.append(weakref.ref(connection._line, lambda _: gone["line"].set()))
            del connection
        assert {name: event.wait(PATIENCE) for name, event in gone.items()} == {"connection": True, "line": True}
    finally:
        gc.enable()
