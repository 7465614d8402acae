"""The next sensible act of an evening, so that walks reach a decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from meeting.procedure.addressing import AddressNeed, AnswerPoint, answers_to
from meeting.procedure.beside import AgreeToMerge, DropProposal, LayBeside, MergeProposals
from meeting.procedure.choosing import OpenChoosing, OpenRunOff, standing
from meeting.procedure.conflicting import FlagConflict
from meeting.procedure.core import Command
from meeting.procedure.first_needs import HideNeed, ShowNeed, being_read
from meeting.procedure.gathering import EditViewpoint, ShowViewpoints
from meeting.procedure.grouping import MOST_GROUPS, GroupNeeds, UngroupNeed
from meeting.procedure.later import AnswerLater, KeepCheckOpen
from meeting.procedure.minority import AddPosition, AskMinority, WithdrawPosition
from meeting.procedure.packaging import MakePackage
from meeting.procedure.practising import OpenPractice
from meeting.procedure.proposing import AmendProposal, ConfirmProposal, PutProposal, TableProposal
from meeting.procedure.restating import RestateNeed
from meeting.procedure.shortlisting import FixRule, FreezeShortlist, ListEntries
from meeting.procedure.showing import AcceptResult
from meeting.procedure.state import OPTIONS, SEVERAL, VOTES, AnswerKind, Method, Outcome, Round, RoundKind, Verdict
from meeting.procedure.undoing import RejectResult
from meeting.procedure.waterline import AskGrains, GiveGrain, KeepGrain, NameSides

from ..acts import Hall
from .rounds import known_round


def forward(hall: Hall, chance: Random) -> None:
    """What a facilitator and the phones would sensibly do now, on the way to a decision."""
    meeting = hall.meeting
    last, opened, proposal = meeting.last_round, meeting.open_round, meeting.proposal
    waiting = tuple(view.id for view in meeting.viewpoints.values() if view.counts and not view.shown)
    if below_the_waterline(hall, chance):
        return
    if meeting.step == "gathering" and waiting:
        hall.lead(ShowViewpoints, viewpoint_ids=waiting)
    elif meeting.step == "gathering" and len(meeting.viewpoints) < 4:
        _bring_and_edit(hall, chance)
    elif opened:
        _vote_and_close(hall, chance)
    elif last is not None and not last.shown:
        _in_block(hall, "decide" if last.kind is RoundKind.SUPPORT else "vote", lambda: hall.show(last))
    elif meeting.options:
        _choose_among(hall, chance)
    elif proposal is None or (not proposal.confirmed and not meeting.carried):
        _propose(hall, chance) if proposal is None else _confirm(hall)
    elif last is not None and last.outcome is Outcome.INCONCLUSIVE and last.tally.turnout and last.id in meeting.boxes:
        _in_block(hall, "decide" if last.kind is RoundKind.SUPPORT else "vote", lambda: _accept(hall, last.id, chance))
    elif last is None or not meeting.carried:
        hall.open_round(reason="De groep vroeg het.")
    elif last.outcome in (Outcome.CARRIED, Outcome.UNANIMOUS, Outcome.NOT_YET) and not _heard(hall):
        if last.id not in meeting.boxes:  # nobody can be asked any more: only a new round helps
            kind = RoundKind.SUPPORT if last.kind is RoundKind.SUPPORT else RoundKind.PROPOSAL
            hall.open_round(kind, reason="De groep vroeg het.")
            return
        _ask_and_share(hall, chance)
    elif meeting.open_positions:
        _weave(hall, chance)
    elif last.kind in VOTES or last.outcome is Outcome.INCONCLUSIVE or last.version != proposal.version:
        hall.open_round(RoundKind.SUPPORT, reason="De groep vroeg het.")
    else:
        _in_block(hall, "decide", lambda: _lay_down(hall, last, chance))


def _lay_down(hall: Hall, check: Round, chance: Random) -> None:
    """The decision, and now and then those who left may answer for a while."""
    kept = chance.random() < 0.4 and check.method.by_phone and check.id in hall.meeting.boxes
    if kept and check.later is None:
        hall.lead(KeepCheckOpen, round_id=check.id, until=hall.now + timedelta(hours=1))
    hall.adopt()
    waits = known_round(hall.meeting, check.id).waits
    for person in chance.sample(hall.people, len(hall.people) if waits else 0):
        answered = ("ballot", hall.voter(person, check.id)) in hall.meeting.boxes[check.id]
        if person.id in known_round(hall.meeting, check.id).later.here and not answered:
            choice = chance.choice(OPTIONS[RoundKind.SUPPORT])
            rev = hall.next_rev(person, check.id, "later")
            if hall.meeting.participants[person.id].votes:
                hall.ask(person, AnswerLater, round_id=check.id, rev=rev, choice=choice)


def _in_block(hall: Hall, block: str, act: Callable[[], Any]) -> None:
    hall.go(block)
    act()


def _accept(hall: Hall, round_id: str, chance: Random) -> None:
    """Go on although too few people chose, and now and then not after all."""
    hall.lead(AcceptResult, round_id=round_id, reason="De bus vertrekt zo.")
    if chance.random() < 0.2:
        hall.lead(RejectResult, round_id=round_id)


def _bring_and_edit(hall: Hall, chance: Random) -> None:
    person = chance.choice(hall.people)
    viewpoint_id = hall.view(person, f"Idee {hall.id()}", block=hall.meeting.active)
    if chance.random() < 0.5:
        hall.ask(person, EditViewpoint, viewpoint_id=viewpoint_id, rev=2, text="Beter gezegd")


def _propose(hall: Hall, chance: Random) -> None:
    """Typed by the facilitator and confirmed, from a participant, tabled and worded anew, or several of them."""
    if chance.random() < 0.4:
        hall.propose()
        return
    if chance.random() < 0.4 and not hall.meeting.choosings:
        _choose_several(hall, chance)
        return
    if chance.random() < 0.4:
        _practise(hall, chance)
        _lay_several(hall, chance)
        return
    hall.go("propose")
    proposal_id = hall.id()
    hall.ask(chance.choice(hall.people), PutProposal, proposal_id=proposal_id, text="We planten bomen.")
    hall.lead(TableProposal, proposal_id=proposal_id)
    hall.lead(AmendProposal, proposal_id=proposal_id, version=1, text="We planten twaalf bomen.")


def _choose_several(hall: Hall, chance: Random) -> None:
    """From a shortlist: dots first now and then, a run-off where there is a tie, and a package of what was chosen."""
    hall.go("shortlisting")
    known = hall.meeting.shortlist
    if not known.frozen:
        living = [each.id for each in hall.meeting.viewpoints.values() if each.counts and each.id not in known.ids]
        hall.lead(ListEntries, entry_ids=tuple(living[:5]))
        hall.lead(FixRule, method=RoundKind.APPROVAL, most=chance.choice((1, 2)), cap=chance.choice((3, 5)))
        hall.lead(FreezeShortlist, rev=hall.meeting.shortlist.rev)
    hall.go("choosing")
    rule = hall.meeting.shortlist.rule
    assert rule is not None
    _choose_in(hall, chance, OpenChoosing, kind=rule.method, rev=hall.meeting.shortlist.rev)
    now = standing(hall.meeting)
    if now is not None and now.tied and chance.random() < 0.5:
        _choose_in(hall, chance, OpenRunOff)
        now = standing(hall.meeting)
    if now is None or not (now.chosen or now.tied):
        return
    words = {"text": "Hiermee aan de slag?", "reason": "De zaal wil het zo."}
    first = hall.meeting.choosings[0].id
    hall.lead(MakePackage, proposal_id=hall.id(), round_id=first, chosen=now.chosen or now.tied[:1], **words)


def _choose_in(hall: Hall, chance: Random, opens: type[Command], **fields: Any) -> None:
    method = chance.choice((Method.PHONES, Method.PHONES, Method.PHONES_HANDS, Method.PHONES_PAPER))
    hall.lead(opens, round_id=hall.id(), present=len(hall.people), method=method, beside=2, **fields)
    known = hall.last
    options = [option.id for option in known.options]
    if method is not Method.PHONES:
        hall.count(chance.choice(options), 2, again=method.on_paper)
    for person in hall.people:
        some = chance.sample(options, min(len(options), known.cap))
        hall.vote(person, *chance.choice((some, some[:1], ["none_of_these"], ["abstain"])), round_id=known.id)
    hall.close()
    hall.show()


def _practise(hall: Hall, chance: Random) -> None:
    if not hall.meeting.boxes:
        hall.go("practising")
        hall.lead(OpenPractice, round_id=hall.id())


def _lay_several(hall: Hall, chance: Random) -> None:
    if hall.meeting.open_round:
        _vote_and_close(hall, chance)
    hall.go("propose")
    put = [hall.put(person) for person in chance.sample(hall.people, 3)]
    hall.lead(LayBeside, proposal_ids=tuple(put))
    if chance.random() < 0.4:
        hall.lead(DropProposal, proposal_id=put[0], reason="De zaal laat het los.")
    elif chance.random() < 0.5:
        merged = hall.id()
        hall.lead(MergeProposals, proposal_id=merged, proposal_ids=tuple(put[1:]), text="Samen één plan.")
        _agree(hall, merged)


def _agree(hall: Hall, merged_id: str) -> None:
    """The proposers of what was merged say yes to it."""
    merged = hall.meeting.proposal_of(merged_id)
    assert merged is not None
    authors = {source.author for each in merged.sources if (source := hall.meeting.proposal_of(each))}
    for person in hall.people:
        if person.id in authors:
            hall.ask(person, AgreeToMerge, proposal_id=merged.id, version=merged.version)


def _choose_among(hall: Hall, chance: Random) -> None:
    """A vote on what lies beside each other, by phone or with hands as well; words that changed are confirmed first."""
    laid = [proposal for each in hall.meeting.options if (proposal := hall.meeting.proposal_of(each))]
    unsure = [proposal for proposal in laid if not proposal.confirmed]
    if unsure:
        hall.go("propose")
        if unsure[0].sources:
            _agree(hall, unsure[0].id)
        else:
            hall.lead(ConfirmProposal, proposal_id=unsure[0].id, version=unsure[0].version)
        return
    method = chance.choice((Method.PHONES, Method.PHONES, Method.PHONES_HANDS, Method.PAPER))
    hall.choose_among(method=method, beside=2, reason="De groep vroeg het.")


def _confirm(hall: Hall) -> None:
    hall.go("propose")
    if hall.tabled.sources:
        _agree(hall, hall.tabled.id)
        return
    hall.lead(ConfirmProposal, proposal_id=hall.tabled.id, version=hall.tabled.version)


def _heard(hall: Hall) -> bool:
    last = hall.meeting.last_round
    return last is not None and last.question is not None and last.question.shared


def _vote_and_close(hall: Hall, chance: Random) -> None:
    opened = hall.meeting.open_round
    assert opened is not None
    first, second, third = opened.choices[:3]
    choices = [first, first, first, second, third]
    turnout = chance.choice((0.9, 0.9, 0.9, 0.4))
    for person in hall.people:
        if opened.method.by_phone and chance.random() < turnout:
            hall.vote(person, chance.choice(choices), round_id=opened.id)
    if opened.method is not Method.PHONES:
        hall.count(first, again=opened.method.on_paper)
    hall.close()
    if opened.kind is RoundKind.PRACTICE or opened.kind in SEVERAL:
        hall.show()


def _ask_and_share(hall: Hall, chance: Random) -> None:
    last = hall.meeting.last_round
    assert last is not None
    hall.go("minority")
    hall.lead(AskMinority, round_id=last.id)
    for person in chance.sample(hall.people, len(hall.people)):
        if chance.random() < 0.8:
            kind = chance.choice(["text", "text", "text", "speak", "none", "pass"])
            hall.answer(person, f"Wens {hall.id()}", kind=kind, round_id=last.id)
    many = hall.meeting.package is not None and chance.random() < 0.4
    for _ in range(MOST_GROUPS + 1 if many else chance.random() < 0.2):
        hall.lead(AddPosition, position_id=hall.id(), round_id=last.id, text="Hardop gezegd")
    hall.share(round_id=last.id)
    if being_read(hall.meeting):
        first = hall.meeting.open_positions[0]
        hall.lead(ShowNeed, position_id=first.id, rev=first.rev)
        if chance.random() < 0.3:
            hall.lead(HideNeed, position_id=first.id)


def below_the_waterline(hall: Hall, chance: Random) -> bool:
    """Name the sides, ask, give and keep, when people talk there; False where they do not."""
    meeting = hall.meeting
    if meeting.step != "talking" or meeting.block.kind != "waterline" or chance.random() < 0.3:
        return False
    grain = hall.id()
    hall.lead(NameSides, first="Rust", second=f"Leven {grain}")
    hall.lead(AskGrains)
    hall.ask(chance.choice(hall.people), GiveGrain, grain_id=grain, text="Dat raakte me")
    hall.lead(KeepGrain, grain_id=grain)
    return True


def _group(hall: Hall, chance: Random) -> None:
    """Lay two needs together, and now and then apart again."""
    written = [each.id for each in hall.meeting.open_positions if not each.spoken and each.answer is None]
    if len(written) < 2:
        return
    hall.lead(GroupNeeds, position_id=written[0], other_id=written[-1])
    if chance.random() < 0.3:
        hall.lead(UngroupNeed, position_id=written[0])


def _mark(hall: Hall, chance: Random) -> None:
    """Say of two needs that they contradict, and of one that it asks something of who decides."""
    needs = [each.id for each in hall.meeting.positions_now if not each.withdrawn and not each.carried]
    if len(needs) > 1 and chance.random() < 0.5:
        hall.lead(FlagConflict, position_id=needs[0], other_id=needs[-1])
    elif needs and hall.meeting.mandate.decider and chance.random() < 0.5:
        said = len(answers_to(needs[0], hall.meeting))
        hall.lead(AddressNeed, position_id=needs[0])
        hall.lead(AnswerPoint, point_id=needs[0], said=said, verdict=Verdict.YES)


def _weave(hall: Hall, chance: Random) -> None:
    hall.go("weave")
    if hall.meeting.asked_position is None and chance.random() < 0.15:
        _mark(hall, chance)
    if hall.meeting.asked_position is None and chance.random() < 0.2:
        _group(hall, chance)
    position = hall.meeting.asked_position or hall.meeting.open_positions[0]
    if position.replies is not None and chance.random() < 0.5:
        hall.leave(position.id)
        return
    if position.spoken and position.answer is None and chance.random() < 0.3:
        hall.lead(WithdrawPosition, position_id=position.id, rev=position.rev)
        return
    if not position.asking and position.restated is None and chance.random() < 0.2:
        hall.lead(RestateNeed, position_id=position.id, rev=position.rev, text="Zo hebben wij het gehoord")
        return
    if not position.asking:
        kinds = [each for each in AnswerKind if each is not AnswerKind.ADDED or not position.group]
        hall.treat(position.id, chance.choice(kinds), text="Zo dan", owner="Fatima")
    for person in hall.people:
        if chance.random() < 0.8:
            hall.reply(person, position.id, fits=chance.random() < 0.8, round_id=position.round_id)
    hall.settle(position.id, aloud=chance.random() < 0.8 if position.spoken else None)
