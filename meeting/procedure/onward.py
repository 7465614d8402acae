"""Onward: where every opgave of a large event went, which team goes on with it, and what waits; nothing is thrown away.

For the report: texts and numbers, nobody in particular. Who is in a team, and how to reach them, is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meeting.procedure.clustering import members, single_voices, topics
from meeting.procedure.gathering import NO
from meeting.procedure.repairs import Repaired, of_thing
from meeting.procedure.spreading import countable, recognised
from meeting.procedure.state import Cluster, Entrusted, Meeting, Origin, Team, Viewpoint
from meeting.procedure.teaming import members as inside
from meeting.procedure.teaming import teams


class Fate(StrEnum):
    """What became of an opgave: people start with it, it waits, or it stands as it was brought."""

    CHOSEN = "chosen"
    WAITING = "waiting"
    KEPT = "kept"


@dataclass(frozen=True)
class Card:
    """One opgave card in its author's words, with what its table filled in; which table that was is not told.

    `own_way`: its author let it through; `deviating`: from the place kept for a view unlike the others.
    """

    text: str
    no: bool
    origin: Origin
    recognised: int
    for_whom: str = ""
    why: str = ""
    first_idea: str = ""
    deviating: bool = False
    own_way: bool = False
    misfit: bool = False


@dataclass(frozen=True)
class Going:
    """A team: how many people, and what it agreed in the room."""

    title: str
    people: int
    place: str | None
    lead: str | None
    wanted: str | None
    first_on: date | None
    first_step: str | None


@dataclass(frozen=True)
class Strand:
    """One topic with its cards, or a single card: `name` is None for a card by itself. `read` is what was said when it
    was read back; `decision` is the decision that chose it or has it waiting, `owner` who goes on with it, `back_on`
    the day on which what waits comes back."""

    name: str | None
    fate: Fate
    cards: tuple[Card, ...]
    read: Repaired
    decision: int | None = None
    team: Going | None = None
    owner: str | None = None
    back_on: date | None = None

    @property
    def alone(self) -> bool:
        """Whether it is one card and nothing else: those stand together in one list."""
        more = self.name or self.team or self.read.missed or self.read.repairs or self.owner or self.back_on
        return not more and self.fate is not Fate.CHOSEN and len(self.cards) == 1


@dataclass(frozen=True)
class Onward:
    """`teams` are those about something that is no strand: a proposal, or what people began by themselves."""

    strands: tuple[Strand, ...] = ()
    teams: tuple[Going, ...] = ()
    sign_ups: int = 0

    def of(self, fate: str) -> tuple[Strand, ...]:
        return tuple(each for each in self.strands if each.fate == fate)


def onward(meeting: Meeting) -> Onward:
    """Where everything went; without opgave cards only the teams."""
    found = _strands(meeting) if meeting.opgaven else ()
    about = {thing for thing, _ in found}
    others = tuple(_going(meeting, team) for team in teams(meeting) if team.id not in about)
    return Onward(
        strands=tuple(strand for _, strand in found),
        teams=others,
        sign_ups=sum(len(inside(meeting, team.id)) for team in teams(meeting)),
    )


def carried(meeting: Meeting) -> frozenset[str]:
    """The viewpoints that stand with an opgave, or are one; none in a meeting without opgave cards."""
    if not meeting.opgaven:
        return frozenset()
    together = (each for topic in topics(meeting) for each in members(meeting, topic))
    return frozenset(each.id for each in (*together, *single_voices(meeting)))


def _strands(meeting: Meeting) -> tuple[tuple[str, Strand], ...]:
    """Topics and single cards under their ids: the chosen first in the order of their letters, then what waits."""
    found = [(topic.id, _of_topic(meeting, topic)) for topic in sorted(topics(meeting), key=lambda each: each.number)]
    found += [(each.id, _of_card(meeting, each)) for each in _by_number(single_voices(meeting))]
    letters = {entry: place for place, entry in enumerate(meeting.shortlist.ids)}
    seen = [(thing, strand) for thing, strand in found if strand.cards]
    return tuple(sorted(seen, key=lambda each: ([*Fate].index(each[1].fate), letters.get(each[0], len(letters)))))


def _of_topic(meeting: Meeting, topic: Cluster) -> Strand:
    fate, decision, said = _fate(meeting, topic.id)
    return Strand(
        name=topic.name,
        fate=fate,
        cards=_cards(meeting, members(meeting, topic)),
        read=of_thing(topic.id, meeting),
        decision=decision,
        team=_team(meeting, topic.id),
        owner=said.owner,
        back_on=said.back_on,
    )


def _of_card(meeting: Meeting, card: Viewpoint) -> Strand:
    fate, decision, said = _fate(meeting, card.id)
    read, team = of_thing(card.id, meeting), _team(meeting, card.id)
    return Strand(None, fate, _cards(meeting, (card,)), read, decision, team, said.owner, said.back_on)


def _fate(meeting: Meeting, thing: str) -> tuple[Fate, int | None, Entrusted]:
    """What became of it, by which decision, and who goes on with it."""
    for decision in meeting.decisions:
        package = meeting.package_of(decision.proposal) if decision.kind.adopted else None
        if package and thing in package.chosen:
            return Fate.CHOSEN, decision.number, package.entrusted_with(thing)
        if package and thing in package.waiting:
            return Fate.WAITING, decision.number, package.entrusted_with(thing)
    return Fate.KEPT, None, Entrusted(thing)


def _by_number(voices: Iterable[Viewpoint]) -> list[Viewpoint]:
    return sorted(voices, key=lambda each: each.number)


def _cards(meeting: Meeting, voices: Iterable[Viewpoint]) -> tuple[Card, ...]:
    """As long as people talk, only what the room has seen."""
    over = meeting.closed_at is not None or any(each.kind.adopted for each in meeting.decisions)
    return tuple(_card(meeting, each) for each in _by_number(voices) if each.counts and (each.shown or over))


def _card(meeting: Meeting, voice: Viewpoint) -> Card:
    known = meeting.opgaven.get(voice.id)
    return Card(
        text=voice.text,
        no=voice.kind == NO,
        origin=voice.origin,
        recognised=recognised(meeting, voice) if countable(meeting) else 0,
        for_whom=known.for_whom if known else "",
        why=known.why if known else "",
        first_idea=known.first_idea if known else "",
        deviating=known is not None and known.deviating,
        own_way=known is not None and known.own_way,
        misfit=voice.fits is False,
    )


def _team(meeting: Meeting, thing: str) -> Going | None:
    team = meeting.teams.get(thing)
    return _going(meeting, team) if team and not team.dropped else None


def _going(meeting: Meeting, team: Team) -> Going:
    return Going(
        title=team.title,
        people=len(inside(meeting, team.id)),
        place=team.place,
        lead=team.lead,
        wanted=team.wanted,
        first_on=team.first_on,
        first_step=team.first_step,
    )
