"""The run sheet on the console and the desk, its page and its file: by mouse, by keyboard, and for whom it is."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from meeting.procedure.core import Role
from meeting.procedure.templates import OFFERED
from meeting.store.sheetfile import LONGEST, read, write

from .browsing import Leading, page_of
from .conftest import QUESTION


def order(room):
    return [block.id for block in room.meeting.sheet]


def open_by_keyboard(leading, name):
    leading.page.locator(f"[data-testid={name}]:visible").focus()
    leading.page.keyboard.press("Enter")


def test_blocks_are_changed_moved_skipped_and_added_by_keyboard_while_the_meeting_runs(browser, room):
    with page_of(browser, room.links.console) as page:
        leading = Leading(page)
        leading.press("Start check-in")
        expect(leading.at("time-check-in")).to_have_text("0 van 15 min")
        expect(leading.at("time-gather")).to_have_text(re.compile(r"^\d\d:\d\d · 7 min$"))
        leading.at("jump-check-in").click()
        leading.at("more-time").click()
        expect(leading.at("time-check-in")).to_have_text("0 van 20 min")
        expect(leading.at("sheet-late")).to_have_text("Loopt 5 minuten uit")

        open_by_keyboard(leading, "sheet-edit")
        expect(leading.at("sheet-edit")).to_have_attribute("aria-pressed", "true")
        open_by_keyboard(leading, "jump-talk")
        leading.at("title-talk").fill("Aan tafel")
        leading.at("minutes-talk").fill("")
        leading.at("minutes-talk").press("Enter")
        expect(leading.at("minutes-talk-error")).to_contain_text("een heel getal")
        leading.at("minutes-talk").fill("45")
        leading.at("minutes-talk").press("Enter")
        expect(leading.at("jump-talk")).to_contain_text("Aan tafel")
        expect(leading.at("save-talk")).to_be_focused()

        open_by_keyboard(leading, "down-talk")
        expect(leading.page.locator(".k-blocks > li").nth(4)).to_contain_text("Aan tafel")
        expect(leading.at("down-talk")).to_be_focused()
        assert order(room)[2:5] == ["gather", "seek-no", "talk"]

        open_by_keyboard(leading, "jump-spread")
        open_by_keyboard(leading, "skip-spread")
        open_by_keyboard(leading, "skip-time")
        expect(leading.at("time-spread")).to_have_text("overgeslagen: Tijd")

        leading.at("add-kind").select_option("gathering")
        leading.at("add-after").select_option("talk")
        leading.at("add-send").press("Enter")
        expect(leading.page.locator(".k-blocks > li")).to_have_count(14)
        expect(leading.at("sheet-share")).to_contain_text("Let op: telefoon nodig")
        assert room.meeting.block_of("spread").skipped == "time"
        assert [room.meeting.block_of("talk").title, room.meeting.block_of("talk").minutes] == ["Aan tafel", 45]


def test_a_jump_is_explained_afterwards_in_words(browser, room):
    with page_of(browser, room.links.console) as page:
        leading = Leading(page)
        leading.jump("propose")
        leading.at("jumps").locator("summary").click()
        leading.write("explain-2", "De bus ging.")
        expect(leading.at("jumps")).to_be_hidden()
        assert [visit.words for visit in room.meeting.visits] == [None, "De bus ging."]


def test_two_consoles_do_not_change_the_run_sheet_unseen(browser, room):
    with page_of(browser, room.links.console) as page:
        leading = Leading(page)
        leading.at("sheet-edit").click()
        leading.at("jump-talk").click()
        leading.at("title-talk").fill("Van mij")
        from meeting.procedure.arranging import ChangeBlock

        room.ask(ChangeBlock, sheet_rev=1, block_id="talk", title="Van een ander")
        expect(leading.at("title-talk")).to_have_value("Van een ander")
        expect(leading.at("jump-talk")).to_contain_text("Van een ander")


def test_a_run_sheet_is_kept_chosen_read_from_a_file_and_thrown_away(browser, server, room, tmp_path):
    with page_of(browser, room.links.console) as page:
        leading = Leading(page)
        leading.at("sheet-edit").click()
        leading.at("keep-name").fill("Ons <b>plein</b>")
        leading.at("keep-send").click()
        expect(leading.at("keep-told")).to_contain_text("Bewaard")
    token = server.run(server.house.server_link(Role.FACILITATOR))
    wrong, right = tmp_path / "wrong.yaml", tmp_path / "right.yaml"
    wrong.write_text("kring: 1\nname: Proef\nblocks:\n- step: arrival\n  minutes: veel\n  phone: away\n")
    right.write_text(write(replace(OFFERED["conflict"], name="Uit een bestand")))
    with page_of(browser, f"{server.base}/in/{token}") as page:
        leading = Leading(page)
        kept = page.locator("[data-testid^=kept-]", has_text="Ons <b>plein</b>")
        expect(kept).to_be_visible()
        leading.at("sheet-read").set_input_files(wrong)
        expect(leading.at("sheet-read-told")).to_contain_text("Regel 5, blok 1, “minutes”: Vul hier een heel getal in.")
        leading.at("sheet-read").set_input_files(right)
        expect(leading.at("sheet-read-told")).to_contain_text("Ingelezen en gekozen: Uit een bestand")
        with page.expect_download() as download:
            kept.get_by_test_id("kept-file").click()
        assert read(download.value.path().read_text()).name == "Ons <b>plein</b>"
        assert download.value.suggested_filename == "kring-draaiboek.yaml"
        kept.get_by_test_id("forget").click()
        kept.get_by_test_id("forget-yes").click()
        expect(kept).to_have_count(0)
        leading.at("new-question").fill(QUESTION)
        leading.at("new-make").click()
        page.wait_for_url(re.compile(r"/console/\d{6}$"))
        made = server.house.hub.hall(page.url.rpartition("/")[2]).live.meeting
    assert (made.template, made.budget) == ("Uit een bestand", 10)
    assert made.sheet == OFFERED["conflict"].blocks


def test_a_file_that_is_far_too_large_is_not_even_sent(browser, server, tmp_path):
    token = server.run(server.house.server_link(Role.FACILITATOR))
    large = tmp_path / "large.yaml"
    large.write_text("# " + "x" * LONGEST)
    with page_of(browser, f"{server.base}/in/{token}") as page:
        leading = Leading(page)
        leading.at("sheet-read").set_input_files(large)
        expect(leading.at("sheet-read-told")).to_contain_text("te groot")


@pytest.fixture
def commissioner(server, room):
    link = server.run(server.house.new_link(room.live, Role.COMMISSIONER))
    client = server.client(follow_redirects=False)
    assert client.get("/in/" + link.rpartition("/")[2]).status_code == 303
    return client


def test_the_commissioner_reads_the_run_sheet_and_changes_nothing(commissioner, room):
    from meeting.procedure.arranging import ChangeBlock, SkipBlock

    room.ask(ChangeBlock, sheet_rev=1, block_id="talk", title="<b>Tafels</b>", question="Wat raakt je?")
    room.ask(SkipBlock, sheet_rev=2, block_id="spread", reason="time")
    page = commissioner.get(f"/sheet/{room.code}")
    assert page.status_code == 200
    for words in (QUESTION, "Check-in", "30 min", "schrijven", "&lt;b&gt;Tafels&lt;/b&gt;", "Wat raakt je?", "Jullie"):
        assert words in page.text
    assert "overgeslagen: tijd" in page.text
    assert not re.search(r"<(script|style|button|form)|<b>", page.text)
    assert commissioner.get(f"/sheet/{room.code}.yaml").status_code == 403
    assert commissioner.get(f"/console/{room.code}").status_code == 403


def test_the_run_sheet_wants_a_link_of_this_meeting(server, room, commissioner):
    assert server.client().get(f"/sheet/{room.code}").status_code == 403
    assert room.staff(Role.SCREEN).get(f"/sheet/{room.code}").status_code == 403
    assert room.staff().get(f"/sheet/{room.code}").status_code == 200
    assert room.staff().get("/sheet/000000").status_code == 404
    other = server.meeting()
    assert commissioner.get(f"/sheet/{other.code}").status_code == 403
    assert commissioner.get("/desk/sheets/x.yaml").status_code == 403


def test_the_file_of_a_meeting_is_read_as_it_is_led(room):
    answer = room.staff().get(f"/sheet/{room.code}.yaml")
    assert answer.headers["content-disposition"] == f'attachment; filename="kring-{room.code}.yaml"'
    assert read(answer.text).blocks == room.meeting.sheet
