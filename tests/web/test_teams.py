"""Teams at the edge: signed up for without a script, listed for the facilitator alone, and in no formula."""

import csv
import io

import pytest
from openpyxl import load_workbook

from meeting.procedure.arranging import AddBlock
from meeting.procedure.core import Role
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.signing_up import JoinTeam
from meeting.procedure.teaming import AddTeam

from .conftest import new_id
from .test_scriptless import Plain

FORMULA = '=HYPERLINK("http://example.org";"x")'


@pytest.fixture
def teams(room):
    """The meeting is at its teams, of which there is one."""
    meeting = room.meeting
    room.ask(AddBlock, block_id="teams", model="teaming", after="decide", sheet_rev=meeting.sheet_rev)
    room.ask(EnterBlock, to="teams", reason="time")
    room.ask(AddTeam, team_id="garden", title="De binnentuin")
    return room


def test_who_has_no_script_signs_up_and_leaves_again(teams):
    person = Plain(teams)
    person.send("come_in")
    assert "Je doet mee." in person.send("join_team", helps="Koken", name="Noor", reach="06 12345678")
    assert "Na negentig dagen wissen we die." in person.look()
    assert "Het team kan je niet bereiken" in person.send("forget_contact")
    assert "Je doet mee." not in person.send("leave_team")


def test_half_a_way_to_be_reached_is_said(teams):
    person = Plain(teams)
    person.send("come_in")
    assert "Vul een naam in en een nummer of adres" in person.send("join_team", name="Noor")


@pytest.fixture
def listed(teams):
    teams.ask(
        JoinTeam, sign_up_id=new_id(), team_id="garden", rev=1, helps=FORMULA, name="@Noor", reach="+31 6 12345678"
    )
    teams.ask(JoinTeam, sign_up_id=new_id(), team_id="garden", rev=1, helps="Ongezien")
    return teams


def test_the_list_holds_who_wants_to_be_reached_and_no_formula(listed):
    answer = listed.staff().get(f"/console/{listed.code}/teams.csv")
    assert answer.headers["cache-control"] == "no-store"
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    told = dict(zip(head, row, strict=True))
    assert (told["Naam"], told["Bereikbaar via"]) == ("'@Noor", "'+31 6 12345678")
    assert told["Kan helpen met"] == "'" + FORMULA


def test_in_excel_every_cell_is_text_as_it_was_typed(listed):
    answer = listed.staff().get(f"/console/{listed.code}/teams.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == ["De binnentuin", "@Noor", "+31 6 12345678", FORMULA]


def test_one_team_at_a_time_for_its_own_ambassador(listed):
    listed.ask(AddTeam, team_id="bus", title="De buurtbus")
    answer = listed.staff().get(f"/console/{listed.code}/teams.csv?team=bus")
    assert len(answer.text.strip().splitlines()) == 1


def test_nobody_but_the_facilitator_gets_names(listed):
    phone, screen = listed.phone().client, listed.staff(Role.SCREEN)
    for client in (phone, screen):
        for page in ("teams", "teams.csv", "teams.xlsx"):
            answer = client.get(f"/console/{listed.code}/{page}")
            assert (answer.status_code, b"Noor" in answer.content) == (403, False)
    assert "@Noor" in listed.staff().get(f"/console/{listed.code}/teams").text


def test_a_sign_up_on_the_wire_is_answered_and_comes_back_without_the_contact(teams):
    phone = teams.phone()
    with phone.socket() as line:
        wish = {"sign_up_id": new_id(), "team_id": "garden", "rev": 1, "helps": "Koken", "effort": "once"}
        assert line.ask("join_team", name="Noor", reach="noor@example.org", **wish)["ok"]
        line.until(lambda frame: frame.get("mine", {}).get("teams"))
        (team,) = line.mine["teams"]
    assert (team["helps"], team["effort"], team["reachable"]) == ("Koken", "once", True)
    assert "noor@example.org" not in "".join(map(str, line.frames))
