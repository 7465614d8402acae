"""What phones open on every screen: fetched by who takes part, kept under its revision."""

from meeting.procedure.informing import WriteInfo
from meeting.web.spreadsheet import read

INFO = {"title": "Over het plein", "text": "Het plein is van de gemeente.\nEr is 40.000 euro.", "rev": 0}


def test_the_sheet_is_the_same_for_everybody_and_may_be_kept_under_its_revision(room):
    room.ask(WriteInfo, **INFO)
    phone = room.phone()
    assert phone.client.get(f"/api/{room.code}/state").json()["view"]["handouts"] == {"info": 1, "agreements": 0}
    answer = phone.client.get(f"/api/{room.code}/handouts/info?rev=1")
    assert answer.json() == {
        "title": "Over het plein",
        "lines": [{"text": "Het plein is van de gemeente."}, {"text": "Er is 40.000 euro."}],
    }
    assert "max-age" in answer.headers["cache-control"]
    assert phone.client.get(f"/api/{room.code}/handouts/info?rev=9").headers["cache-control"] == "no-store"


def test_what_is_not_there_is_not_found_and_strangers_get_nothing(room, server):
    phone = room.phone()
    assert phone.client.get(f"/api/{room.code}/handouts/agreements").status_code == 404
    assert phone.client.get(f"/api/{room.code}/handouts/anything").status_code == 404
    assert phone.client.get("/api/000000/handouts/info").status_code == 404
    room.ask(WriteInfo, **INFO)
    assert server.client().get(f"/api/{room.code}/handouts/info").status_code == 401
    assert room.staff().get(f"/api/{room.code}/handouts/info").status_code == 200


def test_the_empty_example_is_a_list_that_is_read_back(server):
    answer = server.client().get("/import/nl.csv")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert len(read(answer.content).texts) == 1
    assert server.client().get("/import/xx.csv").status_code == 404
