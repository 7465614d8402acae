"""Frames are those of the protocol, and private ones have one size whatever was chosen."""

import json

import pytest
from websockets.frames import Frame, Opcode

from meeting.live.frames import FRAME, SECRET, framed, private

BALLOT = {"round_id": "r" * 22, "choice": ["against"], "rev": 3}


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
def test_a_frame_is_what_a_library_makes_of_it(length: int) -> None:
    text = b"x" * length
    assert framed(text) == Frame(Opcode.TEXT, text).serialize(mask=False)


@pytest.mark.parametrize("secret", [{"ballots": [BALLOT]}, {"ballots": [BALLOT], "answers": [{"text": "é" * 140}]}])
def test_what_was_done_in_secret_does_not_show_in_the_size(secret: dict[str, object]) -> None:
    nothing: dict[str, object] = {"participant": "p" * 22} | {key: [] for key in SECRET}
    text = private(b"{", nothing | secret, b"}")
    assert json.loads(text)["mine"] == nothing | secret
    assert len(text) == len(private(b"{", nothing, b"}"))
    assert len(text) % FRAME == 0
