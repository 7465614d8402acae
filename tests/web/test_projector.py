"""What hangs in the hall beside the meeting: covers take turns, leaves turn until somebody turns them by hand."""

import asyncio

import pytest

from meeting.web import projector as module
from meeting.web.projector import Cover, Projector, Screen


def in_a_loop(play):
    async def run():
        return await asyncio.wait_for(play(Projector()), 5)

    return asyncio.run(run())


def opened(beside, leaves, *, fresh=False, name="screen"):
    beside.opened(name, Screen(leaves=leaves), fresh=fresh)


def test_one_cover_at_a_time_and_the_same_one_again_takes_it_away():
    async def play(beside):
        beside.show(Cover.QR)
        beside.show(Cover.BLANK)
        assert beside.cover is Cover.BLANK
        beside.show(Cover.BLANK)
        assert beside.cover is Cover.NONE

    in_a_loop(play)


def test_leaves_turn_by_themselves_and_begin_again(monkeypatch):
    monkeypatch.setattr(module, "LEAF_LASTS", 0.01)

    async def play(beside):
        seen, done = [], asyncio.Event()

        def look():
            seen.append(beside.leaf)
            if seen[-3:] == [1, 2, 0]:
                done.set()

        beside.watch(look)
        opened(beside, 3)
        await done.wait()

    in_a_loop(play)


def test_leaves_stay_where_somebody_turned_them(monkeypatch):
    monkeypatch.setattr(module, "LEAF_LASTS", 0.0)

    async def play(beside):
        beside.watch(lambda: None)
        opened(beside, 3)
        beside.leaf_to(2)
        for _ in range(5):
            await asyncio.sleep(0)
        assert beside.leaf == 2

    in_a_loop(play)


def test_another_picture_has_its_own_time_on_the_first_leaf(monkeypatch):
    async def play(beside):
        beside.watch(lambda: None)
        monkeypatch.setattr(module, "LEAF_LASTS", 0.0)
        opened(beside, 3)
        monkeypatch.setattr(module, "LEAF_LASTS", 60.0)
        opened(beside, 3, fresh=True)
        for _ in range(5):
            await asyncio.sleep(0)
        assert beside.leaf == 0

    in_a_loop(play)


def test_another_picture_starts_at_its_first_leaf_and_a_shorter_one_at_its_last():
    async def play(beside):
        opened(beside, 3)
        beside.leaf_to(2)
        opened(beside, 2)
        assert beside.leaf == 1
        opened(beside, 2, fresh=True)
        assert beside.leaf == 0

    in_a_loop(play)


def test_the_room_screen_decides_how_many_leaves_there_are_and_without_one_the_console():
    async def play(beside):
        beside.previewed(2, fresh=False)
        assert beside.leaves == 2
        opened(beside, 4)
        beside.previewed(2, fresh=False)
        assert beside.leaves == 4
        beside.closed("screen")
        assert beside.leaves == 2

    in_a_loop(play)


@pytest.mark.parametrize(
    "told", [{}, {"leaves": "many", "width": -5, "full": "yes"}, {"leaves": 10**9, "height": True}]
)
def test_what_a_browser_tells_is_kept_within_bounds(told):
    screen = Screen.read(told)
    assert 1 <= screen.leaves <= module.MOST_LEAVES
    assert 1 <= screen.width <= module.MOST_PIXELS
    assert 1 <= screen.height <= module.MOST_PIXELS
    assert screen.full is False


def test_the_next_block_takes_away_what_covered_the_last_and_its_clock():
    async def play(beside):
        beside.enter("arrival")
        beside.show(Cover.QR)
        beside.start_clock(1800)
        beside.enter("arrival")
        assert (beside.cover, beside.time_left()) == (Cover.QR, 1800)
        beside.enter("check-in")
        assert (beside.cover, beside.time_left()) == (Cover.NONE, None)

    in_a_loop(play)


def test_the_clock_ticks_each_second_and_stops_at_the_end():
    async def play(beside):
        seen, done = [], asyncio.Event()

        def look():
            seen.append(beside.time_left())
            if seen[-1] == 0:
                done.set()

        beside.watch_clock(look)
        beside.start_clock(1.2)
        await done.wait()
        assert (seen[0], seen[-1]) == (2, 0)

    in_a_loop(play)


def test_the_clock_of_a_pitch_stops_with_it_and_another_clock_runs_on():
    async def play(beside):
        beside.before_hall("one")
        beside.start_clock(30, of="one")
        beside.before_hall("one")
        assert beside.time_left() == 30
        beside.before_hall("")
        assert beside.time_left() is None
        beside.start_clock(30, of="one")
        beside.start_clock(300)
        beside.before_hall("other")
        assert beside.time_left() == 300

    in_a_loop(play)
