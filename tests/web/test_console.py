"""A conversation led with the console by real clicks, and what the console refuses, asks and keeps to itself."""

import re
import secrets

from playwright.sync_api import expect

from .browsing import Crowd, Leading, page_of

MARKUP = "<img src=x onerror=document.title='stolen'> & <b>vet</b>"


def proposal_on_the_table(leading, text="We maken het plein autovrij."):
    leading.jump("propose")
    leading.write("typed-proposal", text)
    leading.press("Zaal zegt: dit klopt")
    leading.press("Ga naar stemmen")
    expect(leading.at("primary")).to_have_text("Open stemming")


def test_a_conversation_is_led_from_arrival_to_an_adopted_decision(leading, room):
    crowd = Crowd(room, 10)
    leading.press("Start check-in")
    leading.press("Haal meningen op")
    expect(leading.at("spoken-viewpoint")).to_be_visible()
    crowd.do(
        crowd.phones[0],
        "submit_viewpoint",
        viewpoint_id=secrets.token_urlsafe(16),
        block_id="gather",
        text="Meer licht.",
    )
    expect(leading.at("inbox").locator("> li")).to_have_count(1)
    leading.write("spoken-viewpoint", "De markt blijft.")
    expect(leading.at("inbox").locator("> li")).to_have_count(2)
    expect(leading.at("inbox")).to_contain_text("Gezegd")
    proposal_on_the_table(leading)
    leading.press_twice("Open stemming")
    expect(leading.at("primary")).to_have_text("Stop stemming")
    crowd.vote(*["against"] * 5, *["for"] * 5)
    expect(leading.at("vote-turnout")).to_have_text("10 van de 10 mensen hebben gestemd")
    leading.press_twice("Stop stemming")
    leading.press("Toon uitslag")
    expect(leading.at("vote-exact")).to_contain_text("Voor5Tegen5")
    assert room.meeting.rounds[-1].outcome == "tie"
    leading.at("act-open_round").click()
    leading.at("act-open_round").click()
    expect(leading.at("primary")).to_have_text("Stop stemming")
    crowd.vote(*["against"] * 4, *["for"] * 6)
    leading.press_twice("Stop stemming")
    leading.press("Toon uitslag")
    leading.press("Vraag wat er nodig is")
    leading.press("Vraag op alle telefoons wat er nodig is")
    expect(leading.at("primary")).to_have_text("Deel de antwoorden")
    crowd.answer(["Eerst een proef.", "Parkeren voor mantelzorgers."])
    expect(leading.at("answered-phones")).to_have_text("10 van de 10 mensen hebben geantwoord")
    leading.press_twice("Deel de antwoorden")
    needs = leading.at("positions").locator("> li")
    expect(needs).to_have_count(2)
    leading.write("spoken-need", "Iemand die ik kan bellen.")
    expect(needs).to_have_count(3)
    leading.press("Geef antwoord op de behoeften")
    needs.nth(0).get_by_test_id("answer-added").click()
    expect(needs.nth(0)).to_contain_text("Alle telefoons krijgen nu de vraag")
    crowd.reply()
    leading.press("Rond deze vraag af")
    expect(needs.nth(0)).to_contain_text("Dit antwoord staat")
    needs.nth(1).get_by_test_id("answer-parked").click()
    needs.nth(1).get_by_test_id("answer-parked-owner").fill("Ans")
    needs.nth(1).get_by_test_id("answer-parked-text-send").click()
    expect(needs.nth(1)).to_contain_text("Alle telefoons krijgen nu de vraag")
    crowd.reply()
    leading.press("Rond deze vraag af")
    needs.nth(2).get_by_test_id("answer-added").click()
    needs.nth(2).get_by_test_id("settle-yes").click()
    leading.press("Ga naar het besluit")
    leading.press_twice("Vraag of iedereen mee kan")
    expect(leading.at("primary")).to_have_text("Stop met vragen")
    crowd.vote(*["along"] * 9, "leave")
    leading.press_twice("Stop met vragen")
    leading.press("Toon uitslag")
    expect(leading.at("primary")).to_have_text("Leg besluit vast")
    leading.at("decision-owner").fill("Ans en het wijkteam")
    leading.at("decision-review-on").fill("2027-06-01")
    leading.press_twice("Leg besluit vast")
    leading.press("Rond af")
    leading.press("Vraag: voelde jij je gehoord?")
    expect(leading.at("heard-answered")).to_have_text("0 van de 10 telefoons hebben geantwoord")
    leading.press_twice("Sluit bijeenkomst")
    expect(leading.page.locator(".k-bar-top .k-over")).to_be_visible()
    expect(leading.at("closing-report")).to_be_visible()
    decision = room.meeting.decisions[0]
    assert (decision.kind, decision.owner, str(decision.review_on)) == ("full", "Ans en het wijkteam", "2027-06-01")
    assert len(room.meeting.proposals[0].current.additions) == 2
    assert room.meeting.closed_at


def test_a_vote_opens_only_at_the_second_press_and_a_double_click_is_one(leading, room):
    proposal_on_the_table(leading)
    expect(leading.at("primary")).to_have_text("Open stemming")
    leading.at("primary").dblclick()
    expect(leading.at("primary")).to_have_attribute("data-armed", "true")
    expect(leading.at("told")).to_contain_text("Druk nog een keer om te openen")
    expect(leading.at("told")).to_contain_text("niet versleuteld")
    assert not room.meeting.rounds
    expect(leading.at("primary")).to_have_attribute("data-armed", "false")  # five seconds later it is off again
    assert not room.meeting.rounds


def test_page_down_presses_the_big_button_but_not_while_somebody_types(leading, room):
    leading.at("note").focus()
    leading.page.keyboard.press("PageDown")
    leading.write("note", "Iemand bracht koekjes mee.")
    expect(leading.page.get_by_text("Iemand bracht koekjes mee.")).to_be_visible()
    assert room.meeting.active == "arrival"
    leading.page.locator("body").click(position={"x": 700, "y": 30})
    leading.page.keyboard.press("PageDown")
    expect(leading.at("primary")).to_have_text("Haal meningen op")
    assert room.meeting.active == "check-in"


def test_what_is_held_back_leaves_the_screen_with_its_reason_and_can_come_back(leading, room):
    leading.jump("gather")
    leading.write("spoken-viewpoint", "Jan van hiernaast maakt lawaai.")
    row = leading.at("inbox").locator("> li")
    row.get_by_test_id("hold").click()
    row.get_by_test_id("hold-person").click()
    expect(row).to_contain_text("niet getoond: Naam van iemand")
    row.get_by_test_id("release").click()
    expect(row).to_contain_text("op het scherm")
    row.get_by_test_id("withdraw").click()
    expect(row).to_contain_text("weggehaald")


def test_viewpoints_that_are_read_first_wait_until_they_are_shown(leading, room):
    leading.jump("gather")
    leading.at("display-read").click()
    expect(leading.at("display-read")).to_have_attribute("aria-pressed", "true")
    for text in ("Een.", "Twee."):
        leading.write("spoken-viewpoint", text)
        expect(leading.at("inbox")).to_contain_text(text)
    leading.at("inbox").locator("> li").nth(0).get_by_test_id("show").click()
    expect(leading.at("inbox-counts")).to_have_text("1 op het scherm · 1 wachten nog")
    leading.at("show-all").click()
    expect(leading.at("inbox-counts")).to_have_text("2 op het scherm · 0 wachten nog")


def test_a_refusal_stands_at_its_field_in_plain_words_and_the_text_stays(leading, room):
    leading.jump("gather")
    leading.write("spoken-viewpoint", "a" * 150)
    expect(leading.at("spoken-viewpoint-error")).to_contain_text("te lang")
    expect(leading.at("spoken-viewpoint")).to_have_value("a" * 150)
    leading.write("spoken-viewpoint", "Korter.")
    expect(leading.at("spoken-viewpoint-error")).to_be_hidden()
    expect(leading.at("spoken-viewpoint")).to_have_value("")


def test_peoples_words_are_never_markup(leading, screen, room):
    leading.jump("gather")
    leading.write("spoken-viewpoint", MARKUP)
    expect(leading.at("inbox")).to_contain_text(MARKUP)
    expect(screen.get_by_test_id("card")).to_contain_text(MARKUP)
    assert "stolen" not in leading.page.title() + screen.title()


def test_what_is_being_typed_stays_while_others_come_in(leading, room):
    crowd = Crowd(room, 2)
    leading.jump("gather")
    leading.at("spoken-viewpoint").fill("Ik zeg")
    crowd.do(
        crowd.phones[0],
        "submit_viewpoint",
        viewpoint_id=secrets.token_urlsafe(16),
        block_id="gather",
        text="Van een telefoon.",
    )
    expect(leading.at("inbox")).to_contain_text("Van een telefoon.")
    expect(leading.at("spoken-viewpoint")).to_have_value("Ik zeg")
    expect(leading.at("spoken-viewpoint")).to_be_focused()


def test_a_round_is_called_off_with_a_reason_everybody_sees(leading, screen, room):
    Crowd(room, 6)
    proposal_on_the_table(leading)
    leading.press_twice("Open stemming")
    expect(leading.at("primary")).to_have_text("Stop stemming")
    leading.at("act-cancel_round").click()
    leading.at("cancel_round-send").click()
    expect(leading.at("cancel_round-reason-error")).not_to_be_empty()
    leading.at("cancel_round-reason").fill("De vraag was niet duidelijk.")
    leading.at("cancel_round-send").click()
    expect(screen.get_by_text("De vraag was niet duidelijk.")).to_be_visible()
    expect(leading.at("primary")).to_have_text("Open stemming")


def test_a_decision_may_end_without_one_and_says_why(leading, room):
    proposal_on_the_table(leading)
    leading.at("act-end_decision").click()
    leading.at("end_decision-reason").fill("We weten nog te weinig.")
    leading.at("end_decision-postponed").click()
    expect(leading.at("act-end_decision")).to_have_count(0)
    assert [(each.kind, each.reason) for each in room.meeting.decisions] == [("postponed", "We weten nog te weinig.")]


def test_the_qr_code_comes_on_the_room_screen_and_goes(leading, screen, room):
    leading.jump("talk")
    expect(screen.get_by_test_id("heading")).to_be_visible()
    leading.at("show-qr").click()
    expect(screen.get_by_test_id("qr")).to_be_visible()
    leading.at("show-qr").click()
    expect(screen.get_by_test_id("heading")).to_be_visible()


def test_the_console_wants_a_facilitators_link(browser, server, room):
    answer = server.client().get(f"/console/{room.code}")
    assert answer.status_code == 403
    assert room.staff().get(f"/console/{room.code}").status_code == 200
    other = server.meeting()
    assert other.staff().get(f"/console/{room.code}").status_code == 403
    assert room.staff().get("/console/000000").status_code == 404


def test_a_new_meeting_is_one_form_that_says_what_is_missing(browser, server):
    from meeting.procedure.core import Role

    token = server.run(server.house.server_link(Role.FACILITATOR))
    with page_of(browser, f"{server.base}/in/{token}") as page:
        leading = Leading(page)
        expect(leading.at("new-question")).to_have_value("Wat is ervoor nodig zodat …")
        leading.at("new-make").click()
        expect(leading.at("new-question-error")).to_contain_text("Maak de vraag af")
        leading.at("new-question").fill("Wat is ervoor nodig zodat de buurt rustig slaapt?")
        leading.at("new-level-advise").check()
        leading.at("new-make").click()
        expect(leading.at("new-decider-error")).to_be_visible()
        leading.at("new-decider").fill("De gemeenteraad")
        leading.at("new-answer-by").fill("2027-01-15")
        leading.at("new-make").click()
        page.wait_for_url(re.compile(r"/console/\d{6}$"))
        expect(leading.at("mandate")).to_contain_text("De gemeenteraad beslist.")
        expect(leading.at("mandate")).to_contain_text("vóór 15 januari 2027")
        code = page.url.rpartition("/")[2]
        page.goto(f"{server.base}/desk")
        expect(leading.at(f"meeting-{code}")).to_contain_text("de buurt rustig slaapt")
