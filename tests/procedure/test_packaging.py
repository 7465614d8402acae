"""The package: what people chose as one proposal, its vote, and the minority of it, which nobody can pick out."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from meeting import views
from meeting.procedure import replay, uncovered
from meeting.procedure.addressing import AddressNeed, AnswerPoint, answers_to, points
from meeting.procedure.choosing import OpenRunOff
from meeting.procedure.core import Role
from meeting.procedure.minority import OWN, SAME, STILL, AnswersShared, AskMinority, PositionShared
from meeting.procedure.packaging import MakePackage
from meeting.procedure.report import report
from meeting.procedure.shortlisting import FixRule, FreezeShortlist, ListEntries
from meeting.procedure.state import Coverage, DecisionKind, Level, Meeting, Package, RoundKind, Verdict
from meeting.procedure.voting import CastBallot, OpenRound

from .acts import Hall, Person, sheet_with
from .test_choosing import chosen, finish, hall_to_choose, lettered, open_choosing, run_choosing

WORDS = "Gaan we met deze opgaven aan de slag?"


def pack(hall: Hall, ids: list[str], letters: str, **fields: object) -> Package:
    known = {"proposal_id": hall.id(), "round_id": hall.meeting.choosings[0].id, "text": WORDS}
    hall.lead(MakePackage, **{**known, "chosen": chosen(ids, letters), **fields})
    return hall.meeting.packages[-1]


def vote_on(hall: Hall, ids: list[str], *choices: str) -> None:
    """The first people choose these."""
    hall.go("vote")
    proposal = hall.tabled
    about = {"kind": RoundKind.PROPOSAL, "proposal_id": proposal.id, "version": proposal.version}
    hall.lead(OpenRound, round_id=hall.id(), **about)
    for person, choice in zip(hall.people, choices, strict=False):
        hall.vote(person, choice)
    hall.close()
    hall.show()


def hall_packed(people: int = 20, lacking: int = 6) -> tuple[Hall, list[str]]:
    """A hall that chose A, B and C; the last people chose only F."""
    hall, ids = hall_to_choose(people=people)
    run_choosing(hall, ids, *["ABC"] * (people - lacking), *["F"] * lacking)
    pack(hall, ids, "ABC")
    return hall, ids


def hall_asked_of(people: int, lacking: int, against: int) -> Hall:
    """The first people are against the package, the last have no own choice in it; everybody is asked."""
    hall, ids = hall_packed(people, lacking)
    vote_on(hall, ids, *["against"] * against, *["for"] * (people - against))
    hall.go("minority")
    hall.lead(AskMinority, round_id=hall.last.id)
    return hall


# What the package asks of the commissioner


def test_a_need_of_a_package_waits_for_what_the_commissioner_says_to_it():
    """Yes carries it, finding out by a day does not yet, and no with its reason leaves it in its own words."""
    hall = Hall().open(sheet=sheet_with("shortlisting", "choosing"), level=Level.TOGETHER, decider="de wethouder")
    hall.join(12)
    hall.go("gather")
    ids = [hall.view(person, f"Opgave {number}") for number, person in enumerate(hall.people[:6], 1)]
    hall.go("shortlisting")
    hall.lead(ListEntries, entry_ids=tuple(ids))
    hall.lead(FixRule, method=RoundKind.APPROVAL, most=3, cap=3)
    hall.lead(FreezeShortlist, rev=hall.meeting.shortlist.rev)
    hall.go("choosing")
    run_choosing(hall, ids, *["ABC"] * 12)
    pack(hall, ids, "ABC")
    vote_on(hall, ids, *["against"] * 2, *["for"] * 10)
    hall.ask_minority()
    needs = [
        hall.answer(person, text) for person, text in zip(hall.people, ("Twee uur per week", "Geld"), strict=False)
    ]
    hall.share()
    for need in needs:
        hall.lead(AddressNeed, position_id=need)
    assert set(points(hall.meeting)) == set(needs)
    hall.go("weave")
    say(hall, needs[0], Verdict.LATER, due=dt.date(2026, 1, 1))
    assert hall.refused(hall.treat, needs[0]) == "commissioner_first"
    say(hall, needs[0], Verdict.YES)
    hall.treat(needs[0])
    hall.reply(hall.people[0], needs[0])
    hall.settle(needs[0])
    assert hall.refused(say, hall, needs[1], Verdict.NO) == "text_empty"
    say(hall, needs[1], Verdict.NO, text="Daar is dit jaar geen geld voor.")
    assert [each.text for each in hall.tabled.current.additions] == ["Twee uur per week"]
    assert answers_to(needs[1], hall.meeting)[-1].text == "Daar is dit jaar geen geld voor."


def say(hall: Hall, need: str, verdict: Verdict, **fields: object) -> None:
    """The commissioner answers on her own page."""
    said = len(answers_to(need, hall.meeting))
    about = {"point_id": need, "said": said, "verdict": verdict, **fields}
    hall.do(AnswerPoint(at=hall.tick(), role=Role.COMMISSIONER, **about))


# The package


def test_what_people_chose_lies_on_the_table_and_the_others_wait():
    hall, ids = hall_to_choose()
    run_choosing(hall, ids, *["CBA"] * 12)
    package = pack(hall, ids, "CAB")
    assert (lettered(ids, package.chosen), lettered(ids, package.waiting)) == ("ABC", "DEF")
    assert (hall.tabled.current.text, hall.tabled.confirmed, hall.meeting.package) == (WORDS, True, package)


def test_another_package_than_was_counted_says_why():
    hall, ids = hall_to_choose()
    run_choosing(hall, ids, *["ABC"] * 12)
    assert hall.refused(pack, hall, ids, "ABD") == "reason_needed"
    assert pack(hall, ids, "ABD", reason="De zaal wil D erbij.").reason == "De zaal wil D erbij."


def test_without_half_of_the_room_a_package_says_why():
    hall, ids = hall_to_choose(people=20)
    run_choosing(hall, ids, *["ABC"] * 9)
    assert hall.refused(pack, hall, ids, "ABC") == "reason_needed"


@pytest.mark.parametrize(("leaders", "fits"), [(None, True), (4, True), (3, False)])
def test_what_is_tied_is_taken_in_where_one_more_fits(leaders: int | None, fits: bool):
    hall, ids = hall_to_choose(people=12, **({} if leaders is None else {"leaders": leaders}))
    run_choosing(hall, ids, *["ABC"] * 6, *["ABD"] * 6)
    assert hall.refused(pack, hall, ids, "AB") == "tie_first"
    if fits:
        assert lettered(ids, pack(hall, ids, "ABCD").chosen) == "ABCD"
    else:
        assert hall.refused(pack, hall, ids, "ABCD") == "tie_first"


def test_a_package_waits_for_the_run_off():
    hall, ids = hall_to_choose(people=12)
    run_choosing(hall, ids, *["ABC"] * 6, *["ABD"] * 6)
    hall.lead(OpenRunOff, round_id=hall.id(), present=12)
    assert hall.refused(pack, hall, ids, "ABCD") == "round_open"
    finish(hall, ids, *["D"] * 12)
    assert pack(hall, ids, "ABD").coverage == Coverage(covered=12, uncovered=0, blank=0)


def test_a_second_package_tells_no_coverage_that_differs_by_a_few():
    hall, ids = hall_to_choose(people=40)
    run_choosing(hall, ids, *["ABC"] * 28, *["D"] * 2, *["F"] * 10)
    assert hall.last.choice.coverage == Coverage(covered=28, uncovered=12, blank=0)
    assert pack(hall, ids, "ABCD", reason="D hoort bij A.").coverage is None


def test_the_box_of_the_choosing_lives_until_the_decision_and_then_it_is_gone():
    hall, ids = hall_packed()
    first = hall.meeting.choosings[0].id
    vote_on(hall, ids, *["for"] * 20)
    assert first in hall.meeting.boxes
    hall.go("decide")
    hall.end(DecisionKind.POSTPONED)
    assert not hall.meeting.boxes
    assert not hall.keys


def test_the_box_outlives_a_package_that_was_rejected_and_goes_when_people_choose_anew():
    hall, ids = hall_packed()
    first = hall.meeting.choosings[0].id
    vote_on(hall, ids, *["against"] * 20)
    assert set(hall.meeting.boxes) == {first}
    hall.go("choosing")
    open_choosing(hall, reason="We kiezen opnieuw.")
    assert first not in hall.meeting.boxes


# Who is asked


def test_who_lacks_an_own_choice_belongs_to_the_minority_beside_who_said_no():
    hall = hall_asked_of(people=30, lacking=6, against=7)
    for person, words in ((hall.people[0], "nee"), (hall.people[-1], "mist F"), (hall.people[10], "anders")):
        hall.answer(person, words)
    happened = hall.share()
    assert {event.text for event in happened if isinstance(event, PositionShared)} == {"nee", "mist F"}
    assert next(event.asked for event in happened if isinstance(event, AnswersShared)) == 13


def test_who_lacks_one_and_did_not_vote_on_the_package_is_heard_too():
    hall, ids = hall_packed(people=30, lacking=6)
    vote_on(hall, ids, *["for"] * 24)
    hall.go("minority")
    hall.lead(AskMinority, round_id=hall.last.id)
    hall.answer(hall.people[-1], "mist F")
    assert any(isinstance(event, PositionShared) for event in hall.share())


def test_how_many_were_asked_is_not_told_where_it_gives_a_few_away():
    hall, ids = hall_packed(people=30, lacking=6)
    vote_on(hall, ids, *["for"] * 21, *["against"] * 8)  # five of those six said no too, so one did not
    hall.go("minority")
    hall.lead(AskMinority, round_id=hall.last.id)
    assert next(event.asked for event in hall.share() if isinstance(event, AnswersShared)) is None


@pytest.mark.parametrize(("lacking", "against", "form"), [(0, 0, STILL), (2, 0, SAME), (0, 3, SAME), (6, 2, OWN)])
def test_the_form_of_the_question_follows_from_what_everybody_was_told(lacking: int, against: int, form: str):
    hall = hall_asked_of(people=50, lacking=lacking, against=against)
    assert hall.last.question is not None
    assert hall.last.question.form == form


def test_the_second_person_on_a_phone_is_not_told_what_another_chose():
    hall, ids = hall_to_choose(people=20)
    open_choosing(hall)
    for person in hall.people:
        hall.vote(person, *chosen(ids, "ABC"))
    helper = hall.people[0]
    hall.ask(helper, CastBallot, round_id=hall.last.id, choice=chosen(ids, "F"), rev=1, person=1)
    hall.close()
    hall.show()
    pack(hall, ids, "ABC")
    hall.go("vote")
    proposal = hall.tabled
    hall.lead(OpenRound, round_id=hall.id(), kind=RoundKind.PROPOSAL, proposal_id=proposal.id, version=1)
    source = uncovered.behind(hall.meeting, hall.last.id)
    assert source is not None
    before = hall.voter(helper, source, 1)
    (sealed,) = hall.ask(helper, CastBallot, round_id=hall.last.id, choice=("for",), rev=1, person=1, earlier=before)
    assert sealed.uncovered is False


# What nobody can tell


def test_no_event_and_no_view_but_the_own_one_depends_on_who_lacks_an_own_choice():
    """Two halls that differ in nothing but who the six are: what staff, room and every other phone get is the same."""
    one, other = (_hall_where_lacking(first) for first in (14, 8))
    assert [_plain(event) for event in one.log] == [_plain(event) for event in other.log]
    assert _seen(one) == _seen(other)


def _hall_where_lacking(first: int) -> Hall:
    hall, ids = hall_to_choose(people=20)
    cast = ["F" if first <= number < first + 6 else "ABC" for number in range(20)]
    run_choosing(hall, ids, *cast)
    pack(hall, ids, "ABC")
    vote_on(hall, ids, *["against"] * 7, *["for"] * 13)
    hall.go("minority")
    hall.lead(AskMinority, round_id=hall.last.id)
    return hall


def _plain(event: object) -> object:
    return dataclasses.asdict(event)  # type: ignore[call-overload]


def _seen(hall: Hall) -> list[object]:
    present = views.Presence(people=20, voters=20)
    everybody = [
        views.phone(hall.meeting, present),
        views.room(hall.meeting, present),
        views.console(hall.meeting, present),
    ]
    outsider = hall.people[0]
    return [*everybody, views.mine(hall.meeting, outsider.id, _voters(hall, outsider))]


def _voters(hall: Hall, person: Person) -> dict[str, str]:
    return {known: voter for known in hall.meeting.boxes if (voter := hall.voter(person, known))}


def test_the_own_question_of_who_lacks_one_has_the_same_size_as_everybody_elses():
    hall = hall_asked_of(people=20, lacking=6, against=7)
    asks = {
        number: views.mine(hall.meeting, person.id, _voters(hall, person))["ask"]
        for number, person in enumerate(hall.people)
    }
    assert {asks[0]["key"], asks[19]["key"]} == {"need.own"}
    assert asks[10]["key"] == "need.other"
    assert asks[0] == asks[19]
    assert {**asks[10], "key": ""} == {**asks[19], "key": ""}


def test_nothing_that_is_kept_links_a_voter_of_one_box_to_the_other():
    hall = hall_asked_of(people=20, lacking=6, against=7)
    boxes = [{voter for _, voter in box} for box in hall.meeting.boxes.values()]
    assert len(boxes) == 2
    assert boxes[0].isdisjoint(boxes[1])
    stored = repr([_plain(event) for event in hall.log])
    assert not any(voter in stored for box in boxes for voter in box)
    assert "earlier" not in {
        field.name for box in hall.meeting.boxes.values() for each in box.values() for field in dataclasses.fields(each)
    }


def test_folding_the_log_without_its_boxes_gives_the_same_report():
    hall = hall_asked_of(people=20, lacking=6, against=7)
    again = replay(hall.log, Meeting(id=hall.meeting.id))
    assert report(again) == report(hall.meeting)
