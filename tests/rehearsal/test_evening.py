"""A hall of twelve over the real wire, from the first joiner to the adopted decision and the report."""

import asyncio
import json
from random import Random

import pytest

from meeting.rehearsal.client import Phone, Refusal, staff
from meeting.rehearsal.exchange import Exchange, Place


def test_twelve_people_are_led_to_the_adopted_decision(server):
    result = server.run("rehearse", "--people", "12", "--lead", "--fast", "--seed", "11", "--json")
    assert result.returncode == 0, result.stdout + result.stderr
    told = json.loads(result.stdout)
    assert told["decision"] == "adopted"
    assert told["broken"] == []
    assert told["stuck"] is None
    assert told["figures"]["joined"] == 12
    assert told["figures"]["unanswered"] == 0
    assert told["report"].endswith(told["code"])


def test_a_day_of_opgaven_is_led_with_hosts_at_tables_and_a_desk_to_teams_and_the_report(server):
    wishes = ("--people", "12", "--tables", "2", "--template", "opgaven", "--lead", "--fast", "--seed", "3", "--json")
    result = server.run("rehearse", *wishes)
    assert result.returncode == 0, result.stdout + result.stderr
    told = json.loads(result.stdout)
    assert (told["decision"], told["broken"], told["stuck"]) == ("adopted", [], None)
    assert told["desk"] is not None
    assert told["counted"] >= 2
    assert max(told["figures"]["largest_view"].values()) <= 4096


def test_a_hall_without_sockets_comes_as_far(server):
    wishes = ("--people", "8", "--lead", "--fast", "--seed", "2", "--polls", "1", "--json")
    told = json.loads(server.run("rehearse", *wishes).stdout)
    assert (told["decision"], told["broken"]) == ("adopted", [])


def test_somebody_elses_server_is_left_alone(server):
    result = server.run("rehearse", "--address", "http://192.0.33.8", "--code", "123456")
    assert result.returncode == 2
    assert "--yes-this-is-my-server" in result.stderr


def test_leading_needs_the_link_of_the_console(server):
    result = server.run("rehearse", "--lead", "--address", server.address, "--code", "123456")
    assert result.returncode == 2


async def heard(phone, right):
    """Wait until what the phone shows is right."""
    news = asyncio.Event()
    phone.heard = phone.answered = lambda *_: news.set()
    async with asyncio.timeout(10):
        while not right():
            news.clear()
            await news.wait()


def test_a_phone_that_loses_its_line_comes_back_and_sends_what_was_not_answered(server):
    made = server.new_meeting()

    async def story():
        place = Place.read(server.address)
        leader = await staff(place, made["console"].rpartition("/")[2], "facilitator", Random(1))
        phone = Phone(place, made["code"], Random(2))
        await phone.join()
        for each in (leader, phone):
            each.start()
            await heard(each, lambda each=each: each.view)
        for to, reason in (("check-in", None), ("gather", None)):
            view = leader.view
            asked = leader.ask("enter_block", block=view["block"], visit=view.get("visit", 0), to=to, reason=reason)
            await heard(leader, lambda asked=asked, to=to: asked.ok and leader.view["block"] == to)
        await heard(phone, lambda: phone.view["block"] == "gather")
        phone.lose_network()
        asked = phone.ask("submit_viewpoint", viewpoint_id=phone.new_id(), block_id="gather", text="Een bankje.")
        assert asked.tries == 0
        phone.regain_network()
        await heard(phone, lambda: asked.ok and phone.mine["viewpoints"])
        assert phone.traffic.lines == 2
        assert [each["text"] for each in phone.mine["viewpoints"]] == ["Een bankje."]
        for each in (leader, phone):
            await each.stop()

    asyncio.run(story())


def test_an_unknown_code_and_a_foreign_link_are_told_apart(server):
    async def story():
        place = Place.read(server.address)
        with pytest.raises(Refusal, match="unknown_code"):
            await Phone(place, "000000", Random(1)).join()
        with pytest.raises(Refusal):
            await staff(place, "a" * 22, "facilitator", Random(1))
        assert (await Exchange(place).get("/api/current")).status == 200

    asyncio.run(story())


def test_secret_commands_are_padded_to_one_size():
    phone = Phone(Place.read("http://127.0.0.1:1"), "000000", Random(1))
    sizes = set()
    for choice in ("for", "against"):
        body = phone.ask("cast_ballot", round_id="r", choice=[choice], rev=1).body
        sizes.add(len(json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()))
    assert sizes == {1024}
