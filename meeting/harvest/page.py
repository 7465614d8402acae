"""The report as a page: HTML that is read on any screen and printed on A4, without a script or an inline style."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel.dates import format_date, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from meeting.harvest.ring import Shares, dot, ring
from meeting.procedure.agreeing import FIXED
from meeting.procedure.channels import Counts
from meeting.procedure.reported import Decided, Need, Part, Point, Report, Said, Vote
from meeting.procedure.state import (
    ABSTAIN,
    AGAINST,
    ALONG,
    FOR,
    LEAVE,
    LETTERS,
    NOT_YET,
    OPTIONS,
    VOTES,
    AnswerKind,
    Coverage,
    DecisionKind,
    Heard,
    Level,
    RoundKind,
    Tally,
)
from meeting.words import Words

_SHARES = {RoundKind.PROPOSAL: (FOR, AGAINST, ABSTAIN), RoundKind.SUPPORT: (ALONG, NOT_YET, LEAVE)}
"""Which choices of a round are drawn filled, gold and hollow."""

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(
    report: Report,
    words: Words,
    *,
    styles: Iterable[str] = (),
    version: str = "",
    zone: dt.tzinfo | None = None,
    other: tuple[str, str] | None = None,
    today: dt.date | None = None,
    organisation: str = "",
    logo: str | None = None,
) -> str:
    """The page in the language of `words`.

    `styles` are addresses of style sheets, `version` that of the software, `zone` the time people lived in (None:
    that of this computer), `other` the language and the address of the same report in another language, `today` the
    day on which it is read: what was promised and has not come is late. `organisation` stands above it by its name,
    and by the address of its `logo`.
    """
    teller = Teller(report, words, zone, today)
    return PAGES.get_template("report.html").render(
        report=report,
        t=teller,
        words=words,
        styles=tuple(styles),
        version=version,
        other=other,
        organisation=organisation,
        logo=logo,
    )


@dataclass(frozen=True)
class Teller:
    """Puts what happened into words, pictures and dates."""

    report: Report
    words: Words
    zone: dt.tzinfo | None
    today: dt.date | None = None

    # Words

    def say(self, key: str, /, **values: object) -> str:
        """A sentence of the report; the one that speaks of advice where people advise."""
        return self.words(self._key(key), **values)

    def many(self, key: str, n: int, /, **values: object) -> str:
        return self.words.n(self._key(key), n, **values)

    def _key(self, key: str) -> str:
        advice = f"report.{key}.advise"
        advises = self.report.mandate.level is Level.ADVISE
        return advice if advises and advice in self.words else f"report.{key}"

    def day(self, when: dt.date) -> str:
        return format_date(when, "d MMMM y", locale=self.words.language)

    def clock(self, at: dt.datetime) -> str:
        return format_time(at.astimezone(self.zone), "HH:mm", locale="nl")

    def moment(self, at: dt.datetime) -> str:
        here = at.astimezone(self.zone)
        return self.say("moment", date=self.day(here.date()), time=self.clock(at))

    @property
    def date(self) -> str | None:
        """The day of the meeting: as it was planned, else when it was opened."""
        if self.report.date:
            return self.day(self.report.date)
        opened = self.report.opened_at
        return self.day(opened.astimezone(self.zone).date()) if opened else None

    @property
    def mandate(self) -> str:
        """Who decides, and by when there is an answer."""
        mandate = self.report.mandate
        if mandate.level is Level.DECIDE:
            return self.say("mandate.decide")
        key = f"mandate.{mandate.level}" + (".dated" if mandate.answer_by else "")
        date = self.day(mandate.answer_by) if mandate.answer_by else ""
        who = mandate.decider or ""
        if mandate.level is Level.ADVISE:  # there it begins a sentence
            who = who[:1].upper() + who[1:]
        return self.words(f"report.{key}", who=who, date=date)

    def part(self, part: Part) -> str:
        """What a block of the evening is called: its own name, or that of its kind."""
        if part.title:
            return part.title
        if part.seek_no:
            return self.say("part.seek_no")
        named = f"report.part.{part.kind}"
        return self.words(named) if part.kind and named in self.words else self.say(f"part.{part.step}")

    @property
    def planned(self) -> bool:
        """Whether it is known how long the parts of the evening were to take."""
        return any(stay.planned for stay in self.report.path)

    def minutes(self, start: dt.datetime, end: dt.datetime) -> str:
        return self.many("minutes", max(1, round((end - start).total_seconds() / 60)))

    @property
    def lead(self) -> str:
        """How many people, views and votes there were, in a sentence each."""
        votes = self.report.account.votes
        people, voices = self.report.people, sum(len(each.voices) for each in self.report.gathered)
        sentences = [self.many("lead.people", people) if people else self.say("lead.nobody")]
        sentences += [self.many("lead.voices", voices)] if voices else []
        sentences += [self.many("lead.votes", votes)] if votes else []
        return " ".join(sentences)

    @property
    def agreements(self) -> tuple[str, ...]:
        """The agreements of the method, by the name of their words."""
        return FIXED

    # Decisions

    def heading(self, decided: Decided) -> str:
        """Above a decision: ours when there is one, else numbered, and how it ended when nothing was adopted."""
        if len(self.report.decisions) == 1:
            return self.say("decision.our") if decided.adopted else self.say(f"ended.{decided.kind or 'pending'}")
        if decided.adopted:
            return self.say("decision.numbered", n=decided.number)
        return self.say("decision.numbered_ending", n=decided.number, ending=self.ending(decided).lower())

    def ending(self, decided: Decided) -> str:
        if decided.kind is DecisionKind.STANDING and decided.few and not decided.unmet:
            return self.say("kind.few")
        return self.say(f"kind.{decided.kind or 'pending'}")

    def support(self, decided: Decided) -> str | None:
        """How many people come along with what was adopted, in one or two sentences."""
        tally = decided.check
        if tally is None or not decided.adopted:
            return None
        along = tally[ALONG] + tally[LEAVE]
        if decided.few:
            return self.say("support.few", n=along, electorate=tally.electorate)
        if not tally[NOT_YET]:
            later = ".later" if decided.later and decided.later.first_no else ""
            return self.say(f"support.full{later}", n=along, electorate=tally.electorate)
        return f"{self.many('support.along', along)} {self.many('support.not_yet', tally[NOT_YET])}"

    def additions(self, decided: Decided) -> str | None:
        """How many needs the text carries."""
        n = len(decided.additions)
        return self.many("additions", n) if n else self.say("additions.none") if decided.needs else None

    def fate(self, need: Need) -> str:
        """What the room did with a need, in words."""
        if need.final:
            return self.say("need.final")
        if need.answer is None:
            return self.say("need.unanswered" if not need.unmet else "need.left")
        if need.answer is AnswerKind.PARKED:
            return self.say("need.parked", owner=need.owner) if need.owner else self.say("need.parked_nobody")
        point = "" if need.point is None else ".at"
        if need.answer in (AnswerKind.ADDED, AnswerKind.CHANGED) and point:
            return self.say(f"need.{need.answer}.at", n=need.point)
        return self.say(f"need.{need.answer}")

    # Votes

    def vote_title(self, vote: Vote) -> str:
        alike = VOTES if vote.kind in VOTES else (vote.kind,)
        counted = [each for each in self._votes(vote) if each.kind in alike and not each.cancelled]
        if vote.cancelled:
            return self.say(f"vote.{vote.kind}.cancelled")
        if len(counted) == 1:
            return self.say(f"vote.{vote.kind}.only")
        return self.say(f"vote.{vote.kind}.numbered", nth=self._nth(vote.number))

    def _votes(self, vote: Vote) -> tuple[Vote, ...]:
        return next((each.votes for each in self.report.decisions if vote in each.votes), (vote,))

    def _nth(self, number: int) -> str:
        key = f"report.nth.{number}"
        return self.words(key) if key in self.words else self.say("nth", n=number)

    def rows(self, vote: Vote) -> list[tuple[str, str, int]]:
        """The mark, the name and the number of each choice, and of those who gave no answer."""
        tally = vote.tally
        assert tally is not None
        if vote.options:
            return self._rows_among(vote, tally)
        marks = dict(zip(_SHARES[vote.kind], ("many", "other", "hollow"), strict=True))
        rows = [(marks[option], self.say(f"option.{option}"), tally[option]) for option in OPTIONS[vote.kind]]
        return [*rows, ("none", self.say("option.silent"), tally.silent)]

    def _rows_among(self, vote: Vote, tally: Tally) -> list[tuple[str, str, int]]:
        """Several proposals in the order of their letters; none has a mark of its own."""
        lettered = [(f"{letter}. {words}", tally[letter]) for letter, words in zip(LETTERS, vote.options, strict=False)]
        rows = [("none", name, n) for name, n in lettered]
        return [
            *rows,
            *(
                ("none", self.say(f"option.{each}"), n)
                for each, n in (("abstain", tally[ABSTAIN]), ("silent", tally.silent))
            ),
        ]

    def covered(self, found: Coverage | None, people: int, beside: int = 0) -> str | None:
        """How many people have an own choice in what was chosen, as far as that may be told.

        It holds for the `people` who chose on a phone; of those `beside` them only sums are known.
        """
        if found is None:
            return self.say("chosen.covered.unknown") if beside and not people else None
        name = "chosen.covered.phones" if beside else "chosen.covered"
        if found.uncovered == 0 and found.covered != 0:
            return self.say(f"{name}.all")
        if found.covered is not None:
            return self.say(name, x=found.covered, y=people)
        return self.say(f"{name}.nearly" if found.nearly else "chosen.covered.hidden")

    def channels(self, found: Counts) -> str:
        """In which ways people voted: totals, never what they chose."""
        return " ".join(self.many(f"channel.{name}", n) for name, n in found)

    def ring(self, vote: Vote, ident: str) -> Markup:
        """The vote as a ring of people; those who gave no answer are a number only."""
        tally = vote.tally
        assert tally is not None
        many, other, hollow = (tally[option] for option in _SHARES[vote.kind])
        first = _SHARES[vote.kind][0]
        return ring(
            Shares(many, other, hollow),
            ident=ident,
            title=self.vote_title(vote),
            text=", ".join(f"{name}: {n}" for _, name, n in self.rows(vote)),
            number=str(many),
            captions=(self.many(f"ring.{first}", many), self.say("ring.of", n=tally.electorate)),
            closed=any(each.kind == "full" and each.check is tally for each in self.report.decisions),
        )

    def mark(self, mark: str) -> Markup:
        """The dot of a choice, as it stands in the ring."""
        return dot(mark)

    def outcome(self, vote: Vote) -> str:
        tally = vote.tally
        assert tally is not None
        if vote.chosen:
            return self.say(f"outcome.{vote.outcome}.option", letter=vote.chosen)
        return self.say(f"outcome.{vote.outcome}")

    # What who decides answers

    @property
    def points(self) -> tuple[Point, ...]:
        """The points, once one of them was answered; read on a day, also what is still to come."""
        answered = any(point.said for point in self.report.points)
        return self.report.points if answered or self.today else ()

    def verdict(self, said: Said) -> str:
        return self.say(f"verdict.{said.verdict}", date=self.day(said.due) if said.due else "")

    def waiting(self, point: Point) -> str | None:
        """What there is to say of an answer that has not come, or not yet for good."""
        if point.answered:
            return None
        if point.due is None:
            return None if point.said else self.say("point.none")
        late = self.today is not None and self.today >= point.due
        if point.said:
            return self.say("point.waits", date=self.day(point.due)) if late else None
        return self.say("point.overdue" if late else "point.due", date=self.day(point.due))

    # Where everything went

    @property
    def onward_lead(self) -> str:
        """How many opgaven people start with, how many wait, and how many stand as they were brought."""
        known = self.report.onward
        fates = ((fate, len(known.of(fate))) for fate in ("chosen", "waiting", "kept"))
        return " ".join(self.many(f"onward.count.{fate}", n) for fate, n in fates if n)

    def decided_in(self, fate: str) -> list[int]:
        """The decisions that opgaven with this fate come from."""
        return sorted({each.decision for each in self.report.onward.of(fate) if each.decision is not None})

    # Whether people felt heard

    def heard(self, heard: Heard) -> list[tuple[str, str]]:
        """Each answer and how many gave it, or that this cannot be told."""
        return [
            (self.say(f"option.{option}"), self.say("hidden") if n is None else str(n)) for option, n in heard.cells
        ]

    # What happens next

    @property
    def tasks(self) -> list[tuple[str, str | None, str | None, str | None]]:
        """What, who, the first step and when it is looked at again; needs that were parked come last."""
        found: list[tuple[str, str | None, str | None, str | None]] = [
            (each.text or "", each.owner, each.first_step, self.day(each.review_on) if each.review_on else None)
            for each in self.report.adopted
        ]
        for decided in self.report.decisions:
            kept = (AnswerKind.PARKED, AnswerKind.SEPARATE)
            parked = (need for need in decided.needs if need.answer in kept and not need.unmet)
            found += [(need.text, need.owner, None, None) for need in parked]
        return found
