"""How fast phones answer in the hall test: only who was asked counts, and only times and ways are kept."""

from __future__ import annotations

import asyncio

import pytest

from meeting.live.echo import Calls, Echo, Echoes, Way, way

HALL, HALL_SIX = "203.0.113.7", "2001:4860:1:2::7"


class Clock:
    def __init__(self) -> None:
        self.now = 10.0

    def __call__(self) -> float:
        return self.now


def test_only_who_was_asked_is_heard_and_only_once():
    async def call() -> Echoes:
        clock = Clock()
        calls = Calls(clock)
        mark = calls.begin(["ann", "bo"], HALL, local=False)
        clock.now += 0.04
        calls.answer("ann", mark, "wifi", "")
        calls.answer("ann", mark, "wifi", "")
        calls.answer("stranger", mark, "wifi", "")
        calls.answer("bo", "another mark", "wifi", "")
        clock.now += 0.2
        calls.answer("bo", mark, "", "")
        return await calls.over()

    assert asyncio.run(call()) == Echoes(2, (Echo(40, Way.WIFI), Echo(240, None)))


def test_an_answer_to_a_call_that_is_over_is_nothing():
    async def call() -> Echoes:
        calls = Calls()
        mark = calls.begin([], HALL, local=False)
        await calls.over()
        calls.answer("ann", mark, "wifi", "")
        return await calls.over()

    assert asyncio.run(call()) == Echoes(0, ())


@pytest.mark.parametrize(
    ("said", "origin", "here", "local", "told"),
    [
        ("wifi", "127.0.0.1", "127.0.0.1", False, Way.WIFI),
        ("cellular", "8.8.8.8", "8.8.8.8", False, Way.MOBILE),
        ("satellite", "nowhere", "8.8.8.8", False, None),
        ("", "127.0.0.1", "127.0.0.1", True, None),
        ("", "192.168.1.20", "127.0.0.1", True, Way.SAME),
        ("", "8.8.8.8", "8.8.8.8", False, Way.SAME),
        ("", "::ffff:8.8.8.8", "8.8.8.8", False, Way.SAME),
        ("", "8.8.4.4", "8.8.8.8", False, Way.OTHER),
        ("", "2001:4860:1:2::9", HALL_SIX, False, Way.SAME),
        ("", "2001:4860:1:3::9", HALL_SIX, False, Way.OTHER),
        ("", "2001:4860:1:2::9", "8.8.8.8", False, None),
        ("", "172.18.0.2", "172.18.0.2", False, None),
    ],
    ids=[
        "it says Wi-Fi",
        "it says mobile data",
        "says something else, from nowhere",
        "a browser on the server itself",
        "in the server's own network",
        "the hall's address",
        "the hall's address, written as IPv6",
        "another address",
        "the hall's IPv6 network",
        "another IPv6 network",
        "IPv6 and IPv4 cannot be compared",
        "both behind the same proxy",
    ],
)
def test_how_a_phone_came_is_told_only_where_it_can_be_known(said, origin, here, local, told):
    assert way(said, origin, here, local=local) is told
