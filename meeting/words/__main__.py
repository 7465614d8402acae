"""Compiles all catalogues: `python -m meeting.words`."""

import sys

from meeting.words import compile_all

sys.stdout.write(f"{compile_all()} catalogues compiled\n")
