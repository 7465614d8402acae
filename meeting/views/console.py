"""What the facilitator leads with: the room's view, the run sheet, the inbox, and what happens next.

Nothing here tells who chose what, nor any number that depends on an open box but the turnout.
"""

from __future__ import annotations

from typing import Protocol

from meeting.procedure.beside import on_table
from meeting.procedure.clustering import single_voices, topics
from meeting.procedure.core import Refused, Role
from meeting.procedure.deciding import kind_of_decision
from meeting.procedure.first_needs import being_read
from meeting.procedure.gathering import HOLD_REASONS
from meeting.procedure.looking import kept
from meeting.procedure.minority import STILL, form_of
from meeting.procedure.seating import standing
from meeting.procedure.sheet import JUMP_REASONS, next_block
from meeting.procedure.state import (
    ROUNDS_BEFORE_TALK,
    Display,
    Meeting,
    Outcome,
    RoundKind,
    Viewpoint,
)
from meeting.procedure.teaming import decided
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
    ordering,
    overview,
    picking,
    proposing,
    reading_back,
    rounds,
    seating,
    shortlisting,
    spreading,
    stage,
    teaming,
    voting,
    waterline,
)
from meeting.views.acts import log
from meeting.views.decided import ended, entrusting
from meeting.views.phone import phone
from meeting.views.presence import Presence
from meeting.views.rights import accepted, narrowed
from meeting.views.room import room
from meeting.views.sheet import arranging, opening, opening_words, sheet
from meeting.views.stage import View, act, key
from meeting.views.way import AT_THE_END


class Own(Protocol):
    """What a step's module of views says itself: the sentence, the one act of the method, and what else fits."""

    def say(self, meeting: Meeting) -> str: ...

    def primary(self, meeting: Meeting) -> View | None: ...

    def acts(self, meeting: Meeting) -> list[View]: ...


OWN: dict[str, Own] = {
    "shortlisting": shortlisting,
    "choosing": choosing,
    "spreading": spreading,
    "clustering": clustering,
    "reading_back": reading_back,
    "teaming": teaming,
}
"""Steps that say themselves what comes next; where they name nothing, the next block does."""


def console(
    meeting: Meeting,
    presence: Presence,
    *,
    role: Role = Role.FACILITATOR,
    secure: bool = True,
    code: str = "",
    address: str = "",
) -> View:
    """Everything the console of a role draws. An act is `{"do", "args", "key", "twice", "new"}`: send `do` with `args`,
    the active block, and a fresh id under the name `new` gives; `twice` means that the first press only arms."""
    view: View = {
        "role": role.value,
        "room": room(meeting, presence, code=code, address=address),
        "phone": phone(meeting, presence, secure=secure, code=code),
        "block": meeting.active,
        "visit": meeting.visit,
        "step": meeting.step,
        "people": presence.people,
        "voters": presence.voters,
        "weak": presence.weak,
        "code": code,
        "address": address,
        "over": meeting.closed_at is not None,
        "sheet": sheet(meeting),
        "arranging": arranging(meeting),
        "say": _said(meeting),
        "primary": _primary(meeting),
        "acts": _acts(meeting),
        "accepts": accepted(meeting, role),
        "log": log(meeting, role),
        "inbox": _inbox(meeting),
        "framing": framing.console(meeting),
        "missing": missing.console(meeting),
        "chair": missing.chair(meeting),
        "picking": picking.console(meeting),
        "spreading": spreading.console(meeting) if meeting.step == "spreading" else None,
        "clustering": clustering.console(meeting) if meeting.step == "clustering" else None,
        "reading_back": reading_back.console(meeting),
        "ordering": ordering.console(meeting),
        "teaming": teaming.console(meeting) if meeting.step in AT_THE_END else None,
        "shortlisting": shortlisting.console(meeting) if meeting.step == "shortlisting" else None,
        "choosing": choosing.console(meeting) if meeting.step == "choosing" else None,
        "display": meeting.block.display.value,
        "notes": [{"id": note.id, "text": note.text} for note in meeting.notes if note.block == meeting.active],
        "proposals": proposing.rows(meeting),
        "table_rev": meeting.table_rev,
        "round": rounds.console(meeting),
        "overview": overview.console(meeting),
        "announcements": announcements.console(meeting),
        "calls": [
            {"id": call.id, "kind": call.kind, "place": call.place, "table": _number(meeting, call.table)}
            for call in sorted(meeting.calls.values(), key=lambda call: call.at)
        ],
        "positions": minority.positions(meeting),
        "grains": waterline.grains(meeting),
        "commissioner": commissioner.point_cards(meeting),
        "heard": checking_out.answered(meeting),
        "can_ask_decider": bool(meeting.mandate.decider),
        "microphones": minority.microphones(meeting),
        "decision": {"number": meeting.decision, "blocked": _blocked(meeting)},
        "later": later.console(meeting),
        "entrusting": entrusting(meeting),
        "seating": seating.console(meeting, presence),
        "jump_reasons": list(JUMP_REASONS),
        "hold_reasons": list(HOLD_REASONS),
    }
    return narrowed(view, role)


def _number(meeting: Meeting, table: str | None) -> int | None:
    """What people call a table."""
    known = standing(meeting, table)
    return known.number if known else None


def _said(meeting: Meeting) -> View:
    """What to say now; the block's own sentence goes before the method's for its beginning."""
    words = _say(meeting)
    return opening(meeting.block) if words == opening_words(meeting.block) else key(words)


def _say(meeting: Meeting) -> str:
    """The sentence to say now; the deck has one for every block and moment."""
    block = meeting.block
    if waterline.here(meeting):
        return waterline.say(meeting)
    if block.step in ("arrival", "talking", "gathering"):
        return opening_words(block)
    if (own := OWN.get(block.step)) is not None:
        return own.say(meeting)
    if block.step in ("practising", "voting", "deciding"):
        if block.step == "deciding" and ended(meeting):
            return "say.decided"
        return voting.say(meeting)
    if block.step == "minority":
        question = meeting.last_round.question if meeting.last_round else None
        if question is None or not question.shared:
            return "say.minority.soon" if question is None else "say.minority.asked"
        return "say.minority.reading" if being_read(meeting) else "say.minority.shared"
    if block.step == "closing" and not meeting.closed_at:
        return checking_out.say(meeting)
    if block.step == "weaving":
        asked = meeting.asked_position
        return "say.weaving.heard" if asked and asked.restating else "say.weaving.asking" if asked else "say.weaving"
    return f"say.{block.step}"


# What happens next


def _primary(meeting: Meeting) -> View | None:
    """The one act that the method does now; None where the facilitator has to choose among the others."""
    if meeting.closed_at:
        return None
    if meeting.open_round and meeting.open_round.destroyed_at:
        return None  # its box expired: nothing can be counted, and cancelling asks for a reason
    if meeting.step in OWN:
        return OWN[meeting.step].primary(meeting) or _dry(meeting)
    own = {
        "talking": _next_in_talk,
        "framing": lambda meeting: framing.show_fit(meeting) or _next_block(meeting),
        "missing": lambda meeting: missing.show_all(meeting) or _next_block(meeting),
        "gathering": _next_in_gathering,
        "practising": lambda meeting: voting.next_in_practice(meeting) or _next_block(meeting),
        "proposing": _next_in_proposing,
        "voting": _next_in_voting,
        "minority": _next_in_minority,
        "weaving": _next_in_weaving,
        "deciding": _next_in_deciding,
        "closing": checking_out.next_act,
    }.get(meeting.step)
    return own(meeting) if own else _next_block(meeting)


def _next_block(meeting: Meeting) -> View | None:
    following = next_block(meeting)
    return _go(meeting, following.id) if following else None


def _dry(meeting: Meeting) -> View | None:
    """The next block; below the waterline nobody is led once something was laid down."""
    following = next_block(meeting)
    if following and following.kind == "waterline" and ended(meeting):
        return _to_end(meeting)
    return _next_block(meeting)


def _to_end(meeting: Meeting) -> View | None:
    return _to_step(meeting, "talking", "check_out") or _to_step(meeting, "closing")


def _talk_before(meeting: Meeting, *kinds: str) -> View | None:
    """The talk that is planned right here and was not held yet: the big button does not pass it by."""
    following = next_block(meeting)
    planned = following and following.kind in kinds and all(visit.block != following.id for visit in meeting.visits)
    return _next_block(meeting) if planned else None


def _go(meeting: Meeting, block_id: str) -> View:
    block = meeting.block_of(block_id)
    words = f"act.enter.{block.kind}" if block.step == "talking" else f"act.enter.{block.step}"
    words = "act.enter.gathering.no" if block.seek_no else words
    if block == next_block(meeting):
        return act("enter_block", words, to=block_id, visit=meeting.visit)
    return act("enter_block", words, to=block_id, reason="method", visit=meeting.visit)


def _to_step(meeting: Meeting, step: str, kind: str = "") -> View | None:
    """Go to the nearest block of this step: the next one after here, else the last before."""
    order = [block for block in meeting.sheet if block.step == step and kind in ("", block.kind)]
    order = [block for block in order if not block.skipped] or order
    here = [block.id for block in meeting.sheet].index(meeting.active)
    after = [block for block in order if [each.id for each in meeting.sheet].index(block.id) > here]
    target = after[0] if after else order[-1] if order else None
    return _go(meeting, target.id) if target else None


def _next_in_talk(meeting: Meeting) -> View | None:
    if waterline.here(meeting):
        return waterline.next_act(meeting) or _out_of_the_water(meeting)
    if meeting.block.kind == "lobby":
        return _to_step(meeting, "voting")
    return handouts.confirm(meeting) or _next_block(meeting)


def _out_of_the_water(meeting: Meeting) -> View | None:
    """Where the talk leads by itself: to the check when a majority stands; else the facilitator chooses."""
    if not waterline.finished(meeting):
        return None if meeting.proposal else _next_block(meeting)
    if meeting.carried and not meeting.open_positions:
        return _to_step(meeting, "deciding")
    return None if meeting.proposal else _next_block(meeting)


def _ways_back(meeting: Meeting) -> list[View | None]:
    """From below the waterline people go back to viewpoints, proposals, a vote, or the check (rulings 4)."""
    steps = ("gathering", "proposing", "voting", *(("deciding",) if meeting.carried else ()))
    ways = [way for way in (_next_block(meeting), *(_to_step(meeting, step) for step in steps)) if way]
    return list({way["args"]["to"]: way for way in ways}.values())


def _next_in_gathering(meeting: Meeting) -> View | None:
    waiting = _waiting(meeting)
    if meeting.block.display is Display.TOGETHER and waiting:
        return act("show_viewpoints", "act.show_all", viewpoint_ids=waiting)
    return _next_block(meeting)


def _waiting(meeting: Meeting) -> list[str]:
    """Viewpoints of this block that are not on the screen yet, oldest first."""
    waiting = [
        each for each in meeting.viewpoints.values() if each.block == meeting.active and each.counts and not each.shown
    ]
    return [each.id for each in sorted(waiting, key=lambda each: each.number)]


def _next_in_proposing(meeting: Meeting) -> View | None:
    if not on_table(meeting):
        return None
    return _next_block(meeting) if proposing.all_confirmed(meeting) else proposing.confirm(meeting)


def _next_in_voting(meeting: Meeting) -> View | None:
    proposal = meeting.proposal
    if not proposing.all_confirmed(meeting):
        return _to_step(meeting, "proposing")
    to_waterline = _to_step(meeting, "talking", "waterline")
    if proposal is None:
        return voting.next_among(meeting, _to_step(meeting, "talking", "lobby"), to_waterline)
    known = rounds.current(meeting)
    if known is None or known.cancelled:
        return voting.open_round(proposal, RoundKind.PROPOSAL)
    if (pending := voting.pending(known)) is not None:
        return pending
    if meeting.carried and known.id not in meeting.boxes and not (known.question and known.question.shared):
        return voting.open_round(proposal, RoundKind.PROPOSAL)
    if meeting.carried:
        return _to_step(meeting, "minority")
    if meeting.fruitless(RoundKind.PROPOSAL) >= ROUNDS_BEFORE_TALK:
        return to_waterline
    if (known.proposal, known.version) != (proposal.id, proposal.version):
        return voting.open_round(proposal, RoundKind.PROPOSAL)
    return None


def _next_in_minority(meeting: Meeting) -> View | None:
    known = meeting.last_round
    if known is None or not known.shown or known.outcome not in (Outcome.CARRIED, Outcome.UNANIMOUS, Outcome.NOT_YET):
        return (
            _to_step(meeting, "deciding") if known and known.kind is RoundKind.SUPPORT else _to_step(meeting, "voting")
        )
    if known.question is None:
        still = form_of(meeting, known) == STILL
        return act("ask_minority", "act.ask_still" if still else "act.ask_minority", round_id=known.id)
    if not known.question.shared:
        return act("share_answers", "act.share_answers", twice=True, round_id=known.id)
    if not meeting.open_positions:
        return _to_step(meeting, "deciding")
    return _talk_before(meeting, "talk") or _to_step(meeting, "weaving")


def _next_in_weaving(meeting: Meeting) -> View | None:
    if meeting.asked_position is not None:
        return minority.act_on_need(meeting)
    if meeting.open_positions:
        return None
    return _to_step(meeting, "deciding")


def _next_in_deciding(meeting: Meeting) -> View | None:
    if ended(meeting):
        return _teams_ahead(meeting) or _to_end(meeting)
    proposal = meeting.proposal
    if proposal is None:
        return _to_step(meeting, "proposing")
    if not meeting.carried:
        return _to_step(meeting, "voting")
    known = rounds.current(meeting)
    if known is not None and (pending := voting.pending(known)) is not None:
        return pending
    if _blocked(meeting) is None:
        return act("adopt_decision", "act.adopt", twice=True, number=meeting.decision, version=proposal.version)
    last = meeting.last_round
    asked = last is not None and last.question is not None and last.question.shared
    if last is not None and last.outcome in (Outcome.CARRIED, Outcome.UNANIMOUS, Outcome.NOT_YET) and not asked:
        return _to_step(meeting, "minority")
    if meeting.open_positions:
        return _to_step(meeting, "weaving")
    return voting.open_round(proposal, RoundKind.SUPPORT)


def _teams_ahead(meeting: Meeting) -> View | None:
    """Where something was adopted and teams are still to be made, that comes before the end."""
    been = any(meeting.block_of(visit.block).step == "teaming" for visit in meeting.visits)
    if been or not decided(meeting):
        return None
    return _talk_before(meeting, "corners") or _to_step(meeting, "teaming")


def _blocked(meeting: Meeting) -> str | None:
    """Why the decision cannot be laid down yet, as the key of a refusal."""
    try:
        kind_of_decision(meeting)
    except Refused as refused:
        return refused.reason
    return None


def _acts(meeting: Meeting) -> list[View]:
    """The other things that can be done here, beside those on a viewpoint, a proposal or a need."""
    if meeting.closed_at:
        return []
    acts: list[View | None] = []
    if meeting.step in OWN:
        acts += OWN[meeting.step].acts(meeting)
        if _primary(meeting) != _next_block(meeting):
            acts.append(_next_block(meeting))
    known = meeting.open_round
    if known is not None:
        acts.append(act("cancel_round", "act.cancel_round", round_id=known.id))
    if meeting.step == "voting":
        acts += _acts_after_vote(meeting)
    if meeting.step == "practising":
        acts += voting.acts_in_practice(meeting)
    if meeting.step == "proposing":
        acts.append(proposing.lay_all(meeting))
    if waterline.here(meeting):
        acts += _ways_back(meeting)
    if meeting.step == "weaving" and any(each.conflicts for each in meeting.open_positions):
        acts.append(_to_step(meeting, "talking", "waterline"))
    if meeting.step == "closing":
        acts.append(act("close_meeting", "act.close_meeting", twice=True))
    if meeting.step in ("voting", "deciding"):
        acts += _acts_on_result(meeting)
    if meeting.step in ("minority", "weaving", "deciding"):
        acts += _acts_on_question(meeting)
    shown = meeting.last_round is not None and meeting.last_round.shown
    if meeting.step == "deciding" and meeting.proposal and meeting.carried and shown:
        acts.append(voting.open_round(meeting.proposal, RoundKind.SUPPORT))
    if on_table(meeting) and known is None:
        acts.append(act("end_decision", "act.end_decision", number=meeting.decision))
    primary = _primary(meeting)
    return [each for each in acts if each is not None and each != primary]


def _acts_after_vote(meeting: Meeting) -> list[View | None]:
    last = rounds.current(meeting)
    if last is None or not last.shown or meeting.carried or not on_table(meeting):
        return []
    proposal = meeting.proposal
    again = voting.open_round(proposal, RoundKind.PROPOSAL) if proposal else voting.open_choice(meeting)
    talks = [_to_step(meeting, "talking", kind) for kind in ("lobby", "spread")]
    return [*talks, _to_step(meeting, "proposing"), again]


def _acts_on_result(meeting: Meeting) -> list[View | None]:
    last = meeting.last_round
    if last is None or not last.shown:
        return []
    acts: list[View | None] = []
    if stage.small_minority(last) and not last.figures:
        acts.append(act("show_figures", "act.show_figures", round_id=last.id))
    if last.outcome is Outcome.INCONCLUSIVE:
        acts.append(act("accept_result", "act.accept_result", round_id=last.id))
    return acts


def _acts_on_question(meeting: Meeting) -> list[View | None]:
    last = meeting.last_round
    if last is None or last.question is None or last.id not in meeting.boxes:
        return []
    if not last.question.shared:
        return []
    again = act("share_answers", "act.share_again", round_id=last.id)
    if meeting.step == "deciding":
        return [again]
    return [again, act("share_suggestions", "act.share_suggestions", round_id=last.id)]


# What the columns hold


def _inbox(meeting: Meeting) -> list[View]:
    """Everything that came in; a row is made once for each wording, since there may be thousands."""
    alone = {each.id for each in single_voices(meeting)} if topics(meeting) else set()
    return [_alone(each) if each.id in alone else _arrived(each) for each in meeting.arrived]


@kept
def _arrived(known: Viewpoint) -> View:
    return {
        "id": known.id,
        "block": known.block,
        "text": known.text,
        "kind": known.kind,
        "rev": known.rev,
        "moderated": known.moderated,
        "late": known.late,
        "shown": known.shown,
        "returned": known.returned,
        "alone": False,
        "held": known.held,
        "withdrawn": known.withdrawn,
        "spoken": known.author is None,
        "label": stage.origin_label(known),
    }


@kept
def _alone(known: Viewpoint) -> View:
    return {**_arrived(known), "alone": True}
