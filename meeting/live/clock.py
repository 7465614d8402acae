"""Time that passes evenly: nobody sets it forward or back, and it goes on while the computer sleeps."""

from __future__ import annotations

import time


def passing() -> float:
    """Seconds since some moment; only the difference of two readings means something."""
    if hasattr(time, "CLOCK_BOOTTIME"):  # Linux stops its other clocks while a laptop is closed
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
