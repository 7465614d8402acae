"""What phone, room screen and console share: how a proposal, a need and a result look as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from meeting.procedure import addressing
from meeting.procedure.minority import dissent, small
from meeting.procedure.proposing import PUT, WORDING
from meeting.procedure.shortlisting import wording
from meeting.procedure.state import (
    LETTERS,
    AnswerKind,
    Level,
    Meeting,
    MinorityPosition,
    Origin,
    PointAnswer,
    Proposal,
    Round,
    Viewpoint,
)
from meeting.procedure.weaving import FITS

View = dict[str, Any]


def key(name: str, /, **values: Any) -> View:
    """A sentence the surface looks up in its own language."""
    return {
        "key": name,
        "values": {field: _plain(value) for field, value in values.items() if value is not None},
    }


def act(name: str, words: str, *, twice: bool = False, new: str | None = None, **args: Any) -> View:
    """Something staff can do now: `name` with `args`, a fresh id under `new`; `twice`: the first press only arms."""
    return {"do": name, "args": args, "key": words, "twice": twice, "new": new}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def mandate(meeting: Meeting) -> View:
    known = meeting.mandate
    return {"level": known.level.value, "decider": known.decider, "answer_by": _plain(known.answer_by)}


def mandate_line(meeting: Meeting) -> View:
    """Who decides, in one sentence; with a date where an answer was promised."""
    known = meeting.mandate
    name = f"mandate.{known.level.value}"
    if known.level is not Level.DECIDE and known.answer_by is None:
        name += ".undated"
    decider = known.decider and known.decider[:1].upper() + known.decider[1:]  # it begins a sentence there
    return key(name, decider=decider if known.level is Level.ADVISE else known.decider, date=known.answer_by)


def proposal_card(meeting: Meeting, proposal: Proposal) -> View:
    """The proposal with everything the minority added to it."""
    return {
        "id": proposal.id,
        "kind": "proposal",
        "text": proposal.current.text,
        "label": key("card.proposal") if proposal.version == 1 else key("card.version", n=proposal.version),
        "items": [{"id": each.position, "text": each.text} for each in proposal.current.additions],
        "package": in_package(meeting, proposal),
        "confirmed": proposal.confirmed,
        "version": proposal.version,
        "cause": proposal.current.cause if proposal.current.cause in (PUT, WORDING) else "position",
    }


def in_package(meeting: Meeting, proposal: Proposal | None) -> list[View]:
    """What is chosen in a package, each a line with its letter; nothing of another proposal."""
    package = meeting.package_of(proposal.id) if proposal else None
    return lines(meeting, package.chosen) if package else []


def entry(meeting: Meeting, entry_id: str) -> View:
    """One entry of the shortlist with its letter, as every screen shows it."""
    letter = dict(zip(meeting.shortlist.ids, LETTERS, strict=False)).get(entry_id, "")
    return {"id": entry_id, "letter": letter, "text": wording(meeting, entry_id)}


def entries(meeting: Meeting, ids: Iterable[str]) -> list[View]:
    return [entry(meeting, each) for each in ids]


def lines(meeting: Meeting, ids: Iterable[str]) -> list[View]:
    """Entries where there is place for text only."""
    return [{"id": each["id"], "text": f"{each['letter']}. {each['text']}"} for each in entries(meeting, ids)]


def beside_title(meeting: Meeting, entry_id: str) -> list[View]:
    """What stands on an opgave card beside its title, as far as somebody filled it in."""
    known = meeting.opgaven.get(entry_id)
    parts = (("whom", known.for_whom), ("why", known.why), ("idea", known.first_idea)) if known else ()
    return [{**key(f"card.{name}", text=text), "text": text} for name, text in parts if text]


def position_card(meeting: Meeting, position: MinorityPosition) -> View:
    """A need in its own words; under it how it was heard, what it contradicts, and what the commissioner says."""
    said = addressing.answers_to(position.id, meeting)
    heard = position.restated if position.heard and position.heard.author == FITS else None
    against = [each for each in map(meeting.position_of, position.conflicts) if each and not each.withdrawn]
    return {
        "id": position.id,
        "kind": "position",
        "text": position.text,
        "label": key("card.spoken") if position.spoken else None,
        "items": [
            *([{**key("card.restated"), "text": heard}] if heard else []),
            *({**key("card.conflict"), "text": each.text} for each in against),
            *((verdict_items(said[-1]) if said else [key("card.asks")]) if position.asks else []),
        ],
    }


def verdict_items(said: PointAnswer) -> list[View]:
    """What the commissioner says to a point, as items under it."""
    words = [{"text": said.text}] if said.text else []
    return [key(f"card.verdict.{said.verdict.value}", date=said.due), *words]


_ORIGIN_LABEL = {Origin.SAID: "card.spoken", Origin.BEFORE: "card.before", Origin.ABSENT: "card.absent"}


def origin_label(viewpoint: Viewpoint) -> View | None:
    """The mark of a viewpoint that did not come from its author's phone."""
    name = _ORIGIN_LABEL.get(viewpoint.origin)
    return key(name) if name else None


def answer_card(position: MinorityPosition) -> View:
    """The room's answer to a need."""
    answer = position.answer
    assert answer is not None
    parked = answer.kind is AnswerKind.PARKED
    owner = key("card.owner", name=answer.owner) if answer.owner else key("card.no_owner")
    return {
        "id": position.id,
        "kind": "answer",
        "text": answer.text or "",
        "label": key(f"card.answer.{answer.kind.value}"),
        "items": [owner] if parked else [],
    }


def small_minority(known: Round) -> bool:
    """Whether figures of this round could point at people."""
    if known.tally is None:
        return False
    against = dissent(known)
    return bool(against) and small(against, known.tally.electorate)


def answered_phones(meeting: Meeting, known: Round) -> int:
    """How many phones answered the question after this round: the only number that may be seen meanwhile."""
    box = meeting.boxes.get(known.id)
    return sum(1 for item, _ in box if item == "answer") if box is not None else 0
