"""Importing opgaven: a list made beforehand comes in as cards, each with what stands beside its title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    Event,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    told,
    touches,
)
from meeting.procedure.gathering import VIEW, ViewpointSubmitted, viewpoint_submitted
from meeting.procedure.importing import importable, imported_id
from meeting.procedure.state import Meeting, Opgave, Origin

LIMITS = {
    "title": text.VIEWPOINT,
    "for_whom": text.NAME,
    "why": text.VIEWPOINT,
    "first_idea": text.VIEWPOINT,
    "source": text.NAME,
}
"""How long each field of a card may be; only the title must be there."""


@dataclass(frozen=True)
class Card:
    """One opgave as it stands in a list; `source` is from whom it came beforehand."""

    title: str
    for_whom: str = ""
    why: str = ""
    first_idea: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportOpgaven(StaffCommand):
    """Put these cards on the table in one act; they go to the ordering desk. `import_id` names the batch."""

    import_id: str
    block_id: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class OpgaveImported(Event):
    """One of them: by its id its words can be taken away."""

    viewpoint_id: str
    block: str
    title: str = personal()
    for_whom: str = personal(default="")
    why: str = personal(default="")
    first_idea: str = personal(default="")
    source: str = personal(default="")


@dataclass(frozen=True, kw_only=True)
class OpgavenImported(Event):
    """The batch is in."""

    import_id: str
    count: int


always({ImportOpgaven: FACILITATOR})


def cleaned(card: Card) -> Card:
    """The card with its words made clean. Raises Refused."""
    said = {name: text.clean_or_none(getattr(card, name), limit) or "" for name, limit in LIMITS.items()}
    return Card(**{**said, "title": text.clean(card.title, LIMITS["title"])})


@touches.register(OpgaveImported)
@touches.register(OpgavenImported)
def _(event: Event, meeting: Meeting) -> Iterable[str]:
    return ()


@done.register
def _(command: ImportOpgaven, meeting: Meeting) -> bool:
    return command.import_id in meeting.imports


@decide.register
def import_opgaven(command: ImportOpgaven, meeting: Meeting) -> Iterator[Event]:
    importable(command.cards, command.block_id, meeting)
    for number, card in enumerate([cleaned(each) for each in command.cards], 1):
        words = {name: getattr(card, name) for name in LIMITS}
        yield OpgaveImported(viewpoint_id=imported_id(command.import_id, number), block=command.block_id, **words)
    yield OpgavenImported(import_id=command.import_id, count=len(command.cards))


@evolve.register
def opgave_imported(event: OpgaveImported, meeting: Meeting) -> Meeting:
    put = ViewpointSubmitted(
        viewpoint_id=event.viewpoint_id,
        block=event.block,
        kind=VIEW,
        text=event.title,
        origin=Origin.BEFORE,
    )
    card = Opgave(
        event.viewpoint_id,
        for_whom=event.for_whom,
        why=event.why,
        first_idea=event.first_idea,
        source=event.source,
    )
    return replace(viewpoint_submitted(put, meeting), opgaven=meeting.opgaven.set(card.viewpoint, card))


@evolve.register
def opgaven_imported(event: OpgavenImported, meeting: Meeting) -> Meeting:
    return replace(meeting, imports=(*meeting.imports, event.import_id))


@told.register
def _(event: OpgaveImported, before: Meeting) -> None:
    """The batch is the act."""
    return


@told.register
def _(event: OpgavenImported, before: Meeting) -> Mapping[str, Any]:
    return {"n": event.count}
