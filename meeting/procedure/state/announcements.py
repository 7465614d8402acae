"""What the facilitator lets people know beside the conversation: to the table hosts, or to everybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Audience(StrEnum):
    """Whom an announcement is for."""

    HOSTS = "hosts"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Announcement:
    """One announcement. It holds as long as people stay in the block (`visit`), or until it is taken away."""

    id: str
    text: str = field(repr=False)
    audience: Audience
    visit: int
    at: datetime
    ended: bool = False
