"""Shortlisting: what people will choose among, at most twenty-four things, and how that is counted, fixed beforehand.

An entry is a topic, an opgave card or a plain viewpoint. Once the list is frozen its words stand: nothing is added,
and what is written anew elsewhere does not change it (method.md 3.8, 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from meeting.procedure.clustering import members
from meeting.procedure.core import (
    FACILITATOR,
    MODERATOR,
    NEVER,
    Command,
    Event,
    Refused,
    Role,
    StaffCommand,
    decide,
    done,
    evolve,
    inverse,
    personal,
    step,
    told,
    touches,
)
from meeting.procedure.state import (
    CHOICES,
    FEWEST_OPTIONS,
    LARGEST_CAP,
    MOST_EACH,
    MOST_ENTRIES,
    SMALLEST_CAP,
    USUAL_CAP,
    Entry,
    Meeting,
    RoundKind,
    Rule,
)

MOST_LEADERS = 1000


@dataclass(frozen=True, kw_only=True)
class ListEntries(StaffCommand):
    """Put these on the shortlist, in this order, below what is there."""

    entry_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EntriesListed(Event):
    entry_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class UnlistEntry(StaffCommand):
    """Take this off the shortlist; it stays in the meeting."""

    entry_id: str


@dataclass(frozen=True, kw_only=True)
class EntryUnlisted(Event):
    entry_id: str


@dataclass(frozen=True, kw_only=True)
class FixRule(StaffCommand):
    """Say how is counted: `most` are chosen, everybody up to `cap`; `leaders` process facilitators are available."""

    method: RoundKind
    most: int
    cap: int
    leaders: int | None = None


@dataclass(frozen=True, kw_only=True)
class RuleFixed(Event):
    method: RoundKind
    most: int
    cap: int
    leaders: int | None = None


@dataclass(frozen=True, kw_only=True)
class FreezeShortlist(StaffCommand):
    """Freeze the list and its words. `rev` is the one that was read."""

    rev: int


@dataclass(frozen=True, kw_only=True)
class ShortlistFrozen(Event):
    """`entry_ids` are those that are still there."""

    entry_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EntryWorded(Event):
    """The words of an entry, as people will choose it."""

    entry_id: str
    text: str = personal()


@dataclass(frozen=True, kw_only=True)
class ThawShortlist(StaffCommand):
    """Open a frozen list again, as long as nobody chose from it."""

    rev: int


@dataclass(frozen=True, kw_only=True)
class ShortlistThawed(Event):
    pass


step(
    "shortlisting",
    {
        ListEntries: MODERATOR,
        UnlistEntry: MODERATOR,
        FixRule: FACILITATOR,
        FreezeShortlist: FACILITATOR,
        ThawShortlist: FACILITATOR,
    },
)


def wording(meeting: Meeting, entry_id: str) -> str:
    """The words of an entry: those it was frozen with, else as they are now; empty for what is gone."""
    if frozen := meeting.shortlist.text_of(entry_id):
        return frozen
    topic = meeting.clusters.get(entry_id)
    if topic is not None:
        voices = members(meeting, topic)
        return topic.name or (voices[0].text if voices else "")
    view = meeting.viewpoints.get(entry_id)
    return view.text if view is not None and view.counts else ""


def usual_cap(most: int) -> int:
    """How many one person may choose where nobody said otherwise (method.md 3.8, 2)."""
    return min(most, USUAL_CAP)


def chosen_from(meeting: Meeting) -> bool:
    """Whether people choose, or chose, from this list for the decision that is being made."""
    return bool(meeting.choosings)


def _open_list(meeting: Meeting) -> None:
    if meeting.shortlist.frozen:
        raise Refused("shortlist_frozen")


# Filling the list


@done.register
def _(command: ListEntries, meeting: Meeting) -> bool:
    return bool(command.entry_ids) and set(command.entry_ids) <= set(meeting.shortlist.ids)


@decide.register
def list_entries(command: ListEntries, meeting: Meeting) -> Iterator[Event]:
    _open_list(meeting)
    there = meeting.shortlist.ids
    new = tuple(dict.fromkeys(each for each in command.entry_ids if each not in there))
    if not all(wording(meeting, each) for each in new) or not new:
        raise Refused("unknown_entry")
    if len(there) + len(new) > MOST_ENTRIES:
        raise Refused("shortlist_full", n=MOST_ENTRIES)
    yield EntriesListed(entry_ids=new)


@evolve.register
def entries_listed(event: EntriesListed, meeting: Meeting) -> Meeting:
    known = meeting.shortlist
    entries = (*known.entries, *map(Entry, event.entry_ids))
    return replace(meeting, shortlist=replace(known, entries=entries, rev=known.rev + 1))


@done.register
def _(command: UnlistEntry, meeting: Meeting) -> bool:
    return command.entry_id not in meeting.shortlist.ids


@decide.register
def unlist_entry(command: UnlistEntry, meeting: Meeting) -> Iterator[Event]:
    _open_list(meeting)
    yield EntryUnlisted(entry_id=command.entry_id)


@evolve.register
def entry_unlisted(event: EntryUnlisted, meeting: Meeting) -> Meeting:
    known = meeting.shortlist
    entries = tuple(each for each in known.entries if each.id != event.entry_id)
    pitched = tuple(each for each in known.pitched if each != event.entry_id)
    pitching = known.pitching and known.pitched[-1:] != (event.entry_id,)
    left = replace(known, entries=entries, pitched=pitched, pitching=pitching, rev=known.rev + 1)
    return replace(meeting, shortlist=left)


# The rule


@done.register
def _(command: FixRule, meeting: Meeting) -> bool:
    return meeting.shortlist.rule == _rule(command)


def _rule(command: FixRule | RuleFixed) -> Rule:
    return Rule(command.method, command.most, command.cap, command.leaders)


@decide.register
def fix_rule(command: FixRule, meeting: Meeting) -> Iterator[Event]:
    """The cap is the usual one, or three to seven; of yes or no to each everybody may say yes to all."""
    _open_list(meeting)
    if command.method not in CHOICES or not 1 <= command.most < MOST_ENTRIES:
        raise Refused("rule_impossible")
    if command.leaders is not None and not 0 <= command.leaders <= MOST_LEADERS:
        raise Refused("rule_impossible")
    capped = SMALLEST_CAP <= command.cap <= LARGEST_CAP or command.cap == usual_cap(command.most)
    if command.method is RoundKind.APPROVAL and not capped:
        raise Refused("cap_impossible", least=SMALLEST_CAP, most=LARGEST_CAP)
    yield RuleFixed(method=command.method, most=command.most, cap=command.cap, leaders=command.leaders)


@evolve.register
def rule_fixed(event: RuleFixed, meeting: Meeting) -> Meeting:
    known = meeting.shortlist
    return replace(meeting, shortlist=replace(known, rule=_rule(event), rev=known.rev + 1))


# Freezing


@done.register
def _(command: FreezeShortlist, meeting: Meeting) -> bool:
    return meeting.shortlist.frozen


@decide.register
def freeze_shortlist(command: FreezeShortlist, meeting: Meeting) -> Iterator[Event]:
    known = meeting.shortlist
    if command.rev != known.rev:
        raise Refused("changed_meanwhile")
    there = tuple(each for each in known.ids if wording(meeting, each))
    _may_be_chosen_from(there, known.rule)
    yield ShortlistFrozen(entry_ids=there)
    for each in there:
        yield EntryWorded(entry_id=each, text=wording(meeting, each))


def _may_be_chosen_from(entries: tuple[str, ...], rule: Rule | None) -> None:
    if rule is None:
        raise Refused("rule_first")
    if len(entries) < FEWEST_OPTIONS:
        raise Refused("too_few_options")
    if rule.method is RoundKind.EACH and len(entries) > MOST_EACH:
        raise Refused("too_many_for_each", n=MOST_EACH)
    if rule.method is RoundKind.APPROVAL and rule.most >= len(entries):
        raise Refused("nothing_to_choose", n=len(entries))


@evolve.register
def shortlist_frozen(event: ShortlistFrozen, meeting: Meeting) -> Meeting:
    known = meeting.shortlist
    frozen = replace(known, entries=tuple(map(Entry, event.entry_ids)), frozen=True, pitching=False, rev=known.rev + 1)
    return replace(meeting, shortlist=frozen)


@evolve.register
def entry_worded(event: EntryWorded, meeting: Meeting) -> Meeting:
    return reworded(meeting, {event.entry_id: event.text})


def reworded(meeting: Meeting, words: Mapping[str, str]) -> Meeting:
    """The meeting with other words for some entries of a frozen list."""
    known = meeting.shortlist
    if not known.frozen:
        return meeting
    entries = tuple(replace(each, text=words[each.id]) if each.id in words else each for each in known.entries)
    return replace(meeting, shortlist=replace(known, entries=entries))


@done.register
def _(command: ThawShortlist, meeting: Meeting) -> bool:
    return not meeting.shortlist.frozen


@decide.register
def thaw_shortlist(command: ThawShortlist, meeting: Meeting) -> Iterator[Event]:
    if chosen_from(meeting):
        raise Refused("chosen_already")
    if command.rev != meeting.shortlist.rev:
        raise Refused("changed_meanwhile")
    yield ShortlistThawed()


@evolve.register
def shortlist_thawed(event: ShortlistThawed, meeting: Meeting) -> Meeting:
    known = meeting.shortlist
    entries = tuple(Entry(each) for each in known.ids)
    return replace(meeting, shortlist=replace(known, entries=entries, frozen=False, rev=known.rev + 1))


# What the act log tells, and what takes an act back


@touches.register(EntriesListed)
@touches.register(EntryUnlisted)
@touches.register(RuleFixed)
@touches.register(ShortlistFrozen)
@touches.register(EntryWorded)
@touches.register(ShortlistThawed)
def _(event: Event, meeting: Meeting) -> Iterable[str]:
    return ()


@told.register
def _(event: EntriesListed, before: Meeting) -> Mapping[str, Any]:
    return {"n": len(event.entry_ids)}


@told.register
def _(event: RuleFixed, before: Meeting) -> Mapping[str, Any]:
    return {"n": event.most}


@told.register
def _(event: EntryWorded, before: Meeting) -> None:
    """Comes with the freezing."""
    return


@inverse.register
def _(event: EntriesListed, before: Meeting) -> Command | None:
    return _taken_back(UnlistEntry, entry_id=event.entry_ids[0]) if len(event.entry_ids) == 1 else None


@inverse.register
def _(event: EntryUnlisted, before: Meeting) -> Command | None:
    return _taken_back(ListEntries, entry_ids=(event.entry_id,))


@inverse.register
def _(event: ShortlistFrozen, before: Meeting) -> Command | None:
    return _taken_back(ThawShortlist, rev=before.shortlist.rev + 1)


def _taken_back(kind: type[StaffCommand], **fields: Any) -> Command:
    return kind(at=NEVER, role=Role.FACILITATOR, block="", **fields)
