"""What is seen of the minority: the same question on every phone, then each need and what the room does with it.

Needs stand in an order that tells nothing: neither who wrote first, nor who wrote late.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from meeting.procedure import addressing, text, uncovered
from meeting.procedure.ballots import BallotCast
from meeting.procedure.first_needs import being_read
from meeting.procedure.grouping import together
from meeting.procedure.minority import ANSWERS, OWN, SPEAK, STILL, AnswerGiven, dissent
from meeting.procedure.state import Meeting, MinorityPosition, Replies
from meeting.procedure.weaving import ReplyGiven
from meeting.views import stage
from meeting.views.screen import Screen
from meeting.views.stage import View, act, key

READY = 4
"""How many texts of others a phone is offered to take over: its view stays small."""


def mixed(positions: Iterable[MinorityPosition]) -> list[MinorityPosition]:
    """Needs in an order without meaning: their ids were drawn on phones. Those said aloud follow, they are marked."""
    return sorted(positions, key=lambda each: (each.spoken, each.number if each.spoken else 0, each.id))


def needs_now(meeting: Meeting) -> list[MinorityPosition]:
    """The needs about the proposal on the table, and none that was taken back."""
    return [each for each in mixed(meeting.positions_now) if not each.withdrawn]


def before_all(meeting: Meeting) -> list[MinorityPosition]:
    """The needs that all can read: while many are being read those put before the room, and what had its word."""
    needs = needs_now(meeting)
    return [each for each in needs if each.shown or not each.open] if being_read(meeting) else needs


# Phones


def asked(meeting: Meeting) -> Screen:
    """The step of the minority: what is needed, and, once shared, the needs above the question."""
    ask = question(meeting)
    if ask is None:
        return Screen(key("need.wait"), cards=_tabled(meeting))
    shared = tuple(stage.position_card(meeting, each) for each in before_all(meeting) if each.open)
    comfort = () if ask["key"] == "need.still" else (key("need.comfort"),)
    told = key("need.reading") if being_read(meeting) else key("need.shared") if shared else None
    lines = (*comfort, told) if told else comfort
    return Screen(key("need.title"), lines, shared, ask=ask)


def woven(meeting: Meeting) -> Screen:
    """The step of weaving: is it heard right, or is the room's answer right; else the question stays open."""
    position = meeting.asked_position
    if position is None:
        return Screen(key("weave.wait"), cards=_tabled(meeting), ask=question(meeting))
    ask = {
        "form": "choose",
        "do": "reply",
        "id": position.round_id,
        "position": position.id,
        "version": position.rev,
        "key": "reply",
        "options": [{"id": "fits"}, {"id": "misfits"}],
        "shuffle": False,
    }
    if position.restating:
        return Screen(key("weave.heard"), (key("weave.restated"),), (_restated(meeting, position),), ask=ask)
    return Screen(key("weave.title"), (key("weave.proposed"),), (_answered(meeting, position),), ask=ask)


def question(meeting: Meeting) -> View | None:
    """What every phone is asked after a round, while the box lives.

    `lasting` names until when an answer may be given again by the phone itself; `ready` are texts to take over.
    """
    known = meeting.last_round
    if known is None or known.question is None or known.id not in meeting.boxes:
        return None
    return {
        "form": "choose",
        "do": "give_answer",
        "id": known.id,
        "key": "need.still" if known.question.form == STILL else "need.same",
        "options": [{"id": option} for option in ANSWERS],
        "limit": text.NEED,
        "shuffle": False,
        "lasting": f"decision-{meeting.decision}",
        "ready": [each["text"] for each in suggestions(meeting, known.id)[:READY]],
    }


def own_question(meeting: Meeting, voters: Mapping[str, str]) -> View | None:
    """Sent to every phone, so that frames are of one size whoever is asked for a need."""
    ask = question(meeting)
    known = meeting.last_round
    if ask is None or known is None or known.question is None:
        return None
    if known.question.form != OWN:
        return ask
    ballot = meeting.boxes[known.id].get(("ballot", voters.get(known.id, "")))
    dissents = isinstance(ballot, BallotCast) and bool(known.others & set(ballot.choice))
    dissents = dissents or uncovered.lacks(meeting, known.id, voters.get(uncovered.behind(meeting, known.id) or ""))
    return {**ask, "key": "need.own" if dissents else "need.other"}


def answer(entry: Any) -> View:
    """What this phone answered."""
    assert isinstance(entry, AnswerGiven)
    return {
        "round_id": entry.round_id,
        "position_id": entry.position_id,
        "kind": entry.kind,
        "text": entry.text,
        "final": entry.final,
        "rev": entry.rev,
    }


def replies(meeting: Meeting, voters: Mapping[str, str]) -> list[View]:
    """This phone's reply to what is asked about now; `fits` is null when that is a new text."""
    position = meeting.asked_position
    voter = voters.get(position.round_id) if position else None
    if position is None or voter is None or position.round_id not in meeting.boxes:
        return []
    entry = meeting.boxes[position.round_id].get((position.id, voter))
    if not isinstance(entry, ReplyGiven):
        return []
    fits = entry.fits if entry.answer == position.rev else None
    return [{"round_id": position.round_id, "position_id": position.id, "fits": fits, "rev": entry.rev}]


def _tabled(meeting: Meeting) -> tuple[View, ...]:
    return (stage.proposal_card(meeting, meeting.proposal),) if meeting.proposal else ()


def _restated(meeting: Meeting, position: MinorityPosition) -> View:
    """A need with how the room heard it under it."""
    card = stage.position_card(meeting, position)
    return {**card, "items": [{**key("card.restating"), "text": position.restated}]}


def _answered(meeting: Meeting, position: MinorityPosition) -> View:
    """A need with the room's answer under it: the phone that wrote it keeps this for its own trace."""
    card, given = grouped_card(meeting, position), stage.answer_card(position)
    return {**card, "items": [*card["items"], {**given["label"], "text": given["text"]}, *given["items"]]}


# The room screen


def room_asked(meeting: Meeting) -> View | None:
    """The question after the last round, and what came of it."""
    known = meeting.last_round
    if known is None or known.question is None or known.tally is None:
        return None
    asked_now = known.question
    few = stage.small_minority(known) and not known.figures
    title = (
        key("need.still.title")
        if asked_now.form == STILL
        else key("min.small")
        if few or asked_now.form == "same" or meeting.package
        else key("min.title", n=dissent(known))
    )
    shared = None
    if asked_now.shared and asked_now.asked is not None and not few and asked_now.form == OWN:
        shared = key("min.shared", asked=asked_now.asked, answered=asked_now.answered)
    shown = [each for each in before_all(meeting) if each.round_id == known.id]
    reading = key("room.needs.reading", n=len(meeting.open_positions)) if being_read(meeting) else None
    return {
        "form": asked_now.form,
        "title": title,
        "answered": key("min.answered", x=stage.answered_phones(meeting, known), y=asked_now.people)
        if known.id in meeting.boxes
        else None,
        "shared": asked_now.shared,
        "line": shared,
        "reading": reading,
        "positions": [stage.position_card(meeting, each) for each in shown],
        "suggestions": suggestions(meeting, known.id),
    }


def suggestions(meeting: Meeting, round_id: str) -> list[View]:
    """What others thought of, without what somebody took over as a need of their own."""
    adopted = {each.text for each in meeting.positions if not each.withdrawn}
    return [
        {"id": each.id, "text": each.text}
        for each in meeting.suggestions
        if each.round_id == round_id and each.text not in adopted
    ]


def _leads(meeting: Meeting) -> list[MinorityPosition]:
    """One need of each group, and those that stand alone."""
    first: dict[object, MinorityPosition] = {}
    for each in needs_now(meeting):
        lies_together = each.open and each.group
        first.setdefault((each.group, each.round_id) if lies_together else each.id, each)
    return list(first.values())


def grouped_card(meeting: Meeting, position: MinorityPosition) -> View:
    """A need with those that lie with it, each in its own words; one that stands alone looks the same."""
    card = stage.position_card(meeting, position)
    others = [{"id": each.id, "text": each.text} for each in together(position, meeting) if each.id != position.id]
    return {**card, "items": [*others, *card["items"]]}


def _on_stage(meeting: Meeting) -> list[MinorityPosition]:
    """The needs of the room's answers; while there are too many to answer, those put before it and those answered."""
    leads = _leads(meeting)
    if not being_read(meeting):
        return leads
    return [lead for lead in leads if lead.answer or not lead.open or any(e.shown for e in together(lead, meeting))]


def room_woven(meeting: Meeting) -> View:
    """The needs with the answers that stand; an answer phones are still being asked about is not on the screen."""
    cards = []
    for each in _on_stage(meeting):
        state = "asking" if each.asking else "settled" if each.settled else "left" if each.unmet else "open"
        card = {**grouped_card(meeting, each), "state": state}
        card["answer"] = stage.answer_card(each) if each.settled else None
        card["heard"] = each.restating
        cards.append(card)
    asking = meeting.asked_position
    reading = key("room.needs.reading", n=len(meeting.open_positions)) if being_read(meeting) else None
    return {"positions": cards, "asking": asking.id if asking else None, "reading": reading}


# The console


def positions(meeting: Meeting) -> list[View]:
    """The needs as the facilitator works with them."""
    reading = being_read(meeting)
    return [_position(meeting, each, reading=reading) for each in needs_now(meeting)]


def _position(meeting: Meeting, position: MinorityPosition, *, reading: bool) -> View:
    said = addressing.answers_to(position.id, meeting)
    return {
        **stage.position_card(meeting, position),
        "rev": position.rev,
        "state": _state(position),
        "spoken": position.spoken,
        "answer": stage.answer_card(position) if position.answer else None,
        "replies": _told(position.replies),
        "restated": position.restated,
        "heard": _told(position.heard),
        "final": position.final,
        "asks": position.asks,
        "said": len(said),
        "conflicts": list(position.conflicts),
        "screen": position.shown if reading and position.open else None,
        "with": [each.id for each in together(position, meeting) if each.id != position.id],
        "blocked": any(other.carried for other in map(meeting.position_of, position.conflicts) if other),
    }


def _state(position: MinorityPosition) -> str:
    if position.asking:
        return "restating" if position.restating else "asking"
    if position.settled or position.unmet:
        return "settled" if position.settled else "left"
    return "held_back" if position.replies else "open"


def _told(said: Replies | None) -> View | None:
    return {"author": said.author, "fits": said.fits, "misfits": said.misfits} if said else None


def microphones(meeting: Meeting) -> int:
    """How many people asked to say it themselves: everyone's button, and a public act."""
    last = meeting.last_round
    box = meeting.boxes.get(last.id) if last else None
    if box is None:
        return 0
    return sum(1 for sealed in box.values() if isinstance(sealed, AnswerGiven) and sealed.kind == SPEAK)


def act_on_need(meeting: Meeting) -> View | None:
    """Stop asking about a need; who said it aloud is asked aloud, so then there is a choice to make."""
    position = meeting.asked_position
    if position is None or position.spoken:
        return None
    words = "act.settle_heard" if position.restating else "act.settle"
    return act("settle_position", words, position_id=position.id, rev=position.rev)
