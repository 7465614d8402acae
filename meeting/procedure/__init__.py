"""The procedure of Deep Democracy as pure rules. Importing it makes every step known."""

from meeting.procedure import (  # noqa: F401
    arranging,
    arrival,
    closing,
    clustering,
    deciding,
    gathering,
    minority,
    proposing,
    sheet,
    spreading,
    talking,
    voting,
    weaving,
)
from meeting.procedure.core import apply, handle, replay

__all__ = ["apply", "handle", "replay"]
