"""The practice hall behind the desk's door: simulated people, in a process of their own, who answer whoever leads."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

RUN = Path(__file__).parents[2] / "run.py"
SIZES = (12, 40, 120, 600)
"""How many people may come."""


class PracticeHalls:
    """The halls this server filled. They go when their meeting closes, or with the server, however it ends."""

    def __init__(self) -> None:
        self._halls: list[asyncio.subprocess.Process] = []

    async def fill(self, address: str, code: str, people: int) -> None:
        """Send so many simulated people to a meeting, over the network as real phones."""
        self._halls = [hall for hall in self._halls if hall.returncode is None]
        hall = await asyncio.create_subprocess_exec(
            sys.executable,
            str(RUN),
            "rehearse",
            *("--address", address, "--code", code, "--people", str(people), "--leash"),
            stdin=asyncio.subprocess.PIPE,  # the leash: it ends when this process does
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        self._halls.append(hall)

    def close(self) -> None:
        for hall in self._halls:
            with suppress(ProcessLookupError):
                hall.terminate()
