"""Who chose otherwise is asked what it needs: sealed until shared, shuffled, on phones that look alike."""

from __future__ import annotations

from itertools import permutations

import pytest

from meeting.procedure import replay
from meeting.procedure.core import Event, Role, Sealed
from meeting.procedure.minority import (
    OWN,
    SAME,
    STILL,
    AddPosition,
    AnswerGiven,
    AnswersShared,
    AskMinority,
    GiveAnswer,
    MinorityAsked,
    PositionShared,
    PositionWithdrawn,
    ShareAnswers,
    ShareSuggestions,
    SuggestionShared,
    WithdrawPosition,
    small,
)
from meeting.procedure.sealing import ExpireBoxes
from meeting.procedure.showing import AcceptResult
from meeting.procedure.state import Meeting, Outcome, RoundKind

from .acts import Hall, hall_after_a_vote, hall_asked, hall_heard, hall_in_a_vote, split

NEED = "Een rustige plek om te lezen"


def texts(happened: tuple[Event | Sealed, ...]) -> list[str]:
    return [event.text for event in happened if isinstance(event, PositionShared)]


# Asking


@pytest.mark.parametrize(
    ("people", "electorate", "expected"),
    [(1, 600, True), (3, 600, True), (4, 40, True), (4, 41, False), (5, 12, False), (2, 5, True)],
)
def test_a_minority_is_small_up_to_three_or_under_five_in_a_room_of_forty(
    people: int, electorate: int, *, expected: bool
) -> None:
    assert small(people, electorate) is expected


@pytest.mark.parametrize(("against", "form"), [(0, STILL), (1, SAME), (4, SAME), (5, OWN)])
def test_a_small_minority_gets_literally_the_same_question_as_everybody(against: int, form: str) -> None:
    asked = hall_asked(*split(6, against))
    assert asked.last.question is not None
    assert asked.last.question.form == form


def test_every_phone_is_asked_those_who_came_later_too() -> None:
    voted = hall_after_a_vote(*split(3, 1))
    voted.join(2)
    voted.go("minority")
    [event] = voted.lead(AskMinority, round_id=voted.last.id)
    assert isinstance(event, MinorityAsked)
    assert event.people == 6


def test_asking_again_changes_nothing() -> None:
    asked = hall_asked(*split(3, 1))
    assert asked.lead(AskMinority, round_id=asked.last.id) == ()


def test_asking_waits_until_the_result_is_on_the_screen() -> None:
    voting = hall_in_a_vote(3)
    for person in voting.people:
        voting.vote(person, "for")
    voting.close()
    assert voting.refused(voting.ask_minority) == "show_first"


def test_asking_about_an_unknown_or_an_earlier_round_is_refused() -> None:
    voted = hall_after_a_vote("abstain", "abstain")
    earlier = voted.last.id
    voted.run_round("for", "for")
    voted.go("minority")
    assert voted.refused(voted.lead, AskMinority, round_id="x") == "unknown_round"
    assert voted.refused(voted.lead, AskMinority, round_id=earlier) == "show_first"


@pytest.mark.parametrize("choices", [split(2, 2), split(1, 2), split(1, 1, 3)])
def test_after_a_round_that_carries_nothing_no_minority_is_asked(choices: list[str]) -> None:
    voted = hall_after_a_vote(*choices)
    assert voted.refused(voted.ask_minority) == "not_carried"


def test_after_an_inconclusive_round_was_accepted_the_minority_is_asked() -> None:
    voted = hall_after_a_vote(*split(2, 1, 4))
    assert voted.last.outcome is Outcome.INCONCLUSIVE
    voted.lead(AcceptResult, round_id=voted.last.id, reason="We willen verder.")
    voted.ask_minority()
    voted.answer(voted.people[0], NEED)
    assert texts(voted.share()) == [NEED]


def test_nobody_is_asked_once_the_box_is_gone() -> None:
    voted = hall_after_a_vote(*split(3, 1))
    voted.wait(hours=25)
    voted.do(ExpireBoxes(at=voted.tick(), role=Role.SYSTEM))
    assert voted.refused(voted.ask_minority) == "box_gone"


# Answering


def test_an_answer_is_sealed_without_person_or_time() -> None:
    asked = hall_asked(*split(3, 1))
    person = asked.people[0]
    [sealed] = asked.ask(person, GiveAnswer, round_id=asked.last.id, position_id="p", kind="text", text=NEED, rev=1)
    voter = str(asked.voter(person, asked.last.id))
    assert sealed == AnswerGiven(round_id=asked.last.id, voter=voter, rev=1, position_id="p", kind="text", text=NEED)
    assert NEED not in repr(sealed)
    assert voter not in repr(sealed)


@pytest.mark.parametrize("kind", ["speak", "none", "pass"])
def test_an_answer_without_words_is_an_answer(kind: str) -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[0], kind=kind, text="wordt niet bewaard")
    happened = asked.share()
    assert texts(happened) == []
    assert asked.last.question is not None
    assert (asked.last.question.asked, asked.last.question.answered) == (1, 1)


def test_every_phone_may_answer_also_one_that_did_not_vote() -> None:
    asked = hall_asked(*split(3, 1))
    [late] = asked.join()
    asked.answer(late, "Misschien koffie")
    asked.answer(asked.people[3], kind="pass")
    assert len(asked.meeting.boxes[asked.last.id]) == 6


def test_an_answer_before_the_question_is_refused() -> None:
    voted = hall_after_a_vote(*split(3, 1))
    voted.go("minority")
    assert voted.refused(voted.answer, voted.people[0], NEED) == "not_asked"


def test_an_answer_to_an_unknown_round_is_refused() -> None:
    asked = hall_asked(*split(3, 1))
    assert asked.refused(asked.answer, asked.people[0], NEED, round_id="x", voter="v") == "unknown_round"


def test_an_answer_after_the_box_is_gone_is_told_so() -> None:
    heard = hall_heard(*split(3, 1))
    asked_in = heard.last.id
    heard.check("along")
    heard.go("minority")
    assert heard.refused(heard.answer, heard.people[0], NEED, round_id=asked_in, voter="v") == "box_gone"


@pytest.mark.parametrize("kind", ["", "need", "TEXT"])
def test_an_answer_is_one_of_four(kind: str) -> None:
    asked = hall_asked(*split(3, 1))
    assert asked.refused(asked.answer, asked.people[0], NEED, kind=kind) == "unknown_choice"


@pytest.mark.parametrize(("words", "reason"), [(None, "text_empty"), (" ", "text_empty"), ("a" * 141, "text_too_long")])
def test_a_need_says_something_in_140_characters(words: str | None, reason: str) -> None:
    asked = hall_asked(*split(3, 1))
    assert asked.refused(asked.answer, asked.people[0], words) == reason


def test_an_answer_without_voter_or_with_an_impossible_rev_is_refused() -> None:
    asked = hall_asked(*split(3, 1))
    assert asked.refused(asked.answer, asked.people[0], NEED, voter=None) == "missing_seat"
    assert asked.refused(asked.answer, asked.people[0], NEED, rev=0) == "unreadable"


def test_an_answer_sent_again_changes_nothing() -> None:
    asked = hall_asked(*split(3, 1))
    answer = asked.as_person(
        asked.people[0], GiveAnswer, round_id=asked.last.id, position_id="p", kind="text", text=NEED, rev=1
    )
    asked.do(answer)
    assert asked.do(answer) == ()
    asked.share()
    asked.go("talk")
    assert asked.do(answer) == ()


def test_an_older_answer_or_another_under_the_same_rev_was_changed_elsewhere() -> None:
    asked = hall_asked(*split(3, 1))
    person = asked.people[0]
    asked.answer(person, NEED, rev=2)
    assert asked.refused(asked.answer, person, NEED, rev=1) == "changed_elsewhere"
    assert asked.refused(asked.answer, person, "Iets anders", rev=2) == "changed_elsewhere"
    assert asked.refused(asked.answer, person, NEED, kind="none", rev=2) == "changed_elsewhere"


def test_one_person_has_one_position_in_a_round() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[0], NEED, position_id="p")
    assert asked.refused(asked.answer, asked.people[0], NEED, position_id="q") == "changed_elsewhere"


def test_nobody_takes_the_position_of_another() -> None:
    asked = hall_asked(*split(3, 2))
    asked.answer(asked.people[0], NEED, position_id="p")
    assert asked.refused(asked.answer, asked.people[1], "Van mij", position_id="p") == "id_taken"
    aloud = asked.say_aloud("Koffie")
    assert asked.refused(asked.answer, asked.people[1], "Van mij", position_id=aloud) == "id_taken"


def test_an_answer_is_changed_until_the_room_answers_it() -> None:
    asked = hall_asked(*split(3, 1))
    position = asked.answer(asked.people[0], NEED)
    asked.share()
    asked.go("weave")
    asked.answer(asked.people[0], "Twee rustige plekken")
    asked.share()
    asked.treat(position)
    assert asked.refused(asked.answer, asked.people[0], "Drie rustige plekken") == "need_answered"


def test_the_prompt_stays_open_while_weaving() -> None:
    asked = hall_asked(*split(3, 2))
    asked.answer(asked.people[0], NEED)
    asked.share()
    asked.go("weave")
    asked.answer(asked.people[1], "Ook ik heb nog iets")
    assert texts(asked.share()) == ["Ook ik heb nog iets"]


def test_no_answer_outside_the_steps_that_ask() -> None:
    asked = hall_asked(*split(3, 1))
    asked.go("talk")
    assert asked.refused(asked.answer, asked.people[0], NEED) == "not_in_this_step"


# Sharing


def test_needs_enter_the_log_without_author_or_voter() -> None:
    asked = hall_asked(*split(6, 5))
    for n, person in enumerate(asked.people):
        asked.answer(person, f"Wens {n}")
    voters = [str(asked.voter(person, asked.last.id)) for person in asked.people]
    happened = asked.share()
    told = str([vars(event) for event in happened])
    assert sorted(texts(happened)) == [f"Wens {n}" for n in range(5)]
    assert not [each for each in (*voters, *(person.id for person in asked.people)) if each in told]


def test_how_many_were_asked_and_answered_is_said_once() -> None:
    asked = hall_asked(*split(6, 5))
    asked.answer(asked.people[0], NEED)
    asked.answer(asked.people[1], kind="none")
    asked.answer(asked.people[9], "Wat een ander denkt, telt hier niet mee")
    first = asked.share()
    assert [event for event in first if isinstance(event, AnswersShared)] == [
        AnswersShared(round_id=asked.last.id, asked=5, answered=2, at=asked.now, by=Role.FACILITATOR)
    ]
    asked.answer(asked.people[2], "Nog iets")
    assert not [event for event in asked.share() if isinstance(event, AnswersShared)]
    assert asked.last.question is not None
    assert asked.last.question.answered == 2


def test_a_minority_that_says_nothing_leaves_nothing_to_answer_and_the_room_goes_on() -> None:
    asked = hall_asked(*split(3, 1))
    asked.share()
    assert asked.last.question is not None
    assert (asked.last.question.asked, asked.last.question.answered) == (1, 0)
    assert not asked.meeting.open_positions
    assert asked.open_round(RoundKind.SUPPORT).open


def test_who_needs_nothing_still_votes_in_the_support_check() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[0], kind="none")
    asked.share()
    asked.check("not_yet", "along", "along", "along")
    assert asked.last.outcome is Outcome.NOT_YET


def test_what_others_write_is_never_a_position() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[1], "Ik denk dat zij koffie wil")
    asked.answer(asked.people[0], NEED)
    assert texts(asked.share()) == [NEED]
    asked.lead(ShareSuggestions, round_id=asked.last.id, seed=b"")
    assert [position.text for position in asked.meeting.positions] == [NEED]
    assert [suggestion.text for suggestion in asked.meeting.suggestions] == ["Ik denk dat zij koffie wil"]


@pytest.mark.parametrize("choice", ["abstain", None])
def test_who_abstained_or_was_silent_is_not_the_minority(choice: str | None) -> None:
    asked = hall_after_a_vote(*split(5, 1, 1))
    asked.join()
    asked.ask_minority()
    asked.answer(asked.people[6 if choice else 7], "Ik weet het niet")
    assert texts(asked.share()) == []


def test_with_nobody_against_every_voter_may_have_a_small_no() -> None:
    asked = hall_after_a_vote(*split(3, 0))
    asked.join()
    asked.ask_minority()
    asked.answer(asked.people[1], "Toch een kleine twijfel")
    asked.answer(asked.people[3], "Ik was er niet bij")
    assert texts(asked.share()) == ["Toch een kleine twijfel"]


def test_sharing_needs_the_question_and_tells_only_what_is_new() -> None:
    voted = hall_after_a_vote(*split(3, 1))
    voted.go("minority")
    assert voted.refused(voted.share) == "not_asked"
    assert voted.refused(voted.share, round_id="x") == "unknown_round"
    voted.ask_minority()
    voted.share()
    assert voted.share() == ()


def test_a_later_wording_becomes_visible_with_the_next_share_only() -> None:
    asked = hall_asked(*split(3, 1))
    position = asked.answer(asked.people[0], NEED)
    asked.share()
    asked.answer(asked.people[0], "Een stille hoek")
    assert asked.position(position).text == NEED
    asked.share()
    assert (asked.position(position).text, asked.position(position).rev) == ("Een stille hoek", 2)


def test_a_need_taken_back_is_withdrawn_with_the_next_share() -> None:
    asked = hall_asked(*split(3, 1))
    position = asked.answer(asked.people[0], NEED)
    asked.share()
    asked.answer(asked.people[0], kind="none")
    [event] = asked.share()
    assert isinstance(event, PositionWithdrawn)
    assert asked.position(position).withdrawn
    assert not asked.meeting.open_positions


def asked_with_three() -> Hall:
    asked = hall_asked(*split(4, 3))
    for n in range(3):
        asked.answer(asked.people[n], f"Wens {n}", position_id=f"position-{n}")
    return asked


def test_the_order_of_sharing_does_not_depend_on_who_answered_first() -> None:
    orders = set()
    for first in (0, 1, 2):
        asked = hall_asked(*split(4, 3))
        for n in range(3):
            who = (first + n) % 3
            asked.answer(asked.people[who], f"Wens {who}", position_id=f"position-{who}")
        orders.add(tuple(texts(asked.share(seed=b"the same"))))
    assert len(orders) == 1


def test_the_order_of_sharing_does_not_depend_on_the_order_of_the_box() -> None:
    asked = asked_with_three()
    box = list(asked.meeting.boxes[asked.last.id].values())
    share = asked.as_staff(ShareAnswers, round_id=asked.last.id, seed=b"the same")
    orders = set()
    for turned in (box, box[::-1], box[2:] + box[:2]):
        asked.meeting = replay([*asked.log, *turned], Meeting(id="hall"))
        written = list(asked.log)
        orders.add(tuple(texts(asked.do(share))))
        asked.log = written
    assert len(orders) == 1


def test_the_order_of_sharing_does_not_depend_on_who_wrote_what() -> None:
    orders = set()
    for authors in permutations(range(3)):
        asked = hall_asked(*split(4, 3))
        for n, who in enumerate(authors):
            asked.answer(asked.people[who], f"Wens {n}", position_id=f"position-{n}")
        orders.add(tuple(texts(asked.share(seed=b"the same"))))
    assert len(orders) == 1


def test_the_seed_decides_the_order() -> None:
    orders = {tuple(texts(asked_with_three().share(seed=bytes([n])))) for n in range(40)}
    assert len(orders) == 6


# Said aloud


def test_a_need_said_aloud_is_marked_as_spoken() -> None:
    asked = hall_asked(*split(3, 1))
    position = asked.position(asked.say_aloud("Ik wil dat het om tien uur stil is"))
    assert (position.spoken, position.text) == (True, "Ik wil dat het om tien uur stil is")


def test_a_spoken_need_is_worded_anew_until_it_is_answered() -> None:
    asked = hall_asked(*split(3, 1))
    spoken = asked.say_aloud("Stilte")
    again = {"position_id": spoken, "round_id": asked.last.id}
    asked.lead(AddPosition, text="Stilte na tien uur", **again)
    assert asked.lead(AddPosition, text="Stilte na tien uur", **again) == ()
    assert (asked.position(spoken).text, asked.position(spoken).rev) == ("Stilte na tien uur", 2)
    asked.share()
    asked.go("weave")
    asked.treat(spoken)
    assert asked.refused(asked.lead, AddPosition, text="Toch anders", **again) == "need_answered"


def test_a_written_need_is_not_worded_by_staff() -> None:
    asked = hall_asked(*split(3, 1))
    written = asked.answer(asked.people[0], NEED)
    asked.share()
    add = {"position_id": written, "round_id": asked.last.id, "text": "Beter gezegd"}
    assert asked.refused(asked.lead, AddPosition, **add) == "id_taken"
    assert asked.refused(asked.lead, WithdrawPosition, position_id=written, rev=1) == "not_yours"


def test_a_spoken_need_says_something_in_140_characters() -> None:
    asked = hall_asked(*split(3, 1))
    assert asked.refused(asked.say_aloud, "") == "text_empty"
    assert asked.refused(asked.say_aloud, "a" * 141) == "text_too_long"


def test_a_spoken_need_belongs_to_the_question_that_is_out() -> None:
    voted = hall_after_a_vote(*split(3, 1))
    voted.go("minority")
    assert voted.refused(voted.say_aloud, NEED) == "not_asked"
    add = {"position_id": "p", "round_id": "x", "text": NEED}
    assert voted.refused(voted.lead, AddPosition, **add) == "unknown_round"


def test_a_spoken_need_of_an_earlier_round_is_not_added_any_more() -> None:
    heard = hall_heard(*split(3, 1))
    earlier = heard.last.id
    heard.check("along")
    heard.go("minority")
    add = {"position_id": "p", "round_id": earlier, "text": NEED}
    assert heard.refused(heard.lead, AddPosition, **add) == "not_asked"


def test_a_spoken_need_is_taken_back_at_the_persons_word() -> None:
    asked = hall_asked(*split(3, 1))
    spoken = asked.say_aloud("Stilte")
    assert asked.refused(asked.lead, WithdrawPosition, position_id=spoken, rev=9) == "changed_meanwhile"
    assert asked.refused(asked.lead, WithdrawPosition, position_id="x", rev=1) == "changed_meanwhile"
    asked.lead(WithdrawPosition, position_id=spoken, rev=1)
    assert asked.position(spoken).withdrawn
    assert asked.lead(WithdrawPosition, position_id=spoken, rev=1) == ()


def test_a_spoken_need_that_the_room_answered_is_not_taken_back() -> None:
    asked = hall_asked(*split(3, 1))
    spoken = asked.say_aloud("Stilte")
    asked.share()
    asked.go("weave")
    asked.treat(spoken)
    assert asked.refused(asked.lead, WithdrawPosition, position_id=spoken, rev=2) == "need_answered"


# What others thought of


def test_suggestions_are_shown_after_the_needs_and_once() -> None:
    asked = hall_asked(*split(3, 1))
    share = {"round_id": asked.last.id, "seed": b"s"}
    assert asked.refused(asked.lead, ShareSuggestions, **share) == "share_first"
    asked.share()
    assert asked.lead(ShareSuggestions, **share) == ()
    asked.answer(asked.people[1], "Koffie")
    [event] = asked.lead(ShareSuggestions, **share)
    assert isinstance(event, SuggestionShared)
    assert asked.lead(ShareSuggestions, **share) == ()


def test_suggestions_of_the_minority_do_not_exist() -> None:
    asked = hall_asked(*split(3, 1))
    asked.answer(asked.people[0], NEED)
    asked.share()
    share = {"round_id": asked.last.id, "seed": b"s"}
    assert asked.lead(ShareSuggestions, **share) == ()


def test_suggestions_about_nothing_asked_are_refused() -> None:
    voted = hall_after_a_vote(*split(3, 1))
    voted.go("minority")
    assert voted.refused(voted.lead, ShareSuggestions, round_id=voted.last.id, seed=b"") == "not_asked"
