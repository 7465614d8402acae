"""Opening a meeting and coming in."""

from __future__ import annotations

from datetime import date

import pytest

from meeting.procedure.arrival import Join, MeetingOpened, OpenMeeting, ParticipantJoined, SetVoting
from meeting.procedure.core import Role
from meeting.procedure.state import Level, Mandate

from .acts import QUESTION, START, Hall, Person, hall, hall_in_a_vote, hall_with_proposal


def test_a_question_is_enough_to_open_a_meeting() -> None:
    opened = Hall().open()
    assert opened.meeting.question == opened.meeting.title == QUESTION
    assert opened.meeting.mandate == Mandate(Level.DECIDE, None, None)
    assert (opened.meeting.step, opened.meeting.active) == ("arrival", "arrival")
    assert opened.meeting.opened_at is not None
    assert opened.meeting.opened_at > START


def test_title_place_date_and_mandate_are_kept() -> None:
    opened = Hall().open(
        title=" Het dorpshuis ",
        place="Kantine",
        date=date(2026, 1, 15),
        language="en",
        level=Level.ADVISE,
        decider="De gemeenteraad",
        answer_by=date(2026, 3, 1),
    )
    kept = opened.meeting
    assert (kept.title, kept.place, kept.date, kept.language) == ("Het dorpshuis", "Kantine", date(2026, 1, 15), "en")
    assert kept.mandate == Mandate(Level.ADVISE, "De gemeenteraad", date(2026, 3, 1))


def test_opening_is_written_with_role_and_time() -> None:
    opened = Hall().open()
    [event] = opened.log
    assert isinstance(event, MeetingOpened)
    assert (event.by, event.at) == (Role.FACILITATOR, opened.now)


@pytest.mark.parametrize("level", [Level.ADVISE, Level.TOGETHER])
@pytest.mark.parametrize("decider", [None, "  "])
def test_who_decides_in_the_end_must_be_named_when_participants_do_not_decide_alone(
    level: Level, decider: str | None
) -> None:
    assert Hall().refused(Hall().open, level=level, decider=decider) == "decider_needed"


def test_a_meeting_is_opened_once() -> None:
    opened = Hall().open()
    assert opened.refused(opened.lead, OpenMeeting, question="Wat nu?") == "already_open"


def test_a_meeting_opens_in_a_language_that_is_there() -> None:
    new = Hall()
    assert new.refused(new.open, language="fr") == "unknown_language"


@pytest.mark.parametrize(("question", "reason"), [("  ", "text_empty"), ("a" * 121, "text_too_long")])
def test_the_question_must_say_something_in_120_characters(question: str, reason: str) -> None:
    new = Hall()
    assert new.refused(new.open, question=question) == reason


def test_somebody_joins_with_the_right_to_vote() -> None:
    here = hall(1)
    [person] = here.people
    known = here.meeting.participants[person.id]
    assert (known.votes, known.language) == (True, "nl")
    assert here.log[-1] == ParticipantJoined(participant=person.id, language="nl", at=here.now, by=Role.PARTICIPANT)


def test_joining_again_changes_nothing() -> None:
    here = hall(1)
    assert here.ask(here.people[0], Join, language="nl") == ()


def test_joining_in_another_language_keeps_who_it_is() -> None:
    here = hall(1)
    here.ask(here.people[0], Join, language="en")
    assert len(here.meeting.participants) == 1
    assert here.meeting.participants[here.people[0].id].language == "en"


def test_an_unknown_language_is_refused() -> None:
    here = hall(0)
    assert here.refused(here.join, language="xx") == "unknown_language"


def test_joining_needs_a_seat() -> None:
    here = hall(0)
    nobody = Join(at=here.tick(), role=Role.PARTICIPANT)
    assert here.refused(here.do, nobody) == "missing_seat"


@pytest.mark.parametrize("block", ["check-in", "gather", "propose", "vote", "weave", "close"])
def test_people_may_come_in_at_any_step(block: str) -> None:
    here = hall(1)
    here.go(block)
    here.join()
    assert len(here.meeting.participants) == 2


def test_people_may_come_in_while_a_vote_is_open() -> None:
    voting = hall_in_a_vote(2)
    voting.join()
    assert len(voting.meeting.participants) == 3


def test_what_a_facilitator_does_never_names_a_participant() -> None:
    here = hall(2)
    here.go("gather")
    assert all(person.id not in repr(vars(here.log[-1]).values()) for person in here.people)


def test_ids_of_people_and_voters_are_not_in_a_printed_event_or_command() -> None:
    voting = hall_in_a_vote(1)
    [person] = voting.people
    command = voting.as_person(person, Join)
    joined = next(event for event in voting.log if isinstance(event, ParticipantJoined))
    assert person.id not in repr(command) + repr(joined)
    [ballot] = voting.vote(person, "for")
    assert str(voting.voter(person, voting.last.id)) not in repr(ballot)
    assert "'for'" not in repr(ballot)


# The right to vote


def votes(here: Hall, person: Person) -> bool:
    return here.meeting.participants[person.id].votes


def test_who_comes_by_the_door_for_watchers_does_not_vote() -> None:
    here = hall_with_proposal(1)
    (guest,) = here.join()
    here.ask(guest, Join, watching=True)
    here.open_round()
    assert not votes(here, guest)
    assert here.refused(here.vote, guest, "for") == "no_right_to_vote"


def test_a_wrong_door_is_put_right_but_never_while_a_vote_is_open() -> None:
    here = hall_with_proposal(1)
    guest = here.newcomer()
    here.ask(guest, Join, watching=True)
    here.ask(guest, Join, language="en")
    assert not votes(here, guest), "another language is not another door"
    here.open_round()
    here.ask(guest, Join, watching=False)
    assert not votes(here, guest)
    here.close()
    here.ask(guest, Join, watching=False)
    assert votes(here, guest)


def test_newcomers_have_the_right_the_facilitator_gives_them_before_the_first_vote() -> None:
    here = hall_with_proposal(1)
    here.lead(SetVoting, newcomers=False)
    (host,) = here.join()
    here.lead(SetVoting, newcomers=True)
    (citizen,) = here.join()
    assert (votes(here, host), votes(here, citizen)) == (False, True)
    for watching in (True, False):
        here.ask(host, Join, watching=watching)
        assert not votes(here, host), "by no door does anybody take a right that was not given"
    here.open_round()
    assert here.refused(here.lead, SetVoting, newcomers=False) == "vote_begun"


def test_who_comes_in_while_a_vote_is_open_may_vote() -> None:
    here = hall_with_proposal(1)
    here.open_round()
    (late,) = here.join()
    here.vote(late, "for")
    assert here.close().tally["for"] == 1  # type: ignore[index]


def test_whoever_does_not_vote_is_not_asked_what_the_minority_needs() -> None:
    here = hall_with_proposal(5)
    guest = here.newcomer()
    here.ask(guest, Join, watching=True)
    here.run_round("against", "for", "for", "for", "for")
    here.ask_minority()
    assert here.refused(here.answer, guest, "Ik wil ook iets.") == "no_right_to_vote"


def test_a_log_from_before_there_were_watchers_lets_everybody_vote() -> None:
    assert ParticipantJoined(participant="p").votes
