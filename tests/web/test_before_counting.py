"""What comes before anything is counted, led with the console by real clicks and answered on a phone."""

import secrets

import pytest
from playwright.sync_api import expect

from meeting.procedure.arranging import AddBlock
from meeting.procedure.informing import WriteInfo
from meeting.procedure.state import Fit, Origin

BLOCKS = ("missing", "framing", "agreements")
NEW = "Wat is ervoor nodig zodat iedereen, ook in het park, veilig kan spelen?"


@pytest.fixture
def room(server):
    """A meeting whose run sheet has agreements, the question and who is missing behind the check-in."""
    room = server.meeting()
    for model in BLOCKS:
        revision = room.meeting.sheet_rev
        room.ask(AddBlock, block_id=model, model=model, after="check-in", sheet_rev=revision)
    return room


def judge(phone, fit, text=""):
    asked = phone.client.get(f"/api/{phone.room.code}/state").json()["view"]["ask"]
    message = {"id": secrets.token_urlsafe(16), "do": asked["do"], **asked["args"], "fit": fit, "text": text, "rev": 1}
    answer = phone.post(message).json()
    assert answer["ok"], answer


def test_agreements_the_question_and_who_is_missing_before_anybody_votes(leading, screen, room):
    phones = [room.phone() for _ in range(3)]
    leading.press("Start check-in")
    leading.press("Maak afspraken")
    expect(screen.get_by_test_id("agreements").locator("li")).to_have_count(3)
    leading.write("agreement", "Telefoon op stil")
    expect(screen.get_by_test_id("agreements")).to_contain_text("Telefoon op stil")
    leading.press("De groep spreekt dit af")
    leading.press("Vraag of dit ieders vraag is")
    expect(leading.at("framing-answered")).to_be_visible()
    for phone, (fit, text) in zip(phones, [("yes", ""), ("almost", "Ook het park"), ("no", "")], strict=True):
        judge(phone, fit, text)
    expect(leading.at("framing-answered")).to_have_text("3 mensen hebben geantwoord")
    expect(leading.at("framing-fits")).to_have_count(0)
    expect(screen.get_by_test_id("fits")).to_have_count(0)
    leading.press("Toon hoeveel mensen wat zeggen")
    expect(screen.get_by_test_id("fits")).to_have_text("1Ja1Bijna1Nee")
    leading.at("judgements").get_by_test_id("show").click()
    expect(screen.get_by_test_id("judgement")).to_contain_text("Ook het park")
    leading.at("hands").click()
    leading.at("hands-no").fill("")
    leading.at("hands-send").click()
    expect(leading.at("hands-no-error")).to_contain_text("getal")
    leading.at("hands-no").fill("2")
    leading.at("hands-send").click()
    expect(screen.get_by_test_id("fits")).to_have_text("1Ja1Bijna3Nee")
    leading.at("reword").click()
    leading.at("reword-reason").fill("Het park hoort erbij.")
    leading.at("reword-text").fill(NEW)
    leading.at("reword-text-send").click()
    expect(screen.get_by_test_id("heading")).to_have_text(NEW)
    expect(screen.get_by_test_id("because")).to_contain_text("Het park hoort erbij.")
    expect(leading.at("wordings")).to_contain_text(room.meeting.askings[0].text)
    leading.write("judgement-text", "Het gaat ook over de weg")
    expect(leading.at("judgements")).to_contain_text("Gezegd")
    leading.press("Vraag wie we missen")
    leading.write("missing-text", "De jongeren")
    expect(leading.at("named").locator("> li")).to_have_count(1)
    leading.press("Toon alle groepen")
    expect(screen.get_by_test_id("missing")).to_have_text("De jongeren")
    leading.write("chair-text", "Wij hangen hier omdat er niets is")
    expect(leading.at("chair-waiting")).to_have_text("1 mening wacht.")
    leading.press("Haal meningen op")
    expect(leading.at("inbox")).to_contain_text("Van iemand die er niet is")
    leading.at("inbox").get_by_test_id("show").click()
    expect(screen.get_by_test_id("card")).to_contain_text("Van iemand die er niet is")
    judged = sorted(room.meeting.judgements.values(), key=lambda each: each.number)
    assert [each.fit for each in judged] == [Fit.YES, Fit.ALMOST, Fit.NO, Fit.ALMOST]
    assert [each.origin for each in room.meeting.viewpoints.values()] == [Origin.ABSENT]


def test_what_you_have_to_know_is_written_once_and_never_over_somebody_else(leading, screen, room):
    leading.at("info-fold").locator("summary").click()
    leading.at("info-text").fill("Het plein is van de gemeente.\nEr is 40.000 euro.")
    leading.at("info-send").click()
    expect(leading.at("info-kept")).to_contain_text("Bewaard")
    leading.at("info-show").click()
    expect(screen.get_by_test_id("info")).to_contain_text("Er is 40.000 euro.")
    leading.at("info-show").click()
    expect(screen.get_by_test_id("info")).to_have_count(0)
    leading.at("info-text").fill("Mijn eigen woorden")
    room.ask(WriteInfo, title="", text="Van de ander.", rev=1)
    expect(leading.at("info-newer")).to_contain_text("Van de ander.")
    expect(leading.at("info-text")).to_have_value("Mijn eigen woorden")
    leading.at("info-send").click()
    expect(leading.at("info-newer")).to_have_count(0)
    assert room.meeting.info.paragraphs == ("Mijn eigen woorden",)
    room.ask(WriteInfo, title="", text="Nog nieuwer.", rev=3)
    expect(leading.at("info-text")).to_have_value("Nog nieuwer.")


def test_viewpoints_from_a_file_are_read_shown_and_brought_in_as_one_batch(leading, room):
    leading.at("chair-fold").locator("summary").click()
    choose = leading.at("import-file")
    choose.set_input_files({"name": "lijst.csv", "mimeType": "text/csv", "buffer": b"Jan;Licht\nAnna;Rust"})
    expect(leading.at("import-error")).to_contain_text("mening")
    rows = ["Naam;Mening", "Jan;Café open", "Anna;Café open", f"Piet;{'a' * 141}"]
    raw = "\r\n".join(rows).encode("cp1252")
    choose.set_input_files({"name": "lijst.csv", "mimeType": "text/csv", "buffer": raw})
    expect(leading.at("import-rows").locator("li")).to_have_count(2)
    expect(leading.at("import-wrong")).to_contain_text("Rij 4, kolom B: 1 tekens te lang")
    expect(leading.at("import-rows")).to_contain_text("(dubbel)")
    leading.at("import-send").click()
    expect(leading.at("import-told")).to_contain_text("2 meningen staan klaar")
    expect(leading.at("chair-waiting")).to_have_text("2 meningen wachten.")
    assert [each.text for each in room.meeting.viewpoints.values()] == ["Café open", "Café open"]
    assert len(room.meeting.imports) == 1
