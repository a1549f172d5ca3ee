"""Places marked on a page's picture, as with a text marker and a pen; done where the page was made, without rights."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw

from documents.errors import UnreadableError
from documents.measures import Box, Points

MOST_PIXELS: Final = 20_000_000
_PEN: Final = (196, 30, 30)
_MARKER: Final = (255, 214, 0, 80)
_EDGE: Final = (184, 188, 196)
_AROUND: Final = 3


def marked(data: bytes, size: tuple[Points, Points], boxes: Sequence[Box]) -> bytes:
    """A picture (PNG or JPEG) of a page of `size`, with boxes in points marked on it, as PNG.

    Raises UnreadableError (corrupt, bomb) for what is no such picture."""
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        if picture.width * picture.height > MOST_PIXELS:
            raise UnreadableError("The picture of the page is too large to be marked.", code="bomb")
        shown = picture.convert("RGB")
    except (OSError, SyntaxError, ValueError) as fault:
        raise UnreadableError("The picture of the page is damaged: have it made anew.", code="corrupt") from fault
    across, down = shown.width / max(size[0], 1), shown.height / max(size[1], 1)
    pen = ImageDraw.Draw(shown, "RGBA")
    for left, top, right, bottom in boxes:
        edges = (left * across - _AROUND, top * down - _AROUND, right * across + _AROUND, bottom * down + _AROUND)
        pen.rectangle(edges, fill=_MARKER, outline=_PEN, width=2)
    pen.rectangle((0, 0, shown.width - 1, shown.height - 1), outline=_EDGE)
    out = io.BytesIO()
    shown.save(out, "PNG", compress_level=6)
    return out.getvalue()


__all__ = ["MOST_PIXELS", "marked"]
