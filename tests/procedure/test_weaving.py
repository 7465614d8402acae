"""Every need gets the room's answer; it stands when its author does not say otherwise, and the proposal carries it."""

from __future__ import annotations

import pytest

from meeting.procedure.core import Event, Role, Sealed
from meeting.procedure.proposing import ProposalAmended
from meeting.procedure.report import report
from meeting.procedure.state import Addition, AnswerKind, Replies
from meeting.procedure.weaving import (
    AnswerPosition,
    LeaveUnmet,
    PositionSettled,
    Reply,
    ReplyGiven,
    SettlePosition,
)

from .acts import Hall, hall_asked, hall_heard, hall_weaving, split

ADDED, CHANGED, PARKED, DECLINED = AnswerKind.ADDED, AnswerKind.CHANGED, AnswerKind.PARKED, AnswerKind.DECLINED
NEED = "Een rustige plek om te lezen"


def weaving(need: str = NEED) -> tuple[Hall, str]:
    woven, [position] = hall_weaving([need])
    return woven, position


def settled(happened: tuple[Event | Sealed, ...]) -> PositionSettled:
    return next(event for event in happened if isinstance(event, PositionSettled))


# Added


def test_an_added_need_makes_a_version_that_carries_it_in_its_own_words() -> None:
    woven, position = weaving()
    woven.treat(position, ADDED)
    woven.reply(woven.people[0], position)
    happened = woven.settle(position)
    assert [type(event) for event in happened] == [PositionSettled, ProposalAmended]
    assert woven.tabled.version == 2
    assert woven.tabled.current.additions == (Addition(position, NEED),)
    assert woven.tabled.current.cause == position
    assert woven.tabled.confirmed


def test_the_words_of_the_proposal_itself_stay() -> None:
    woven, position = weaving()
    before = woven.tabled.current.text
    woven.treat(position, ADDED)
    woven.settle(position)
    assert woven.tabled.current.text == before
    assert woven.tabled.versions[0].additions == ()


def test_an_added_need_stands_when_its_author_is_silent() -> None:
    woven, position = weaving()
    woven.treat(position, ADDED)
    event = settled(woven.settle(position))
    assert (event.author, event.stands) == ("silent", True)


def test_an_added_need_is_held_back_when_its_author_says_not_yet() -> None:
    woven, position = weaving()
    woven.treat(position, ADDED)
    woven.reply(woven.people[0], position, fits=False)
    event = settled(woven.settle(position))
    assert (event.author, event.stands) == ("misfits", False)
    assert woven.tabled.version == 1
    assert woven.meeting.open_positions


def test_two_needs_are_carried_one_after_the_other() -> None:
    woven, ids = hall_weaving(["Stilte", "Koffie"])
    for position in ids:
        woven.treat(position, ADDED)
        woven.settle(position)
    assert [addition.position for addition in woven.tabled.current.additions] == ids
    assert [version.cause for version in woven.tabled.versions] == ["put", *ids]


def test_needs_in_the_same_words_are_carried_once_and_each_counts() -> None:
    """Two people who write the same would else stand in the decision twice."""
    woven, [one, other, same] = hall_weaving([NEED, "Koffie", NEED])
    for position in (one, other, same):
        woven.treat(position, ADDED)
        woven.settle(position)
    assert woven.tabled.current.additions == (Addition(one, NEED, (same,)), Addition(other, "Koffie"))
    assert [version.cause for version in woven.tabled.versions] == ["put", one, other, same]
    woven.go("decide")
    woven.check(*["along"] * len(woven.people))
    woven.adopt()
    [decided] = report(woven.meeting).decisions
    assert decided.additions == (NEED, "Koffie")
    assert [wording.added for wording in decided.texts[0].wordings[1:]] == [NEED, "Koffie", NEED]


# Changed


def test_changed_words_stand_with_the_assent_of_the_author() -> None:
    woven, position = weaving()
    woven.treat(position, CHANGED, text="Een leestafel in de hal")
    woven.reply(woven.people[0], position)
    woven.settle(position)
    assert woven.tabled.current.additions == (Addition(position, "Een leestafel in de hal"),)
    assert woven.position(position).text == NEED


def test_changed_words_without_assent_are_held_back() -> None:
    woven, position = weaving()
    woven.treat(position, CHANGED, text="Een leestafel in de hal")
    for person in woven.people[1:]:
        woven.reply(person, position)
    event = settled(woven.settle(position))
    assert (event.author, event.fits, event.misfits, event.stands) == ("silent", 5, 0, False)
    assert woven.tabled.version == 1
    assert woven.position(position).open


def test_only_the_author_sets_that_a_need_is_met() -> None:
    woven, position = weaving()
    woven.treat(position, CHANGED, text="Een leestafel in de hal")
    for person in woven.people[1:]:
        woven.reply(person, position, fits=False)
    woven.reply(woven.people[0], position, fits=True)
    event = settled(woven.settle(position))
    assert (event.author, event.fits, event.misfits, event.stands) == ("fits", 1, 5, True)
    assert woven.position(position).replies == Replies("fits", 1, 5)


def test_the_author_may_reply_anew_until_it_is_settled() -> None:
    woven, position = weaving()
    woven.treat(position, CHANGED, text="Een leestafel in de hal")
    woven.reply(woven.people[0], position, fits=False)
    woven.reply(woven.people[0], position, fits=True)
    assert settled(woven.settle(position)).stands


def test_what_was_held_back_is_answered_anew_and_asked_anew() -> None:
    woven, position = weaving()
    woven.treat(position, CHANGED, text="Een leestafel in de hal")
    woven.reply(woven.people[0], position, fits=False)
    woven.settle(position)
    woven.treat(position, CHANGED, text="Een aparte leeskamer")
    assert woven.position(position).replies is None
    event = settled(woven.settle(position))
    assert (event.author, event.misfits) == ("silent", 0)


@pytest.mark.parametrize(
    ("words", "reason"), [(None, "text_empty"), ("  ", "text_empty"), ("a" * 141, "text_too_long")]
)
def test_changed_words_must_say_something(words: str | None, reason: str) -> None:
    woven, position = weaving()
    assert woven.refused(woven.treat, position, CHANGED, text=words) == reason


# Parked and declined


@pytest.mark.parametrize("owner", ["Fatima", None])
def test_a_need_is_parked_with_an_owner_or_none(owner: str | None) -> None:
    woven, position = weaving()
    woven.treat(position, PARKED, owner=owner)
    woven.settle(position)
    answer = woven.position(position).answer
    assert answer is not None
    assert (answer.kind, answer.owner) == (PARKED, owner)
    assert woven.position(position).settled
    assert woven.tabled.version == 1


def test_a_need_is_declined_with_a_reason_in_plain_words() -> None:
    woven, position = weaving()
    assert woven.refused(woven.treat, position, DECLINED) == "text_empty"
    woven.treat(position, DECLINED, text="Daar is geen ruimte voor.", owner="wordt niet bewaard")
    woven.settle(position)
    answer = woven.position(position).answer
    assert answer is not None
    assert (answer.text, answer.owner) == ("Daar is geen ruimte voor.", None)
    assert woven.tabled.version == 1


@pytest.mark.parametrize("kind", [PARKED, DECLINED])
def test_an_author_who_says_not_yet_holds_back_every_kind_of_answer(kind: AnswerKind) -> None:
    woven, position = weaving()
    woven.treat(position, kind, text="Later")
    woven.reply(woven.people[0], position, fits=False)
    assert not settled(woven.settle(position)).stands


# Unmet


def test_a_need_is_left_unmet_in_its_own_words_after_the_room_tried() -> None:
    woven, position = weaving()
    assert woven.refused(woven.leave, position) == "answer_first"
    woven.treat(position, DECLINED, text="Dat kan niet.")
    assert woven.refused(woven.leave, position) == "answer_first"
    woven.reply(woven.people[0], position, fits=False)
    woven.settle(position)
    woven.leave(position)
    left = woven.position(position)
    assert (left.unmet, left.settled, left.text) == (True, False, NEED)
    assert not woven.meeting.open_positions
    assert woven.lead(LeaveUnmet, position_id=position, rev=left.rev) == ()


def test_a_no_that_stays_after_the_check_may_stand_at_once() -> None:
    heard = hall_heard(*split(3, 1))
    heard.check("not_yet", "along", "along", "along")
    heard.ask_minority()
    position = heard.answer(heard.people[0], "Ik blijf bij mijn nee. Vraag het me niet meer.")
    heard.share()
    heard.go("weave")
    heard.leave(position)
    assert heard.position(position).unmet


# Replies


def test_a_reply_is_sealed_with_the_answer_it_is_about() -> None:
    woven, position = weaving()
    woven.treat(position, ADDED)
    [sealed] = woven.reply(woven.people[2], position)
    assert sealed == ReplyGiven(
        round_id=woven.last.id,
        voter=str(woven.voter(woven.people[2], woven.last.id)),
        rev=1,
        position_id=position,
        answer=woven.position(position).rev,
        fits=True,
    )


def test_a_reply_sent_again_changes_nothing_and_an_older_one_is_refused() -> None:
    woven, position = weaving()
    woven.treat(position, ADDED)
    person = woven.people[0]
    reply = woven.as_person(person, Reply, round_id=woven.last.id, position_id=position, fits=True, rev=2)
    woven.do(reply)
    assert woven.do(reply) == ()
    assert woven.refused(woven.reply, person, position, fits=False, rev=2) == "changed_elsewhere"
    assert woven.refused(woven.reply, person, position, rev=1) == "changed_elsewhere"


def test_a_reply_without_an_answer_to_look_at_is_refused() -> None:
    woven, ids = hall_weaving(["Stilte", "Koffie"])
    assert woven.refused(woven.reply, woven.people[0], ids[0]) == "reply_closed"
    woven.treat(ids[0])
    assert woven.refused(woven.reply, woven.people[0], ids[1]) == "reply_closed"
    assert woven.refused(woven.reply, woven.people[0], ids[0], round_id="x", voter="v") == "reply_closed"
    woven.settle(ids[0])
    assert woven.refused(woven.reply, woven.people[0], ids[0]) == "reply_closed"


def test_a_reply_without_voter_or_with_an_impossible_rev_is_refused() -> None:
    woven, position = weaving()
    woven.treat(position)
    assert woven.refused(woven.reply, woven.people[0], position, voter=None) == "missing_seat"
    assert woven.refused(woven.reply, woven.people[0], position, rev=0) == "unreadable"


# Answering and settling


def test_one_answer_is_looked_at_at_a_time() -> None:
    woven, ids = hall_weaving(["Stilte", "Koffie"])
    woven.treat(ids[0])
    assert woven.refused(woven.treat, ids[1]) == "settle_first"
    assert woven.refused(woven.treat, ids[0]) == "settle_first"
    woven.settle(ids[0])
    woven.treat(ids[1])


def test_of_two_facilitators_who_answer_at_once_the_second_is_told() -> None:
    woven, position = weaving()
    answers = [woven.as_staff(AnswerPosition, position_id=position, rev=1, kind=kind) for kind in (ADDED, PARKED)]
    woven.do(answers[0])
    assert woven.refused(woven.do, answers[1]) == "changed_meanwhile"


def test_an_answer_to_words_that_changed_since_is_refused() -> None:
    asked = hall_asked(*split(3, 1))
    position = asked.answer(asked.people[0], NEED)
    asked.share()
    asked.go("weave")
    answer = asked.as_staff(AnswerPosition, position_id=position, rev=1, kind=ADDED)
    asked.answer(asked.people[0], "Twee rustige plekken")
    asked.share()
    assert asked.refused(asked.do, answer) == "changed_meanwhile"


def test_a_need_that_has_its_answer_is_not_answered_again() -> None:
    woven, position = weaving()
    woven.treat(position)
    woven.settle(position)
    assert woven.refused(woven.treat, position, PARKED) == "need_answered"
    assert woven.refused(woven.leave, position) == "need_answered"


def test_an_unknown_position_is_refused() -> None:
    woven, _ = weaving()
    known = {"position_id": "x", "rev": 1}
    assert woven.refused(woven.lead, AnswerPosition, kind=ADDED, **known) == "unknown_position"
    assert woven.refused(woven.lead, SettlePosition, **known) == "unknown_position"
    assert woven.refused(woven.lead, LeaveUnmet, **known) == "unknown_position"


def test_a_position_of_an_earlier_decision_is_not_answered() -> None:
    woven, position = weaving()
    woven.end()
    assert woven.refused(woven.treat, position) == "unknown_position"


def test_nothing_is_settled_before_it_is_answered() -> None:
    woven, position = weaving()
    assert woven.refused(woven.settle, position) == "answer_first"


def test_settling_sent_again_changes_nothing() -> None:
    woven, position = weaving()
    woven.treat(position)
    woven.settle(position)
    assert woven.settle(position) == ()


def test_needs_that_wait_are_counted_before_the_check() -> None:
    woven, ids = hall_weaving(["Stilte", "Koffie"])
    assert woven.refused(woven.check) == "positions_open"
    woven.go("weave")
    for position in ids:
        woven.treat(position)
        woven.settle(position)
    woven.check("along")


# Said aloud


def with_spoken() -> tuple[Hall, str]:
    asked = hall_asked(*split(3, 1))
    position = asked.say_aloud("Stilte na tien uur")
    asked.share()
    asked.go("weave")
    asked.treat(position, CHANGED, text="Stilte na elf uur")
    return asked, position


def test_who_said_it_aloud_is_asked_aloud() -> None:
    asked, position = with_spoken()
    assert asked.refused(asked.settle, position) == "ask_aloud"


@pytest.mark.parametrize(("aloud", "word"), [(True, "fits"), (False, "misfits")])
def test_the_spoken_word_settles_a_spoken_need_whatever_phones_say(aloud: bool, word: str) -> None:
    asked, position = with_spoken()
    for person in asked.people:
        asked.reply(person, position, fits=not aloud)
    event = settled(asked.settle(position, aloud=aloud))
    assert (event.author, event.stands) == (word, aloud)


def test_a_facilitator_cannot_speak_for_who_wrote() -> None:
    woven, position = weaving()
    woven.treat(position, CHANGED, text="Iets heel anders")
    event = settled(woven.settle(position, aloud=True))
    assert (event.author, event.stands) == ("silent", False)


def test_what_is_written_of_settling_names_nobody() -> None:
    woven, position = weaving()
    woven.treat(position, CHANGED, text="Iets anders")
    for person in woven.people:
        woven.reply(person, position)
    voters = [str(woven.voter(person, woven.last.id)) for person in woven.people]
    told = str([vars(event) for event in woven.settle(position)])
    assert not [each for each in (*voters, *(person.id for person in woven.people)) if each in told]
    assert woven.log[-1].by is Role.FACILITATOR
