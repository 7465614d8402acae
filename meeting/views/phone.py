"""What phones see: one view that is the same for everybody, and what is each one's own.

The shapes are those of docs/wire.md. Language-free: keys and people's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from meeting.procedure import text
from meeting.procedure.agreeing import KIND as AGREEMENTS
from meeting.procedure.ballots import BallotCast
from meeting.procedure.erasing import own_sign_ups, own_words
from meeting.procedure.later import waiting
from meeting.procedure.state import SEVERAL, Audience, Box, Call, Meeting, Outcome, Participant, Phone
from meeting.views import (
    announcements,
    checking_out,
    choosing,
    clustering,
    commissioner,
    framing,
    handouts,
    later,
    minority,
    missing,
    picking,
    proposing,
    reading_back,
    rounds,
    seating,
    shortlisting,
    slides,
    spreading,
    stage,
    teaming,
    voices,
    voting,
    waterline,
)
from meeting.views.decided import decision_card, ended
from meeting.views.presence import Presence
from meeting.views.screen import LOOK, Screen
from meeting.views.stage import View, key

CARDS_ON_STAGE = 6
ALIKE = ("voting", "choosing", "minority", "weaving", "deciding")
"""The steps in which no phone says more than another."""


def phone(meeting: Meeting, presence: Presence, *, secure: bool = True, code: str = "") -> View:
    """The view every phone of this meeting gets."""
    screen = _over(meeting) if meeting.closed_at else _at_hand(meeting, SCREENS[meeting.step](meeting))
    readable = bool(meeting.decisions) or meeting.closed_at is not None
    return {
        "step": meeting.step,
        "block": meeting.active,
        "title": meeting.title,
        "question": meeting.question,
        "place": meeting.place,
        "date": meeting.date.isoformat() if meeting.date else None,
        "mandate": stage.mandate(meeting),
        "people": presence.people,
        "secure": secure,
        "practice": meeting.practice or meeting.step == "practising",
        "heading": screen.heading,
        "lines": list(screen.lines),
        "announcement": announcements.current(meeting, Audience.EVERYBODY),
        "cards": [_on_stage(card) for card in screen.cards[: max(CARDS_ON_STAGE, len(meeting.options))]],
        "tally": screen.tally,
        "ask": screen.ask or LOOK,
        "handouts": handouts.revisions(meeting),
        "tables": len(meeting.tables),
        "later": later.on_phones(meeting),
        "over": meeting.closed_at is not None,
        "report": f"/report/{code}" if readable else None,
    }


def _on_stage(card: View) -> View:
    """A card as the wire has it; of a text that was laid down what is in it, what was added and what stays."""
    items = [*card["items"], *card.get("facts", [])]
    if card["kind"] in ("proposal", "decision"):
        items = [
            *_captioned("card.package", card.get("package", [])),
            *_captioned("card.addition", card["items"]),
            *card.get("facts", []),
            *_captioned("card.standing", card.get("standing", [])),
        ]
    return {**{field: card[field] for field in ("id", "kind", "text", "label")}, "items": items}


def _captioned(caption: str, entries: list[View]) -> list[View]:
    """Under its caption; without the ids, by which phones know only cards of their own, and the day to come back on."""
    kept = [{name: value for name, value in each.items() if name not in ("id", "back_on")} for each in entries]
    return [{**each, "key": caption} if n == 0 else each for n, each in enumerate(kept)]


def _at_hand(meeting: Meeting, screen: Screen) -> Screen:
    """A phone that is away in this block is not asked for views: what people say is typed for them (rulings 2, 3)."""
    ask = screen.ask or LOOK
    wanted = ask["form"] == "write" or meeting.step == "spreading"
    away = meeting.block.phone is Phone.AWAY and wanted and not ask.get("aside")
    return Screen(key("talk.away"), (screen.heading,), screen.cards) if away else screen


# One function a step


def _arrival(meeting: Meeting) -> Screen:
    return Screen(key("arrival.title"), (stage.mandate_line(meeting), key("arrival.promise")))


def _talking(meeting: Meeting) -> Screen:
    if waterline.here(meeting):
        return waterline.talked(meeting)
    if meeting.block.kind == AGREEMENTS:
        return handouts.talked(meeting)
    if meeting.block.kind == "lobby":
        return proposing.lobby(meeting)
    own = meeting.block.question
    line = {"text": own} if own else key(f"talk.{meeting.block.kind}")
    if meeting.block.kind == slides.BREAK:
        return Screen(line, (key("talk.break.away"),), ask=picking.talked(meeting))
    return Screen(key("talk.away"), (line,), ask=picking.talked(meeting))


def _gathering(meeting: Meeting) -> Screen:
    no = meeting.block.seek_no
    ask = {
        "form": "write",
        "do": "submit_viewpoint",
        "id": meeting.active,
        "key": "view.no" if no else "view",
        "limit": text.VIEWPOINT,
    }
    return Screen(key("gather.no.title" if no else "gather.title"), ask=ask)


def _deciding(meeting: Meeting) -> Screen:
    decided = ended(meeting)
    if decided is not None:
        card = decision_card(meeting, decided)
        heading = key("decision.title" if card["adopted"] else "decision.none")
        waits = any(known.decision == decided.number for known in waiting(meeting))
        erased = key("decision.erased.later" if waits else "decision.erased")
        return Screen(heading, (erased, *_what_waits(card)), (card,))
    known = rounds.current(meeting)
    added = meeting.proposal is not None and bool(meeting.proposal.current.additions)
    heading, explain = key("support.title" if added else "support.first"), (key("support.explain"),)
    if known is None:
        return Screen(heading, explain, proposing.on_table(meeting))
    if known.shown and known.outcome is Outcome.NOT_YET and known.question and known.question.shared:
        return Screen(key("decision.reading"), cards=proposing.on_table(meeting))
    return voting.during(meeting, known, "support", heading, explain)


def _what_waits(card: View) -> list[View]:
    """Which opgaven wait, by their letters: a phone has no place for their words, the room's text and the report do."""
    letters = [each["text"].partition(".")[0] for each in card["waiting"]]
    return [key("decision.waiting", letters=", ".join(letters))] if letters else []


def _closing(meeting: Meeting) -> Screen:
    if (ask := checking_out.asked(meeting)) is not None:
        return Screen(key("heard.title"), ask=ask)
    return Screen(key("closing.title"), _thanks(meeting), _decided(meeting), ask={"form": "cards"})


def _over(meeting: Meeting) -> Screen:
    cards = (*_decided(meeting), *commissioner.on_phones(meeting))
    return Screen(key("closing.over"), _thanks(meeting), cards, ask={"form": "cards"})


def _thanks(meeting: Meeting) -> tuple[View, ...]:
    return key("closing.thanks"), *(line for card in _decided(meeting) for line in _what_waits(card))


def _decided(meeting: Meeting) -> tuple[View, ...]:
    """What was decided, the newest first."""
    return tuple(decision_card(meeting, decision) for decision in reversed(meeting.decisions))


SCREENS: dict[str, Callable[[Meeting], Screen]] = {
    "arrival": _arrival,
    "talking": _talking,
    "framing": framing.phone,
    "missing": missing.phone,
    "gathering": _gathering,
    "picking": picking.phone,
    "reading_back": reading_back.phone,
    "spreading": spreading.phone,
    "clustering": clustering.phone,
    "shortlisting": shortlisting.phone,
    "choosing": choosing.phone,
    "practising": voting.practised,
    "proposing": proposing.phone,
    "voting": voting.phone,
    "minority": minority.asked,
    "weaving": minority.woven,
    "deciding": _deciding,
    "teaming": teaming.phone,
    "closing": _closing,
}


# What is each one's own


def mine(
    meeting: Meeting,
    participant_id: str,
    voters: Mapping[str, str],
    helped: Mapping[str, tuple[str, ...]] | None = None,
    holder: str = "",
) -> View:
    """What only this person's phone gets. `voters` holds, for each living box, this phone's pseudonym in it, and
    `helped` those of the people who are helped on it; `holder` is the mark of its seat in the teams.

    Costs what this person did, whatever the meeting holds.
    """
    participant = meeting.participants.get(participant_id) or Participant(participant_id, True, meeting.language)
    sealed = [
        (round_id, meeting.boxes[round_id], voter) for round_id, voter in voters.items() if round_id in meeting.boxes
    ]
    return {
        "participant": participant.id,
        "votes": participant.votes,
        "may_vote": participant.watching and meeting.newcomers_vote and not meeting.open_round,
        "lines": _told(meeting, participant),
        "erasable": bool(own_words(meeting, participant.id) or own_sign_ups(meeting, holder)),
        "language": participant.language,
        "ask": _own_ask(meeting, participant, voters),
        "call": _call(meeting.calls.get(participant.id)),
        "place": seating.place(meeting, participant),
        "taken_along": picking.taken_along(meeting, participant),
        "ballots": _ballots(meeting, sealed),
        "answers": [minority.answer(entry) for _, box, voter in sealed if (entry := box.get(("answer", voter)))],
        "replies": minority.replies(meeting, voters),
        "later": later.mine(meeting, participant, voters),
        "helped": voting.helped(meeting, helped or {}),
        "viewpoints": [voices.own(meeting, each) for each in participant.viewpoints],
        "proposals": [proposing.own(meeting, each) for each in participant.proposals],
        "missing": missing.mine(meeting, participant),
        "teams": teaming.mine(meeting, holder),
        "given": [
            *framing.given(meeting, participant),
            *spreading.given(meeting, participant),
            *later.given(meeting, voters),
        ],
    }


def _call(call: Call | None) -> View | None:
    """What this person asked for and is waiting for."""
    return {"id": call.id, "kind": call.kind} if call else None


def _told(meeting: Meeting, participant: Participant) -> list[View]:
    """What only this phone says under its heading: at the door, as what its owner takes part, and whether they vote.

    A late comer reads it in the block in which they came in, but where every phone looks alike (rulings 9).
    """
    late = participant.joined_in == meeting.visit and meeting.capacities and meeting.step not in ALIKE
    return seating.told(meeting, participant) if meeting.step == "arrival" or late else []


def _ballots(meeting: Meeting, sealed: list[tuple[str, Box, str]]) -> list[View]:
    """What was chosen on this phone; of several, which take room in a frame, only in the step of choosing."""
    here = meeting.step == "choosing"
    several = {known.id for known in meeting.rounds if known.kind in SEVERAL and not here}
    found = (box.get(("ballot", voter)) for round_id, box, voter in sealed if round_id not in several)
    return [_ballot(entry) for entry in found if isinstance(entry, BallotCast)]


def _ballot(entry: BallotCast) -> View:
    return {"round_id": entry.round_id, "choice": list(entry.choice), "rev": entry.rev}


def _own_ask(meeting: Meeting, participant: Participant, voters: Mapping[str, str]) -> View | None:
    """What this phone is asked where its question differs: the same form, the same options, another key."""
    if meeting.closed_at:
        return None
    if meeting.step in ("minority", "weaving") and meeting.asked_position is None:
        return minority.own_question(meeting, voters)
    return proposing.own_ask(meeting, participant) if meeting.step in ("proposing", "talking") else None
