"""What the method has a facilitator say and do now: the sentence, the big button, and what else fits."""

from __future__ import annotations

from typing import Protocol

from meeting.procedure.beside import on_table
from meeting.procedure.core import Refused
from meeting.procedure.deciding import kind_of_decision
from meeting.procedure.first_needs import being_read
from meeting.procedure.minority import STILL, form_of
from meeting.procedure.state import ROUNDS_BEFORE_TALK, Display, Meeting, Outcome, RoundKind
from meeting.procedure.teaming import decided
from meeting.views import (
    checking_out,
    choosing,
    clustering,
    framing,
    handouts,
    minority,
    missing,
    picking,
    proposing,
    reading_back,
    rounds,
    shortlisting,
    spreading,
    stage,
    teaming,
    voting,
    waterline,
)
from meeting.views.decided import ended
from meeting.views.going import go_on, go_on_dry, talk_before, to_end, to_step
from meeting.views.sheet import opening, opening_words
from meeting.views.stage import View, act, key


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


def said(meeting: Meeting) -> View:
    """What to say now; the block's own sentence goes before the method's for its beginning."""
    words = _say(meeting)
    if words == "say.clustering.names" and (named := clustering.waiting(meeting)):
        return key(words, name=named.name)
    return opening(meeting.block) if words == opening_words(meeting.block) else key(words)


def _say(meeting: Meeting) -> str:
    """The sentence to say now; the deck has one for every block and moment."""
    block = meeting.block
    if waterline.here(meeting):
        return waterline.say(meeting)
    if block.step in ("arrival", "talking", "gathering"):
        return opening_words(block)
    if block.step == "picking" and not (meeting.tables or block.say):
        return "say.picking.together"
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


def primary(meeting: Meeting) -> View | None:
    """The one act that the method does now; None where the facilitator has to choose among the others."""
    if meeting.closed_at:
        return None
    if meeting.open_round and meeting.open_round.destroyed_at:
        return None  # its box expired: nothing can be counted, and cancelling asks for a reason
    if meeting.step in OWN:
        ahead = None if meeting.step == "shortlisting" and shortlisting.unfinished(meeting) else go_on_dry(meeting)
        return OWN[meeting.step].primary(meeting) or ahead
    own = {
        "talking": _next_in_talk,
        "framing": lambda meeting: framing.show_fit(meeting) or go_on(meeting),
        "missing": lambda meeting: missing.show_all(meeting) or go_on(meeting),
        "gathering": _next_in_gathering,
        "picking": lambda meeting: _hang(meeting) or go_on(meeting),
        "practising": lambda meeting: voting.next_in_practice(meeting) or go_on(meeting),
        "proposing": _next_in_proposing,
        "voting": _next_in_voting,
        "minority": _next_in_minority,
        "weaving": _next_in_weaving,
        "deciding": _next_in_deciding,
        "closing": checking_out.next_act,
    }.get(meeting.step)
    return own(meeting) if own else go_on(meeting)


def _next_in_talk(meeting: Meeting) -> View | None:
    if waterline.here(meeting):
        return waterline.next_act(meeting) or _out_of_the_water(meeting)
    if meeting.block.kind == "lobby":
        return to_step(meeting, "voting")
    return handouts.confirm(meeting) or go_on(meeting)


def _out_of_the_water(meeting: Meeting) -> View | None:
    """Where the talk leads by itself: to the check when a majority stands; else the facilitator chooses."""
    if not waterline.finished(meeting):
        return None if meeting.proposal else go_on(meeting)
    if meeting.carried and not meeting.open_positions:
        return to_step(meeting, "deciding")
    return None if meeting.proposal else go_on(meeting)


def _ways_back(meeting: Meeting) -> list[View | None]:
    """From below the waterline people go back to viewpoints, proposals, a vote, or the check (rulings 4)."""
    steps = ("gathering", "proposing", "voting", *(("deciding",) if meeting.carried else ()))
    ways = [way for way in (go_on(meeting), *(to_step(meeting, step) for step in steps)) if way]
    return list({way["args"]["to"]: way for way in ways}.values())


def _next_in_gathering(meeting: Meeting) -> View | None:
    waiting = _waiting(meeting)
    if waiting and meeting.block.display is Display.TOGETHER:
        return act("show_viewpoints", "act.show_all", viewpoint_ids=waiting)
    if waiting and any(block.step == "picking" for block in meeting.sheet):
        return _hang(meeting) or go_on(meeting)
    return go_on(meeting)


def _hang(meeting: Meeting) -> View | None:
    """A group without tables picks from what hangs in the hall: that comes there once it was read."""
    unseen = picking.unseen(meeting)
    return act("show_viewpoints", "act.show_all", twice=True, viewpoint_ids=unseen) if unseen else None


def _waiting(meeting: Meeting) -> list[str]:
    """Viewpoints of this block that are not on the screen yet, oldest first."""
    waiting = [
        each for each in meeting.viewpoints.values() if each.block == meeting.active and each.counts and not each.shown
    ]
    return [each.id for each in sorted(waiting, key=lambda each: each.number)]


def _next_in_proposing(meeting: Meeting) -> View | None:
    if not on_table(meeting):
        return None
    return go_on(meeting) if proposing.all_confirmed(meeting) else proposing.confirm(meeting)


def _next_in_voting(meeting: Meeting) -> View | None:
    proposal = meeting.proposal
    if not proposing.all_confirmed(meeting):
        return to_step(meeting, "proposing")
    to_waterline = to_step(meeting, "talking", "waterline")
    if proposal is None:
        return voting.next_among(meeting, to_step(meeting, "talking", "lobby"), to_waterline)
    known = rounds.current(meeting)
    if known is None or known.cancelled:
        return voting.open_round(proposal, RoundKind.PROPOSAL)
    if (pending := voting.pending(known)) is not None:
        return pending
    if meeting.carried and known.id not in meeting.boxes and not (known.question and known.question.shared):
        return voting.open_round(proposal, RoundKind.PROPOSAL)
    if meeting.carried:
        return to_step(meeting, "minority")
    if meeting.fruitless(RoundKind.PROPOSAL) >= ROUNDS_BEFORE_TALK:
        return to_waterline
    if (known.proposal, known.version) != (proposal.id, proposal.version):
        return voting.open_round(proposal, RoundKind.PROPOSAL)
    return None


def _next_in_minority(meeting: Meeting) -> View | None:
    known = meeting.last_round
    if known is None or not known.shown or known.outcome not in (Outcome.CARRIED, Outcome.UNANIMOUS, Outcome.NOT_YET):
        return to_step(meeting, "deciding") if known and known.kind is RoundKind.SUPPORT else to_step(meeting, "voting")
    if known.question is None:
        still = form_of(meeting, known) == STILL
        return act("ask_minority", "act.ask_still" if still else "act.ask_minority", round_id=known.id)
    if not known.question.shared:
        return act("share_answers", "act.share_answers", twice=True, round_id=known.id)
    if not meeting.open_positions:
        return to_step(meeting, "deciding")
    return talk_before(meeting, "talk") or to_step(meeting, "weaving")


def _next_in_weaving(meeting: Meeting) -> View | None:
    if meeting.asked_position is not None:
        return minority.act_on_need(meeting)
    if meeting.open_positions:
        return None
    return to_step(meeting, "deciding")


def _next_in_deciding(meeting: Meeting) -> View | None:
    if ended(meeting):
        return _teams_ahead(meeting) or to_end(meeting)
    proposal = meeting.proposal
    if proposal is None:
        return to_step(meeting, "proposing")
    if not meeting.carried:
        return to_step(meeting, "voting")
    known = rounds.current(meeting)
    if known is not None and (pending := voting.pending(known)) is not None:
        return pending
    if blocked(meeting) is None:
        return act("adopt_decision", "act.adopt", twice=True, number=meeting.decision, version=proposal.version)
    last = meeting.last_round
    asked = last is not None and last.question is not None and last.question.shared
    if last is not None and last.outcome in (Outcome.CARRIED, Outcome.UNANIMOUS, Outcome.NOT_YET) and not asked:
        return to_step(meeting, "minority")
    if meeting.open_positions:
        return to_step(meeting, "weaving")
    return voting.open_round(proposal, RoundKind.SUPPORT)


def _teams_ahead(meeting: Meeting) -> View | None:
    """Where something was adopted and teams are still to be made, that comes before the end."""
    been = any(meeting.block_of(visit.block).step == "teaming" for visit in meeting.visits)
    if been or not decided(meeting):
        return None
    return talk_before(meeting, "corners") or to_step(meeting, "teaming")


def blocked(meeting: Meeting) -> str | None:
    """Why the decision cannot be laid down yet, as the key of a refusal."""
    try:
        kind_of_decision(meeting)
    except Refused as refused:
        return refused.reason
    return None


def acts(meeting: Meeting) -> list[View]:
    """The other things that can be done here, beside those on a viewpoint, a proposal or a need."""
    if meeting.closed_at:
        return []
    first, known = primary(meeting), meeting.open_round
    others: list[View | None] = []
    if meeting.step in OWN:
        others += OWN[meeting.step].acts(meeting)
        others += [go_on(meeting)] if first != go_on(meeting) else []
    if known is not None:
        others.append(act("cancel_round", "act.cancel_round", round_id=known.id))
    others += _acts_of_step(meeting)
    if on_table(meeting) and known is None:
        others.append(act("end_decision", "act.end_decision", number=meeting.decision))
    return [each for each in others if each is not None and each != first]


def _acts_of_step(meeting: Meeting) -> list[View | None]:
    match meeting.step:
        case "talking" if waterline.here(meeting):
            return _ways_back(meeting)
        case "practising":
            return [*voting.acts_in_practice(meeting)]
        case "proposing":
            return [proposing.lay_all(meeting)]
        case "voting":
            return [*_acts_after_vote(meeting), *_acts_on_result(meeting)]
        case "minority":
            return _acts_on_question(meeting)
        case "weaving":
            return [_into_the_water(meeting), *_acts_on_question(meeting)]
        case "deciding":
            return [*_acts_on_result(meeting), *_acts_on_question(meeting), _check_again(meeting)]
        case "closing":
            return [act("close_meeting", "act.close_meeting", twice=True)]
    return []


def _into_the_water(meeting: Meeting) -> View | None:
    """Where needs contradict each other the room may look below the waterline."""
    against = any(each.conflicts for each in meeting.open_positions)
    return to_step(meeting, "talking", "waterline") if against else None


def _check_again(meeting: Meeting) -> View | None:
    shown = meeting.last_round is not None and meeting.last_round.shown
    proposal = meeting.proposal if meeting.carried and shown else None
    return voting.open_round(proposal, RoundKind.SUPPORT) if proposal else None


def _acts_after_vote(meeting: Meeting) -> list[View | None]:
    last = rounds.current(meeting)
    if last is None or not last.shown or meeting.carried or not on_table(meeting):
        return []
    proposal = meeting.proposal
    again = voting.open_round(proposal, RoundKind.PROPOSAL) if proposal else voting.open_choice(meeting)
    talks = [to_step(meeting, "talking", kind) for kind in ("lobby", "spread")]
    return [*talks, to_step(meeting, "proposing"), again]


def _acts_on_result(meeting: Meeting) -> list[View | None]:
    last = meeting.last_round
    if last is None or not last.shown:
        return []
    found: list[View | None] = []
    if stage.small_minority(last) and not last.figures:
        found.append(act("show_figures", "act.show_figures", round_id=last.id))
    if last.outcome is Outcome.INCONCLUSIVE:
        found.append(act("accept_result", "act.accept_result", round_id=last.id))
    return found


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
