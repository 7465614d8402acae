"""A phone without a script: plain forms that carry a person through a whole vote, and say what is not possible."""

import re

import pytest

from meeting.procedure.announcing import Announce
from meeting.procedure.capacities import SetCapacity
from meeting.procedure.minority import AskMinority
from meeting.procedure.proposing import ConfirmProposal, PutProposal
from meeting.procedure.regrouping import MergeTables
from meeting.procedure.seating import SetTables
from meeting.procedure.sheet import EnterBlock
from meeting.procedure.showing import ShowResult
from meeting.procedure.state import Audience, RoundKind
from meeting.procedure.voting import CloseRound, OpenRound
from meeting.web.answering import recorded

from .conftest import new_id


class Plain:
    """A browser that only knows links and forms."""

    def __init__(self, room):
        self.client = room.server.client(follow_redirects=True)
        self.address = f"/{room.code}/plain?lang=nl"
        self.page = self.client.get(self.address)

    def look(self):
        self.page = self.client.get(self.address)
        return self.page.text

    def hidden(self, do):
        """The hidden fields of the form that asks for this."""
        form = next(form for form in re.findall(r"<form.*?</form>", self.page.text, re.S) if f'value="{do}"' in form)
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))

    def send(self, do, **fields):
        self.page = self.client.post(self.address, data={**self.hidden(do), **fields})
        return self.page.text


@pytest.fixture
def person(room):
    person = Plain(room)
    person.send("come_in")
    return person


@pytest.fixture
def vote(room):
    """A vote is open; returns what closes and shows it."""
    proposal_id, round_id = new_id(), new_id()
    room.ask(EnterBlock, to="propose", reason="time")
    room.ask(PutProposal, proposal_id=proposal_id, text="Meer bankjes")
    room.ask(ConfirmProposal, proposal_id=proposal_id, version=1)
    room.ask(EnterBlock, to="vote", reason="time")
    room.ask(OpenRound, round_id=round_id, kind=RoundKind.PROPOSAL, proposal_id=proposal_id, version=1)
    return round_id


def test_a_code_leads_in_and_a_wrong_one_is_said(room, server):
    client = server.client(follow_redirects=True)
    assert "We kennen deze code niet" in client.get("/plain", params={"code": "000000"}).text
    found = client.get("/plain", params={"code": f"{room.code[:3]} {room.code[3:]}"})
    assert str(found.url).endswith(f"/{room.code}/plain?lang=nl")


def test_somebody_comes_in_with_one_button(room):
    person = Plain(room)
    assert "Ik doe mee" in person.page.text
    person.send("come_in")
    assert len(room.meeting.participants) == 1
    assert room.meeting.question in person.page.text


def test_who_came_in_without_a_script_counts_among_those_present(room):
    Plain(room).send("come_in")
    assert (room.live.presence.people, room.live.presence.weak) == (1, 0)


def test_where_somebody_sits_and_as_what_they_take_part_is_told_and_changed(room):
    resident = new_id()
    room.ask(SetTables, count=3)
    room.ask(SetCapacity, capacity_id=resident, name="Bewoner", votes=True)
    person = Plain(room)
    assert "Kies hieronder als wie je meedoet." in person.send("come_in", table="2")
    assert "Je doet mee als: Bewoner. Dat koos je zelf." in person.send("take_capacity", object=resident)
    assert person.page.text.count("Tafel 2 · Bewoner") == 1
    assert "Tafel 3 · Bewoner" in person.send("sit", table="3")
    room.ask(MergeTables, table="3", into="1", route="Bij het raam.")
    assert "Ga naar tafel 1." in person.look()
    assert "Bij het raam." in person.page.text
    assert "Tafel 1 · Bewoner" in person.send("sit")


def test_every_moment_of_a_day_is_to_be_seen_and_what_the_facilitator_calls_out(server):
    room = server.meeting(template="opgaven")
    person = Plain(room)
    person.send("come_in")
    for block in room.meeting.sheet[1:-1]:
        room.ask(EnterBlock, to=block.id, reason="time")
        assert person.client.get(person.address).status_code == 200, block
    room.ask(Announce, announcement_id=new_id(), text="De koffie staat klaar.", audience=Audience.EVERYBODY)
    assert "De koffie staat klaar." in person.look()


def test_an_author_answers_what_is_asked_of_an_own_card_and_calls_for_help_and_takes_all_away(server):
    room = server.meeting(template="opgaven")
    room.ask(SetTables, count=2)
    person = Plain(room)
    person.send("come_in", table="2")
    steps = {block.step: block.id for block in reversed(room.meeting.sheet)}
    room.ask(EnterBlock, to=steps["gathering"], reason="time")
    person.look()
    person.send("submit_viewpoint", text="Meer bankjes")
    room.ask(EnterBlock, to=steps["picking"], reason="time")
    room.ask(EnterBlock, to=steps["clustering"], reason="time")
    [card] = room.meeting.viewpoints
    assert "Binnen." in person.look()
    person.send("of_card", option="option.through")
    assert room.meeting.opgaven[card].own_way
    assert "Er komt iemand naar je toe." in person.send("call_somebody", kind="help", place="Tafel 2")
    assert [call.kind for call in room.meeting.calls.values()] == ["help"]
    person.send("end_call")
    assert not room.meeting.calls
    person.send("erase_mine")
    assert room.meeting.viewpoints[card].erased


def test_a_viewpoint_is_written_and_taken_back(room, person):
    room.ask(EnterBlock, to="gather", reason="time")
    person.look()
    assert "Meer bankjes" in person.send("submit_viewpoint", text="Meer bankjes")
    [viewpoint] = room.meeting.viewpoints.values()
    assert viewpoint.text == "Meer bankjes"
    person.send("withdraw_viewpoint")
    assert room.meeting.viewpoints[viewpoint.id].withdrawn


def test_a_form_sent_twice_is_one_viewpoint(room, person):
    room.ask(EnterBlock, to="gather", reason="time")
    person.look()
    hidden = person.hidden("submit_viewpoint")
    for _ in range(2):
        person.client.post(person.address, data={**hidden, "text": "Meer bankjes"})
    assert len(room.meeting.viewpoints) == 1


def test_what_is_refused_stands_on_the_page_with_what_was_typed(room, person):
    room.ask(EnterBlock, to="gather", reason="time")
    person.look()
    text = "lang " * 60
    page = person.send("submit_viewpoint", text=text)
    assert person.page.status_code == 400
    assert text.strip() in page
    assert 'role="alert"' in page
    assert not room.meeting.viewpoints


def test_a_choice_is_sealed_changed_and_counted(room, person, vote):
    person.look()
    assert "Je stem is binnen." in person.send("cast_ballot", option="for")
    person.send("cast_ballot", option="against")
    room.ask(CloseRound, round_id=vote)
    tally = room.meeting.round_of(vote).tally
    assert (tally["for"], tally["against"]) == (0, 1)


def test_a_form_of_a_moment_that_is_over_says_so(room, person, vote):
    person.look()
    hidden = person.hidden("cast_ballot")
    room.ask(CloseRound, round_id=vote)
    room.ask(ShowResult, round_id=vote)
    room.ask(EnterBlock, to="gather", reason="time")
    answer = person.client.post(person.address, data={**hidden, "option": "for"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_nothing_chosen_is_no_choice(room, person, vote):
    person.look()
    assert 'role="alert"' in person.send("cast_ballot")


def test_the_question_after_a_vote_is_answered(room, person, vote):
    others = [room.phone() for _ in range(2)]
    for other in others:
        other.post(
            {"id": "1", "do": "cast_ballot", "round_id": vote, "choice": ["for"], "rev": 1, "person": 0, "pad": ""}
        )
    person.look()
    person.send("cast_ballot", option="against")
    room.ask(CloseRound, round_id=vote)
    room.ask(ShowResult, round_id=vote)
    room.ask(EnterBlock, to="minority", reason="time")
    room.ask(AskMinority, round_id=vote)
    person.look()
    person.send("give_answer", option="text", text="Een bankje in de schaduw")
    person.send("give_answer", option="text", text="Twee bankjes in de schaduw")
    answers = [each for (item, _), each in room.meeting.boxes[vote].items() if item == "answer"]
    assert [(each.kind, each.text) for each in answers] == [("text", "Twee bankjes in de schaduw")]


def test_words_of_people_are_text_on_the_page(room, person):
    room.ask(EnterBlock, to="gather", reason="time")
    person.look()
    page = person.send("submit_viewpoint", text="<script>alert(1)</script>")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_foreign_page_posts_nothing(room, person):
    room.ask(EnterBlock, to="gather", reason="time")
    person.look()
    answer = person.client.post(
        person.address,
        data={**person.hidden("submit_viewpoint"), "text": "Meer bankjes"},
        headers={"Origin": "https://elders.example"},
    )
    assert answer.status_code == 403
    assert not room.meeting.viewpoints


def test_a_browser_says_where_a_form_comes_from(room):
    assert Plain(room).page.headers["referrer-policy"] == "same-origin"


def test_a_page_that_only_shows_looks_again_by_itself_and_a_form_does_not(room, person):
    person.look()
    assert person.page.headers["refresh"].startswith("8;")
    room.ask(EnterBlock, to="gather", reason="time")
    person.look()
    assert "refresh" not in person.page.headers


def test_who_wants_a_page_that_stays_still_can_have_it(person):
    for wish, words in (
        ("still", "Ververs deze pagina weer vanzelf"),
        ("self", "Ververs deze pagina niet meer vanzelf"),
    ):
        page = person.client.get(f"{person.address}&looks={wish}")
        assert words in page.text
        assert ("refresh" in page.headers) is (wish == "self")


def test_an_answer_to_a_reply_that_asks_anew_is_none():
    ask = {"do": "reply", "position": "p", "options": [{"id": "fits"}, {"id": "misfits"}]}
    assert recorded(ask, {"replies": [{"position_id": "p", "fits": None, "rev": 2}]}) == {"option": None, "rev": 2}
