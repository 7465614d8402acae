"""The procedure of Deep Democracy as pure rules. Importing it makes every step known."""

from meeting.procedure import (  # noqa: F401
    addressing,
    arranging,
    arrival,
    calling,
    checking_out,
    closing,
    clustering,
    conflicting,
    deciding,
    gathering,
    minority,
    proposing,
    restating,
    sheet,
    spreading,
    talking,
    undoing,
    voting,
    waterline,
    weaving,
)
from meeting.procedure.core import apply, handle, replay

__all__ = ["apply", "handle", "replay"]
