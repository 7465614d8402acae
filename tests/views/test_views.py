"""Views tell everybody what they may know, in words that exist, and nothing that follows from a secret choice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from meeting import views
from meeting.procedure.closing import CloseMeeting
from meeting.procedure.minority import GiveAnswer, ShareSuggestions
from meeting.procedure.proposing import AmendProposal, ConfirmProposal, PutProposal, TableProposal
from meeting.procedure.showing import ShowFigures
from meeting.procedure.state import AnswerKind, DecisionKind, Level, RoundKind
from meeting.procedure.weaving import AnswerPosition, SettlePosition
from meeting.views import Presence
from meeting.words import phone_words, translator
from tests.procedure.acts import Hall

LONG = (
    "Wij willen dat er eerst een proef van drie maanden komt, want niemand weet nu hoe druk het wordt "
    "bij de school en bij de winkels, echt niet."
)


def evening(against: int = 5, people: int = 14, **mandate: Any) -> Iterator[Hall]:
    """One evening to the adopted decision; yields the hall at every moment that looks different."""
    hall = Hall().open(**mandate)
    hall.join(people)
    yield hall
    for block in ("check-in", "gather", "talk", "seek-no", "spread", "propose"):
        hall.go(block)
        if block in ("gather", "seek-no"):
            for person in hall.people[:7]:
                hall.view(person, LONG, block)
        yield hall
    hall.ask(hall.people[2], PutProposal, proposal_id="voorstel", text="Het plein wordt autovrij. " * 9)
    hall.lead(TableProposal, proposal_id="voorstel")
    hall.lead(AmendProposal, proposal_id="voorstel", version=1, text="Het plein wordt autovrij, op proef.")
    yield hall
    hall.lead(ConfirmProposal, proposal_id="voorstel", version=2)
    hall.go("vote")
    yield hall
    hall.open_round()
    yield hall
    for number, person in enumerate(hall.people):
        hall.vote(person, "against" if number < against else "for")
    yield hall
    hall.close()
    yield hall
    hall.show()
    yield hall
    hall.go("minority")
    yield hall
    hall.ask_minority()
    yield hall
    for number, person in enumerate(hall.people):
        hall.ask(person, GiveAnswer, round_id=hall.last.id, rev=1, position_id=f"need-{number}", kind="text", text=LONG)
    yield hall
    hall.share()
    yield hall
    if against < len(hall.people) and against:
        hall.lead(ShareSuggestions, round_id=hall.last.id, seed=b"x")
        yield hall
    hall.go("weave")
    yield hall
    for number, position in enumerate(hall.meeting.open_positions):
        kind = list(AnswerKind)[number % 4]
        hall.lead(AnswerPosition, position_id=position.id, rev=position.rev, kind=kind, text=LONG, owner="Anna")
        yield hall
        asked = hall.meeting.asked_position
        assert asked is not None
        for person in hall.people:
            hall.reply(person, asked.id, round_id=asked.round_id)
        hall.lead(SettlePosition, position_id=asked.id, rev=asked.rev)
        yield hall
    hall.go("decide")
    yield hall
    hall.open_round(RoundKind.SUPPORT)
    yield hall
    for number, person in enumerate(hall.people):
        hall.vote(person, "along" if number else "leave")
    hall.close()
    yield hall
    hall.show()
    yield hall
    hall.adopt()
    yield hall
    hall.go("close")
    yield hall
    hall.lead(CloseMeeting)
    yield hall


def other_ends() -> Iterator[Hall]:
    """Moments that the evening above does not have."""
    for choices in (("for", "against"), ("against",) * 3, ("for",) * 4, ("abstain",) * 4, ()):
        hall = Hall().open()
        hall.join(4)
        hall.propose()
        hall.run_round(*choices)
        yield hall
    hall = Hall().open()
    hall.join(12)
    hall.propose()
    hall.run_round(*["for"] * 10, "against", "against")
    yield hall
    hall.lead(ShowFigures, round_id=hall.last.id)
    yield hall
    hall.ask_minority()
    hall.share()
    hall.check(*["along"] * 11, "not_yet")
    yield hall
    hall.ask_minority()
    yield hall
    hall.end(DecisionKind.POSTPONED)
    hall.go("decide")
    yield hall
    hall = Hall().open()
    hall.join(3)
    hall.propose()
    hall.open_round()
    hall.cancel()
    yield hall


def every_moment() -> Iterator[Hall]:
    yield from evening()
    yield from evening(against=2)
    yield from evening(against=0)
    yield from evening(level=Level.ADVISE, decider="De gemeenteraad")
    yield from other_ends()


def seen(hall: Hall) -> dict[str, Any]:
    """Everything that is not private."""
    here = Presence(len(hall.people), len(hall.people), 1)
    return {
        "phone": views.phone(hall.meeting, here, code="482913"),
        "room": views.room(hall.meeting, here, code="482913", address="kring.nl"),
        "console": views.console(hall.meeting, here, code="482913", address="kring.nl"),
    }


def own(hall: Hall, number: int) -> dict[str, Any]:
    person = hall.people[number]
    voters = {known.id: voter for known in hall.meeting.rounds if (voter := hall.voter(person, known.id))}
    return views.mine(hall.meeting, person.id, voters)


def keys(view: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of a sentence in a view."""
    if isinstance(view, dict):
        if isinstance(view.get("key"), str) and "form" not in view and "do" not in view:
            yield view["key"], view.get("values", {})
        for each in view.values():
            yield from keys(each)
    elif isinstance(view, list):
        for each in view:
            yield from keys(each)


def test_a_view_is_small_whatever_the_meeting_holds():
    for hall in every_moment():
        assert len(json.dumps(seen(hall)["phone"], ensure_ascii=False).encode()) <= 4096
        assert len(seen(hall)["phone"]["cards"]) <= 6


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sentence_a_phone_is_shown_has_words(language):
    words = phone_words(language)
    for hall in every_moment():
        for name, _ in keys(seen(hall)["phone"]):
            assert name in words, name
        ask = seen(hall)["phone"]["ask"]
        for asked in (ask, own(hall, 0)["ask"], own(hall, 7 % len(hall.people))["ask"]):
            if asked and asked["form"] not in ("look", "cards"):
                assert f"{asked['key']}.title" in words
                assert all(f"option.{option['id']}" in words for option in asked.get("options", []))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sentence_on_room_screen_and_console_has_words(language):
    words = translator(language)
    for hall in every_moment():
        view = seen(hall)
        for name, _ in [*keys(view["room"]), *keys(view["console"])]:
            assert name in words, name
        for act in [view["console"]["primary"], *view["console"]["acts"]]:
            assert act is None or act["key"] in words, act


def moments_until_shown(turned: int) -> list[dict[str, Any]]:
    """What is seen while people vote, when this person is against and all others are divided as they are."""
    told = []
    for moment, hall in enumerate(evening(against=0)):
        if moment == 9:  # the round is open and nobody has voted
            for number, person in enumerate(hall.people):
                hall.vote(person, "against" if number == turned or number > 8 else "for")
                told.append(seen(hall))
            hall.close()
            told.append(seen(hall))
            return told
    raise AssertionError("the round was not reached")


def test_nothing_that_is_seen_before_the_result_depends_on_a_choice():
    assert moments_until_shown(1) == moments_until_shown(5) == moments_until_shown(99)


def test_nothing_that_is_seen_while_the_question_is_open_depends_on_who_was_against():
    def told(dissenters: set[int]) -> list[dict[str, Any]]:
        hall = Hall().open()
        hall.join(14)
        hall.propose()
        hall.run_round(*["against" if number in dissenters else "for" for number in range(14)])
        hall.ask_minority()
        views_then = []
        for number, person in enumerate(hall.people):
            kind = "text" if number % 2 else "none"
            text = "Ik kan mee als het een proef is." if number % 2 else None
            hall.ask(
                person, GiveAnswer, round_id=hall.last.id, rev=1, position_id=f"need-{number}", kind=kind, text=text
            )
            views_then.append(seen(hall))
        return views_then

    assert told({0, 1, 2, 3, 4, 5}) == told({1, 3, 5, 7, 9, 11})


def test_phones_of_minority_and_majority_look_alike_but_for_one_word():
    compared = 0
    for hall in evening(against=5):
        if hall.meeting.step != "minority" or not own(hall, 0)["ask"]:
            continue
        compared += 1
        mine, others = own(hall, 0)["ask"], own(hall, 9)["ask"]
        assert (mine.pop("key"), others.pop("key")) == ("need.own", "need.other")
        assert mine == others
    assert compared
    for language in ("nl", "en"):
        words = phone_words(language)
        assert abs(len(words["need.own.title"]) - len(words["need.other.title"])) <= 10


def test_a_small_minority_gets_literally_the_same_question_and_no_figures():
    for hall in evening(against=2):
        if hall.meeting.step in ("minority", "weaving"):
            assert own(hall, 0)["ask"] == own(hall, 9)["ask"]
        told = json.dumps([seen(hall)["phone"]["tally"], seen(hall)["room"]["round"]])
        if hall.meeting.rounds and hall.meeting.step == "voting":
            assert '"n"' not in told
            assert "result.line" not in told


def test_the_facilitator_sees_the_exact_tally_only_after_it_was_shown():
    for hall in evening(against=2):
        known = seen(hall)["console"]["round"]
        if known:
            assert ("exact" in known) == (known["state"] == "shown")


def test_no_view_names_a_participant_or_a_voter():
    for hall in every_moment():
        told = json.dumps(seen(hall))
        for person in hall.people:
            assert person.id not in told
            assert all((hall.voter(person, known.id) or "-no-voter-") not in told for known in hall.meeting.rounds)


def test_an_answer_of_the_room_is_on_the_screen_only_when_it_stands():
    for hall in evening():
        asked = hall.meeting.asked_position
        if asked:
            cards = {card["id"]: card for card in seen(hall)["room"]["weaving"]["positions"]}
            assert cards[asked.id]["answer"] is None


def test_the_primary_act_leads_the_whole_way():
    """There is one next act at every moment, except where people must choose words first."""
    for hall in evening():
        step, primary = hall.meeting.step, seen(hall)["console"]["primary"]
        free = (step == "proposing" and hall.meeting.proposal is None) or (
            step == "weaving" and hall.meeting.open_positions and hall.meeting.asked_position is None
        )
        assert (primary is None) == bool(free or hall.meeting.closed_at), step
