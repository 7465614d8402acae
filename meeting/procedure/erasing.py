"""Erasing: what somebody wrote is taken out of the meeting, and by the store out of its log and backups too.

What was voted on stays, because others decided on it; what was shared as a need has no author, so that nobody can
find it again. Both are said beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from meeting.procedure import text
from meeting.procedure.beside import on_table
from meeting.procedure.core import (
    AFTER_CLOSE,
    LEADER,
    PARTICIPANT,
    Act,
    Apart,
    Command,
    Event,
    Refused,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    stamped,
    touches,
)
from meeting.procedure.shortlisting import reworded
from meeting.procedure.signing_up import gone_from
from meeting.procedure.state import Announcement, Meeting, Note, Proposal, Reading, SignUp, Team, Viewpoint
from meeting.procedure.teaming import sign_ups_of

_Noted = TypeVar("_Noted", Note, Announcement)

ERASED = "(…)"
"""What stands in the place of words that were taken away."""


@dataclass(frozen=True, kw_only=True)
class EraseMine(Command):
    """Take away what I wrote, for good; and how I can be reached, and me from the teams."""

    holder: str | None = stamped(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class EraseWords(StaffCommand):
    """Take away one text for good, because somebody asked for it; the reason stays."""

    thing_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class WordsErased(Event):
    """The words of these things are gone: in the events before this one too, once the store has written it."""

    things: tuple[str, ...]
    reason: str | None = personal(default=None)


always({EraseMine: PARTICIPANT, EraseWords: LEADER})
AFTER_CLOSE.update({EraseMine, EraseWords})


def erasable(meeting: Meeting, thing: str) -> bool:
    """Whether there are words under this id that may go."""
    if view := meeting.viewpoints.get(thing):
        return not view.erased
    if proposal := meeting.proposal_of(thing):
        return not proposal.erased and not _relied_on(proposal, meeting)
    if judgement := meeting.judgements.get(thing):
        return bool(judgement.text)
    if missing := meeting.missing.get(thing):
        return missing.text != ERASED
    if sign_up := meeting.sign_ups.get(thing):
        return bool(sign_up.helps or sign_up.seeks)
    return _noted(meeting).get(thing, "") not in ("", ERASED)


def _noted(meeting: Meeting) -> dict[str, str]:
    """What staff and tables wrote down, by id: nobody's own."""
    noted = (*meeting.notes, *meeting.repairs, *meeting.announcements, *meeting.readings.values())
    return {each.id: each.text for each in noted}


def _relied_on(proposal: Proposal, meeting: Meeting) -> bool:
    """Whether people voted on this, decided it, or have it on the table now."""
    voted = {known.proposal for known in meeting.rounds} | {
        each.id for known in meeting.rounds for each in known.options
    }
    decided = {each.proposal for each in meeting.decisions}
    return proposal.id in voted | decided | {*on_table(meeting)}


def own_words(meeting: Meeting, participant: str) -> tuple[str, ...]:
    """The ids of what somebody wrote that may go."""
    known = meeting.participants.get(participant)
    if known is None:
        return ()
    things = (*known.viewpoints, *known.proposals, *known.judged, *known.missing)
    return tuple(thing for thing in things if erasable(meeting, thing))


def own_sign_ups(meeting: Meeting, holder: str | None) -> tuple[SignUp, ...]:
    """Where somebody is in a team, or left words in one."""
    return tuple(each for each in sign_ups_of(meeting, holder) if not each.left or erasable(meeting, each.id))


@done.register
def _(command: EraseMine, meeting: Meeting) -> bool:
    left = own_words(meeting, command.participant or "") or own_sign_ups(meeting, command.holder)
    return command.participant in meeting.participants and not left


@decide.register
def erase_mine(command: EraseMine, meeting: Meeting) -> Iterator[Event | Apart]:
    words, teams = own_words(meeting, command.participant or ""), own_sign_ups(meeting, command.holder)
    if words:
        yield WordsErased(things=words)
    for each in teams:
        yield from gone_from(each)
    if said := tuple(each.id for each in teams if erasable(meeting, each.id)):
        yield WordsErased(things=said)


@done.register
def _(command: EraseWords, meeting: Meeting) -> bool:
    """Only what was erased: what was never there is refused."""
    view, proposal = meeting.viewpoints.get(command.thing_id), meeting.proposal_of(command.thing_id)
    missing = meeting.missing.get(command.thing_id)
    gone = (view and view.erased) or (proposal and proposal.erased) or (missing and missing.text == ERASED)
    return bool(gone) or _noted(meeting).get(command.thing_id) == ERASED


@decide.register
def erase_words(command: EraseWords, meeting: Meeting) -> Iterator[Event]:
    reason = text.clean(command.reason, text.REASON)
    if not erasable(meeting, command.thing_id):
        raise Refused("cannot_erase")
    yield WordsErased(things=(command.thing_id,), reason=reason)


@touches.register
def _(event: WordsErased, meeting: Meeting) -> Iterable[str] | None:
    return None


@evolve.register
def words_erased(event: WordsErased, meeting: Meeting) -> Meeting:
    gone = frozenset(event.things)
    viewpoints, judgements, missing = meeting.viewpoints, meeting.judgements, meeting.missing
    sign_ups = meeting.sign_ups
    opgaven, teams = meeting.opgaven, meeting.teams
    for thing in event.things:
        if team := teams.get(thing):
            teams = teams.set(thing, _nameless(team))
        if view := viewpoints.get(thing):
            viewpoints = viewpoints.set(thing, _without_words(view))
        if card := opgaven.get(thing):
            opgaven = opgaven.set(thing, replace(card, for_whom="", why="", first_idea="", source=""))
        if judgement := judgements.get(thing):
            judgements = judgements.set(thing, replace(judgement, text=None))
        if named := missing.get(thing):
            missing = missing.set(thing, replace(named, text=ERASED, withdrawn=True, shown=False))
        if sign_up := sign_ups.get(thing):
            sign_ups = sign_ups.set(thing, replace(sign_up, helps=None, seeks=None))
    return replace(
        reworded(meeting, dict.fromkeys(gone, ERASED)),
        viewpoints=viewpoints,
        opgaven=opgaven,
        teams=teams,
        judgements=judgements,
        missing=missing,
        sign_ups=sign_ups,
        proposals=tuple(_unworded(each) if each.id in gone else each for each in meeting.proposals),
        notes=_emptied(meeting.notes, gone),
        announcements=_emptied(meeting.announcements, gone),
        repairs=tuple(replace(each, text=ERASED) if {each.id, each.thing} & gone else each for each in meeting.repairs),
        readings=meeting.readings.update(_emptied_readings(meeting, gone)),
        acts=tuple(replace(act, inverse=None) if _names(act, gone) else act for act in meeting.acts),
        erased=meeting.erased + len(gone),
    )


def _without_words(view: Viewpoint) -> Viewpoint:
    return replace(view, text=ERASED, withdrawn=True, shown=False, erased=True)


def _nameless(team: Team) -> Team:
    """A team about a text that is gone; what else the log held of the team under the same id went with it."""
    return replace(team, title=ERASED, place=None, lead=None, wanted=None, first_step=None)


def _unworded(proposal: Proposal) -> Proposal:
    versions = tuple(replace(version, text=ERASED) for version in proposal.versions)
    return replace(proposal, versions=versions, withdrawn=True, erased=True)


def _emptied(noted: tuple[_Noted, ...], gone: frozenset[str]) -> tuple[_Noted, ...]:
    return tuple(replace(each, text=ERASED) if each.id in gone else each for each in noted)


def _emptied_readings(meeting: Meeting, gone: frozenset[str]) -> dict[tuple[str, str], Reading]:
    return {place: replace(each, text=ERASED) for place, each in meeting.readings.items() if each.id in gone}


def _names(act: Act, gone: frozenset[str]) -> bool:
    """Whether taking this act back would bring such a thing, or its words, back."""
    inverse = act.inverse
    if inverse is None:
        return False
    return any(each.name.endswith("_id") and getattr(inverse, each.name) in gone for each in fields(inverse))
