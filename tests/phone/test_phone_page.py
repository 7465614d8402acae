"""The phone's page in a real Chromium: what it keeps, what it sends again, and that all phones look alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fake_wire import CODE, FakeWire, ignore, view, words
from playwright.sync_api import BrowserContext, Page, Route, expect

pytestmark = pytest.mark.browser

PROPOSAL = "Het plein wordt autovrij. We beginnen met een proef van een half jaar."


def options(*names: str) -> list[dict[str, str]]:
    return [{"id": name} for name in names]


def writing(block: str = "block-2") -> dict[str, Any]:
    ask = {"form": "write", "do": "submit_viewpoint", "id": block, "block": block, "key": "view", "limit": 140}
    return {"step": "gathering", "block": block, "heading": {"key": "gather.title"}, "ask": ask}


def voting(round_id: str = "round-1") -> dict[str, Any]:
    chosen = options("for", "against", "abstain")
    return {
        "step": "voting",
        "block": "block-3",
        "heading": {"key": "vote.title"},
        "cards": [{"id": "pr", "kind": "proposal", "text": PROPOSAL, "label": {"key": "card.proposal"}}],
        "ask": {"form": "choose", "do": "cast_ballot", "id": round_id, "key": "ballot", "options": chosen},
    }


def needing(key: str = "need.other") -> dict[str, Any]:
    chosen = options("text", "speak", "none", "pass")
    ask = {"form": "choose", "do": "give_answer", "id": "round-1", "key": key, "options": chosen, "limit": 140}
    return {
        "step": "minority",
        "block": "block-4",
        "heading": {"key": "need.title"},
        "lines": [{"key": "need.comfort"}],
        "ask": ask,
    }


def main(page: Page, text: str) -> Any:
    return page.locator("#main").get_by_text(text)


def until(page: Page, condition: Any) -> None:
    """Wait for something the server side saw; the page's own clock drives the waiting."""
    for _ in range(600):
        if condition():
            return
        page.evaluate("new Promise(requestAnimationFrame)")
    pytest.fail("did not happen")


def boxes(page: Page) -> list[Any]:
    return page.evaluate(
        """[...document.querySelectorAll('main, main *, header *, footer *')]
        .filter((e) => !e.matches('.ghost') && !e.matches('details:not([open]) :not(summary)'))
        .map((e) => [e, e.getBoundingClientRect()])
        .map(([e, box]) => [e.tagName, e.className, box.x, box.y + scrollY, box.width, box.height])
        .filter(([tag]) => tag !== 'SPAN')"""
    )


# Writing


def test_a_draft_survives_a_reload_and_goes_when_it_is_in(phone: Page, wire: FakeWire) -> None:
    wire.show(**writing())
    phone.get_by_role("textbox").fill("Meer bankjes")
    phone.reload()
    expect(phone.get_by_role("textbox")).to_have_value("Meer bankjes")
    phone.get_by_role("button", name="Verstuur").click()
    expect(main(phone, "Het is binnen. Dank je wel.")).to_be_visible()
    expect(phone.get_by_role("textbox")).to_have_value("")
    assert wire.sent("submit_viewpoint")[0]["text"] == "Meer bankjes"
    assert phone.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []


def test_a_text_sent_again_after_a_reload_is_the_same_viewpoint(phone: Page, wire: FakeWire) -> None:
    wire.reply = ignore
    wire.show(**writing())
    phone.get_by_role("textbox").fill("Meer bankjes")
    phone.get_by_role("button", name="Verstuur").click()
    until(phone, lambda: wire.sent("submit_viewpoint"))
    phone.reload()
    phone.get_by_role("button", name="Verstuur").click()
    until(phone, lambda: len(wire.sent("submit_viewpoint")) > 1)
    assert len({command["viewpoint_id"] for command in wire.sent("submit_viewpoint")}) == 1


def test_the_room_goes_on_while_somebody_types(phone: Page, wire: FakeWire) -> None:
    wire.show(**writing())
    phone.get_by_role("textbox").click()
    phone.keyboard.type("Meer ban")
    wire.show(block="block-9")
    banner = phone.get_by_role("heading", name="De zaal gaat verder. Wil je dit nog sturen?")
    expect(banner).to_be_visible()
    phone.keyboard.type("kjes")
    expect(phone.get_by_role("textbox")).to_have_value("Meer bankjes")
    phone.get_by_role("button", name="Verstuur").click()
    expect(banner).to_be_hidden()
    assert wire.sent("submit_viewpoint")[0]["block_id"] == "block-2"
    assert wire.sent("submit_viewpoint")[0]["text"] == "Meer bankjes"


def test_a_text_that_is_too_long_says_how_much_shorter(phone: Page, wire: FakeWire) -> None:
    wire.show(**writing())
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    phone.get_by_role("textbox").fill(family * 100)
    expect(main(phone, "Nog 40 tekens")).to_be_visible()
    phone.get_by_role("textbox").fill("a" * 143)
    expect(phone.locator("mark")).to_have_text("aaa")
    phone.get_by_role("button", name="Maak je tekst 3 tekens korter").click(force=True)
    assert wire.sent("submit_viewpoint") == []


def test_own_texts_can_be_changed_and_removed_while_that_is_possible(phone: Page, wire: FakeWire) -> None:
    card = {
        "id": "v1",
        "text": "Meer licht",
        "rev": 1,
        "kind": None,
        "state": "shown",
        "reason": None,
        "editable": True,
    }
    held = {**card, "id": "v2", "text": "Jansen", "state": "held", "reason": "person", "editable": False}
    wire.mine = {"participant": "p1", "votes": True, "viewpoints": [card, held]}
    wire.show(**writing())
    expect(main(phone, "Niet getoond. Er staat een naam van iemand in.")).to_be_visible()
    phone.get_by_role("button", name="Aanpassen").click()
    phone.get_by_label("Pas je tekst aan").fill("Meer licht bij school")
    phone.get_by_role("button", name="Bewaar").click()
    phone.get_by_role("button", name="Weghalen").dblclick()
    assert wire.sent("withdraw_viewpoint") == []
    phone.get_by_role("button", name="Weghalen").click()
    phone.get_by_role("button", name="Ja, haal weg").click()
    until(phone, lambda: wire.sent("withdraw_viewpoint"))
    edit = wire.sent("edit_viewpoint")[0]
    assert (edit["viewpoint_id"], edit["text"], edit["rev"]) == ("v1", "Meer licht bij school", 2)


# Voting


def test_a_vote_is_in_only_when_the_server_says_so_and_then_folds_away(phone: Page, wire: FakeWire) -> None:
    wire.reply = ignore
    wire.show(**voting())
    phone.get_by_role("button", name="Tegen").click()
    expect(main(phone, "Bezig…")).to_be_visible()
    expect(main(phone, "Je stem is binnen.")).to_be_hidden()
    until(phone, lambda: wire.sent("cast_ballot"))
    ballot = wire.sent("cast_ballot")[0]
    assert (ballot["choice"], ballot["rev"], ballot["person"]) == (["against"], 1, 0)
    wire.send({"re": ballot["id"], "ok": True})
    expect(main(phone, "Je stem is binnen.")).to_be_visible()
    assert phone.get_by_role("button", name="Tegen").bounding_box()["height"] <= 56
    assert phone.evaluate("document.activeElement.textContent") == "Tegen", "focus stays"
    assert phone.evaluate("document.querySelector('.options').getBoundingClientRect().width") == 1
    phone.get_by_role("button", name="Laat zien").click()
    expect(main(phone, "Jij koos: Tegen")).to_be_visible()


def test_every_choice_gets_the_same_words_and_the_same_screen(phone: Page, wire: FakeWire) -> None:
    seen = []
    for number, name in enumerate(("Voor", "Tegen", "Ik weet het nog niet")):
        wire.show(**voting(f"round-{number}"))
        phone.get_by_role("button", name=name).click()
        expect(main(phone, "Je stem is binnen.")).to_be_visible()
        seen.append((phone.locator("#said").inner_text().strip(), phone.locator(".after").inner_text(), boxes(phone)))
    assert seen[0] == seen[1] == seen[2]
    assert {len(json.dumps(ballot, separators=(",", ":")).encode()) for ballot in wire.sent("cast_ballot")} == {1024}


def test_a_call_of_the_hall_test_is_answered_with_something_as_long_as_a_vote(phone: Page, wire: FakeWire) -> None:
    wire.send({"echo": "a-mark"})
    until(phone, lambda: wire.sent("echo"))
    [answer] = wire.sent("echo")
    assert answer["mark"] == "a-mark"
    assert len(json.dumps(answer, separators=(",", ":")).encode()) == 1024


def test_a_ballot_without_an_answer_is_sent_again_after_reconnecting(phone: Page, wire: FakeWire) -> None:
    wire.reply = ignore
    wire.show(**voting())
    phone.get_by_role("button", name="Voor").click()
    until(phone, lambda: wire.sent("cast_ballot"))
    wire.reply = lambda _command: {"ok": True}
    wire.hang_up()
    expect(main(phone, "Je stem is binnen.")).to_be_visible()
    first, again = wire.sent("cast_ballot")
    assert first == again


def test_an_acknowledged_ballot_the_server_has_lost_is_given_again(phone: Page, wire: FakeWire) -> None:
    wire.show(**voting())
    phone.get_by_role("button", name="Voor").click()
    expect(main(phone, "Je stem is binnen.")).to_be_visible()
    phone.get_by_role("button", name="Verander").click()
    phone.get_by_role("button", name="Tegen").click()
    expect(main(phone, "Je stem is binnen.")).to_be_visible()
    wire.mine = {"participant": "p1", "votes": True, "ballots": [{"round_id": "round-1", "choice": ["for"], "rev": 1}]}
    wire.hang_up(4013)
    until(phone, lambda: len(wire.sent("cast_ballot")) == 3)
    assert [(b["choice"], b["rev"]) for b in wire.sent("cast_ballot")] == [
        (["for"], 1),
        (["against"], 2),
        (["against"], 2),
    ]


def test_no_connection_is_said_once_in_words_that_fit(phone: Page, wire: FakeWire) -> None:
    wire.reply = ignore
    wire.sockets_allowed = False
    wire.show(**voting())
    phone.get_by_role("button", name="Voor").click()
    expect(phone.get_by_role("alert")).to_have_text("Geen verbinding. Je stem is nog niet binnen.", timeout=5000)
    wire.reply = lambda _command: {"ok": True}
    expect(main(phone, "Je stem is binnen.")).to_be_visible(timeout=30_000)
    expect(phone.get_by_role("alert")).to_have_text("")


def test_the_browser_going_offline_is_said_within_five_seconds(phone: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    expect(phone.get_by_role("alert")).to_contain_text("Geen verbinding", timeout=5000)
    context.set_offline(False)
    expect(phone.get_by_role("alert")).to_have_text("", timeout=10_000)


def test_a_refusal_is_told_in_the_servers_words_even_when_the_screen_has_moved(phone: Page, wire: FakeWire) -> None:
    late = "Je stem kwam te laat en telt niet mee. Zeg het tegen de begeleider."
    wire.reply = lambda _command: {"ok": False, "refused": "round_closed", "again": False, "text": late}
    wire.show(**voting())
    phone.get_by_role("button", name="Voor").click()
    expect(main(phone, late)).to_be_visible()
    wire.show(block="block-8", heading={"key": "vote.closed"})
    expect(main(phone, late)).to_be_visible()
    phone.get_by_role("button", name="Oké").click()
    expect(main(phone, late)).to_be_hidden()


def test_a_command_that_was_not_saved_is_kept_and_sent_again(phone: Page, wire: FakeWire) -> None:
    answers = [{"ok": False, "refused": "not_saved", "again": True, "text": ""}, {"ok": True}]
    wire.reply = lambda _command: answers.pop(0)
    wire.show(**voting())
    phone.get_by_role("button", name="Voor").click()
    expect(main(phone, "Je stem is binnen.")).to_be_visible()
    first, again = wire.sent("cast_ballot")
    assert first == again


def test_without_a_socket_the_phone_asks_and_sends_by_ordinary_requests(phone: Page, wire: FakeWire) -> None:
    wire.sockets_allowed = False
    wire.hang_up()
    until(phone, lambda: wire.polls > 1)
    wire.show(**voting())
    phone.get_by_role("button", name="Voor").click()
    expect(main(phone, "Je stem is binnen.")).to_be_visible()
    assert len(wire.sent("cast_ballot")) == 1


# The minority


@pytest.mark.parametrize("size", [(390, 844), (320, 568)])
@pytest.mark.parametrize("language", ["NL", "EN"])
def test_phones_that_are_asked_different_questions_look_alike(
    phone: Page, wire: FakeWire, size: tuple[int, int], language: str
) -> None:
    phone.set_viewport_size({"width": size[0], "height": size[1]})
    phone.get_by_role("button", name={"NL": "NL, Nederlands", "EN": "EN, English"}[language]).click()
    expect(phone.locator("html")).to_have_attribute("lang", language.lower())
    titles = words(language.lower())
    looks = []
    for key in ("need.own", "need.other", "need.same", "need.still"):
        wire.mine = {"participant": "p1", "votes": True, "ask": {**needing()["ask"], "key": key}}
        wire.show(**needing())
        expect(phone.locator(".stack > :not(.ghost)")).to_have_text(str(titles[f"{key}.title"]))
        closed = boxes(phone)
        phone.locator(".option").first.click()
        expect(phone.get_by_role("textbox")).to_be_visible()
        looks.append((closed, boxes(phone)))
        phone.locator(".option").first.click()
        expect(phone.get_by_role("textbox")).to_be_hidden()
    for look in looks[1:]:
        assert look == looks[0]


def lasting(ready: list[str] | None = None, asked: str = "r1") -> dict[str, Any]:
    """The question with everything a phone is offered beside its field."""
    screen = needing("need.own")
    return {**screen, "ask": {**screen["ask"], "id": asked, "lasting": "decision-1", "ready": ready or []}}


def test_a_no_that_stays_needs_no_words_and_is_given_again_when_it_is_asked_anew(phone: Page, wire: FakeWire) -> None:
    phone.clock.install()
    wire.show(**lasting())
    phone.get_by_role("button", name="Ik schrijf het op").click()
    phone.get_by_role("checkbox", name="Ik blijf bij mijn keuze. Vraag het me niet meer.").check()
    phone.get_by_role("button", name="Verstuur").click()
    expect(main(phone, "Je antwoord is binnen. Dank je wel.")).to_be_visible()
    [sent] = wire.sent("give_answer")
    assert (sent["text"], sent["final"]) == ("Ik blijf bij mijn nee. Vraag het me niet meer.", True)
    wire.show(**lasting(asked="r2"))
    expect(phone.get_by_role("button", name="Ik schrijf het op")).to_be_visible()
    phone.clock.fast_forward(26_000)
    until(phone, lambda: len(wire.sent("give_answer")) == 2)
    again = wire.sent("give_answer")[1]
    assert (again["round_id"], again["text"], again["final"]) == ("r2", sent["text"], True)
    assert again["position_id"] != sent["position_id"]


def test_what_others_thought_of_is_taken_over_with_one_tap_and_can_still_be_changed(
    phone: Page, wire: FakeWire
) -> None:
    wire.show(**lasting(["Een bel aan de deur", "Meer licht"]))
    phone.get_by_role("button", name="Ik schrijf het op").click()
    phone.get_by_role("button", name="Een bel aan de deur").click()
    expect(phone.get_by_role("textbox")).to_have_value("Een bel aan de deur")
    phone.get_by_role("textbox").fill("Een bel aan de achterdeur")
    phone.get_by_role("button", name="Verstuur").click()
    expect(main(phone, "Je antwoord is binnen. Dank je wel.")).to_be_visible()
    [sent] = wire.sent("give_answer")
    assert (sent["text"], sent.get("final")) == ("Een bel aan de achterdeur", None)


def test_an_answer_keeps_its_id_on_this_phone_for_the_trace(phone: Page, wire: FakeWire) -> None:
    wire.show(**needing("need.own"))
    phone.get_by_role("button", name="Ik schrijf het op").click()
    phone.get_by_role("textbox").fill("Eerst een proef")
    phone.get_by_role("button", name="Verstuur").click()
    expect(main(phone, "Je antwoord is binnen. Dank je wel.")).to_be_visible()
    given = wire.sent("give_answer")[0]
    assert (given["kind"], given["text"], given["rev"]) == ("text", "Eerst een proef", 1)
    item = {"text": "Eerst een proef van drie maanden", "key": "card.answer.changed"}
    position = {
        "id": given["position_id"],
        "kind": "position",
        "text": "Eerst een proef",
        "label": None,
        "items": [item],
    }
    wire.show(block="block-5", cards=[position])
    expect(main(phone, "Eerst een proef van drie maanden")).to_be_visible()
    wire.show(block="block-6", heading={"key": "closing.title"}, ask={"form": "cards"})
    expect(phone.get_by_role("heading", name="Wat jij nodig had")).to_be_visible()
    expect(main(phone, "Eerst een proef van drie maanden")).to_be_hidden()
    phone.get_by_role("button", name="Laat zien").click()
    expect(main(phone, "Eerst een proef van drie maanden")).to_be_visible()
    phone.get_by_role("button", name="Wis op deze telefoon").click()
    expect(main(phone, "Op deze telefoon staat niets.")).to_be_visible()
    assert phone.evaluate("Object.keys(localStorage).filter((key) => key.includes('trace'))") == []


def test_a_new_answer_to_the_same_need_is_asked_anew(phone: Page, wire: FakeWire) -> None:
    def replying(version: int) -> dict[str, Any]:
        ask = {"form": "choose", "do": "reply", "id": "round-1", "position": "pos", "version": version, "key": "reply"}
        return {
            "block": "block-5",
            "heading": {"key": "weave.title"},
            "ask": {**ask, "options": options("fits", "misfits")},
        }

    wire.show(**replying(1))
    phone.get_by_role("button", name="Klopt").click()
    expect(main(phone, "Je antwoord is binnen. Dank je wel.")).to_be_visible()
    reply = {"round_id": "round-1", "position_id": "pos", "fits": None, "rev": 1}
    wire.mine = {"participant": "p1", "votes": True, "replies": [reply]}
    wire.show(**replying(2))
    expect(main(phone, "Je antwoord is binnen. Dank je wel.")).to_be_hidden()
    phone.get_by_role("button", name="Nog niet").click()
    expect(main(phone, "Je antwoord is binnen. Dank je wel.")).to_be_visible()
    assert [(reply["fits"], reply["rev"]) for reply in wire.sent("reply")] == [(True, 1), (False, 2)]


def test_only_the_proposer_is_asked_whether_the_words_are_right(phone: Page, wire: FakeWire) -> None:
    confirm = {"form": "choose", "do": "confirm_proposal", "id": "pr", "version": 2, "key": "proposal.confirm"}
    wire.mine = {"participant": "p1", "votes": True, "ask": {**confirm, "options": options("yes", "no")}}
    ask = {"form": "write", "do": "put_proposal", "id": "block-7", "key": "proposal", "limit": 240}
    wire.show(block="block-7", heading={"key": "proposing.title"}, ask=ask)
    phone.get_by_role("button", name="Ja").click()
    expect(main(phone, "Je antwoord is binnen.")).to_be_visible()
    sent = wire.sent("confirm_proposal")[0]
    assert (sent["proposal_id"], sent["version"], sent["fits"]) == ("pr", 2, True)


def test_a_sealed_question_of_an_earlier_moment_is_not_asked_again(phone: Page, wire: FakeWire) -> None:
    wire.mine = {"participant": "p1", "votes": True, "ask": needing("need.own")["ask"]}
    wire.show(**voting("round-2"))
    expect(phone.get_by_role("button", name="Voor")).to_be_visible()


# The page


def test_nothing_a_person_writes_becomes_markup(phone: Page, wire: FakeWire) -> None:
    trick = "<img src=x onerror=alert(1)><b>vet</b> {name}"
    card = {
        "id": "c",
        "kind": "position",
        "text": trick,
        "label": None,
        "items": [{"text": trick, "key": "card.owner"}],
    }
    own = {"id": "v1", "text": trick, "rev": 1, "kind": None, "state": "open", "reason": None, "editable": True}
    wire.mine = {"participant": "p1", "votes": True, "viewpoints": [own]}
    wire.show(**{**writing(), "question": trick, "title": trick, "heading": {"text": trick}, "cards": [card]})
    expect(phone.get_by_role("heading", name="<img")).to_be_visible()
    assert phone.locator("main img, main b").count() == 0
    assert main(phone, "onerror").count() >= 4


@pytest.mark.parametrize("shape", ["write", "vote", "need", "cards"])
def test_a_narrow_phone_with_large_text_scrolls_in_one_direction_only(phone: Page, wire: FakeWire, shape: str) -> None:
    phone.set_viewport_size({"width": 320, "height": 568})
    closing = {"block": "b", "heading": {"key": "closing.title"}, "ask": {"form": "cards"}}
    long = {"text": "Hottentottententententoonstellingsmakersopleidingsadministratie", "id": "v1", "editable": True}
    wire.mine = {"participant": "p1", "votes": True, "viewpoints": [{**long, "rev": 1, "state": "open"}]}
    wire.show(**{"write": writing(), "vote": voting(), "need": needing(), "cards": closing}[shape])
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    spacing = "* { letter-spacing: .12em !important; word-spacing: .16em !important; line-height: 1.5 !important } "
    phone.evaluate(
        "(css) => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }",
        spacing + "html { font-size: 200% }",
    )
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_code_is_typed_with_spaces_and_goes_on_by_itself(context: BrowserContext, wire: FakeWire) -> None:
    page = context.new_page()
    page.goto(wire.address)
    field = page.get_by_label("Typ de code van het grote scherm")
    field.press_sequentially("111-111")
    expect(page.locator("#code-error")).to_have_text("Deze code klopt niet. Kijk op het grote scherm.")
    expect(field).to_be_focused()
    field.fill("")
    field.press_sequentially("482 913")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leg je telefoon even weg")
    assert page.url == f"{wire.address}/{CODE}"


def test_the_language_changes_on_the_spot_and_the_server_hears_it(phone: Page, wire: FakeWire) -> None:
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Put your phone away")
    until(phone, lambda: wire.joins[-1] == {"language": "en"})


def test_an_advice_and_dates_have_words_of_their_own(phone: Page, wire: FakeWire) -> None:
    mandate = {"level": "advise", "decider": "De raad", "answer_by": "2027-01-15"}
    line = {"key": "mandate.advise", "values": {"decider": "De raad", "date": "2027-01-15"}}
    wire.show(block="b", mandate=mandate, heading={"key": "decision.title"}, lines=[line])
    expect(phone.get_by_role("heading", level=1)).to_have_text("Ons advies")
    expect(main(phone, "De raad beslist. Je krijgt antwoord vóór 15 januari 2027.")).to_be_visible()


def test_a_new_build_is_loaded_at_a_change_of_block_but_not_in_a_vote(phone: Page, wire: FakeWire) -> None:
    phone.evaluate("window.old = true")
    wire.build = "newer"
    wire.show(**voting())
    expect(phone.get_by_role("heading", level=1)).to_have_text("Je kunt nu stemmen.")
    assert phone.evaluate("window.old")
    with phone.expect_navigation():
        wire.show(block="block-8")


def test_after_the_end_the_phone_says_so(phone: Page, wire: FakeWire) -> None:
    wire.hang_up(4002)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dit gesprek is afgelopen.")


def test_both_languages_say_the_same_things() -> None:
    dutch, english = words("nl"), words("en")
    assert dutch.keys() == english.keys()
    assert all(isinstance(dutch[key], str) == isinstance(english[key], str) for key in dutch)
    assert view()["heading"]["key"] in dutch


# Several proposals, and several people on one phone


def choosing() -> dict[str, Any]:
    texts = ("Een bankje", "Een fontein", "Een boom", "Een podium")
    among = [{"id": f"p-{letter}", "letter": letter, "text": text} for letter, text in zip("ABCD", texts, strict=True)]
    shown = voting()
    shown["ask"] |= {"key": "ballot.option", "options": [*among, *options("abstain")], "shuffle": True, "helps": True}
    return shown | {"cards": []}


def test_options_keep_their_letters_in_an_own_order_and_not_knowing_comes_last(phone: Page, wire: FakeWire) -> None:
    wire.show(**choosing())
    buttons = phone.locator(".option")
    expect(buttons).to_have_count(5)
    before = buttons.all_inner_texts()
    lettered = sorted(" ".join(text.split()) for text in before[:4])
    assert lettered == ["A Een bankje", "B Een fontein", "C Een boom", "D Een podium"]
    assert before[4].strip() == "Ik weet het nog niet"
    phone.reload()
    expect(buttons).to_have_count(5)
    assert buttons.all_inner_texts() == before


def test_who_is_helped_sees_nothing_of_what_was_chosen_before(phone: Page, wire: FakeWire) -> None:
    wire.show(**choosing())
    phone.locator(".option", has_text="Een boom").click()
    until(phone, lambda: wire.sent("cast_ballot"))
    phone.get_by_role("button", name="Help iemand met stemmen").click()
    expect(phone.get_by_text("Geef je telefoon nu aan wie je helpt.")).to_be_visible()
    expect(phone.locator(".option")).to_have_count(0)
    phone.get_by_role("button", name="Ik heb de telefoon").click()
    expect(phone.locator("[aria-pressed=true], [data-chosen]")).to_have_count(1)  # the language
    phone.locator(".option", has_text="Een fontein").click()
    until(phone, lambda: len(wire.sent("cast_ballot")) == 2)
    ballots = [(each["choice"], each["rev"], each["person"]) for each in wire.sent("cast_ballot")]
    assert ballots == [(["p-C"], 1, 0), (["p-B"], 1, 1)]
    expect(phone.get_by_text("Klaar. Geef de telefoon terug.")).to_be_visible()
    phone.get_by_role("button", name="Terug naar mijn eigen keuze").click()
    phone.get_by_role("button", name="Laat zien").click()
    expect(phone.locator(".yours")).to_contain_text("Een boom")


# A question that brings its own command, and what may be read on every screen


def judging(version: int = 1) -> dict[str, Any]:
    chosen = [{"id": "yes"}, {"id": "almost", "write": True}, {"id": "no", "write": True}]
    ask = {"form": "choose", "do": "judge_question", "id": "block-5", "version": version, "key": "framing"}
    ask |= {"options": chosen, "args": {"version": version}, "as": "fit", "optional": True, "limit": 140}
    return {"step": "framing", "block": "block-5", "heading": {"text": "Wat is ervoor nodig?"}, "ask": ask}


def test_an_answer_with_words_of_its_own_is_sent_as_the_question_says(phone: Page, wire: FakeWire) -> None:
    wire.show(**judging())
    phone.get_by_role("button", name="Bijna").click()
    phone.get_by_role("textbox").fill("Ook het park")
    phone.get_by_role("button", name="Verstuur").click()
    expect(main(phone, "Je antwoord is binnen. Dank je wel.")).to_be_visible()
    [sent] = wire.sent("judge_question")
    assert (sent["version"], sent["fit"], sent["text"], sent["rev"]) == (1, "almost", "Ook het park", 1)


def test_an_answer_that_needs_no_words_is_sent_without_and_a_new_wording_is_asked_anew(
    phone: Page, wire: FakeWire
) -> None:
    wire.show(**judging())
    phone.get_by_role("button", name="Nee").click()
    phone.get_by_role("button", name="Verstuur").click()
    expect(main(phone, "Je antwoord is binnen. Dank je wel.")).to_be_visible()
    assert (wire.sent("judge_question")[0]["fit"], wire.sent("judge_question")[0]["text"]) == ("no", "")
    wire.show(**judging(version=2))
    phone.get_by_role("button", name="Ja", exact=True).click()
    until(phone, lambda: len(wire.sent("judge_question")) == 2)
    assert (wire.sent("judge_question")[1]["version"], wire.sent("judge_question")[1]["rev"]) == (2, 1)


def test_what_may_be_read_everywhere_is_fetched_when_it_is_opened_and_again_when_it_changed(
    phone: Page, wire: FakeWire
) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url.rpartition("?")[2])
        route.fulfill(json={"title": "Over het plein", "lines": [{"text": f"Tekst bij {asked[-1]}"}]})

    phone.route("**/handouts/info*", answer)
    wire.show(handouts={"info": 1, "agreements": 0})
    expect(main(phone, "Onze afspraken")).to_have_count(0)
    assert asked == []
    main(phone, "Wat je moet weten").click()
    expect(main(phone, "Tekst bij rev=1")).to_be_visible()
    wire.show(handouts={"info": 2, "agreements": 0})
    expect(main(phone, "Tekst bij rev=2")).to_be_visible()
    assert asked == ["rev=1", "rev=2"]
