"""Recorded meetings: every later version replays them to the same report.

After a wanted change of the report, write the pages anew and read the difference:
`python -m tests.logs.record`.
"""

from pathlib import Path

import pytest

from tests.logs.record import LOGS, page_of


@pytest.mark.parametrize("log", LOGS, ids=lambda path: path.stem)
def test_a_recorded_meeting_replays_to_the_same_report(log: Path) -> None:
    assert page_of(log) == log.with_suffix(".report.html").read_text(encoding="utf-8")


def test_there_is_a_recorded_meeting() -> None:
    assert LOGS
