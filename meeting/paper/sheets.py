"""What stands on each sheet: words of the deck and of the meeting, ready for its template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from meeting import qr
from meeting.brand import NO_BRAND, Brand
from meeting.paper import choices
from meeting.paper.press import printed
from meeting.procedure.agreeing import FIXED, made
from meeting.procedure.state import OPTIONS, Block, Level, Meeting, RoundKind
from meeting.words import Words, translator

Data = dict[str, Any]


def sheet(name: str, meeting: Meeting, *, address: str, code: str, at: datetime, brand: Brand = NO_BRAND) -> bytes:
    """One of SHEETS as PDF. `address` is where phones go, without the code. Raises KeyError for another name."""
    template, fill = SHEETS[name]
    words = translator(meeting.language)
    data = {
        "title": meeting.title,
        "language": meeting.language,
        "question": meeting.question,
        "practice": words("paper.practice") if meeting.practice else None,
        **fill(meeting, words),
    }
    if template in ("cards", "poster"):
        data |= _door(words, address, code) | sender(brand)
    return printed(template, data, at)


def _door(words: Words, address: str, code: str) -> Data:
    """How people come in."""
    return {
        "qr": qr.svg(f"{address}/{code}"),
        "qr_alt": words("room.join.qr"),
        "code": f"{code[:3]} {code[3:]}",
        "join": words("room.join.title"),
        "camera": words("room.join.camera"),
        "address_line": words("room.join.address", address=address.partition("://")[2]),
        "promise": words("room.join.promise"),
        "without_phone": words("paper.without_phone"),
    }


def sender(brand: Brand) -> Data:
    """Whose sheet it is. A picture travels as numbers: Typst gets values, and reads no file of others."""
    logo = {"body": list(brand.logo.body), "kind": brand.logo.kind} if brand.logo else None
    return {"organisation": brand.organisation, "logo": logo}


def _nothing(meeting: Meeting, words: Words) -> Data:
    return {}


def _host(meeting: Meeting, words: Words) -> Data:
    return {
        "mandate": _mandate(meeting, words),
        "use": words("paper.host.use"),
        "head": [words("paper.host.moment"), words("paper.host.minutes"), words("paper.host.say")],
        "blocks": [_moment(block, meeting, words) for block in meeting.sheet],
        "never_title": words("paper.host.never"),
        "never": [words(f"paper.host.never.{number}") for number in (1, 2, 3)],
    }


def _mandate(meeting: Meeting, words: Words) -> str:
    known = meeting.mandate
    who = known.decider or ""
    if known.level is Level.ADVISE:
        who = who[:1].upper() + who[1:]  # it begins a sentence there
    return words(f"report.mandate.{known.level.value}", who=who)


def _moment(block: Block, meeting: Meeting, words: Words) -> Data:
    """A block with everything to say in it, in the order in which it happens."""
    name = f"console.block.{block.kind or block.step}{'.no' if block.seek_no else ''}"
    said = SAID.get(block.step, (f"say.{block.step}",))
    if block.step == "talking":
        said = (f"say.talk.{block.kind}",)
    if block.seek_no:
        said = ("say.gather.no",)
    advises = meeting.mandate.level is Level.ADVISE
    return {
        "name": block.title or words(_chosen(name, words, advises)),
        "minutes": words.n("console.minutes", block.minutes),
        "say": [words(_chosen(key, words, advises)) for key in said if key in words],
    }


def _chosen(key: str, words: Words, advises: bool) -> str:
    """Where people advise, the words of advice, as on the console."""
    return f"{key}.advise" if advises and f"{key}.advise" in words else key


SAID = {
    "practising": ("say.practising.soon", "say.practising.open"),
    "gathering": ("say.gather",),
    "choosing": ("say.choosing.soon", "say.choosing.open", "say.choosing.shown", "say.choosing.packed"),
    "voting": ("say.voting.soon", "say.voting.open", "say.voting.carried"),
    "minority": ("say.minority.soon", "say.minority.asked", "say.minority.shared"),
    "deciding": ("say.deciding.soon", "say.deciding.open", "say.deciding.ready", "say.decided"),
}


def _info(meeting: Meeting, words: Words) -> Data:
    """The words of phone and room screen; without any there is room to write them."""
    known, own = meeting.info, [each.text for each in meeting.agreements.own]
    return {
        "heading": known.title or words("handout.info"),
        "paragraphs": list(known.paragraphs) or [words("paper.info.none")],
        "agreements_heading": words("handout.agreements"),
        "agreements": [*(words(f"agreement.{name}") for name in FIXED), *own] if made(meeting) else [],
    }


def _viewpoints(meeting: Meeting, words: Words) -> Data:
    return {"ask": words("view.title"), "foot": words("paper.viewpoints.foot")}


def _proposal(meeting: Meeting, words: Words) -> Data:
    """The proposal as it is now; without one there is room to write it."""
    proposal = meeting.proposal
    if proposal is None:
        return {"proposal": words("paper.proposal.none"), "additions": [], "additions_label": "", "mark": ""}
    return {
        "proposal": proposal.current.text,
        "additions": [each.text for each in proposal.current.additions],
        "additions_label": words("paper.additions"),
        "mark": words("paper.version", n=proposal.version),
    }


def _ballots(meeting: Meeting, words: Words) -> Data:
    return {
        **_proposal(meeting, words),
        "heading": words("paper.ballot.heading"),
        "choices": _choices(RoundKind.PROPOSAL, words),
        "foot": words("paper.ballot.foot"),
    }


def _checks(meeting: Meeting, words: Words) -> Data:
    return {
        **_proposal(meeting, words),
        "heading": words("support.first"),
        "choices": _choices(RoundKind.SUPPORT, words),
        "foot": words("paper.check.foot"),
    }


def _choices(kind: RoundKind, words: Words) -> list[str]:
    return [words(f"option.{option}") for option in OPTIONS[kind]]


def _answers(meeting: Meeting, words: Words) -> Data:
    return {
        "heading": words("need.title"),
        "comfort": words("need.comfort"),
        "choices": [words(f"option.{option}") for option in ("speak", "none", "pass")],
        "foot": words("paper.answers.foot"),
    }


def _tally(meeting: Meeting, words: Words) -> Data:
    return {
        **_proposal(meeting, words),
        "heading": words("paper.tally.heading"),
        "use": words("paper.tally.use"),
        "halves": [words("paper.tally.first"), words("paper.tally.second")],
        "head": [words("paper.tally.choice"), words("paper.tally.marks"), words("paper.tally.total")],
        "choices": _choices(RoundKind.PROPOSAL, words),
        "counts": [words("paper.tally.handed_out"), words("paper.tally.counter")],
        "after": words("paper.tally.after"),
    }


SHEETS: Mapping[str, tuple[str, Callable[[Meeting, Words], Data]]] = {
    "cards": ("cards", _nothing),
    "poster": ("poster", _nothing),
    "info": ("info", _info),
    "host": ("host", _host),
    "viewpoints": ("viewpoints", _viewpoints),
    "ballots": ("ballots", _ballots),
    "answers": ("answers", _answers),
    "checks": ("ballots", _checks),
    "tally": ("tally", _tally),
    "choices": ("choices", choices.ballots),
    "choices_tally": ("choices_tally", choices.tally),
}
"""Every sheet: its template and what is filled in."""


def sheets(meeting: Meeting) -> list[str]:
    """The sheets there are for this meeting: papers to choose several on only where there is a list."""
    return [name for name, (template, _) in SHEETS.items() if meeting.shortlist.entries or "choices" not in template]
