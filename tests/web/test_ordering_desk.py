"""The ordering desk over real sockets: several people at once lose nothing, and end up looking at the same desk."""

import json
import random
import secrets
import threading
import time
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect
from websockets.sync.client import connect

from meeting.procedure.clustering import cards
from meeting.procedure.core import Role
from meeting.procedure.importing import ImportViewpoints
from meeting.procedure.ordering import CloseDesk
from meeting.web import doors

from .browsing import page_of

WORKERS, ACTS = 4, 25


def bring(room, n):
    """So many cards on the table; with their ids in the order of their numbers."""
    block = next(block.id for block in room.meeting.sheet if block.step == "gathering")
    texts = tuple(f"Kaart {number} over wonen en bewegen" for number in range(1, n + 1))
    room.ask(ImportViewpoints, import_id=secrets.token_urlsafe(16), block_id=block, texts=texts)
    return [card.id for card in cards(room.meeting)]


def link(room, label="Ordenaar"):
    return room.server.run(room.server.house.new_link(room.live, Role.DESK, label))


class Desk:
    """One window of the desk on the plain wire: it keeps what it is told, as the page does."""

    def __init__(self, room, address):
        client = room.server.client(follow_redirects=False)
        client.get("/in/" + address.rpartition("/")[2])
        cookie = doors.staff_cookie(Role.DESK, room.code, secure=False)
        address = f"ws://127.0.0.1:{room.server.port}/api/{room.code}/socket?as=desk"
        self._open = ExitStack()
        cookies = {"Cookie": f"{cookie}={client.cookies[cookie]}"}
        self._line = self._open.enter_context(connect(address, additional_headers=cookies))
        self.view, self.answers, self.bytes, self._made = {}, {}, [], 0
        self.me = self.hear()["worker"]

    def hear(self, within=5.0):
        raw = self._line.recv(within)
        frame = json.loads(raw)
        if "re" in frame:
            self.answers[frame["re"]] = frame
        self.view = {**frame.get("view", self.view), **frame.get("patch", {})}
        self.view = {key: value for key, value in self.view.items() if value is not None}
        if "patch" in frame:
            self.bytes.append(len(raw.encode()))
        return frame

    def do(self, do, **fields):
        """Ask something, and listen until it is answered."""
        self._made += 1
        name = f"{self.me}-{self._made}"
        act = {"act_id": name} if do != "hold" else {}
        self._line.send(json.dumps({"id": name, "do": do, **act, **fields}))
        while name not in self.answers:
            self.hear()
        return self.answers[name]

    def lay(self, *ids, into=None):
        topic = self.view.get(f"topic.{into}")
        where = {"cluster_id": into or secrets.token_urlsafe(16), "rev": topic["rev"] if topic else 0}
        return self.do("lay_together", **where, cards=self.seen(ids))

    def seen(self, ids):
        return [{"viewpoint_id": each, "moved": self.view[f"place.{each}"]["moved"]} for each in ids]

    def topics(self):
        return [key.partition(".")[2] for key in self.view if key.startswith("topic.")]

    def settle(self, wanted):
        """Listen until the desk looks like this."""
        until = time.monotonic() + 10
        while self.picture() != wanted and time.monotonic() < until:
            self.hear()
        return self.picture()

    def picture(self):
        """Where every card lies, and what every topic is called."""
        return {key: value for key, value in self.view.items() if key.split(".")[0] in ("place", "topic")}

    def close(self):
        self._open.close()


@pytest.fixture
def desks(room):
    made = [Desk(room, link(room, f"Ordenaar {n}")) for n in range(WORKERS)]
    yield made
    for each in made:
        each.close()


def test_four_at_once_lose_no_act_and_end_with_the_same_desk(room):
    ids = bring(room, 60)
    made = [Desk(room, link(room, f"Ordenaar {n}")) for n in range(WORKERS)]
    accepted = [0] * WORKERS
    threads = [threading.Thread(target=work, args=(made[n], ids, n, accepted)) for n in range(WORKERS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    last = Desk(room, link(room))
    moves = room.meeting.ordering.moves
    assert len({move.worker for move in moves}) == WORKERS
    assert len(moves) == sum(accepted) == WORKERS * ACTS
    assert [each.settle(last.picture()) == last.picture() for each in made] == [True] * WORKERS
    lying = {each: last.view[f"place.{each}"] for each in ids}
    assert {place["topic"] for place in lying.values()} - {None} == set(last.topics())
    stored, _ = room.stored()
    assert sum(type(event).__name__ == "DeskActed" for event in stored) == len(moves)
    for each in (*made, last):
        each.close()


def work(desk, ids, seed, accepted):
    """So many acts that change something; what somebody else was ahead of is done anew with other cards."""
    chance = random.Random(seed)
    while accepted[seed] < ACTS:
        into = chance.choice([None, *desk.topics()])
        some = [each for each in chance.sample(ids, 3) if desk.view[f"place.{each}"]["topic"] != into or into is None]
        loose = [each for each in some if not desk.view[f"place.{each}"].get("loose")]
        if chance.random() < 0.2 and loose:
            answer = desk.do("leave_loose", cards=desk.seen(loose))
        elif len(some) > 1:
            answer = desk.lay(*some, into=into)
        else:
            continue
        accepted[seed] += answer["ok"]
        if not answer["ok"]:
            desk.hear()  # what somebody else did, which is why it was refused


def test_the_others_see_at_once_what_somebody_has_in_hand_and_an_act_is_a_small_frame(room, desks):
    ids = [*bring(room, 150), *bring(room, 150)][:150]
    one, other = desks[:2]
    while f"card.{ids[-1]}" not in other.view:
        other.hear()
    while f"card.{ids[-1]}" not in one.view:
        one.hear()
    assert one.do("hold", things=[ids[0], "x"])["ok"]
    while other.view["hands"].get(ids[0]) != one.me:
        other.hear()
    assert other.do("hold", things=[ids[0], ids[1]])["ok"]
    while ids[1] not in other.view["hands"]:
        other.hear()
    assert other.view["hands"] == {ids[0]: one.me, "x": one.me, ids[1]: other.me}
    one.close()
    while other.view["hands"] != {ids[1]: other.me}:
        other.hear()
    other.bytes.clear()
    assert other.lay(ids[1], ids[2])["ok"]
    while not other.topics():
        other.hear()
    assert max(other.bytes) < 2_000


def test_an_answer_says_who_took_the_card_and_nobody_else_may_order(room, desks):
    ids = bring(room, 4)
    one, other = desks[:2]
    for each in (one, other):
        while f"card.{ids[-1]}" not in each.view:
            each.hear()
    as_seen = other.seen(ids[:1])
    assert one.lay(ids[0], ids[1])["ok"]
    said = other.do("leave_loose", cards=as_seen)
    assert said["text"] == "Ordenaar 1 legde deze kaart net bij onderwerp 1. Kijk of dat ook goed is."
    room.ask(CloseDesk)
    assert other.do("leave_loose", cards=other.seen(ids[3:]))["refused"] == "desk_closed"
    phone = room.phone()
    for message in ({"do": "leave_loose", "act_id": "x", "cards": []}, {"do": "hold", "things": ids}):
        assert phone.post({"id": "1", **message}).json()["refused"] == "not_your_role"


def test_cards_are_laid_named_and_brought_back_by_keyboard_and_by_dragging(browser, room):
    bring(room, 12)
    with page_of(browser, link(room)) as page, page_of(browser, link(room)) as other:
        page.locator(".pile [data-card]").first.focus()
        for key in ("Space", "ArrowDown", "Space"):
            page.keyboard.press(key)
        expect(other.locator(".pile .held")).to_have_count(2)
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        page.get_by_role("button", name="Nieuw onderwerp").press("Enter")
        expect(other.locator(".topic")).to_have_count(1)
        expect(page.locator(".pile [data-card]:focus")).to_have_count(1)
        page.get_by_role("button", name="Geef een naam").press("Enter")
        page.keyboard.type("Wonen")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Goede naam")).to_have_count(0)
        other.get_by_role("button", name="Goede naam").click()
        expect(page.locator(".topic.agreed h3")).to_have_text("Wonen")
        other.locator(".pile [data-card]").nth(3).drag_to(other.locator(".loose"))
        expect(page.locator(".loose .card")).to_have_count(1)
        other.locator(".loose [data-card]").drag_to(other.locator(".topic"))
        expect(page.locator(".topic .handle")).to_contain_text("3 kaarten")
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+z")
        expect(other.locator(".topic .handle")).to_contain_text("Onderwerp 1")
