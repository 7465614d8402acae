"""Informing: one sheet "what you have to know", the same words on phone, room screen and paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from meeting.procedure import text
from meeting.procedure.core import FACILITATOR, Event, Refused, StaffCommand, always, decide, done, evolve, touches
from meeting.procedure.state import Info, Meeting

PARAGRAPHS = 10
PARAGRAPH = 240


@dataclass(frozen=True, kw_only=True)
class WriteInfo(StaffCommand):
    """Write the sheet anew: a paragraph a line; no lines take it away. `rev` is the one that was read."""

    title: str
    text: str
    rev: int


@dataclass(frozen=True, kw_only=True)
class InfoWritten(Event):
    title: str
    paragraphs: tuple[str, ...]


always({WriteInfo: FACILITATOR})


def sheet_of(title: str | None, raw: str) -> tuple[str, tuple[str, ...]]:
    """Title and paragraphs as they are kept. Raises Refused: info_too_long, info_paragraph (with its `number`)."""
    lines = [line for line in raw.splitlines() if line.strip()]
    if len(lines) > PARAGRAPHS:
        raise Refused("info_too_long", most=PARAGRAPHS)
    paragraphs = tuple(_paragraph(number, line) for number, line in enumerate(lines, 1))
    return (text.clean_or_none(title, text.NAME) or "" if paragraphs else ""), paragraphs


def _paragraph(number: int, line: str) -> str:
    try:
        return text.clean(line, PARAGRAPH)
    except Refused as refused:
        if refused.reason == "text_too_long":
            raise Refused("info_paragraph", number=number, most=PARAGRAPH, **refused.values) from None
        raise


@done.register
def _(command: WriteInfo, meeting: Meeting) -> bool:
    known = meeting.info
    return command.rev == known.rev - 1 and sheet_of(command.title, command.text) == (known.title, known.paragraphs)


@decide.register
def write_info(command: WriteInfo, meeting: Meeting) -> Iterator[Event]:
    if command.rev != meeting.info.rev:
        raise Refused("info_changed")
    title, paragraphs = sheet_of(command.title, command.text)
    if (title, paragraphs) != (meeting.info.title, meeting.info.paragraphs):
        yield InfoWritten(title=title, paragraphs=paragraphs)


@touches.register
def _(event: InfoWritten, meeting: Meeting) -> Iterable[str]:
    return ()


@evolve.register
def info_written(event: InfoWritten, meeting: Meeting) -> Meeting:
    return replace(meeting, info=Info(event.title, event.paragraphs, meeting.info.rev + 1))
