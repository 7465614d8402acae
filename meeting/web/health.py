"""Whether this server can do its work now, for whoever watches over it: `GET /health`."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from meeting.live.writer import Writer
from meeting.store import pulse

LASTS = 5.0  # seconds an answer is given again: whoever asks often costs no more writes
PATIENCE = 4.0  # seconds a write may take before it counts as failed


def routes(writer: Writer, version: str) -> APIRouter:
    """200 while what people send is brought to disk, 503 while it is not. Nothing about people or meetings."""
    health = Health(writer, version)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/health", health.answer, methods=["GET", "HEAD"])
    return router


class Health:
    """Tries a real write at most once in a few seconds, however many ask."""

    def __init__(
        self, writer: Writer, version: str, *, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._writer = writer
        self._version = version
        self._patience = patience
        self._clock = clock
        self._asked: asyncio.Task[bool] | None = None
        self._until = 0.0

    async def answer(self) -> Response:
        writes = await asyncio.shield(self._trial())
        body: dict[str, Any] = {"ok": writes, "version": self._version, "writes": writes, "free_mb": self._free()}
        return JSONResponse(body, 200 if writes else 503)

    def _trial(self) -> asyncio.Task[bool]:
        """The trial of a moment ago, or a new one; whoever asks meanwhile waits for the same."""
        now = self._clock()
        if self._asked is None or (self._asked.done() and now >= self._until):
            self._asked, self._until = asyncio.create_task(self._writes()), now + LASTS
        return self._asked

    async def _writes(self) -> bool:
        try:
            async with asyncio.timeout(self._patience):
                await self._writer.run(pulse.beat)
        except Exception:  # why, is in the log of the one who writes
            return False
        return True

    def _free(self) -> int | None:
        """Megabytes left where the database lies, or None where that cannot be told."""
        try:
            return shutil.disk_usage(self._writer.store.path.parent).free // 1_000_000
        except OSError:
            return None
