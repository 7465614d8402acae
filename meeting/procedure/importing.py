"""Importing: viewpoints from interviews and the preparation come in as one batch, marked as from beforehand."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, replace
from typing import Any

from meeting.procedure import text
from meeting.procedure.core import (
    FACILITATOR,
    Event,
    Refused,
    StaffCommand,
    always,
    decide,
    done,
    evolve,
    personal,
    touches,
)
from meeting.procedure.gathering import NO, VIEW, ViewpointSubmitted, changed_viewpoint, viewpoint_submitted, welcome
from meeting.procedure.state import Meeting, Origin, Viewpoint

MOST = 200
"""How many viewpoints one batch may hold."""


@dataclass(frozen=True, kw_only=True)
class ImportViewpoints(StaffCommand):
    """Put these on the table in one act; they wait until they are shown. `import_id` names the batch."""

    import_id: str
    block_id: str
    texts: tuple[str, ...]


def imported_id(import_id: str, number: int) -> str:
    """The id of the viewpoint that came in as this one of its batch."""
    mark = hashlib.sha256(f"{import_id} {number}".encode()).digest()
    return base64.urlsafe_b64encode(mark[:16]).decode().rstrip("=")


def _ids(batch: Mapping[str, Any]) -> list[str]:
    """The viewpoints that the texts of a batch became, in order: each can be erased by itself."""
    return [imported_id(batch["import_id"], number) for number in range(1, len(batch["texts"]) + 1)]


@dataclass(frozen=True, kw_only=True)
class ViewpointsImported(Event):
    import_id: str
    block: str
    kind: str
    texts: tuple[str, ...] = personal(each=_ids)


@dataclass(frozen=True, kw_only=True)
class TakeImportBack(StaffCommand):
    """Take a batch off the table, as long as nobody went on with anything in it."""

    import_id: str


@dataclass(frozen=True, kw_only=True)
class ImportTakenBack(Event):
    import_id: str


always({ImportViewpoints: FACILITATOR, TakeImportBack: FACILITATOR})


@done.register
def _(command: ImportViewpoints, meeting: Meeting) -> bool:
    return command.import_id in meeting.imports


@decide.register
def import_viewpoints(command: ImportViewpoints, meeting: Meeting) -> Iterator[Event]:
    importable(command.texts, command.block_id, meeting)
    yield ViewpointsImported(
        import_id=command.import_id,
        block=command.block_id,
        kind=NO if meeting.block_of(command.block_id).seek_no else VIEW,
        texts=tuple(text.clean(each, text.VIEWPOINT) for each in command.texts),
    )


def importable(batch: Sized, block_id: str, meeting: Meeting) -> None:
    """Raise Refused where nothing from beforehand may come in, or where this is nothing, or too much at once."""
    if not welcome(meeting, block_id, Origin.BEFORE):
        raise Refused("gathering_closed")
    if not batch:
        raise Refused("nothing_to_import")
    if len(batch) > MOST:
        raise Refused("too_much_to_import", most=MOST)


@touches.register(ViewpointsImported)
@touches.register(ImportTakenBack)
def _(event: Event, meeting: Meeting) -> tuple[str, ...]:
    return ()


@evolve.register
def viewpoints_imported(event: ViewpointsImported, meeting: Meeting) -> Meeting:
    for number, words in enumerate(event.texts, 1):
        one = ViewpointSubmitted(
            viewpoint_id=imported_id(event.import_id, number),
            block=event.block,
            kind=event.kind,
            text=words,
            origin=Origin.BEFORE,
        )
        meeting = viewpoint_submitted(one, meeting)
    return replace(meeting, imports=(*meeting.imports, event.import_id))


# Taking a batch back


@done.register
def _(command: TakeImportBack, meeting: Meeting) -> bool:
    batch = _batch(meeting, command.import_id)
    return bool(batch) and all(each.withdrawn for each in batch)


@decide.register
def take_import_back(command: TakeImportBack, meeting: Meeting) -> Iterator[Event]:
    batch = _batch(meeting, command.import_id)
    answered = {each.otherwise_of for each in meeting.viewpoints.values()}
    if not batch or any(each.id in answered or _gone_on_with(meeting, each) for each in batch):
        raise Refused("import_used")
    yield ImportTakenBack(import_id=command.import_id)


def _batch(meeting: Meeting, import_id: str) -> list[Viewpoint]:
    """What came in as this batch, whatever became of it."""
    ids = (imported_id(import_id, number) for number in range(1, MOST + 1))
    return [meeting.viewpoints[each] for each in ids if each in meeting.viewpoints]


def _gone_on_with(meeting: Meeting, known: Viewpoint) -> bool:
    """Whether somebody did something with it that would hang in the air: it was shown, laid, picked or answered."""
    card = meeting.opgaven.get(known.id)
    picked = card is not None and (card.table is not None or card.deviating or card.rev > 1)
    return known.shown or known.moved > 0 or known.id in meeting.recognitions or picked


@evolve.register
def import_taken_back(event: ImportTakenBack, meeting: Meeting) -> Meeting:
    for each in _batch(meeting, event.import_id):
        meeting = changed_viewpoint(meeting, each.id, withdrawn=True)
    return meeting
