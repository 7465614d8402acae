"""Frames as they go over the line: text in a WebSocket frame, and private parts in frames that all have one size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

FRAME = 512  # private frames are a multiple of this many bytes
SECRET_ROOM = 1024  # bytes kept free in every private frame for what follows from a secret vote
_TEXT = 0x81  # one whole message in one frame
SECRET = ("ask", "ballots", "answers", "replies", "helped", "voted")


def framed(text: bytes) -> bytes:
    """A text as a server sends it (RFC 6455, 5.2): without a mask, so that one encoding serves everybody."""
    length = len(text)
    if length < 126:
        return bytes((_TEXT, length)) + text
    if length < 65_536:
        return bytes((_TEXT, 126)) + length.to_bytes(2) + text
    return bytes((_TEXT, 127)) + length.to_bytes(8) + text


def private(before: bytes, mine: Mapping[str, Any], after: bytes) -> bytes:
    """A text with a person's own part. Its length is a multiple of FRAME, whatever was chosen in secret."""
    secret = len(orjson.dumps({key: mine.get(key) for key in SECRET}))
    start = b"".join((before, b'"mine":', orjson.dumps(mine), b',"pad":"'))
    length = len(start) + 1 + len(after)
    wanted = length - secret + max(secret, SECRET_ROOM)
    return b"".join((start, b" " * (-(-wanted // FRAME) * FRAME - length), b'"', after))
