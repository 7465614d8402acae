"""Voices before the room and topics, led with the console by real clicks, with phones and the room screen beside."""

import secrets

import orjson
import pytest
from playwright.sync_api import expect

from tests.procedure.voices import SHEET

from .browsing import Crowd, Leading, page_of
from .conftest import QUESTION, Room

SAID = ("Meer bankjes bij de vijver.", "Bij de vijver meer bankjes.", "De markt blijft.")


@pytest.fixture
def voices(server):
    wishes = {"question": QUESTION, "sheet": orjson.loads(orjson.dumps(SHEET))}
    return Room(server, server.run(server.house.new_meeting(wishes)))


def put(crowd, number, text, block, **fields):
    ident = secrets.token_urlsafe(16)
    known = {"viewpoint_id": ident, "block_id": block, "text": text, **fields}
    crowd.do(crowd.phones[number], "submit_viewpoint", **known)
    return ident


def test_voices_are_heard_one_by_one_laid_together_and_named(browser, voices):
    with page_of(browser, voices.links.console) as page, page_of(browser, voices.links.room) as screen:
        leading, crowd = Leading(page), Crowd(voices, 4)
        leading.jump("gather")
        expect(leading.at("spoken-viewpoint")).to_be_visible()
        ids = [put(crowd, number, text, "gather") for number, text in enumerate(SAID)]
        inbox = leading.at("inbox").locator("> li")
        expect(inbox).to_have_count(3)

        # A question goes back by a key, in the row where the focus is; what staff typed is typed better.
        leading.write("spoken-viewpoint", "Wie betaald dat?")
        expect(inbox).to_have_count(4)
        inbox.nth(3).get_by_test_id("correct").click()
        inbox.nth(3).get_by_test_id("correct-text").fill("Wie betaalt dat?")
        inbox.nth(3).get_by_test_id("correct-text-send").click()
        expect(inbox.nth(3)).to_contain_text("Wie betaalt dat?")
        leading.at("inbox").focus()
        for key in ("j", "j", "j", "v"):
            page.keyboard.press(key)
        expect(inbox.nth(2)).to_contain_text("teruggestuurd met een vraag")
        leading.at("filter-held").click()
        expect(inbox).to_have_count(1)

        # One voice at a time; hands; numbers at the end only.
        leading.jump("voices")
        leading.press("Toon de eerste stem")
        expect(leading.at("before-the-room")).to_be_visible()
        now = voices.meeting.spreads[-1].viewpoint
        expect(screen.get_by_test_id("card")).to_contain_text(voices.meeting.viewpoints[now].text)
        for phone in crowd.phones:
            crowd.do(phone, "recognise", viewpoint_id=now)
        leading.at("hands").fill("zeven")
        leading.at("hands-send").click()
        expect(leading.at("hands-error")).to_contain_text("Typ hoeveel handen")
        leading.at("hands").fill("7")
        leading.at("hands-send").click()
        expect(leading.at("hands-noted")).to_have_text("Genoteerd: 7")
        expect(screen.get_by_test_id("room")).not_to_contain_text("herkennen dit")
        leading.at("act-show_counts").click()
        expect(screen.get_by_test_id("card")).to_contain_text("mensen herkennen dit (7 gezegd)")

        # Topics: a suggestion that somebody takes up, a name that the room confirms, a voice that stays by itself.
        leading.press("Leg meningen bij elkaar")
        leading.at("alike-merge").click()
        topic = leading.at("topics").locator("> li")
        expect(topic).to_have_count(1)
        expect(topic).to_contain_text(SAID[0])
        expect(topic).to_contain_text(SAID[1])
        topic.get_by_test_id("topic-name").fill("Zitten")
        topic.get_by_test_id("topic-name-send").click()
        leading.press("Zaal zegt: deze naam klopt")
        expect(topic).to_contain_text("de zaal zei: klopt")
        expect(screen.get_by_test_id("topic")).to_contain_text("Zitten")
        cluster = next(iter(voices.meeting.clusters))
        crowd.do(crowd.phones[0], "judge_place", viewpoint_id=ids[0], cluster_id=cluster, fits=False)
        expect(topic).to_contain_text("1 schrijver zegt: klopt niet")
        topic.get_by_test_id("topic-show").click()
        expect(screen.get_by_test_id("card")).to_have_count(2)
        topic.get_by_test_id("take-out").first.click()
        expect(topic).to_have_count(0)
        single = leading.at("single-voices").locator("> li")
        expect(single).to_have_count(4)
        for number in (0, 1, 2):
            single.nth(number).get_by_test_id("choose").click()
        expect(leading.at("chosen")).to_have_text("3 gekozen")
        leading.at("merge").click()
        expect(topic).to_have_count(1)
        expect(single).to_have_count(1)
