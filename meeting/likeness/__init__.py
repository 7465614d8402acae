"""Which short texts look alike, by their letters alone: suggestions for people, never a decision. Pure."""

from meeting.likeness.index import ALIKE, SAME, Index, Near
from meeting.likeness.opposite import opposed

__all__ = ["ALIKE", "SAME", "Index", "Near", "opposed"]
