"""The harvest of a meeting: how a decision came about, from the folded log alone and about nobody in particular.

A report holds no id and nothing that was sealed: what it says is the same after replaying the log without its boxes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from meeting.procedure import addressing
from meeting.procedure.beginning import Beginning, beginning
from meeting.procedure.chosen import Choosing, Packed, choosings, packages
from meeting.procedure.clustering import members, single_voices, topics
from meeting.procedure.deciding import few_answered
from meeting.procedure.gathering import NO
from meeting.procedure.onward import Onward, onward
from meeting.procedure.proposing import PUT, WORDING
from meeting.procedure.repairs import Repaired, repaired
from meeting.procedure.spreading import countable, recognised
from meeting.procedure.state import (
    LETTERS,
    SEVERAL,
    AnswerKind,
    Block,
    DecisionKind,
    Heard,
    Mandate,
    Meeting,
    Method,
    MinorityPosition,
    Option,
    Origin,
    Outcome,
    Proposal,
    Recognition,
    Round,
    RoundKind,
    Tally,
    Verdict,
    Viewpoint,
)

BY_HAND = (Method.HANDS, Method.PHONES_HANDS)
"""Votes in which everybody sees which hands go up."""


@dataclass(frozen=True)
class Part:
    """What a block of the run sheet was: its step, the wording that a talk or a search for the no has, its own name."""

    step: str
    kind: str
    seek_no: bool
    title: str = ""


@dataclass(frozen=True)
class Stay:
    """One stay in a block, until the next; `reason` is why people jumped to it, `words` what was said of that.

    `planned` are the minutes it was to take: for the first stay in a block, as far as the plan is known.
    """

    part: Part
    at: datetime
    until: datetime | None
    reason: str | None
    planned: int | None = None
    words: str | None = None


@dataclass(frozen=True)
class Skipped:
    """A block that was left out, and why."""

    part: Part
    reason: str


@dataclass(frozen=True)
class Talk:
    part: Part
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Voice:
    """One viewpoint. `no`: it came when people looked for the no.

    `recognised`: how many others recognise it, of whom `aloud` said so; `otherwise`: what it sees otherwise;
    `misfit`: its author says that it does not belong where it lies.
    """

    text: str
    no: bool
    origin: Origin
    recognised: int = 0
    aloud: int = 0
    otherwise: str | None = None
    misfit: bool = False


@dataclass(frozen=True)
class Gathered:
    part: Part
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Topic:
    """Viewpoints that people laid together, each in its own words. `confirmed`: the room said the name is right."""

    name: str | None
    confirmed: bool
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Placed:
    """Of the cards that were ordered at a desk and have an author here: in how many cases that author said it fits."""

    cards: int
    fits: int
    misfits: int

    @property
    def percent(self) -> int:
        """The share that was confirmed, rounded down: nobody is counted who said nothing."""
        return 100 * self.fits // self.cards


@dataclass(frozen=True)
class Wording:
    """One version. `cause` is `put`, `wording` or `need`; `added` and `need` are set where a need was woven in."""

    number: int
    text: str
    cause: str
    at: datetime
    need: str | None = None
    added: str | None = None


@dataclass(frozen=True)
class Text:
    """A proposal with all its wordings. `chosen`: this is what was decided, or lies on the table."""

    wordings: tuple[Wording, ...]
    spoken: bool
    chosen: bool
    withdrawn: bool


@dataclass(frozen=True)
class Vote:
    """One round. `tally` is None while it is open, was not shown yet, or was cancelled.

    `other` is the text people voted on, where that is another proposal than the one the decision is about. Among
    several proposals `options` are their texts, in the order of their letters, by which the tally counts them; `chosen`
    is the letter that carried. `channels`: how many people voted in which way, where not all did on their own phone.
    `by_phone`: whether anybody could; else what is needed was asked aloud.
    """

    kind: RoundKind
    number: int
    version: int
    at: datetime
    other: str | None
    reason: str | None
    cancelled: str | None
    tally: Tally | None
    outcome: Outcome | None
    accepted: str | None
    form: str | None
    asked: int | None
    answered: int | None
    options: tuple[str, ...] = ()
    chosen: str | None = None
    channels: tuple[tuple[str, int], ...] = ()
    by_phone: bool = True


@dataclass(frozen=True)
class Need:
    """What the minority brought, and what became of it.

    `answer` is None while the room's answer does not stand yet. `word` is what the author said of it
    (`fits`, `misfits`, `silent`); `fits` and `misfits` count all phones. `point` is its number in the decision.
    `restated` is how the room said it back, `heard` what its author said of that. `final`: its author stays with a no
    and wants no more questions. `against` are needs it contradicts; `asks`: it asks something of the commissioner.
    """

    text: str
    spoken: bool
    unmet: bool
    answer: AnswerKind | None = None
    answer_text: str | None = None
    owner: str | None = None
    word: str | None = None
    fits: int = 0
    misfits: int = 0
    point: int | None = None
    restated: str | None = None
    heard: str | None = None
    final: bool = False
    against: tuple[str, ...] = ()
    asks: bool = False


@dataclass(frozen=True)
class Decided:
    """One decision with all that led to it. `kind` is None while it is being made."""

    number: int
    kind: DecisionKind | None
    at: datetime | None
    text: str | None
    additions: tuple[str, ...]
    owner: str | None
    first_step: str | None
    review_on: date | None
    reason: str | None
    votes: tuple[Vote, ...]
    needs: tuple[Need, ...]
    suggestions: tuple[str, ...]
    texts: tuple[Text, ...]
    archived: tuple[Need, ...] = ()
    few: bool = False
    """`archived` are needs about another proposal; `few`: too few people answered the last check to be sure."""

    @property
    def adopted(self) -> bool:
        return self.kind in (DecisionKind.FULL, DecisionKind.STANDING)

    @property
    def check(self) -> Tally | None:
        """What people said when they were last asked whether they can come along."""
        return next(
            (vote.tally for vote in reversed(self.votes) if vote.tally and vote.kind is RoundKind.SUPPORT), None
        )

    @property
    def woven(self) -> tuple[Need, ...]:
        """Needs that were added, changed or parked, and those without an answer yet."""
        return tuple(n for n in self.needs if not n.unmet and n.answer is not AnswerKind.DECLINED)

    @property
    def declined(self) -> tuple[Need, ...]:
        return tuple(n for n in self.needs if not n.unmet and n.answer is AnswerKind.DECLINED)

    @property
    def unmet(self) -> tuple[Need, ...]:
        return tuple(n for n in self.needs if n.unmet)


@dataclass(frozen=True)
class Said:
    """One answer of the commissioner. `late`: it came on or after the day that was promised."""

    verdict: Verdict
    text: str | None
    due: date | None
    at: datetime
    spoken: bool
    late: bool


@dataclass(frozen=True)
class Point:
    """What the commissioner answers: `kind` is `text`, `addition` or `need`; `due` is when she promised to."""

    kind: str
    text: str
    decision: int
    due: date | None
    said: tuple[Said, ...]

    @property
    def answered(self) -> bool:
        return bool(self.said) and self.said[-1].verdict is not Verdict.LATER


@dataclass(frozen=True)
class Below:
    """One talk below the waterline: its two sides, and the grains the room kept, each said aloud or written."""

    sides: tuple[str, str] | None
    grains: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class LeftOver:
    """A proposal that became no decision; `voted` tells whether people voted on it, `dropped` why it was let go."""

    text: str
    spoken: bool
    voted: bool
    dropped: str | None = None
    merged: bool = False


@dataclass(frozen=True)
class Account:
    """How it was counted and moderated, in numbers. `wiped_at`: when the last box was destroyed.

    `by_phone` counts the votes in which people could choose secretly on a phone, `hands` those with hands in the room.
    """

    phones: int
    voices: int
    spoken: int
    before: int
    absent: int
    withdrawn: int
    held: tuple[tuple[str, int], ...]
    votes: int
    cancelled: int
    boxes: int
    late: int
    wiped_at: datetime | None
    returned: int = 0
    practised: int = 0
    watching: int = 0
    erased: int = 0
    undone: int = 0
    by_phone: int = 0
    hands: int = 0


@dataclass(frozen=True)
class Report:
    """The harvest on paper. A meeting that is not closed gives a draft."""

    title: str
    question: str
    place: str | None
    date: date | None
    language: str
    practice: bool
    mandate: Mandate
    opened_at: datetime | None
    closed_at: datetime | None
    people: int
    path: tuple[Stay, ...]
    skipped: tuple[Skipped, ...]
    talks: tuple[Talk, ...]
    beginning: Beginning
    gathered: tuple[Gathered, ...]
    decisions: tuple[Decided, ...]
    left_over: tuple[LeftOver, ...]
    account: Account
    points: tuple[Point, ...] = ()
    below: tuple[Below, ...] = ()
    heard: Heard | None = None
    choosings: tuple[Choosing, ...] = ()
    packages: tuple[Packed, ...] = ()
    topics: tuple[Topic, ...] = ()
    single: tuple[Voice, ...] = ()
    placed: Placed | None = None
    onward: Onward = Onward()
    repaired: tuple[Repaired, ...] = ()

    @property
    def draft(self) -> bool:
        return self.closed_at is None

    @property
    def adopted(self) -> tuple[Decided, ...]:
        return tuple(decided for decided in self.decisions if decided.adopted)

    @property
    def undecided(self) -> tuple[Decided, ...]:
        """Decisions that ended without one; of a meeting that is over also the one that was not finished."""
        ended = (decided for decided in self.decisions if decided.kind or not self.draft)
        return tuple(decided for decided in ended if not decided.adopted)


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
    found = (
        (block, tuple(_voice(each, meeting) for each in _seen(meeting) if each.block == block.id))
        for block in meeting.sheet
    )
    return tuple(Gathered(_part(block), of_block) for block, of_block in found if of_block)


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
    laid = [each for topic in topics(meeting) for each in members(meeting, topic) if each.author is not None]
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
    )


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
        added = next(each.text for each in version.additions if each.position == version.cause)
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
