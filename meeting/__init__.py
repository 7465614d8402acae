"""Kring: a live meeting room for Deep Democracy dialogues."""

__version__ = "0.1.0"
