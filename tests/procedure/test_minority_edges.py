"""The minority in every edge case of method.md 3.7 and rulings 8-16, each by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meeting.procedure.conflicting import FlagConflict
from meeting.procedure.core import Command, Event, Refused, Role, Sealed
from meeting.procedure.minority import (
    AddPosition,
    GiveAnswer,
    PositionShared,
    PositionWithdrawn,
    ShareSuggestions,
)
from meeting.procedure.report import report
from meeting.procedure.restating import NeedRestated, RestatementSettled, RestateNeed
from meeting.procedure.sealing import ExpireBoxes
from meeting.procedure.showing import AcceptResult
from meeting.procedure.state import AnswerKind, DecisionKind, Outcome, RoundKind
from meeting.procedure.weaving import LeaveUnmet

from .acts import Hall, hall_asked, hall_heard, hall_weaving, split

ADDED, CHANGED, PARKED, DECLINED = AnswerKind.ADDED, AnswerKind.CHANGED, AnswerKind.PARKED, AnswerKind.DECLINED
NO = "Ik blijf bij mijn nee. Vraag het me niet meer."
NEED = "Een rustige plek om te lezen"


def final(here: Hall, who: int, text: str = NO, **fields: object) -> str:
    """Somebody stays with their no and wants no more questions; returns the position."""
    return here.answer(here.people[who], text, final=True, **fields)


def texts(happened: tuple[Event | Sealed, ...]) -> list[str]:
    return [event.text for event in happened if isinstance(event, PositionShared)]


# Conditions contradict each other


def contradicting() -> tuple[Hall, str, str]:
    woven, (late, early) = hall_weaving(["Open tot middernacht", "Dicht om tien uur"])
    woven.lead(FlagConflict, position_id=late, other_id=early)
    return woven, late, early


def test_contradicting_needs_cannot_both_be_added() -> None:
    woven, late, early = contradicting()
    woven.treat(late, ADDED)
    woven.settle(late)
    assert woven.refused(woven.treat, early, ADDED) == "needs_conflict"
    assert woven.refused(woven.treat, early, CHANGED, text="Dicht om elf uur") == "needs_conflict"
    assert [each.position for each in woven.tabled.current.additions] == [late]


@pytest.mark.parametrize("kind", [PARKED, DECLINED, AnswerKind.SEPARATE])
def test_the_other_of_two_contradicting_needs_is_answered_in_another_way(kind: AnswerKind) -> None:
    woven, late, early = contradicting()
    woven.treat(late, ADDED)
    woven.settle(late)
    woven.treat(early, kind, text="Daar nemen we een eigen besluit over.")
    woven.settle(early)
    assert woven.position(early).settled
    assert woven.tabled.version == 2


def test_a_need_contradicts_both_ways_and_the_flag_can_be_taken_back() -> None:
    woven, late, early = contradicting()
    assert woven.position(early).conflicts == (late,)
    woven.treat(early, ADDED)
    woven.settle(early)
    assert woven.refused(woven.treat, late, ADDED) == "needs_conflict"
    woven.lead(FlagConflict, position_id=early, other_id=late, on=False)
    woven.treat(late, ADDED)
    woven.settle(late)
    assert woven.tabled.version == 3


def test_two_needs_that_the_proposal_carries_already_are_not_said_to_contradict() -> None:
    woven, ids = hall_weaving(["Stilte", "Koffie"])
    for each in ids:
        woven.treat(each, ADDED)
        woven.settle(each)
    flag = {"position_id": ids[0], "other_id": ids[1]}
    assert woven.refused(woven.lead, FlagConflict, **flag) == "both_added"


def test_no_contradiction_is_flagged_while_phones_are_asked_about_one_of_the_two() -> None:
    woven, ids = hall_weaving(["Stilte", "Koffie"])
    woven.treat(ids[0], ADDED)
    flag = {"position_id": ids[0], "other_id": ids[1]}
    assert woven.refused(woven.lead, FlagConflict, **flag) == "settle_first"


def test_a_need_contradicts_neither_itself_nor_one_that_is_not_there() -> None:
    woven, ids = hall_weaving(["Stilte", "Koffie"])
    for other in (ids[0], "x"):
        assert woven.refused(woven.lead, FlagConflict, position_id=ids[0], other_id=other) == "unknown_position"


# "I stay with my no. Do not ask me any more."


def test_a_no_that_wants_no_more_questions_stands_in_its_own_words_and_counts_as_heard() -> None:
    asked = hall_asked(*split(3, 1))
    position = final(asked, 0)
    [told, *_] = asked.share()
    assert isinstance(told, PositionShared)
    assert (told.text, told.final) == (NO, True)
    assert (asked.position(position).unmet, asked.position(position).open) == (True, False)
    assert not asked.meeting.open_positions
    asked.check("not_yet", "along", "along", "along")
    assert asked.last.question is None


def test_a_no_that_stands_is_not_answered_restated_or_asked_about() -> None:
    asked = hall_asked(*split(3, 1))
    position = final(asked, 0)
    asked.share()
    asked.go("weave")
    assert asked.refused(asked.treat, position, ADDED) == "need_answered"
    rev = asked.position(position).rev
    assert asked.refused(asked.lead, RestateNeed, position_id=position, rev=rev, text="Nee") == "need_answered"
    assert asked.meeting.asked_position is None


def test_a_no_that_stands_makes_no_decision_in_full_though_its_author_is_silent_in_the_check() -> None:
    asked = hall_asked(*split(4, 1))
    final(asked, 0)
    asked.share()
    asked.open_round(RoundKind.SUPPORT)
    for person in asked.people[1:]:
        asked.vote(person, "along")
    asked.close()
    asked.show()
    asked.adopt()
    assert asked.meeting.decisions[0].kind is DecisionKind.STANDING
    assert [need.text for need in report(asked.meeting).decisions[0].unmet] == [NO]


def test_who_wants_no_more_questions_may_come_back_to_that() -> None:
    asked = hall_asked(*split(3, 1))
    position = final(asked, 0)
    asked.share()
    asked.answer(asked.people[0], NEED)
    assert texts(asked.share()) == [NEED]
    assert asked.position(position).open
    asked.answer(asked.people[0], kind="none")
    [event] = asked.share()
    assert isinstance(event, PositionWithdrawn)


def test_a_no_may_be_made_final_after_the_room_answered_and_before_that_stands() -> None:
    woven, [position] = hall_weaving([NEED])
    woven.treat(position, DECLINED, text="Er is geen plek.")
    woven.reply(woven.people[0], position, fits=False)
    woven.settle(position)
    assert woven.refused(woven.answer, woven.people[0], "Toch graag") == "need_answered"
    final(woven, 0, position_id=position)
    woven.share()
    assert woven.position(position).unmet
    assert woven.position(position).answer is not None


def test_what_stands_is_no_more_ended_by_its_author_than_by_anybody() -> None:
    woven, [position] = hall_weaving([NEED])
    woven.treat(position, ADDED)
    woven.settle(position)
    assert woven.refused(final, woven, 0, position_id=position) == "need_answered"


def test_a_final_no_of_somebody_outside_the_minority_is_told_to_nobody() -> None:
    asked = hall_asked(*split(3, 1))
    final(asked, 1)
    assert texts(asked.share()) == []
    assert asked.lead(ShareSuggestions, round_id=asked.last.id, seed=b"s") == ()


def test_a_no_that_stands_is_not_told_twice_when_its_phone_gives_it_again() -> None:
    asked = hall_asked(*split(3, 1))
    final(asked, 0)
    asked.share()
    asked.check("not_yet", "along", "along", "along")
    asked.ask_minority()
    final(asked, 0)
    assert texts(asked.share()) == []
    assert len(asked.meeting.positions) == 1
    assert asked.last.question is not None
    assert asked.last.question.answered == 1


def test_only_words_can_be_final() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[0], kind="none", final=True)
    assert asked.share()[-1].answered == 1  # type: ignore[union-attr]
    assert not asked.meeting.positions


def test_a_final_answer_sent_again_changes_nothing_and_without_that_it_is_another_answer() -> None:
    asked = hall_asked(*split(3, 1))
    fields = {"round_id": asked.last.id, "position_id": "p", "kind": "text", "text": NO, "rev": 1}
    asked.ask(asked.people[0], GiveAnswer, final=True, **fields)
    assert asked.ask(asked.people[0], GiveAnswer, final=True, **fields) == ()
    assert asked.refused(asked.ask, asked.people[0], GiveAnswer, **fields) == "changed_elsewhere"


def test_who_said_it_aloud_may_say_aloud_that_it_stays_a_no() -> None:
    asked = hall_asked(*split(3, 1))
    spoken = asked.say_aloud("Ik wil dit niet, en ik blijf erbij")
    asked.share()
    asked.go("weave")
    asked.lead(LeaveUnmet, position_id=spoken, rev=1, aloud=True)
    assert (asked.position(spoken).unmet, asked.position(spoken).final) == (True, True)


def test_staff_never_say_for_a_phone_that_it_wants_no_more_questions() -> None:
    woven, [position] = hall_weaving([NEED])
    assert woven.refused(woven.lead, LeaveUnmet, position_id=position, rev=1, aloud=True) == "not_yours"


# The room says a need back


def restated(text: str = "Je wilt ergens rustig kunnen zitten") -> tuple[Hall, str]:
    woven, [position] = hall_weaving([NEED])
    woven.lead(RestateNeed, position_id=position, rev=1, text=text)
    return woven, position


def settled(happened: tuple[Event | Sealed, ...]) -> RestatementSettled:
    [event] = happened
    assert isinstance(event, RestatementSettled)
    return event


def test_a_need_is_said_back_and_every_phone_is_asked_if_that_is_right() -> None:
    woven, position = restated()
    assert woven.meeting.asked_position is woven.position(position)
    for person in woven.people:
        woven.reply(person, position, fits=True)
    event = settled(woven.settle(position))
    assert (event.author, event.fits, event.misfits) == ("fits", 6, 0)
    assert woven.position(position).text == NEED


def test_the_authors_reply_decides_whether_a_need_was_heard_right() -> None:
    woven, position = restated()
    woven.reply(woven.people[0], position, fits=False)
    for person in woven.people[1:]:
        woven.reply(person, position, fits=True)
    event = settled(woven.settle(position))
    assert (event.author, event.fits, event.misfits) == ("misfits", 5, 1)


def test_a_silent_author_has_not_said_that_it_was_heard_right() -> None:
    woven, position = restated()
    assert settled(woven.settle(position)).author == "silent"


def test_who_said_it_aloud_hears_it_back_aloud() -> None:
    asked = hall_asked(*split(3, 1))
    spoken = asked.say_aloud("Stilte")
    asked.share()
    asked.go("weave")
    asked.lead(RestateNeed, position_id=spoken, rev=1, text="Het moet 's avonds rustig zijn")
    assert asked.refused(asked.settle, spoken) == "ask_aloud"
    assert settled(asked.settle(spoken, aloud=True)).author == "fits"


def test_no_answer_is_put_to_phones_while_they_are_asked_if_it_was_heard_right() -> None:
    woven, position = restated()
    assert woven.refused(woven.treat, position, ADDED) == "settle_first"
    woven.settle(position)
    woven.treat(position, ADDED)
    woven.settle(position)
    assert woven.tabled.current.additions[0].text == NEED


def test_a_need_that_was_not_heard_right_is_said_back_anew() -> None:
    woven, position = restated()
    woven.settle(position)
    rev = woven.position(position).rev
    [event] = woven.lead(RestateNeed, position_id=position, rev=rev, text="Je wilt kunnen lezen")
    assert isinstance(event, NeedRestated)
    assert woven.position(position).restating
    assert woven.settle(position)
    assert woven.settle(position) == ()


def test_saying_back_asks_for_the_need_as_it_is_and_for_words() -> None:
    woven, [position] = hall_weaving([NEED])
    say = {"position_id": position, "rev": 1, "text": "Rust"}
    assert woven.refused(woven.lead, RestateNeed, **{**say, "rev": 2}) == "changed_meanwhile"
    assert woven.refused(woven.lead, RestateNeed, **{**say, "position_id": "x"}) == "unknown_position"
    assert woven.refused(woven.lead, RestateNeed, **{**say, "text": " "}) == "text_empty"
    woven.lead(RestateNeed, **say)
    assert woven.lead(RestateNeed, **say) == ()


def test_a_note_keeper_says_a_need_back_and_does_not_answer_it() -> None:
    woven, [position] = hall_weaving([NEED])
    command = woven.as_staff(RestateNeed, position_id=position, rev=1, text="Rust")
    woven.do(_as(command, Role.NOTE_KEEPER))
    with pytest.raises(Refused, match="not_your_role"):
        woven.do(_as(woven.as_staff(LeaveUnmet, position_id=position, rev=2), Role.NOTE_KEEPER))


def _as(command: Command, role: Role) -> Command:
    return replace(command, role=role)


# The minority does not answer, left, came late, or cannot be asked any more


def test_a_minority_that_does_not_answer_is_never_taken_to_agree() -> None:
    woven, [position] = hall_weaving([NEED])
    for kind, fields in ((CHANGED, {"text": "Een leestafel"}), (CHANGED, {"text": "Een hoek"})):
        woven.treat(position, kind, **fields)
        woven.settle(position)
        assert woven.position(position).open
    assert woven.tabled.version == 1


def test_a_minority_that_does_not_answer_is_counted() -> None:
    asked = hall_asked(*split(6, 5))
    asked.answer(asked.people[0], NEED)
    asked.share()
    vote = report(asked.meeting).decisions[0].votes[-1]
    assert (vote.asked, vote.answered) == (5, 1)


def test_the_room_may_voice_what_the_silent_minority_needs() -> None:
    asked = hall_asked(*split(3, 1))
    asked.share()
    asked.go("weave")
    spoken = asked.say_aloud("Ik denk dat iemand bang is voor lawaai")
    assert asked.position(spoken).spoken
    assert asked.meeting.open_positions


def test_the_need_of_a_minority_member_who_left_stays_and_changed_words_do_not_stand() -> None:
    woven, [position] = hall_weaving([NEED])
    woven.present = len(woven.people) - 1
    woven.treat(position, CHANGED, text="Een leestafel")
    for person in woven.people[1:]:
        woven.reply(person, position)
    woven.settle(position)
    assert woven.position(position).open
    woven.treat(position, ADDED)
    woven.settle(position)
    assert woven.tabled.current.additions[0].text == NEED


def test_who_comes_after_the_vote_is_asked_and_is_not_the_minority() -> None:
    asked = hall_asked(*split(3, 1))
    [late] = asked.join()
    asked.answer(late, "Ik kwam later")
    assert texts(asked.share()) == []


def test_when_the_box_is_gone_needs_are_answered_and_nobody_speaks_for_their_author() -> None:
    woven, [position] = hall_weaving([NEED])
    woven.wait(hours=25)
    woven.do(ExpireBoxes(at=woven.tick(), role=Role.SYSTEM))
    woven.treat(position, CHANGED, text="Een leestafel")
    woven.settle(position)
    assert woven.position(position).replies is not None
    assert woven.position(position).replies.author == "silent"  # type: ignore[union-attr]
    assert woven.position(position).open


# A suggestion of others, adopted


def test_a_minority_member_may_adopt_what_others_thought_of() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[1], "Een bel aan de deur")
    asked.share()
    asked.lead(ShareSuggestions, round_id=asked.last.id, seed=b"s")
    [suggestion] = asked.meeting.suggestions
    position = asked.answer(asked.people[0], suggestion.text)
    assert texts(asked.share()) == [suggestion.text]
    assert asked.position(position).open
    assert position != suggestion.id


def test_somebody_outside_the_minority_who_takes_over_a_suggestion_makes_no_need_of_it() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[1], "Een bel aan de deur")
    asked.share()
    asked.lead(ShareSuggestions, round_id=asked.last.id, seed=b"s")
    asked.answer(asked.people[2], asked.meeting.suggestions[0].text)
    assert texts(asked.share()) == []


def test_a_suggestion_is_adopted_aloud_and_marked_so() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[1], "Een bel aan de deur")
    asked.share()
    asked.lead(ShareSuggestions, round_id=asked.last.id, seed=b"s")
    words = asked.meeting.suggestions[0].text
    asked.lead(AddPosition, position_id="aloud", round_id=asked.last.id, text=words)
    assert asked.position("aloud").spoken


def test_suggestions_nobody_adopted_are_gone_with_the_box_unless_they_were_shown() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[1], "Een bel aan de deur")
    asked.share()
    asked.check("along")
    assert not asked.meeting.suggestions
    assert not [each for each in asked.log if "bel" in str(vars(each))]


# An addition loses supporters, the room swings, rounds run out


def test_supporters_lost_by_an_addition_are_the_new_minority_of_the_check() -> None:
    woven, [position] = hall_weaving(["De kantine is dicht op maandag"])
    woven.treat(position, ADDED)
    woven.settle(position)
    woven.check("along", "not_yet", "along", "along", "along", "along")
    woven.ask_minority()
    lost = woven.answer(woven.people[1], "Maandag moet open blijven")
    assert texts(woven.share()) == ["Maandag moet open blijven"]
    assert woven.position(lost).round_id == woven.last.id


def test_three_checks_and_then_people_talk_so_that_needs_do_not_go_to_and_fro() -> None:
    heard = hall_heard(*split(3, 1))
    for _ in range(3):
        heard.check("not_yet", "along", "along", "along")
        heard.ask_minority()
        heard.share()
    assert heard.refused(heard.check, "along") == "talk_first"


def test_needs_of_earlier_rounds_stay_with_the_proposal_they_were_about() -> None:
    woven, [position] = hall_weaving([NEED])
    woven.treat(position, PARKED)
    woven.settle(position)
    for _ in range(3):
        woven.check("not_yet", *["along"] * 5)
        woven.ask_minority()
        woven.answer(woven.people[0], "Er moet eerst gepraat worden")
        woven.share()
        woven.go("weave")
        woven.leave(woven.meeting.open_positions[0].id)
    assert woven.refused(woven.run_round, *["for"] * 6) == "already_carried"
    woven.go("waterline")
    first = woven.tabled.id
    woven.propose("We maken er een leeszaal van.")
    woven.run_round("against", *["for"] * 5)
    assert woven.position(position).proposal == first != woven.tabled.id
    assert not woven.meeting.open_positions
    woven.ask_minority()
    new = woven.answer(woven.people[0], "Ook een kantine")
    woven.share()
    assert [each.id for each in woven.meeting.open_positions] == [new]
    woven.go("weave")
    assert woven.refused(woven.treat, position, ADDED) == "unknown_position"
    woven.treat(new, ADDED)
    woven.settle(new)
    woven.check(*["along"] * 6)
    woven.adopt()
    told = report(woven.meeting).decisions[0]
    assert told.archived[0].text == NEED
    assert len(told.archived) == 4
    assert [need.text for need in told.needs] == ["Ook een kantine"]


def test_after_a_long_talk_the_room_votes_anew_only_when_nobody_waits_to_be_asked() -> None:
    heard = hall_heard(*split(3, 1))
    for last in (False, False, True):
        heard.check("not_yet", "along", "along", "along")
        if not last:
            heard.ask_minority()
            heard.share()
    heard.go("waterline")
    assert heard.refused(heard.run_round, "for") == "already_carried"
    heard.ask_minority()
    heard.share()
    heard.run_round("against", "for", "for", "for")
    assert heard.meeting.carried is heard.last


def test_a_standing_minority_keeps_its_own_words_in_the_decision() -> None:
    heard = hall_heard(*split(3, 1))
    heard.check("not_yet", "along", "along", "along")
    heard.ask_minority()
    position = heard.answer(heard.people[0], "Ik kan hier niet mee leven")
    heard.share()
    heard.go("weave")
    heard.leave(position)
    heard.go("decide")
    heard.adopt()
    decided = report(heard.meeting).decisions[0]
    assert (decided.kind, [need.text for need in decided.unmet]) == (
        DecisionKind.STANDING,
        ["Ik kan hier niet mee leven"],
    )


def test_a_check_that_too_few_answered_does_not_say_that_somebody_cannot_come_along() -> None:
    heard = hall_heard(*split(8, 1))
    heard.check("along", "along")
    assert heard.last.outcome is Outcome.INCONCLUSIVE
    heard.lead(AcceptResult, round_id=heard.last.id, reason="De rest moest naar de trein.")
    heard.adopt()
    decided = report(heard.meeting).decisions[0]
    assert (decided.kind, decided.few) == (DecisionKind.STANDING, True)
