"""`python -m faults NAME`: runs one drill, prints its figures, and ends with 1 when a promise was not kept."""

from __future__ import annotations

import argparse
import asyncio
import inspect
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from faults import audit, crash, disk, hostile, network, races
from faults.rig import Verdict

Drill = Callable[..., Coroutine[Any, Any, Verdict]]
DRILLS: dict[str, Drill] = {
    "kill": crash.kill,
    "drain": crash.drain,
    "sync": audit.sync,
    "full": disk.full,
    "locked": disk.locked,
    "corrupt": disk.corrupt,
    "close": races.close,
    "replays": races.replays,
    "two": races.two,
    "screen": races.screen,
    "asleep": network.asleep,
    "wifi": network.wifi,
    "clock": network.clock,
    "hostile": hostile.hostile,
}
NAMESPACES = {"full": "--mount", "wifi": "--mount --net"}
"""Drills that want a corner of the system for themselves: they start again inside one."""
NEEDS = {"sync": "strace", "full": "unshare", "wifi": "ip"}
"""The programs a drill needs."""
SKIPPED = 77
PACKAGES = {"unshare": "util-linux", "ip": "iproute2"}
INSIDE = "KRING_DRILL_INSIDE"
OUT = sys.stdout


def main(arguments: list[str]) -> int:
    chosen = vars(_parser().parse_args(arguments))
    name = chosen.pop("drill")
    if missing := _missing(name):
        OUT.write(f"{name}: skipped. {missing}\n")
        return SKIPPED
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kring-drill-") as folder:
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        verdict = asyncio.run(DRILLS[name](data, **chosen))
    figures = {**verdict.figures, "took, s": round(time.monotonic() - begun, 1)}
    width = max(map(len, figures))
    for what, figure in figures.items():
        OUT.write(f"  {what:<{width}}  {figure}\n")
    for broken in verdict.broken:
        OUT.write(f"  BROKEN  {broken}\n")
    OUT.write(f"{name}: {'NOT kept' if verdict.broken else 'kept'}\n")
    return 1 if verdict.broken else 0


def _missing(name: str) -> str | None:
    """What this computer lacks for a drill, as a sentence; starts again in a namespace where the drill wants one."""
    program = NEEDS.get(name)
    if program and not shutil.which(program):
        return f"It needs the program {program}: sudo apt-get install {PACKAGES.get(program, program)}"
    if name in NAMESPACES and INSIDE not in os.environ:
        inside = ["unshare", "--map-root-user", *NAMESPACES[name].split()]
        if os.geteuid() == 0:
            inside.remove("--map-root-user")
        if subprocess.run([*inside, "true"], check=False).returncode:
            return "This computer lets no program have a namespace of its own; run it as root on a Linux machine."
        os.environ[INSIDE] = "yes"
        os.execvp(inside[0], [*inside, sys.executable, "-m", "faults", *sys.argv[1:]])  # noqa: S606
    return None


def _parser() -> argparse.ArgumentParser:
    """A command for each drill, with its own sizes."""
    parser = argparse.ArgumentParser(prog="make drills", description="Faults on purpose, against the real server.")
    drills = parser.add_subparsers(dest="drill", required=True, metavar="NAME")
    for name, drill in DRILLS.items():
        lines = (inspect.getdoc(drill) or "").splitlines()
        command = drills.add_parser(name, help=lines[0], description=" ".join(lines))
        for option in inspect.signature(drill).parameters.values():
            if option.kind is option.KEYWORD_ONLY:
                kind = type(option.default)
                command.add_argument(f"--{option.name}", type=kind, default=option.default, help=f"{option.default}")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
