"""Ends an open page of staff: quietly when it is closed, and at once when the link it came in by is revoked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from nicegui import ui

from meeting.web.house import House, Staff


def until_revoked(house: House, staff: Staff, ends: Iterable[Callable[[], object]]) -> None:
    """Call `ends` when the page that is being built goes, or may stay no longer.

    Then it is loaded anew: the same address now tells that the link works no more, or shows what another right gives.
    """
    client, ends = ui.context.client, list(ends)

    def end() -> None:
        for each in ends:
            each()
        with client:
            ui.navigate.reload()

    for each in [*ends, house.while_standing(staff, end)]:
        client.on_delete(each)
