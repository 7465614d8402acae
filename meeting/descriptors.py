"""How many connections the operating system lets this process hold: raised as far as it may be, counted in phones."""

import sys

WANTED = 65_536
SPARE = 100  # files, listening sockets, the writer
A_PHONE = 3  # its socket, and what its browser opens beside it while the page loads
HALL = 600


def raise_limit() -> int | None:
    """Raise the limit of open files as far as this process may; the limit, or None where there is none.

    It takes effect for connections made from now on.
    """
    if sys.platform == "win32":
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    endless = resource.RLIM_INFINITY
    wanted = WANTED if hard == endless else min(WANTED, hard)
    for more in (wanted, 10_240):  # macOS promises no end and gives 10,240
        if soft == endless or soft >= more:
            break
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (more, hard))
            soft = more
        except (ValueError, OSError):
            continue
    return None if soft == endless else soft


def phones(limit: int) -> int:
    """How many phones can come in at once under this limit."""
    return max(0, (limit - SPARE) // A_PHONE)
