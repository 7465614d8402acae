"""The paper's address: staff print, others get a plain sentence."""

from meeting.procedure.core import Role


def test_staff_open_a_sheet_as_pdf(room):
    answer = room.staff(Role.FACILITATOR).get(f"/paper/{room.code}/poster.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_sheet_that_is_not_there_gets_a_plain_sentence(room):
    answer = room.staff(Role.FACILITATOR).get(f"/paper/{room.code}/ballot.pdf")
    assert answer.status_code == 404


def test_who_is_no_staff_prints_nothing(room, server):
    answer = server.client().get(f"/paper/{room.code}/ballots.pdf")
    assert answer.status_code == 403
    assert not answer.content.startswith(b"%PDF")


def test_the_page_lists_every_sheet(room):
    page = room.staff(Role.FACILITATOR).get(f"/paper/{room.code}")
    assert page.status_code == 200
    assert f"/paper/{room.code}/tally.pdf" in page.text
