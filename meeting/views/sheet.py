"""The run sheet as staff see it: its blocks and their words, what may be done with them, and jumps to explain."""

from __future__ import annotations

from meeting.procedure.arranging import LONGEST_BLOCK
from meeting.procedure.pace import phone_percent
from meeting.procedure.sheet import minutes_of
from meeting.procedure.state import Block, Meeting, Phone
from meeting.procedure.templates import ENDS, MODELS
from meeting.views.stage import View, key


def sheet(meeting: Meeting) -> list[View]:
    """Every block, in order. `fixed`: it can be neither moved nor skipped; `above` is the block it would move behind
    to come one place higher, `below` to come one lower, None where it cannot."""
    visited = {visit.block for visit in meeting.visits}
    return [
        {
            **_block(block),
            "active": block.id == meeting.active,
            "visited": block.id in visited,
            "fixed": block.id in visited or block.step in ENDS,
            **_places(meeting, place, visited),
        }
        for place, block in enumerate(meeting.sheet)
    ]


def _block(block: Block) -> View:
    return {
        "id": block.id,
        "step": block.step,
        "kind": block.kind,
        "seek_no": block.seek_no,
        "minutes": block.minutes,
        "phone": block.phone.value,
        "display": block.display.value,
        "title": block.title,
        "question": block.question,
        "say": block.say,
        "skipped": block.skipped,
    }


def _places(meeting: Meeting, place: int, visited: set[str]) -> View:
    """Where a block may go from here: not before the check-in, behind the closing, or over where people have been."""
    blocks = meeting.sheet
    if blocks[place].id in visited or blocks[place].step in ENDS or blocks[place].kind == "check_in":
        return {"above": None, "below": None}
    higher = place > 2 and blocks[place - 1].id not in visited
    lower = place + 2 < len(blocks)
    return {
        "above": blocks[place - 2].id if higher else None,
        "below": blocks[place + 1].id if lower else None,
    }


def arranging(meeting: Meeting) -> View:
    """What changing the run sheet needs: its revision, the limits, the blocks there are, and the use of phones."""
    return {
        "sheet_rev": meeting.sheet_rev,
        "models": [{"id": name, **_named(model)} for name, model in MODELS.items()],
        "longest": LONGEST_BLOCK,
        "minutes": minutes_of(meeting.sheet),
        "percent": phone_percent(meeting.sheet),
        "budget": meeting.budget,
        "jumps": _jumps(meeting),
    }


def _named(block: Block) -> View:
    """What a block is called by: its kind, or its own name."""
    return {"step": block.step, "kind": block.kind, "seek_no": block.seek_no, "title": block.title}


def _jumps(meeting: Meeting) -> list[View]:
    """The stays that people jumped to, the latest first, with what was said about them."""
    stays = enumerate(meeting.visits, 1)
    found = [(number, visit) for number, visit in stays if visit.reason]
    return [
        {
            "id": f"jump-{number}",
            "visit": number,
            "reason": visit.reason,
            "words": visit.words,
            **_named(meeting.block_of(visit.block)),
        }
        for number, visit in reversed(found)
    ]


def opening(block: Block) -> View:
    """The sentence with which a block begins: its own, or the method's."""
    return {"text": block.say} if block.say else key(opening_words(block))


def opening_words(block: Block) -> str:
    """Where the method's own sentence for the beginning of a block stands."""
    if block.step == "talking":
        return f"say.talk.{block.kind}"
    if block.step == "arrival" and block.kind:
        return f"say.arrival.{block.kind}"
    if block.step == "gathering" and not block.seek_no:
        return "say.gather.aloud" if block.phone is Phone.AWAY else "say.gather"
    if block.step == "gathering":
        return "say.gather.no"
    return f"say.{block.step}.soon" if block.step in _BY_MOMENT else f"say.{block.step}"


_BY_MOMENT = ("practising", "choosing", "voting", "minority", "deciding")
"""Steps with a sentence for every moment; the first of them is `soon`."""
