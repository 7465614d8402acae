"""The report's address: everybody with the code, once something was laid down; staff at any time."""

import re

import httpx
import pytest
from fastapi import FastAPI

from meeting.procedure.closing import CloseMeeting
from meeting.procedure.core import Role
from meeting.procedure.sheet import EnterBlock
from meeting.web import doors
from meeting.web.report import routes


@pytest.fixture
def read(server):
    """Get a report from the house of this server."""
    app = FastAPI()
    app.include_router(routes(server.house))
    guarded = doors.Doors(app, names=lambda: ())

    async def get(path, cookies, headers):
        transport = httpx.ASGITransport(guarded)
        async with httpx.AsyncClient(transport=transport, base_url=server.base, cookies=cookies) as client:
            return await client.get(path, headers=headers)

    return lambda path, cookies=None, **headers: server.run(get(path, cookies, headers))


def close(room):
    room.ask(EnterBlock, to="close", reason="time")
    room.ask(CloseMeeting)


def test_nobody_reads_a_report_before_something_was_laid_down(room, read):
    answer = read(f"/report/{room.code}")
    assert answer.status_code == 404
    assert "Er is nog geen verslag." in answer.text


def test_an_unknown_code_gets_a_plain_sentence(read):
    answer = read("/report/000000")
    assert answer.status_code == 404
    assert "We kennen deze code niet." in answer.text


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.SCREEN])
def test_staff_read_the_draft_at_any_time(room, read, role):
    answer = read(f"/report/{room.code}", cookies=dict(room.staff(role).cookies))
    assert answer.status_code == 200
    assert "nog bezig" in answer.text


def test_everybody_with_the_code_reads_it_when_the_meeting_is_over(room, read):
    close(room)
    answer = read(f"/report/{room.code}")
    assert answer.status_code == 200
    assert "nog bezig" not in answer.text
    assert "style-src 'self'" in answer.headers["content-security-policy"]
    again = read(f"/report/{room.code}", **{"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_reader_may_ask_for_another_language(room, read):
    close(room)
    assert '<html lang="en">' in read(f"/report/{room.code}?lang=en").text
    assert '<html lang="nl">' in read(f"/report/{room.code}?lang=xx").text


def test_its_style_sheets_are_served(room, read, server):
    close(room)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)">', read(f"/report/{room.code}").text)
    assert len(sheets) == 2
    with server.client() as client:
        for sheet in sheets:
            answer = client.get(sheet)
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/css")
