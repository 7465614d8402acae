"""The drills in a small size: what people were told is what is so. `make drills` does the same at length."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from faults import audit, crash, hostile, network, races
from faults.rig import Kring, Verdict, gone

Drill = Callable[..., Coroutine[Any, Any, Verdict]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="module")
def kring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kring]:
    """One server for all drills that leave it as they found it."""
    folder = tmp_path_factory.mktemp("drills") / "data"
    folder.mkdir(mode=0o700)
    running = Kring(folder)
    running.start()
    yield running
    gone(running)


@pytest.mark.parametrize(
    ("drill", "size"),
    [
        pytest.param(crash.kill, {"kills": 3, "people": 12, "least": 300}, id="killed"),
        pytest.param(crash.drain, {"stops": 1, "people": 12}, id="told to stop"),
        pytest.param(races.close, {"races": 8, "people": 12}, id="ballots in flight at the close"),
        pytest.param(races.replays, {"people": 40}, id="two tabs, replayed and shuffled"),
        pytest.param(races.two, {"evenings": 1}, id="two facilitators"),
        pytest.param(races.screen, {"crashes": 0}, id="a room screen reloads"),
        pytest.param(network.asleep, {"seconds": 0, "people": 12}, id="phones that slept"),
        pytest.param(hostile.hostile, {"people": 40, "seconds": 1.5, "attack": "flood,frames"}, id="attacked"),
    ],
)
def test_what_people_were_told_is_so(drill: Drill, size: dict[str, Any], kring: Kring) -> None:
    assert asyncio.run(drill(kring, **size)).broken == []


@pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool for Linux; make test installs it there")
def test_each_acknowledgement_leaves_after_a_sync(data: Path) -> None:
    assert asyncio.run(audit.sync(data, alone=10, people=10, wave=20)).broken == []
