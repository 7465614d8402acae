"""The run sheet as staff see it, what its own words do, and phones that are away."""

import pytest

from meeting.procedure.arranging import AddBlock, ChangeBlock, MoveBlock, SkipBlock
from meeting.procedure.core import ALWAYS, STEPS
from meeting.procedure.gathering import ShowViewpoints
from meeting.procedure.picking import PickCard
from meeting.procedure.seating import SetTables
from meeting.procedure.sheet import ExplainJump
from meeting.procedure.state import Block, Phone
from meeting.procedure.templates import EVENING, MODELS, OFFERED, TEMPLATES
from meeting.views import Presence, console, phone, picking, room
from meeting.views.sheet import opening
from meeting.web.wire import name_of
from meeting.words import LANGUAGES, translator
from tests.procedure.acts import Hall, hall


def arrange(here, kind, **fields):
    here.lead(kind, sheet_rev=here.meeting.sheet_rev, **fields)


def seen(here):
    return console(here.meeting, Presence())


def row(here, block_id):
    return next(block for block in seen(here)["sheet"] if block["id"] == block_id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_block_there_is_begins_with_a_sentence_and_has_a_name(language):
    words = translator(language)
    blocks = {*MODELS.values(), *(block for sheet in TEMPLATES.values() for block in sheet.blocks)}
    for block in blocks:
        assert opening(block)["key"] in words
        name = f"console.block.{block.kind or block.step}"
        assert (f"{name}.no" if block.seek_no else name) in words


@pytest.mark.parametrize("block", [block.id for block in EVENING.blocks])
@pytest.mark.parametrize(("place", "places"), [("above", -1), ("below", 1)])
def test_the_arrows_take_a_block_one_place_where_it_may_go(block, place, places):
    here = hall(1)
    order = [each.id for each in here.meeting.sheet]
    if after := row(here, block)[place]:
        arrange(here, MoveBlock, block_id=block, after=after)
        assert [each.id for each in here.meeting.sheet].index(block) == order.index(block) + places


def test_nothing_moves_before_the_check_in_behind_the_closing_or_over_where_people_were():
    here = hall(1)
    assert (row(here, "check-in")["above"], row(here, "check-in")["below"]) == (None, None)
    assert row(here, "gather")["above"] is None
    assert row(here, "waterline")["below"] is None
    here.go("talk")
    assert (row(here, "talk")["fixed"], row(here, "seek-no")["above"]) == (True, None)


def test_the_own_words_of_a_talk_go_before_the_usual_ones_everywhere():
    here = hall(1)
    arrange(here, ChangeBlock, block_id="talk", question="Wat raakt je hier?", say="Neem de tijd.")
    here.go("talk")
    assert seen(here)["say"] == {"text": "Neem de tijd."}
    assert room(here.meeting, Presence())["asked"] == "Wat raakt je hier?"
    assert phone(here.meeting, Presence())["lines"] == [{"text": "Wat raakt je hier?"}]


def test_own_words_are_for_the_beginning_and_leave_the_other_moments_alone():
    here = hall(3)
    arrange(here, ChangeBlock, block_id="vote", say="Nu stemmen we.")
    here.propose()
    here.go("vote")
    assert seen(here)["say"] == {"text": "Nu stemmen we."}
    here.open_round()
    assert seen(here)["say"]["key"] == "say.voting.open"


@pytest.mark.parametrize("block_id", ["gather", "seek-no", "propose"])
def test_a_phone_that_is_away_is_not_asked_to_write(block_id):
    here = hall(1)
    arrange(here, ChangeBlock, block_id=block_id, phone=Phone.AWAY)
    here.go(block_id)
    view = phone(here.meeting, Presence())
    assert view["heading"]["key"] == "talk.away"
    assert view["ask"]["form"] == "look"


def test_without_tables_no_screen_speaks_of_tables_where_cards_are_picked():
    here = Hall().open(template="opgaven")
    here.go("pick")
    assert phone(here.meeting, Presence())["heading"]["key"] == "picking.together"
    assert seen(here)["say"]["key"] == "say.picking.together"
    here.lead(SetTables, count=2)
    assert phone(here.meeting, Presence())["heading"]["key"] == "picking.title"
    assert seen(here)["say"]["key"] == "say.picking"


def test_in_a_break_no_phone_says_that_people_talk_now():
    here = Hall().open(template="opgaven")
    here.go("break")
    view = phone(here.meeting, Presence())
    assert (view["heading"]["key"], view["lines"][0]["key"]) == ("talk.break", "talk.break.away")


def test_what_is_said_where_phones_are_away_does_not_send_people_to_their_phone():
    assert opening(Block("x", "gathering", 5, Phone.AWAY))["key"] == "say.gather.aloud"
    assert opening(Block("x", "gathering", 5, Phone.WRITE))["key"] == "say.gather"


def test_the_next_block_passes_by_what_is_skipped():
    here = hall(1)
    arrange(here, SkipBlock, block_id="check-in", reason="time")
    assert seen(here)["primary"]["args"]["to"] == "gather"


def test_the_method_finds_the_step_it_needs_also_when_its_only_block_is_skipped():
    here = hall(1)
    arrange(here, SkipBlock, block_id="propose", reason="time")
    here.go("vote")
    assert seen(here)["primary"]["args"]["to"] == "propose"


def test_the_share_of_phones_stands_beside_its_budget():
    here = Hall().open(template="conflict")
    plan = seen(here)["arranging"]
    assert plan["percent"] <= plan["budget"] == 10
    arrange(here, AddBlock, block_id="x", model="gathering", after="gather", minutes=40)
    assert seen(here)["arranging"]["percent"] > 10


def test_a_jump_waits_for_its_words_until_it_has_them():
    here = hall(1)
    here.go("talk")
    jump = seen(here)["arranging"]["jumps"][0]
    assert (jump["visit"], jump["reason"], jump["words"], jump["kind"]) == (2, "other", None, "talk")
    here.lead(ExplainJump, visit=jump["visit"], text="De bus ging.")
    assert seen(here)["arranging"]["jumps"][0]["words"] == "De bus ging."


COMMANDS = {
    name_of(kind): kind for accepted in (ALWAYS, *(step.accepts for step in STEPS.values())) for kind in accepted
}


def press(here, act):
    """What the big button does."""
    new = {act["new"]: here.id()} if act["new"] else {}
    here.lead(COMMANDS[act["do"]], **act["args"], **new)


@pytest.mark.parametrize("name", OFFERED)
def test_a_template_leads_on_from_block_to_block(name):
    """What the big button says, pressed until people make a proposal or a list, leads through all before that."""
    here = Hall().open(template=name)
    here.join(3)
    while here.meeting.step not in ("proposing", "shortlisting"):
        press(here, seen(here)["primary"])
    blocks = [block.id for block in here.meeting.sheet]
    assert [visit.block for visit in here.meeting.visits] == blocks[: blocks.index(here.meeting.active) + 1]
    assert {visit.reason for visit in here.meeting.visits} == {None}


def test_the_big_button_holds_the_planned_talks_and_leads_nobody_under_the_waterline_after_teams():
    here = Hall().open(template="opgaven")
    here.join(7)
    arrange(here, AddBlock, block_id="propose", model="proposing", after="shortlist", minutes=5)
    words = here.propose().current.text
    here.go("vote")
    here.run_round(*["for"] * 5, *["against"] * 2)
    here.ask_minority()
    need = here.answer(here.people[6], "Eerst geld, dan plannen")
    here.share()

    def on_to(block):
        assert seen(here)["primary"]["args"]["to"] == block
        press(here, seen(here)["primary"])

    on_to("talk-need")
    assert [each["id"] for each in room(here.meeting, Presence())["about"]] == [need]
    on_to("weave")
    here.treat(need)
    here.settle(need)
    on_to("decide")
    here.check(*["along"] * 7)
    here.adopt()
    on_to("corners")
    assert [each["text"] for each in room(here.meeting, Presence())["about"]] == [words]
    on_to("teams")
    press(here, seen(here)["primary"])
    on_to("check-out")
    on_to("close")
    assert seen(here)["say"]["key"] == "say.closing.thanks"


def test_too_few_answers_are_not_people_who_do_not_know_yet():
    here = Hall().open()
    here.join(12)
    here.propose()
    here.go("vote")
    here.run_round(*["for"] * 3)
    assert phone(here.meeting, Presence())["heading"]["key"] == "result.few"


def test_a_group_without_tables_talks_about_and_picks_from_what_hangs_in_the_hall():
    here = Hall().open(template="opgaven")
    (anna,) = here.join()
    here.go("gather")
    card = here.view(anna, "Een bankje bij de bushalte")
    first = seen(here)["primary"]
    assert (first["do"], first["twice"], first["args"]["viewpoint_ids"]) == ("show_viewpoints", True, [card])
    here.lead(ShowViewpoints, viewpoint_ids=(card,))
    assert seen(here)["primary"]["do"] == "enter_block"
    here.go("talk")
    assert [each["text"] for each in room(here.meeting, Presence())["about"]] == ["Een bankje bij de bushalte"]
    here.go("pick")
    here.lead(PickCard, viewpoint_id=card)
    assert [each["picked"] for each in room(here.meeting, Presence())["picking"]["cards"]] == [True]


def test_what_was_not_shown_before_is_shown_when_the_group_picks_and_authors_are_asked_afterwards():
    here = Hall().open(template="opgaven")
    (anna,) = here.join()
    here.go("gather")
    card = here.view(anna, "Een bankje bij de bushalte")
    here.go("pick")
    assert seen(here)["primary"]["args"]["viewpoint_ids"] == [card]
    here.lead(ShowViewpoints, viewpoint_ids=(card,))
    assert seen(here)["primary"]["do"] == "enter_block"
    assert picking.asked(here.meeting, here.meeting.viewpoints[card]) is None
    here.go("mix")
    assert picking.asked(here.meeting, here.meeting.viewpoints[card]) is not None
