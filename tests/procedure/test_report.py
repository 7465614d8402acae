"""The report says how a decision came about, from the log alone, and nothing about who."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from meeting.procedure import replay
from meeting.procedure.arranging import ChangeBlock, SkipBlock
from meeting.procedure.arrival import Join
from meeting.procedure.core import Event
from meeting.procedure.erasing import EraseWords
from meeting.procedure.report import report
from meeting.procedure.reported import Decided, Report
from meeting.procedure.sheet import ExplainJump
from meeting.procedure.state import AnswerKind, DecisionKind, Meeting
from meeting.procedure.talking import TakeNote
from meeting.procedure.undoing import Undo
from meeting.store.codec import CODEC
from tests.harvest.evening import EVENINGS, PROPOSAL, advice, going_on, square, unanimous, undecided
from tests.procedure.acts import hall


def only(found: Report) -> Decided:
    (decided,) = found.decisions
    return decided


@pytest.mark.parametrize("name", EVENINGS)
def test_the_exported_log_alone_gives_the_same_report(name: str) -> None:
    evening = EVENINGS[name]()
    again: list[Event] = list(CODEC.from_lines(CODEC.lines(evening.log)))
    assert report(replay(again, Meeting())) == report(evening.meeting)


@pytest.mark.parametrize("name", EVENINGS)
def test_no_id_and_no_voter_is_in_a_report(name: str) -> None:
    evening = EVENINGS[name]()
    known = evening.meeting
    ids = {*known.participants, *known.viewpoints, *(each.id for each in (*known.rounds, *known.positions))}
    words = set(re.findall(r"[\w-]+", " ".join(_texts(report(known)))))
    assert not words & ids
    assert not any(word.startswith("sealed-") for word in words)


def test_a_decision_carries_its_additions_and_how_everybody_came_along() -> None:
    decided = only(report(square().meeting))
    assert (decided.kind, decided.text) == (DecisionKind.FULL, PROPOSAL)
    assert decided.additions == (
        "Eerst een proef van drie maanden, daarna pas beslissen.",
        "Wie voor iemand zorgt, mag altijd met de auto tot aan de deur.",
        "Dat de proef niet in de week van de kermis begint.",
    )
    assert decided.check is not None
    assert (decided.check["not_yet"], decided.check.silent) == (0, 1)


def test_every_need_stands_with_what_the_room_did_and_the_authors_word() -> None:
    decided = only(report(square().meeting))
    fates = {need.text.split()[0]: (need.answer, need.word, need.point) for need in decided.needs}
    assert fates["Eerst"] == (AnswerKind.ADDED, "fits", 1)
    assert fates["Mantelzorgers"] == (AnswerKind.CHANGED, "fits", 2)
    assert [need.owner for need in decided.woven if need.answer is AnswerKind.PARKED] == ["Werkgroep Plein"]
    assert [need.text for need in decided.woven if need.spoken] == [
        "Dat iemand van de gemeente elk half jaar komt vertellen hoe het gaat."
    ]
    assert [need.word for need in decided.declined] == ["silent"]
    assert decided.suggestions == ("Een duidelijk bord bij de ingang, denk ik.",)


def test_every_round_stands_with_its_numbers_and_a_cancelled_one_is_not_counted() -> None:
    cancelled, vote, first, second = only(report(square().meeting)).votes
    assert cancelled.cancelled
    assert cancelled.tally is None
    assert vote.tally is not None
    assert (dict(vote.tally.counts), vote.tally.electorate) == ({"for": 7, "against": 4, "abstain": 1}, 12)
    assert (vote.asked, vote.answered) == (4, 4)
    assert (first.number, second.number) == (1, 2)
    assert report(square().meeting).account.cancelled == 1


def test_every_version_tells_why_it_came() -> None:
    texts = only(report(square().meeting)).texts
    (text,) = texts
    assert [each.cause for each in text.wordings] == ["put", "wording", "need", "need", "need"]
    assert text.wordings[3].need == "Mantelzorgers moeten er altijd in kunnen met de auto."
    assert text.wordings[3].added == "Wie voor iemand zorgt, mag altijd met de auto tot aan de deur."


def test_viewpoints_that_were_withdrawn_or_held_back_are_numbers_only() -> None:
    found = report(square().meeting)
    texts = [voice.text for gathered in found.gathered for voice in gathered.voices]
    assert len(texts) == 11
    assert not any("niemand mag zien" in text or "liever niet" in text for text in texts)
    assert found.account.held == (("insult", 2), ("person", 1))
    assert (found.account.withdrawn, found.account.spoken) == (1, 2)
    assert [voice.no for voice in found.gathered[1].voices] == [True, True, True]


def test_a_standing_no_keeps_its_own_words_and_the_answer_it_did_not_agree_with() -> None:
    decided = only(report(advice().meeting))
    assert decided.kind is DecisionKind.STANDING
    (need,) = decided.unmet
    assert need.text.startswith("Ik blijf bij mijn nee")
    assert (need.answer, need.word) == (AnswerKind.DECLINED, "misfits")


def test_a_decision_that_was_not_taken_tells_why() -> None:
    found = report(undecided().meeting)
    decided = only(found)
    assert (decided.kind, found.adopted) == (DecisionKind.POSTPONED, ())
    assert decided.reason is not None
    assert [vote.other for vote in decided.votes] == ["We zetten hekken om het plein.", None, None]
    assert decided.votes[2].accepted is not None
    assert [(each.text, each.voted) for each in found.left_over] == [("We zetten hekken om het plein.", True)]


def test_the_codes_are_gone_with_the_decision() -> None:
    found = report(square().meeting)
    assert found.account.boxes == 0
    assert found.account.wiped_at == only(found).at
    assert report(going_on().meeting).account.boxes == 1


def test_an_answer_that_does_not_stand_yet_is_not_told() -> None:
    decided = only(report(going_on().meeting))
    assert decided.kind is None
    (need,) = decided.needs
    assert (need.answer, need.answer_text) == (None, None)


def test_a_meeting_that_goes_on_gives_a_draft() -> None:
    assert report(going_on().meeting).draft
    assert not report(unanimous().meeting).draft


def test_a_meeting_without_anything_has_a_report() -> None:
    found = report(Meeting())
    assert found.decisions == ()
    assert found.path == ()


def _texts(value: Any) -> list[str]:
    """Every text in a report, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for each in value for text in _texts(each)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in _texts(getattr(value, field.name))]
    return []


def test_the_path_tells_the_plan_the_reason_of_a_jump_its_words_and_what_was_left_out() -> None:
    here = hall(1)
    here.lead(ChangeBlock, sheet_rev=1, block_id="talk", title="Aan tafel")
    here.lead(SkipBlock, sheet_rev=2, block_id="spread", reason="time")
    here.go("talk")
    here.lead(ChangeBlock, sheet_rev=3, block_id="talk", minutes=50)
    here.go("gather")
    here.go("talk")
    here.lead(ExplainJump, visit=2, text="Er werd al gepraat.")
    found = report(here.meeting)
    told = [(stay.part.title, stay.planned, stay.reason, stay.words) for stay in found.path]
    assert told == [
        ("", 15, None, None),
        ("Aan tafel", 30, "other", "Er werd al gepraat."),
        ("", 7, "other", None),
        ("Aan tafel", None, None, None),
    ]
    assert [(each.part.kind, each.reason) for each in found.skipped] == [("spread", "time")]


def test_a_meeting_from_before_plans_were_kept_tells_none() -> None:
    here = hall(1)
    older = replace(here.log[0], template="")
    found = report(replay([older, *here.log[1:]], Meeting()))
    assert [stay.planned for stay in found.path] == [None]


def test_the_account_tells_who_only_watched_what_was_erased_and_what_was_undone() -> None:
    here = hall(1)
    here.ask(here.newcomer(), Join, watching=True)
    here.lead(TakeNote, note_id="n", text="Jan zei iets.")
    here.lead(Undo, act=len(here.meeting.acts))
    here.lead(TakeNote, note_id="m", text="Jan zei nog iets.")
    here.lead(EraseWords, thing_id="m", reason="Op verzoek.")
    told = report(here.meeting)
    assert (told.account.watching, told.account.erased, told.account.undone) == (1, 1, 1)
    assert "Jan" not in repr(told)
