"""What stands on the papers on which people choose several of a list, and on the sheet on which those are counted.

Letters and words are those of every screen. As long as the list can change, the paper says so.
"""

from __future__ import annotations

from typing import Any

from meeting.procedure.choosing import standing
from meeting.procedure.shortlisting import wording
from meeting.procedure.state import ABSTAIN, LETTERS, NONE_OF_THESE, SEVERAL, Meeting, RoundKind
from meeting.words import Words

Data = dict[str, Any]

ROWS_ON_HALF = 10
"""With more to choose from a paper needs a page of its own."""


def ballots(meeting: Meeting, words: Words) -> Data:
    heading, options = _asked(meeting, words)
    return {
        "heading": heading,
        "mark": "" if meeting.shortlist.frozen else words("paper.choices.draft"),
        "help": words("paper.choices.help"),
        "choices": options,
        "on_a_sheet": 2 if len(options) <= ROWS_ON_HALF else 1,
        "foot": words("paper.choices.foot"),
    }


def tally(meeting: Meeting, words: Words) -> Data:
    heading, options = _asked(meeting, words)
    return {
        "heading": words("paper.choices.tally.heading"),
        "about": heading,
        "use": words("paper.choices.tally.use"),
        "halves": [words("paper.tally.first"), words("paper.tally.second")],
        "head": [words("paper.tally.choice"), words("paper.tally.marks"), words("paper.tally.total")],
        "choices": options,
        "counts": [
            words("paper.tally.handed_out"),
            words("paper.choices.tally.returned"),
            words("paper.tally.counter"),
        ],
        "after": words("paper.tally.after"),
    }


def _asked(meeting: Meeting, words: Words) -> tuple[str, list[str]]:
    """What is asked, and what can be chosen: after a tie only what is tied."""
    now, opened, rule = standing(meeting), meeting.open_round, meeting.shortlist.rule
    letters = dict(zip(meeting.shortlist.ids, LETTERS, strict=False))
    if opened is not None and opened.kind in SEVERAL:
        ids, kind, cap = tuple(each.id for each in opened.options), opened.kind, opened.cap
    elif now is not None and now.tied:
        ids, kind, cap = now.tied, RoundKind.APPROVAL, now.places
    else:
        ids, kind, cap = meeting.shortlist.ids, rule.method if rule else RoundKind.APPROVAL, rule.cap if rule else 0
    head = words(f"choosing.{kind.value}.head", n=cap) if rule else words("choosing.title")
    lettered = [f"{letters[each]}. {wording(meeting, each)}" for each in ids]
    return head, [*lettered, *(words(f"option.{each}") for each in (NONE_OF_THESE, ABSTAIN))]
