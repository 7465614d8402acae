"""Starts Kring from a clone: `make run` does the same after installing what it needs."""

import sys

try:
    from meeting.cli import main
except ModuleNotFoundError as missing:
    if missing.name is None or missing.name.split(".")[0] == "meeting":
        raise
    sys.exit(f"Kring needs the Python package {missing.name}, which is not installed here. Type: make run")

if __name__ == "__main__":
    main()
