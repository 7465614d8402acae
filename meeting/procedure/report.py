"""The harvest of a meeting: how a decision came about, from the folded log alone and about nobody in particular.

A report holds no id and nothing that was sealed: what it says is the same after replaying the log without its boxes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

from meeting.procedure import addressing
from meeting.procedure.beginning import beginning
from meeting.procedure.chosen import choosings, packages
from meeting.procedure.clustering import members, single_voices, topics
from meeting.procedure.day import day
from meeting.procedure.deciding import few_answered
from meeting.procedure.gathering import NO
from meeting.procedure.onward import carried, onward
from meeting.procedure.ordered import places
from meeting.procedure.proposing import PUT, WORDING
from meeting.procedure.repairs import repaired
from meeting.procedure.reported import (
    Account,
    Below,
    Decided,
    Gathered,
    Later,
    LeftOver,
    Need,
    Part,
    Placed,
    Point,
    Report,
    Said,
    Skipped,
    Stay,
    Talk,
    Text,
    Topic,
    Voice,
    Vote,
    Wording,
)
from meeting.procedure.spreading import countable, recognised
from meeting.procedure.state import (
    LETTERS,
    SEVERAL,
    Block,
    Meeting,
    Method,
    MinorityPosition,
    Option,
    Origin,
    Proposal,
    Recognition,
    Round,
    RoundKind,
    Tally,
    Viewpoint,
)

BY_HAND = (Method.HANDS, Method.PHONES_HANDS)
"""Votes in which everybody sees which hands go up."""


def report(meeting: Meeting) -> Report:
    """The harvest of a meeting as it stands."""
    return Report(
        title=meeting.title,
        question=meeting.question,
        place=meeting.place,
        date=meeting.date,
        language=meeting.language,
        practice=meeting.practice,
        mandate=meeting.mandate,
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        people=len(meeting.participants),
        path=_path(meeting),
        skipped=_skipped(meeting),
        talks=_talks(meeting),
        beginning=beginning(meeting),
        gathered=_gathered(meeting),
        decisions=_decisions(meeting),
        left_over=_left_over(meeting),
        account=_account(meeting),
        choosings=choosings(meeting),
        packages=packages(meeting),
        topics=_topics(meeting),
        single=_single(meeting),
        placed=_placed(meeting),
        points=points(meeting),
        below=_below(meeting),
        heard=meeting.heard,
        onward=onward(meeting),
        repaired=repaired(meeting),
        day=day(meeting),
    )


# The evening


def _part(block: Block) -> Part:
    return Part(block.step, block.kind, block.seek_no, block.title)


def _path(meeting: Meeting) -> tuple[Stay, ...]:
    ends = [visit.at for visit in meeting.visits[1:]] + [meeting.closed_at]
    blocks = [visit.block for visit in meeting.visits]
    return tuple(
        Stay(
            part=_part(meeting.block_of(visit.block)),
            at=visit.at,
            until=until,
            reason=visit.reason,
            planned=visit.planned if meeting.template and visit.block not in blocks[:number] else None,
            words=visit.words,
        )
        for number, (visit, until) in enumerate(zip(meeting.visits, ends, strict=False))
    )


def _skipped(meeting: Meeting) -> tuple[Skipped, ...]:
    return tuple(Skipped(_part(block), block.skipped) for block in meeting.sheet if block.skipped)


def _talks(meeting: Meeting) -> tuple[Talk, ...]:
    found = ((block, tuple(n.text for n in meeting.notes if n.block == block.id)) for block in meeting.sheet)
    return tuple(Talk(_part(block), notes) for block, notes in found if notes)


def _gathered(meeting: Meeting) -> tuple[Gathered, ...]:
    elsewhere = carried(meeting)
    laid: defaultdict[str, list[Voice]] = defaultdict(list)
    for each in _seen(meeting):
        laid[each.block].append(replace(_voice(each, meeting), carried=each.id in elsewhere))
    return tuple(Gathered(_part(block), tuple(laid[block.id])) for block in meeting.sheet if laid[block.id])


def _seen(meeting: Meeting) -> list[Viewpoint]:
    """Every viewpoint of the harvest, as it came in; as long as people talk only what the room has seen."""
    voices = sorted(meeting.viewpoints.values(), key=lambda viewpoint: viewpoint.number)
    return [each for each in voices if each.counts and (each.shown or meeting.closed_at)]


def _voice(viewpoint: Viewpoint, meeting: Meeting) -> Voice:
    """Numbers only where the room has seen them; of what was taken back nothing is left here either."""
    other = meeting.viewpoints.get(viewpoint.otherwise_of or "")
    told = countable(meeting)
    return Voice(
        text=viewpoint.text,
        no=viewpoint.kind == NO,
        origin=viewpoint.origin,
        recognised=recognised(meeting, viewpoint) if told else 0,
        aloud=meeting.recognitions.get(viewpoint.id, Recognition()).aloud if told else 0,
        otherwise=other.text if other is not None and other.counts else None,
        misfit=viewpoint.fits is False,
    )


def _topics(meeting: Meeting) -> tuple[Topic, ...]:
    """In the order in which people made them; a topic whose voices the room has not seen is none yet."""
    seen = {each.id for each in _seen(meeting)}
    found = []
    for topic in sorted(topics(meeting), key=lambda each: each.number):
        voices = tuple(_voice(each, meeting) for each in members(meeting, topic) if each.id in seen)
        if voices:
            found.append(Topic(topic.name, topic.confirmed, voices))
    return tuple(found)


def _single(meeting: Meeting) -> tuple[Voice, ...]:
    """What stands by itself beside the topics."""
    alone = {each.id for each in single_voices(meeting)}
    return tuple(_voice(each, meeting) for each in _seen(meeting) if each.id in alone)


def _placed(meeting: Meeting) -> Placed | None:
    """What authors said of where their card lies; None where no desk ordered, or no card has an author."""
    if not meeting.ordering.moves:
        return None
    placed = {card for card, place in places(meeting).items() if place.cluster is not None or place.alone}
    laid = [known for each in sorted(placed) if (known := meeting.viewpoints[each]).author is not None]
    fits = [each.fits for each in laid]
    return Placed(len(laid), fits.count(True), fits.count(False)) if laid else None


# The decisions


def _decisions(meeting: Meeting) -> tuple[Decided, ...]:
    numbers = [decision.number for decision in meeting.decisions]
    if meeting.tabled or meeting.options or meeting.rounds_on(meeting.decision):
        numbers.append(meeting.decision)
    return tuple(_decided(number, meeting) for number in numbers)


def _decided(number: int, meeting: Meeting) -> Decided:
    end = next((decision for decision in meeting.decisions if decision.number == number), None)
    proposal = meeting.proposal_of(end.proposal if end else meeting.tabled)
    rounds = [known for known in real_rounds(meeting) if known.decision == number and known.kind not in SEVERAL]
    asked_in = {known.id for known in rounds}
    wording = proposal.versions[(end.version if end else proposal.version) - 1] if proposal else None
    additions = wording.additions if wording else ()
    carried = {each: number for number, found in enumerate(additions, 1) for each in (found.position, *found.also)}
    positions = [each for each in meeting.positions_on(number) if not each.withdrawn]
    archived = [each for each in positions if proposal and each.proposal not in ("", proposal.id)]
    return Decided(
        number=number,
        kind=end.kind if end else None,
        at=end.at if end else None,
        text=wording.text if wording else None,
        additions=tuple(addition.text for addition in additions),
        owner=end.owner if end else None,
        first_step=end.first_step if end else None,
        review_on=end.review_on if end else None,
        reason=end.reason if end else None,
        votes=tuple(_vote(known, proposal, meeting) for known in rounds),
        needs=_needs([each for each in positions if each not in archived], carried, meeting, ended=end is not None),
        suggestions=tuple(each.text for each in meeting.suggestions if each.round_id in asked_in),
        texts=_texts(rounds, proposal, meeting),
        archived=_needs(archived, {}, meeting, ended=True),
        few=few_answered(meeting, number),
        later=_later(meeting, number),
    )


def _later(meeting: Meeting, number: int) -> Later | None:
    """What came in of the last check after the room answered it; nothing of one that was let go uncounted."""
    checks = meeting.rounds_on(number, RoundKind.SUPPORT)
    found = checks[-1].later if checks else None
    if found is None or not (checks[-1].waits or found.counted_at):
        return None
    return Later(found.until, found.counted_at is not None, found.answered, found.cells, found.first_no)


def real_rounds(meeting: Meeting) -> list[Round]:
    """Every round but those people practised with."""
    return [known for known in meeting.rounds if known.kind is not RoundKind.PRACTICE]


def _vote(known: Round, decided: Proposal | None, meeting: Meeting) -> Vote:
    seen = known.shown or meeting.closed_at is not None
    voted_on = meeting.proposal_of(known.proposal)
    other = voted_on.versions[known.version - 1].text if voted_on and voted_on is not decided else None
    question = known.question
    return Vote(
        kind=known.kind,
        number=known.number,
        version=known.version,
        at=known.opened_at,
        other=other,
        reason=known.reason,
        cancelled=known.cancelled,
        tally=_lettered(known) if seen and known.tally else None,
        outcome=known.outcome if seen else None,
        accepted=known.accepted,
        form=question.form if question and question.shared else None,
        asked=question.asked if question else None,
        answered=question.answered if question else None,
        options=tuple(_worded(option, meeting) for option in known.options),
        chosen=_letters(known).get(known.carried or "") if seen else None,
        channels=known.channels if seen else (),
        by_phone=known.method.by_phone,
    )


def _letters(known: Round) -> dict[str, str]:
    return {option.id: letter for option, letter in zip(known.options, LETTERS, strict=False)}


def _lettered(known: Round) -> Tally | None:
    """The tally with letters in the place of ids."""
    letters, tally = _letters(known), known.tally
    return tally and Tally(tuple((letters.get(each, each), n) for each, n in tally.counts), tally.electorate)


def _worded(option: Option, meeting: Meeting) -> str:
    """What an option said when the round opened."""
    proposal = meeting.proposal_of(option.id)
    return proposal.versions[option.version - 1].text if proposal else option.text


def _needs(
    positions: list[MinorityPosition], carried: dict[str, int], meeting: Meeting, *, ended: bool
) -> tuple[Need, ...]:
    return tuple(_need(position, carried, meeting, ended=ended) for position in positions)


def _need(position: MinorityPosition, carried: dict[str, int], meeting: Meeting, *, ended: bool) -> Need:
    """The need; the room's answer only once it stands, or can no longer change (rulings 14)."""
    answer, replies = position.answer, position.replies
    against = [meeting.position_of(other) for other in position.conflicts]
    need = Need(
        text=position.text,
        spoken=position.spoken,
        unmet=position.unmet,
        restated=position.restated if position.heard else None,
        heard=position.heard.author if position.heard else None,
        final=position.final,
        against=tuple(other.text for other in against if other is not None),
        asks=position.asks,
    )
    if answer is None or (position.open and not ended):
        return need
    return replace(
        need,
        answer=answer.kind,
        answer_text=answer.text,
        owner=answer.owner,
        word=replies.author if replies else None,
        fits=replies.fits if replies else 0,
        misfits=replies.misfits if replies else 0,
        point=carried.get(position.id),
    )


def _texts(rounds: list[Round], decided: Proposal | None, meeting: Meeting) -> tuple[Text, ...]:
    """The proposals that were voted on or decided."""
    voted = _voted_on(rounds)
    return tuple(
        Text(_wordings(proposal, meeting), _said_aloud(proposal), proposal is decided, proposal.withdrawn)
        for proposal in meeting.proposals
        if proposal is decided or proposal.id in voted
    )


def _wordings(proposal: Proposal, meeting: Meeting) -> tuple[Wording, ...]:
    found = []
    for number, version in enumerate(proposal.versions, 1):
        if version.cause in (PUT, WORDING):
            found.append(Wording(number, version.text, version.cause, version.at))
            continue
        position = meeting.position_of(version.cause)
        added = next(each.text for each in version.additions if version.cause in (each.position, *each.also))
        need = position.text if position else added
        found.append(Wording(number, version.text, "need", version.at, need, added))
    return tuple(found)


def _voted_on(rounds: list[Round]) -> set[str]:
    """The proposals that people could choose or be against."""
    return {each for known in rounds for each in (known.proposal, *(option.id for option in known.options))}


def _said_aloud(proposal: Proposal) -> bool:
    """Whether staff typed it for somebody; what was made of several proposals belongs to their proposers."""
    return proposal.author is None and not proposal.sources


def _left_over(meeting: Meeting) -> tuple[LeftOver, ...]:
    decided = {decision.proposal for decision in meeting.decisions} | {meeting.tabled}
    voted = _voted_on([known for known in real_rounds(meeting) if not known.cancelled])
    return tuple(
        LeftOver(
            text=proposal.current.text,
            spoken=_said_aloud(proposal),
            voted=proposal.id in voted,
            dropped=proposal.dropped,
            merged=proposal.merged is not None,
        )
        for proposal in meeting.proposals
        if not proposal.withdrawn and proposal.id not in decided
    )


# What the commissioner answers


def points(meeting: Meeting) -> tuple[Point, ...]:
    """Each point she answers, with all she said to it."""
    return tuple(_point(point, meeting) for point in addressing.points(meeting))


def _point(point: str, meeting: Meeting) -> Point:
    said = addressing.answers_to(point, meeting)
    promised: list[date | None] = [each.due for each in said if each.due] or [meeting.mandate.answer_by]
    kind, text, decision = _of_point(point, meeting)
    told, due = [], meeting.mandate.answer_by
    for each in said:
        late = due is not None and each.at.date() >= due
        told.append(Said(each.verdict, each.text, each.due, each.at, each.spoken, late))
        due = each.due or due
    return Point(kind, text, decision, promised[-1], tuple(told))


def _of_point(point: str, meeting: Meeting) -> tuple[str, str, int]:
    """What kind of point this is, its words, and the decision it belongs to."""
    for decision in meeting.decisions:
        proposal = meeting.proposal_of(decision.proposal)
        if proposal is None or not decision.kind.adopted:
            continue
        wording = proposal.versions[decision.version - 1]
        if point == addressing.decision_point(decision.number):
            return "text", wording.text, decision.number
        added = next((each.text for each in wording.additions if each.position == point), None)
        if added is not None:
            return "addition", added, decision.number
    position = meeting.position_of(point)
    assert position is not None
    return "need", position.text, position.decision


def _below(meeting: Meeting) -> tuple[Below, ...]:
    """Talks below the waterline that left something: two sides, or grains that were read aloud and kept."""
    found = []
    for known in meeting.waterlines:
        grains = [each for each in meeting.grains if each.block == known.block and each.kept]
        if known.sides or grains:
            found.append(Below(known.sides, tuple((each.text, each.spoken) for each in grains)))
    return tuple(found)


# How it was counted and moderated


def _account(meeting: Meeting) -> Account:
    voices = list(meeting.viewpoints.values())
    held = Counter(each.held for each in voices if each.held and not each.withdrawn)
    return Account(
        phones=len(meeting.participants),
        voices=len(voices),
        spoken=_of(Origin.SAID, voices),
        before=_of(Origin.BEFORE, voices),
        absent=_of(Origin.ABSENT, voices),
        withdrawn=sum(each.withdrawn for each in voices),
        held=tuple(sorted(held.items())),
        votes=sum(not known.cancelled for known in real_rounds(meeting)),
        cancelled=sum(bool(known.cancelled) for known in real_rounds(meeting)),
        practised=sum(known.shown for known in meeting.rounds if known.kind is RoundKind.PRACTICE),
        boxes=len(meeting.boxes),
        late=sum(each.late and each.counts for each in voices),
        returned=sum(each.returns for each in voices),
        watching=sum(not person.votes for person in meeting.participants.values()),
        erased=meeting.erased,
        undone=sum(act.undone for act in meeting.acts),
        by_phone=sum(known.method.by_phone for known in meeting.rounds),
        hands=sum(known.method in BY_HAND and not known.cancelled for known in meeting.rounds),
        wiped_at=max((known.destroyed_at for known in meeting.rounds if known.destroyed_at), default=None),
    )


def _of(origin: Origin, voices: list[Viewpoint]) -> int:
    return sum(each.origin is origin and each.counts for each in voices)
