"""Templates of the run sheet: three kinds of evening to start from, and every block that can be added to one.

The order is the method's: check-in first and spoken; agreements and a practice vote before anything counts
(rulings 1-6); the question and who is missing before views are gathered (rulings 22).
"""

from __future__ import annotations

from meeting.procedure.state import Block, Display, Phone, RunSheet

_AWAY, _TAP, _WRITE = Phone.AWAY, Phone.TAP, Phone.WRITE


def _evening() -> RunSheet:
    """A conversation of five to sixty people."""
    return RunSheet(
        "evening",
        (
            Block("arrival", "arrival", 15, _AWAY),
            Block("check-in", "talking", 15, _AWAY, kind="check_in"),
            Block("gather", "gathering", 7, _WRITE),
            Block("talk", "talking", 30, _AWAY, kind="talk"),
            Block("seek-no", "gathering", 4, _WRITE, seek_no=True),
            Block("spread", "talking", 25, _AWAY, kind="spread"),
            Block("propose", "proposing", 5, _WRITE),
            Block("vote", "voting", 3, _TAP),
            Block("minority", "minority", 5, _WRITE),
            Block("weave", "weaving", 8, _TAP),
            Block("decide", "deciding", 4, _TAP),
            Block("waterline", "talking", 20, _AWAY, kind="waterline"),
            Block("close", "closing", 15, _AWAY),
        ),
    )


def _conflict() -> RunSheet:
    """A conflict of twelve: it starts without phones, and what is said is read back before it hangs in the room."""
    return RunSheet(
        "conflict",
        (
            Block("arrival", "arrival", 10, _AWAY, kind="later"),
            Block("check-in", "talking", 20, _AWAY, kind="check_in"),
            Block("agreements", "talking", 5, _AWAY, kind="agreements"),
            Block("framing", "framing", 5, _AWAY),
            Block("missing", "missing", 5, _AWAY),
            Block("gather", "gathering", 20, _AWAY, display=Display.READ),
            Block("seek-no", "gathering", 12, _AWAY, seek_no=True, display=Display.READ),
            Block("spread", "spreading", 12, _AWAY),
            Block("topics", "clustering", 5, _AWAY),
            Block("break", "talking", 10, _AWAY, kind="break"),
            Block("propose", "proposing", 10, _AWAY),
            Block("practice", "practising", 4, _TAP),
            Block("vote", "voting", 3, _TAP),
            Block("minority", "minority", 5, _WRITE),
            Block("weave", "weaving", 15, _AWAY),
            Block("decide", "deciding", 3, _TAP),
            Block("waterline", "talking", 25, _AWAY, kind="waterline"),
            Block("check-out", "talking", 12, _AWAY, kind="check_out"),
            Block("close", "closing", 3, _TAP),
        ),
        budget=10,
    )


def _neighbourhood() -> RunSheet:
    """A neighbourhood talk of forty, at tables and with phones."""
    return RunSheet(
        "neighbourhood",
        (
            Block("arrival", "arrival", 15, _AWAY),
            Block("check-in", "talking", 15, _AWAY, kind="check_in"),
            Block("agreements", "talking", 5, _AWAY, kind="agreements"),
            Block("practice", "practising", 3, _TAP),
            Block("framing", "framing", 3, _WRITE),
            Block("missing", "missing", 4, _AWAY),
            Block("gather", "gathering", 6, _WRITE),
            Block("talk", "talking", 25, _AWAY, kind="talk"),
            Block("seek-no", "gathering", 3, _WRITE, seek_no=True),
            Block("spread", "spreading", 5, _TAP),
            Block("topics", "clustering", 8, _AWAY),
            Block("talk-topics", "talking", 20, _AWAY, kind="talk"),
            Block("break", "talking", 10, _AWAY, kind="break"),
            Block("propose", "proposing", 4, _WRITE),
            Block("vote", "voting", 3, _TAP),
            Block("minority", "minority", 4, _WRITE),
            Block("weave", "weaving", 6, _TAP),
            Block("decide", "deciding", 3, _TAP),
            Block("waterline", "talking", 20, _AWAY, kind="waterline"),
            Block("check-out", "talking", 10, _AWAY, kind="check_out"),
            Block("close", "closing", 3, _TAP),
        ),
    )


def _opgaven() -> RunSheet:
    """A day with six hundred at seventy tables: they bring their opgaven together, choose and go home in teams.

    The order and the minutes are those of method.md 4.2. The ordering desk works from the moment tables hand in and
    through the break; with twelve people and no tables the same blocks do, and cards are laid together with all.
    """
    return RunSheet(
        "opgaven",
        (
            Block("arrival", "arrival", 45, _AWAY),
            Block("check-in", "talking", 20, _AWAY, kind="check_in"),
            Block("agreements", "talking", 10, _AWAY, kind="agreements"),
            Block("framing", "framing", 3, _WRITE),
            Block("practice", "practising", 3, _TAP),
            Block("missing", "missing", 4, _AWAY),
            Block("gather", "gathering", 3, _WRITE, display=Display.READ),
            Block("talk", "talking", 20, _AWAY, kind="talk"),
            Block("pick", "picking", 7, _AWAY),
            Block("mix", "talking", 12, _AWAY, kind="mix"),
            Block("seek-no", "gathering", 3, _WRITE, seek_no=True, display=Display.READ),
            Block("pick-no", "picking", 5, _AWAY),
            Block("spread", "spreading", 5, _TAP),
            Block("break", "talking", 30, _AWAY, kind="break"),
            Block("topics", "clustering", 5, _AWAY),
            Block("read-back", "reading_back", 20, _AWAY),
            Block("shortlist", "shortlisting", 15, _AWAY),
            Block("choose", "choosing", 12, _TAP),
            Block("vote", "voting", 6, _TAP),
            Block("minority", "minority", 5, _WRITE),
            Block("talk-need", "talking", 7, _AWAY, kind="talk"),
            Block("weave", "weaving", 18, _TAP),
            Block("decide", "deciding", 8, _TAP),
            Block("corners", "talking", 12, _AWAY, kind="corners"),
            Block("teams", "teaming", 8, _WRITE),
            Block("waterline", "talking", 20, _AWAY, kind="waterline"),
            Block("check-out", "talking", 12, _AWAY, kind="check_out"),
            Block("close", "closing", 3, _TAP),
        ),
    )


EVENING = _evening()
"""The short evening: what a meeting gets that was opened without naming a run sheet."""

USUAL = "neighbourhood"
"""What people get who do not choose another: at the desk, from the terminal and in the practice hall."""

OFFERED: dict[str, RunSheet] = {sheet.name: sheet for sheet in (_conflict(), _neighbourhood(), _opgaven())}
"""The templates to choose from at a new meeting."""

TEMPLATES: dict[str, RunSheet] = {EVENING.name: EVENING, **OFFERED}

_TALKS = {
    "check_in": 15,
    "agreements": 5,
    "talk": 20,
    "mix": 15,
    "spread": 15,
    "lobby": 10,
    "waterline": 20,
    "break": 10,
    "corners": 10,
    "check_out": 10,
}
"""The wordings of a talk, with the minutes a new one gets."""

_MODELS = (
    *(Block(kind, "talking", minutes, _AWAY, kind=kind) for kind, minutes in _TALKS.items()),
    Block("framing", "framing", 5, _WRITE),
    Block("missing", "missing", 4, _WRITE),
    Block("practising", "practising", 5, _TAP),
    Block("gathering", "gathering", 7, _WRITE),
    Block("gathering-no", "gathering", 4, _WRITE, seek_no=True),
    Block("picking", "picking", 7, _AWAY),
    Block("spreading", "spreading", 15, _TAP),
    Block("clustering", "clustering", 10, _WRITE),
    Block("reading_back", "reading_back", 15, _TAP),
    Block("shortlisting", "shortlisting", 15, _AWAY),
    Block("choosing", "choosing", 12, _TAP),
    Block("proposing", "proposing", 5, _WRITE),
    Block("voting", "voting", 3, _TAP),
    Block("minority", "minority", 5, _WRITE),
    Block("weaving", "weaving", 8, _TAP),
    Block("deciding", "deciding", 4, _TAP),
    Block("teaming", "teaming", 8, _WRITE),
)
MODELS: dict[str, Block] = {block.id: block for block in _MODELS}
"""The blocks that can be added, by name: each as it is when nothing about it was chosen."""

ENDS = ("arrival", "closing")
"""The steps with which every run sheet begins and ends."""

WITHOUT_PHONES = ("arrival", "later", False)
"""An arrival at which phones stay away: they come out when there is something to count."""

PARTS = frozenset({*(block.part for block in _MODELS), *((step, "", False) for step in ENDS), WITHOUT_PHONES})
"""Every kind of block there is."""
