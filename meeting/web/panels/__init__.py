"""What each step looks like: `room` draws it in the hall, `console` what the facilitator can do in it.

Both draw once and hand back what brings the drawing up to date.
"""

from __future__ import annotations

from meeting.web.panels import (
    arrival,
    choosing,
    closing,
    clustering,
    deciding,
    framing,
    gathering,
    halltest,
    minority,
    missing,
    picking,
    practising,
    proposing,
    reading_back,
    shortlisting,
    spreading,
    talking,
    teaming,
    voting,
    weaving,
)

ROOM = {
    "arrival": arrival.room,
    "talking": talking.room,
    "framing": framing.room,
    "missing": missing.room,
    "gathering": gathering.room,
    "picking": picking.room,
    "reading_back": reading_back.room,
    "spreading": spreading.room,
    "clustering": clustering.room,
    "shortlisting": shortlisting.room,
    "choosing": choosing.room,
    "practising": practising.room,
    "proposing": proposing.room,
    "voting": voting.room,
    "minority": minority.room,
    "weaving": weaving.room,
    "deciding": deciding.room,
    "teaming": teaming.room,
    "closing": closing.room,
}
CONSOLE = {
    "arrival": halltest.console,
    "talking": talking.console,
    "framing": framing.console,
    "missing": missing.console,
    "gathering": gathering.console,
    "picking": picking.console,
    "reading_back": reading_back.console,
    "spreading": spreading.console,
    "clustering": clustering.console,
    "shortlisting": shortlisting.console,
    "choosing": choosing.console,
    "practising": practising.console,
    "proposing": proposing.console,
    "voting": voting.console,
    "minority": minority.console,
    "weaving": weaving.console,
    "deciding": deciding.console,
    "teaming": teaming.console,
    "closing": closing.console,
}
