"""The beginning of the harvest: what to know, what was agreed, how the question came about, and who was missing."""

from __future__ import annotations

from dataclasses import dataclass

from meeting.procedure.agreeing import made
from meeting.procedure.framing import fits
from meeting.procedure.state import Asking, Fit, Judgement, Meeting


@dataclass(frozen=True)
class Judged:
    """What somebody said of the question."""

    text: str
    fit: Fit
    spoken: bool


@dataclass(frozen=True)
class Asked:
    """One wording of the question, why it came, and what people said of it. `fits` is None where nobody was asked."""

    text: str
    reason: str | None
    fits: tuple[tuple[Fit, int], ...] | None
    words: tuple[Judged, ...]


@dataclass(frozen=True)
class Beginning:
    """`agreed` holds the group's own agreements, None where it made none; `confirmed`: it agreed aloud."""

    info_title: str
    info: tuple[str, ...]
    agreed: tuple[str, ...] | None
    confirmed: bool
    wordings: tuple[Asked, ...]
    missing: tuple[str, ...]

    @property
    def any(self) -> bool:
        return bool(self.info or self.agreed is not None or self.wordings or self.missing)


def beginning(meeting: Meeting) -> Beginning:
    """As long as people talk, only what the room has seen."""
    known = meeting.agreements
    return Beginning(
        info_title=meeting.info.title,
        info=meeting.info.paragraphs,
        agreed=tuple(each.text for each in known.own) if made(meeting) else None,
        confirmed=known.confirmed == known.rev,
        wordings=_wordings(meeting),
        missing=_missing(meeting),
    )


def _wordings(meeting: Meeting) -> tuple[Asked, ...]:
    """Every wording of a question that people were asked about, or that became another one."""
    if len(meeting.askings) == 1 and not (meeting.judgements or meeting.askings[0].hands):
        return ()
    return tuple(_asked(meeting, version, asking) for version, asking in enumerate(meeting.askings, 1))


def _asked(meeting: Meeting, version: int, asking: Asking) -> Asked:
    counts, over = fits(meeting, version), meeting.closed_at is not None
    seen = asking.shown or over or version < len(meeting.askings) or meeting.step != "framing"
    said = sorted((each for each in meeting.judgements.values() if each.version == version), key=_number)
    words = (Judged(each.text, each.fit, each.author is None) for each in said if each.text and (each.shown or over))
    return Asked(
        text=asking.text,
        reason=asking.reason,
        fits=tuple((fit, n) for fit, n in counts.items() if n) or None if seen else None,
        words=tuple(words),
    )


def _number(known: Judgement) -> int:
    return known.number


def _missing(meeting: Meeting) -> tuple[str, ...]:
    """Each group once, in the words that came first."""
    named = sorted(meeting.missing.values(), key=lambda each: each.number)
    found: dict[str, str] = {}
    for each in named:
        if each.counts and (each.shown or meeting.closed_at):
            found.setdefault(each.text.casefold(), each.text)
    return tuple(found.values())
