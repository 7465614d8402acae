"""Tables over the wire: who comes in by a QR, who helps at a table or at the ordering desk, and their links."""

from __future__ import annotations

import json
import secrets
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from websockets.sync.client import connect

from meeting.procedure.capacities import SetCapacity
from meeting.procedure.core import Role
from meeting.procedure.picking import PickCard
from meeting.procedure.regrouping import MergeTables
from meeting.procedure.seating import SetTables, in_order
from meeting.web import wire

from .browsing import Leading, page_of
from .conftest import PATIENCE, Line


@pytest.fixture
def hall(server):
    """A meeting with three tables, where residents vote and guests do not."""
    room = server.meeting()
    room.ask(SetTables, count=3)
    room.ask(SetCapacity, capacity_id="resident", name="Bewoner", votes=True)
    room.ask(SetCapacity, capacity_id="guest", name="Gast", votes=False)
    return room


def come(room, **join):
    """A browser that came in by this QR, and what only its phone sees."""
    client = room.server.client()
    assert client.post(f"/api/{room.code}/join", json={"language": "nl", **join}).status_code == 204
    return client, mine(room, client)


def mine(room, client):
    return client.get(f"/api/{room.code}/state").json()["mine"]


def helper(room, link):
    """A browser that came in by a staff link."""
    client = room.server.client(follow_redirects=False)
    answer = client.get("/in/" + link.rpartition("/")[2])
    assert answer.status_code == 303
    return client, answer.headers["location"]


@contextmanager
def line_of(room, client, role):
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = f"ws://127.0.0.1:{room.server.port}/api/{room.code}/socket?as={role}"
    with connect(address, additional_headers={"Cookie": cookie}, open_timeout=PATIENCE, close_timeout=1) as line:
        yield Line(line)


def hosts(room):
    return dict(room.server.run(room.server.house.host_links(room.live, in_order(room.meeting))))


def desks(room, count=2):
    return dict(room.server.run(room.server.house.desk_links(room.live, count)))


def test_a_qr_brings_people_to_their_table_in_their_capacity(hall):
    key = hall.meeting.capacities["resident"].key
    assert len(key) == 12
    _, seen = come(hall, table="2", key=key)
    assert (seen["place"]["table"], seen["place"]["capacity"], seen["votes"]) == (2, "Bewoner", True)
    assert seen["place"]["choices"] == []


@pytest.mark.parametrize("damaged", [{"table": 14}, {"table": "x" * 500}, {"key": ["a"]}, {"table": None, "key": ""}])
def test_a_damaged_address_keeps_nobody_out(hall, damaged):
    _, seen = come(hall, **damaged)
    assert seen["place"]["table"] is None


def test_who_came_without_a_table_or_card_may_say_where_and_as_what(hall):
    client, seen = come(hall)
    assert [each["text"] for each in seen["place"]["choices"]] == ["Bewoner", "Gast"]
    for message in ({"do": "sit", "table": "3"}, {"do": "take_capacity", "capacity_id": "guest"}):
        answer = client.post(f"/api/{hall.code}/do", json={"id": secrets.token_urlsafe(8), **message}).json()
        assert answer["ok"], answer
    place = mine(hall, client)["place"]
    assert (place["table"], place["capacity"]) == (3, "Gast")


def test_a_meeting_without_tables_says_nothing_of_them(room):
    _, seen = come(room)
    assert seen["place"] is None


def test_who_sits_at_a_table_that_walks_is_told_where_to(hall):
    client, _ = come(hall, table="1")
    come(hall, table="2")
    hall.ask(MergeTables, table="1", into="2", route="Langs het raam")
    assert mine(hall, client)["place"]["go"] == {
        "key": "go.merged",
        "table": "2",
        "n": 2,
        "route": "Langs het raam",
        "stay": None,
    }


def test_a_host_sees_the_own_table_and_follows_its_people(hall):
    client, place = helper(hall, hosts(hall)[1])
    assert place == f"/host/{hall.code}"
    with line_of(hall, client, "host") as line:
        line.receive()
        assert (line.view["table"], line.view["seated"]) == (1, 0)
        come(hall, table="1")
        line.until(lambda frame: line.view["seated"] == 1)
        hall.ask(MergeTables, table="1", into="3")
        line.until(lambda frame: line.view["table"] == 3)


@pytest.mark.parametrize("role", ["facilitator", "desk", "screen", "note_keeper"])
def test_a_host_is_nothing_else(hall, role):
    client, _ = helper(hall, hosts(hall)[1])
    answer = client.get(f"/api/{hall.code}/state?as={role}")
    assert answer.status_code == 403


def test_the_table_of_a_host_is_never_the_clients_to_say():
    message = {"do": "pick_card", "viewpoint_id": "a", "table": "9", "worker": "x"}
    made = wire.command(message, role=Role.HOST, participant=None, at=datetime.now(UTC), table="1")
    assert isinstance(made, PickCard)
    assert made.table == "1"


def test_each_place_at_the_ordering_desk_has_a_mark_of_its_own(hall):
    marks = []
    for link in desks(hall).values():
        client, place = helper(hall, link)
        assert place == f"/ordering/{hall.code}"
        with line_of(hall, client, "desk") as line:
            marks.append(line.receive()["worker"])
    assert len({*marks}) == 2
    assert not any(link.rpartition("/")[2] in json.dumps(line.view) for link in desks(hall).values())


def test_printing_again_gives_the_same_links_and_a_revoked_one_is_replaced(hall):
    before = hosts(hall)
    assert hosts(hall) == before
    rows = hall.server.run(hall.server.house.links(hall.live.id))
    row = next(row for row in rows if row.table == "2")
    hall.server.run(hall.server.house.revoke(row.token_hash))
    after = hosts(hall)
    assert (after[1], after[3]) == (before[1], before[3])
    assert after[2] != before[2]
    assert hall.server.client().get("/in/" + before[2].rpartition("/")[2]).status_code == 404


@pytest.mark.parametrize("name", ["tables", "tables.pdf?as=resident", "hosts", "desks", "capacities.pdf?as=guest"])
def test_cards_are_printed_for_who_leads(hall, name):
    address = f"/paper/{hall.code}/{name}{'' if '.pdf' in name else '.pdf'}"
    assert hall.staff().get(address).content.startswith(b"%PDF")
    assert hall.server.client().get(address).status_code == 403


def test_where_there_are_no_tables_there_are_no_cards(room):
    assert room.staff().get(f"/paper/{room.code}/tables.pdf").status_code == 404
    assert room.staff().get(f"/paper/{room.code}/capacities.pdf?as=x").status_code == 404
    assert "tables.pdf" not in room.staff().get(f"/paper/{room.code}").text


def test_the_paper_page_lists_the_cards_of_tables_and_capacities(hall):
    page = hall.staff().get(f"/paper/{hall.code}").text
    assert all(f"/paper/{hall.code}/{name}.pdf" in page for name in ("tables", "hosts", "desks", "capacities"))


def test_the_facilitator_sets_tables_and_roles_merges_and_mixes(browser, room):
    """In a real browser; phones come in by the QR of the tables meanwhile."""
    with page_of(browser, room.links.console) as page:
        leading = Leading(page)
        page.get_by_text("Tafels en rollen").click()
        leading.write("tables-count", "6")
        expect(leading.at("tables").locator("button")).to_have_count(6)
        leading.at("capacity-new").click()
        leading.at("capacity-name").fill("Bewoner")
        leading.at("capacity-invited").fill("40")
        leading.at("capacity-keep").click()
        expect(leading.at("capacities")).to_contain_text("Bewoner")

        key = next(iter(room.meeting.capacities.values())).key
        for table in ("1", "1", "2", "2", "2"):
            come(room, table=table, key=key)
        expect(leading.at("capacities")).to_contain_text("5 hier · 40 uitgenodigd")
        leading.at("table-1").click()
        leading.write("merge-route", "Langs het raam")
        expect(leading.at("merged-1")).to_contain_text("Langs het raam")
        leading.at("merged-1").get_by_test_id("split").click()
        expect(leading.at("tables").locator("button")).to_have_count(6)
        leading.at("mix-tables").click()
        expect(leading.at("mix-tables")).to_have_attribute("data-armed", "true")
        expect(leading.at("mix-tables")).to_have_attribute("aria-disabled", "false")
        leading.at("mix-tables").click()
        expect(leading.at("tables-told")).to_contain_text("onderweg")


def test_who_has_no_script_types_the_table_when_coming_in(hall):
    client = hall.server.client(follow_redirects=True)
    page = client.get(f"/{hall.code}/plain?t=2&k=%22%3E%3Ckwaad").text
    assert 'name="table"' in page
    assert 'value="2"' in page
    assert "<kwaad" not in page
    client.post(f"/{hall.code}/plain", data={"do": "come_in", "table": "3"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert mine(hall, client)["place"]["table"] == 3
