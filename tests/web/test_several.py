"""Several proposals on a real console: laid beside each other, voted on with paper too, and practised beforehand."""

import secrets

from playwright.sync_api import expect

from meeting.procedure.arranging import AddBlock

from .browsing import Crowd


def test_three_proposals_lie_beside_each_other_and_people_vote_on_phones_and_on_paper(leading, room):
    crowd = Crowd(room, 6)
    leading.jump("propose")
    expect(leading.at("typed-proposal")).to_be_visible()
    put = [secrets.token_urlsafe(16) for _ in range(3)]
    for phone, proposal_id, text in zip(crowd.phones, put, ("Een bankje", "Een fontein", "Een boom"), strict=False):
        crowd.do(phone, "put_proposal", proposal_id=proposal_id, text=text)
    leading.at("act-lay_beside").click()
    leading.press("Ga naar stemmen")
    expect(leading.page.locator(".k-work").get_by_test_id("options")).to_contain_text("Een fontein")
    leading.at("method-phones_paper").click()
    leading.at("beside").fill("4")
    leading.press_twice("Open stemming over alle voorstellen")
    expect(leading.at("primary")).to_have_text("Stop stemming")
    crowd.vote(*[put[1]] * 5, put[0])
    count = {put[0]: 0, put[1]: 2, put[2]: 1, "abstain": 0}
    again = leading.page.get_by_text("Laat iemand anders de papieren nog een keer tellen")
    enter(leading, {**count, put[2]: 2})
    expect(again).to_be_visible()
    leading.at("count-anew").click()
    expect(again).to_be_hidden()
    enter(leading, count)
    expect(again).to_be_visible()
    enter(leading, count)
    expect(leading.at("count-done")).to_be_visible()
    leading.press_twice("Stop stemming")
    leading.press("Toon uitslag")
    expect(leading.at("vote-channels")).to_contain_text("op papier3")
    assert room.meeting.tabled == put[1]


def enter(leading, counts):
    """Type a number for each choice and press twice."""
    for choice, n in counts.items():
        leading.at(f"count-{choice}").fill(str(n))
    send = leading.at("count-send")
    send.click()
    expect(send).to_have_attribute("data-armed", "true")
    send.click()


def test_people_practise_with_a_question_of_their_own(leading, room):
    crowd = Crowd(room, 3)
    room.ask(AddBlock, block_id="oefenen", model="practising", after="check-in", sheet_rev=1)
    leading.jump("oefenen")
    expect(leading.at("practice-question")).to_be_visible()
    leading.at("practice-question").fill("Wat eten we?")
    leading.at("practice-answers").fill("Soep\nTaart")
    leading.press_twice("Open oefenstemming")
    expect(leading.at("primary")).to_have_text("Stop stemming")
    assert crowd.view(crowd.phones[0])["heading"] == {"text": "Wat eten we?"}
    crowd.vote("answer-1", "answer-1", "answer-2")
    leading.press_twice("Stop stemming")
    leading.press("Toon uitslag")
    expect(leading.at("vote-exact")).to_contain_text("A: Soep2")
    assert not room.meeting.boxes
