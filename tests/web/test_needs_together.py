"""Needs that wait for one word of the room, on the console: side by side, and answered where the first stands."""

from __future__ import annotations

from meeting.web.panels.paging import place
from meeting.web.panels.weaving import side_by_side
from meeting.web.wording import Wording
from meeting.words import translator


def test_needs_laid_together_stand_under_the_first_of_them_and_it_carries_the_answers() -> None:
    with_others = {"a": [], "b": ["d", "e"], "c": [], "d": ["b", "e"], "e": ["b", "d"]}
    shown = side_by_side([{"id": each, "with": others} for each, others in with_others.items()])
    assert [(card["id"], card["led"]) for card in shown] == [
        ("a", False),
        ("b", False),
        ("d", True),
        ("e", True),
        ("c", False),
    ]


def test_a_page_with_one_need_is_not_told_as_a_range() -> None:
    say, pages = Wording(translator("nl")), [["a", "b"], ["c"]]
    assert [place(say, pages, now) for now in (0, 1)] == ["1–2 van de 3 behoeften", "Behoefte 3 van de 3"]
