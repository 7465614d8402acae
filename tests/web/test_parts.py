"""Rows of a page of staff: the first of many are there at once, the others in short turns, and always the latest."""

import asyncio
import gc
import weakref

from nicegui import Client, ui
from nicegui.page import page

from meeting.web import taken_off
from meeting.web.parts import AT_ONCE, Part, Rows, Text

MANY = 5 * AT_ONCE


def on_a_page(scene):
    """Run a scene in the slot of a page that no browser looks at."""

    async def run():
        with Client(page("/")):
            return await scene()

    return asyncio.run(run())


async def shown(rows):
    for _ in range(MANY):
        await asyncio.sleep(0)
    return [[part.text for part in row.descendants() if isinstance(part, Text)] for row in rows.box]


def test_many_rows_follow_in_their_order_with_the_latest_words():
    async def scene():
        rows = Rows(lambda item: Text("p", item["text"]), many=True)
        rows([{"id": number, "text": "oud"} for number in range(MANY)])
        at_once = sum(bool(row.default_slot.children) for row in rows.box)
        rows([{"id": number, "text": f"{number}"} for number in reversed(range(MANY))])
        return at_once, await shown(rows)

    at_once, rows = on_a_page(scene)
    assert at_once == AT_ONCE
    assert rows == [[f"{number}"] for number in reversed(range(MANY))]


def test_what_went_before_its_turn_is_drawn_no_more():
    async def scene():
        drawn = []
        with ui.element() as place:
            part = Part(drawn.append)
        part.later("een")
        place.delete()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return drawn

    assert on_a_page(scene) == []


def test_what_is_taken_off_a_page_leaves_memory_without_a_look_for_garbage():
    async def scene():
        taken_off.guard()
        part = Part(lambda text: Text("p", text, "k-quiet"))
        part("een")
        shown = next(iter(part.box))
        kept = [weakref.ref(each) for each in (shown, shown.classes, shown.props, shown.style)]
        del shown
        gc.disable()
        try:
            part("twee")
            ui.context.client.outbox.messages.clear()
            ui.context.client.outbox.updates.clear()
            return [each() for each in kept]
        finally:
            gc.enable()

    assert on_a_page(scene) == [None] * 4
