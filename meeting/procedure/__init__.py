"""The procedure of Deep Democracy as pure rules. Importing it makes every step known."""

from meeting.procedure import (  # noqa: F401
    addressing,
    agreeing,
    arranging,
    arrival,
    beside,
    calling,
    checking_out,
    closing,
    clustering,
    conflicting,
    deciding,
    erasing,
    framing,
    gathering,
    hands,
    importing,
    informing,
    minority,
    missing,
    practising,
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
