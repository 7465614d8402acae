"""QR codes of Kring's own addresses: black on white, with a border, as SVG that follows its box."""

from __future__ import annotations

import io

import qrcode
import qrcode.image.svg


def svg(address: str) -> str:
    """The picture of an address, without an XML head, so that it can stand in a page."""
    picture = qrcode.make(
        address,
        image_factory=qrcode.image.svg.SvgPathImage,
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        border=4,
    )
    buffer = io.BytesIO()
    picture.save(buffer)
    drawn = buffer.getvalue().decode()
    return drawn[drawn.index("<svg") :]
